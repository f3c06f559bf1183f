-- The graded pack: dismissed with a reason and a call; the customer appeals, and
-- is right.
\set VERBOSITY terse
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name) VALUES (1, '曹先生');
INSERT INTO complaint (id, channel, customer_id, product, order_ref, title, description)
    VALUES (1, 'online_chat', 1, '空气炸锅', 'DD-77', '标价与收费不同', '多收了二十元');
SELECT category, level, owner, missing FROM complaint;
SELECT topic, audience FROM outbox ORDER BY id;
-- A reason, and a call, and only then the end.
UPDATE complaint SET state = 'dismissed' WHERE id = 1;
UPDATE complaint SET validity = 'invalid', validity_reason = '促销已于前一日结束' WHERE id = 1;
UPDATE complaint SET state = 'dismissed' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'out', 'hotline', 'first_response', 'reached', '说明促销时间');
UPDATE complaint SET state = 'dismissed' WHERE id = 1 RETURNING state, validity;
SELECT metric, outcome FROM clock ORDER BY metric;
-- He sends a photograph of the price tag, dated later.
INSERT INTO evidence (complaint_id, kind, reference, description) VALUES (1, 'photo', 'files/tag.jpg', '价签日期');
UPDATE complaint SET state = 'assessing' WHERE id = 1;
UPDATE complaint SET state = 'assessing', validity = 'valid', validity_reason = '价签未更换', reason = '客户补充价签照片' WHERE id = 1 RETURNING state, validity;
INSERT INTO assessment (complaint_id, severity) VALUES (1, 'low');
UPDATE complaint SET state = 'handling' WHERE id = 1;
INSERT INTO investigation (complaint_id, findings, cause, conclusion, proposal) VALUES (1, '门店未更换价签', 'process', 'upheld', '退差二十元');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ '^Case is now';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
