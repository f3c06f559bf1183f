-- One message instead of a storm: what is for one audience in one hour is
-- collected; nothing is lost, nothing comes twice.
\i test/helper/support_desk.sql
\i test/helper/refused.sql
\set ECHO all
-- complaints of strangers are acknowledged, too
UPDATE clock_rule SET condition = NULL WHERE metric = 'acknowledgement';

-- Forty complaints came in without a receiver and wait for any agent.
INSERT INTO complaint (id, received_at, channel, category, title)
    SELECT n, '2026-03-02 10:00', 'web_form', '1.2', '发票' FROM generate_series(1, 40) AS n;
SELECT DISTINCT handler_role, owner FROM complaint;
-- The acknowledgements are near their end: forty warnings to all agents wait.
SELECT complaint_flow.run_clocks('support', '2026-03-02 10:08');
SELECT topic, audience, count(*), count(digest_rule) AS wait, count(*) FILTER (WHERE visible_at = 'infinity') AS invisible FROM outbox GROUP BY 1, 2;
SELECT count(*) FROM complaint_flow.read_outbox('support', as_of => '2026-03-02 10:30');

-- The hour is not over; then it is: one message, with all of them in it.
SELECT complaint_flow.send_digests('support', '2026-03-02 10:59');
SELECT complaint_flow.send_digests('support', '2026-03-02 11:00');
SELECT complaint_flow.send_digests('support', '2026-03-02 11:00') AS again;
SELECT topic, audience, title, left(body, 100) AS body, array_length(string_to_array(body, E'\n'), 1) AS lines
  FROM complaint_flow.read_outbox('support', as_of => '2026-03-02 11:01', language => 'en', visibility => '0');
SELECT count(*) AS collected, count(DISTINCT digest_id) AS digests, count(acked_at) AS done FROM outbox WHERE topic = 'clock_warned';

-- Periods and audiences stay apart; urgent messages never wait.
INSERT INTO outbox (created_at, topic, audience, dedup_key, content) VALUES
    ('2026-03-02 12:10', 'clock_warned', 'role agent', 'a', '{}'), ('2026-03-02 12:59:59', 'clock_warned', 'role agent', 'b', '{}'),
    ('2026-03-02 13:00', 'clock_warned', 'role agent', 'c', '{}'), ('2026-03-02 12:30', 'clock_warned', 'role manager', 'd', '{}'),
    ('2026-03-02 12:30', 'clock_warned', 'role manager', 'e', '{"urgency": "urgent"}');
SELECT complaint_flow.send_digests('support', '2026-03-02 14:00');
-- One comes late, for a period whose digest is out: it gets one of its own.
INSERT INTO outbox (created_at, topic, audience, dedup_key, content) VALUES ('2026-03-02 12:20', 'clock_warned', 'role agent', 'f', '{}');
SELECT complaint_flow.send_digests('support', '2026-03-02 14:01');
SELECT d.audience, d.content ->> 'count' AS count, string_agg(o.dedup_key, ' ' ORDER BY o.id) AS collected
  FROM outbox o LEFT JOIN outbox d ON d.id = o.digest_id WHERE o.dedup_key ~ '^[a-f]$' GROUP BY d.id ORDER BY d.id;

-- The rule goes while messages wait: they wait no longer.
INSERT INTO outbox (created_at, topic, audience, dedup_key, content) VALUES ('2026-03-02 15:20', 'clock_warned', 'role agent', 'g', '{}');
DELETE FROM message_rule WHERE digest_every IS NOT NULL;
SELECT complaint_flow.send_digests('support', '2026-03-02 15:21');
SELECT refused($$INSERT INTO message_rule (position, name, digest_every) VALUES (1, 'x', '1 month')$$);

-- Old messages go once they are delivered: those of open cases, and those of a
-- digest that is not delivered yet, stay.
SELECT count(*), count(acked_at) AS done FROM outbox;
SELECT complaint_flow.purge_outbox('support', '2026-09-02') AS all_in_use;
SELECT count(*) FROM complaint_flow.ack_outbox('support', ARRAY(SELECT id FROM outbox WHERE topic = 'digest'), '2026-03-02 16:00');
SELECT complaint_flow.purge_outbox('support', '2026-05-30') AS too_early;
SELECT complaint_flow.purge_outbox('support', '2026-06-02') AS purged;
SELECT topic, count(*), count(complaint_id) AS of_cases FROM outbox GROUP BY 1 ORDER BY 1;
SELECT job, rows FROM job_run WHERE rows IS NOT NULL ORDER BY 1;
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
