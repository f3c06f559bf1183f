-- A desk that follows an older version, or one that is not installed.
\i test/helper/session.sql
\set ECHO queries
SELECT complaint_flow.create_desk('support', pack => 'empty');
CREATE ROLE regress_cf_older;
UPDATE support.desk SET engine_version = '0.9.1';
-- as 1.0.0 called it
ALTER SEQUENCE support.entry_id_seq RENAME TO entry_id;
SELECT ready, array_length(damage, 1) AS says, damage[1] LIKE '%0.9.1%call upgrade_desk' AS what_to_call FROM complaint_flow.desks() WHERE desk = 'support';
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_older');
\set VERBOSITY sqlstate
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_older');
\set VERBOSITY default
-- taking back is never refused
SELECT complaint_flow.revoke_desk('support', 'agent', 'regress_cf_older');
SELECT count(*) > 0 AS upgraded, bool_or(did LIKE 'version 0.9.1 became %') AS told FROM complaint_flow.upgrade_desk('support') did;
SELECT engine_version = complaint_flow.engine_version() FROM support.desk;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_older');
SELECT complaint_flow.revoke_desk('support', 'agent', 'regress_cf_older');
UPDATE support.desk SET engine_version = '99.10.0';
\set VERBOSITY sqlstate
SELECT complaint_flow.upgrade_desk('support');
\set VERBOSITY default
SELECT complaint_flow.drop_desk('support');
DROP ROLE regress_cf_older;
