-- A case needs two departments: each has its work order, its own clock, its own
-- answer.
\i test/helper/support_desk.sql
\set ECHO all

-- Monday morning: points disappeared from an account.  Li Na takes the call.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '活动奖励未到账', '参加双倍积分活动，奖励没有到账', 'JF1', '补发积分');
-- She asks technicians and lawyers, each about their part, at 11.
INSERT INTO work_order (id, complaint_id, department, task, recorded_at) VALUES
    (501, 1, 'technical', '核对活动积分的入账记录', '2026-03-02 11:00'),
    (502, 1, 'legal', '活动规则第五条如何解释', '2026-03-02 11:00');
SELECT metric, subject, department, started_at, due_at, outcome FROM clock WHERE metric = 'department_feedback' ORDER BY subject;
SELECT seq, activity, actor, changes -> 'work_order' -> 0 ->> 'department' AS asked FROM complaint_event
 WHERE activity LIKE 'work_order:%' ORDER BY seq;

-- A technician answers the next afternoon; Li Na could not do it for him.
INSERT INTO staff (code, name, role, department) VALUES
    ('qian.bo', 'Qian Bo', 'agent', 'technical'),
    ('yu.lan', 'Yu Lan', 'agent', 'legal'),
    ('xu.ning', 'Xu Ning', 'manager', 'legal');
UPDATE department SET liaison = 'yu.lan', overseer = 'xu.ning' WHERE code = 'legal';
INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (501, 'done', '已补记');
SET complaint_flow.actor = 'qian.bo';
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_at)
    VALUES (501, 'done', '系统延迟，奖励已于今日补记', '2026-03-03 15:00');
SELECT id, department, status, answered_at FROM work_order ORDER BY id;
SELECT metric, subject, outcome, stopped_at FROM clock WHERE metric = 'department_feedback' ORDER BY subject;

-- The lawyers stay silent beyond Tuesday midnight: their liaison is told, then
-- their overseer, not the owner of the case, who has nothing to answer here.
SELECT complaint_flow.run_clocks('support', '2026-03-04 00:10') > 0 AS done;
SELECT topic, audience FROM outbox WHERE content ->> 'metric' = 'department_feedback' ORDER BY id;
SET complaint_flow.actor = 'yu.lan';
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_at)
    VALUES (502, 'done', '按客户理解执行', '2026-03-04 09:30');
SELECT metric, subject, outcome, breached_at FROM clock WHERE metric = 'department_feedback' ORDER BY subject;

-- An answer is given once and stays as it is.
INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (502, 'partly', '更正');
UPDATE work_order_answer SET answer = '更正' WHERE work_order_id = 502;
DELETE FROM work_order WHERE id = 502;
UPDATE work_order SET status = 'open' WHERE id = 502;

-- What the departments wrote stands apart from the rest of the history, to be
-- erased with it.
SELECT p.seq, e.activity, p.changes FROM complaint_event_personal p
  JOIN complaint_event e USING (complaint_id, seq) WHERE e.activity LIKE 'answer:%' ORDER BY p.seq;
-- White space around a code is nothing.  A department that was closed gets no
-- order any more, neither from her nor from a rule, which says so once.
SET complaint_flow.actor = 'li.na';
INSERT INTO work_order (complaint_id, department, task) VALUES (1, ' technical ', '请复核') RETURNING '[' || department || ']' AS department;
UPDATE department SET active = false WHERE code = 'legal';
INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'legal', '请复核');
INSERT INTO action_rule (position, name, activities, action, argument, task)
    VALUES (300, 'ask the lawyers', '{incoming:*}', 'work order', 'legal', '请评估');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'in', 'hotline', 'update', 'reached');
SELECT regexp_replace(content ->> 'rule', '\d+', 'N') AS rule FROM outbox WHERE topic = 'rule_failed';
SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
