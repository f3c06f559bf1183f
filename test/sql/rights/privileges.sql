-- Capacities, role by role, and the filter by department.
\i test/helper/session.sql
\set ECHO all

CREATE ROLE regress_cf_owner;
CREATE ROLE regress_cf_agent;
CREATE ROLE regress_cf_risk;
CREATE ROLE regress_cf_supervisor;
CREATE ROLE regress_cf_manager;
CREATE ROLE regress_cf_auditor;
CREATE ROLE regress_cf_analyst;
CREATE ROLE regress_cf_app;
CREATE ROLE regress_cf_nobody;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_cf_owner', current_database()); END $$;

SET ROLE regress_cf_owner;
SELECT complaint_flow.create_desk('support');
INSERT INTO support.staff (code, name, role, department, database_role, speaks_for_others) VALUES
    ('li.na', 'Li Na', 'agent', 'customer_service', 'regress_cf_agent', false),
    ('feng.tao', 'Feng Tao', 'agent', 'risk_control', 'regress_cf_risk', false),
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', 'regress_cf_supervisor', false),
    ('web', 'web application', 'agent', 'customer_service', 'regress_cf_app', true),
    ('wang.fang', 'Wang Fang', 'agent', 'customer_service', NULL, false),
    ('zhou.min', 'Zhou Min', 'supervisor', 'customer_service', NULL, false);

SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_risk');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_app');
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_supervisor');
SELECT complaint_flow.grant_desk('support', 'manager', 'regress_cf_manager');
SELECT complaint_flow.grant_desk('support', 'auditor', 'regress_cf_auditor');
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_cf_analyst');
SELECT complaint_flow.grant_desk('support', 'king', 'regress_cf_nobody');
SELECT complaint_flow.grant_desk('nowhere', 'agent', 'regress_cf_nobody');
SET ROLE regress_cf_supervisor;
SELECT complaint_flow.grant_desk('support', 'owner', 'regress_cf_supervisor');
SELECT complaint_flow.filter_by_department('support', true);
RESET ROLE;

-- what each role may do with each table: s elect, i nsert, u pdate, d elete, t runcate
SELECT c.relname AS relation,
       string_agg(concat(
           CASE WHEN has_table_privilege(r.rolname, c.oid, 'SELECT') THEN 's' END,
           CASE WHEN has_table_privilege(r.rolname, c.oid, 'INSERT') THEN 'i' END,
           CASE WHEN has_table_privilege(r.rolname, c.oid, 'UPDATE') THEN 'u'
                WHEN has_any_column_privilege(r.rolname, c.oid, 'UPDATE') THEN '(u)' END,
           CASE WHEN has_table_privilege(r.rolname, c.oid, 'DELETE') THEN 'd' END,
           CASE WHEN has_table_privilege(r.rolname, c.oid, 'TRUNCATE') THEN 't' END), '|'
           ORDER BY array_position('{regress_cf_agent,regress_cf_supervisor,regress_cf_manager,regress_cf_auditor,regress_cf_analyst,regress_cf_nobody}'::name[], r.rolname))
       AS "agent|supervisor|manager|auditor|analyst|nobody"
  FROM pg_class c
  CROSS JOIN pg_roles r
 WHERE c.relnamespace = 'support'::regnamespace AND c.relkind IN ('r', 'v')
   AND r.rolname IN ('regress_cf_agent', 'regress_cf_supervisor', 'regress_cf_manager',
                     'regress_cf_auditor', 'regress_cf_analyst', 'regress_cf_nobody')
 GROUP BY c.relname ORDER BY c.relname;

-- nobody but the owner writes what the engine writes
SELECT r.rolname, c.relname
  FROM pg_class c, pg_roles r
 WHERE r.rolname ~ '^regress_cf_' AND r.rolname <> 'regress_cf_owner'
   AND c.relnamespace = 'support'::regnamespace
   AND c.relname IN ('complaint_event', 'complaint_event_personal', 'clock', 'queue', 'outbox', 'rule_history', 'job_run',
                     'erasure', 'read_log', 'personal_column')
   AND has_any_column_privilege(r.rolname, c.oid, 'INSERT, UPDATE');

-- agents may update columns, so they lock rows, but no table
SET ROLE regress_cf_owner;
GRANT UPDATE ON support.complaint, support.customer TO regress_cf_agent;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
SET ROLE regress_cf_agent;
DO $$
DECLARE
    place text;
    mode text;
BEGIN
    FOR place IN SELECT c.oid::regclass FROM pg_class c
                  WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'r'
    LOOP
        FOREACH mode IN ARRAY '{SHARE UPDATE EXCLUSIVE,SHARE,SHARE ROW EXCLUSIVE,EXCLUSIVE,ACCESS EXCLUSIVE}'::text[]
        LOOP
            BEGIN
                EXECUTE format('LOCK TABLE %s IN %s MODE NOWAIT', place, mode);
                RAISE WARNING 'an agent locks % in % mode', place, mode;
            EXCEPTION WHEN insufficient_privilege THEN
                NULL;
            END;
        END LOOP;
    END LOOP;
