-- The person complained about is a supervisor, liaison, overseer and deputy;
-- still the case never comes to her, at any stage, whoever writes.
\i test/helper/support_desk.sql
\i test/helper/refused.sql
\set ECHO all

-- Sun Li is everybody's deputy, and everything in her department.
INSERT INTO absence (staff, from_at, deputy) VALUES
    ('wu.gang', '2026-01-01', 'sun.li'), ('zhou.min', '2026-01-01', 'sun.li');
UPDATE department SET liaison = 'sun.li', overseer = 'sun.li' WHERE code = 'customer_service';
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (1, 'a', $$product = 'a'$$, 'person', 'sun.li'),
    (2, 'b', $$product = 'b'$$, 'person', 'wu.gang'),
    (3, 'c', $$product = 'c'$$, 'department liaison', 'customer_service'),
    (4, 'd', $$product = 'd'$$, 'department overseer', 'customer_service'),
    (5, 'e', $$product = 'e'$$, 'supervisor of receiver', NULL),
    (6, 'f', $$product = 'f'$$, 'supervisor of accused', NULL),
    (7, 'g', $$product = 'g'$$, 'receiver', NULL),
    (8, 'h', $$product = 'h'$$, 'role', 'supervisor'),
    (9, 'i', $$product = 'i'$$, 'other agent', 'senior_agent');
INSERT INTO escalation_step (metric, step, after, notify, action) VALUES
    ('resolution', 1, '0 minutes', 'supervisor', 'hand over'),
    ('resolution', 2, '1 hour', 'department overseer', 'hand over'),
    ('resolution', 3, '2 hours', 'person sun.li', 'hand over'),
    ('resolution', 4, '3 hours', 'department liaison', 'notify');
-- By every rule there is, received by her or by Li Na: never hers.
INSERT INTO complaint (received_at, channel, product, received_by, title, accused_staff)
    SELECT '2026-03-02 09:00', 'hotline', product, receiver, 'about Sun Li', 'sun.li'
      FROM unnest('{a,b,c,d,e,f,g,h,i}'::text[]) AS product, unnest('{sun.li,li.na}'::text[]) AS receiver
     ORDER BY product, receiver;
SELECT product, received_by, owner, handler_role, department FROM complaint ORDER BY id;
SELECT complaint_flow.claim('support', 'sun.li') AS nothing_for_her;
-- Past its promise: to nobody through her, and she hears nothing of it.
SELECT complaint_flow.run_clocks('support', '2026-03-10 00:10') > 0 AS breached;
SELECT complaint_flow.run_clocks('support', '2026-03-10 01:10') > 0 AS one_hour;
SELECT complaint_flow.run_clocks('support', '2026-03-10 02:10') > 0 AS two_hours;
SELECT complaint_flow.run_clocks('support', '2026-03-10 03:10') > 0 AS three_hours;
SELECT count(*) AS cases, count(*) FILTER (WHERE owner = 'sun.li') AS hers FROM complaint;
SELECT count(*) AS messages_to_her FROM outbox WHERE audience = 'person sun.li';
SELECT DISTINCT audience FROM outbox WHERE content ->> 'metric' = 'resolution' ORDER BY 1;

