-- 3.2: an account was stolen.  Frozen once the identity is verified, risk control
-- investigates, the customer knows how long it takes; released before the case ends.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name, phone) VALUES (1, '孙先生', '13800000009');
INSERT INTO complaint (id, received_at, channel, customer_id, title, description, amount, occurred_at, remedy_sought)
    VALUES (1, '2026-03-04 09:30', 'hotline', 1, '账户被盗用', '积分被盗，非本人兑换', 3000, '2026-03-03 23:00', '追回积分');
SELECT category, level, owner, department, received_by FROM complaint;
-- All in the same moment: work order, customer and liaison told; nothing is frozen yet.
SELECT count(*) AS frozen FROM account_action;
SELECT department, task, status FROM work_order;
SELECT topic, audience FROM outbox ORDER BY id;
SELECT body FROM complaint_flow.read_outbox('support', 10) WHERE topic = 'time_needed';
-- T+2 for the first call, but nobody waits longer than 24 hours for an answer;
-- the work order is due by T+1.
SELECT metric, target, department FROM clock WHERE metric IN ('first_response', 'department_feedback') ORDER BY metric;
SELECT due_at FROM clock WHERE metric = 'first_response';

-- Li Na verifies on the telephone who he is; with that on file the account is frozen.
INSERT INTO identity_check (complaint_id, method, result, note, recorded_at)
    VALUES (1, 'security_question', 'verified', '证件号后四位与最近订单一致', '2026-03-04 09:35');
SELECT action, recorded_by, rule_id IS NOT NULL AS by_rule FROM account_action;
-- Feng Tao of risk control takes the case and answers the order in time.
SELECT complaint_flow.claim('support', 'li.na') AS li_na, complaint_flow.claim('support', 'feng.tao') AS feng_tao;
SET complaint_flow.actor = 'feng.tao';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-04 17:00', 'reached');
-- An answer from before the question is a slip of the pen.
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_at)
    SELECT id, 'done', '异地设备登录，已拦截三笔兑换', '2026-03-05 10:00' FROM work_order;
INSERT INTO work_order_answer (work_order_id, result, answer)
    SELECT id, 'done', '异地设备登录，已拦截三笔兑换' FROM work_order;
SELECT metric, outcome FROM clock WHERE metric IN ('first_response', 'department_feedback') ORDER BY metric;
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '登录日志' WHERE id = 1;
INSERT INTO investigation (complaint_id, methods, findings, cause, risk, possible_harm, conclusion, proposal)
    VALUES (1, '登录日志', '客户点击钓鱼链接，验证码泄露', 'third_party', 'medium', 'money', 'upheld', '返还积分并更换密码');
UPDATE complaint SET state = 'solution_proposed', reason = '返还积分' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'feng.tao';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);
-- The account is still frozen: nobody forgets to give it back.
UPDATE complaint SET state = 'closed' WHERE id = 1;
SET complaint_flow.actor = 'feng.tao';
INSERT INTO account_action (complaint_id, action, reason) VALUES (1, 'release', '密码已更换');
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ 'ccount|ork order';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
