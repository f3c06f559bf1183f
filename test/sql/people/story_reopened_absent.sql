-- A case is opened again while its owner is on leave, or has left: it goes to
-- somebody who is there, as a new one would (SPEC R18).
\i test/helper/support_desk.sql
\set ECHO all

-- Li Na settled four of her five cases.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, category, title, remedy_sought, order_ref)
    SELECT g, 'hotline', '1.2', '包裹少发一件', '补发', 'JF' || g FROM generate_series(1, 5) g;
UPDATE complaint SET state = 'closed', reason = '电话中解决' WHERE id < 5;
SET complaint_flow.actor = 'sun.li';
-- She is there: she gets the first one back, and is told.
UPDATE complaint SET state = 'reopened', reason = '客户来电说没有解决' WHERE id = 1 RETURNING owner, department;
-- She is away; Wang Fang stands in for her.
INSERT INTO absence (staff, from_at, until_at, deputy) VALUES ('li.na', now() - interval '1 day', now() + interval '1 day', 'wang.fang');
UPDATE complaint SET state = 'reopened', reason = '客户来电说没有解决' WHERE id = 2 RETURNING owner, department;
-- A supervisor who takes a case over has it.
UPDATE complaint SET state = 'reopened', reason = '客户来电说没有解决', owner = 'sun.li' WHERE id = 3 RETURNING owner;
SELECT complaint_id, topic, audience FROM outbox WHERE topic = 'reopened' ORDER BY id;
-- She has left.  The case waits for the supervisors.
UPDATE staff SET active = false WHERE code = 'li.na';
UPDATE complaint SET state = 'reopened', reason = '客户来电说没有解决' WHERE id = 4 RETURNING owner, handler_role, department;
SELECT complaint_id, claimable_by FROM work_queue WHERE complaint_id = 4;
SELECT audience FROM outbox WHERE topic = 'reopened' AND complaint_id = 4;
SELECT activity, changes -> 'owner' AS owner FROM complaint_event WHERE complaint_id IN (2, 4) AND activity = 'state:reopened' ORDER BY complaint_id;

-- What she still had stays hers until somebody takes it.  Its messages go to her supervisor; where
-- that one has left, too, to whoever is above.
SELECT owner FROM complaint WHERE id = 5;
SELECT complaint_flow.run_clocks('support', now() + interval '20 days') > 0 AS found;
SELECT DISTINCT topic, audience FROM outbox WHERE complaint_id = 5 AND topic IN ('clock_breached', 'escalated') ORDER BY 1, 2;
SELECT count(*) FROM outbox WHERE audience = 'person li.na' AND topic <> 'reopened';
UPDATE staff SET active = false WHERE code = 'sun.li';
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (5, 'in', 'email', 'information', clock_timestamp(), 'reached');
SELECT audience FROM outbox WHERE complaint_id = 5 AND topic = 'customer_wrote';
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
