-- Who writes: persons that are unknown, gone, or spoken for without right.
\i test/helper/bad_input_desk.sql
\set ECHO all
GRANT EXECUTE ON FUNCTION refused(text) TO PUBLIC;
CREATE ROLE regress_cf_li;
CREATE ROLE regress_cf_app;
CREATE ROLE regress_cf_gone;
CREATE ROLE regress_cf_stranger;
CREATE ROLE regress_cf_reader;
UPDATE staff SET database_role = 'regress_cf_li' WHERE code = 'li.na';
UPDATE staff SET database_role = 'regress_cf_gone', active = false WHERE code = 'he.xin';
INSERT INTO staff (code, name, role, department, database_role, speaks_for_others)
    VALUES ('web', 'web application', 'agent', 'customer_service', 'regress_cf_app', true);
SELECT complaint_flow.grant_desk('support', 'agent', role)
  FROM unnest('{regress_cf_li,regress_cf_app,regress_cf_gone,regress_cf_stranger}'::name[]) AS role;
SELECT complaint_flow.grant_desk('support', 'auditor', 'regress_cf_reader');
INSERT INTO complaint (id, channel, received_by, title, description)
    VALUES (1001, 'hotline', 'li.na', '包裹少发一件', '漏发了杯子');
SELECT remember();

-- a person with a database role of their own is that person
SET ROLE regress_cf_li;
SET complaint_flow.actor = 'sun.li';
SELECT refused($$UPDATE support.complaint SET product = 'x'$$);
SELECT refused($$INSERT INTO support.complaint (channel, title) VALUES ('hotline', 'x')$$);
SELECT refused($$INSERT INTO support.contact (complaint_id, direction, channel, purpose, result) VALUES (1001, 'out', 'hotline', 'update', 'reached')$$);
SELECT refused($$SELECT complaint_flow.claim('support')$$);
RESET complaint_flow.actor;
SELECT refused($$UPDATE support.complaint SET product = 'x', updated_by = 'sun.li'$$);
SELECT refused($$INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, made_by) VALUES (1001, 'out', 'hotline', 'update', 'reached', 'sun.li')$$);
SELECT refused($$SELECT complaint_flow.claim('support', 'wang.fang')$$);
-- an application may speak for others, for those that exist and work here
SET ROLE regress_cf_app;
SET complaint_flow.actor = 'nobody';
SELECT refused($$UPDATE support.complaint SET product = 'x'$$);
SET complaint_flow.actor = 'he.xin';
SELECT refused($$UPDATE support.complaint SET product = 'x'$$);
SET complaint_flow.actor = 'LI.NA';
SELECT refused($$UPDATE support.complaint SET product = 'x'$$);
SELECT refused(format('SET complaint_flow.actor = %L', repeat('x', 70)));
SELECT refused($$UPDATE support.complaint SET product = 'x'$$);
RESET complaint_flow.actor;
-- a person who left keeps a login
SET ROLE regress_cf_gone;
SELECT refused($$UPDATE support.complaint SET product = 'x'$$);
-- a stranger with the privileges speaks for nobody
SET ROLE regress_cf_stranger;
SET complaint_flow.actor = 'li.na';
SELECT refused($$UPDATE support.complaint SET product = 'x'$$);
RESET complaint_flow.actor;
SELECT refused($$SELECT complaint_flow.claim('support')$$);
-- history, jobs and triggers are the owner's
SET complaint_flow.importing = on;
SELECT refused($$INSERT INTO support.complaint (channel, title, state) VALUES ('hotline', 'x', 'closed')$$);
SELECT refused($$INSERT INTO support.contact (complaint_id, direction, channel, purpose, result) VALUES (1001, 'out', 'hotline', 'update', 'reached')$$);
RESET complaint_flow.importing;
SELECT refused($$SELECT complaint_flow.run_clocks('support')$$);
SELECT refused($$SELECT complaint_flow.recompute_clocks('support', 'x')$$);
SELECT refused($$SELECT complaint_flow.schedule_jobs('support')$$);
SELECT refused($$SELECT complaint_flow.drop_desk('support', true)$$);
SELECT refused($$SELECT complaint_flow.upgrade_desk('support')$$);
SELECT refused($$SELECT complaint_flow.grant_desk('support', 'manager', 'regress_cf_stranger')$$);
SELECT refused($$SET session_replication_role = replica$$);
SELECT refused($$ALTER TABLE support.complaint DISABLE TRIGGER zzz_decide$$);
SELECT refused($$DELETE FROM support.complaint$$);
SELECT refused($$TRUNCATE support.complaint_event$$);
SELECT refused($$INSERT INTO support.complaint_event (complaint_id, seq, at, activity, db_role, hash) VALUES (1001, 2, now(), 'state:closed', 'x', '')$$);
SELECT refused($$UPDATE support.clock SET due_at = due_at + interval '1 day'$$);
SELECT refused($$DELETE FROM support.queue$$);
SELECT refused($$INSERT INTO support.classification_rule (position, name, condition, urgency) VALUES (1, 'mine', 'true', 'urgent')$$);
SELECT refused($$UPDATE support.desk SET reclassification_roles = '{agent}'$$);
-- who only reads
SET ROLE regress_cf_reader;
SELECT refused($$UPDATE support.complaint SET product = 'x'$$);
SELECT refused($$INSERT INTO support.complaint (channel, title) VALUES ('hotline', 'x')$$);
SELECT refused($$SELECT complaint_flow.claim('support', 'li.na')$$);
RESET ROLE;
SELECT unchanged();
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
DROP ROLE regress_cf_li, regress_cf_app, regress_cf_gone, regress_cf_stranger, regress_cf_reader;