-- What people try.  Li Na has case 13, Sun Li is her supervisor.
SELECT owner FROM complaint WHERE id = 13;
\set ECHO none
SET complaint_flow.actor = 'sun.li';
SELECT '' || what AS "Sun Li tries", refused(command) FROM (VALUES
    ('to take it', $$UPDATE complaint SET owner = 'sun.li', reason = 'mine' WHERE id = 13$$),
    ('to give it away', $$UPDATE complaint SET owner = 'chen.jie', reason = 'hers' WHERE id = 13$$),
    ('to wait for it', $$UPDATE complaint SET owner = NULL, reason = 'back' WHERE id = 13$$),
    ('to end it', $$UPDATE complaint SET state = 'withdrawn', reason = 'no' WHERE id = 13$$),
    ('to clear herself', $$UPDATE complaint SET accused_staff = NULL WHERE id = 13$$),
    ('to make it harmless', $$UPDATE complaint SET category = '1.1', reason = 'goods' WHERE id = 13$$),
    ('to calm the customer', $$INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (13, 'out', 'hotline', 'update', 'reached')$$),
    ('to assess it', $$INSERT INTO assessment (complaint_id, severity) VALUES (13, 'low')$$),
    ('to investigate it', $$INSERT INTO investigation (complaint_id, conclusion) VALUES (13, 'not_upheld')$$),
    ('to add evidence', $$INSERT INTO evidence (complaint_id, kind, reference) VALUES (13, 'statement', 'mine')$$),
    ('to order work', $$INSERT INTO work_order (complaint_id, department, task) VALUES (13, 'legal', 'defend me')$$),
    ('to ask for it', $$INSERT INTO handover (complaint_id, to_staff, reason) VALUES (13, 'sun.li', 'mine')$$),
    ('to score it', $$INSERT INTO satisfaction (complaint_id, score) VALUES (13, 5)$$)
) AS attempt (what, command);
SET complaint_flow.actor = 'li.na';
SELECT '' || what AS "Li Na tries", refused(command) FROM (VALUES
    ('to hand it to her', $$INSERT INTO handover (complaint_id, to_staff, reason) VALUES (13, 'sun.li', 'the boss')$$),
    ('to call her into the team', $$INSERT INTO response_team (complaint_id, department, staff, leads) VALUES (13, 'customer_service', 'sun.li', true)$$),
    ('to write in her name', $$INSERT INTO evidence (complaint_id, kind, reference, recorded_by) VALUES (13, 'statement', 'hers', 'sun.li')$$),
    ('to call in her name', $$INSERT INTO contact (complaint_id, direction, channel, purpose, result, made_by) VALUES (13, 'out', 'hotline', 'update', 'reached', 'sun.li')$$)
) AS attempt (what, command);
SET complaint_flow.actor = 'zheng.hua';
SELECT '' || what AS "Zheng Hua, who is above all, tries", refused(command) FROM (VALUES
    ('to make her the owner', $$UPDATE complaint SET owner = 'sun.li', reason = 'she knows' WHERE id = 13$$)
) AS attempt (what, command);
\set ECHO all

-- Asked as a department, and her own department's work order: others may
-- answer, she may not.
SET complaint_flow.actor = 'li.na';
INSERT INTO handover (id, complaint_id, to_department, reason) VALUES (900, 13, 'customer_service', 'holiday');
INSERT INTO work_order (id, complaint_id, department, task) VALUES (901, 13, 'customer_service', 'recording of the call');
SET complaint_flow.actor = 'sun.li';
SELECT refused($$INSERT INTO handover_answer (handover_id, accepted) VALUES (900, true)$$);
SELECT refused($$INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (901, 'done', 'lost')$$);
SET complaint_flow.actor = 'chen.jie';
INSERT INTO handover_answer (handover_id, accepted) VALUES (900, true);
INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (901, 'done', 'here');
SELECT owner FROM complaint WHERE id = 13;
-- Asked first, accused then: too late to accept.
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (902, 13, 'zhao.lei', 'better');
UPDATE complaint SET accused_staff = 'zhao.lei' WHERE id = 13;
SET complaint_flow.actor = 'zhao.lei';
SELECT refused($$INSERT INTO handover_answer (handover_id, accepted) VALUES (902, true)$$);
SELECT id, owner, accused_staff FROM complaint WHERE id = 13;
SELECT count(*) AS accused_owns FROM complaint WHERE owner = accused_staff;
SELECT * FROM complaint_flow.verify_history('support');
RESET search_path;
DROP FUNCTION refused, remember, unchanged, fingerprint;
SELECT complaint_flow.drop_desk('support', true);
