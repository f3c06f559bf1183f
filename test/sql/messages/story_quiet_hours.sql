-- Nobody is woken for what can wait: quiet hours by calendar, urgent at once.
\i test/helper/support_desk.sql
\set ECHO all

-- Friday evening, after hours: two cases with a promise to call back, one urgent.
INSERT INTO complaint (id, received_at, channel, received_by, category, title) VALUES (1, '2026-03-06 17:00', 'hotline', 'li.na', '1.2', '发票');
INSERT INTO complaint (id, received_at, channel, received_by, category, title, owner) VALUES (2, '2026-03-06 17:00', 'hotline', 'li.na', '1.2', '记者已经知道', NULL);
SELECT id, urgency, owner FROM complaint ORDER BY id;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, made_by, next_contact_at)
    SELECT id, 'out', 'hotline', 'acknowledgement', '2026-03-06 17:05', 'reached', 'li.na', '2026-03-06 20:00' FROM complaint;
SELECT complaint_flow.run_clocks('support', '2026-03-06 19:30') > 0 AS looked;

-- The ordinary warning waits for Monday morning, the urgent one does not.
SELECT complaint_id, topic, content ->> 'metric' AS metric, created_at, visible_at FROM outbox WHERE topic = 'clock_warned' ORDER BY complaint_id, 3;
SELECT complaint_id, topic FROM complaint_flow.read_outbox('support', as_of => '2026-03-06 19:31') WHERE topic = 'clock_warned' ORDER BY 1;
SELECT complaint_id, topic FROM complaint_flow.read_outbox('support', as_of => '2026-03-09 08:59', visibility => '0') WHERE topic = 'clock_warned' AND complaint_id = 1;
SELECT complaint_id, topic FROM complaint_flow.read_outbox('support', as_of => '2026-03-09 09:00', visibility => '0') WHERE topic = 'clock_warned' AND complaint_id = 1;

-- The desk's own time zone decides, not the session's; the first rule that fits does.
SET TimeZone = 'America/New_York';
INSERT INTO outbox (created_at, topic, audience, dedup_key, content) VALUES
    ('2026-03-07 12:00+08', 'clock_warned', 'person li.na', 'a', '{}'),
    ('2026-03-07 12:00+08', 'clock_warned', 'person li.na', 'b', '{"urgency": "urgent"}'),
    ('2026-03-07 12:00+08', 'clock_breached', 'person li.na', 'c', '{"urgency": 1}'),
    ('2026-03-07 12:00+08', 'clock_warned', NULL, 'd', '[]');
SET TimeZone = 'Asia/Shanghai';
SELECT dedup_key, visible_at FROM outbox WHERE dedup_key IN ('a', 'b', 'c', 'd') ORDER BY 1;
-- Who writes a message may say when it is to be read.
INSERT INTO outbox (created_at, topic, audience, dedup_key, content, visible_at)
    VALUES ('2026-03-07 12:00', 'clock_warned', 'person li.na', 'e', '{}', '2026-03-08 15:00') RETURNING visible_at;

-- A quiet holiday for one person only, before the other rules.
INSERT INTO calendar (name, time_zone, by_year) VALUES ('mornings', 'Asia/Shanghai', false);
INSERT INTO calendar_hours (calendar, weekday, opens, closes) SELECT 'mornings', d, '09:00', '12:00' FROM generate_series(1, 7) AS d;
INSERT INTO message_rule (position, name, audience, quiet_calendar) VALUES (1, 'mornings', 'person li.na', 'mornings');
INSERT INTO outbox (created_at, topic, audience, dedup_key, content) VALUES
    ('2026-03-07 13:00', 'escalated', 'person li.na', 'f', '{"urgency": "urgent"}'),
    ('2026-03-07 13:00', 'escalated', 'person li.nan', 'g', '{"urgency": "urgent"}'),
    ('2026-03-07 11:59:59', 'escalated', 'person li.na', 'h', '{"urgency": "urgent"}');
SELECT dedup_key, visible_at FROM outbox WHERE dedup_key IN ('f', 'g', 'h') ORDER BY 1;
-- A calendar without hours silences nobody.
DELETE FROM calendar_hours WHERE calendar = 'mornings';
INSERT INTO outbox (created_at, topic, audience, dedup_key, content) VALUES ('2026-03-07 13:00', 'escalated', 'person li.na', 'i', '{}');
SELECT visible_at FROM outbox WHERE dedup_key = 'i';

SELECT complaint_flow.drop_desk('support', true);
