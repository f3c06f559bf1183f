-- A contact that is reported late counts for the time at which it took place.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '包裹没有收到', '快递显示已签收', 'JF26030118', '补寄');
-- On Tuesday at four Li Na calls, and promises to call again on Wednesday at three.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-03 16:00', 'reached', '2026-03-04 15:00');
SELECT first_response_at, last_contact_at, promised_at, contact_count FROM complaint;
-- Only then does Wang Fang report her call of Monday, with a promise for Tuesday.
-- It was the first answer; it keeps no promise that was made later, takes none
-- back, and its own one is history.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-02 11:00', 'reached', '2026-03-03 09:00');
SELECT first_response_at, last_contact_at, promised_at, contact_count FROM complaint;
SELECT cycle, started_at, due_at, stopped_at, outcome FROM clock WHERE metric = 'promised_contact' ORDER BY cycle;
-- Nor does a call of Monday without any promise.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-02 12:00', 'reached');
SELECT first_response_at, last_contact_at, promised_at, contact_count FROM complaint;
SELECT cycle, due_at, stopped_at, outcome FROM clock WHERE metric = 'promised_contact' ORDER BY cycle;
-- The call of Wednesday does.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-04 14:00', 'reached');
SELECT last_contact_at, promised_at FROM complaint;
SELECT cycle, due_at, stopped_at, outcome FROM clock WHERE metric = 'promised_contact' ORDER BY cycle;
-- A case that is over at once, from an application whose clock is ahead.
INSERT INTO complaint (id, received_at, channel, title) VALUES (2, now() + interval '2 minutes', 'app', '点错了');
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 2;
-- no clock ends before it began
SELECT metric, cycle FROM clock WHERE stopped_at < started_at;
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
