-- A time agreed with the customer, or ordered by a superior, is the deadline:
-- earlier or later than the rule's, at once, with who agreed to it.
\i test/helper/support_desk.sql
\set ECHO all

-- A defect, level I: resolved by T+7, says the rule.
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name) VALUES (7, '顾客');
INSERT INTO complaint (id, customer_id, received_at, channel, title, category, product, order_ref, description, remedy_sought)
    VALUES (1, 7, '2026-03-02 10:00', 'hotline', '电饭锅不加热', '1.1', '电饭锅', 'A1', '电饭锅不加热', '换货');
SELECT due_at, warn_at FROM clock WHERE metric = 'resolution';

-- Li Na promises the customer an end by Wednesday noon.  Earlier than the rule
-- it needs nobody's leave, and it binds.
INSERT INTO agreed_deadline (id, complaint_id, new_due_at, agreed_with, reason, recorded_at)
    VALUES (501, 1, '2026-03-04 12:00', 'customer', '客户周三下午出差', '2026-03-02 10:10');
SELECT due_at, original_due_at, warn_at, deadline_entry_id FROM clock WHERE metric = 'resolution';
SELECT old_due_at, new_due_at, recorded_by FROM agreed_deadline;
SELECT activity, actor, changes -> 'agreed_deadline' -> 0 ->> 'agreed_with' AS agreed_with FROM complaint_event WHERE activity LIKE 'deadline:%';
SELECT value, decided_by, note FROM complaint_flow.explain_complaint('support', 1) WHERE attribute = 'clock resolution';
SELECT line FROM complaint_flow.case_timeline('support', 1, 'zh') WHERE line LIKE '%约定时限%';
SELECT line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line LIKE 'Deadline%';
SELECT line FROM regexp_split_to_table(complaint_flow.complaint_sheet('support', 1, 'zh'), '\n') AS line WHERE line LIKE '%2026-03-04 12:00  %';
-- nobody is told of what the owner wrote
SELECT count(*) FROM outbox WHERE topic = 'deadline_moved';

-- It stays when all deadlines are computed anew, and when another rule gives
-- more time; a rule that gives less takes its place.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at)
    VALUES (1, 'out', 'hotline', 'first_response', 'reached', '2026-03-02 10:05');
RESET complaint_flow.actor;
SELECT complaint_flow.recompute_clocks('support', 'as a test', false);
SELECT due_at FROM clock WHERE metric = 'resolution';
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET level = 'II', reason = '多名客户' WHERE id = 1;
SELECT k.due_at, k.deadline_entry_id, r.name FROM clock k JOIN clock_rule r ON r.id = k.rule_id WHERE k.metric = 'resolution';
UPDATE complaint SET urgency = 'urgent', reason = '媒体关注' WHERE id = 1;
SELECT k.due_at, k.deadline_entry_id, r.name FROM clock k JOIN clock_rule r ON r.id = k.rule_id WHERE k.metric = 'resolution';

-- A later time with the customer's consent: who may give it is policy.  An
-- agent asks for an extension.
INSERT INTO complaint (id, customer_id, received_at, received_by, channel, title, category, product, order_ref, description, remedy_sought)
    VALUES (2, 7, '2026-03-02 10:00', 'li.na', 'hotline', '水壶漏水', '1.1', '水壶', 'A2', '水壶漏水', '换货');
SET complaint_flow.actor = 'li.na';
\set VERBOSITY default
\set SHOW_CONTEXT never
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason, recorded_at)
    VALUES (2, '2026-03-20 12:00', 'customer', '客户出国', '2026-03-03 10:00');
SET complaint_flow.actor = 'sun.li';
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason, recorded_at)
    VALUES (2, '2026-03-20 12:00', 'customer', '客户出国', '2026-03-03 10:00');
SELECT due_at, original_due_at FROM clock WHERE complaint_id = 2 AND metric = 'resolution';
SELECT audience FROM outbox WHERE topic = 'deadline_moved';

-- The manager wants it settled by Thursday; Li Na writes the order down.  A
-- colleague gives no orders.
SET complaint_flow.actor = 'li.na';
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, ordered_by, reason, recorded_at)
    VALUES (2, '2026-03-05 18:00', 'superior', 'wang.fang', '尽快', '2026-03-03 11:00');
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason, recorded_at)
    VALUES (2, '2026-03-05 18:00', 'superior', '尽快', '2026-03-03 11:00');
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, ordered_by, reason, recorded_at)
    VALUES (2, '2026-03-05 18:00', 'superior', 'wu.gang', '尽快', '2026-03-03 11:00');
SELECT value, decided_by, note FROM complaint_flow.explain_complaint('support', 2) WHERE attribute = 'clock resolution';
SELECT line FROM complaint_flow.case_timeline('support', 2, 'zh') WHERE line LIKE '%指定时限%';
-- It is missed like any other deadline, and then moves no more.
RESET complaint_flow.actor;
SELECT complaint_flow.run_clocks('support', '2026-03-05 18:01') > 0 AS ran;
SELECT due_at, breached_at FROM clock WHERE complaint_id = 2 AND metric = 'resolution';
SET complaint_flow.actor = 'sun.li';
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason, recorded_at)
    VALUES (2, '2026-03-09 18:00', 'customer', '再等等', '2026-03-05 17:00');

-- Refused: no such clock, a time before the agreement, an unknown superior,
-- what the engine writes, without a person.
INSERT INTO complaint (id, received_at, received_by, channel, title, category) VALUES (3, '2026-03-02 10:00', 'li.na', 'hotline', '差价', '1.4');
INSERT INTO agreed_deadline (complaint_id, metric, new_due_at, agreed_with, reason, recorded_at)
    VALUES (3, 'follow_up', '2026-03-04', 'customer', 'x', '2026-03-03');
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason, recorded_at)
    VALUES (3, '2026-03-02 12:00', 'customer', 'x', '2026-03-03');
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, ordered_by, reason, recorded_at)
    VALUES (3, '2026-03-04', 'superior', 'nobody', 'x', '2026-03-03');
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason, old_due_at, recorded_at)
    VALUES (3, '2026-03-04', 'customer', 'x', '2026-03-04', '2026-03-03');
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason, recorded_at)
    VALUES (3, '2026-03-04', 'neighbour', 'x', '2026-03-03');
RESET complaint_flow.actor;
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason, recorded_at)
    VALUES (3, '2026-03-04', 'customer', 'x', '2026-03-03');
-- Rules name the activity, and a person whom an entry names stays.
INSERT INTO action_rule (position, name, activities, action, argument, topic)
    VALUES (900, 'typo', '{deadline:custommer}', 'notify', 'owner', 'x');
DELETE FROM staff WHERE code = 'wu.gang';
SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
