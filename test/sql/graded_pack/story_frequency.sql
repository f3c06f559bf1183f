-- The graded pack: the same trouble again and again.  The third complaint in
-- thirty days makes it 多发, the tenth 高发; grade and urgency rise with it.
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
-- A flask of the model F1 leaks, every second day in March; once a lamp breaks.
INSERT INTO complaint (id, received_at, channel, product, title)
    SELECT n, timestamptz '2026-03-02 10:00' + n * interval '2 days', 'hotline', '保温杯 F1', '杯子漏水' FROM generate_series(1, 10) AS n;
INSERT INTO complaint (id, received_at, channel, product, title) VALUES (11, '2026-03-23 10:00', 'hotline', '台灯 L3', '台灯不亮');
SELECT c.id, c.issue_key, f.label_zh AS frequency, c.level, u.label_zh AS urgency, c.urgent_reasons, coalesce(c.handler_role, c.department) AS handler
  FROM complaint c JOIN frequency f ON f.code = c.frequency JOIN urgency u ON u.code = c.urgency ORDER BY c.id;
-- Two months later it is a rare thing again.
INSERT INTO complaint (id, received_at, channel, product, title) VALUES (12, '2026-05-25 10:00', 'hotline', '保温杯 F1', '杯子漏水');
SELECT frequency, level, urgency FROM complaint WHERE id = 12;
-- How often is often is a row: the supervisor wants to hear of the second one.
UPDATE frequency SET at_least = 2 WHERE code = 'repeated';
INSERT INTO complaint (id, received_at, channel, product, title) VALUES (13, '2026-05-26 10:00', 'hotline', '保温杯 F1', '杯子漏水');
SELECT frequency, level, urgency FROM complaint WHERE id = 13;
SELECT complaint_flow.drop_desk('support', true);
