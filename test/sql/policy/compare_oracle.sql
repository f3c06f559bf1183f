-- What compare_policy says of a change of rules is what the engine does when the
-- same complaints come in under the changed rules.
\i test/helper/support_desk.sql
\set desk support
\i test/helper/stream.sql
\set ECHO all

-- Comparing the policy with itself changes nothing.
SELECT * FROM complaint_flow.compare_policy('support', '2026-03-01', '2026-04-01') WHERE changed;
SELECT count(*) FROM complaint_flow.compared_cases('support', '2026-03-01', '2026-04-01');

-- The old side is what was decided at the receipt, value by value.
\set recorded recorded
\set ECHO none
\i test/helper/recorded.sql
\set ECHO all
SELECT attribute, count(*), count(DISTINCT was) AS "values",
       count(*) FILTER (WHERE was IS DISTINCT FROM value) AS differ
  FROM complaint_flow.compared_cases('support', '2026-03-01', '2026-04-01', unchanged => true) AS k
  FULL JOIN recorded AS r USING (complaint_id, attribute)
 WHERE attribute !~ '^(target|outcome|escalations) '
 GROUP BY attribute ORDER BY attribute COLLATE "C";
-- So it is for a period that begins in the middle of a day, whose issues were
-- counted before.
SELECT count(DISTINCT complaint_id) AS cases, count(was) FILTER (WHERE attribute = 'batch') AS in_batches,
       count(*) FILTER (WHERE was IS DISTINCT FROM value) AS differ
  FROM complaint_flow.compared_cases('support', '2026-03-04 16:30', '2026-04-01', unchanged => true) AS k
  JOIN recorded AS r USING (complaint_id, attribute);

-- A change of many kinds, tried in a transaction that does not stay.
CREATE FUNCTION pg_temp.change_rules() RETURNS void LANGUAGE sql AS $$
    UPDATE batch_rule SET more_than = 4;
    UPDATE same_matter_rule SET active = false WHERE name IN ('same issue', 'same order');
    UPDATE classification_rule SET condition = 'mentions(title, ''public_risk'')' WHERE name = 'urgent: customer speaks of publicity';
    INSERT INTO classification_rule (position, name, condition, level) VALUES (90, 'great amounts', 'amount > 700', 'III');
    INSERT INTO classification_rule (position, name, condition, category) VALUES (50, 'vouchers by e-mail', 'product = ''voucher'' AND channel = ''email''', '1.3');
    UPDATE keyword_set SET keywords = keywords || '{积分}' WHERE name = 'law_risk';
    UPDATE routing_rule SET argument = 'senior_agent' WHERE name = 'urgent: a supervisor';
    UPDATE clock_rule SET target = '8 hours' WHERE name = 'first response to all others by T+1';
    UPDATE clock_rule SET active = false WHERE metric = 'acknowledgement';
    INSERT INTO frequency (code, rank, label, label_zh, at_least, within_days) VALUES ('often', 2, 'often', '多发', 8, 3), ('rare', 1, 'rare', '偶发', 1, 1);
$$;
BEGIN;
SELECT pg_temp.change_rules();
SELECT attribute, was, becomes, cases FROM complaint_flow.compare_policy('support', '2026-03-01', '2026-04-01')
 WHERE changed OR attribute = 'cases';
CREATE TABLE public.compared AS
    SELECT * FROM complaint_flow.compared_cases('support', '2026-03-01', '2026-04-01', unchanged => true);
SELECT * FROM complaint_flow.compared_load('support', '2026-03-01', '2026-04-01') LIMIT 6;
-- nothing of the cases was touched
SELECT count(*) FROM complaint_event WHERE rules_version = (SELECT rules_version FROM desk);
COMMIT;
SELECT complaint_flow.drop_desk('support', even_with_cases => true);

-- The same complaints come in at a desk that has the changed rules.
\set ECHO none
RESET complaint_flow.actor;
\i test/helper/support_desk.sql
SELECT pg_temp.change_rules();
\i test/helper/stream.sql
\set recorded refiled
\i test/helper/recorded.sql
\set ECHO all
SELECT attribute, count(*), count(DISTINCT becomes) AS "values",
       count(*) FILTER (WHERE becomes IS DISTINCT FROM value) AS differ
  FROM public.compared AS k
  FULL JOIN refiled AS r USING (complaint_id, attribute)
 WHERE attribute !~ '^(target|outcome|escalations) '
 GROUP BY attribute ORDER BY attribute COLLATE "C";
SELECT complaint_flow.drop_desk('support', even_with_cases => true);
DROP TABLE public.compared;
