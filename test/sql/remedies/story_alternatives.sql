-- The customer is offered one thing or another, and picks: the others are taken
-- back, and nothing is given before.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description) VALUES (1, 'hotline', '杯子坏了', '杯子漏水'), (2, 'hotline', '杯子坏了', '漏水');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '照片' WHERE id = 1;
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (1, 'product', 'upheld');
-- A refund or another cup, and an apology in any case; two small gifts to choose from.
INSERT INTO remedy (id, complaint_id, kind, amount, alternative) VALUES
    (701, 1, 'refund', 300, 1), (702, 1, 'replacement', 40, 1), (704, 1, 'points', 5, 2), (705, 1, 'points', 6, 2);
INSERT INTO remedy (id, complaint_id, kind) VALUES (703, 1, 'apology_private');
INSERT INTO remedy (id, complaint_id, kind, amount, alternative) VALUES (711, 2, 'points', 5, 1);
INSERT INTO remedy (complaint_id, kind, amount, alternative) VALUES (1, 'points', 5, 0);
SELECT id, kind, alternative, status, next_role FROM remedy ORDER BY id;
UPDATE complaint SET state = 'solution_proposed', reason = '退款或换货' WHERE id = 1;
-- What is not approved yet cannot be picked.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, chosen_remedy) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted', 701);
SET complaint_flow.actor = 'sun.li';
INSERT INTO approval (remedy_id, decision) VALUES (701, 'approved');
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'offer', 'reached');
UPDATE complaint SET state = 'offered' WHERE id = 1;
SELECT action, who FROM complaint_flow.next_action('support', 1, 'en') WHERE kind IN ('choose', 'execute');
INSERT INTO execution (remedy_id) VALUES (702);
-- Slips: another case's, none at all, without accepting, not one of several.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, chosen_remedy) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted', 711);
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, chosen_remedy) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted', 799);
INSERT INTO contact (complaint_id, direction, channel, purpose, result, chosen_remedy) VALUES (1, 'in', 'hotline', 'offer', 'reached', 702);
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, chosen_remedy) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'rejected', 702);
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, chosen_remedy) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted', 703);
-- She takes the cup, and the six points.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, chosen_remedy) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted', 702);
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, chosen_remedy) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted', 705);
SELECT id, kind, status FROM remedy WHERE complaint_id = 1 ORDER BY id;
SELECT remedy_id, decision, recorded_by FROM approval ORDER BY id;
-- Chosen is chosen: the refund is gone.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, chosen_remedy) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted', 701);
INSERT INTO execution (remedy_id) VALUES (701);
SELECT action FROM complaint_flow.next_action('support', 1, 'en') WHERE kind IN ('choose', 'execute');
UPDATE complaint SET state = 'executing' WHERE id = 1;
INSERT INTO execution (remedy_id) VALUES (702), (703), (705);
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1 RETURNING state;
-- Nothing is added to what was picked and given.
INSERT INTO remedy (id, complaint_id, kind, amount, alternative) VALUES (706, 1, 'refund', 30, 1);
INSERT INTO execution (remedy_id) VALUES (706);
-- One alone is no choice.
INSERT INTO execution (remedy_id) VALUES (711);
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ 'picks|withdrawn';
SELECT line FROM complaint_flow.case_timeline('support', 1, 'zh') WHERE line ~ '选择';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
