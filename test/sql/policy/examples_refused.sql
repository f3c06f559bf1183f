-- Examples: what is refused, and who may write and run them.
\i test/helper/support_desk.sql
\set SHOW_CONTEXT never
DELETE FROM example;
INSERT INTO example (id, name, received_at, facts, content)
    VALUES (1, 'a late parcel', '2026-03-06 10:00', '{"channel": "hotline"}', 'The parcel came late.');
\set ECHO all

-- Facts are columns of a case, with values that a case could have.
INSERT INTO example (facts, content) VALUES ('{"chanel": "app"}', 'x');
INSERT INTO example (facts, content) VALUES ('{"channel": "ap"}', 'x');
INSERT INTO example (facts, content) VALUES ('{"amount": "much"}', 'x');
INSERT INTO example (facts, content) VALUES ('{"amount": -1}', 'x');
INSERT INTO example (facts, content) VALUES ('{"level": "III"}', 'x');
INSERT INTO example (facts, content) VALUES ('{"customer_id": 1}', 'x');
INSERT INTO example (facts, content) VALUES ('{"repeat_kind": "joined"}', 'x');
INSERT INTO example (facts, content) VALUES ('{"occurred_at": "2099-01-01"}', 'x');
INSERT INTO example (facts, content) VALUES ('{"received_by": "role king"}', 'x');
INSERT INTO example (facts, content) VALUES ('["channel"]', 'x');
INSERT INTO example (facts, content, received_at) VALUES ('{}', 'x', 'infinity');
INSERT INTO example (content) VALUES ('says nothing');
SELECT complaint_flow.judge('support', '{"channel": "ap"}');
SELECT complaint_flow.judge('support', '{"chanel": "app"}');
SELECT complaint_flow.judge('support', NULL);
SELECT complaint_flow.judge('support', '{}', 'no draft');
SELECT complaint_flow.check_examples('support', 'no draft');
SELECT complaint_flow.changed_examples('support', 'no draft');
SELECT complaint_flow.check_examples('nowhere');

-- Steps are rows of the file, or changes of the case.
INSERT INTO example_step VALUES (1, 1, '1 hour', NULL, 'outbox', '{"topic": "x"}');
INSERT INTO example_step VALUES (1, 1, '1 hour', NULL, 'contact', '{"subject": "x"}');
INSERT INTO example_step VALUES (1, 1, '1 hour', NULL, 'contact', '{"made_by": "li.na"}');
INSERT INTO example_step VALUES (1, 1, '1 hour', 'nobody', 'complaint', '{"state": "verifying"}');
INSERT INTO example_step VALUES (1, 1, '1 hour', 'role king', 'complaint', '{"state": "verifying"}');
INSERT INTO example_step VALUES (1, 1, '1 hour', 'role agent of heaven', 'complaint', '{"state": "verifying"}');
INSERT INTO example_step VALUES (1, 1, '-1 hour', NULL, 'complaint', '{"state": "verifying"}');
INSERT INTO example_step VALUES (1, 0, '1 hour', NULL, 'complaint', '{"state": "verifying"}');
INSERT INTO example_step VALUES (1, 1, '1 hour', NULL, 'complaint', '{}');
INSERT INTO example_step VALUES (1, 1, '1 hour', NULL, 'complaint', '[]');
INSERT INTO example_step VALUES (9, 1, '1 hour', NULL, 'complaint', '{"state": "verifying"}');

-- Expectations are about what the engine decides.
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'weather', 'fair');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'channel', 'app');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'clock', '2026-03-06 10:00');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'clock nothing', '2026-03-06 10:00');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'clock resolution', 'soon');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'clock resolution state', 'green');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'level', 'IV');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'owner', 'nobody');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'missing', 'remedy sought');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'incident', '7');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'owner', 'role king');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'remedy_next_role', 'king');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'remedy', 'granted');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'account', 'open');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'work_orders', 'legal');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'message', '{customer}');
INSERT INTO expectation (example_id, fact, value) VALUES (1, 'refused', 'always');
INSERT INTO expectation (example_id, step, fact, value) VALUES (1, 1, 'level', 'I');

-- What cannot happen is a failure of the example, not of the run.
INSERT INTO example_step VALUES
    (1, 1, '1 hour', NULL, 'complaint', '{"state": "closed"}'),
    (1, 2, '2 hours', NULL, 'complaint', '{"amount": "much"}'),
    (1, 3, '3 hours', NULL, 'execution', '{"remedy_id": "latest", "reference": "none"}'),
    (1, 4, '4 hours', 'li.na', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "first_response", "result": "reached"}');
