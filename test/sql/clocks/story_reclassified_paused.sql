-- A case is classified anew after its clocks had stood still: the time that the
-- customer took stays out of the new deadlines.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'chen.jie';
INSERT INTO complaint (id, received_at, channel, category, title)
    VALUES (1, '2026-03-02 10:00', 'hotline', '1.2', '包裹少发一件'),
           (2, '2026-03-02 10:00', 'hotline', '1.2', '包裹少发两件');
-- The customer of the first one was waited for from Tuesday to Thursday.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE clock SET pauses = '{[2026-03-03 10:00, 2026-03-05 10:00)}', due_at = '2026-03-14 00:00'
 WHERE complaint_id = 1 AND metric = 'resolution';
COMMIT;
SELECT complaint_id, target, due_at FROM clock WHERE metric = 'resolution' ORDER BY 1;
-- Level II has two days less: for both cases, whatever was waited for.
UPDATE complaint SET category = '2.1', reason = '实为商户态度' WHERE id IN (1, 2);
SELECT complaint_id, target, due_at, original_due_at FROM clock WHERE metric = 'resolution' ORDER BY 1;
-- A recomputation comes to the same.
SELECT complaint_flow.recompute_clocks('support', 'a look at the calendar', false);

-- A rule decides which states pause: a case that comes under one that does not
-- pause where it stands goes on at once, and stands still under one that does.
INSERT INTO complaint (id, channel, category, title) VALUES (3, 'hotline', '1.2', '包裹少发三件');
UPDATE clock_rule SET pausing_states = '{}' WHERE name = 'level II resolved by T+5';
UPDATE complaint SET state = 'verifying' WHERE id = 3;
UPDATE complaint SET state = 'awaiting_customer', reason = '请客户补充照片' WHERE id = 3;
SELECT target, paused_at IS NOT NULL AS stands FROM clock WHERE complaint_id = 3 AND metric = 'resolution';
UPDATE complaint SET category = '2.1', reason = '实为商户态度' WHERE id = 3;
SELECT target, paused_at IS NOT NULL AS stands FROM clock WHERE complaint_id = 3 AND metric = 'resolution';
UPDATE complaint SET category = '1.2', reason = '还是少发' WHERE id = 3;
SELECT target, paused_at IS NOT NULL AS stands FROM clock WHERE complaint_id = 3 AND metric = 'resolution';

-- The customer was waited for on Tuesday morning.  Urgent cases have 24 hours: that
-- deadline was over by then, and neither a past pause moves it nor one that goes on.
INSERT INTO complaint (id, received_at, channel, category, title, remedy_sought, order_ref)
    SELECT id, '2026-03-02 09:00', 'hotline', '1.2', '包裹少发四件', '补发', 'JF' || id FROM generate_series(4, 5) id;
UPDATE complaint SET state = 'verifying' WHERE id IN (4, 5);
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE clock SET pauses = '{[2026-03-03 09:10, 2026-03-03 09:50)}' WHERE complaint_id = 4;
UPDATE clock SET paused_at = '2026-03-03 09:10' WHERE complaint_id = 5;
COMMIT;
UPDATE complaint SET urgency = 'urgent', reason = '客户住院' WHERE id IN (4, 5);
SELECT complaint_id, target, due_at, paused_at FROM clock WHERE complaint_id > 3 AND metric = 'resolution' ORDER BY 1;

-- A clock that begins when the customer is waited for stands still from then on.
INSERT INTO clock_rule (position, name, metric, target, starts_on, met_by, pausing_states)
    VALUES (1, 'checked within a day', 'check', '1 day', '{state:awaiting_customer}', '{state:investigating}', '{awaiting_customer}');
INSERT INTO complaint (id, channel, category, title) VALUES (6, 'hotline', '1.2', '包裹少发五件');
UPDATE complaint SET state = 'verifying' WHERE id = 6;
UPDATE complaint SET state = 'awaiting_customer', reason = '请客户补充照片' WHERE id = 6;
SELECT paused_at = started_at AS stands, next_at FROM clock WHERE complaint_id = 6 AND metric = 'check';
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
