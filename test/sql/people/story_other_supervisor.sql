-- 2.2: the supervisor of the agent complained about calls back; not reachable,
-- another supervisor of customer service, never of another department; with
-- nobody there the supervisor all the same.
\i test/helper/support_desk.sql
\set ECHO all
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('rc.boss', 'RC Boss', 'supervisor', 'risk_control', NULL),
    ('qian.yu', 'Qian Yu', 'supervisor', 'customer_service', 'wu.gang');

-- Wang Fang reports to Sun Li, who is there.
INSERT INTO complaint (id, received_at, received_by, channel, title, description, category, accused_staff)
    VALUES (1, '2026-03-05 16:10', 'zhang.wei', 'hotline', '客服态度差', '客服不耐烦', '2.2', 'wang.fang');
-- Sun Li cannot be reached: one of the two others, in turn.
UPDATE staff SET reachable = false WHERE code = 'sun.li';
INSERT INTO complaint (id, received_at, received_by, channel, title, description, category, accused_staff)
    SELECT n, '2026-03-05 16:10', 'zhang.wei', 'hotline', '客服态度差', '客服不耐烦', '2.2', 'wang.fang' FROM generate_series(2, 5) AS n;
SELECT id, owner, department, handler_role FROM complaint ORDER BY id;
-- It waits on no list from which another department could take it.
SELECT complaint_flow.claim('support', 'rc.boss') AS rc_boss;
-- A deputy whom she names is taken, but not one of another department.
UPDATE staff SET reachable = true WHERE code = 'sun.li';
INSERT INTO absence (staff, from_at, deputy) VALUES ('sun.li', '2026-03-05 00:00', 'zhou.min');
INSERT INTO complaint (id, received_at, channel, title, category, accused_staff)
    VALUES (6, '2026-03-05 16:10', 'hotline', '客服态度差', '2.2', 'wang.fang'), (7, '2026-03-05 16:10', 'hotline', '客服态度差', '2.2', 'wang.fang');
UPDATE absence SET deputy = 'rc.boss' WHERE staff = 'sun.li';
INSERT INTO absence (staff, from_at) VALUES ('qian.yu', '2026-03-05 00:00');
INSERT INTO complaint (id, received_at, channel, title, category, accused_staff)
    VALUES (8, '2026-03-05 16:10', 'hotline', '客服态度差', '2.2', 'wang.fang'), (9, '2026-03-05 16:10', 'hotline', '客服态度差', '2.2', 'wang.fang');
SELECT id, owner FROM complaint WHERE id > 5 ORDER BY id;

-- Nobody can be reached: Sun Li calls back herself.  She is told, it is her
-- next step, and the clock runs.
UPDATE absence SET deputy = NULL WHERE staff = 'sun.li';
UPDATE staff SET reachable = false WHERE code = 'zhou.min';
INSERT INTO complaint (id, received_at, received_by, channel, title, description, category, accused_staff)
    VALUES (10, '2026-03-05 16:10', 'zhang.wei', 'hotline', '客服态度差', '客服不耐烦', '2.2', 'wang.fang');
SELECT owner, department, handler_role FROM complaint WHERE id = 10;
SELECT topic, audience FROM outbox WHERE complaint_id = 10 ORDER BY id;
SELECT title, body FROM complaint_flow.read_outbox('support', 100) WHERE complaint_id = 10 AND topic = 'call_back';
SELECT action, who, due_at FROM complaint_flow.next_action('support', 10, 'en') WHERE kind = 'clock' ORDER BY step LIMIT 2;
SELECT value, note FROM complaint_flow.explain_complaint('support', 10) WHERE attribute = 'handler';
-- Whoever has left or is complained about does not call back; the next above does.
INSERT INTO complaint (id, received_at, channel, title, category, accused_staff)
    VALUES (11, '2026-03-05 16:10', 'hotline', '客服态度差', '2.2', 'sun.li');
UPDATE staff SET active = false WHERE code = 'sun.li';
INSERT INTO complaint (id, received_at, channel, title, category, accused_staff)
    VALUES (12, '2026-03-05 16:10', 'hotline', '客服态度差', '2.2', 'wang.fang');
SELECT id, owner, handler_role FROM complaint WHERE id > 10 ORDER BY id;

-- The department is data, and must exist.
\set VERBOSITY default
\set SHOW_CONTEXT never
UPDATE routing_rule SET argument = 'custommer_service' WHERE position = 10;
DELETE FROM department WHERE code = 'customer_service';
UPDATE routing_rule SET argument = NULL WHERE position = 10;
INSERT INTO complaint (id, received_at, channel, title, category, accused_staff)
    VALUES (13, '2026-03-05 16:10', 'hotline', '客服态度差', '2.2', 'liu.yang');
SELECT owner, handler_role FROM complaint WHERE id = 13;
SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
