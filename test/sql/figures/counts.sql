-- What a case counts is defined by a view in SQL and worked out in C.  The two
-- say the same of whatever happens to cases; and where the tables are not as
-- they were made, or the reader may not read cases, the view is read itself.
SET client_min_messages = warning;
\i test/helper/support_desk.sql
\set ECHO all

-- A case that is reclassified, investigated and paid for; one that is scored,
-- reopened and repeated; a batch; one that two departments had; cases of the past.
INSERT INTO customer (id, name) VALUES (1, 'Mr. Liu'), (2, 'Mrs. He');
SELECT now() - interval '19 days' AS received, now() - interval '8 days' AS called \gset
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, customer_id, product, merchant, title, description)
    VALUES (201, :'received', 'hotline', 1, 'tea set', 'Jade Shop', '漏发', '包裹漏发了一件');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES
    (201, 'out', 'hotline', 'first_response', :'called', 'not_reached'), (201, 'out', 'hotline', 'first_response', :'called', 'reached');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '1.1', reason = 'broken, not missing' WHERE id = 201;
UPDATE complaint SET level = 'II', reason = 'a famous customer' WHERE id = 201;
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'verifying' WHERE id = 201;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = 'seen' WHERE id = 201;
INSERT INTO investigation (id, complaint_id, methods, findings, cause, conclusion) VALUES
    (511, 201, 'photo', 'a scratch', 'process', 'upheld'), (512, 201, 'photo', 'an old scratch', 'process', 'partly');
INSERT INTO investigation (complaint_id, methods, findings) VALUES (201, 'call', 'nothing new');
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (501, 201, 'refund', 12.345), (502, 201, 'refund', 2);
INSERT INTO execution (remedy_id) VALUES (501), (502);
INSERT INTO work_order (complaint_id, department, task) VALUES (201, 'merchant_care', 'what says the shop?');
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', 'a mistake of theirs' FROM work_order;
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, customer_id, product, merchant, title, description) VALUES
    (202, 'hotline', 1, 'tea set', 'Jade Shop', '漏发', '怎么还没有'), (203, 'app', 2, 'kettle', 'Jade Shop', '漏发', '包裹漏发了一件');
UPDATE complaint SET state = 'closed', reason = '告知联系厂家' WHERE id = 203;
SET complaint_flow.actor = 'wang.fang';
INSERT INTO satisfaction (id, complaint_id, score) VALUES (521, 203, 5), (522, 203, 4);
-- a score and a conclusion with a smaller number: the largest number counts
INSERT INTO satisfaction (complaint_id, score) VALUES (203, 1);
INSERT INTO investigation (complaint_id, findings, cause, conclusion) VALUES (201, 'no scratch', 'process', 'not_upheld');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'reopened', reason = 'still missing' WHERE id = 203;
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 203;
INSERT INTO complaint (id, channel, customer_id, product, merchant, title, description) VALUES (204, 'app', 2, 'kettle', 'Jade Shop', '漏发', '又漏发');
INSERT INTO complaint (channel, product, merchant, title, description)
    SELECT 'web_form', 'lamp', 'Jade Shop', 'broken', '商品有破损' FROM generate_series(1, 12);
UPDATE complaint SET validity = 'invalid', validity_reason = 'not bought here', state = 'withdrawn', reason = 'not bought here' WHERE id = 204;
SELECT complaint_flow.run_clocks('support', now() + interval '20 days') > 0 AS flagged;
RESET complaint_flow.actor;
INSERT INTO complaint (id, channel, title) VALUES (205, 'web_form', 'whose?');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET department = 'customer_service', reason = 'ours' WHERE id = 205;
UPDATE complaint SET department = 'risk_control', reason = 'no, theirs' WHERE id = 205;
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, state, closed_at, category) VALUES
    (901, '2019-05-06 10:00', 'letter', 'old', 'closed', '2019-06-01 10:00:00.5', '1.2'), (902, '2019-05-06 23:59:59.9', 'letter', 'old', 'closed', NULL, NULL),
    (903, '2019-05-06 10:00', 'letter', 'old', 'closed', '2019-05-08 10:00', '1.2');
INSERT INTO complaint (id, received_at, channel, title, state, closed_at, repeat_of, repeat_kind, validity, validity_reason)
    VALUES (904, '2019-05-07 10:00', 'letter', 'old', 'joined', '2019-05-07 10:00', 901, 'joined', 'invalid', 'told before');
RESET complaint_flow.importing;
SELECT FROM complaint_flow.erase_customer('support', 2, 'as asked', open_cases => true);

UPDATE state SET resolution = 'part' WHERE code = 'withdrawn';
CREATE TEMP VIEW differ AS
SELECT coalesce(n.complaint_id, k.complaint_id) AS complaint_id
  FROM kpi_now n
  FULL JOIN complaint_flow.kpi_counts('support.desk', ARRAY(SELECT id FROM support.complaint ORDER BY random()) || '{-1,NULL}') k USING (complaint_id)
 WHERE ROW (n.*) IS DISTINCT FROM ROW (k.*);
