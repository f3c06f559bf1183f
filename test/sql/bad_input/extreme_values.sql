-- No value that is accepted can break what others read or write.  Every column
-- that clients may write is tried with the ends of its type; then
-- all views are read, all jobs run, cases are shown and written again.  One in
-- eight is tried; all of them where CF_EXTREMES=1 is set.
SET TimeZone = 'Asia/Shanghai';
SET DateStyle = 'ISO, YMD';
SET client_min_messages = error;
\set SHOW_CONTEXT never
\getenv here PG_ABS_SRCDIR
\set desk :here '/helper/support_desk.sql'
\getenv one_in CF_EXTREMES
\if :{?one_in}
\else
\set one_in 8
\endif
\set extremes :here '/helper/extreme_values.sql'
\pset footer off
\pset null '-'
\set ECHO none
\i :desk
\i :extremes
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
