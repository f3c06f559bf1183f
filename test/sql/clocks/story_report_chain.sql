-- An urgent case that nobody answers: receiver, supervisor, manager, head of
-- operations, each told once, at the moment that the rules say.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
CREATE VIEW told AS
    SELECT topic, audience, content ->> 'metric' AS metric, content ->> 'step' AS step FROM outbox ORDER BY id;
-- Tuesday, 09:00.  Sun Li and the managers learn of it at once, by the receipt
-- itself.
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-03 09:00', 'hotline', '包裹丢失', '再不解决就向记者曝光', 'JF26030233', '赔偿');
SELECT * FROM told;
SELECT owner, handler_role, due_at, sla_status FROM complaint;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'acknowledgement', '2026-03-03 09:05', 'reached');

-- After 11:15, three quarters of three hours: the supervisors are warned.
SELECT complaint_flow.run_clocks('support', '2026-03-03 11:15');
SELECT complaint_flow.run_clocks('support', '2026-03-03 11:16');
SELECT * FROM told OFFSET 2;
-- Noon: broken.  The waiting list again, the receiver's supervisor, and the head
-- of operations.
SELECT complaint_flow.run_clocks('support', '2026-03-03 12:01');
SELECT * FROM told WHERE metric IS NULL OR topic <> 'clock_warned' OFFSET 2;
SELECT sla_status FROM complaint;
-- The same look twice tells nothing twice.
SELECT complaint_flow.run_clocks('support', '2026-03-03 12:01');
SELECT count(*) FROM told;
-- Two business hours later the supervisor once more.
SELECT complaint_flow.run_clocks('support', '2026-03-03 14:01');
SELECT * FROM told WHERE metric = 'first_response' AND step = '3';
-- A day, two days later: manager, head of operations, as steps of the clock.
SELECT complaint_flow.run_clocks('support', '2026-03-04 12:01');
SELECT complaint_flow.run_clocks('support', '2026-03-05 12:01');
SELECT * FROM told WHERE metric = 'first_response' AND step IN ('4', '5');

-- Zhou Min takes it at last.  The late call ends the chain.
SELECT complaint_flow.claim('support', 'zhou.min') AS zhou_min;
SET complaint_flow.actor = 'zhou.min';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-05 13:00', 'reached');
SELECT outcome, breached_at, step FROM clock WHERE metric = 'first_response';
SELECT next_at IS NULL AS ended FROM clock WHERE metric = 'first_response';
-- What happened reads as a report.
SELECT at, who, line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE at < '2026-03-06';
DROP VIEW told;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
