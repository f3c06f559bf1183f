-- The customer says no, is offered something better, and says yes.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set id 1
\i test/helper/case_offered.sql
\set ECHO all
SELECT state, owner FROM complaint;
-- No word from the customer yet: no way on without a reason.
SELECT to_state, name, allowed FROM complaint_flow.allowed_transitions('support', 1) ORDER BY to_state, name;
-- She calls: one cup is not enough after three weeks.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, note)
    VALUES (1, 'in', 'hotline', 'offer', 'reached', 'rejected', '等了三周，还要补偿');
UPDATE complaint SET state = 'executing' WHERE id = 1;
UPDATE complaint SET state = 'investigating' WHERE id = 1 RETURNING state;
-- The customer is waiting: she hears of it at least every third working day.
SELECT metric, target FROM clock WHERE outcome IS NULL ORDER BY metric;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'reached');
SELECT metric, cycle, outcome FROM clock WHERE metric = 'progress_update' ORDER BY cycle;

-- The second solution goes the same way: proposed, approved by another.
UPDATE complaint SET state = 'solution_proposed', reason = '补发两只，另加积分' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
-- Too much, Sun Li finds, and sends it back; she says why.
UPDATE complaint SET state = 'investigating' WHERE id = 1;
UPDATE complaint SET state = 'investigating', reason = '超出惯例' WHERE id = 1 RETURNING state;
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'solution_proposed', reason = '补发一只，另加积分' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SELECT cycle, outcome FROM clock WHERE metric = 'solution_approval' ORDER BY cycle;
SET complaint_flow.actor = 'li.na';
-- The answer of last time does not count for the new offer.
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'offer', 'reached');
UPDATE complaint SET state = 'offered' WHERE id = 1;
UPDATE complaint SET state = 'investigating' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer)
    VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted');
SELECT state FROM complaint WHERE id = 1;
SELECT count(*) AS offers FROM complaint_event WHERE activity = 'state:offered';
SELECT complaint_flow.drop_desk('support', true);
