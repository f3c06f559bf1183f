-- Who may log in as whom is for managers to say: a supervisor who could make a
-- login speak for others could approve the own solution as somebody else.
SET TimeZone = 'Asia/Shanghai';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'iso_8601';
\set SHOW_CONTEXT never
\getenv here PG_ABS_SRCDIR
\set desk :here '/helper/support_desk.sql'
\pset footer off
\set ECHO none
\i :desk
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
-- what was granted can be taken back
SELECT complaint_flow.revoke_desk('support', 'supervisor', 'regress_cf_sun');
SELECT complaint_flow.revoke_desk('support', 'manager', 'regress_cf_wu');
SELECT count(*) AS left_over FROM (VALUES ('regress_cf_sun'), ('regress_cf_wu')) AS r (role)
 WHERE has_any_column_privilege(role, 'support.staff', 'SELECT, INSERT, UPDATE') OR has_table_privilege(role, 'support.staff', 'DELETE');
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_sun, regress_cf_wu, regress_cf_app;
