-- How well does a department do?  One number, from measures that the
-- supervisor weighs, and how it comes about (SPEC R33).
SET client_min_messages = warning;
\pset null '-'
\i test/helper/support_desk.sql
\set ECHO all
-- Four cases of March in two categories: two end resolved, one invalid, one
-- is open; first answers after 30, 60 and 120 minutes.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, department, owner, state, validity, validity_reason, first_response_at, closed_at) VALUES
    (1, '2025-03-03 10:00', 'hotline', 'late', '1.2', 'customer_service', 'li.na', 'closed', NULL, NULL, '2025-03-03 10:30', '2025-03-04 10:00'),
    (2, '2025-03-04 10:00', 'hotline', 'rude', '2.1', 'customer_service', 'li.na', 'closed', NULL, NULL, '2025-03-04 11:00', '2025-03-06 10:00'),
    (3, '2025-03-05 10:00', 'hotline', 'rude', '2.1', 'customer_service', 'li.na', 'invalid', 'invalid', 'no fault', '2025-03-05 12:00', '2025-03-05 13:00'),
    (4, '2025-03-06 10:00', 'app', 'late', '1.2', 'customer_service', NULL, 'verifying', NULL, NULL, NULL, NULL),
    (5, '2025-03-06 10:00', 'app', 'frozen', '3.2', 'risk_control', NULL, 'verifying', NULL, NULL, NULL, NULL);
RESET complaint_flow.importing;
SET complaint_flow.actor = 'wang.fang';
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5), (2, 2), (3, 4);
RESET complaint_flow.actor;
-- All categories together: a share of four cases, not a mean of shares.
SELECT measure, value FROM kpi_measured WHERE department = 'customer_service' AND measure !~ 'p90|median|business' ORDER BY 1;
SELECT v.measure, v.value BETWEEN x.exact / 1.049 AND x.exact * 1.049 AS close
  FROM kpi_measured v
  JOIN (VALUES ('first_response_median', 60), ('first_response_p90', 120), ('resolution_median', 1440), ('resolution_p90', 2880),
               ('resolution_business_median', 540), ('resolution_business_p90', 1080), ('first_response_business_median', 60)) AS x (measure, exact)
    ON x.measure = v.measure
 WHERE v.department = 'customer_service' ORDER BY 1;
-- What a measure is, stands beside it; all of them can be had.
SELECT label, label_zh, unit, definition FROM kpi_measure WHERE code IN ('on_time_rate', 'first_response_median') ORDER BY code;
SELECT measure FROM kpi_measured EXCEPT SELECT code FROM kpi_measure;

-- The pack's weights.
SELECT measure, weight, at_worst, at_best FROM kpi_weight ORDER BY weight DESC, measure;
SELECT department, measure, value, points, weight, label_zh FROM kpi_score_part ORDER BY 1, 2;
SELECT month, department, score, measures, weight_share, department_label_zh FROM kpi_score ORDER BY department;
-- Twenty-five times 33.34, twenty times 0, and thrice ten times 100.
SELECT round((25 * 33.34 + 20 * 0 + 10 * 100 + 10 * 100 + 10 * 100) / 75, 2) AS by_hand;

-- The supervisor counts the time to the first answer: 70 minutes are 50 of the
-- way of 120; and a mean score of 5 is perfect, of 1 is nothing.
UPDATE kpi_weight SET active = false;
INSERT INTO kpi_weight (measure, weight, at_worst, at_best) VALUES ('first_response_mean', 3, 120, 0), ('mean_score', 1, 1, 5);
SELECT department, measure, value, points FROM kpi_score_part ORDER BY 1, 2;
SELECT department, score, measures, weight_share FROM kpi_score ORDER BY 1;
-- Beyond the best is no better, and beyond the worst no worse.
UPDATE kpi_weight SET at_worst = 100, at_best = 80 WHERE measure = 'first_response_mean';
UPDATE kpi_weight SET at_worst = 4, at_best = 5 WHERE measure = 'mean_score';
SELECT measure, value, points FROM kpi_score_part ORDER BY 1;
-- Folded or not, and when a customer thinks again: it says what is true now.
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT department, score FROM kpi_score ORDER BY 1;
SET complaint_flow.actor = 'zhou.min';
INSERT INTO satisfaction (complaint_id, score) VALUES (2, 5);
RESET complaint_flow.actor;
SELECT measure, value, points FROM kpi_score_part ORDER BY 1;
SELECT department, score FROM kpi_score ORDER BY 1;

-- Where a department has one category, a measure is the column of kpi_month.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, department, state, first_response_at, closed_at) VALUES
    (6, '2025-03-10 10:00', 'hotline', 'rude', '2.1', 'merchant_care', 'closed', '2025-03-10 17:10', '2025-03-14 10:00'),
    (7, '2025-03-11 10:00', 'hotline', 'rude', '2.1', 'merchant_care', 'withdrawn', '2025-03-12 12:00', '2025-03-12 13:00'),
    (8, '2025-03-11 10:00', 'hotline', 'rude', '2.1', 'merchant_care', 'verifying', '2025-03-11 10:20', NULL);
RESET complaint_flow.importing;
SET complaint_flow.actor = 'zhou.min';
INSERT INTO satisfaction (complaint_id, score) VALUES (6, 3), (7, 5);
RESET complaint_flow.actor;
SELECT count(*) AS measures, count(*) FILTER (WHERE to_jsonb(k) ? m.measure) AS in_both,
       count(*) FILTER (WHERE m.value IS DISTINCT FROM (to_jsonb(k) ->> m.measure)::numeric AND to_jsonb(k) ? m.measure) AS different
  FROM kpi_measured m JOIN kpi_month k ON k.month = m.month AND k.department = m.department
 WHERE m.department = 'merchant_care';
-- A misspelt measure, a weight of nothing, and a way without length are refused.
INSERT INTO kpi_weight (measure, weight, at_worst, at_best) VALUES ('on_time_ratio', 1, 0, 1);
UPDATE kpi_weight SET weight = 'NaN' WHERE measure = 'mean_score';
UPDATE kpi_weight SET weight = 0 WHERE measure = 'mean_score';
UPDATE kpi_weight SET at_best = at_worst WHERE measure = 'mean_score';
-- What counted before can be read.
SELECT content ->> 'at_worst' AS at_worst, to_version IS NULL AS holds FROM rule_history
 WHERE table_name = 'kpi_weight' AND rule_key = 'mean_score' ORDER BY from_version;
-- Supervisors weigh, analysts read.
CREATE ROLE regress_score_supervisor;
CREATE ROLE regress_score_analyst;
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_score_supervisor');
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_score_analyst');
SET ROLE regress_score_supervisor;
UPDATE kpi_weight SET weight = 2 WHERE measure = 'mean_score';
SET ROLE regress_score_analyst;
UPDATE kpi_weight SET weight = 3 WHERE measure = 'mean_score';
SELECT p.department, w.measure, w.weight, p.points FROM kpi_weight w JOIN kpi_score_part p ON p.measure = w.measure ORDER BY 1, 2;
RESET ROLE;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_score_supervisor, regress_score_analyst;
