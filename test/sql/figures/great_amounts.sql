-- An order number in the field of an amount: refused when it is written, and
-- where it stands already, from an import or from before there was a limit, the
-- figures hold.  Sums of many large amounts stay at their end.
SET client_min_messages = warning;
\i test/helper/support_desk.sql
-- as 1.0.0 made the columns, without digits
UPDATE pg_attribute SET atttypmod = -1
 WHERE attrelid IN ('complaint'::regclass, 'remedy'::regclass, 'execution'::regclass) AND attname = 'amount';
-- every view of figures, read whole: how many rows, or the error
CREATE FUNCTION pg_temp.figures_read() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    view name;
BEGIN
    FOR view IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'v' ORDER BY 1
    LOOP
        EXECUTE format('SELECT count(*) FROM (SELECT v::text FROM support.%I v OFFSET 0) AS x', view);
    END LOOP;
    PERFORM complaint_flow.fold_kpi('support');
    RETURN coalesce((SELECT string_agg(v::text, '; ') FROM complaint_flow.kpi_verify('support') v), 'all read and verified');
EXCEPTION WHEN OTHERS THEN
    RETURN format('%s: %s', view, sqlerrm);
END
$$;
\set ECHO all
SET complaint_flow.actor = 'zheng.hua';
INSERT INTO complaint (channel, received_by, title, description) VALUES ('hotline', 'li.na', 'x', 'y') RETURNING id;
\set VERBOSITY sqlstate
-- 17 digits, the limit itself, too many decimals, no numbers.
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 202603021234567890);
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 1000000000000000);
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 12.3456789);
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 1e-1000);
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 'NaN');
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 'infinity');
INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'x', 202603021234567890);
INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'x', 1e130000);
\set VERBOSITY default
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 202603021234567890);
INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'x', 0.1234567);
SELECT pg_temp.figures_read();

-- The largest there is, a hundred times in one month: more than a bigint holds
-- in hundredths.  The sum stays at the end of what can be told.
INSERT INTO remedy (complaint_id, kind, amount) SELECT 1, 'refund', 999999999999999.99 FROM generate_series(1, 50);
INSERT INTO execution (remedy_id) SELECT id FROM remedy;
SELECT cost FROM kpi_month;
SELECT pg_temp.figures_read();
INSERT INTO complaint (id, channel, received_by, title, description) VALUES (50, 'hotline', 'li.na', 'x', 'y');
INSERT INTO remedy (complaint_id, kind, amount) SELECT 50, 'refund', 999999999999999.99 FROM generate_series(1, 100);
INSERT INTO execution (remedy_id) SELECT id FROM remedy r WHERE NOT EXISTS (SELECT FROM execution WHERE remedy_id = r.id);
SELECT sum(cost) FROM kpi_month;
SELECT complaint_id, cost FROM fact_complaint WHERE cost > 0 ORDER BY 1;
SELECT pg_temp.figures_read();

-- Remedies of a history, written past any check.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, state, closed_at) VALUES (900, '2019-03-04', 'letter', 'old', 'closed', '2019-03-05');
INSERT INTO remedy (id, complaint_id, kind, amount, currency, status, recorded_at)
    SELECT 9000 + n, 900, 'refund', amount, 'CNY', 'executed', '2019-03-05'
      FROM unnest('{1e100000,NaN,infinity,202603021234567890,5}'::numeric[]) WITH ORDINALITY AS a (amount, n);
INSERT INTO execution (complaint_id, remedy_id, amount, recorded_at) SELECT complaint_id, id, amount, '2019-03-05' FROM remedy WHERE id > 9000;
RESET complaint_flow.importing;
SELECT complaint_id, remedies, cost FROM fact_complaint WHERE complaint_id = 900;
SELECT pg_temp.figures_read();
SELECT complaint_flow.kpi_rebuild('support') AS cases;
SELECT pg_temp.figures_read();
-- A later write of the same case.
UPDATE complaint SET merchant = 'Jade Shop' WHERE id = 1;
SELECT count(*) FROM complaint_flow.verify_history('support');
RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
