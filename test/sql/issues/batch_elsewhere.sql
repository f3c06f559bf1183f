-- Batches where the rows stand elsewhere: in partitions, also when these are
-- written by their own names, and in a shard.
\i test/helper/session.sql
\set ECHO all
SET client_min_messages = warning;

SELECT FROM complaint_flow.create_desk('support', pack => 'empty', time_zone => 'Asia/Shanghai');
SET search_path = support, public;
INSERT INTO channel VALUES ('phone', 'phone', '电话');
INSERT INTO urgency VALUES ('red', 90, 'red', '紧急');
INSERT INTO issue_rule (position, name, issue_key) VALUES (1, 'merchant', 'merchant');
INSERT INTO batch_rule (position, name, more_than) VALUES (1, 'more than three', 3);
INSERT INTO classification_rule (position, name, condition, urgency) VALUES (1, 'batch', 'incident_id IS NOT NULL', 'red');

-- partitioned by the time of receipt
ALTER TABLE complaint RENAME TO complaint_before;
CREATE TABLE complaint (LIKE complaint_before INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING COMMENTS,
    PRIMARY KEY (id, received_at)) PARTITION BY RANGE (received_at);
DROP TABLE complaint_before CASCADE;
CREATE TABLE complaint_2025 PARTITION OF complaint FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE complaint_2026 PARTITION OF complaint FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
SELECT count(*) > 0 AS mended FROM complaint_flow.upgrade_desk('support');
CREATE VIEW batch AS
    SELECT merchant, incident_id, urgency, count(*) AS cases FROM complaint GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- many rows by the name of the table: the fourth and later are born urgent
INSERT INTO complaint (received_at, channel, merchant, title) SELECT '2026-03-02', 'phone', 'cafe', 'cold' FROM generate_series(1, 6);
SELECT * FROM batch;
SELECT activity, count(*) FROM complaint_event GROUP BY 1 ORDER BY 1;
-- by the name of the partition each row is counted by itself
INSERT INTO complaint_2026 (id, received_at, channel, merchant, title)
    SELECT 100 + n, '2026-03-02', 'phone', 'bar', 'cold' FROM generate_series(1, 6) AS n;
INSERT INTO complaint_2026 (id, received_at, channel, merchant, title) VALUES (110, '2026-03-02', 'phone', 'bar', 'cold');
SELECT * FROM batch;
SELECT activity, count(*) FROM complaint_event WHERE complaint_id >= 100 GROUP BY 1 ORDER BY 1;
-- a correction by the partition's name
INSERT INTO complaint_2026 (id, received_at, channel, merchant, title)
    SELECT 200 + n, '2026-03-02', 'phone', 'inn ' || n / 4, 'cold' FROM generate_series(1, 4) AS n;
UPDATE complaint_2026 SET merchant = 'inn 0' WHERE id = 204;
SELECT * FROM batch;
-- a statement that writes both
WITH one AS (INSERT INTO complaint (id, received_at, channel, merchant, title)
             SELECT 300 + n, '2026-03-02', 'phone', 'pub', 'cold' FROM generate_series(1, 2) AS n)
INSERT INTO complaint_2026 (id, received_at, channel, merchant, title)
    SELECT 310 + n, '2026-03-02', 'phone', 'pub', 'cold' FROM generate_series(1, 2) AS n;
SELECT * FROM batch;
-- a row that meets an older one is changed instead, and merging does the same
INSERT INTO complaint (id, received_at, channel, merchant, title)
    SELECT 400 + n, '2026-03-02', 'phone', 'zoo', 'cold' FROM generate_series(1, 3) AS n;
INSERT INTO complaint (id, received_at, channel, merchant, title)
    SELECT 400 + n, '2026-03-02', 'phone', 'zoo', 'cold' FROM generate_series(1, 3) AS n
    ON CONFLICT (id, received_at) DO UPDATE SET title = 'still cold';
SELECT * FROM batch WHERE merchant = 'zoo';
MERGE INTO complaint c USING (SELECT 403 + n AS id, '2026-03-02'::timestamptz AS at FROM generate_series(0, 1) AS n) AS s ON c.id = s.id
    WHEN MATCHED THEN UPDATE SET title = 'cold as ever'
    WHEN NOT MATCHED THEN INSERT (id, received_at, channel, merchant, title) VALUES (s.id, s.at, 'phone', 'zoo', 'cold');
SELECT * FROM batch WHERE merchant = 'zoo';
SELECT count(*) FROM incident;
SELECT * FROM issue_moved;
SELECT * FROM complaint_flow.verify_history('support');
DROP SCHEMA support CASCADE;

-- a shard bears another name, beside an empty table of the logical one
SELECT FROM complaint_flow.create_desk('support', pack => 'empty', time_zone => 'Asia/Shanghai');
INSERT INTO channel VALUES ('phone', 'phone', '电话');
INSERT INTO issue_rule (position, name, issue_key) VALUES (1, 'merchant', 'merchant');
INSERT INTO batch_rule (position, name, more_than) VALUES (1, 'more than three', 3);
ALTER TABLE complaint RENAME TO complaint_102014;
CREATE TABLE complaint (LIKE complaint_102014 INCLUDING ALL);
ALTER TABLE complaint_102014 INHERIT complaint;
INSERT INTO complaint_102014 (received_at, channel, merchant, title) SELECT '2026-03-02', 'phone', 'cafe', 'cold' FROM generate_series(1, 6);
INSERT INTO complaint_102014 (received_at, channel, merchant, title) VALUES ('2026-03-02', 'phone', 'cafe', 'cold');
SELECT merchant, incident_id, count(*) FROM complaint_102014 GROUP BY 1, 2;
SELECT issue_key, count, incident_id FROM issue_count;
SELECT * FROM complaint_flow.verify_history('support');
DROP SCHEMA support CASCADE;
