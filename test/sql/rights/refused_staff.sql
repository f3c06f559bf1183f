-- Nobody becomes somebody else, or more than they are: codes of persons stay,
-- and nobody gives or takes what stands above them.
SET client_min_messages = warning;
\i test/helper/logins_desk.sql
\set ECHO all
SET ROLE regress_cf_owner;
-- nothing names the chief yet; the privacy officer stands low, but may erase
INSERT INTO staff (code, name, role) VALUES ('ceo', 'Chief', 'head_of_operations');
INSERT INTO staff_role (code, rank, label, label_zh) VALUES ('privacy_officer', 5, 'privacy officer', '隐私专员');
UPDATE desk SET erasure_roles = '{privacy_officer}';
-- a login of supervisors that is nobody
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_auditor');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_liu.yang');
RESET ROLE;
-- logins with the owner's rights: a superuser's, and one that may become the owner
CREATE ROLE regress_cf_super SUPERUSER;
CREATE ROLE regress_cf_deputy NOINHERIT;
GRANT regress_cf_owner TO regress_cf_deputy;
SET ROLE regress_cf_owner;
INSERT INTO staff (code, name, role, database_role) VALUES ('dba', 'Administrator', 'agent', 'regress_cf_deputy');
RESET ROLE;

INSERT INTO tries (who, attempt, statement) VALUES
    ('zhou.min', 'free the code of the chief',
     $$UPDATE staff SET code = 'ceo.old', active = false WHERE code = 'ceo'$$),
    ('zhou.min', 'take another code',
     $$UPDATE staff SET code = 'ceo2' WHERE code = 'zhou.min'$$),
    ('zhou.min', 'give the code of one person to another',
     $$UPDATE staff SET code = 'he.xin2' WHERE code = 'he.xin'$$),
    ('owner', 'rename a person, as owner',
     $$UPDATE staff SET code = 'he.xin2' WHERE code = 'he.xin'$$),
    ('zhou.min', 'rise',
     $$UPDATE staff SET role = 'manager' WHERE code = 'zhou.min'$$),
    ('zhou.min', 'rise by the grade',
     $$UPDATE staff SET grade = 9 WHERE code = 'zhou.min'$$),
    ('zhou.min', 'make an equal',
     $$UPDATE staff SET role = 'supervisor' WHERE code = 'li.na'$$),
    ('zhou.min', 'appoint an equal',
     $$INSERT INTO staff (code, name, role) VALUES ('twin', 'Twin', 'supervisor')$$),
    ('zhou.min', 'appoint who may erase',
     $$UPDATE staff SET role = 'privacy_officer' WHERE code = 'li.na'$$),
    ('zhou.min', 'remove the chief',
     $$DELETE FROM staff WHERE code = 'ceo'$$),
    ('zhou.min', 'switch the manager off',
     $$UPDATE staff SET active = false WHERE code = 'wu.gang'$$),
    ('zhou.min', 'call the manager otherwise',
     $$UPDATE staff SET name = 'Somebody' WHERE code = 'wu.gang'$$),
    ('zhou.min', 'bring the chief down',
     $$UPDATE staff SET role = 'agent' WHERE code = 'ceo'$$),
    ('zhou.min', 'raise all agents by their role',
     $$UPDATE staff_role SET rank = 99 WHERE code = 'agent'$$),
    ('zhou.min', 'raise the own role',
     $$UPDATE staff_role SET rank = 99 WHERE code = 'supervisor'$$),
    ('zhou.min', 'lower the role of managers',
     $$UPDATE staff_role SET rank = 1 WHERE code = 'manager'$$),
    ('zhou.min', 'let the role of managers be another one',
     $$UPDATE staff_role SET code = 'boss' WHERE code = 'manager'$$),
    ('zhou.min', 'make a role above all',
     $$INSERT INTO staff_role (code, rank, label, label_zh) VALUES ('king', 99, 'king', 'x')$$),
    ('zhou.min', 'remove a role above',
     $$DELETE FROM staff_role WHERE code = 'head_of_operations'$$),
    ('zhou.min', 'remove who has cases',
     $$DELETE FROM staff WHERE code = 'li.na'$$),
    ('wu.gang', 'appoint a manager, as manager',
     $$INSERT INTO staff (code, name, role) VALUES ('twin', 'Twin', 'manager')$$),
    ('wu.gang', 'log in as the chief',
     $$UPDATE staff SET database_role = 'regress_cf_auditor' WHERE code = 'ceo'$$),
    ('wu.gang', 'name a role that there is not',
     $$UPDATE staff SET database_role = 'regress_cf_nonesuch' WHERE code = 'he.xin'$$),
    ('wu.gang', 'bind a login past its name',
     $$UPDATE staff SET database_role_id = '1/10' WHERE code = 'he.xin'$$),
    ('wu.gang', 'give a login twice',
     $$UPDATE staff SET database_role = 'regress_cf_li.na' WHERE code = 'he.xin'$$),
    ('wu.gang', 'bind the login of the owner',
     $$UPDATE staff SET database_role = 'regress_cf_owner' WHERE code = 'he.xin'$$),
    ('wu.gang', 'somebody new, with the login of a superuser',
     $$INSERT INTO staff (code, name, role, database_role) VALUES ('twin', 'Twin', 'agent', 'regress_cf_super')$$),
    ('wu.gang', 'take the login of who may become the owner',
     $$UPDATE staff SET database_role = NULL WHERE code = 'dba'$$),
    ('wu.gang', 'remove who may become the owner',
     $$DELETE FROM staff WHERE code = 'dba'$$),
    ('wu.gang', 'give that login to another',
     $$UPDATE staff SET database_role = 'regress_cf_deputy' WHERE code = 'he.xin'$$),
    ('auditor', 'appoint somebody, as nobody',
     $$INSERT INTO staff (code, name, role) VALUES ('twin', 'Twin', 'agent')$$),
    ('auditor', 'switch somebody off, as nobody',
     $$UPDATE staff SET active = false WHERE code = 'li.na'$$),
    ('auditor', 'change a role, as nobody',
     $$DELETE FROM staff_role WHERE code = 'agent'$$),
    -- whoever did anything stays
    ('owner', 'remove who added to a file',
     $$SET LOCAL complaint_flow.actor = 'he.xin'; INSERT INTO evidence (complaint_id, kind, reference) VALUES (3, 'other', 'x'); DELETE FROM staff WHERE code = 'he.xin'$$),
    ('owner', 'remove who talked to a customer',
     $$SET LOCAL complaint_flow.actor = 'he.xin'; INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (3, 'out', 'hotline', 'update', 'reached'); DELETE FROM staff WHERE code = 'he.xin'$$),
    ('owner', 'remove who changed a case, when others changed it since',
     $$SET LOCAL complaint_flow.actor = 'he.xin'; UPDATE complaint SET product = 'x' WHERE id = 3; SET LOCAL complaint_flow.actor = 'li.na'; UPDATE complaint SET product = 'y' WHERE id = 3; DELETE FROM staff WHERE code = 'he.xin'$$),
    ('owner', 'remove who read a case',
     $$SET LOCAL complaint_flow.actor = 'he.xin'; SELECT complaint_flow.note_reading('support', 3, 'a look'); DELETE FROM staff WHERE code = 'he.xin'$$),
    ('owner', 'remove who wrote a lesson',
     $$SET LOCAL complaint_flow.actor = 'he.xin'; INSERT INTO lesson (title, body) VALUES ('x', 'x'); DELETE FROM staff WHERE code = 'he.xin'$$),
    -- what a supervisor does, and a manager
    ('zhou.min', 'promote an agent',
     $$UPDATE staff SET role = 'senior_agent', grade = 2 WHERE code = 'li.na'$$),
    ('zhou.min', 'somebody new, and a slip taken back',
     $$INSERT INTO staff (code, name, role, department, manager) VALUES ('ma.jnu', 'Ma Jun', 'agent', 'customer_service', 'zhou.min'); DELETE FROM staff WHERE code = 'ma.jnu'$$),
    ('zhou.min', 'somebody gone, among them a supervisor',
     $$UPDATE staff SET active = false WHERE code IN ('he.xin', 'sun.li')$$),
    ('zhou.min', 'the own holiday',
     $$UPDATE staff SET reachable = false WHERE code = 'zhou.min'$$),
    ('zhou.min', 'a better word for managers',
     $$UPDATE staff_role SET label = 'head' WHERE code = 'manager'$$),
    ('zhou.min', 'a role below',
     $$INSERT INTO staff_role (code, rank, label, label_zh) VALUES ('trainee', 1, 'trainee', '实习生')$$),
    ('wu.gang', 'appoint a supervisor, as manager',
     $$INSERT INTO staff (code, name, role) VALUES ('twin', 'Twin', 'supervisor')$$),
    ('wu.gang', 'a login for somebody, and the administrator on holiday',
     $$UPDATE staff SET database_role = 'regress_cf_auditor' WHERE code = 'he.xin'; UPDATE staff SET reachable = false WHERE code = 'dba'$$),
    ('owner', 'the own login, as owner',
     $$UPDATE staff SET database_role = 'regress_cf_owner' WHERE code = 'he.xin'; UPDATE staff SET database_role = NULL WHERE code IN ('he.xin', 'dba')$$),
    ('owner', 'appoint anybody, as owner',
     $$INSERT INTO staff (code, name, role) VALUES ('twin', 'Twin', 'head_of_operations')$$);
SELECT no, who, attempt, code, told FROM tries, try(who, statement) ORDER BY no;

\i test/helper/drop_logins_desk.sql
DROP ROLE regress_cf_super, regress_cf_deputy;