END
$$;
UPDATE support.complaint SET product = 'x' WHERE false;
SELECT FROM support.complaint FOR UPDATE;
-- a column that the owner adds is written after the next grant_desk
SET ROLE regress_cf_owner;
ALTER TABLE support.complaint ADD COLUMN shop text;
SET ROLE regress_cf_agent;
UPDATE support.complaint SET shop = 'x' WHERE false;
SET ROLE regress_cf_owner;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
SET ROLE regress_cf_agent;
UPDATE support.complaint SET shop = 'x' WHERE false;

-- at work
SET ROLE regress_cf_agent;
INSERT INTO support.complaint (channel, title, description)
    VALUES ('hotline', '积分过期', '积分昨天到期被清零') RETURNING sheet_no IS NOT NULL AS numbered, received_by, owner;
INSERT INTO support.customer (name) VALUES ('a customer');
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result)
    SELECT id, 'out', 'hotline', 'first_response', 'reached' FROM support.complaint;
INSERT INTO support.keyword_set VALUES ('mine', '{x}');
DELETE FROM support.complaint;
TRUNCATE support.contact;
INSERT INTO support.queue (priority, due_at, complaint_id) VALUES (1, now(), 1);
UPDATE support.staff SET role = 'manager';
SELECT * FROM support.outbox;
SELECT count(*) FROM support.work_queue;
SELECT attribute, decided_by, inputs IS NOT NULL AS inputs FROM complaint_flow.explain_complaint('support', 1);
SELECT complaint_flow.complaint_sheet('support', 1, 'en') LIKE 'COMPLAINT SHEET  %';
SELECT complaint_flow.complaint_as_of('support', 1, now()) ->> 'title' AS title;
SELECT to_state, allowed FROM complaint_flow.allowed_transitions('support', 1) ORDER BY 1;
SET ROLE regress_cf_supervisor;
INSERT INTO support.keyword_set VALUES ('mine', '{x}');
INSERT INTO support.classification_rule (position, name, condition, category)
    VALUES (900, 'mine', $$mentions(title, 'mine')$$, '1.9');
DELETE FROM support.classification_rule WHERE name = 'mine';
UPDATE support.desk SET title = 'mine';
SET ROLE regress_cf_manager;
UPDATE support.desk SET title = 'Support';
UPDATE support.desk SET rules_version = 77;
SET ROLE regress_cf_auditor;
SELECT count(*) > 0 AS sees FROM support.complaint_event;
INSERT INTO support.complaint (channel) VALUES ('hotline');
UPDATE support.complaint SET title = 'x';
SET ROLE regress_cf_analyst;
SELECT count(*) FROM support.open_case;
SELECT title FROM support.work_queue;
SELECT * FROM support.customer;
SELECT title FROM support.complaint;
SELECT complaint_flow.note_reading('support', 1, 'curious');
RESET ROLE;
UPDATE support.staff SET database_role = 'regress_cf_analyst' WHERE code = 'wang.fang';
SET ROLE regress_cf_analyst;
SELECT complaint_flow.claim('support');
RESET ROLE;
UPDATE support.staff SET database_role = NULL WHERE code = 'wang.fang';
SET ROLE regress_cf_nobody;
SELECT * FROM support.open_case;
RESET ROLE;

-- the filter
SET ROLE regress_cf_owner;
SELECT complaint_flow.filter_by_department('support', true);
SELECT complaint_flow.filter_by_department('support', true);
INSERT INTO support.complaint (channel, received_by, title, description) VALUES
    ('hotline', 'wang.fang', '账户被盗', '账户被盗刷了三千元'),
    ('hotline', 'wang.fang', '漏发', '少发了一件');
CREATE VIEW support.regress_seen AS
    SELECT string_agg(title, ', ' ORDER BY id) AS cases FROM support.complaint;
ALTER VIEW support.regress_seen SET (security_invoker = true);
GRANT SELECT ON support.regress_seen TO PUBLIC;
SELECT current_user, cases FROM support.regress_seen;
SET ROLE regress_cf_agent;
SELECT current_user, cases FROM support.regress_seen;
SELECT c.title, count(e.*) > 0 AS events FROM support.complaint_event e RIGHT JOIN support.complaint c ON c.id = e.complaint_id
 GROUP BY c.title ORDER BY 1;
SELECT title FROM support.work_queue ORDER BY 1;
SELECT count(DISTINCT complaint_id) FROM support.clock;
SELECT count(DISTINCT complaint_id) FROM support.complaint_event_personal;
SELECT complaint_flow.explain_complaint('support', 2);
SELECT complaint_flow.complaint_sheet('support', 2);
SELECT complaint_flow.complaint_as_of('support', 2, now()) ->> 'title' AS title;
UPDATE support.complaint SET product = 'x' WHERE title = '账户被盗';
UPDATE support.complaint SET product = 'x';
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result)
    SELECT max(id) - 1, 'out', 'hotline', 'update', 'reached' FROM support.complaint;
-- a case handed over leaves the sight of the department with the next change
UPDATE support.complaint SET owner = 'feng.tao', department = 'risk_control', reason = 'smells of fraud'
 WHERE title = '漏发';
