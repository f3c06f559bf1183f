-- 3.3: he complained before and nothing came of it.  A supervisor answers the
-- same day, and may give a gift.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, remedy_sought)
    VALUES (1, '2026-03-05 17:30', 'hotline', '再次投诉发票问题', '上次投诉没有解决，发票还是没开', '开发票并补偿');
SELECT category, level, owner, handler_role FROM complaint;
SELECT metric, target, due_at FROM clock WHERE metric = 'first_response';
-- An agent has no gifts to give.
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'gift', 30) RETURNING status, next_role;
SELECT complaint_flow.claim('support', 'sun.li') AS sun_li;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-05 20:00', 'reached');
SELECT outcome FROM clock WHERE metric = 'first_response';
-- The supervisor takes back what Li Na proposed and gives what fits.
INSERT INTO approval (remedy_id, decision, reason) SELECT id, 'rejected', '改为礼盒' FROM remedy;
INSERT INTO remedy (id, complaint_id, kind, amount, description) VALUES (601, 1, 'gift', 1500, '茶叶礼盒');
SELECT kind, amount, status, next_role FROM remedy ORDER BY id;
-- Beyond her gift authority the manager decides.
INSERT INTO remedy (id, complaint_id, kind, amount, description) VALUES (602, 1, 'gift', 2500, '家电');
SELECT status, next_role FROM remedy WHERE id = 602;
SET complaint_flow.actor = 'wu.gang';
INSERT INTO approval (remedy_id, decision, reason) VALUES (602, 'rejected', '一份礼品足够');

SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '发票确未开具' WHERE id = 1;
INSERT INTO investigation (complaint_id, findings, cause, conclusion, proposal) VALUES (1, '上次转办后无人跟进', 'process', 'upheld', '开票并赠礼');
UPDATE complaint SET state = 'solution_proposed', reason = '开票并赠礼' WHERE id = 1;
SET complaint_flow.actor = 'zhou.min';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'executing' WHERE id = 1;
INSERT INTO execution (remedy_id, reference) VALUES (601, '礼品单 18');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 4);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT kind, amount, status FROM remedy ORDER BY id;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
