-- Nobody calls back: the job warns, finds the breach, and goes up the ladder.
-- The moments at which the job looks are given to it.
\i test/helper/support_desk.sql
\set ECHO all

-- Monday 2026-03-02, 10:00.  A missing parcel; the first response is due by the
-- end of Tuesday (T+1), at a desk that sets no limit of 24 hours.
UPDATE clock_rule SET at_most = NULL WHERE metric = 'first_response';
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '包裹没有收到', '快递显示已签收', 'JF26030118', '补寄');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'acknowledgement', '2026-03-02 10:01', 'reached');
SELECT metric, target, warn_at, due_at FROM clock WHERE outcome IS NULL ORDER BY due_at;

-- The job looks too early, then when three quarters of the time are gone, and
-- once more: it warns once.
SELECT complaint_flow.run_clocks('support', '2026-03-03 14:29');
SELECT complaint_flow.run_clocks('support', '2026-03-03 14:31');
SELECT complaint_flow.run_clocks('support', '2026-03-03 14:32');
SELECT sla_status, due_at FROM complaint;
SELECT topic, audience, content ->> 'metric' AS metric FROM outbox ORDER BY id;

-- Midnight, to the second: what happens at the deadline is in time.
SELECT complaint_flow.run_clocks('support', '2026-03-04 00:00');
SELECT sla_status FROM complaint;
SELECT complaint_flow.run_clocks('support', '2026-03-04 00:01');
SELECT sla_status FROM complaint;
SELECT metric, breached_at, step FROM clock WHERE breached_at IS NOT NULL;
-- With the breach the owner is told, and the overseer of the department.
SELECT topic, audience, content ->> 'metric' AS metric, content ->> 'step' AS step FROM outbox WHERE topic <> 'clock_warned' ORDER BY id;

-- Two business hours later the supervisor, a business day later the manager, two
-- days later the head of operations.
SELECT complaint_flow.run_clocks('support', '2026-03-04 11:01') AS supervisor;
SELECT complaint_flow.run_clocks('support', '2026-03-05 09:01') AS manager;
SELECT complaint_flow.run_clocks('support', '2026-03-06 09:01') AS head;
SELECT complaint_flow.run_clocks('support', '2026-03-06 12:00') AS nobody_is_left;
SELECT topic, audience, content ->> 'step' AS step FROM outbox WHERE topic = 'escalated' ORDER BY id;
SELECT seq, activity, actor, changes -> 'clocks' -> 1 AS clocks FROM complaint_event WHERE seq > 2 ORDER BY seq;

-- Li Na calls on Friday afternoon.  The clock is met, too late, and stays so.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-06 15:00', 'reached');
SELECT metric, due_at, stopped_at, outcome FROM clock WHERE metric = 'first_response';
SELECT sla_status, first_response_at FROM complaint;

-- The job slept for a week: one case of account security, nobody looked.  The
-- latest step is taken, the ones before it only noted, nothing is sent twice.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, title, description, occurred_at, amount, remedy_sought)
    VALUES (2, '2026-03-02 11:00', 'hotline', '账户被盗', '积分被盗用', '2026-03-01 20:00', 300, '追回积分');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (2, 'out', 'hotline', 'acknowledgement', '2026-03-02 11:02', 'reached');
UPDATE clock_rule SET active = false WHERE metric = 'resolution';
SELECT complaint_flow.run_clocks('support', '2026-03-13 09:00') > 0 AS did_something;
SELECT complaint_flow.run_clocks('support', '2026-03-13 09:00') AS again;
SELECT metric, breached_at, step FROM clock WHERE complaint_id = 2 AND breached_at IS NOT NULL ORDER BY metric;
SELECT topic, audience, content ->> 'metric' AS metric, content ->> 'step' AS step, content ->> 'passed' AS passed
  FROM outbox WHERE complaint_id = 2 ORDER BY 3, id;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
