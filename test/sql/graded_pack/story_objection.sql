-- The graded pack: a small matter answered without the board; the customer
-- objects, and the case is opened again with more weight.
\set VERBOSITY terse
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, order_ref, title, description)
    VALUES (1, 'web_form', 'B7', '买贵了要求退差', '第二天就降价');
SELECT category, level, urgency, owner FROM complaint;
UPDATE complaint SET state = 'assessing' WHERE id = 1;
SET complaint_flow.actor = 'chen.jie';
INSERT INTO assessment (complaint_id, severity) VALUES (1, 'low');
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'handling' WHERE id = 1;
-- It is no matter for the board.
INSERT INTO investigation (complaint_id, findings, conclusion) VALUES (1, '促销按公告执行', 'not_upheld');
UPDATE complaint SET state = 'board_review' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'email', 'offer', 'reached');
UPDATE complaint SET state = 'answered' WHERE id = 1 RETURNING state;
-- Silence closes a case after seven days, not on the same day.
UPDATE complaint SET state = 'closed' WHERE id = 1;
SELECT metric, target FROM clock WHERE outcome IS NULL;
-- The customer writes that this is not fair.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'in', 'email', 'information', 'reached', 'rejected');
UPDATE complaint SET state = 'closed' WHERE id = 1;
UPDATE complaint SET state = 'handling' WHERE id = 1 RETURNING state, level, urgency, urgent_reasons, reopen_count, handler_role, owner;
SELECT metric, cycle, target, outcome FROM clock WHERE metric IN ('follow_up', 'resolution') ORDER BY metric, cycle;
-- Now it goes before the board, which sends it back, and then to arbitration.
INSERT INTO investigation (complaint_id, findings, cause, conclusion) VALUES (1, '公告不清楚', 'information', 'partly');
UPDATE complaint SET state = 'board_review' WHERE id = 1 RETURNING state;
SET complaint_flow.actor = 'wu.gang';
UPDATE complaint SET state = 'handling', reason = '请补充公告截图' WHERE id = 1 RETURNING state, reopen_count;
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'board_review' WHERE id = 1;
SET complaint_flow.actor = 'qian.yu';
UPDATE complaint SET state = 'cleared' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'rejected');
UPDATE complaint SET state = 'answered' WHERE id = 1;
UPDATE complaint SET state = 'arbitration', reason = '客户坚持' WHERE id = 1;
SET complaint_flow.actor = 'zheng.hua';
UPDATE complaint SET state = 'arbitration', reason = '双方同意' WHERE id = 1 RETURNING state, closed_at IS NOT NULL AS over;
SELECT complaint_flow.drop_desk('support', true);
