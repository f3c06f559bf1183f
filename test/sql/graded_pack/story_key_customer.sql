-- The graded pack: a key customer waits for a parcel.  Grade 2 by who he is, and
-- the steps of a promise that is broken.
\set VERBOSITY terse
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name, tier) VALUES (1, '鼎新公司', 'key'), (2, '丁女士', NULL);
INSERT INTO complaint (id, received_at, channel, customer_id, product, order_ref, title, description) VALUES
    (1, '2026-03-06 16:00', 'hotline', 1, '打印纸', 'DD-101', '快递延误', '一周未送达'),
    (2, '2026-03-06 16:00', 'hotline', 2, '打印纸', 'DD-102', '快递延误', '一周未送达');
SELECT id, category, level, urgency, urgent_reasons, department, handler_role FROM complaint ORDER BY id;
SELECT complaint_id, metric, target, due_at FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY 1, 2;
-- He is called back a minute before the four hours end; promised is Monday noon.
SELECT complaint_flow.claim('support', 'sun.li') AS sun_li;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-06 19:59', 'reached', '2026-03-09 12:00');
SELECT metric, outcome FROM clock WHERE complaint_id = 1 AND metric IN ('first_response', 'promised_contact') ORDER BY metric;
-- Monday noon passes.
SELECT complaint_flow.run_clocks('support', '2026-03-09 12:05') > 0 AS found;
SELECT topic, audience FROM outbox WHERE complaint_id = 1 AND content ->> 'metric' = 'promised_contact' ORDER BY id;
-- Four hours of service later: the team leaders; a day: the quality managers.
SELECT complaint_flow.run_clocks('support', '2026-03-09 17:05') >= 0 AS looked;
SELECT complaint_flow.run_clocks('support', '2026-03-10 12:05') >= 0 AS looked;
SELECT complaint_flow.run_clocks('support', '2026-03-10 17:31') >= 0 AS looked;
SELECT audience, content ->> 'step' AS step FROM outbox WHERE complaint_id = 1 AND topic = 'escalated' AND content ->> 'metric' = 'promised_contact' ORDER BY id;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-10 18:00', 'reached');
SELECT outcome FROM clock WHERE complaint_id = 1 AND metric = 'promised_contact';
-- The other parcel waits in the list of logistics.
SELECT complaint_id, level, claimable_by FROM work_queue;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
