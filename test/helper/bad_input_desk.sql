\set ECHO none
-- support_desk.sql with refused.sql, whose answers are printed without a frame.
\pset format unaligned
\pset tuples_only on
\ir support_desk.sql
\ir refused.sql
