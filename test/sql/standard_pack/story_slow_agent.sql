-- 2.3: an agent did not call back.  Another senior agent takes the case the
-- same day; the delay is found to be ours.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, title, description, accused_staff, occurred_at, remedy_sought)
    VALUES (1, '2026-03-03 11:00', 'online_chat', '答应回电没有回', '专员核身二十分钟，反复询问，承诺回电未兑现', 'chen.jie', '2026-03-02 10:00', '尽快处理');
SELECT category, level, owner, handler_role FROM complaint;
SELECT metric, target, due_at FROM clock WHERE metric = 'first_response';
-- Chen Jie is a senior agent herself: not she, the other one.
SELECT complaint_flow.claim('support', 'wang.fang') AS wang_fang, complaint_flow.claim('support', 'chen.jie') AS chen_jie,
       complaint_flow.claim('support', 'zhao.lei') AS zhao_lei;
SET complaint_flow.actor = 'zhao.lei';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-03 14:00', 'reached', '一次说清，无需再核身');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '无回电记录' WHERE id = 1;
-- Partly: the call was not made, the identity check was by the book.
INSERT INTO investigation (complaint_id, methods, findings, cause, conclusion, proposal, recorded_at)
    VALUES (1, '话单与录音', '回电漏记；核身符合规定', 'process', 'partly', '致歉并指定回电人', '2026-03-03 16:00');
SELECT staff, kind, month FROM conduct_finding;
SELECT topic, audience FROM outbox WHERE topic = 'coaching_due';
-- The accused may not even hand it to a friend.
SET complaint_flow.actor = 'chen.jie';
INSERT INTO handover (complaint_id, to_staff, reason) VALUES (1, 'li.na', '帮忙处理');
UPDATE complaint SET accused_staff = NULL WHERE id = 1;

SET complaint_flow.actor = 'zhao.lei';
UPDATE complaint SET state = 'solution_proposed', reason = '致歉' WHERE id = 1;
SET complaint_flow.actor = 'zhou.min';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'zhao.lei';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
-- Li Na asks how it was.
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 4);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state, owner, received_by;
SELECT metric, outcome FROM clock WHERE metric = 'first_response';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
