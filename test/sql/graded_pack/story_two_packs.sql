-- One morning at two companies: the same words, written by the same statements,
-- under two policies.  Nothing but the pack differs.
SET TimeZone = 'Asia/Shanghai';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'iso_8601';
\set SHOW_CONTEXT never
\getenv here PG_ABS_SRCDIR
\set standard :here '/helper/support_desk.sql'
\set graded :here '/helper/graded_desk.sql'
\set morning :here '/helper/a_morning.sql'
\pset footer off
\set ECHO none
\i :standard
\set ECHO all
\i :morning
SELECT complaint_flow.drop_desk('support', true);
\set ECHO none
\i :graded
\set ECHO all
\i :morning
SELECT complaint_flow.drop_desk('support', true);
