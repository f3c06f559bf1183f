-- How soon cases are closed, by week too, and how often an issue comes up:
-- counted by hand for cases whose times are known to the minute.
SET client_min_messages = warning;
\pset null '-'
\i test/helper/support_desk.sql
\set ECHO all

-- The classes, as the standard pack has them.
SELECT position, code, within, label, label_zh FROM closing_bucket ORDER BY position;

-- Monday 2025-03-03, 10:00.  Three working days end with Thursday, four weeks on
-- 31 March and eight weeks on 28 April at the same hour.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, product, state, closed_at) VALUES
    (1, '2025-03-03 10:00', 'app', 'a', '1.2', 'lamp', 'closed', '2025-03-07 00:00'),
    (2, '2025-03-03 10:00', 'app', 'a', '1.2', 'lamp', 'closed', '2025-03-07 00:01'),
    (3, '2025-03-03 10:00', 'app', 'a', '1.2', 'lamp', 'closed', '2025-03-31 10:00'),
    (4, '2025-03-03 10:00', 'app', 'a', '1.2', 'lamp', 'closed', '2025-03-31 10:00:01'),
    (5, '2025-03-03 10:00', 'app', 'a', '1.2', 'lamp', 'closed', '2025-04-28 10:00:01'),
    (6, '2025-03-03 10:00', 'app', 'a', '1.2', 'lamp', 'closed', NULL),
    (7, '2025-03-09 23:59', 'app', 'a', '1.2', 'lamp', 'verifying', NULL),
    (8, '2025-03-10 00:00', 'app', 'a', '1.2', NULL, 'closed', '2025-03-10 00:01');
RESET complaint_flow.importing;
SELECT month, category, bucket, cases, w.closed FROM kpi_within w JOIN closing_bucket ON code = bucket ORDER BY month, category, position;
SELECT week, department, category, received, closings, still_open FROM kpi_week ORDER BY week;
-- Cases of the past belong to no issue.
SELECT count(*) AS issues FROM kpi_issue_day;
-- Weeks and months add up to the same.
SELECT (SELECT sum(received) FROM kpi_week) AS by_week, (SELECT sum(received) FROM kpi_month) AS by_month, (SELECT sum(closings) FROM kpi_week) AS closings;

CREATE TEMP VIEW shown AS
SELECT md5(string_agg(line, '; ' ORDER BY line)) AS digest
  FROM (SELECT kpi_week::text FROM kpi_week UNION ALL SELECT kpi_within::text FROM kpi_within UNION ALL SELECT kpi_issue_day::text FROM kpi_issue_day
        UNION ALL SELECT kpi_by::text FROM kpi_by) AS v (line);
SELECT digest AS before FROM shown \gset
SELECT complaint_flow.fold_kpi('support') AS folded;
SELECT digest = :'before' AS unchanged FROM shown;
SELECT * FROM complaint_flow.kpi_verify('support');

-- Two cases of today about one issue; one is closed at once, and opened again.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description, product) VALUES (9, 'hotline', '漏发', '包裹漏发了一件', 'lamp'), (10, 'hotline', '漏发', '漏发一件', 'lamp');
UPDATE complaint SET state = 'closed', reason = '已答复' WHERE id = 9;
SELECT bucket, cases, closed FROM kpi_within WHERE month > '2025-12-01' AND closed > 0;
SELECT issue_key, received, open_now FROM kpi_issue_day;
SELECT code, received, still_open FROM kpi_by WHERE dimension = 'issue' AND month > '2025-12-01';
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'reopened', reason = '客户有新情况' WHERE id = 9;
SELECT max(cases) AS cases, sum(closed) AS closed FROM kpi_within WHERE month > '2025-12-01';
SELECT issue_key, received, open_now FROM kpi_issue_day;
-- It was about something else: the case counts there.
UPDATE complaint SET product = 'kettle' WHERE id = 9;
SELECT issue_key, received, open_now FROM kpi_issue_day ORDER BY issue_key;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT issue_key, received, open_now FROM kpi_issue_day ORDER BY issue_key;

-- Other classes: what was counted stands until the sums are made anew.
UPDATE closing_bucket SET within = 'T+4' WHERE position = 1;
DELETE FROM closing_bucket WHERE position = 3;
SELECT sums, key, figure, is_now, should_be FROM complaint_flow.kpi_verify('support') ORDER BY key, figure;
SELECT complaint_flow.kpi_rebuild('support') AS cases;
SELECT * FROM complaint_flow.kpi_verify('support');
SELECT bucket, cases, w.closed FROM kpi_within w JOIN closing_bucket ON code = bucket WHERE month = '2025-03-01' ORDER BY position;
INSERT INTO closing_bucket (position, code, label, label_zh) VALUES (17, 'x', 'x', 'x');
RESET search_path;
DROP VIEW shown;
SELECT complaint_flow.drop_desk('support', true);
