-- 3.1: an infringement that is upheld does not end without a remedy.
\set VERBOSITY default
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, channel, received_by, category, merchant, title, description)
    SELECT n, 'hotline', 'wang.fang', CASE n WHEN 4 THEN '1.2' ELSE '3.1' END, '银泰店', '拒绝积分', '店员拒绝累积' FROM generate_series(1, 4) AS n;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) SELECT id, 'out', 'hotline', 'first_response', 'reached' FROM complaint;
UPDATE complaint SET state = 'verifying';
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '有小票';
INSERT INTO investigation (complaint_id, cause, conclusion)
    VALUES (1, 'merchant', 'upheld'), (2, 'merchant', 'partly'), (3, NULL, 'not_upheld'), (4, 'logistics', 'upheld');
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '已与门店核实' FROM work_order WHERE department = 'merchant_care' ORDER BY id;
SET complaint_flow.actor = 'wang.fang';
UPDATE complaint SET state = 'solution_proposed', reason = '说明情况';
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved';
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) SELECT id, 'out', 'hotline', 'offer', 'reached', 'accepted' FROM complaint ORDER BY id;
UPDATE complaint SET state = 'follow_up_due' WHERE id IN (3, 4) RETURNING id, state;
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
\set VERBOSITY terse
UPDATE complaint SET state = 'follow_up_due' WHERE id = 2;
-- Granted is not given; given it may end.
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (701, 1, 'points', 16), (702, 2, 'points', 8);
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
INSERT INTO execution (remedy_id) VALUES (701), (702);
UPDATE complaint SET state = 'follow_up_due' WHERE id IN (1, 2) RETURNING id, state;
-- Upheld at the last moment, after the follow-up began: the end waits, too.
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (3, 'merchant', 'upheld');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (3, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (3, 5);
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '门店已整改' FROM work_order WHERE status = 'open' ORDER BY id;
SET complaint_flow.actor = 'wang.fang';
UPDATE complaint SET state = 'closed' WHERE id = 3;
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (703, 3, 'points', 16);
INSERT INTO execution (remedy_id) VALUES (703);
UPDATE complaint SET state = 'closed' WHERE id = 3 RETURNING state;
SELECT complaint_flow.drop_desk('support', true);
