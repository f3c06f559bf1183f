-- The tries of a test: who, what, and what the desk says to it.
SELECT no, who, attempt, code, told FROM tries, try(who, statement) ORDER BY no;
-- nothing has happened
SELECT * FROM complaint_flow.verify_history('support');
SELECT count(*) AS events, count(DISTINCT complaint_id) AS cases FROM complaint_event;
