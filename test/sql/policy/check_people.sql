-- check_rules on people and authority
\i test/helper/checked_desk.sql
\set ECHO queries

-- roles that nobody has: a waiting list may be served from above, a message not
BEGIN;
UPDATE staff SET active = false WHERE role IN ('manager', 'supervisor');
:findings
ROLLBACK;

-- the one at the top leaves
BEGIN;
UPDATE staff SET active = false WHERE role = 'head_of_operations';
:findings
ROLLBACK;

-- persons
BEGIN;
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES (5, 'Li Na knows', $$channel = 'letter'$$, 'person', 'li.na');
INSERT INTO action_rule (position, name, activities, action, argument, topic) VALUES (900, 'tell Li Na', '{received}', 'notify', 'person li.na', 'urgent_case');
UPDATE department SET liaison = 'li.na' WHERE code = 'customer_service';
:findings
UPDATE staff SET active = false WHERE code = 'li.na';
:findings
ROLLBACK;

-- departments
BEGIN;
UPDATE department SET active = false WHERE code = 'legal';
UPDATE department SET liaison = NULL WHERE code = 'merchant_care';
UPDATE department SET overseer = NULL WHERE code = 'technical';
UPDATE department SET liaison = NULL WHERE code = 'risk_control';
UPDATE staff SET department = 'customer_service' WHERE department = 'risk_control';
:findings
ROLLBACK;

-- supervisors of nobody
BEGIN;
UPDATE staff SET manager = NULL WHERE code IN ('li.na', 'wang.fang');
:findings
ROLLBACK;

-- who grants more time
BEGIN;
UPDATE desk SET extension_roles = '{senior_agent}';
UPDATE staff SET active = false WHERE role = 'senior_agent';
:findings
ROLLBACK;

-- ladders of authority
BEGIN;
UPDATE authority SET active = false WHERE remedy_kind IS NULL;
UPDATE authority SET up_to = NULL, active = true WHERE role = 'manager' AND remedy_kind IS NULL;
:findings
ROLLBACK;
BEGIN;
UPDATE authority SET up_to = 50000 WHERE role = 'head_of_operations';
UPDATE authority SET up_to = 100 WHERE role = 'supervisor' AND remedy_kind IS NULL;
UPDATE authority SET per_day = 10 WHERE role = 'agent' AND remedy_kind IS NULL;
INSERT INTO authority (role, remedy_kind, up_to) SELECT code, 'refund', 0 FROM staff_role;
:findings
ROLLBACK;

-- a role in the middle, with no row and with one that says nothing
BEGIN;
DELETE FROM authority WHERE role = 'supervisor' AND remedy_kind IS NULL;
UPDATE authority SET approves = false WHERE role = 'manager' AND remedy_kind IS NULL;
:findings
ROLLBACK;

-- nobody works here: that is said once
BEGIN;
UPDATE staff SET active = false;
:findings
ROLLBACK;

SELECT complaint_flow.drop_desk('support');
