-- The graded pack: the handbook's own examples come out as the handbook says,
-- and the urgency follows the grade that a person gives.
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';

-- A grave fault that cost money is grade 1, critical, and answered within 24
-- hours, whatever the sum.
INSERT INTO complaint (id, received_at, channel, product, title, description, amount)
    VALUES (1, '2026-03-06 10:00', 'hotline', '净水器', '产品质量投诉', '产品存在严重质量问题,导致财产损失', 3000);
SELECT c.category, l.label_zh AS level, u.label_zh AS urgency, c.urgent_reasons, c.handler_role
  FROM complaint c JOIN level l ON l.code = c.level JOIN urgency u ON u.code = c.urgency;
SELECT metric, target, due_at FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY metric;
-- A system that stood still for three days, and the sales that were lost.
INSERT INTO complaint (id, received_at, channel, product, title, description)
    VALUES (2, '2026-03-06 10:00', 'email', '收银系统', '系统瘫痪三天', '收银系统瘫痪三天，造成销售损失');
-- A display that flickers is a fault, no more.
INSERT INTO complaint (id, received_at, channel, product, title, description)
    VALUES (3, '2026-03-06 10:00', 'hotline', '显示器 M2', '显示屏闪动', '用了一周显示屏闪动');
-- Neighbours: a loss without a grave fault, an outage without a loss, other
-- words, and a grave tone that costs nothing.
INSERT INTO complaint (id, received_at, channel, product, title, description) VALUES
    (4, '2026-03-06 10:00', 'hotline', '洗衣机', '洗衣机漏水', '漏水造成经济损失'),
    (5, '2026-03-06 10:00', 'hotline', '收银系统', '系统宕机', '昨天宕机一小时'),
    (6, '2026-03-06 10:00', 'email', 'POS', 'Outage', 'Three days of downtime and lost sales'),
    (7, '2026-03-06 10:00', 'hotline', '冰箱', '冰箱有重大缺陷', '门关不严，财物损失'),
    (8, '2026-03-06 10:00', 'hotline', '台灯', '严重不满', '台灯不亮，非常失望');
SELECT id, title, category, level, urgency FROM complaint WHERE id > 1 ORDER BY id;

-- The assessor finds the display to be grade 1: it is critical, with the
-- deadlines and the handler of such cases, and the director hears of it.
UPDATE complaint SET state = 'assessing' WHERE id IN (3, 4);
SET complaint_flow.actor = 'chen.jie';
INSERT INTO assessment (complaint_id, severity, level, note) VALUES (3, 'critical', 'grade_1', '同批次冒烟');
SELECT first_level, level, urgency, urgent_reasons, handler_role FROM complaint WHERE id = 3;
SELECT metric, target, due_at FROM clock WHERE complaint_id = 3 AND metric IN ('first_response', 'resolution') ORDER BY metric;
SELECT topic, audience FROM outbox WHERE complaint_id = 3 ORDER BY id;
SELECT attribute, value, decided_by, rule_name FROM complaint_flow.explain_complaint('support', 3) WHERE attribute IN ('level', 'urgency');
-- And down: the harm of another case was a word.
INSERT INTO assessment (complaint_id, severity, level, note) VALUES (4, 'low', 'grade_4', '客户已确认无损失');
SELECT first_level, level, urgency, urgent_reasons FROM complaint WHERE id = 4;
SELECT attribute, value, decided_by FROM complaint_flow.explain_complaint('support', 4) WHERE attribute IN ('level', 'urgency');
-- Grade 1 that turns out to be grade 2 is important.
INSERT INTO assessment (complaint_id, severity, level) VALUES (2, 'high', 'grade_2');
SELECT level, urgency, urgent_reasons FROM complaint WHERE id = 2;
-- A reason that has nothing to do with the grade stays.
SET complaint_flow.actor = 'li.na';
INSERT INTO classification_rule (position, name, condition, urgency, reason)
    VALUES (700, 'by letter', $$channel = 'letter'$$, 'critical', '来信');
INSERT INTO complaint (id, received_at, channel, product, title, description)
    VALUES (9, '2026-03-06 10:00', 'letter', '水壶', '水壶烫伤', '孩子烫伤');
SET complaint_flow.actor = 'chen.jie';
INSERT INTO assessment (complaint_id, severity, level) VALUES (9, 'low', 'grade_3');
SELECT level, urgency, urgent_reasons FROM complaint WHERE id = 9;
-- A new danger raises it again, whatever the grade.
UPDATE complaint SET description = '后来起火，邻居住院' WHERE id = 4;
UPDATE complaint SET risks = '{safety}' WHERE id = 4;
SELECT level, urgency, urgent_reasons FROM complaint WHERE id = 4;
SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
