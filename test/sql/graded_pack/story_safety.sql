-- The graded pack: a kettle burned a child.  Grade 1 by rule, assessed by a
-- person, reviewed by the quality board before the family is answered.
\set VERBOSITY terse
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, product, title, description, amount)
    VALUES (1, now() - interval '20 minutes', 'hotline', '电热水壶 K2', '水壶漏水烫伤孩子', '壶底漏水，孩子烫伤，已去医院', 260);
SELECT category, level, urgency, urgent_reasons, handler_role, owner, missing FROM complaint;
SELECT metric, target FROM clock ORDER BY due_at;
-- The director and the quality managers hear of it at once.
SELECT topic, audience FROM outbox ORDER BY id;
-- Wu Gang takes it, calls, and begins the assessment.
SET complaint_flow.actor = 'wu.gang';
SELECT complaint_flow.claim('support', 'wu.gang');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'first_response', 'reached');
UPDATE complaint SET state = 'assessing', occurred_at = received_at - interval '2 hours', occurred_place = '家中', evidence = '{照片}' WHERE id = 1;
UPDATE complaint SET state = 'handling' WHERE id = 1;
INSERT INTO assessment (complaint_id, severity, safety, impact, immediate_action, level, note)
    VALUES (1, 'critical', true, 'public', true, 'grade_1', '同批次需停售');
UPDATE complaint SET state = 'handling' WHERE id = 1 RETURNING state, level, first_level;

-- Grade 1 is not answered without the board, and not brought before it
-- without a conclusion.
UPDATE complaint SET state = 'answered' WHERE id = 1;
UPDATE complaint SET state = 'board_review' WHERE id = 1;
INSERT INTO investigation (complaint_id, methods, findings, cause, responsible_department, risk, possible_harm, conclusion)
    VALUES (1, '拆解同批三台', '底部密封圈缺失', 'manufacture', 'quality', 'high', 'health', 'upheld');
-- A rule has told logistics to stop the lot: that is answered first.
SELECT department, task FROM work_order;
UPDATE complaint SET state = 'board_review' WHERE id = 1;
SET complaint_flow.actor = 'liu.yang';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '已停发' FROM work_order;
SET complaint_flow.actor = 'wu.gang';
-- Compensation beyond his own authority is decided before the board meets.
INSERT INTO remedy (complaint_id, kind, amount, description) VALUES (1, 'compensation', 30000, '医疗费及补偿') RETURNING status, next_role;
UPDATE complaint SET state = 'board_review' WHERE id = 1;
SET complaint_flow.actor = 'zheng.hua';
INSERT INTO approval (remedy_id, decision) SELECT id, 'approved' FROM remedy;
SET complaint_flow.actor = 'wu.gang';
UPDATE complaint SET state = 'board_review' WHERE id = 1 RETURNING state;
-- Nobody reviews their own case.
UPDATE complaint SET state = 'cleared' WHERE id = 1;
SET complaint_flow.actor = 'qian.yu';
UPDATE complaint SET state = 'cleared' WHERE id = 1 RETURNING state;
SET complaint_flow.actor = 'wu.gang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, note)
    VALUES (1, 'out', 'on_site', 'offer', 'reached', 'accepted', '上门致歉，承担医疗费');
UPDATE complaint SET state = 'answered' WHERE id = 1 RETURNING state;
UPDATE complaint SET state = 'closed' WHERE id = 1;
INSERT INTO execution (remedy_id, amount, reference) SELECT id, amount, 'F-2026-1' FROM remedy;
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT metric, cycle, outcome FROM clock ORDER BY metric, cycle;
SELECT string_agg(activity, ' ' ORDER BY seq) FROM complaint_event WHERE complaint_id = 1;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
