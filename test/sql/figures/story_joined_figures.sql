-- Who calls three times has one complaint: sheets are counted, and complaints,
-- under two names.  And the first answer is the same whoever tells of it, the
-- clock or the figures.
\pset null '-'
\i test/helper/support_desk.sql
CREATE TEMP VIEW shown AS
SELECT md5(string_agg(line, '; ' ORDER BY line)) AS digest
  FROM (SELECT kpi_day::text FROM kpi_day UNION ALL SELECT kpi_month::text FROM kpi_month UNION ALL SELECT kpi_within::text FROM kpi_within
        UNION ALL SELECT kpi_by::text FROM kpi_by UNION ALL SELECT kpi_measured::text FROM kpi_measured
        UNION ALL SELECT fact_complaint::text FROM fact_complaint) AS v (line);
\set ECHO all

-- A history of last year.  Monday 09:00 a complaint, Tuesday 15:00 the customer
-- calls again, Friday 15:00 it is closed: four days and six hours.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, level, state, closed_at, repeat_of, repeat_kind) VALUES
    (1, '2025-03-03 09:00', 'hotline', 'a', '1.2', 'I', 'closed', '2025-03-07 15:00', NULL, NULL),
    (2, '2025-03-04 15:00', 'hotline', 'a', '1.2', 'I', 'joined', '2025-03-04 15:00', 1, 'joined');
RESET complaint_flow.importing;
SELECT received, joined, complaints, closed, still_open, ended, closings, repeats, resolution_rate, accuracy_rate, repeat_rate,
       resolution_mean, resolution_median BETWEEN 6120 * 0.95 AND 6120 * 1.05 AS median_is_right
  FROM kpi_month;
SELECT bucket, cases, w.closed FROM kpi_within w JOIN closing_bucket ON code = bucket ORDER BY position;
SELECT measure, value FROM kpi_measured WHERE measure IN ('resolution_rate', 'accuracy_rate', 'resolution_mean') ORDER BY 1;
SELECT complaint_id, day, closed_day, joined, closed, resolution_seconds FROM fact_complaint ORDER BY 1;
SELECT received, complaints FROM kpi_severity;
SELECT day, received, complaints, closings FROM kpi_day ORDER BY day;
SELECT digest AS before FROM shown \gset
SELECT complaint_flow.fold_kpi('support') AS folded;
SELECT digest = :'before' AS unchanged FROM shown;
SELECT * FROM complaint_flow.kpi_verify('support');

-- Today: Mrs Chen complains, and calls again while her case is open.
INSERT INTO customer (id, name) VALUES (7, '陈女士');
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, customer_id, merchant, product, title) VALUES (3, 'hotline', 7, '星星商城', '耳机', '退款没有到账');
INSERT INTO complaint (id, channel, customer_id, merchant, product, title) VALUES (4, 'hotline', 7, '星星商城', '耳机', '退款没有到账')
    RETURNING repeat_of, state;
SELECT received, joined, complaints, closed, still_open, repeats, closings FROM kpi_month WHERE month > '2026-01-01';
-- Two sheets about the issue: hot spots see that they call and call.
SELECT received, open_now FROM kpi_issue_day;
-- A supervisor sees that the second call is about something else: the sheet is
-- separated, and counts as a complaint.
SET complaint_flow.actor = 'sun.li';
SELECT DISTINCT to_state FROM transition WHERE from_state = 'joined';
UPDATE complaint SET state = 'registered', reason = '另一笔退款' WHERE id = 4;
SELECT received, joined, complaints, closed, still_open, repeats FROM kpi_month WHERE month > '2026-01-01';
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT * FROM complaint_flow.kpi_verify('support');

-- First response.  A case is settled on the call, five minutes after its
-- receipt: that was the answer, says the clock, and so do the figures.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, title, description, product) VALUES (5, now() - interval '5 minutes', 'hotline', '漏发', '包裹漏发了一件', 'lamp');
UPDATE complaint SET state = 'closed', reason = '已答复' WHERE id = 5;
SELECT metric, cycle, outcome, stopped_at - started_at BETWEEN 'PT5M' AND 'PT6M' AS in_five_minutes FROM clock WHERE complaint_id = 5 AND metric = 'first_response';
SELECT first_response_seconds BETWEEN 300 AND 360 AS in_five_minutes FROM fact_complaint WHERE complaint_id = 5;
SELECT k.responded, k.first_response_mean BETWEEN 5 AND 6 AS in_five_minutes FROM kpi_by k WHERE dimension = 'product' AND code = 'lamp';
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
-- It is opened again, and the customer is called: the first answer was before.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'reopened', reason = '客户有新情况' WHERE id = 5;
SELECT clock_timestamp() + interval '3 minutes' AS later \gset
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at) VALUES (5, 'out', 'hotline', 'update', 'reached', :'later');
SELECT cycle, outcome FROM clock WHERE complaint_id = 5 AND metric = 'first_response' ORDER BY 1;
SELECT first_response_at = :'later' AS first_contact_at FROM complaint WHERE id = 5;
SELECT first_response_seconds BETWEEN 300 AND 360 AS in_five_minutes FROM fact_complaint WHERE complaint_id = 5;
SELECT * FROM complaint_flow.kpi_verify('support');
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT * FROM complaint_flow.kpi_verify('support');
RESET search_path;
DROP VIEW shown;
SELECT complaint_flow.drop_desk('support', true);
