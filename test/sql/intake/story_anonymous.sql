-- R6: a letter without a name, from receipt to closing.  No customer's row is
-- needed, and nothing is sent to nobody.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
-- The post room opens it on Wednesday; it says what, where and when.
INSERT INTO complaint (id, received_at, channel, received_place, merchant, title, description, occurred_at, occurred_place, remedy_sought)
    VALUES (1, '2026-03-04 09:00', 'letter', '收发室', '城西店', '强制推销', '收银员不办卡不让走', '2026-03-01 11:00', '收银台', '停止强制推销');
SELECT category, level, customer_id, owner, missing FROM complaint;
SELECT count(*) AS told_to_the_customer FROM outbox WHERE audience = 'customer';
SELECT line FROM regexp_split_to_table(complaint_flow.complaint_sheet('support', 1, 'zh'), E'\n') AS line WHERE line LIKE '%投诉人%';

-- All of the work is the same.
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '监控可见' WHERE id = 1;
INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'merchant_care', '到店检查');
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '属实，已要求整改' FROM work_order;
SET complaint_flow.actor = 'li.na';
INSERT INTO investigation (complaint_id, findings, cause, responsible_merchant, conclusion, proposal)
    VALUES (1, '门店下达办卡指标', 'merchant', '城西店', 'upheld', '门店整改，公示致歉');
UPDATE complaint SET state = 'solution_proposed', reason = '门店整改' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;

-- Nobody can be called.  The answer is pinned up in the shop, which is a
-- contact, too.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'offered' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'out', 'on_site', 'offer', 'reached', '门店公告栏张贴答复');
UPDATE complaint SET state = 'offered' WHERE id = 1 RETURNING state;
-- The standard rules want an answer of the customer, or three attempts.
UPDATE complaint SET state = 'closed', reason = '匿名来信，无法联系' WHERE id = 1;
-- A manager's rule for letters without a name: one notice is enough.
INSERT INTO transition (from_state, to_state, name, roles, condition, condition_hint, reason_required)
    VALUES ('offered', 'closed', 'anonymous: answer is published', '{supervisor,manager,head_of_operations}',
            'customer_id IS NULL AND open_work_orders = 0', 'Only for complaints without a known customer.', true);
UPDATE complaint SET state = 'closed', reason = '匿名来信，已公示答复' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'closed', reason = '匿名来信，已公示答复' WHERE id = 1 RETURNING state;

-- The writer calls after all, and may stay unknown: a second sheet.  When a
-- caller gives a name later, the sheet takes it.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, channel, merchant, title, description) VALUES (2, 'hotline', '城西店', '强制推销', '还在强制办卡');
INSERT INTO customer (id, name, phone) VALUES (1, '冯先生', '13800000012');
UPDATE complaint SET customer_id = 1 WHERE id = 2 RETURNING customer_id, owner;
SELECT count(*) FROM complaint_event WHERE complaint_id = 2;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