SELECT count(*) AS differ, (SELECT count(*) FROM complaint) AS cases FROM differ;
-- and that says something: of every figure there is a case that counts in it,
-- but of the first, which only lines of days have
SELECT f.position, f.code FROM kpi_figure f
 WHERE NOT EXISTS (SELECT FROM kpi_now n WHERE n.figures[f.position] <> 0) ORDER BY 1;
SELECT p.kind, array_agg(DISTINCT p.place ORDER BY p.place) AS places, bool_or(p.seconds > 0) AS timed FROM kpi_now n, unnest(n.parts) AS p GROUP BY 1 ORDER BY 1;
SELECT complaint_id, figures[38:] AS buckets FROM kpi_now WHERE complaint_id > 900 ORDER BY 1;
SELECT max(cardinality(rules)) > 3 AS rules, count(*) FILTER (WHERE overruled <> '{}') AS overruled FROM kpi_now;
-- Amounts in another currency than the desk's are left out by both.
UPDATE desk SET currency = 'USD';
SELECT count(*) AS differ, (SELECT sum(figures[36]) FROM kpi_now) AS cost FROM differ;
UPDATE desk SET currency = 'CNY';
SELECT count(*) AS differ, (SELECT sum(figures[36]) FROM kpi_now) AS cost FROM differ;
-- Views add up what is not folded in C, and in SQL where they have to; both
-- show the same, of cases that were never folded and of those that changed.
SET jit = off;
CREATE TEMP VIEW shown AS
SELECT 'kpi_day' AS view, v::text FROM kpi_day v
UNION ALL SELECT 'kpi_week', v::text FROM kpi_week v
UNION ALL SELECT 'kpi_month', v::text FROM kpi_month v
UNION ALL SELECT 'kpi_by', v::text FROM kpi_by v
UNION ALL SELECT 'kpi_clock', v::text FROM kpi_clock v
UNION ALL SELECT 'kpi_state', v::text FROM kpi_state v
UNION ALL SELECT 'kpi_within', v::text FROM kpi_within v
UNION ALL SELECT 'kpi_issue_day', v::text FROM kpi_issue_day v
UNION ALL SELECT 'kpi_hot', v::text FROM kpi_hot v
UNION ALL SELECT 'kpi_measured', v::text FROM kpi_measured v
UNION ALL SELECT 'rule_use', v::text FROM rule_use v;
BEGIN;
CREATE TEMP TABLE added_in_c AS TABLE shown;
ALTER TABLE clock FORCE ROW LEVEL SECURITY;
SELECT complaint_flow.kpi_counts_directly('desk') AS directly;
SELECT view, count(*) > 0 AS shows FROM added_in_c GROUP BY view ORDER BY view;
(TABLE added_in_c EXCEPT ALL TABLE shown) UNION ALL (TABLE shown EXCEPT ALL TABLE added_in_c);
ROLLBACK;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET contact_count = contact_count + 1, first_response_at = received_at + interval '3 minutes' WHERE id % 3 = 0;
UPDATE complaint SET department = 'risk_control', owner = NULL, level = NULL, issue_key = 'another' WHERE id % 3 = 1;
UPDATE clock SET outcome = 'late', stopped_at = started_at + interval '9 days' WHERE complaint_id % 2 = 0;
DELETE FROM complaint WHERE id = 903;
INSERT INTO kpi_change SELECT complaint_id FROM kpi_case, generate_series(1, 2);
CREATE TEMP TABLE added_in_c AS TABLE shown;
ALTER TABLE clock FORCE ROW LEVEL SECURITY;
SELECT complaint_flow.kpi_counts_directly('desk') AS directly;
(TABLE added_in_c EXCEPT ALL TABLE shown) UNION ALL (TABLE shown EXCEPT ALL TABLE added_in_c);
ALTER TABLE clock NO FORCE ROW LEVEL SECURITY;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
(TABLE added_in_c EXCEPT ALL TABLE shown) UNION ALL (TABLE shown EXCEPT ALL TABLE added_in_c);
ROLLBACK;
DROP VIEW shown;
RESET jit;
SELECT complaint_flow.kpi_pending_sums('desk', 'kpi_year_sum', '{}');

-- A desk of another time zone, on a day when clocks go forward, and one whose
-- zone is written as an abbreviation.
SELECT FROM complaint_flow.create_desk('regress_ny', pack => 'empty', time_zone => 'America/New_York');
SET search_path = regress_ny, public;
INSERT INTO channel (code, label, label_zh) VALUES ('call', 'call', '电话') ON CONFLICT DO NOTHING;
RESET complaint_flow.actor;
SET complaint_flow.importing = on;
INSERT INTO complaint (received_at, channel, title, state, first_response_at, closed_at)
    SELECT t, 'call', 'a', 'closed', t + interval '1 hour', t + interval '1 day'
      FROM generate_series('2025-03-08 20:00 America/New_York'::timestamptz, '2025-03-10', interval '47 minutes') AS t;
