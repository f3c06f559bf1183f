-- The procedure as tests, continued: each way from receipt to an end, with who
-- may go it and what is refused on it.  Of 2026 they know: 2 March is a Monday.

-- All of them come the same way to the follow-up: found valid, investigated,
-- approved by a supervisor, offered and accepted in one call.
INSERT INTO example (name, received_at, facts, content)
SELECT name, '2026-03-02 10:00', '{"channel": "hotline", "received_by": "role agent", "category": "1.2"}', 'One item was missing.'
  FROM unnest(ARRAY[
    'end: a satisfied customer', 'end: a dissatisfied customer', 'end: a customer who gives no score', 'end: a customer who is not reached',
    'end: work orders first', 'end: account first', 'end: remedy of an infringement first', 'end: a supervisor reopens before it']) AS name;

INSERT INTO example_step (example_id, step, after, actor, table_name, content)
SELECT e.id, s.step, s.after::interval, s.actor, s.table_name, s.content::jsonb
  FROM example e CROSS JOIN (VALUES
    (1, '1 hour', 'role agent', 'complaint', '{"validity": "valid", "validity_reason": "seen on the scales"}'),
    (2, '2 hours', 'role agent', 'investigation', '{"conclusion": "upheld", "cause": "process", "proposal": "send it"}'),
    (3, '3 hours', 'role supervisor', 'complaint', '{"state": "approved"}'),
    (4, '4 hours', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "offer", "result": "reached", "answer": "accepted"}')
  ) AS s (step, after, actor, table_name, content)
 WHERE e.name LIKE 'end: %';

INSERT INTO example_step (example_id, step, after, actor, table_name, content)
SELECT e.id, s.step, s.after::interval, s.actor, s.table_name, s.content::jsonb
  FROM (VALUES
    ('end: a satisfied customer', 5, '5 hours', 'role agent', 'satisfaction', '{"score": 3}'),
    ('end: a satisfied customer', 6, '6 hours', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "reached"}'),
    ('end: a satisfied customer', 7, '7 hours', 'role agent', 'complaint', '{"state": "reopened", "reason": "it broke again"}'),
    ('end: a satisfied customer', 8, '8 hours', 'role supervisor', 'complaint', '{"state": "reopened"}'),
    ('end: a satisfied customer', 9, '31 days', 'role supervisor', 'complaint', '{"state": "reopened", "reason": "it broke again"}'),
    ('end: a satisfied customer', 10, '30 days', 'role supervisor', 'complaint', '{"state": "reopened", "reason": "it broke again"}'),
    ('end: a satisfied customer', 11, '30 days 1 hour', 'role agent', 'complaint', '{"state": "investigating"}'),
    ('end: a dissatisfied customer', 5, '5 hours', 'role agent', 'satisfaction', '{"score": 2}'),
    ('end: a dissatisfied customer', 6, '6 hours', 'role agent', 'complaint', '{"state": "mediating"}'),
    ('end: a dissatisfied customer', 7, '7 hours', 'role agent', 'complaint', '{"state": "referred", "reason": "to the consumer council"}'),
    ('end: a dissatisfied customer', 8, '7 hours', 'role supervisor', 'complaint', '{"state": "referred"}'),
    ('end: a dissatisfied customer', 9, '7 hours', 'role supervisor', 'complaint', '{"state": "referred", "reason": "to the consumer council"}'),
    ('end: a customer who gives no score', 5, '5 hours', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "reached"}'),
    ('end: a customer who gives no score', 6, '6 hours', 'role agent', 'satisfaction', '{"no_score_reason": "declined"}'),
    ('end: a customer who gives no score', 7, '1 day', 'role manager', 'complaint', '{"state": "reopened", "reason": "it broke again"}'),
    ('end: a customer who gives no score', 8, '1 day', 'role agent', 'complaint', '{"state": "mediating"}'),
    ('end: a customer who gives no score', 9, '1 day', 'role manager', 'complaint', '{"state": "referred", "reason": "to the consumer council"}'),
    ('end: a customer who is not reached', 5, '1 day', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "not_reached"}'),
    ('end: a customer who is not reached', 6, '2 days', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "not_reached"}'),
    ('end: a customer who is not reached', 7, '2 days', 'role agent', 'complaint', '{"state": "closed"}'),
    ('end: a customer who is not reached', 8, '3 days', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "not_reached"}'),
    ('end: a customer who is not reached', 9, '3 days', 'role agent', 'complaint', '{"state": "closed"}'),
    ('end: a customer who is not reached', 10, '4 days', 'role head_of_operations', 'complaint', '{"state": "reopened", "reason": "it broke again"}'),
    ('end: a customer who is not reached', 11, '4 days', 'role agent', 'complaint', '{"state": "mediating"}'),
    ('end: a customer who is not reached', 12, '4 days', 'role head_of_operations', 'complaint', '{"state": "referred", "reason": "to the consumer council"}'),
    ('end: a supervisor reopens before it', 5, '5 hours', 'role agent', 'complaint', '{"state": "reopened", "reason": "not what was agreed"}'),
    ('end: a supervisor reopens before it', 6, '5 hours', 'role supervisor', 'complaint', '{"state": "reopened", "reason": "not what was agreed"}'),
    ('end: work orders first', 5, '5 hours', 'role agent', 'work_order', '{"department": "technical", "task": "look at the log"}'),
    ('end: work orders first', 20, '4 days', 'role agent of technical', 'work_order_answer', '{"work_order_id": "latest", "result": "done", "answer": "seen"}'),
    ('end: account first', 5, '5 hours', 'role agent', 'identity_check', '{"method": "call_back", "result": "verified"}'),
    ('end: account first', 6, '5 hours', 'role agent', 'account_action', '{"action": "freeze"}'),
    ('end: account first', 20, '4 days', 'role agent of risk_control', 'account_action', '{"action": "release"}'),
    ('end: remedy of an infringement first', 5, '5 hours', 'role agent', 'complaint', '{"category": "3.1", "reason": "the shop kept it"}'),
    ('end: remedy of an infringement first', 6, '5 hours', 'role senior_agent', 'complaint', '{"category": "3.1", "reason": "the shop kept it"}'),
    ('end: remedy of an infringement first', 19, '4 days', 'role agent', 'remedy', '{"kind": "apology_private"}'),
    ('end: remedy of an infringement first', 20, '4 days', 'role agent', 'execution', '{"remedy_id": "latest"}')
  ) AS s (name, step, after, actor, table_name, content)
  JOIN example e USING (name);

