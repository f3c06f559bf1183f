-- A city's own verdict, on time or overdue, on all its closed cases, against
-- the clocks of a desk with the city's calendar and targets.  Needs the folder
-- of shared data in CF_SHARED_DATA; without it the test says so and ends.
\set file complaints/boston311_animal_2013_15_17_19.csv.gz
\i test/helper/real_data.sql
\if :absent
\quit
\endif
\set ECHO all
SELECT FROM complaint_flow.create_desk('regress_boston', pack => 'empty', time_zone => 'America/New_York');
SET search_path = regress_boston, public;

-- the city: its hours, the holidays that its clock observes, three targets
\i test/helper/boston.sql
\set ECHO all
UPDATE desk SET calendar = 'city';
INSERT INTO channel (code, label, label_zh) VALUES ('app', 'app', 'APP'), ('hotline', 'call', '电话'), ('staff', 'staff', '员工');
INSERT INTO contact_purpose (code, label, label_zh) VALUES ('promise', 'promise', '承诺'), ('done', 'done', '已处理');
INSERT INTO clock_rule (position, name, metric, condition, target, met_by) VALUES
    (1, 'dead animals within a business day', 'resolution', $$product = 'Pick up Dead Animal'$$, '1 business day', '{contact:done}'),
    (2, 'pests and bugs within 120 days', 'resolution', $$product IN ('Pest Infestation - Residential', 'Bed Bugs')$$, '120 days', '{contact:done}');
INSERT INTO clock_rule (position, name, metric, starts_on, met_by) VALUES (3, 'as promised', 'promised', '{promise}', '{contact:done}');
INSERT INTO escalation_step (metric, step, after, notify) VALUES ('resolution', 1, '0 minutes', 'owner');

CREATE TEMP TABLE boston AS
SELECT row_number() OVER (ORDER BY case_enquiry_id) AS id, type, on_time, case_status = 'Closed' AS is_closed,
       CASE source WHEN 'Constituent Call' THEN 'hotline' WHEN 'Citizens Connect App' THEN 'app' ELSE 'staff' END AS channel,
       open_local AT TIME ZONE 'America/New_York' AS opened, sla_target_local AT TIME ZONE 'America/New_York' AS due,
       closed_local AT TIME ZONE 'America/New_York' AS closed
  FROM raw WHERE sla_target_local IS NOT NULL;
ANALYZE boston;

-- as an application writes: the case, the city's deadline as a promise, and
-- the contact that ended it, each with its own time.  A promise lies after
-- the contact that makes it, and no contact before the receipt: nine cases
-- that the city's own staff corrected by hand are moved by moments.
SELECT count(*) FILTER (WHERE due <= opened) AS due_at_once, count(*) FILTER (WHERE closed < opened) AS closed_before_opened,
       max(opened - closed) AS by_at_most
  FROM boston;
INSERT INTO complaint (id, received_at, channel, product, title) SELECT id, opened, channel, type, type FROM boston ORDER BY id;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
SELECT id, 'in', channel, 'promise', opened, 'reached', greatest(due, opened + interval '1 microsecond') FROM boston ORDER BY id;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
SELECT id, 'out', channel, 'done', greatest(closed, opened), 'reached' FROM boston WHERE is_closed AND closed IS NOT NULL ORDER BY closed, id;

-- the promised moment: the flag of every closed case
SELECT count(*) AS closed, count(*) FILTER (WHERE k.metric IS NULL) AS without_promise,
       count(*) FILTER (WHERE k.outcome IN ('met', 'late')) AS decided,
       count(*) FILTER (WHERE (on_time = 'OVERDUE') = (k.outcome = 'late')) AS flag_agrees,
       count(*) FILTER (WHERE on_time = 'OVERDUE') AS overdue, count(*) FILTER (WHERE k.outcome = 'late') AS late
  FROM boston b
  LEFT JOIN clock k ON k.complaint_id = b.id AND k.metric = 'promised'
 WHERE is_closed AND closed IS NOT NULL;
-- the deadline that the rules work out: where it is the city's, so is the flag
SELECT type, count(*) AS closed, count(k.*) AS decided,
       count(*) FILTER (WHERE abs(extract(epoch FROM k.due_at - due)) <= 60) AS same_deadline,
       count(*) FILTER (WHERE (on_time = 'OVERDUE') = (k.outcome = 'late')) AS flag_agrees,
       count(*) FILTER (WHERE (on_time = 'OVERDUE') <> (k.outcome = 'late') AND abs(extract(epoch FROM k.due_at - due)) <= 60) AS unexplained
  FROM boston b
  LEFT JOIN clock k ON k.complaint_id = b.id AND k.metric = 'resolution'
 WHERE is_closed AND closed IS NOT NULL
 GROUP BY type
 ORDER BY type;
-- late ones are breached at their deadline, in place
SELECT count(*) AS late, count(*) FILTER (WHERE breached_at = due_at AND stopped_at > due_at) AS at_the_deadline FROM clock WHERE outcome = 'late';
SELECT count(*) AS closed, count(*) FILTER (WHERE c.first_response_at = greatest(b.closed, b.opened) AND c.contact_count >= 1) AS answered
  FROM boston b JOIN complaint c USING (id) WHERE is_closed AND closed IS NOT NULL;

-- those still open: the job finds them, once
SELECT count(*) AS still_open, count(*) FILTER (WHERE on_time = 'OVERDUE') AS overdue FROM boston WHERE NOT is_closed OR closed IS NULL;
SELECT complaint_flow.run_clocks('regress_boston', '2022-01-01') AS flagged;
SELECT complaint_flow.run_clocks('regress_boston', '2022-01-01') AS again;
SELECT count(*) AS still_open, count(*) FILTER (WHERE c.sla_status = 'breached' AND k.breached_at = k.due_at) AS breached
  FROM boston b
  JOIN complaint c USING (id)
  LEFT JOIN clock k ON k.complaint_id = b.id AND k.metric = 'promised'
 WHERE (NOT is_closed OR closed IS NULL) AND b.on_time = 'OVERDUE';
SELECT topic, count(*), count(*) - count(DISTINCT (complaint_id, content ->> 'metric')) AS doubled FROM outbox GROUP BY topic ORDER BY topic;
SELECT count(*) AS problems FROM complaint_flow.verify_history('regress_boston');
-- and the key figures say so of every month, folded or not
CREATE TEMP VIEW by_month AS
SELECT count(*) AS months, sum(s.met + s.late) AS decided, sum(s.late) AS late, sum(s.overdue) AS overdue,
       count(*) FILTER (WHERE (p.met, p.late, p.overdue) IS DISTINCT FROM (s.met, s.late, s.overdue)) AS differ
  FROM (SELECT date_trunc('month', opened AT TIME ZONE 'America/New_York')::date AS month,
               count(*) FILTER (WHERE is_closed AND on_time = 'ONTIME') AS met, count(*) FILTER (WHERE is_closed AND on_time = 'OVERDUE') AS late,
               count(*) FILTER (WHERE NOT is_closed AND on_time = 'OVERDUE') AS overdue
          FROM (SELECT opened, on_time, is_closed AND closed IS NOT NULL AS is_closed FROM boston) AS b
         GROUP BY 1) AS p
  FULL JOIN (SELECT * FROM kpi_clock WHERE metric = 'promised') AS s USING (month);
SELECT * FROM by_month;
SELECT complaint_flow.fold_kpi('regress_boston') > 0 AS folded;
SELECT * FROM by_month;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('regress_boston');
DROP SCHEMA regress_boston CASCADE;