RESET complaint_flow.importing;
CREATE TEMP VIEW differ_ny AS
SELECT complaint_id
  FROM kpi_now n FULL JOIN complaint_flow.kpi_counts('regress_ny.desk', ARRAY(SELECT id FROM regress_ny.complaint)) k USING (complaint_id)
 WHERE ROW (n.*) IS DISTINCT FROM ROW (k.*);
SELECT count(*) AS differ, (SELECT count(DISTINCT day) FROM kpi_now) AS days FROM differ_ny;
UPDATE desk SET time_zone = 'GMT';
SELECT count(*) AS differ FROM differ_ny;
DROP VIEW differ_ny;
DROP SCHEMA regress_ny CASCADE;
SET search_path = support, public;

-- Who may not read cases one by one does not get them here; a view that the
-- owner made for others works for them all the same, while changes wait.
CREATE ROLE regress_kpi_reader;
CREATE ROLE regress_kpi_analyst;
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_kpi_analyst');
GRANT USAGE ON SCHEMA support TO regress_kpi_reader;
CREATE VIEW for_readers AS SELECT sum(received) AS received FROM kpi_month;
GRANT SELECT ON for_readers TO regress_kpi_reader, regress_kpi_analyst;
INSERT INTO complaint (channel, title) VALUES ('app', 'waits');
SET ROLE regress_kpi_reader;
SELECT received, complaint_flow.kpi_counts_directly('desk') AS directly FROM for_readers;
SELECT complaint_id FROM complaint_flow.kpi_counts('desk', '{201}');
SELECT complaint_flow.fold_kpi('support');
SELECT complaint_flow.kpi_take('support', '{201}');
SELECT count(*) FROM complaint_flow.kpi_recount('support', '{201}');
SET ROLE regress_kpi_analyst;
SELECT received, complaint_flow.kpi_counts_directly('desk') AS directly FROM for_readers;
SELECT complaint_id FROM complaint_flow.kpi_counts('desk', '{201}');
SELECT count(*) FROM complaint_flow.kpi_recount('support', '{201}');
RESET ROLE;
SELECT complaint_id FROM complaint_flow.kpi_counts('pg_class', '{201}');
-- nor does the owner take up a case without the sums, which would miss it
SELECT count(*) FROM complaint_flow.kpi_recount('support', '{201}');
SELECT complaint_flow.kpi_take('support', '{201}');
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');

-- Without its index a table is read by SQL, and nothing else changes; so is
-- one whose rows are filtered even for its owner.
DROP INDEX satisfaction_complaint;
SELECT complaint_flow.kpi_counts_directly('desk') AS directly, (SELECT sum(received) FROM kpi_day) AS received;
SELECT complaint_id FROM complaint_flow.kpi_counts('desk', '{201}');
INSERT INTO complaint (channel, title) VALUES ('app', 'counted by SQL');
SELECT complaint_flow.fold_kpi('support') AS folded;
CREATE INDEX satisfaction_complaint ON satisfaction (complaint_id);
SELECT complaint_flow.kpi_counts_directly('desk') AS directly;
ALTER TABLE clock FORCE ROW LEVEL SECURITY;
SELECT complaint_flow.kpi_counts_directly('desk') AS directly;
ALTER TABLE clock NO FORCE ROW LEVEL SECURITY;
-- and the rows that were counted before, when others filter those
ALTER TABLE kpi_case FORCE ROW LEVEL SECURITY;
UPDATE complaint SET merchant = 'Pearl Shop' WHERE id = 201;
SELECT complaint_flow.fold_kpi('support') AS folded;
ALTER TABLE kpi_case NO FORCE ROW LEVEL SECURITY;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');
-- and one whose columns were renamed, which views follow
BEGIN;
SELECT complaint_flow.kpi_counts_directly('desk') AS directly;
ALTER TABLE investigation RENAME conclusion TO verdict;
SELECT complaint_flow.kpi_counts_directly('desk') AS directly;
ALTER TABLE investigation RENAME verdict TO conclusion;
ALTER TABLE investigation RENAME complaint_id TO case_id;
SELECT complaint_flow.kpi_counts_directly('desk') AS directly;
ROLLBACK;

-- A case that somebody removed past all triggers is counted no more.
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM complaint WHERE id = 903;
INSERT INTO kpi_change VALUES (903);
SET LOCAL session_replication_role = origin;
SELECT complaint_flow.fold_kpi('support') AS folded;
SELECT count(*) FROM kpi_case WHERE complaint_id = 903;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');
ROLLBACK;

-- What is written by position is checked first.
DROP VIEW kpi_pending, fact_complaint CASCADE;
ALTER TABLE kpi_case ALTER COLUMN first_response TYPE text;
INSERT INTO kpi_change VALUES (201);
SELECT complaint_flow.fold_kpi('support');
RESET search_path;
DROP VIEW differ;
DROP SCHEMA support CASCADE;
DROP ROLE regress_kpi_reader, regress_kpi_analyst;
