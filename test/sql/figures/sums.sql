-- SQL adds what a fold hands out to the sums, also where their tables are not as
-- they were made; and a view without room for all sums hands them out in between.
SET client_min_messages = warning;
\i test/helper/support_desk.sql
INSERT INTO customer (id, name) VALUES (1, 'Mr. Liu');
CREATE FUNCTION pg_temp.folded() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM complaint_flow.fold_kpi('support');
    RETURN coalesce((SELECT string_agg(v::text, '; ') FROM complaint_flow.kpi_verify('support') v),
                    format('verified, %s left, %s failed', (SELECT count(*) FROM support.kpi_change), (SELECT count(*) FROM support.job_failure)));
END
$$;
CREATE FUNCTION pg_temp.file(cases int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO complaint (channel, customer_id, product, title, description, received_at)
        SELECT 'hotline', 1, 'tea set ' || n % 3, '漏发', '包裹漏发了一件', now() - interval '40 days' + n * interval '1 hour' FROM generate_series(1, cases) AS n;
$$;
\set ECHO all

-- new sums, and sums that are raised
SELECT FROM pg_temp.file(20);
SELECT pg_temp.folded();
SELECT count(*) > 0 AS sums, count(*) = count(DISTINCT id) AS numbered FROM kpi_by_sum;
SELECT FROM pg_temp.file(20);
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET level = 'II', reason = 'a famous customer';
RESET complaint_flow.actor;
SELECT pg_temp.folded();

-- a column more, another default, a trigger, children, row security
ALTER TABLE kpi_month_sum ADD COLUMN note text;
ALTER TABLE kpi_month_sum ALTER COLUMN note SET DEFAULT 'ours';
ALTER TABLE kpi_part_sum ALTER COLUMN id DROP IDENTITY, ALTER COLUMN id SET DEFAULT -7;
ALTER TABLE kpi_part_sum DROP CONSTRAINT kpi_part_sum_pkey;
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO support.noted_sum VALUES (TG_OP) ON CONFLICT DO NOTHING; RETURN NEW; END $$;
CREATE TABLE noted_sum (op text PRIMARY KEY);
CREATE TRIGGER noted BEFORE INSERT OR UPDATE ON kpi_day_sum FOR EACH ROW EXECUTE FUNCTION noted();
CREATE TABLE more_issues () INHERITS (kpi_issue_sum);
ALTER TABLE kpi_by_sum ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY ours ON kpi_by_sum USING (true);
SELECT FROM pg_temp.file(30);
INSERT INTO complaint (channel, title, received_at) VALUES ('web_form', 'whose?', now() - interval '80 days');
SELECT pg_temp.folded();
SELECT op FROM noted_sum ORDER BY op;
SELECT count(*) > 0 AS noted FROM kpi_month_sum WHERE note = 'ours';
SELECT count(*) > 0 AS by_default FROM kpi_part_sum WHERE id = -7;

-- above READ COMMITTED
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT FROM pg_temp.file(5);
SELECT pg_temp.folded();
COMMIT;
SELECT complaint_flow.kpi_rebuild('support') > 0 AS rebuilt;
SELECT pg_temp.folded();

-- a view that has no room for the sums of what is not folded hands them out in
-- between and adds them up once more
SELECT FROM pg_temp.file(50);
CREATE FUNCTION pg_temp.handed_out() RETURNS bigint LANGUAGE sql
    AS $$ SELECT count(*) FROM complaint_flow.kpi_pending_sums('desk', 'kpi_month_sum', ARRAY(SELECT complaint_id FROM kpi_changed)) $$;
SELECT pg_temp.handed_out() AS roomy \gset
CREATE TEMP TABLE roomy AS SELECT * FROM kpi_month;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT pg_temp.handed_out() > :roomy AS in_between;
SELECT count(*) AS differences FROM (TABLE kpi_month EXCEPT ALL TABLE roomy UNION ALL (TABLE roomy EXCEPT ALL TABLE kpi_month)) AS differing;
RESET work_mem;
RESET hash_mem_multiplier;

RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
