-- Level I: expired points.  The receiver answers by the written terms; what
-- cannot be done is declined politely, and the customer accepts it.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
-- Monday morning.  Mr Chen's points expired on Saturday, he wants them back
-- twofold.
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name, phone) VALUES (1, '陈先生', '13800000007');
INSERT INTO complaint (id, received_at, channel, customer_id, title, description, remedy_sought)
    VALUES (1, '2026-03-02 10:05', 'hotline', 1, '积分过期', '2000积分上周六到期清零，没有收到提醒', '双倍返还积分');
SELECT category, level, urgency, owner, missing FROM complaint;
SELECT metric, target, due_at FROM clock ORDER BY due_at;
-- What she says, and what she may say when it cannot be done.
SELECT title FROM complaint_flow.scripts_for_case('support', 1, 'zh') ORDER BY title COLLATE "C";

-- She calls back the same afternoon, verifies, and finds the reminder that was
-- sent.  The complaint is valid as a complaint; the claim has no ground.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-02 16:40', 'reached');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '客户确有积分到期' WHERE id = 1;
INSERT INTO evidence (complaint_id, kind, reference, description) VALUES (1, 'record', 'sms/20260220/77', '到期提醒短信');
INSERT INTO investigation (complaint_id, methods, findings, conclusion, proposal)
    VALUES (1, '系统记录', '到期前八天已发送提醒短信', 'not_upheld', '按会员章程不予恢复，告知如何设置提醒');
UPDATE complaint SET state = 'solution_proposed', reason = '婉拒' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;

-- The polite refusal is an answer like any other: told, then accepted.
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note)
    VALUES (1, 'out', 'hotline', 'offer', 'reached', '依据会员章程第三条说明');
SELECT title FROM complaint_flow.scripts_for_case('support', 1, 'zh') WHERE title LIKE '婉拒%';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, note)
    VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted', '客户表示理解');
-- A colleague asks how it was.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score, comment) VALUES (1, 3, '解释得清楚，但还是可惜') RETURNING score;
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT metric, outcome FROM clock WHERE metric IN ('first_response', 'follow_up') ORDER BY metric;
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en');
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
