-- The graded pack: a courier's desk was rude.  Grade 4, the supervisor of the
-- accused handles it, and an acceptable score ends it.
\set VERBOSITY terse
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, accused_staff)
    VALUES (1, '2026-03-02 10:00', 'hotline', '配送客服态度差', '说话不耐烦，挂断电话', 'liu.yang');
SELECT category, level, urgency, owner, accused_staff FROM complaint;
SELECT metric, target, due_at FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY metric;
SET complaint_flow.actor = 'liu.yang';
UPDATE complaint SET state = 'assessing' WHERE id = 1;
INSERT INTO assessment (complaint_id, severity) VALUES (1, 'low');
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-03 09:00', 'reached');
SELECT outcome FROM clock WHERE metric = 'first_response';
UPDATE complaint SET state = 'assessing' WHERE id = 1;
INSERT INTO assessment (complaint_id, severity, complexity, impact) VALUES (1, 'low', 'simple', 'one customer');
UPDATE complaint SET state = 'handling' WHERE id = 1 RETURNING level, first_level;
INSERT INTO investigation (complaint_id, methods, findings, cause, responsible_staff, conclusion) VALUES (1, '录音', '确有挂断', 'people', 'liu.yang', 'upheld');
-- Told by letter, without an answer to it.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'out', 'letter', 'offer', 'reached', '书面致歉');
UPDATE complaint SET state = 'answered' WHERE id = 1 RETURNING state;
-- Silence ends it after seven days; a word of the customer is quicker.
UPDATE complaint SET state = 'closed' WHERE id = 1;
-- Whose case it was does not say how content the customer is.
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 3);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT metric, outcome FROM clock WHERE metric IN ('grading', 'follow_up') ORDER BY metric;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
