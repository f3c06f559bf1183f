-- A merchant refused to take points: investigation, work order, solution, and
-- the way to the end, with everything that is asked for on it.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, merchant, title, description, occurred_at, remedy_sought)
    VALUES (1, 'hotline', '金湖店', '门店拒绝兑换积分', '店员说积分不能用', now() - interval '1 day', '补兑积分');
SELECT category, level, owner, missing FROM complaint;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note)
    VALUES (1, 'out', 'hotline', 'first_response', 'reached', '已受理，两天内回复');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '有小票' WHERE id = 1;

-- Li Na assesses, keeps the evidence, and asks the merchant-care department.
INSERT INTO assessment (complaint_id, severity, complexity, impact) VALUES (1, 'medium', 'normal', 'one customer');
INSERT INTO evidence (complaint_id, kind, reference, description) VALUES (1, 'photo', 'files/2026/1.jpg', '小票');
INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'merchant_care', '请门店说明拒绝兑换的原因');
-- An interim result is no conclusion.
INSERT INTO investigation (complaint_id, scope, methods, findings) VALUES (1, '门店收银', '电话', '门店称系统故障');
UPDATE complaint SET state = 'solution_proposed', reason = '补兑并致歉' WHERE id = 1;
-- Nobody finds that they are to blame themselves.
INSERT INTO investigation (complaint_id, cause, responsible_staff, conclusion) VALUES (1, 'skill', 'li.na', 'upheld');
INSERT INTO investigation (complaint_id, methods, findings, cause, responsible_merchant, risk, conclusion, proposal)
    VALUES (1, '系统日志', '当日系统正常', 'merchant', '金湖店', 'low', 'upheld', '补兑积分并致歉');
-- Merchant care, asked by a rule when the investigation began, is heard first.
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT min(id), 'done', '商户愿意补兑' FROM work_order;
SET complaint_flow.actor = 'li.na';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (701, 1, 'points', 16);
UPDATE complaint SET state = 'solution_proposed', reason = '补兑并致歉' WHERE id = 1 RETURNING state;
-- An upheld infringement goes to merchant care by rule, beside her own order.
SELECT department, task, rule_id IS NOT NULL AS by_rule FROM work_order ORDER BY id;
SELECT metric, target, outcome FROM clock WHERE outcome IS NULL ORDER BY metric;

-- Nobody approves what they proposed; agents approve nothing.
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1 RETURNING state;
-- The customer hears of it before the case is answered, and wants a day to think.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'offered' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'offer', 'reached');
UPDATE complaint SET state = 'offered' WHERE id = 1 RETURNING state;
UPDATE complaint SET state = 'executing' WHERE id = 1;
-- He calls back and accepts.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted');
INSERT INTO execution (remedy_id) VALUES (701);
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1 RETURNING state;

-- Wang Fang asks whether he is content.  The department has not answered yet.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
UPDATE complaint SET state = 'closed' WHERE id = 1;
INSERT INTO satisfaction (complaint_id, score, comment) VALUES (1, 4, '还可以');
UPDATE complaint SET state = 'closed' WHERE id = 1;
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '已约谈门店' FROM work_order WHERE status = 'open' ORDER BY id;
SET complaint_flow.actor = 'wang.fang';
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state, closed_at IS NOT NULL AS closed;
SELECT metric, outcome FROM clock ORDER BY metric, cycle;
SELECT seq, activity, actor FROM complaint_event WHERE complaint_id = 1 ORDER BY seq;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
