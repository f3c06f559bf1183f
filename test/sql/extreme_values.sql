-- No value that is accepted can break what others read or write.  Every column
-- that clients may write is tried with the ends of its type; after each column
-- all views are read, all jobs run, cases are shown and written again.
SET TimeZone = 'Asia/Shanghai';
SET DateStyle = 'ISO, YMD';
SET client_min_messages = error;
\set SHOW_CONTEXT never
\getenv here PG_ABS_SRCDIR
\set desk :here '/helper/support_desk.sql'
\set extremes :here '/helper/extreme_values.sql'
\pset footer off
\pset null '-'
\set ECHO none
\i :desk
\i :extremes
\set ECHO all

-- Rows of every table that people write, as the client's columns would have them.
SELECT count(*) AS templates, count(*) FILTER (WHERE accepted IS NULL) AS accepted FROM (SELECT pg_temp.tried(table_name, content) AS accepted FROM template) AS t;
SELECT table_name, pg_temp.tried(table_name, content) FROM template WHERE pg_temp.tried(table_name, content) IS NOT NULL;
-- Nothing is wrong before.
SELECT pg_temp.broken();
-- Columns, values that were accepted, and what they broke.
SELECT count(DISTINCT (table_name, column_name)) > 300 AS columns, sum(tries) > 4000 AS tries, sum(accepted) > 700 AS accepted
  FROM pg_temp.attempts();
SELECT table_name, column_name, value, broke FROM found;
RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_client;
