\set ECHO none
-- The session of a test that reads :file of the shared data; :absent says that
-- CF_SHARED_DATA names no folder with it.
\ir session.sql
SET client_min_messages = warning;
\set absent `test -r "$CF_SHARED_DATA"/:'file' && echo false || echo true`
\if :absent
\echo 'skipped: CF_SHARED_DATA names no folder with the shared data'
\endif
