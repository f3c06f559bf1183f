\set ON_ERROR_STOP 1
\ir desk.sql
SET search_path = :"pack", mutation, public;
SELECT setseed(('x' || substr(md5(:'seed'), 1, 6))::bit(24)::int / 16777216.0) \g /dev/null
CREATE TABLE mutation.fault (kind text, table_name text, rule text, statement text, differs text DEFAULT 'true');
CREATE TABLE mutation.left_out (kind text, statement text);
