-- 2.1: the people of a merchant were rude.  The receiver keeps the case, the
-- merchant-care department is told at once.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
UPDATE department SET liaison = 'he.xin', overseer = 'wu.gang' WHERE code = 'merchant_care';
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name) VALUES (1, '周女士');
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, title, description, occurred_at, remedy_sought)
    VALUES (1, '2026-03-06 15:20', 'hotline', 1, '滨江店', '店员态度恶劣', '店员当众嘲讽，拒不开票', '2026-03-06 14:00', '道歉');
-- Friday afternoon: 24 hours end on Saturday.
SELECT category, level, owner, received_by, missing FROM complaint;
SELECT metric, target, due_at FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY metric;
-- Two messages left with the call itself: to the customer, and to He Xin.
SELECT topic, audience FROM outbox ORDER BY id;
SELECT title, body FROM complaint_flow.read_outbox('support', 10) WHERE topic = 'merchant_complaint';

-- A correction of the sheet does not tell merchant care again.
UPDATE complaint SET occurred_place = '收银台' WHERE id = 1;
SELECT count(*) FROM outbox WHERE topic = 'merchant_complaint';

-- Li Na asks merchant care for the view of the shop; He Xin answers, and no rule
-- asks again.
UPDATE complaint SET state = 'verifying' WHERE id = 1;
INSERT INTO work_order (complaint_id, department, task, recorded_at)
    VALUES (1, 'merchant_care', '请门店说明情况并提供监控', '2026-03-06 16:00');
SELECT metric, department, due_at FROM clock WHERE metric = 'department_feedback';
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_at)
    SELECT id, 'done', '店长承认，店员已停岗培训', '2026-03-09 11:00' FROM work_order;
SELECT metric, outcome FROM clock WHERE metric = 'department_feedback';
SELECT topic, audience FROM outbox WHERE topic LIKE 'work_order%' ORDER BY id;
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '监控可见' WHERE id = 1;
SELECT count(*) AS orders FROM work_order;

-- Upheld; the apology of the shop is passed on, the customer accepts it.
SET complaint_flow.actor = 'li.na';
INSERT INTO investigation (complaint_id, findings, cause, responsible_merchant, conclusion, proposal)
    VALUES (1, '店长承认店员失礼', 'merchant', '滨江店', 'upheld', '店长电话致歉');
UPDATE complaint SET state = 'solution_proposed', reason = '店长致歉' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state, owner;
-- A merchant was at fault, not one of us: no finding about staff.
SELECT count(*) AS findings FROM conduct_finding;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
