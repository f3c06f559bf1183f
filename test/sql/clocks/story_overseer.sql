-- A case past its promise goes to the overseer of the department, and further.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
-- The desk's rule for resolutions: with the breach the overseer (here Wu Gang)
-- gets the case; a day later the manager is told; after two days the case
-- waits for the managers.
INSERT INTO escalation_step (metric, step, after, notify, action) VALUES
    ('resolution', 1, '0 minutes', 'owner', 'notify'),
    ('resolution', 2, '0 minutes', 'department overseer', 'hand over'),
    ('resolution', 3, '1 day', 'supervisor', 'notify'),
    ('resolution', 4, '2 days', 'role manager', 'hand over');
\set VERBOSITY sqlstate
INSERT INTO escalation_step (metric, step, after, notify, action) VALUES ('resolution', 5, '9 days', 'owner', 'give it back');
\set VERBOSITY default
CREATE VIEW told AS
    SELECT complaint_id, topic, audience, content ->> 'step' AS step, content ->> 'owner' AS owner
      FROM outbox WHERE content ->> 'metric' = 'resolution' ORDER BY id;

-- Four cases of Li Na, all due by 2026-03-11 24:00; one is about Wu Gang.
INSERT INTO complaint (id, received_at, channel, received_by, category, title, order_ref)
    SELECT n, '2026-03-02 09:00', 'hotline', 'li.na', '1.2', 'case ' || n, 'JF' || n FROM generate_series(1, 4) n;
UPDATE complaint SET accused_staff = 'wu.gang' WHERE id = 2;
SELECT id, owner, (SELECT due_at FROM clock k WHERE k.complaint_id = c.id AND metric = 'resolution') FROM complaint c ORDER BY id;
SELECT complaint_flow.run_clocks('support', '2026-03-12 00:10');
-- Wu Gang has them, but for the one about himself: of that hears Li Na's
-- supervisor, who gets it.
SELECT id, owner, department, sla_status FROM complaint ORDER BY id;
SELECT topic, audience, step, owner FROM told WHERE complaint_id = 1;
SELECT topic, audience, step, owner FROM told WHERE complaint_id = 2;
SELECT count(*) AS open_cases, count(c.owner) AS with_owner FROM complaint c JOIN queue USING (priority) WHERE queue.complaint_id = c.id AND audience IS NULL;
-- It is in the history, which fits.
SELECT activity, changes -> 'owner' AS owner FROM complaint_event WHERE complaint_id = 1 ORDER BY seq DESC LIMIT 1;
SELECT * FROM complaint_flow.verify_history('support');

-- Case 3 is given back to Li Na, who accepts; a step is taken once, so she
-- keeps it.
SET complaint_flow.actor = 'wu.gang';
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (1, 3, 'li.na', 'nearly done');
SET complaint_flow.actor = 'li.na';
INSERT INTO handover_answer (handover_id, accepted) VALUES (1, true);
SELECT complaint_flow.run_clocks('support', '2026-03-13 00:10');
SELECT id, owner FROM complaint ORDER BY id;
SELECT complaint_id, audience, step FROM told WHERE step = '3';
-- The managers' list: nobody owns them, a manager may claim.
SELECT complaint_flow.run_clocks('support', '2026-03-14 00:10');
SELECT id, c.owner, handler_role, c.department, audience FROM complaint c JOIN queue q ON q.complaint_id = c.id ORDER BY id;
-- Wu Gang, a manager, never gets the one about himself.
SELECT count(complaint_flow.claim('support', 'wu.gang')) FROM generate_series(1, 5);
SELECT id, owner FROM complaint ORDER BY id;

-- The overseer is away: the deputy; without one the owner keeps the case.
SET complaint_flow.actor = 'li.na';
INSERT INTO absence (staff, from_at, until_at, deputy) VALUES ('wu.gang', now() - interval '1 day', NULL, 'zhou.min');
UPDATE absence SET from_at = '2026-03-01';
INSERT INTO complaint (id, received_at, channel, received_by, category, title, order_ref)
    VALUES (5, '2026-03-02 09:00', 'hotline', 'li.na', '1.2', 'case 5', 'JF5');
SELECT complaint_flow.run_clocks('support', '2026-03-12 00:10');
SELECT owner FROM complaint WHERE id = 5;
UPDATE absence SET deputy = NULL;
INSERT INTO complaint (id, received_at, channel, received_by, category, title, order_ref)
    VALUES (6, '2026-03-02 09:00', 'hotline', 'li.na', '1.2', 'case 6', 'JF6');
SELECT complaint_flow.run_clocks('support', '2026-03-12 00:10');
SELECT owner, (SELECT audience FROM told WHERE complaint_id = 6 AND step = '2') AS told FROM complaint WHERE id = 6;

-- A job that comes days late tells nobody of steps long past, but a case
-- that should have been given away is.
DELETE FROM escalation_step WHERE metric = 'resolution' AND step = 4;
DELETE FROM absence;
INSERT INTO complaint (id, received_at, channel, received_by, category, title, order_ref)
    VALUES (7, '2026-03-02 09:00', 'hotline', 'li.na', '1.2', 'case 7', 'JF7');
SELECT complaint_flow.run_clocks('support', '2026-03-20 12:00');
SELECT owner FROM complaint WHERE id = 7;
SELECT topic, audience, step FROM told WHERE complaint_id = 7;
-- Where the step names a department, its waiting list gets the case.
INSERT INTO escalation_step (metric, step, after, notify, action) VALUES ('resolution', 4, '2 days', 'department merchant_care', 'hand over');
INSERT INTO complaint (id, received_at, channel, received_by, category, title, order_ref)
    VALUES (8, '2026-03-02 09:00', 'hotline', 'li.na', '1.2', 'case 8', 'JF8');
SELECT complaint_flow.run_clocks('support', '2026-03-20 12:00');
SELECT c.owner, handler_role, c.department, audience FROM complaint c JOIN queue q ON q.complaint_id = c.id WHERE id = 8;
SELECT * FROM complaint_flow.verify_history('support');
SELECT DISTINCT activity FROM complaint_event e JOIN complaint c ON c.id = e.complaint_id
 WHERE e.changes ? 'owner' AND activity LIKE 'escalated%';
DROP VIEW told;
SELECT complaint_flow.drop_desk('support', true);
