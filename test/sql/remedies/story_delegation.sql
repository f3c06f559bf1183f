-- The supervisor goes on leave and lends her authority to a senior agent: for a
-- week, and not for what either of the two proposes.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title)
    SELECT n, '2026-03-02 10:00', 'hotline', '退款' FROM generate_series(1, 4) AS n;
-- Li Na and Chen Jie propose 800 yuan, Chen Jie's is past the senior agents.
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (501, 1, 'refund', 800);
SET complaint_flow.actor = 'zhao.lei';
INSERT INTO approval (remedy_id, decision) VALUES (501, 'approved');
SET complaint_flow.actor = 'chen.jie';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (502, 2, 'refund', 800);
SELECT id, status, next_role FROM remedy ORDER BY id;
-- Chen Jie may not decide in place of a supervisor.
INSERT INTO approval (remedy_id, decision) VALUES (501, 'approved');

-- He cannot lend himself her authority; she can, and so could the manager.
INSERT INTO delegation (from_staff, to_staff, valid, reason)
    VALUES ('sun.li', 'chen.jie', tstzrange(now() - interval '1 hour', now() + interval '7 days'), '年假');
SET complaint_flow.actor = 'sun.li';
INSERT INTO delegation (id, from_staff, to_staff, valid, reason)
    VALUES (601, 'sun.li', 'chen.jie', tstzrange(now() - interval '1 hour', now() + interval '7 days'), '年假');
SELECT from_staff, to_staff, recorded_by, valid @> now() AS now FROM delegation;

-- Now he decides, and the file says in whose place.
SET complaint_flow.actor = 'chen.jie';
INSERT INTO approval (remedy_id, decision) VALUES (501, 'approved');
SELECT remedy_id, recorded_by, on_behalf_of, rung, settled FROM approval ORDER BY id;
SELECT changes -> 'approval' -> 0 ->> 'on_behalf_of' AS in_place_of FROM complaint_event WHERE activity = 'approval:approved';
-- His own proposal stays another person's.
INSERT INTO approval (remedy_id, decision) VALUES (502, 'approved');
-- So does what she proposed: her authority would decide about herself.
SET complaint_flow.actor = 'sun.li';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (503, 3, 'refund', 5000);
SET complaint_flow.actor = 'wu.gang';
INSERT INTO delegation (id, from_staff, to_staff, valid, reason)
    VALUES (602, 'sun.li', 'zhou.min', tstzrange(now() - interval '1 hour', now() + interval '1 day'), '年假');
SET complaint_flow.actor = 'chen.jie';
INSERT INTO approval (remedy_id, decision, on_behalf_of) VALUES (503, 'approved', 'sun.li');
-- He cannot hand on what was lent to him: wang.fang gets a senior agent's
-- authority, no supervisor's.
INSERT INTO delegation (id, from_staff, to_staff, valid, reason)
    VALUES (603, 'chen.jie', 'wang.fang', tstzrange(now() - interval '1 hour', now() + interval '1 day'), '培训');
SET complaint_flow.actor = 'li.na';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (504, 4, 'refund', 900);
SET complaint_flow.actor = 'wang.fang';
INSERT INTO approval (remedy_id, decision) VALUES (504, 'approved');
SELECT status, next_role FROM remedy WHERE id = 504;
INSERT INTO approval (remedy_id, decision) VALUES (504, 'approved');
-- Chen Jie comes next in Sun Li's place; the authority of senior agents that
-- Wang Fang used was his, but she decided herself.
SET complaint_flow.actor = 'chen.jie';
INSERT INTO approval (remedy_id, decision) VALUES (504, 'approved');
SELECT recorded_by, on_behalf_of, rung FROM approval WHERE remedy_id = 504 ORDER BY id;

-- She lends time as well: who may grant extensions lends that, too.
SET complaint_flow.actor = 'li.na';
INSERT INTO extension (id, complaint_id, new_due_at, reason, recorded_at)
    VALUES (701, 4, '2026-03-20 18:00', '待商户回复', '2026-03-04 16:00');
SET complaint_flow.actor = 'chen.jie';
INSERT INTO approval (extension_id, decision, recorded_at) VALUES (701, 'approved', '2026-03-04 17:00');
SELECT e.status, a.recorded_by, a.on_behalf_of FROM extension e JOIN approval a ON a.extension_id = e.id;

-- She is back earlier and ends it; nothing else of it can be changed, nor can
-- it be made longer again.  A column that the table once had is no change.
ALTER TABLE delegation ADD COLUMN phone text DEFAULT '8000';
ALTER TABLE delegation DROP COLUMN phone;
SET complaint_flow.actor = 'sun.li';
BEGIN;
UPDATE delegation SET valid = tstzrange(lower(valid), now()) WHERE id = 601;
COMMIT;
UPDATE delegation SET valid = tstzrange(lower(valid), now() + interval '1 day') WHERE id = 601;
UPDATE delegation SET to_staff = 'wang.fang' WHERE id = 602;
DELETE FROM delegation WHERE id = 602;
SET complaint_flow.actor = 'li.na';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (505, 4, 'gift', 900);
SET complaint_flow.actor = 'chen.jie';
INSERT INTO approval (remedy_id, decision) VALUES (505, 'approved');
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
