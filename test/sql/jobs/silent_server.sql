-- Whoever connects to a server that keeps silent gives up after its
-- connect_timeout.
CREATE FOREIGN DATA WRAPPER regress_cf_wrapper;
CREATE SERVER regress_cf_silent FOREIGN DATA WRAPPER regress_cf_wrapper OPTIONS (connect_timeout '1');
CREATE SERVER regress_cf_patient FOREIGN DATA WRAPPER regress_cf_wrapper OPTIONS (connect_timeout '0');

SELECT complaint_flow.reach_server('regress_cf_silent', 'SELECT pg_catalog.pg_sleep(120)');
-- It is caught as any error, and the statement goes on.
DO $$
BEGIN
    PERFORM complaint_flow.reach_server('regress_cf_silent', 'SELECT pg_catalog.pg_sleep(120)');
EXCEPTION WHEN SQLSTATE 'KF019' THEN
    PERFORM pg_sleep(0.1);
    RAISE NOTICE 'on to the next: %', sqlerrm;
END
$$;

-- An answer in time is the end of it, however long the statement goes on.
SELECT complaint_flow.reach_server('regress_cf_silent', 'SELECT 1'), pg_sleep(1.5);
SELECT complaint_flow.reach_server('regress_cf_patient', 'SELECT pg_catalog.pg_sleep(1.5)');

-- Other ends are what they are.
\set VERBOSITY terse
SELECT complaint_flow.reach_server('regress_cf_silent', 'SELECT 1 / 0');
SET statement_timeout = '100ms';
SELECT complaint_flow.reach_server('regress_cf_silent', 'SELECT pg_catalog.pg_sleep(120)');
RESET statement_timeout;
SELECT complaint_flow.reach_server('regress_cf_silent', 'CREATE TABLE public.regress_cf ()');
SELECT complaint_flow.reach_server('regress_cf_absent', 'SELECT 1');

DROP FOREIGN DATA WRAPPER regress_cf_wrapper CASCADE;
