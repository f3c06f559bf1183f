-- A large refund goes up the ladder step by step, until somebody may grant it.
\i test/helper/support_desk.sql
\set ECHO all

-- A merchant misled a member, who wants 5000 yuan back.  Wang Fang takes the
-- call on Monday and finds that he is right.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, title, category, merchant, description, remedy_sought, occurred_at)
    VALUES (1, '2026-03-02 10:00', 'hotline', '商户误导致损失', '3.1', '某某商户', '承诺返利未兑现', '退款 5000 元', '2026-02-20 12:00');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '合同与录音一致' WHERE id = 1;
INSERT INTO investigation (complaint_id, findings, cause, conclusion, recorded_at)
    VALUES (1, '商户承认', 'merchant', 'upheld', '2026-03-02 14:00');

-- Who could grant 5000 yuan?
SELECT role, up_to, coalesce(up_to >= 5000, true) AS suffices FROM remedy_authority
 WHERE remedy_kind = 'refund' AND approves ORDER BY role_rank;
-- She proposes it at 15:00.  A senior agent has four business hours.
INSERT INTO remedy (id, complaint_id, kind, amount, description, recorded_at)
    VALUES (501, 1, 'refund', 5000, '全额退款', '2026-03-02 15:00');
SELECT status, next_role, approvals FROM remedy WHERE id = 501;
SELECT cycle, subject, started_at, due_at, outcome FROM clock WHERE metric = 'approval' ORDER BY cycle;

-- What comes next?
SELECT action, who, due_at, kind FROM complaint_flow.next_action('support', 1, 'en') WHERE kind IN ('approve', 'execute');

-- Nothing is paid yet.
INSERT INTO execution (remedy_id) VALUES (501);

-- Chen Jie approves at 16:00, the supervisor Sun Li on Tuesday morning.  Each
-- step has its own time; the manager's word is the last one.
SET complaint_flow.actor = 'chen.jie';
INSERT INTO approval (remedy_id, decision, recorded_at) VALUES (501, 'approved', '2026-03-02 16:00');
SELECT status, next_role, approvals FROM remedy WHERE id = 501;
SET complaint_flow.actor = 'sun.li';
INSERT INTO approval (remedy_id, decision, recorded_at) VALUES (501, 'approved', '2026-03-03 09:30');
SELECT status, next_role, approvals FROM remedy WHERE id = 501;

-- The solution as a whole cannot be approved before its remedy is.
-- Merchant care, asked by a rule, has been heard.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_by) SELECT id, 'done', '已向商户核实', 'he.xin' FROM work_order WHERE status = 'open';
UPDATE complaint SET state = 'solution_proposed', reason = '退款方案' WHERE id = 1;
SET complaint_flow.actor = 'zhou.min';
UPDATE complaint SET state = 'approved', reason = '同意' WHERE id = 1;
SET complaint_flow.actor = 'wu.gang';
INSERT INTO approval (remedy_id, decision, recorded_at) VALUES (501, 'approved', '2026-03-03 15:00');
SELECT status, next_role, approvals, approved_at FROM remedy WHERE id = 501;
UPDATE complaint SET state = 'approved', reason = '同意' WHERE id = 1;

-- Who decided, as which rung, and how long it took them: the manager was late.
SELECT recorded_by, decision, rung, settled FROM approval WHERE remedy_id = 501 ORDER BY id;
SELECT cycle, started_at, due_at, stopped_at, outcome FROM clock WHERE metric = 'approval' ORDER BY cycle;
-- Each role was told when it was its turn, and the owner of the case in the end.
SELECT topic, audience FROM outbox WHERE topic IN ('approval_asked', 'decided') ORDER BY id;

SELECT action, who, kind FROM complaint_flow.next_action('support', 1, 'zh') WHERE kind IN ('approve', 'execute');

-- The customer agrees; the case cannot go on before the money went out.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer)
    VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
INSERT INTO execution (remedy_id, amount, reference, recorded_at) VALUES (501, 5000.00, '付款 20260304-17', now());
SELECT state FROM complaint WHERE id = 1;

-- Another case.  The manager is asked at once and decides in place of senior
-- agent and supervisor: one step.
INSERT INTO complaint (id, received_at, channel, title) VALUES (2, '2026-03-02 10:00', 'hotline', '换货');
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (502, 2, 'replacement', 3000);
SET complaint_flow.actor = 'wu.gang';
INSERT INTO approval (remedy_id, decision) VALUES (502, 'approved');
-- Ten dollars: only who has no limit in yuan may decide in the end.
SET complaint_flow.actor = 'sun.li';
INSERT INTO remedy (id, complaint_id, kind, amount, currency) VALUES (503, 2, 'refund', 10, 'USD');
SET complaint_flow.actor = 'wu.gang';
INSERT INTO approval (remedy_id, decision) VALUES (503, 'approved');
SELECT id, status, next_role, approvals FROM remedy WHERE id IN (502, 503) ORDER BY id;
-- The head says no, and why; the supervisor may propose something else.
SET complaint_flow.actor = 'zheng.hua';
INSERT INTO approval (remedy_id, decision, reason) VALUES (503, 'rejected', '以人民币退款');
SELECT id, status, next_role FROM remedy WHERE id = 503;
SELECT seq, activity, actor FROM complaint_event
 WHERE complaint_id = 2 AND activity NOT LIKE 'state:%' ORDER BY seq;

-- While the next proposal waits, the house sets a limit for the head, too: a
-- manager's word would lead nowhere.
SET complaint_flow.actor = 'sun.li';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (504, 2, 'gift', 20000);
UPDATE authority SET up_to = 10000 WHERE role = 'head_of_operations';
SET complaint_flow.actor = 'wu.gang';
INSERT INTO approval (remedy_id, decision) VALUES (504, 'approved');
INSERT INTO approval (remedy_id, decision, reason) VALUES (504, 'rejected', '超出权限');
SELECT status FROM remedy WHERE id = 504;
SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
