-- The work queue: order of service, from an index; claims.
\i test/helper/session.sql
\set ECHO queries
SELECT complaint_flow.create_desk('que');
INSERT INTO que.staff (code, name, role, department, manager)
VALUES ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL),
       ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li'),
       ('feng.tao', 'Feng Tao', 'agent', 'risk_control', 'sun.li');

-- nobody received these; the third speaks of fraud, the fourth of the press,
-- the last is about Li Na
INSERT INTO que.complaint (channel, received_at, category, title, accused_staff)
VALUES ('web_form', '2026-11-10 10:00', '1.2', 'Parcel too late', NULL),
       ('web_form', '2026-11-10 09:00', '1.1', 'Cup is broken', NULL),
       ('web_form', '2026-11-10 11:00', '3.2', 'Account was robbed', NULL),
       ('group_hq', '2026-11-10 12:00', '1.4', 'Price differs', NULL),
       ('web_form', '2026-11-10 08:00', '2.3', 'Agent never called back', 'li.na');
SELECT complaint_id, urgency, level, category, due_at, owner, claimable_by FROM que.work_queue;

-- the top of the list comes from an index, without a sort
SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_memoize = off;
EXPLAIN (COSTS OFF) SELECT * FROM que.work_queue LIMIT 3;
EXPLAIN (COSTS OFF) SELECT * FROM que.work_queue WHERE claimable_by = 'role agent' LIMIT 3;
RESET enable_seqscan; RESET enable_bitmapscan; RESET enable_memoize;

-- an agent gets the next ordinary cases, not the supervisor's urgent one,
-- and never the case about herself
SET complaint_flow.actor = 'li.na';
SELECT complaint_flow.claim('que') AS first, complaint_flow.claim('que') AS second, complaint_flow.claim('que') AS none;
-- risk control gets its own
SET complaint_flow.actor = 'feng.tao';
SELECT complaint_flow.claim('que', audience => 'department risk_control');
-- a supervisor may claim what waits for supervisors and for lower roles
SELECT complaint_flow.claim('que', 'sun.li'), complaint_flow.claim('que', 'sun.li'), complaint_flow.claim('que', 'sun.li') AS none;
SELECT complaint_flow.claim('que', 'li.na', 'role supervisor');
RESET complaint_flow.actor;
SELECT complaint_flow.claim('que');
SELECT complaint_id, owner, claimable_by FROM que.work_queue;

-- what leaves the life of a case leaves the queue
SET complaint_flow.actor = 'sun.li';
UPDATE que.complaint SET state = 'verifying' WHERE id = 1;
UPDATE que.complaint SET state = 'withdrawn', reason = 'customer said so' WHERE id = 1;
SELECT count(*) FROM que.queue WHERE complaint_id = 1;
-- a case given back waits again
UPDATE que.complaint SET owner = NULL, handler_role = 'agent', department = NULL, reason = 'Li Na is ill' WHERE id = 2;
SELECT complaint_id, owner, claimable_by FROM que.work_queue WHERE complaint_id = 2;
-- an urgent case goes to the front
UPDATE que.complaint SET urgency = 'urgent', reason = 'a journalist called' WHERE id = 2;
SELECT complaint_id, urgency, owner, claimable_by FROM que.work_queue LIMIT 2;
SELECT * FROM complaint_flow.verify_history('que');
SELECT complaint_flow.drop_desk('que', true);