-- each of the three ways to close is tried before and after what comes first
INSERT INTO example_step (example_id, step, after, actor, table_name, content)
SELECT e.id, s.step, s.after::interval, 'role agent', s.table_name, s.content::jsonb
  FROM example e CROSS JOIN (VALUES
    (10, '6 hours', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "reached"}'),
    (11, '7 hours', 'satisfaction', '{"no_score_reason": "content"}'),
    (12, '1 day', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "not_reached"}'),
    (13, '2 days', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "not_reached"}'),
    (14, '3 days', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "not_reached"}'),
    (15, '3 days', 'complaint', '{"state": "closed"}'),
    (16, '4 days', 'satisfaction', '{"score": 5}'),
    (17, '4 days', 'complaint', '{"state": "closed"}'),
    (21, '4 days', 'complaint', '{"state": "closed"}')
  ) AS s (step, after, table_name, content)
 WHERE e.name LIKE 'end: % first';

-- An offer that the customer does not answer.
INSERT INTO example (name, received_at, facts, content)
SELECT name, '2026-03-02 10:00', '{"channel": "hotline", "received_by": "role agent", "category": "1.2"}', 'Two items were missing.'
  FROM unnest(ARRAY[
    'offer: not answered', 'offer: rejected', 'offer: taken up again for a reason', 'offer: mediated for a reason', 'offer: work orders first',
    'offer: account first', 'offer: remedy of an infringement first']) AS name;

INSERT INTO example_step (example_id, step, after, actor, table_name, content)
SELECT e.id, s.step, s.after::interval, s.actor, s.table_name, s.content::jsonb
  FROM example e CROSS JOIN (VALUES
    (1, '1 hour', 'role agent', 'complaint', '{"validity": "valid", "validity_reason": "seen on the scales"}'),
    (2, '2 hours', 'role agent', 'investigation', '{"conclusion": "upheld", "cause": "process", "proposal": "send it"}'),
    (3, '3 hours', 'role supervisor', 'complaint', '{"state": "approved"}'),
    (4, '4 hours', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "offer", "result": "reached"}'),
    (10, '1 day', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "not_reached"}'),
    (11, '2 days', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "not_reached"}'),
    (12, '2 days', 'role agent', 'complaint', '{"state": "closed", "reason": "not reached"}'),
    (13, '3 days', 'role agent', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "follow_up", "result": "not_reached"}'),
    (14, '3 days', 'role agent', 'complaint', '{"state": "closed", "reason": "not reached"}')
  ) AS s (step, after, actor, table_name, content)
 WHERE e.name LIKE 'offer: %' AND (s.step < 10 OR e.name NOT LIKE '%a reason');

