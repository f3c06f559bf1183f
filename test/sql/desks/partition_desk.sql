-- A DBA makes the table of cases of a running desk a partitioned one, and
-- nothing that people, roles and reports had is lost.
\i test/helper/support_desk.sql
\set ECHO all
SET client_min_messages = warning;

INSERT INTO customer (id, name) VALUES (1, 'Miss Marple'), (2, 'Mr Quin');
SET complaint_flow.importing = on;
INSERT INTO complaint (id, sheet_no, received_at, channel, customer_id, title, category, level, urgency, state, closed_at)
    SELECT n, 'OLD-' || n, at, 'hotline', 1, '包裹少了一件', '1.2', 'I', 'ordinary', 'closed', at + interval '3 days'
      FROM (SELECT n, timestamptz '2024-11-02 10:00' + n * interval '50 days' AS at FROM generate_series(1, 9) AS n) AS past;
RESET complaint_flow.importing;
SELECT * FROM complaint_flow.advance_sequences('support') WHERE advance_sequences LIKE '%complaint_id%';
INSERT INTO complaint (channel, received_by, title, customer_id, received_at)
    VALUES ('hotline', 'li.na', '包裹少了一件', 2, '2026-03-02 10:05'), ('web_form', NULL, '发票没开', NULL, '2026-03-02 10:06');
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;

-- what people and programs have by now
CREATE ROLE test_agent;
CREATE ROLE test_tool;
SELECT complaint_flow.grant_desk('support', 'agent', 'test_agent');
SELECT complaint_flow.grant_desk('support', 'analyst', 'test_tool');
GRANT SELECT (id, state) ON complaint TO test_tool WITH GRANT OPTION;
SELECT complaint_flow.filter_by_department('support', true);
ALTER TABLE complaint ADD COLUMN branch text DEFAULT 'main', ADD COLUMN note text;
ALTER TABLE complaint DROP COLUMN note, ADD CONSTRAINT branch_known CHECK (branch IN ('main', 'east'));
CREATE INDEX complaint_branch ON complaint (branch) WHERE branch <> 'main';
COMMENT ON INDEX complaint_branch IS 'few are elsewhere';
CREATE FUNCTION saw() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'saw % %', tg_op, new.id; RETURN NULL; END $$;
CREATE TRIGGER saw AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION saw();
CREATE TRIGGER asleep AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION saw();
ALTER TABLE complaint DISABLE TRIGGER asleep;
COMMENT ON TRIGGER saw ON complaint IS 'tells';
CREATE SCHEMA report;
CREATE VIEW report.by_branch WITH (security_barrier) AS SELECT branch, count(*) AS cases FROM complaint GROUP BY branch;
GRANT SELECT ON report.by_branch TO test_tool;
ALTER TABLE complaint REPLICA IDENTITY FULL;

PREPARE privileges AS
SELECT 'privilege' AS what, c.oid::regclass::text || coalesce('.' || a.attname, '') AS of, (x).*
  FROM pg_class c
  CROSS JOIN LATERAL (SELECT NULL::name AS attname, c.relacl AS acl
                      UNION ALL SELECT t.attname, t.attacl FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attnum > 0) AS a
  CROSS JOIN LATERAL aclexplode(a.acl) AS x
 WHERE c.relnamespace IN ('support'::regnamespace, 'report'::regnamespace);
PREPARE look AS
SELECT 'view ' || v.oid::regclass AS part, pg_get_viewdef(v.oid) || coalesce(v.reloptions::text, '') AS is FROM pg_class v
 WHERE v.relkind = 'v' AND v.relnamespace IN ('support'::regnamespace, 'report'::regnamespace)
UNION ALL
SELECT 'policy ' || polname || polrelid::regclass, concat_ws(' ', polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
UNION ALL
SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) || tgenabled::text || coalesce(obj_description(oid, 'pg_trigger'), '') FROM pg_trigger WHERE tgrelid = 'complaint'::regclass AND NOT tgisinternal
UNION ALL
SELECT 'column ' || attname, concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, col_description(attrelid, attnum),
           (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = attrelid AND d.adnum = attnum))
  FROM pg_attribute WHERE attrelid = 'complaint'::regclass AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'check ' || conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'complaint'::regclass AND contype IN ('c', 'f')
UNION ALL
SELECT 'table', concat_ws(' ', obj_description(oid, 'pg_class'), relowner, relrowsecurity, relforcerowsecurity, relreplident) FROM pg_class WHERE oid = 'complaint'::regclass
UNION ALL
SELECT 'cases', md5(string_agg(c::text, ' ' ORDER BY id)) FROM (SELECT * FROM complaint) AS c;
CREATE TABLE had AS EXECUTE privileges;
CREATE TABLE looked AS EXECUTE look;

