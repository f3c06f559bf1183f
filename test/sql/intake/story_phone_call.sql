-- A customer calls: from the first word to the follow-up call.
\i test/helper/support_desk.sql
\set ECHO all

-- A quarter of an hour ago Mr Zhou called the hotline; Li Na took the call.  She
-- wrote down what he said and nothing else: the rules do the rest.
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name, phone, tier) VALUES (1, '周先生', '13800000001', 'gold');
INSERT INTO complaint (id, received_at, channel, customer_id, title, description)
    VALUES (1, now() - interval '15 minutes', 'hotline', 1, '包裹少了一件', '上周兑换的两只杯子，只收到一只');
SELECT sheet_no ~ '^\d{8}-000001$' AS numbered, category, level, urgency, state, received_by, owner FROM complaint;
SELECT metric, target FROM clock ORDER BY due_at;
-- Had he called on Monday the 2nd of March at 10:05, these would be the deadlines.
SELECT metric, complaint_flow.deadline('support', calendar, '2026-03-02 10:05', target) FROM clock ORDER BY 2;

-- The sheet is not complete; the engine has the questions.
SELECT r.question_zh FROM complaint c, unnest(c.missing) AS m (name) JOIN completeness_rule r USING (name);
-- She confirms receipt on the phone: the first clock is met.  It is no answer
-- in substance, so the first response is still open.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'acknowledgement', now() - interval '12 minutes', 'reached');
SELECT metric, date_trunc('minute', stopped_at - started_at) AS taken, outcome FROM clock ORDER BY due_at;
SELECT first_response_at, contact_count FROM complaint;

-- Verification starts; the order number is missing, so the case waits
-- for the customer, and the clocks that may wait do.
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'awaiting_customer', reason = '请客户提供订单号' WHERE id = 1;
SELECT metric, paused_at IS NOT NULL AS paused, outcome FROM clock ORDER BY due_at, metric;
SELECT sla_status, due_at IS NULL AS no_deadline FROM complaint;

-- He calls again.  Wang Fang takes the call, finds the open case of this
-- customer, and connects him with it: no new case, the same owner.
SET complaint_flow.actor = 'wang.fang';
SELECT c.id, c.owner, c.state FROM complaint c JOIN queue q ON q.complaint_id = c.id WHERE c.customer_id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note)
    VALUES (1, 'in', 'hotline', 'information', 'reached', '客户提供订单号');
UPDATE complaint SET order_ref = 'JF26030118', remedy_sought = '补发一只杯子', reason = '客户来电' WHERE id = 1;
SELECT missing, owner, received_by, updated_by FROM complaint;

-- With his call the case has gone on.  The complaint is valid; Li Na looks into it,
-- writes down what she found, and proposes.
SET complaint_flow.actor = 'li.na';
SELECT state FROM complaint;
SELECT metric, paused_at IS NULL AS runs, upper(pauses) > lower(pauses) AS was_paused FROM clock WHERE outcome IS NULL;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '仓库确认漏发一件' WHERE id = 1;
UPDATE complaint SET state = 'solution_proposed', reason = '补发一只杯子，致歉' WHERE id = 1;
INSERT INTO investigation (complaint_id, methods, findings, cause, responsible_department, conclusion)
    VALUES (1, '查仓库出库记录', '出库一件', 'process', 'technical', 'upheld');
UPDATE complaint SET state = 'solution_proposed', reason = '补发一只杯子，致歉' WHERE id = 1;
-- What can be done now, and by whom?
SELECT to_state, name, allowed, lacks FROM complaint_flow.allowed_transitions('support', 1) ORDER BY to_state;
-- Her supervisor approves.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
-- The answer: an outgoing contact that reached him.  He says yes at once.
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
SELECT metric, outcome FROM clock ORDER BY metric;

-- The case may not close without the follow-up call, whatever was said before.
UPDATE complaint SET state = 'closed' WHERE id = 1;
-- Li Na calls him, he is satisfied.  The case closes and leaves the queue.
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);
UPDATE complaint SET state = 'closed' WHERE id = 1;
SELECT state, closed_at IS NOT NULL AS closed, due_at, (SELECT count(*) FROM queue) AS queue, (SELECT count(*) FROM clock WHERE outcome IS NULL) AS open_clocks FROM complaint;
SELECT seq, activity, actor FROM complaint_event WHERE complaint_id = 1 ORDER BY seq;
SELECT * FROM complaint_flow.verify_history('support');

-- The next caller's question is settled on the call, by who received it.
INSERT INTO complaint (id, channel, title, description, order_ref, remedy_sought)
    VALUES (2, 'hotline', '发票抬头写错', '发票抬头少一个字', 'JF26030250', '重开发票');
UPDATE complaint SET state = 'closed', reason = '当场重开电子发票，客户满意' WHERE id = 2 RETURNING category, level, state, owner;
-- Settled at once is answered at once.
SELECT metric, outcome FROM clock WHERE complaint_id = 2 ORDER BY metric;
SELECT complaint_flow.drop_desk('support', true);
