-- Real complaints of eleven files, judged by the standard pack and judged again
-- by the same version of it: nothing changes.  Needs the folder of shared data
-- in CF_SHARED_DATA; without it the test says so and ends.  CF_SHARED_ROWS says
-- how many rows of a file are read, 2,000 where it is not set.
\set file complaints/cn_gov_replied_half_a.csv.gz
\i test/helper/real_data.sql
\if :absent
\quit
\endif
\set ECHO all
\pset footer off
SELECT FROM complaint_flow.create_desk('regress_past');
SET search_path = regress_past, public;
INSERT INTO staff (code, name, role, department) VALUES
    ('head', 'head', 'head_of_operations', 'customer_service'), ('chief', 'chief', 'supervisor', 'customer_service'),
    ('li', 'Li', 'agent', 'customer_service'), ('wang', 'Wang', 'senior_agent', 'customer_service'), ('feng', 'Feng', 'agent', 'risk_control');

-- every file has other columns and another way to write a time
CREATE TEMP TABLE told (id bigint GENERATED ALWAYS AS IDENTITY, file text, row jsonb);
\set ECHO none
\set file complaints/boston311_2022_01.csv.gz
\i test/helper/real_rows.sql
\set file complaints/boston311_animal_2013_15_17_19.csv.gz
\i test/helper/real_rows.sql
\set file complaints/cfpb_2015_2020_half_a.csv.gz
\i test/helper/real_rows.sql
\set file complaints/cn_car_12365_half_a.csv.gz
\i test/helper/real_rows.sql
\set file complaints/cn_gov_labelled_half_a.csv.gz
\i test/helper/real_rows.sql
\set file complaints/cn_gov_messages_half_a.csv.gz
\i test/helper/real_rows.sql
\set file complaints/cn_gov_replied_half_a.csv.gz
\i test/helper/real_rows.sql
\set file complaints/nyc311_2013_12_25_half_a.csv.gz
\i test/helper/real_rows.sql
\set file complaints/nyc311_sample_2010_2020.csv.gz
\i test/helper/real_rows.sql
\set file complaints/nyc_council_half_a.csv.gz
\i test/helper/real_rows.sql
\set file complaints/zh_consumer_texts_half_a.csv.gz
\i test/helper/real_rows.sql
\set ECHO all
SELECT count(DISTINCT file) AS files FROM told;
-- who wrote it, where the file says that; else three in a row are one person's
ALTER TABLE told ADD COLUMN customer text;
UPDATE told SET customer = coalesce(row ->> '留言用户', file || id / 3);
INSERT INTO customer (external_ref) SELECT DISTINCT customer FROM told;
SET datestyle = 'ISO, MDY';
INSERT INTO complaint (id, received_at, channel, received_by, customer_id, product, merchant, title, description, remedy_sought)
SELECT t.id, coalesce(row ->> 'Date received', row ->> '留言时间', row ->> 'datetime', row ->> 'open_dt', row ->> 'Created Date', row ->> 'opendate', '2026-03-02')::timestamptz,
       (ARRAY['hotline', 'online_chat', 'web_form', 'app', 'email'])[1 + t.id % 5], CASE WHEN t.id % 4 > 0 THEN (ARRAY['li', 'wang'])[1 + t.id % 2] END, c.id,
       coalesce(row ->> 'Product', row ->> '一级分类', row ->> 'brand', row ->> 'object'), row ->> 'Company',
       coalesce(row ->> '留言主题', row ->> 'title', row ->> 'Issue', row ->> 'case_title', row ->> 'Complaint Type', row ->> 'complaint_type', row ->> 'problem', 'as in the file'),
       coalesce(row ->> '留言详情', row ->> 'description', row ->> 'Consumer complaint narrative', row ->> 'desc', row ->> 'Descriptor', row ->> 'descriptor', row ->> 'closure_reason'),
       row ->> 'demand'
  FROM told t JOIN customer c ON c.external_ref = t.customer ORDER BY t.id;
SELECT repeat_kind, count(*) > 0 AS some FROM complaint GROUP BY repeat_kind ORDER BY repeat_kind;
-- life goes on
UPDATE complaint SET state = 'verifying' WHERE id % 3 = 0 AND state = 'registered';
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    SELECT id, 'out', 'hotline', 'first_response', 'reached' FROM complaint WHERE id % 6 = 0 ORDER BY id;

-- by the same version, however the question is put
CREATE VIEW pg_temp.differing AS
SELECT coalesce(sum(cases) FILTER (WHERE attribute = 'cases' AND becomes = 'judged'), 0) - (SELECT count(*) FROM told) AS not_judged,
       coalesce(sum(cases) FILTER (WHERE changed AND attribute <> 'cases'), 0) AS changed
  FROM complaint_flow.compare_policy('regress_past', '-infinity', 'infinity');
SELECT * FROM pg_temp.differing;
SELECT FROM complaint_flow.draft_policy('regress_past', 'same');
SELECT count(*) AS differing_cases FROM complaint_flow.compared_cases('regress_past', '-infinity', 'infinity', 'same');
-- and a policy that differs is seen to differ
BEGIN;
UPDATE clock_rule SET target = '3 days' WHERE metric = 'resolution';
SELECT changed > 0 AS some_changed, not_judged FROM pg_temp.differing;
ROLLBACK;
DROP SCHEMA regress_past, regress_past_draft_same CASCADE;