INSERT INTO expectation (example_id, step, fact, value) VALUES
    (1, 0, 'level', 'I'),
    (1, 4, 'clock first_response state', 'met');
INSERT INTO expectation (example_id, step, fact, value) VALUES (1, 1, 'refused', 'always');
SELECT step, fact, found, passed, hint FROM complaint_flow.check_examples('support');
INSERT INTO example (id, facts, content) VALUES (2, '{"channel": "letter"}', 'A letter.');
INSERT INTO expectation (example_id, fact, value) VALUES (2, 'level', 'I');
UPDATE channel SET active = false WHERE code = 'letter';
SELECT step, fact, found, passed, hint FROM complaint_flow.check_examples('support') WHERE example_id = 2;
-- a role that is gone acts no longer
INSERT INTO staff_role (code, rank, label, label_zh) VALUES ('trainee', 5, 'trainee', '实习');
INSERT INTO example (id, facts, content) VALUES (4, '{"channel": "app"}', 'A link.');
INSERT INTO example_step VALUES (4, 1, '1 hour', 'role trainee', 'complaint', '{"state": "verifying"}');
INSERT INTO expectation (example_id, step, fact, value) VALUES (4, 1, 'state', 'verifying');
SELECT count(*) FROM complaint_flow.check_examples('support') WHERE example_id = 4;
DELETE FROM staff_role WHERE code = 'trainee';
SELECT step, fact, found, passed, hint FROM complaint_flow.check_examples('support') WHERE example_id = 4;
DELETE FROM example WHERE id = 4;
UPDATE channel SET active = true WHERE code = 'letter';

-- Who the session says that it is, is not said of the example.
SET complaint_flow.actor = 'li.na';
SELECT count(*) FROM complaint_flow.check_examples('support') WHERE step = 0;
SELECT complaint_flow.judge('support', '{}') ->> 'owner' AS owner;
RESET complaint_flow.actor;

-- Supervisors write and run them, agents and analysts do not.  Everybody of the
-- desk may ask what the engine would make of a case.
CREATE ROLE regress_cf_lead;
CREATE ROLE regress_cf_agent;
CREATE ROLE regress_cf_stranger;
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_lead');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
SET ROLE regress_cf_lead;
INSERT INTO support.example (id, name, facts, content) VALUES (3, 'a vip', '{"channel": "app", "customer_tier": "vip"}', 'The soup was cold.');
INSERT INTO support.expectation (example_id, fact, value) VALUES (3, 'category', '3.4');
INSERT INTO support.example_step VALUES (3, 1, '1 hour', 'sun.li', 'complaint', '{"state": "verifying"}');
UPDATE support.example SET required = true WHERE id = 3;
SELECT step, fact, found, passed FROM complaint_flow.check_examples('support', only_failed => false) WHERE example_id = 3;
DELETE FROM support.classification_rule WHERE name = 'important member';
SET ROLE regress_cf_agent;
SELECT complaint_flow.judge('support', '{"channel": "app", "customer_tier": "vip"}') ->> 'category' AS category;
SELECT * FROM complaint_flow.check_examples('support');
SELECT * FROM complaint_flow.changed_examples('support');
RESET ROLE;
-- a case that is not written takes no number
ALTER TABLE support.complaint ADD ticket serial;
SET ROLE regress_cf_agent;
SELECT complaint_flow.judge('support', '{"channel": "app", "customer_tier": "vip"}') IS NOT NULL AS judged;
RESET ROLE;
SELECT last_value FROM support.complaint_ticket_seq;
ALTER TABLE support.complaint DROP ticket;
SET ROLE regress_cf_agent;
SELECT * FROM complaint_flow.explain_example('support', 3);
INSERT INTO support.example (content, category) VALUES ('x', '1.1');
SELECT complaint_flow.judged_cases('support', '', ARRAY['{}'::jsonb]);
SELECT complaint_flow.rehearse('support', '', ARRAY[1], ARRAY[now()], ARRAY['SELECT 1'], 'SELECT 1');
SET ROLE regress_cf_stranger;
SELECT complaint_flow.judge('support', '{}');
RESET ROLE;

SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_lead, regress_cf_agent, regress_cf_stranger;
