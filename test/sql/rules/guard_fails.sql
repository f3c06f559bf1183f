-- A guard that cannot be judged for a case counts as not met, and the refusal
-- of another change still says everything.
\i test/helper/support_desk.sql
\set ECHO all
\pset footer on
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, category, title) VALUES (1, 'hotline', '1.2', '包裹少发一件');
-- nobody was called yet: the guard divides by zero
INSERT INTO transition (from_state, to_state, name, condition, condition_hint)
    VALUES ('registered', 'invalid', 'give up', 'attempt_count / contact_count > 3', 'Call the customer first.');
-- no such transition: the errors of guards do not hide what is allowed
UPDATE complaint SET state = 'mediating' WHERE id = 1;
-- the transition with the guard itself
UPDATE complaint SET state = 'invalid' WHERE id = 1;
SELECT name, allowed, lacks FROM complaint_flow.allowed_transitions('support', 1) ORDER BY 1;
-- inside a block that goes on after the error, too
DO $$
BEGIN
    UPDATE support.complaint SET state = 'mediating' WHERE id = 1;
EXCEPTION WHEN SQLSTATE 'KF001' THEN
    RAISE NOTICE 'refused: %', SQLERRM;
END
$$;
-- with the guard met the case goes its way
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    SELECT 1, 'out', 'hotline', 'update', result
      FROM unnest('{reached,not_reached,not_reached,not_reached,not_reached}'::text[]) AS result;
UPDATE complaint SET state = 'invalid' WHERE id = 1;
SELECT state, contact_count, attempt_count FROM complaint;
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
