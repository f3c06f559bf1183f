-- The sums behind the KPI views stay right whatever is done with cases, are
-- checked by a recount, and made anew when somebody has spoilt them.
SET client_min_messages = warning;
\i test/helper/support_desk.sql
\set ECHO all
CREATE ROLE regress_kpi_analyst;
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_kpi_analyst');

-- what is done with cases: a COPY, a batch of eleven, a call, a late note, a
-- hand-over to another department, a breach, a change of rules, an erasure
SELECT now() - interval '30 days' AS long_ago \gset
INSERT INTO customer (id, name, phone) VALUES (1, 'Mr. Qian', '13900000000');
COPY complaint (id, channel, customer_id, product, merchant, title, description) FROM stdin;
1001	hotline	1	tea set	Jade Shop	broken	商品有破损
1002	app	\N	tea set	Jade Shop	broken	商品有破损
1003	app	\N	\N	\N	frozen	账户被盗用
\.
INSERT INTO complaint (channel, product, merchant, title, description)
    SELECT 'web_form', 'kettle', 'Jade Shop', 'broken', '商品有破损' FROM generate_series(1, 11);
INSERT INTO complaint (id, received_at, channel, title, description) VALUES (1090, :'long_ago', 'hotline', 'late', '少发一件');
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1090, 'out', 'hotline', 'first_response', :'long_ago', 'reached');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET department = 'customer_service', reason = 'ours' WHERE id = 1001;
UPDATE complaint SET department = 'risk_control', reason = 'no, theirs' WHERE id = 1001;
RESET complaint_flow.actor;
SELECT complaint_flow.run_clocks('support', now() + interval '20 days') > 0 AS flagged;
UPDATE classification_rule SET active = false WHERE urgency IS NOT NULL;
SELECT FROM complaint_flow.erase_customer('support', 1, 'as asked', open_cases => true);
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');
SELECT sum(received) AS received, sum(in_batches) AS in_batches, sum(rerouted) AS rerouted, sum(responded) AS responded,
       sum(escalated) > 0 AS escalated, sum(promises_overdue) > 0 AS overdue FROM kpi_day;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded, complaint_flow.fold_kpi('support') AS nothing_left;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');
SELECT sum(received) AS received, sum(in_batches) AS in_batches, sum(rerouted) AS rerouted, sum(responded) AS responded,
       sum(escalated) > 0 AS escalated, sum(promises_overdue) > 0 AS overdue FROM kpi_day;
SELECT job, rows FROM job_run WHERE job = 'fold_kpi';

-- all views agree with each other and with the cases
SELECT (SELECT count(*) FROM complaint) AS cases, (SELECT sum(received) FROM kpi_day) AS by_day, (SELECT sum(received) FROM kpi_month) AS by_month,
       (SELECT array_agg(DISTINCT n) FROM (SELECT sum(received) AS n FROM kpi_by GROUP BY dimension) AS one) AS by_dimension,
       (SELECT count(*) FROM fact_complaint) AS facts;
SELECT (SELECT count(*) FROM clock) AS clocks, (SELECT sum(met + late + overdue + running + cancelled) FROM kpi_clock) AS counted,
       (SELECT count(*) FROM fact_clock) AS facts;

-- what a rolled back transaction wrote counts nowhere, and a note that changes
-- no figure folds to nothing
BEGIN;
INSERT INTO complaint (channel, title) VALUES ('app', 'not meant');
ROLLBACK;
UPDATE complaint SET title = 'tea set in pieces' WHERE id = 1002;
SELECT (SELECT sum(received) FROM kpi_day) AS received, complaint_flow.fold_kpi('support') AS folded, (SELECT sum(received) FROM kpi_month) AS still;

-- an analyst reads views, also while changes wait, and nothing personal
INSERT INTO complaint (id, channel, title) VALUES (1091, 'app', 'waits');
SET ROLE regress_kpi_analyst;
SELECT sum(received) AS received FROM kpi_day;
SELECT sum(received) AS received FROM kpi_by WHERE dimension = 'channel';
SELECT time_zone, currency, (SELECT count(*) FROM fact_stay) AS stays FROM desk;
SELECT fallback_role FROM desk;
SELECT count(*) FROM fact_complaint JOIN dim_channel ON dim_channel.code = channel JOIN dim_day USING (day);
SELECT count(*) FROM kpi_case;
SELECT count(*) FROM kpi_change;
SELECT count(*) FROM complaint;
SELECT complaint_flow.fold_kpi('support');
SELECT complaint_flow.kpi_rebuild('support');
RESET ROLE;

