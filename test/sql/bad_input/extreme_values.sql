-- No value that is accepted can break what others read or write.  Every column
-- that clients may write is tried with the ends of its type; then
-- all views are read, all jobs run, cases are shown and written again.  One in
-- eight is tried; all of them where CF_EXTREMES=1 is set.
SET client_min_messages = error;
\getenv one_in CF_EXTREMES
\if :{?one_in}
\else
\set one_in 8
\endif
\pset null '-'
\i test/helper/support_desk.sql
\i test/helper/extreme_values.sql
\set ECHO all

SET jit = off;
-- Rows as the client writes them are accepted, and nothing is broken before.
SELECT table_name, content, pg_temp.tried(table_name, content) FROM template WHERE pg_temp.tried(table_name, content) IS NOT NULL;
SELECT pg_temp.broken();
-- Cases, customers, contacts, entries and records: what the ends of all types break.
SELECT what, columns > 150 AS many_columns, tries > 600 AS many_tries, accepted > 150 AS many_accepted, broke FROM pg_temp.attempts(true);
-- Rules, codes, people, calendars and settings.
SELECT what, columns > 150 AS many_columns, tries > 400 AS many_tries, accepted > 120 AS many_accepted, broke FROM pg_temp.attempts(false);
RESET search_path;
DROP VIEW some_case;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_client;
