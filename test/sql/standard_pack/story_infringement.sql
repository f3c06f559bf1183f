-- 3.1: a merchant refused points.  Upheld: points and eligibility are given,
-- the customer is told, merchant care reports back.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
UPDATE department SET liaison = 'he.xin' WHERE code = 'merchant_care';
SET complaint_flow.actor = 'wang.fang';
INSERT INTO customer (id, name) VALUES (1, '蒋先生');
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, title, description, occurred_at, remedy_sought)
    VALUES (1, '2026-03-02 11:00', 'hotline', 1, '银泰店', '商户拒绝累积积分', '消费800元，店员拒绝累积，还错过了抽奖资格', '2026-03-01 15:00', '补积分，补资格');
SELECT category, level, owner, missing FROM complaint;
SELECT metric, target, due_at FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY metric;
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '有小票' WHERE id = 1;
-- No solution without a conclusion.
UPDATE complaint SET state = 'solution_proposed', reason = '补积分' WHERE id = 1;
INSERT INTO investigation (complaint_id, methods, findings, cause, responsible_merchant, conclusion, proposal)
    VALUES (1, '小票与门店电话', '店员不熟悉规则', 'merchant', '银泰店', 'upheld', '补800积分，补抽奖资格');
-- Merchant care is asked before the solution, and has to report back after it.
SELECT department, task FROM work_order ORDER BY id;
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_by) SELECT min(id), 'done', '门店承认', 'he.xin' FROM work_order;
SELECT audience FROM outbox WHERE topic = 'work_order';

-- 800 points, worth 16 yuan, she grants herself; eligibility is not hers.
INSERT INTO remedy (id, complaint_id, kind, amount, description) VALUES (701, 1, 'points', 16, '800积分');
INSERT INTO remedy (id, complaint_id, kind, description) VALUES (702, 1, 'eligibility', '三月抽奖资格');
SELECT id, kind, status, next_role FROM remedy ORDER BY id;
-- Her own word for it is not enough, and nothing is given before it is.
INSERT INTO approval (remedy_id, decision) VALUES (702, 'approved');
INSERT INTO execution (remedy_id) VALUES (702);
UPDATE complaint SET state = 'solution_proposed', reason = '补积分与资格' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
INSERT INTO approval (remedy_id, decision) VALUES (702, 'approved');
UPDATE complaint SET state = 'approved' WHERE id = 1 RETURNING state;

SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, note)
    VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted', '客户接受补积分与资格');
UPDATE complaint SET state = 'executing' WHERE id = 1;
INSERT INTO execution (remedy_id, reference) VALUES (701, '积分单 0302');
-- One of two is not all.
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
INSERT INTO execution (remedy_id, reference) VALUES (702, '抽奖名单 0302');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1 RETURNING state;
-- Merchant care reports back before the end.
SET complaint_flow.actor = 'zhang.wei';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);
UPDATE complaint SET state = 'closed' WHERE id = 1;
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '门店已培训' FROM work_order WHERE status = 'open';
SET complaint_flow.actor = 'zhang.wei';
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT id, kind, status, approvals FROM remedy ORDER BY id;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