-- somebody spoils sums and facts: the recount says what, the rebuild mends it
UPDATE kpi_month_sum SET figures = complaint_flow.figures_plus(figures, '{0,1}') WHERE category = '3.2';
UPDATE kpi_case SET first_response = 7, level = 'II' WHERE complaint_id = 1003;
DELETE FROM kpi_part_sum WHERE code = 'acknowledgement';
SELECT sums, split_part(key, ', ', 3) AS category_of_month, figure, is_now, should_be FROM complaint_flow.kpi_verify('support')
 WHERE sums IN ('kpi_case', 'kpi_month_sum') ORDER BY 1, 2, 3;
SELECT sums, count(*) > 0 AS found FROM complaint_flow.kpi_verify('support') GROUP BY sums ORDER BY sums;
SELECT complaint_flow.kpi_rebuild('support') AS cases;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');
-- figures that are none stop the sums of that case, and of no other
UPDATE kpi_case SET figures = '{1,NULL}' WHERE complaint_id = 1003;
INSERT INTO kpi_change VALUES (1003);
SELECT complaint_flow.fold_kpi('support') AS folded;
SELECT kind, subject, sqlstate, message FROM job_failure;
SELECT complaint_flow.kpi_rebuild('support') AS cases;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');

-- what figures follow from may change without the cases: then a rebuild is due
UPDATE desk SET time_zone = CASE WHEN extract(hour FROM now() AT TIME ZONE 'UTC') BETWEEN 11 AND 15
                               THEN 'Pacific/Kiritimati' ELSE 'Pacific/Pago_Pago' END;
SELECT count(*) > 0 AS days_have_moved FROM complaint_flow.kpi_verify('support');
SELECT complaint_flow.kpi_rebuild('support') AS cases;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');

-- histograms and rows of figures can be used by anybody
SELECT complaint_flow.histogram_of(s, 1) AS times FROM unnest('{0,1,60,61,3600}'::bigint[]) AS s;
SELECT complaint_flow.histogram_sum(h) AS sum, complaint_flow.histogram_count(complaint_flow.histogram_sum(h)) AS n
  FROM unnest('{3:1 5:2,5:-2 9:1}'::complaint_flow.histogram[]) AS h;
SELECT complaint_flow.histogram_percentile('10:1', 0.5) AS middle, complaint_flow.histogram_percentile('', 0.5) AS of_nothing;
SELECT max(abs(p.median / s - 1)) < 0.049 AS within_bound
  FROM generate_series(1, 10000000, 99991) AS s
  CROSS JOIN LATERAL (SELECT complaint_flow.histogram_percentile(complaint_flow.histogram_of(t, 1), 0.5) AS median FROM (VALUES (s::bigint)) AS v (t)) AS p;
SELECT complaint_flow.figures_plus('{1,2,3}', '{10}') AS longer, complaint_flow.figures_sum(f, n) AS difference
  FROM (VALUES ('{5,5}'::bigint[], 1), ('{5,1}', -1)) AS v (f, n);
SELECT complaint_flow.histogram_sum(h) AS sum FROM unnest('{3:1,NULL,9:1}'::complaint_flow.histogram[]) AS h;
SELECT complaint_flow.figures_sum(f, 2) AS sum FROM (VALUES ('{9223372036854775807,-9223372036854775807}'::bigint[])) AS v (f);
SELECT complaint_flow.figures_sum(f, 1) IS NULL AS of_nothing FROM (VALUES ('{1}'::bigint[])) AS v (f) WHERE f IS NULL;
SELECT '249:1'::complaint_flow.histogram;
SELECT complaint_flow.histogram_percentile('1:1', 1.5);
SELECT complaint_flow.figures_plus('{1,NULL}', '{1}');
SELECT complaint_flow.figures_plus('{9223372036854775807}', '{1}');
SELECT complaint_flow.histogram_plus('1:2147483647', '1:1');
RESET search_path;
SELECT complaint_flow.revoke_desk('support', 'analyst', 'regress_kpi_analyst');
DROP ROLE regress_kpi_analyst;
SELECT complaint_flow.drop_desk('support', true);
