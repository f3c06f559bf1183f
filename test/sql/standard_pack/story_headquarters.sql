-- Urgent (2): group headquarters hand a letter down.  What an agent would
-- settle at once is a supervisor's case, and headquarters get an answer.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, merchant, title, description, remedy_sought)
    VALUES (1, '2026-02-14 10:00', 'group_hq', '江北店', '差价投诉', '集团转办：客户反映同款商品降价未补差', '补差价');
SELECT category, level, urgency, urgent_reasons, received_by, owner, handler_role, missing FROM complaint;
-- Make-up Saturday or not: three hours and a day are elapsed time.
SELECT metric, target, due_at FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY metric;
-- Settling on the first call is for ordinary cases.
UPDATE complaint SET state = 'closed', reason = '已补差' WHERE id = 1;
SELECT complaint_flow.claim('support', 'chen.jie') AS chen_jie, complaint_flow.claim('support', 'wu.gang') AS wu_gang;
-- The manager took it himself; who answers for it is written once.
SELECT owner, received_by FROM complaint;
SET complaint_flow.actor = 'wu.gang';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-02-14 12:59', 'reached');
UPDATE complaint SET state = 'verifying', order_ref = 'JF26020117', amount = 80, updated_by = 'wu.gang' WHERE id = 1;
SELECT missing FROM complaint;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '价保期内' WHERE id = 1;
INSERT INTO investigation (complaint_id, findings, cause, conclusion, proposal) VALUES (1, '价保规则未触发', 'system', 'upheld', '补差80元');
INSERT INTO remedy (id, complaint_id, kind, amount, description) VALUES (901, 1, 'refund', 80, '补差');
SELECT status FROM remedy;
-- Merchant care, asked by a rule, answers; then the solution is proposed.
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_by) SELECT id, 'done', '已向商户核实', 'he.xin' FROM work_order WHERE status = 'open';
UPDATE complaint SET state = 'solution_proposed', reason = '补差' WHERE id = 1;
SET complaint_flow.actor = 'zheng.hua';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'wu.gang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'executing' WHERE id = 1;
INSERT INTO execution (remedy_id, reference) VALUES (901, '补差 0214-1');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
-- Headquarters hear what came of it; the customer is asked by a colleague.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note)
    VALUES (1, 'out', 'group_hq', 'information', 'reached', '书面回复集团');
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'zh') WHERE line ~ '补差|联系|回访';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
