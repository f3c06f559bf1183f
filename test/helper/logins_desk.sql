\set ECHO none
-- A desk "support" of the standard pack, owned by an ordinary role, with people
-- who log in under their own roles, and cases in several states; and try(), which
-- runs a statement as one of them and tells what became of it.  Nothing that a
-- try does stays.
\ir session.sql
CREATE ROLE regress_cf_owner;
CREATE ROLE "regress_cf_li.na";
CREATE ROLE "regress_cf_liu.yang";
CREATE ROLE "regress_cf_zhou.min";
CREATE ROLE "regress_cf_wu.gang";
CREATE ROLE "regress_cf_feng.tao";
CREATE ROLE regress_cf_app;
CREATE ROLE regress_cf_auditor;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_cf_owner', current_database()); END $$;
SET ROLE regress_cf_owner;
SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, database_role, speaks_for_others) VALUES
    ('wu.gang', 'Wu Gang', 'manager', 'customer_service', 'regress_cf_wu.gang', false),
    ('zhou.min', 'Zhou Min', 'supervisor', 'customer_service', 'regress_cf_zhou.min', false),
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL, false),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'regress_cf_li.na', false),
    ('liu.yang', 'Liu Yang', 'senior_agent', 'customer_service', 'regress_cf_liu.yang', false),
    ('wang.fang', 'Wang Fang', 'agent', 'customer_service', NULL, false),
    ('feng.tao', 'Feng Tao', 'agent', 'risk_control', 'regress_cf_feng.tao', false),
    ('he.xin', 'He Xin', 'agent', 'merchant_care', NULL, false),
    ('app', 'application', 'agent', 'customer_service', 'regress_cf_app', true);
SELECT complaint_flow.grant_desk('support', capacity, role)
  FROM (VALUES ('agent', 'regress_cf_li.na'), ('agent', 'regress_cf_liu.yang'), ('agent', 'regress_cf_feng.tao'),
               ('agent', 'regress_cf_app'), ('supervisor', 'regress_cf_zhou.min'), ('manager', 'regress_cf_wu.gang'),
               ('auditor', 'regress_cf_auditor')) AS grants (capacity, role);

-- one case in each state that matters, brought in as history, all Li Na's
SET complaint_flow.importing = on;
INSERT INTO customer (id, name) VALUES (1, 'Mr Liu');
INSERT INTO complaint (id, received_at, channel, customer_id, received_by, owner, department, title, category, issue_key, level, validity, validity_reason, state, closed_at)
    SELECT n, now() - interval '5 days', 'hotline', 1, 'li.na', 'li.na', 'customer_service', 'case ' || n, '1.2', NULL, 'I',
           CASE WHEN n > 2 THEN 'valid' END, CASE WHEN n > 2 THEN 'receipt seen' END, s,
           CASE WHEN s IN ('closed', 'joined') THEN now() - interval '1 day' END
      FROM unnest('{registered,verifying,investigating,solution_proposed,approved,offered,executing,follow_up_due,closed,joined}'::text[])
           WITH ORDINALITY AS states (s, n);
-- 11 accuses Liu Yang and is Zhou Min's; 12 accuses nobody and waits for anybody
INSERT INTO complaint (id, received_at, channel, received_by, owner, department, accused_staff, title, category, level, state) VALUES
    (11, now() - interval '5 days', 'hotline', 'li.na', 'zhou.min', 'customer_service', 'liu.yang', 'rude', '2.2', 'II', 'investigating'),
    (12, now() - interval '5 days', 'hotline', NULL, NULL, 'customer_service', NULL, 'parcel', '1.2', 'I', 'registered'),
    (13, now() - interval '5 days', 'hotline', 'zhou.min', 'zhou.min', 'customer_service', NULL, 'parcel', '1.2', 'I', 'solution_proposed');
RESET complaint_flow.importing;
SET complaint_flow.actor = 'li.na';
INSERT INTO work_order (id, complaint_id, department, task) VALUES (101, 8, 'risk_control', 'look at the log'), (102, 3, 'merchant_care', 'ask the shop');
INSERT INTO investigation (id, complaint_id, findings) VALUES (111, 3, 'the shop says no');
INSERT INTO evidence (id, complaint_id, kind, reference) VALUES (121, 3, 'photo', 'file 1');
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (131, 2, 'wang.fang', 'holiday');
SET complaint_flow.actor = 'wang.fang';
INSERT INTO satisfaction (id, complaint_id, score) VALUES (141, 9, 2);
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (9, 'out', 'hotline', 'follow_up', 'reached');
SET complaint_flow.actor = 'feng.tao';
INSERT INTO work_order_answer (id, complaint_id, work_order_id, result, answer) VALUES (151, 8, 101, 'done', 'no misuse');
RESET complaint_flow.actor;
SELECT count(*) AS advanced FROM complaint_flow.advance_sequences('support') \gset
RESET ROLE;

CREATE TABLE public.tries (no serial, who text, attempt text, statement text);
CREATE FUNCTION public.try(who text, statement text, OUT code text, OUT told text) LANGUAGE plpgsql AS $$
DECLARE
    rows bigint;
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', 'regress_cf_' || who);
    EXECUTE statement;
    GET DIAGNOSTICS rows = ROW_COUNT;
    SET CONSTRAINTS ALL IMMEDIATE;
    RAISE EXCEPTION 'NOT REFUSED, % rows', rows USING ERRCODE = '00001';
EXCEPTION WHEN OTHERS OR ASSERT_FAILURE THEN
    code := SQLSTATE;
    told := SQLERRM;
END
$$;
\pset footer off
