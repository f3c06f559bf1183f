-- 2.2: an agent was rude, and the complaint is upheld: another supervisor,
-- a finding that counts in its month, coaching.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
-- Liu Yang reports to Zhou Min, who is on leave.
INSERT INTO absence (staff, from_at, reason) VALUES ('zhou.min', '2026-03-04 00:00', '休假');
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, accused_staff, occurred_at, remedy_sought)
    VALUES (1, '2026-03-05 16:10', 'hotline', '客服态度差', '客服不耐烦，直接挂断电话', 'liu.yang', '2026-03-05 15:50', '道歉');
SELECT category, level, owner, handler_role, accused_staff FROM complaint;
SELECT metric, target, due_at FROM clock WHERE metric = 'first_response';
-- It is Sun Li's, the other supervisor; Liu Yang and his colleagues cannot take it.
SELECT complaint_flow.claim('support', 'liu.yang') AS liu_yang, complaint_flow.claim('support', 'wang.fang') AS wang_fang;

-- Sun Li calls the same evening and listens to the recording.
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-05 18:30', 'reached');
SELECT metric, outcome FROM clock WHERE metric = 'first_response';
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '录音' WHERE id = 1;
INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'recording', 'rec/20260305/155012');
INSERT INTO investigation (complaint_id, methods, findings, cause, responsible_staff, conclusion, proposal, recorded_at)
    VALUES (1, '调听录音', '通话中挂断', 'attitude', 'liu.yang', 'upheld', '当面致歉', '2026-03-06 10:00');
-- The finding stands by rule, in the figures of March; his supervisor is told
-- that coaching is due.
SELECT staff, kind, month FROM conduct_finding;
SELECT topic, audience FROM outbox WHERE topic = 'coaching_due';
-- A second look with the same result adds no second finding.
INSERT INTO investigation (complaint_id, findings, cause, conclusion, recorded_at)
    VALUES (1, '客户补充录音', 'attitude', 'upheld', '2026-03-06 11:00');
SELECT count(*) AS findings, (SELECT count(*) FROM outbox WHERE topic = 'coaching_due') AS told FROM conduct_finding;

-- Back from leave Zhou Min coaches him, as the rule asks.  He cannot write it off himself.
SELECT staff, topic, due_on FROM coaching;
SET complaint_flow.actor = 'liu.yang';
UPDATE coaching SET done_on = '2026-03-11', done_by = 'sun.li';
SET complaint_flow.actor = 'zhou.min';
UPDATE absence SET until_at = '2026-03-09 00:00';
UPDATE coaching SET done_on = '2026-03-11', done_by = 'zhou.min', note = '角色演练两次' RETURNING staff, topic, done_on;

-- The KPI month of Liu Yang: one fault, coached.
SELECT f.staff, f.month, count(*) AS faults, count(c.done_on) AS coached
  FROM conduct_finding f JOIN finding_kind k ON k.code = f.kind AND NOT k.praise LEFT JOIN coaching c ON c.finding_id = f.id
 GROUP BY f.staff, f.month;

-- At no step on the way to the end is it in his hands.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'solution_proposed', reason = '致歉' WHERE id = 1;
SET complaint_flow.actor = 'wu.gang';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'liu.yang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'offer', 'reached');
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
SET complaint_flow.actor = 'liu.yang';
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 4);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state, owner;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