-- what cannot be kept is refused, all at once, with the cure
CREATE TABLE remark (complaint_id bigint REFERENCES complaint, words text);
CREATE UNIQUE INDEX one_order ON complaint (order_ref);
CREATE MATERIALIZED VIEW report.counted AS SELECT count(*) AS cases FROM complaint;
ALTER TABLE complaint ADD CONSTRAINT paid CHECK (amount < 1e9) NOT VALID;
CREATE PUBLICATION cases FOR TABLE complaint;
SELECT * FROM complaint_flow.partition_obstacles('support');
SELECT complaint_flow.partition_complaints('support');
SELECT relkind FROM pg_class WHERE oid = 'complaint'::regclass;
DROP TABLE remark;
DROP INDEX one_order;
DROP MATERIALIZED VIEW report.counted;
ALTER TABLE complaint DROP CONSTRAINT paid;
DROP PUBLICATION cases;
SELECT * FROM complaint_flow.partition_obstacles('support');
SELECT complaint_flow.partition_complaints('support', '10 days');
SELECT complaint_flow.partition_complaints('support', '-1 year');
SELECT complaint_flow.partition_complaints('support', ahead => 0);
SELECT complaint_flow.partition_complaints('nowhere');
SET ROLE test_agent;
SELECT complaint_flow.partition_complaints('support');
RESET ROLE;

-- nothing is copied
SELECT relfilenode AS file FROM pg_class WHERE oid = 'complaint'::regclass \gset
SELECT count(*) > 2 AS done FROM complaint_flow.partition_complaints('support');
SELECT c.relfilenode = :file AS same_file, p.from_at, p.until_at > now() AS until_later, p.attached, p.closed
  FROM complaint_flow.case_partitions('support') p JOIN pg_class c ON c.oid = p.partition WHERE p.from_at = '-infinity';
SELECT desk, ready, damage FROM complaint_flow.desks() WHERE desk = 'support';

-- and nothing is lost
CREATE TABLE has AS EXECUTE privileges;
SELECT * FROM has WHERE grantor <> grantee AND of LIKE '%complaint_%before%';
SELECT count(*) AS lost FROM (SELECT * FROM had WHERE grantor <> grantee EXCEPT SELECT * FROM has) AS gone;
CREATE TABLE looks AS EXECUTE look;
SELECT coalesce(a.part, b.part) AS part, a.is AS before, b.is AS after
  FROM looked a FULL JOIN looks b ON b.part = a.part WHERE a.is IS DISTINCT FROM b.is ORDER BY 1;
SELECT indexname, replace(indexdef, ' ON ONLY', ' ON') AS indexdef, obj_description(format('support.%I', indexname)::regclass, 'pg_class') AS comment
  FROM pg_indexes WHERE schemaname = 'support' AND tablename = 'complaint' ORDER BY 1;
SELECT tablename, count(*) AS indexes FROM pg_indexes WHERE schemaname = 'support' AND tablename ~ '^complaint_before' GROUP BY 1 HAVING count(*) <> 6;

-- the desk works on
\i test/helper/disagreement.sql
\set ECHO all
SELECT * FROM disagreement;
INSERT INTO complaint (channel, received_by, title, customer_id, received_at) VALUES ('hotline', 'li.na', '包裹少了一件', 2, '2026-03-03 10:05') RETURNING id, branch, repeat_of;
\set VERBOSITY sqlstate
INSERT INTO complaint (channel, title, branch, received_at) VALUES ('web_form', 'x', 'west', '2026-03-03 10:05');
\set VERBOSITY default
-- the number is no key any more, but a history begins once
INSERT INTO complaint (id, channel, title, received_at) VALUES (3, 'web_form', 'a number that is taken', '2026-03-03 10:05');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, made_by, result)
    VALUES (10, 'out', 'hotline', 'first_response', '2026-03-02 16:40', 'li.na', 'reached');
SELECT complaint_flow.claim('support', 'sun.li');
SELECT count(*) > 0 AS flagged FROM complaint_flow.run_clocks('support', '2026-03-20 10:00');
COPY complaint (channel, received_by, title, received_at) FROM stdin;
hotline	li.na	积分问题	2026-03-04 10:00+08
\.
SELECT * FROM disagreement;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');
SELECT complaint_flow.kpi_rebuild('support') AS counted;
SELECT complaint_flow.kpi_counts_directly('desk') AS directly;
SELECT * FROM report.by_branch;
SET ROLE test_agent;
SELECT count(*) AS seen FROM complaint;
SELECT count(*) AS seen FROM work_queue;
SELECT 'SELECT count(*) FROM ' || relname AS past FROM pg_class WHERE relname ~ '^complaint_before_[0-9_]*$' AND relnamespace = 'support'::regnamespace \gset
\set VERBOSITY sqlstate
:past;
\set VERBOSITY default
RESET ROLE;
-- a trigger that is switched off in one partition is found and mended
SELECT 'ALTER TABLE ' || relname || ' DISABLE TRIGGER aaa_record' AS off FROM pg_class WHERE relname ~ '^complaint_before_[0-9_]*$' AND relnamespace = 'support'::regnamespace \gset
:off;
SELECT trigger_name, fault FROM complaint_flow.trigger_faults('support');
SELECT count(*) AS mended FROM complaint_flow.upgrade_desk('support');
SELECT count(*) AS faults FROM complaint_flow.trigger_faults('support');
-- later calls add what is missing
SELECT count(*) FROM complaint_flow.partition_complaints('support');
SELECT count(*) FROM complaint_flow.partition_complaints('support', ahead => 3);
SELECT count(*) > 50 AS added FROM complaint_flow.partition_complaints('support', '1 month', 120) WHERE partition_complaints LIKE 'partition complaint_p____\___ holds%';
DROP SCHEMA report CASCADE;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE test_agent, test_tool;
