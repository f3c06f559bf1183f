-- A department does not answer its work order: its liaison, its overseer, then
-- further up.  The late answer is late for ever.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
UPDATE department SET liaison = 'he.xin', overseer = 'wu.gang' WHERE code = 'merchant_care';
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, merchant, title, description, occurred_at, remedy_sought)
    VALUES (1, '2026-03-05 09:00', 'hotline', '南站店', '店员态度差', '店员不理不睬', '2026-03-04 18:00', '道歉');
INSERT INTO work_order (complaint_id, department, task, recorded_at) VALUES (1, 'merchant_care', '请门店说明情况', '2026-03-05 10:00');
-- Thursday: T+1 is Friday, 24:00.
SELECT department, due_at, warn_at < due_at AS warned_before FROM clock WHERE metric = 'department_feedback';
CREATE VIEW told AS SELECT topic, audience, content ->> 'step' AS step FROM outbox WHERE content ->> 'metric' = 'department_feedback' ORDER BY id;
-- The customer is kept informed by Li Na, the department is silent.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-05 11:00', 'reached');
SELECT complaint_flow.run_clocks('support', '2026-03-06 18:00') > 0 AS warned;
SELECT * FROM told;
-- Saturday, one minute past midnight.
SELECT complaint_flow.run_clocks('support', '2026-03-07 00:01');
SELECT * FROM told OFFSET 1;
-- Two business hours after that: Monday, 11:00.
SELECT complaint_flow.run_clocks('support', '2026-03-09 10:59') >= 0 AS looked;
SELECT count(*) FROM told;
SELECT complaint_flow.run_clocks('support', '2026-03-09 11:01') >= 0 AS looked;
SELECT * FROM told WHERE step::int > 2;
-- The job stands still until Thursday noon: of the steps that passed meanwhile
-- the last one is told.
SELECT complaint_flow.run_clocks('support', '2026-03-12 12:00') >= 0 AS looked;
SELECT * FROM told WHERE step::int > 3;
-- Li Na keeps the case: it is not she who is late.
SELECT owner FROM complaint;
SELECT metric, department, breached_at IS NOT NULL AS breached FROM clock WHERE metric IN ('department_feedback', 'first_response') ORDER BY metric;
-- Only the department can answer; its answer of Thursday is late.
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '我替他们答' FROM work_order;
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_at)
    SELECT id, 'done', '门店道歉并培训', '2026-03-12 14:00' FROM work_order;
SELECT outcome, due_at, stopped_at FROM clock WHERE metric = 'department_feedback';
SELECT audience FROM outbox WHERE topic = 'work_order_answered';
DROP VIEW told;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
