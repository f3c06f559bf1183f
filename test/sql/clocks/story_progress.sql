-- While a case is worked on, the customer hears from us every three working
-- days; who forgets is reminded.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description, order_ref, product, evidence, remedy_sought)
    VALUES (1, 'app', '商品质量', '音箱没声音', 'JF26030902', '音箱', '{照片}', '维修');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
SELECT count(*) AS progress_clocks FROM clock WHERE metric = 'progress_update';
-- From the investigation on.
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '照片与视频' WHERE id = 1;
SELECT cycle, target, due_at = complaint_flow.deadline('support', 'standard', started_at, 'T+3') AS by_t3, outcome FROM clock WHERE metric = 'progress_update';
-- A call tells her how far we are, and begins the next three days.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'out', 'hotline', 'update', 'reached', '样品已送检');
SELECT cycle, outcome FROM clock WHERE metric = 'progress_update' ORDER BY cycle;
-- A call that reaches nobody does not.
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'not_reached');
SELECT cycle, outcome FROM clock WHERE metric = 'progress_update' ORDER BY cycle;
-- The offer ends it.
INSERT INTO investigation (complaint_id, findings, cause, conclusion) VALUES (1, '功放损坏', 'product', 'upheld');
UPDATE complaint SET state = 'solution_proposed', reason = '维修' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
SELECT metric, outcome IS NULL AS runs FROM clock WHERE metric IN ('progress_update', 'follow_up') AND outcome IS NULL;

-- Another case, forgotten.
INSERT INTO complaint (id, channel, title, description, order_ref, remedy_sought)
    VALUES (2, 'app', '退款未到', '退货后退款没到账', 'JF26030903', '退款');
UPDATE complaint SET state = 'verifying' WHERE id = 2;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '退货已签收' WHERE id = 2;
-- Three working days pass in silence.
SELECT complaint_flow.run_clocks('support', (SELECT due_at FROM clock WHERE metric = 'progress_update' AND complaint_id = 2) + interval '1 minute') > 0 AS found;
SELECT cycle, breached_at = due_at AS breached, outcome FROM clock WHERE metric = 'progress_update' AND complaint_id = 2;
SELECT DISTINCT topic, audience FROM outbox WHERE content ->> 'metric' = 'progress_update' ORDER BY 1, 2;
-- What presses is on top of her list.
SELECT action FROM complaint_flow.next_action('support', 2, 'en') WHERE action ~* 'progress|word' LIMIT 1;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
