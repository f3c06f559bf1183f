-- An analyst's tool lists every table of a schema.  It gets one with figures and
-- nothing else, and needs no right on the desk.
\i test/helper/support_desk.sql
\set ECHO all
INSERT INTO complaint (received_at, channel, received_by, title, description)
    VALUES ('2026-03-02 10:00', 'hotline', 'li.na', '包裹少了一件', '两只杯子只收到一只');
-- not folded yet, so that figures are counted when they are asked for
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (1, 'out', 'hotline', 'first_response', '2026-03-02 11:00', 'reached');
CREATE ROLE regress_cf_tool;
CREATE ROLE regress_cf_second_tool;
SELECT count(*) > 25 AS views FROM complaint_flow.publish_figures('support', 'support_figures', 'regress_cf_tool');
SET ROLE regress_cf_tool;
SELECT c.day, k.label, l.rank, d.label AS department, c.still_open
  FROM support_figures.fact_complaint c
  JOIN support_figures.dim_category k USING (category)
  JOIN support_figures.dim_level l USING (level)
  JOIN support_figures.dim_department d USING (department)
  JOIN support_figures.dim_day USING (day);
SELECT received, closed, first_response_median FROM support_figures.kpi_month;
SELECT sum(first_response_business_seconds) FROM support_figures.fact_complaint;
SELECT count(*) FROM support.complaint;
RESET ROLE;

-- Every relation and column says what it is, in types that any tool knows.
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
 WHERE c.relnamespace = 'support_figures'::regnamespace
   AND (obj_description(c.oid, 'pg_class') IS NULL OR coalesce(col_description(c.oid, a.attnum), '') = ''
        OR a.atttypid NOT IN ('text'::regtype, 'bigint'::regtype, 'int'::regtype, 'boolean'::regtype, 'date'::regtype,
                              'timestamptz'::regtype, 'numeric'::regtype)
        OR (a.atttypid = 'numeric'::regtype AND a.atttypmod = -1));
-- Each column of a fact or figure that is called like a key of a dimension finds it.
SELECT s.joined_by, s.dimension, bool_and(EXISTS (
           SELECT FROM pg_attribute a
            WHERE a.attrelid = ('support_figures.' || s.dimension)::regclass AND a.attname = s.joined_by)) AS found
  FROM complaint_flow.star_keys() s GROUP BY 1, 2 ORDER BY 1;

-- Renewed: who may read may read on.
GRANT SELECT ON support_figures.kpi_day TO regress_cf_second_tool;
SELECT count(*) > 25 AS views FROM complaint_flow.publish_figures('support', 'support_figures');
SELECT has_table_privilege('regress_cf_tool', 'support_figures.kpi_month', 'SELECT') AS first,
       has_table_privilege('regress_cf_second_tool', 'support_figures.kpi_day', 'SELECT') AS second;
-- So do options; tables that the owner keeps beside the views are not for readers,
-- and those of others do not matter.
ALTER VIEW support_figures.kpi_day SET (security_barrier);
CREATE TABLE support_figures.note AS SELECT 'not for tools' AS note;
CREATE ROLE regress_cf_other;
CREATE TABLE support_figures.of_another (id int);
ALTER TABLE support_figures.of_another OWNER TO regress_cf_other;
-- Nor does a new name of the desk.
ALTER SCHEMA support RENAME TO support_cn;
SELECT count(*) > 25 AS views FROM complaint_flow.publish_figures('support_cn', 'support_figures', 'regress_cf_tool');
SELECT obj_description('support_figures'::regnamespace, 'pg_namespace') AS mark,
       has_table_privilege('regress_cf_tool', 'support_figures.note', 'SELECT') AS reads_note,
       (SELECT reloptions FROM pg_class WHERE oid = 'support_figures.kpi_day'::regclass) AS options;
ALTER SCHEMA support_cn RENAME TO support;
SELECT count(*) > 25 AS views FROM complaint_flow.publish_figures('support', 'support_figures');
-- A schema of somebody else may call itself what it likes.
CREATE SCHEMA regress_cf_trap AUTHORIZATION regress_cf_other;
COMMENT ON SCHEMA regress_cf_trap IS 'figures of desk "support", made by publish_figures';
SELECT complaint_flow.publish_figures('support', 'regress_cf_trap');
DROP SCHEMA regress_cf_trap;
DROP TABLE support_figures.of_another;
DROP ROLE regress_cf_other;
-- What others built is not torn down, and nothing is half renewed.
CREATE VIEW public.of_a_tool AS SELECT * FROM support_figures.kpi_day;
SELECT complaint_flow.publish_figures('support', 'support_figures');
DROP VIEW public.of_a_tool;
SELECT complaint_flow.publish_figures('support', 'public');
SET ROLE regress_cf_tool;
SELECT complaint_flow.publish_figures('support', 'mine');
RESET ROLE;

-- Which tables a program should know.
SELECT relation, kind, writes FROM complaint_flow.desk_relations('support', 'agent') WHERE writes ORDER BY 1;
SELECT count(*) FROM complaint_flow.desk_relations('support', 'agent') WHERE comment LIKE 'engine:%';
SET client_min_messages = warning;
DROP SCHEMA support_figures CASCADE;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_tool, regress_cf_second_tool;
