-- Examples are tests: facts, steps and what must be true after them.
\i test/helper/support_desk.sql
\set ECHO all

-- The pack brings its procedure as tests.  With people at the desk they pass, too.
SELECT count(*) AS tests, count(*) FILTER (WHERE required) AS required FROM example WHERE facts IS NOT NULL;
SELECT c.name, c.step, c.fact, c.expected, c.found
  FROM complaint_flow.check_examples('support') c JOIN example e ON e.id = c.example_id
 WHERE e.facts IS NOT NULL;

-- What they say could be written by hand, too: nothing of it is refused.
\set SHOW_CONTEXT never
UPDATE example SET facts = facts WHERE facts IS NOT NULL;
UPDATE example_step SET after = after;
UPDATE expectation SET fact = fact;

-- What would the engine make of such a case?
SELECT j ->> 'category' AS category, j ->> 'level' AS level, j ->> 'handler_role' AS handler_role, j #>> '{clocks,first_response,due_at}' AS due_at
  FROM complaint_flow.judge('support', '{"channel": "hotline", "customer_tier": "vip", "amount": 5000, "received_at": "2026-03-06T10:00:00+08"}') AS j;

-- A supervisor writes down what has to stay as it is: the merchant is heard
-- before a solution, and a supervisor approves it.
INSERT INTO example (name, received_at, facts, content) VALUES
    ('a merchant is heard', '2026-03-02 10:00', '{"channel": "hotline", "received_by": "li.na", "merchant": "Cafe Nine", "category": "2.1"}', 'The waiter shouted at me.');
INSERT INTO example_step (example_id, step, after, actor, table_name, content)
SELECT e.id, s.step, s.after::interval, s.actor, s.table_name, s.content::jsonb
  FROM example e, (VALUES
    (1, '30 minutes', 'li.na', 'complaint', '{"state": "verifying"}'),
    (2, '1 hour', 'li.na', 'complaint', '{"validity": "valid", "validity_reason": "the shop has a witness"}'),
    (3, '2 hours', 'li.na', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "first_response", "result": "reached"}'),
    (4, '3 hours', 'li.na', 'investigation', '{"conclusion": "upheld", "findings": "he did", "cause": "attitude", "proposal": "an apology"}'),
    (5, '4 hours', 'li.na', 'work_order', '{"department": "merchant_care", "task": "hear the merchant"}'),
    (6, '1 day', 'he.xin', 'work_order_answer', '{"work_order_id": "latest", "result": "done", "answer": "the merchant regrets"}'),
    (7, '1 day 1 hour', 'li.na', 'complaint', '{"state": "solution_proposed", "reason": "an apology"}'),
    (8, '1 day 2 hours', 'li.na', 'complaint', '{"state": "approved"}'),
    (9, '1 day 3 hours', 'sun.li', 'complaint', '{"state": "approved"}')
  ) AS s (step, after, actor, table_name, content)
 WHERE e.name = 'a merchant is heard';
INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, x.step, x.fact, x.value
  FROM example e, (VALUES
    (0, 'owner', 'li.na'),
    (0, 'missing', '{time of the event,remedy sought}'),
    -- T+5 after Monday 2 March
    (0, 'clock resolution', '2026-03-09 24:00'),
    (2, 'state', 'investigating'),
    (3, 'clock first_response state', 'met'),
    -- not heard yet
    (4, 'state', 'investigating'),
    (5, 'clock department_feedback', '2026-03-03 24:00'),
    (6, 'clock department_feedback state', 'met'),
    (7, 'state', 'solution_proposed'),
    -- four hours of service from Tuesday 11:00 on
    (7, 'clock solution_approval', '2026-03-03 15:00'),
    (8, 'refused', 'KF003'),
    (9, 'state', 'approved'),
    (9, 'clock solution_approval state', 'met')
  ) AS x (step, fact, value)
 WHERE e.name = 'a merchant is heard';

-- Nothing is left of a run: no row anywhere, no number of a complaint, no message.
UPDATE desk SET notify = true;
CREATE TEMP TABLE held AS
    SELECT c.relname, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM support.%I', c.relname), false, true, '')))[1]::text AS rows
      FROM pg_class c WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'r';
