-- One morning at two companies: the same words, written by the same statements,
-- under two policies.  Nothing but the pack differs.
\i test/helper/support_desk.sql
\set ECHO all
\i test/helper/a_morning.sql
SELECT complaint_flow.drop_desk('support', true);
\i test/helper/graded_desk.sql
\set ECHO all
\i test/helper/a_morning.sql
SELECT complaint_flow.drop_desk('support', true);
