-- The investigation needs longer than the rules allow: more time is asked for
-- before the deadline, by one person, and granted by another.
\i test/helper/support_desk.sql
\set ECHO all

-- A merchant's case of level III, received on Monday: due on Thursday midnight.
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name) VALUES (7, '顾客');
INSERT INTO complaint (id, customer_id, received_at, channel, title, category, merchant, occurred_at, description, remedy_sought)
    VALUES (1, 7, '2026-03-02 10:00', 'hotline', '拒绝兑换', '3.1', '某某商户', '2026-03-01 12:00', '商户拒绝积分兑换', '补偿');
SELECT due_at, original_due_at, warn_at FROM clock WHERE metric = 'resolution';

-- On Wednesday the merchant's records are still missing.  Li Na owns the case
-- and asks for time until the next Tuesday.
INSERT INTO extension (id, complaint_id, new_due_at, reason, recorded_at)
    VALUES (501, 1, '2026-03-10 18:00', '等待商户提供交易记录', '2026-03-04 16:00');
SELECT metric, old_due_at, new_due_at, status FROM extension;
SELECT metric, subject, due_at, outcome FROM clock WHERE subject = 501;
-- Asking moves nothing yet.
SELECT due_at FROM clock WHERE metric = 'resolution';
SELECT action, who, due_at FROM complaint_flow.next_action('support', 1, 'en') WHERE kind = 'extend';
-- She cannot grant it herself, nor can a colleague, nor is it asked twice.
INSERT INTO approval (extension_id, decision) VALUES (501, 'approved');
SET complaint_flow.actor = 'chen.jie';
INSERT INTO approval (extension_id, decision) VALUES (501, 'approved');
SET complaint_flow.actor = 'li.na';
INSERT INTO extension (complaint_id, new_due_at, reason, recorded_at)
    VALUES (1, '2026-03-12 18:00', '再等等', '2026-03-04 17:00');

-- Her supervisor grants it on Thursday morning.  The first deadline stays
-- visible; the warning is planned for the new one.
SET complaint_flow.actor = 'sun.li';
INSERT INTO approval (extension_id, decision, recorded_at) VALUES (501, 'approved', '2026-03-05 10:00');
SELECT status FROM extension;
SELECT metric, due_at, original_due_at, warn_at, next_at, deadline_entry_id FROM clock WHERE metric = 'resolution';
SELECT metric, stopped_at, outcome FROM clock WHERE subject = 501;
SELECT activity, actor, changes -> 'due_at' AS due_at FROM complaint_event
 WHERE activity LIKE 'extension:%' ORDER BY seq;
SELECT due_at FROM complaint WHERE id = 1;
-- The supervisor was asked, the owner knows, and the customer is told.
SELECT topic, audience FROM outbox WHERE topic LIKE 'extension%' OR topic = 'decided' ORDER BY id;

-- The job finds nothing late on Friday, and computing all deadlines again does
-- not take the granted time away.  After the new deadline it is a breach.
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at)
    VALUES (1, 'out', 'hotline', 'first_response', 'reached', '2026-03-02 10:05');
RESET complaint_flow.actor;
SELECT complaint_flow.run_clocks('support', '2026-03-06 09:00');
SELECT complaint_flow.recompute_clocks('support', 'as a test', false);
SELECT due_at, breached_at FROM clock WHERE metric = 'resolution';
SELECT complaint_flow.run_clocks('support', '2026-03-10 19:00');
SELECT due_at, breached_at FROM clock WHERE metric = 'resolution';
-- Now it is too late to ask, whatever time is written on the request.
SET complaint_flow.actor = 'li.na';
INSERT INTO extension (complaint_id, new_due_at, reason, recorded_at)
    VALUES (1, '2026-03-20 18:00', '再等等', '2026-03-09 17:00');

-- Another request is refused, with a reason, and the deadline stays.
INSERT INTO complaint (id, received_at, channel, title, category) VALUES (2, '2026-03-02 10:00', 'hotline', '差价', '1.4');
INSERT INTO extension (id, complaint_id, new_due_at, reason, recorded_at)
    VALUES (502, 2, '2026-04-10 18:00', '想多点时间', '2026-03-04 16:00');
SET complaint_flow.actor = 'zhou.min';
INSERT INTO approval (extension_id, decision) VALUES (502, 'rejected');
INSERT INTO approval (extension_id, decision, reason) VALUES (502, 'rejected', '理由不充分');
SELECT id, status FROM extension ORDER BY id;
SELECT due_at = original_due_at AS unmoved FROM clock WHERE complaint_id = 2 AND metric = 'resolution';
-- Urgency goes before granted time: the case gets the deadline of its new rule.
SET complaint_flow.actor = 'li.na';
INSERT INTO extension (id, complaint_id, new_due_at, reason, recorded_at)
    VALUES (503, 2, '2026-03-30 18:00', '供应商出差', '2026-03-05 16:00');
SET complaint_flow.actor = 'zhou.min';
-- granted when it is over it would give no time
INSERT INTO approval (extension_id, decision, recorded_at) VALUES (503, 'approved', '2026-03-30 18:00');
INSERT INTO approval (extension_id, decision, recorded_at) VALUES (503, 'approved', '2026-03-05 17:00');
SELECT due_at, deadline_entry_id FROM clock WHERE complaint_id = 2 AND metric = 'resolution';
UPDATE complaint SET urgency = 'urgent', reason = '媒体关注' WHERE id = 2;
SELECT due_at, deadline_entry_id FROM clock WHERE complaint_id = 2 AND metric = 'resolution';
SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
