-- Who may log in as whom is for managers to say: a supervisor who could make a
-- login speak for others could approve the own solution as somebody else.
\i test/helper/support_desk.sql
\set ECHO all
CREATE ROLE regress_cf_sun;
CREATE ROLE regress_cf_wu;
CREATE ROLE regress_cf_app;
UPDATE staff SET database_role = 'regress_cf_sun' WHERE code = 'sun.li';
UPDATE staff SET database_role = 'regress_cf_wu' WHERE code = 'wu.gang';
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_sun');
SELECT complaint_flow.grant_desk('support', 'manager', 'regress_cf_wu');

-- a supervisor's day: somebody new, somebody ill, somebody gone
SET ROLE regress_cf_sun;
INSERT INTO support.staff (code, name, role, department, manager) VALUES ('ma.jun', 'Ma Jun', 'agent', 'customer_service', 'sun.li');
UPDATE support.staff SET reachable = false WHERE code = 'li.na';
DELETE FROM support.staff WHERE code = 'ma.jun';
-- but no logins
UPDATE support.staff SET speaks_for_others = true WHERE code = 'sun.li';
UPDATE support.staff SET database_role = 'regress_cf_sun' WHERE code = 'wu.gang';
INSERT INTO support.staff (code, name, role, database_role) VALUES ('robot', 'Robot', 'manager', 'regress_cf_sun');

SET ROLE regress_cf_wu;
INSERT INTO support.staff (code, name, role, database_role, speaks_for_others) VALUES ('web', 'web application', 'agent', 'regress_cf_app', true);
UPDATE support.staff SET speaks_for_others = false WHERE code = 'web';
RESET ROLE;

-- a login is a role, not its name: renamed it stays hers, and a new role with
-- the old name is nobody
ALTER ROLE regress_cf_sun RENAME TO regress_cf_sunli;
CREATE ROLE regress_cf_sun;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_sun');
SET ROLE regress_cf_sunli;
INSERT INTO support.complaint (channel, title) VALUES ('hotline', 'x') RETURNING received_by;
SELECT code, sees_all FROM support.viewer;
SET ROLE regress_cf_sun;
INSERT INTO support.complaint (channel, title) VALUES ('hotline', 'x') RETURNING received_by;
SELECT code, sees_all FROM support.viewer;
RESET ROLE;
SELECT * FROM complaint_flow.unbound_logins('support');
-- the name follows when the row is written next
SELECT database_role FROM staff WHERE code = 'sun.li';
UPDATE staff SET grade = 2 WHERE code = 'sun.li' RETURNING database_role;
-- an application's login neither
UPDATE staff SET speaks_for_others = true WHERE code = 'web';
ALTER ROLE regress_cf_app RENAME TO regress_cf_web;
CREATE ROLE regress_cf_app;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_app');
SET ROLE regress_cf_app;
SET complaint_flow.actor = 'sun.li';
INSERT INTO support.complaint (channel, title) VALUES ('hotline', 'x');
RESET complaint_flow.actor;
RESET ROLE;
SELECT complaint_flow.bind_logins('support');
-- dropped, and made anew: still nobody, until somebody names the role again
DROP ROLE regress_cf_web;
SELECT * FROM complaint_flow.unbound_logins('support');
SELECT ready, damage FROM complaint_flow.desks() WHERE desk = 'support';
CREATE ROLE regress_cf_web;
SELECT complaint_flow.bind_logins('support');
UPDATE staff SET reachable = true, database_role = 'regress_cf_web' WHERE code = 'web';
SELECT * FROM complaint_flow.unbound_logins('support');
SET ROLE regress_cf_wu;
UPDATE support.staff SET database_role = NULL WHERE code = 'web';
UPDATE support.staff SET database_role = 'regress_cf_web' WHERE code = 'web';
RESET ROLE;
SELECT * FROM complaint_flow.unbound_logins('support');

-- rows from another cluster: pg_upgrade keeps the numbers of roles, a restore
-- does not, and then nobody is taken for the role that has the number here
ALTER TABLE staff DISABLE TRIGGER ALL;
UPDATE staff SET database_role_id = '1/' || split_part(database_role_id, '/', 2) WHERE code = 'wu.gang';
UPDATE staff SET database_role_id = '2/' || 'regress_cf_app'::regrole::oid WHERE code = 'sun.li';
UPDATE staff SET database_role_id = '3/1', database_role = 'regress_cf_nonesuch' WHERE code = 'web';
ALTER TABLE staff ENABLE TRIGGER ALL;
SET client_min_messages = error;
SELECT count(*) > 0 AS mended FROM complaint_flow.upgrade_desk('support');
RESET client_min_messages;
SELECT * FROM complaint_flow.unbound_logins('support');
SET ROLE regress_cf_app;
INSERT INTO support.complaint (channel, title) VALUES ('hotline', 'x') RETURNING received_by;
SET ROLE regress_cf_wu;
SELECT code FROM support.viewer;
-- a login of such a row is not given to somebody else meanwhile
INSERT INTO support.staff (code, name, role, database_role) VALUES ('double', 'Double', 'agent', 'regress_cf_wu');
RESET ROLE;
SELECT complaint_flow.bind_logins('support');
SELECT * FROM complaint_flow.unbound_logins('support');
SET ROLE regress_cf_sunli;
SELECT code FROM support.viewer;
SELECT * FROM complaint_flow.unbound_logins('support');
RESET ROLE;

-- what was granted can be taken back
SELECT complaint_flow.revoke_desk('support', 'supervisor', 'regress_cf_sunli');
SELECT complaint_flow.revoke_desk('support', 'manager', 'regress_cf_wu');
SELECT count(*) AS left_over FROM (VALUES ('regress_cf_sunli'), ('regress_cf_wu')) AS r (role)
 WHERE has_any_column_privilege(role, 'support.staff', 'SELECT, INSERT, UPDATE') OR has_table_privilege(role, 'support.staff', 'DELETE');
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_sun, regress_cf_sunli, regress_cf_wu, regress_cf_app, regress_cf_web;
