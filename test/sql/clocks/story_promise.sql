-- A promise to call back binds as a deadline does.
\i test/helper/support_desk.sql
\set ECHO all

-- Monday 2026-03-02, 10:00.  Li Na answers at once and promises a call on
-- Wednesday at three.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '包裹没有收到', '快递显示已签收', 'JF26030118', '补寄');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-02 10:05', 'reached', '2026-03-04 15:00');
SELECT promised_at, due_at, sla_status FROM complaint;
SELECT metric, cycle, target, due_at, outcome FROM clock ORDER BY due_at;

-- She tries at half past two and reaches nobody: the promise is not kept by that.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-04 14:30', 'not_reached');
SELECT outcome, promised_at FROM clock, complaint WHERE metric = 'promised_contact';
-- Nor is it by the customer's own call.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'in', 'hotline', 'information', '2026-03-04 14:40', 'reached');
SELECT outcome, promised_at FROM clock, complaint WHERE metric = 'promised_contact';
-- At five to three she reaches him, and has to promise again, for Friday.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-04 14:55', 'reached', '2026-03-06 17:00');
SELECT cycle, started_at, due_at, stopped_at, outcome FROM clock WHERE metric = 'promised_contact' ORDER BY cycle;
-- The customer asks for Saturday: a new promise takes the place of the open one.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'in', 'hotline', 'information', '2026-03-05 09:00', 'reached', '2026-03-07 10:00');
SELECT cycle, due_at, stopped_at, outcome FROM clock WHERE metric = 'promised_contact' ORDER BY cycle;

-- Saturday passes.  A promise is a moment, not business time: the breach is
-- found at ten, and the owner hears of it.
SELECT complaint_flow.run_clocks('support', '2026-03-07 09:59') >= 0 AS looked;
SELECT sla_status FROM complaint;
SELECT complaint_flow.run_clocks('support', '2026-03-07 10:01');
SELECT sla_status FROM complaint;
SELECT topic, audience, content ->> 'metric' AS metric, content ->> 'cycle' AS cycle FROM outbox
 WHERE content ->> 'metric' = 'promised_contact' ORDER BY id;
-- The call on Monday is late.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-09 09:10', 'reached');
SELECT cycle, due_at, stopped_at, outcome FROM clock WHERE metric = 'promised_contact' ORDER BY cycle;
SELECT promised_at, contact_count, attempt_count FROM complaint;

-- A promise in the past, or before the call that makes it, is none.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-09 09:20', 'reached', '2026-03-09 09:20');
SELECT seq, activity, actor FROM complaint_event WHERE activity !~ 'clock_|escalated' ORDER BY seq;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
