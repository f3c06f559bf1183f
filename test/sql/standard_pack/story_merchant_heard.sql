-- A merchant is concerned: merchant care is heard before the solution is
-- proposed, and told when it has been carried out.
\set VERBOSITY default
\i test/helper/support_desk.sql
\set ECHO all
UPDATE department SET liaison = 'he.xin' WHERE code = 'merchant_care';
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name) VALUES (1, '蒋先生');
INSERT INTO complaint (id, channel, customer_id, category, merchant, product, order_ref, title, description, evidence, remedy_sought)
    VALUES (1, 'hotline', 1, '1.1', '银泰店', '杯子', 'A-1', '杯子坏了', '漏水', '{photo}', '换货');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'first_response', 'reached');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
SELECT count(*) AS orders FROM work_order;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '照片' WHERE id = 1;
SELECT department, task, status FROM work_order;
SELECT topic, audience FROM outbox WHERE topic IN ('work_order', 'merchant_result');
-- What the customer asks for later changes nothing of it, and asks nobody twice.
UPDATE complaint SET remedy_sought = '换货并道歉' WHERE id = 1;
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (1, 'merchant', 'upheld');
UPDATE complaint SET state = 'solution_proposed', reason = '换货' WHERE id = 1;
SELECT count(*) AS orders FROM work_order;
-- Another department's word does not stand for it.
\set VERBOSITY terse
INSERT INTO work_order (id, complaint_id, department, task) VALUES (801, 1, 'risk_control', '查订单');
SET complaint_flow.actor = 'feng.tao';
INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (801, 'done', '属实');
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '我来答' FROM work_order WHERE department = 'merchant_care';
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'solution_proposed', reason = '换货' WHERE id = 1;
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '商户同意换货' FROM work_order WHERE department = 'merchant_care';
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'solution_proposed', reason = '换货' WHERE id = 1 RETURNING state;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
SELECT audience FROM outbox WHERE topic = 'merchant_result';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 4);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT count(*) AS told FROM outbox WHERE topic = 'merchant_result';

-- The merchant turns out during the investigation; without one nobody is asked.
INSERT INTO complaint (id, channel, category, title, description) VALUES (2, 'hotline', '1.2', '包裹漏发', '少了一件');
UPDATE complaint SET state = 'verifying' WHERE id = 2;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '属实' WHERE id = 2;
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (2, 'logistics', 'upheld');
SELECT name, allowed, lacks FROM complaint_flow.allowed_transitions('support', 2) WHERE to_state = 'solution_proposed';
UPDATE complaint SET merchant = '东门店' WHERE id = 2;
SELECT name, lacks FROM complaint_flow.allowed_transitions('support', 2) WHERE to_state = 'solution_proposed';
SELECT department, status FROM work_order WHERE complaint_id = 2;
-- Settled on the call: told all the same.
INSERT INTO complaint (id, channel, received_by, category, merchant, title, description) VALUES (3, 'hotline', 'li.na', '1.4', '东门店', '差价', '贵了五元');
UPDATE complaint SET state = 'closed', reason = '已补差价' WHERE id = 3 RETURNING state;
SELECT complaint_id, audience FROM outbox WHERE topic = 'merchant_result' ORDER BY id;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