SELECT current_user, cases FROM support.regress_seen;
SET ROLE regress_cf_risk;
UPDATE support.complaint SET product = 'parcel' WHERE title = '漏发';
SELECT current_user, cases FROM support.regress_seen;
SET ROLE regress_cf_agent;
SELECT current_user, cases FROM support.regress_seen;
SET ROLE regress_cf_supervisor;
SELECT current_user, cases FROM support.regress_seen;
SET ROLE regress_cf_auditor;
SELECT current_user, cases FROM support.regress_seen;
-- the application speaks for persons
SET ROLE regress_cf_app;
SET complaint_flow.actor = 'feng.tao';
SELECT current_user, cases FROM support.regress_seen;
SET complaint_flow.actor = 'zhou.min';
SELECT current_user, cases FROM support.regress_seen;
-- an agent that names another actor stays who it is
SET ROLE regress_cf_risk;
SELECT current_user, cases FROM support.regress_seen;
RESET complaint_flow.actor;
SET ROLE regress_cf_nobody;
SELECT current_user, cases FROM support.regress_seen;
SET ROLE regress_cf_analyst;
SELECT count(*) FROM support.open_case;
-- a department that is asked sees what it is asked, and what it answers
SET ROLE regress_cf_supervisor;
INSERT INTO support.complaint (channel, received_by, title) VALUES ('hotline', 'wang.fang', '发票没开') RETURNING id AS asked \gset
INSERT INTO support.work_order (complaint_id, department, task) VALUES (:asked, 'risk_control', '核对付款');
INSERT INTO support.response_team (complaint_id, department) VALUES (:asked, 'risk_control');
SET ROLE regress_cf_risk;
SELECT (SELECT count(*) FROM support.complaint WHERE id = :asked) AS cases, (SELECT count(*) FROM support.work_order) AS orders,
       (SELECT count(*) FROM support.response_team) AS calls;
INSERT INTO support.work_order_answer (work_order_id, result, answer)
    SELECT id, 'done', '付款无误' FROM support.work_order WHERE complaint_id = :asked RETURNING result;
SET ROLE regress_cf_owner;
SELECT complaint_flow.filter_by_department('support', false);
SET ROLE regress_cf_risk;
SELECT current_user, cases FROM support.regress_seen;
RESET ROLE;
SELECT count(*) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = 'support'::regnamespace;

-- taking it back
SET ROLE regress_cf_owner;
SELECT complaint_flow.revoke_desk('support', 'supervisor', 'regress_cf_supervisor');
SELECT complaint_flow.revoke_desk('support', 'auditor', 'regress_cf_auditor');
RESET ROLE;
SELECT count(*) FROM pg_class c
 WHERE relnamespace = 'support'::regnamespace AND relkind IN ('r', 'v') AND relname <> 'regress_seen'
   AND (has_any_column_privilege('regress_cf_supervisor', c.oid, 'SELECT, INSERT, UPDATE')
        OR has_table_privilege('regress_cf_auditor', c.oid, 'SELECT'));
SELECT has_schema_privilege('regress_cf_supervisor', 'support', 'USAGE');

-- the owner's capacity is membership
SELECT complaint_flow.grant_desk('support', 'owner', 'regress_cf_manager');
SET ROLE regress_cf_manager;
SELECT complaint_flow.upgrade_desk('support');
-- and the history names the member who called, not the owner as whom the engine
-- acts: a year of the calendar settles a deadline, a trigger of the owner's
-- notes who claims
DELETE FROM support.calendar_year WHERE year > 2025;
DELETE FROM support.calendar_day WHERE day > '2025-12-31';
INSERT INTO support.complaint (received_at, channel, category, title, description) VALUES ('2025-12-30 10:00', 'app', '1.2', 'late', '少发一件') RETURNING id AS noted \gset
SELECT complaint_flow.load_official_days('support', 'standard', 'CN', 2026, 2026) > 0 AS loaded;
SELECT activity, actor, db_role FROM support.complaint_event WHERE complaint_id = :noted ORDER BY seq;
CREATE FUNCTION support.note_claim() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO support.evidence (complaint_id, kind, reference) VALUES (NEW.id, 'other', 'claimed'); RETURN NULL; END $$;
CREATE TRIGGER note_claim AFTER UPDATE OF owner ON support.complaint FOR EACH ROW EXECUTE FUNCTION support.note_claim();
SET ROLE regress_cf_agent;
SELECT complaint_flow.claim('support') AS claimed \gset
RESET ROLE;
SELECT activity, actor, db_role FROM support.complaint_event WHERE complaint_id = :claimed ORDER BY seq DESC LIMIT 2;
SELECT complaint_flow.revoke_desk('support', 'owner', 'regress_cf_manager');
SELECT pg_has_role('regress_cf_manager', 'regress_cf_owner', 'MEMBER');

SELECT complaint_flow.drop_desk('support', true);
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_cf_owner', current_database()); END $$;
DROP ROLE regress_cf_owner, regress_cf_agent, regress_cf_risk, regress_cf_supervisor, regress_cf_manager,
    regress_cf_auditor, regress_cf_analyst, regress_cf_app, regress_cf_nobody;