INSERT INTO example_step (example_id, step, after, actor, table_name, content)
SELECT e.id, s.step, s.after::interval, s.actor, s.table_name, s.content::jsonb
  FROM (VALUES
    ('offer: rejected', 5, '5 hours', NULL, 'contact', '{"direction": "in", "channel": "hotline", "purpose": "offer", "result": "reached", "answer": "rejected"}'),
    ('offer: rejected', 15, '3 days', 'role agent', 'complaint', '{"state": "executing"}'),
    ('offer: rejected', 16, '3 days', 'role agent', 'complaint', '{"state": "investigating"}'),
    ('offer: taken up again for a reason', 5, '5 hours', 'role agent', 'complaint', '{"state": "investigating"}'),
    ('offer: taken up again for a reason', 6, '5 hours', 'role agent', 'complaint', '{"state": "investigating", "reason": "a new photo"}'),
    ('offer: mediated for a reason', 5, '5 hours', 'role agent', 'complaint', '{"state": "mediating"}'),
    ('offer: mediated for a reason', 6, '5 hours', 'role agent', 'complaint', '{"state": "mediating", "reason": "the council offers it"}'),
    ('offer: work orders first', 5, '5 hours', 'role agent', 'work_order', '{"department": "technical", "task": "look at the log"}'),
    ('offer: work orders first', 20, '4 days', 'role agent of technical', 'work_order_answer', '{"work_order_id": "latest", "result": "done", "answer": "seen"}'),
    ('offer: work orders first', 21, '4 days', 'role agent', 'complaint', '{"state": "closed", "reason": "not reached"}'),
    ('offer: account first', 5, '5 hours', 'role agent', 'identity_check', '{"method": "call_back", "result": "verified"}'),
    ('offer: account first', 6, '5 hours', 'role agent', 'account_action', '{"action": "freeze"}'),
    ('offer: account first', 20, '4 days', 'role agent of risk_control', 'account_action', '{"action": "release"}'),
    ('offer: account first', 21, '4 days', 'role agent', 'complaint', '{"state": "closed"}'),
    ('offer: account first', 22, '4 days', 'role agent', 'complaint', '{"state": "closed", "reason": "not reached"}'),
    ('offer: remedy of an infringement first', 5, '5 hours', 'role senior_agent', 'complaint', '{"category": "3.1", "reason": "the shop kept it"}'),
    ('offer: remedy of an infringement first', 19, '4 days', 'role agent', 'remedy', '{"kind": "apology_private"}'),
    ('offer: remedy of an infringement first', 20, '4 days', 'role agent', 'execution', '{"remedy_id": "latest"}'),
    ('offer: remedy of an infringement first', 21, '4 days', 'role agent', 'complaint', '{"state": "closed", "reason": "not reached"}')
  ) AS s (name, step, after, actor, table_name, content)
  JOIN example e USING (name);

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, x.step, x.fact, x.value
  FROM example e CROSS JOIN (VALUES
    (0, 'owner', 'role agent'),
    (1, 'state', 'investigating'),
    -- T+3: Thursday
    (1, 'clock progress_update', '2026-03-05 24:00'),
    (2, 'state', 'solution_proposed'),
    -- four hours of service from Monday 12:00 on
    (2, 'clock solution_approval', '2026-03-02 16:00'),
    (3, 'state', 'approved'),
    (3, 'clock solution_approval state', 'met'),
    (4, 'clock first_response state', 'met'),
    (4, 'clock progress_update state', 'met')
  ) AS x (step, fact, value)
 WHERE e.name ~ '^(end|offer): ';

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, x.step, x.fact, x.value
  FROM example e CROSS JOIN (VALUES
    ('end: %', 4, 'state', 'follow_up_due'),
    ('end: %', 4, 'clock resolution state', 'met'),
    ('end: %', 4, 'clock follow_up', '2026-03-05 24:00'),
    ('end: % first', 11, 'state', 'follow_up_due'),
    ('end: % first', 15, 'refused', 'KF002'),
    ('end: % first', 16, 'state', 'follow_up_due'),
    ('end: % first', 17, 'refused', 'KF002'),
    ('end: % first', 21, 'state', 'closed'),
    ('offer: %', 4, 'state', 'offered'),
    ('offer: % first', 12, 'refused', 'KF002'),
    ('offer: not answered', 12, 'refused', 'KF002'),
    ('offer: rejected', 12, 'refused', 'KF002')
  ) AS x (pattern, step, fact, value)
 WHERE e.name LIKE x.pattern;

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, x.step, x.fact, x.value
  FROM (VALUES
    ('end: a satisfied customer', 5, 'state', 'follow_up_due'),
    ('end: a satisfied customer', 6, 'state', 'closed'),
    ('end: a satisfied customer', 6, 'clock follow_up state', 'met'),
    ('end: a satisfied customer', 7, 'refused', 'KF003'),
    ('end: a satisfied customer', 8, 'refused', 'KF012'),
    ('end: a satisfied customer', 9, 'refused', 'KF002'),
    ('end: a satisfied customer', 10, 'state', 'reopened'),
    ('end: a satisfied customer', 10, 'level', 'III'),
    -- T+3 after Wednesday 1 April; 4 to 6 April are days off
    ('end: a satisfied customer', 10, 'clock resolution', '2026-04-07 24:00'),
    ('end: a satisfied customer', 10, 'message reopened', '{person role agent}'),
    ('end: a satisfied customer', 11, 'state', 'investigating'),
    ('end: a dissatisfied customer', 5, 'state', 'reopened'),
    ('end: a dissatisfied customer', 5, 'level', 'III'),
    ('end: a dissatisfied customer', 5, 'clock follow_up state', 'met'),
    ('end: a dissatisfied customer', 5, 'clock resolution', '2026-03-05 24:00'),
    ('end: a dissatisfied customer', 6, 'state', 'mediating'),
    ('end: a dissatisfied customer', 7, 'refused', 'KF003'),
    ('end: a dissatisfied customer', 8, 'refused', 'KF012'),
    ('end: a dissatisfied customer', 9, 'state', 'referred'),
    ('end: a dissatisfied customer', 9, 'clock resolution state', 'met'),
    ('end: a customer who gives no score', 5, 'state', 'follow_up_due'),
    ('end: a customer who gives no score', 6, 'state', 'closed'),
    ('end: a customer who gives no score', 9, 'state', 'referred'),
    ('end: a customer who is not reached', 12, 'state', 'referred'),
    ('end: a customer who is not reached', 6, 'state', 'follow_up_due'),
    ('end: a customer who is not reached', 7, 'refused', 'KF002'),
    ('end: a customer who is not reached', 9, 'state', 'closed'),
    ('end: a supervisor reopens before it', 5, 'refused', 'KF002'),
    ('end: a supervisor reopens before it', 6, 'state', 'reopened'),
    -- Tuesday
    ('end: work orders first', 5, 'clock department_feedback', '2026-03-03 24:00'),
    ('end: work orders first', 5, 'work_orders', '{technical}'),
    ('end: work orders first', 20, 'work_orders', NULL),
    ('end: work orders first', 20, 'message work_order_answered', '{person role agent}'),
    ('end: work orders first', 20, 'clock department_feedback state', 'late'),
    ('end: account first', 6, 'account', 'frozen'),
    ('end: account first', 20, 'account', NULL),
    ('end: remedy of an infringement first', 5, 'refused', 'KF003'),
    ('end: remedy of an infringement first', 6, 'level', 'III'),
    ('end: remedy of an infringement first', 19, 'remedy', 'approved'),
    ('end: remedy of an infringement first', 20, 'remedy', 'executed'),
    ('offer: not answered', 14, 'state', 'closed'),
    ('offer: rejected', 14, 'refused', 'KF002'),
    ('offer: rejected', 15, 'refused', 'KF002'),
    ('offer: rejected', 16, 'state', 'investigating'),
    ('offer: taken up again for a reason', 5, 'refused', 'KF012'),
    ('offer: taken up again for a reason', 6, 'state', 'investigating'),
    ('offer: mediated for a reason', 5, 'refused', 'KF012'),
    ('offer: mediated for a reason', 6, 'state', 'mediating'),
    ('offer: work orders first', 14, 'refused', 'KF002'),
    ('offer: work orders first', 21, 'state', 'closed'),
    ('offer: account first', 14, 'refused', 'KF002'),
    ('offer: account first', 21, 'refused', 'KF012'),
    ('offer: account first', 22, 'state', 'closed'),
    ('offer: remedy of an infringement first', 14, 'refused', 'KF002'),
    ('offer: remedy of an infringement first', 21, 'state', 'closed')
  ) AS x (name, step, fact, value)
  JOIN example e USING (name);
