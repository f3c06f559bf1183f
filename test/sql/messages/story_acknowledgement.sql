-- A complaint is confirmed to the customer at once (SPEC R4): the engine writes
-- the message, a worker carries it away, and the delivery is the contact that
-- meets the clock.
\i test/helper/support_desk.sql
\set ECHO all

-- Mr Wang and Ms Smith call, and somebody who does not give a name.
INSERT INTO customer (id, name, phone, language) VALUES
    (1, '王建国', '13900000001', NULL), (2, 'Jane Smith', '13900000002', 'en'), (3, '李梅', NULL, NULL);
INSERT INTO complaint (id, received_at, channel, received_by, customer_id, category, title) VALUES
    (1, now(), 'hotline', 'li.na', 1, '1.2', '发票没有收到'),
    (2, now(), 'app', 'li.na', 2, '1.2', 'no invoice'),
    (3, now(), 'hotline', 'li.na', NULL, '1.2', '发票没有收到'),
    (4, now(), 'letter', 'li.na', 3, '1.2', '发票没有收到');
-- Each customer is told once; nobody can tell the one without a name.
SELECT complaint_id, topic, audience, content - 'sheet_no' AS content FROM outbox ORDER BY id;

-- No name and no number stands in the outbox: the worker gets them as they are
-- when it reads, in the language of the customer or of the desk.
CREATE FUNCTION plain(words text) RETURNS text LANGUAGE sql
    AS $$ SELECT regexp_replace(regexp_replace(words, '\d{8}-', '<day>-', 'g'), '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>', 'g') $$;
SELECT complaint_id, recipient, phone, words_in, plain(title) AS title, plain(body) AS body, attempts
  FROM complaint_flow.read_outbox('support', 10, '1 minute', 'customer');

-- The message is sent: the worker says so, and the clock is met.  Ms Li can not
-- be reached: that her message was handled is no contact with her.
SELECT complaint_id, outcome FROM complaint_flow.ack_outbox('support', (SELECT array_agg(id) FROM outbox)) JOIN outbox USING (id) ORDER BY 1;
SELECT complaint_id, direction, channel, purpose, result, made_by FROM contact ORDER BY 1;
SELECT complaint_id, metric, outcome FROM clock WHERE metric = 'acknowledgement' ORDER BY 1;
SELECT complaint_id, seq, activity, actor FROM complaint_event ORDER BY 1, 2;
-- It is no first response: that is still due.
SELECT id, first_response_at, contact_count FROM complaint ORDER BY 1;

-- Said twice, nothing happens twice; a number that never was is reported.
SELECT outcome, count(*) FROM complaint_flow.ack_outbox('support', (SELECT array_agg(id) || 4711::bigint FROM outbox)) GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM contact;

-- Mr Wang's data are removed while a message to him waits: it goes out without.
INSERT INTO complaint (id, received_at, channel, received_by, customer_id, category, title)
    VALUES (5, now(), 'hotline', 'li.na', 1, '1.2', '赠品漏发');
UPDATE customer SET name = NULL, phone = NULL WHERE id = 1;
SELECT recipient, phone, plain(title) AS title, plain(body) AS body FROM complaint_flow.read_outbox('support');

-- Nobody sets another actor by the way: the contact is nobody's.
UPDATE customer SET phone = '13900000003' WHERE id = 1;
SET complaint_flow.actor = 'wang.fang';
SELECT outcome FROM complaint_flow.ack_outbox('support', ARRAY(SELECT id FROM outbox WHERE complaint_id = 5));
SELECT complaint_id, purpose, made_by FROM contact WHERE complaint_id = 5;
RESET complaint_flow.actor;

-- A case of the past confirms nothing.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, received_by, customer_id, category, level, urgency, state, title)
    VALUES (6, '2020-03-02 10:00', 'hotline', 'li.na', 1, '1.2', 'I', 'ordinary', 'closed', '发票没有收到');
RESET complaint_flow.importing;
SELECT count(*) FROM outbox WHERE complaint_id = 6;

-- Whose policy is another one switches the row off.
UPDATE action_rule SET active = false WHERE topic = 'acknowledgement';
INSERT INTO complaint (id, received_at, channel, received_by, customer_id, category, title)
    VALUES (7, now(), 'hotline', 'li.na', 1, '1.2', '安装太慢');
SELECT count(*) FROM outbox WHERE complaint_id = 7;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION plain(text);
