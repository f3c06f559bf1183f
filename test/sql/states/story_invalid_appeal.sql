-- A complaint is found invalid, the customer appeals, and is right.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description, order_ref) VALUES (1, 'hotline', '包裹少了一件', '两只杯子只收到一只', 'JF1');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
-- The customer is told before it ends.
UPDATE complaint SET state = 'invalid', validity = 'invalid', validity_reason = '签收单为两件' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note)
    VALUES (1, 'out', 'hotline', 'first_response', 'reached', '说明签收记录，致谢来电');
UPDATE complaint SET state = 'invalid', validity = 'invalid', validity_reason = '签收单为两件' WHERE id = 1 RETURNING state, validity;
SELECT metric, outcome FROM clock ORDER BY metric;

-- She sends a photograph of the parcel's label: verified again.
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'verifying', reason = '客户申诉，附照片' WHERE id = 1 RETURNING state, closed_at;
INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'photo', 'files/2026/label.jpg');
SELECT metric, cycle, outcome FROM clock WHERE metric = 'resolution' ORDER BY cycle;
-- An appeal is no bad follow-up: nothing is counted, the level stays.
SELECT level, reopen_count FROM complaint;
UPDATE complaint SET state = 'investigating' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '标签为一件' WHERE id = 1 RETURNING state, validity;
SELECT seq, activity, changes -> 'validity' AS validity FROM complaint_event ORDER BY seq;
SELECT complaint_flow.drop_desk('support', true);
