-- A month at a desk, counted by hand: what the views say at every stage, and
-- that folding changes nothing of it (SPEC R33, R39).
SET client_min_messages = warning;
\pset null '-'
\i test/helper/support_desk.sql
\set ECHO all
SET TimeZone = 'UTC';

-- Four cases of the past, whose times are known to the second.  The desk is
-- open from 9 to 18 on working days, in Shanghai.
--   1  Monday 10:00, answered 11:00, closed Wednesday 10:00: 8 + 9 + 1 hours
--   2  Friday 17:30, answered Monday 9:30, closed Tuesday 10:00
--   3  still open, never answered
--   4  in the last minute of March, withdrawn in the first hour of April
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, department, owner, state, first_response_at, closed_at, contact_count) VALUES
    (1, '2025-03-03 10:00+08', 'hotline', 'late', '1.2', 'customer_service', 'li.na', 'closed', '2025-03-03 11:00+08', '2025-03-05 10:00+08', 3),
    (2, '2025-03-07 17:30+08', 'hotline', 'late', '1.2', 'customer_service', 'li.na', 'closed', '2025-03-10 09:30+08', '2025-03-11 10:00+08', 2),
    (3, '2025-03-07 18:00+08', 'app', 'rude', '2.1', 'customer_service', NULL, 'verifying', NULL, NULL, NULL),
    (4, '2025-03-31 23:59:30+08', 'app', 'rude', '2.1', NULL, NULL, 'withdrawn', NULL, '2025-04-01 00:10+08', NULL);
RESET complaint_flow.importing;
SELECT day, department, category, channel, closings, received, still_open, closed, resolved_fully, contacts FROM kpi_day ORDER BY 1, 2, 3, 4;
SELECT month, category, received, closings, resolution_rate, first_response_mean, first_response_business_mean, resolution_mean,
       resolution_business_mean, accuracy_rate, on_time_rate
  FROM kpi_month ORDER BY 1, 2;
-- percentiles are within 4.9 percent: of 60 and 3840, and of 2880 and 5310 minutes
SELECT category, first_response_median BETWEEN 60 / 1.049 AND 60 * 1.049 AS median, first_response_p90 BETWEEN 3840 / 1.049 AND 3840 * 1.049 AS p90,
       resolution_median BETWEEN 2880 / 1.049 AND 2880 * 1.049 AS median, resolution_p90 BETWEEN 5310 / 1.049 AND 5310 * 1.049 AS p90
  FROM kpi_month WHERE category = '1.2';
SELECT dimension, month, code, received, closings FROM kpi_by WHERE dimension IN ('owner', 'channel') ORDER BY 1, 2, 3;

-- Folding moves figures and shows nothing of it, done once or twice.
CREATE TEMP VIEW shown AS
SELECT count(*) AS lines, md5(string_agg(line, '; ' ORDER BY line)) AS digest
  FROM (SELECT kpi_day::text FROM kpi_day UNION ALL SELECT kpi_month::text FROM kpi_month UNION ALL SELECT kpi_by::text FROM kpi_by) AS v (line);
SELECT digest AS before FROM shown \gset
SELECT complaint_flow.fold_kpi('support') AS folded;
SELECT complaint_flow.fold_kpi('support') AS again;
SELECT lines, digest = :'before' AS unchanged FROM shown;
SELECT * FROM complaint_flow.kpi_verify('support');

-- A case of today, step by step.  A clock is met; nothing is folded.
SELECT now() - interval '2 hours' AS received, now() - interval '1 hour' AS called \gset
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description) VALUES (5, :'received', 'hotline', '漏发', '包裹漏发了一件');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (5, 'out', 'hotline', 'first_response', :'called', 'reached');
CREATE TEMP VIEW today AS
SELECT category, owner, still_open AS open, resolved_fully AS fully, resolved_partly AS partly, first_response_seconds AS response, reclassified AS recl,
       accurate AS acc, reopenings AS reop, score, satisfied AS sat, upheld, promises_met AS met, promises_late AS late
  FROM fact_complaint WHERE complaint_id = 5;
SELECT * FROM today;
SELECT metric, met, late, running FROM kpi_clock WHERE month > '2025-04-01' ORDER BY metric;
-- The rules had it wrong: another category, which is no longer accurate.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '1.1', reason = 'broken, not missing' WHERE id = 5;
SELECT * FROM today;
SELECT complaint_flow.fold_kpi('support', 1) > 0 AS a_part_is_folded;
SELECT * FROM today;
-- All the way to the end: partly upheld, so partly resolved.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'verifying' WHERE id = 5;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = 'seen' WHERE id = 5;
INSERT INTO investigation (complaint_id, methods, findings, cause, conclusion) VALUES (5, 'photo', 'a scratch', 'process', 'partly');
UPDATE complaint SET state = 'solution_proposed', reason = 'a voucher' WHERE id = 5;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 5;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (5, 'out', 'hotline', 'offer', 'reached', 'accepted');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (5, 'out', 'hotline', 'follow_up', 'reached');
SET complaint_flow.actor = 'wang.fang';
INSERT INTO satisfaction (complaint_id, score) VALUES (5, 4);
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'closed' WHERE id = 5;
SELECT * FROM today;
SELECT state, stays FROM kpi_state ORDER BY state;
SELECT state, stay_seconds / 3600 AS hours FROM fact_stay ORDER BY state;
SELECT sum(closings) AS closings, max(resolution_mean) >= 120 AS two_hours_at_least FROM kpi_month WHERE category = '1.1';
-- Reopened: no longer closed, no longer resolved; the score changes to the latest.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'reopened', reason = 'still broken' WHERE id = 5;
SET complaint_flow.actor = 'wang.fang';
INSERT INTO satisfaction (complaint_id, score) VALUES (5, 2);
SELECT * FROM today;
SELECT sum(closings) AS closings, max(resolution_mean) AS resolution_mean, max(mean_score) AS mean_score FROM kpi_month WHERE category = '1.1';
SELECT * FROM complaint_flow.kpi_verify('support');
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT * FROM complaint_flow.kpi_verify('support');
SELECT count(*) = (SELECT sum(stays) FROM kpi_state) AS stays_agree, sum(stay_seconds) >= 7200 AS two_hours_at_least FROM fact_stay;

-- In New York a clock is put forward: half past one and half past three are
-- an hour apart, and both belong to the Sunday.
SELECT FROM complaint_flow.create_desk('regress_ny', pack => 'empty', time_zone => 'America/New_York');
SET search_path = regress_ny, public;
RESET complaint_flow.actor;
SET complaint_flow.importing = on;
INSERT INTO channel (code, label, label_zh) VALUES ('call', 'call', '电话') ON CONFLICT DO NOTHING;
INSERT INTO complaint (received_at, channel, title, state, first_response_at, closed_at) VALUES
    ('2025-03-09 01:30 America/New_York', 'call', 'a', 'closed', '2025-03-09 03:30 America/New_York', '2025-03-10 00:00 America/New_York'),
    ('2025-11-02 00:30 America/New_York', 'call', 'b', 'closed', '2025-11-02 02:30 America/New_York', '2025-11-02 23:59 America/New_York');
RESET complaint_flow.importing;
SELECT day, received, closings, first_response_mean, resolution_mean FROM kpi_day ORDER BY day;
SELECT complaint_flow.fold_kpi('regress_ny') AS folded;
SELECT day, received, closings, first_response_mean, resolution_mean FROM kpi_day ORDER BY day;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('regress_ny');
DROP SCHEMA regress_ny CASCADE;
RESET search_path;
DROP VIEW today, shown;
SELECT complaint_flow.drop_desk('support', true);