SELECT last_value AS number FROM complaint_id_seq \gset
LISTEN complaint_flow;
SELECT step, fact, expected, found, passed FROM complaint_flow.check_examples('support', only_failed => false) WHERE name = 'a merchant is heard';
SELECT h.relname FROM held h
 WHERE h.rows <> (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM support.%I', h.relname), false, true, '')))[1]::text;
SELECT last_value = :number AS unused FROM complaint_id_seq;

-- It is required from now on.
UPDATE example SET required = true WHERE name IN ('a merchant is heard', 'ordinary: nothing at risk');

-- A change of policy that breaks it ends its transaction, when that ends.
\set SHOW_CONTEXT never
BEGIN;
UPDATE transition SET roles = NULL, condition = NULL, condition_hint = NULL WHERE name = 'approve';
UPDATE clock_rule SET target = 'T+9' WHERE name = 'level I resolved by T+7';
SELECT name, fact, before, after, expected FROM complaint_flow.changed_examples('support') WHERE required;
SELECT name, step, fact, expected, found FROM complaint_flow.check_examples('support', only_required => true);
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT target FROM clock_rule WHERE name = 'level I resolved by T+7';

-- Mended before the end it is taken.
BEGIN;
UPDATE clock_rule SET target = 'T+9' WHERE name = 'level I resolved by T+7';
UPDATE expectation SET value = '2026-03-19 24:00'
 WHERE fact = 'clock resolution' AND example_id = (SELECT id FROM example WHERE name = 'ordinary: nothing at risk');
COMMIT;
SELECT target FROM clock_rule WHERE name = 'level I resolved by T+7';

-- What did the latest change of policy change?
SELECT name, fact, before, after FROM complaint_flow.changed_examples('support') WHERE name ~ '^(ordinary|1.2|1.3)';

-- Which rules decide about an example?
SELECT table_name, rule_name FROM complaint_flow.explain_example('support', (SELECT id FROM example WHERE name = '3.2 account security'));

-- Somebody of a role is no person of the desk: the example stands, whoever works
-- here.  The file of the case is known as well.
INSERT INTO example (name, received_at, facts, content)
    VALUES ('a large refund', '2026-03-02 10:00', '{"channel": "hotline", "received_by": "role agent", "category": "1.2", "risks": ["litigation"]}', 'Nothing came.');
INSERT INTO example_step (example_id, step, after, actor, table_name, content)
SELECT e.id, s.step, s.after::interval, s.actor, s.table_name, s.content::jsonb
  FROM example e, (VALUES
    (1, '1 hour', 'role agent', 'work_order', '{"department": "legal", "task": "what do we owe?"}'),
    (2, '2 hours', 'role agent', 'remedy', '{"kind": "refund", "amount": 900}'),
    (3, '3 hours', 'role senior_agent', 'approval', '{"remedy_id": "latest", "decision": "approved"}'),
    (4, '4 hours', 'role supervisor of customer_service', 'approval', '{"remedy_id": "latest", "decision": "approved"}')
  ) AS s (step, after, actor, table_name, content)
 WHERE e.name = 'a large refund';
INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, x.step, x.fact, x.value
  FROM example e, (VALUES (0, 'message threatened_suit', '{department legal}'), (0, 'account', NULL), (1, 'work_orders', '{legal}'), (2, 'remedy_next_role', 'senior_agent'),
                          (2, 'message approval_asked', '{role senior_agent}'), (3, 'remedy_next_role', 'supervisor'), (4, 'remedy', 'approved')) AS x (step, fact, value)
 WHERE e.name = 'a large refund';
SELECT step, fact, expected, found FROM complaint_flow.check_examples('support', only_failed => false) WHERE name = 'a large refund';
SELECT count(*) FROM staff WHERE code LIKE 'role %';
UPDATE example SET required = true WHERE name = 'a large refund';
UPDATE authority SET up_to = 800 WHERE role = 'supervisor' AND remedy_kind IS NULL;
UPDATE action_rule SET active = false WHERE name = 'threat of a lawsuit: legal';

-- An example that does not pass cannot become required.
INSERT INTO example (name, facts, content) VALUES ('a wish', '{"channel": "app"}', 'The soup was cold.');
INSERT INTO expectation (example_id, fact, value) SELECT id, 'level', 'III' FROM example WHERE name = 'a wish';
UPDATE example SET required = true WHERE name = 'a wish';
DELETE FROM example WHERE name = 'a wish';

-- A draft judges them, too, and tries the steps.
SELECT complaint_flow.draft_policy('support', 'trial');
UPDATE support_draft_trial.routing_rule SET handler = 'department', argument = 'legal' WHERE name = 'account security: risk control';
UPDATE support_draft_trial.category SET level = 'II' WHERE code = '1.4';
SELECT name, fact, before, after, expected FROM complaint_flow.changed_examples('support', 'trial') WHERE name ~ '^(1\.4|3.2|severest)';
SELECT c.name, c.fact, c.expected, c.found, c.passed FROM complaint_flow.check_examples('support', 'trial') c JOIN example e ON e.id = c.example_id WHERE e.facts IS NOT NULL AND c.step = 0;
UPDATE support_draft_trial.transition SET roles = NULL, condition = NULL, condition_hint = NULL WHERE name = 'approve';
SELECT name, step, fact, expected, found FROM complaint_flow.check_examples('support', 'trial', only_required => true);
SELECT complaint_flow.judge('support', '{"channel": "app", "category": "1.4"}', 'trial') ->> 'level' AS level,
       complaint_flow.judge('support', '{"channel": "app", "category": "1.4"}') ->> 'level' AS level_now;

-- Tests are not learned.
SELECT count(*) FROM complaint_flow.train_model('support', 'category') t WHERE t.examples = (SELECT count(*) FROM example WHERE category IS NOT NULL AND facts IS NULL);

SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
