-- Faults in the pack :pack, :faults of them, and harmless edits, drawn by :seed.

\set ON_ERROR_STOP 1
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS mutation CASCADE;
CREATE SCHEMA mutation;
\ir desk.sql
\ir operators.sql
\ir rows.sql
CREATE TABLE fault (kind text, table_name text, rule text, statement text, differs text DEFAULT 'true');
\ir faults_rules.sql
\ir faults_life.sql
SELECT setseed(('x' || substr(md5(:'seed'), 1, 6))::bit(24)::int / 16777216.0) \g /dev/null
\ir probe.sql
\ir try.sql
CALL try_edits(:faults, true, :'seed');
\ir harmless.sql
CALL try_edits(:harmless, false, :'seed');
