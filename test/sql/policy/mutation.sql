-- Slips of a supervisor are found, and sound edits are not called errors: a part
-- of test/mutation/run.
\i test/helper/session.sql
\set pack graded
\set faults 40
\set harmless 20
\set seed 1
\i test/mutation/tables.sql
\i test/mutation/pack.sql
\set ECHO all
SELECT count(*) FILTER (WHERE fault) AS faults, count(*) FILTER (WHERE fault AND NOT missed) >= 36 AS most_are_found,
       count(*) FILTER (WHERE NOT fault) AS harmless, count(*) FILTER (WHERE NOT fault AND (worst = 'error' OR was_refused)) AS taken_for_errors
  FROM judged;
DROP SCHEMA mutation CASCADE;
DROP TABLE outcome, left_out CASCADE;
SELECT complaint_flow.drop_desk('graded', true);
