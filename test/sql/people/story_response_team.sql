-- A rapid-response team: several departments, one leader, each with its own
-- work order and clock.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
INSERT INTO staff (code, name, role, department) VALUES
    ('qian.bo', 'Qian Bo', 'agent', 'technical'), ('gu.ming', 'Gu Ming', 'agent', 'legal');
UPDATE department SET liaison = 'qian.bo' WHERE code = 'technical';
UPDATE department SET liaison = 'gu.ming', overseer = 'wu.gang' WHERE code = 'legal';
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, risks)
    VALUES (1, '2026-03-03 10:00', 'app', '系统故障导致重复扣款', '多名客户被重复扣款，已在网上发帖', '{public_attention}');
SELECT urgency, handler_role FROM complaint;
SELECT complaint_flow.claim('support', 'sun.li') AS sun_li;
-- Sun Li calls the team; she leads it.
SET complaint_flow.actor = 'sun.li';
INSERT INTO response_team (complaint_id, department, staff, leads) VALUES (1, 'customer_service', 'sun.li', true);
INSERT INTO response_team (complaint_id, department, staff) VALUES (1, 'technical', 'qian.bo'), (1, 'legal', NULL);
-- One leader, members from their own departments, departments that exist.
INSERT INTO response_team (complaint_id, department, staff, leads) VALUES (1, 'risk_control', 'feng.tao', true);
INSERT INTO response_team (complaint_id, department, staff) VALUES (1, 'risk_control', 'qian.bo');
INSERT INTO response_team (complaint_id, department) VALUES (1, 'marketing');
UPDATE response_team SET leads = true WHERE department = 'legal';
SELECT department, staff, leads FROM response_team ORDER BY id;
SELECT audience FROM outbox WHERE topic = 'response_team' ORDER BY id;

-- Each has a task of its own; all know of it.
INSERT INTO work_order (complaint_id, department, task, recorded_at) VALUES
    (1, 'technical', '定位重复扣款原因', '2026-03-03 10:30'),
    (1, 'legal', '评估公告措辞', '2026-03-03 10:30'),
    (1, 'risk_control', '统计受影响账户', '2026-03-03 10:30');
SELECT department, due_at FROM clock WHERE metric = 'department_feedback' ORDER BY department;
SELECT audience FROM outbox WHERE topic = 'work_order' ORDER BY id;
-- A department answers for itself only.
SET complaint_flow.actor = 'gu.ming';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '技术已修复' FROM work_order WHERE department = 'technical';
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_at)
    SELECT id, 'done', '措辞已审', '2026-03-03 15:00' FROM work_order WHERE department = 'legal';
SET complaint_flow.actor = 'qian.bo';
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_at)
    SELECT id, 'done', '支付回调重复，已修复', '2026-03-04 18:00' FROM work_order WHERE department = 'technical';
-- Risk control is silent until Thursday.
SELECT complaint_flow.run_clocks('support', '2026-03-05 00:01') >= 0 AS looked;
SELECT department, outcome, breached_at FROM clock WHERE metric = 'department_feedback' ORDER BY department;
SELECT topic, audience FROM outbox WHERE content ->> 'metric' = 'department_feedback' AND topic <> 'clock_warned' ORDER BY id;
-- The leader sees at a glance who still owes an answer.
SELECT w.department, w.task, w.status FROM work_order w WHERE complaint_id = 1 ORDER BY id;
SET complaint_flow.actor = 'feng.tao';
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_at)
    SELECT id, 'partly', '已统计312户，另有待核', '2026-03-05 09:00' FROM work_order WHERE department = 'risk_control';
SELECT outcome FROM clock WHERE metric = 'department_feedback' AND department = 'risk_control';
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ 'team|ork order|nswer';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
