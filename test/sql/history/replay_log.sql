-- An auditor holds the history against the rules: an honest desk shows
-- nothing, whatever its rules were meanwhile, and each way of tampering shows.
\i test/helper/support_desk.sql
\set ECHO all
CREATE ROLE regress_cf_auditor;
SELECT complaint_flow.grant_desk('support', 'auditor', 'regress_cf_auditor');

SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description, category, order_ref, remedy_sought)
    SELECT n, 'hotline', '水壶漏水', '新买的水壶漏水', '1.1', 'A-' || n, '换货' FROM generate_series(1, 8) n;
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, state) VALUES (9, '2026-01-05 10:00', 'hotline', '旧系统的投诉', 'closed');
RESET complaint_flow.importing;
UPDATE complaint SET state = 'verifying' WHERE id < 9;
UPDATE complaint SET state = 'awaiting_customer', reason = '缺照片' WHERE id < 9;
-- The rules change: nobody withdraws without a talk any more, and there is a
-- short way from waiting to the end.
UPDATE transition SET active = false WHERE to_state = 'withdrawn' AND from_state <> 'awaiting_customer';
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id < 5;
DELETE FROM transition WHERE to_state = 'withdrawn';
INSERT INTO transition (from_state, to_state, name) VALUES ('awaiting_customer', 'closed', 'settled by letter');
UPDATE complaint SET state = 'closed' WHERE id = 5;
SET complaint_flow.actor = 'sun.li';
UPDATE transition SET condition = NULL, condition_hint = NULL WHERE to_state = 'reopened' AND from_state = 'closed';
UPDATE complaint SET state = 'reopened', reason = '客户来函' WHERE id IN (5, 9);
SELECT state, count(*) FROM complaint GROUP BY 1 ORDER BY 1;
SET ROLE regress_cf_auditor;
SELECT complaint_id, seq, from_state, to_state, deviation FROM complaint_flow.replay_log('support');
RESET ROLE;

-- Somebody with all rights switches the triggers off and makes things nicer.
SET session_replication_role = replica;
-- a case that is closed by hand
UPDATE complaint SET state = 'closed' WHERE id = 1;
-- a step that is taken out, one that is rewritten, one that is made up
DELETE FROM complaint_event WHERE complaint_id = 2 AND activity = 'state:awaiting_customer';
UPDATE complaint_event SET changes = '{"state": ["awaiting_customer", "closed"]}' WHERE complaint_id = 3 AND activity = 'state:withdrawn';
INSERT INTO complaint_event (complaint_id, seq, at, activity, db_role, rules_version, changes, hash)
    SELECT 4, event_count + 1, now(), 'state:executing', 'nobody', rules_version, '{"state": ["withdrawn", "executing"]}', '' FROM complaint WHERE id = 4;
-- a step moved to a time when the rules forbade it
UPDATE complaint_event SET rules_version = 1 WHERE complaint_id = 5 AND activity = 'state:closed';
-- a receipt that never was, a case without history, a history without case
DELETE FROM complaint_event WHERE complaint_id = 6 AND seq = 1;
DELETE FROM complaint_event WHERE complaint_id = 7;
DELETE FROM complaint WHERE id = 8;
RESET session_replication_role;
SET ROLE regress_cf_auditor;
SELECT complaint_id, seq, from_state, to_state, deviation FROM complaint_flow.replay_log('support');
RESET ROLE;
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_auditor;
