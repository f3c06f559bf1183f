-- Key figures of three real sets against plain counting over the same rows:
-- totals exact, percentiles within 4.9 percent, and the same when nothing is
-- folded, all is folded, and all is made anew.  Needs the folder of shared data
-- in CF_SHARED_DATA; without it the test says so and ends.
\set file complaints/cfpb_2015_2020_half_a.csv.gz
\i test/helper/real_data.sql
\if :absent
\quit
\endif
\set ECHO all
\pset footer off
-- within 4.9 percent; half a hundredth is the rounding of the column
CREATE FUNCTION pg_temp.near(shown numeric, exact numeric) RETURNS boolean
LANGUAGE sql AS 'SELECT CASE WHEN exact IS NULL THEN shown IS NULL ELSE coalesce(abs(shown - exact) <= 0.049 * exact + 0.005, false) END';

-- The bureau (CFPB): no times of answers, but whether the company answered
-- within 15 days of being sent the complaint.  That verdict is a clock.
SELECT FROM complaint_flow.create_desk('regress_bureau', pack => 'empty', time_zone => 'America/New_York');
SET search_path = regress_bureau, public;
CREATE TEMP TABLE raw_bureau (received date, product text, sub_product text, issue text, sub_issue text, narrative text, public_response text,
    company text, state text, zip text, tags text, consent text, submitted_via text, sent date, response text, timely text, disputed text, id bigint);
\copy raw_bureau FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/complaints/cfpb_2015_2020_half_a.csv.gz"' (FORMAT csv, HEADER)
CREATE TEMP TABLE bureau AS
SELECT *, received::timestamp AT TIME ZONE 'America/New_York' AS received_at, sent::timestamp AT TIME ZONE 'America/New_York' AS sent_at,
       'p' || dense_rank() OVER (ORDER BY product) AS category, date_trunc('month', received)::date AS month
  FROM raw_bureau;
INSERT INTO channel (code, label, label_zh) SELECT DISTINCT lower(replace(submitted_via, ' ', '_')), submitted_via, submitted_via FROM bureau;
INSERT INTO level (code, rank, label, label_zh) VALUES ('I', 1, 'I', '一级');
INSERT INTO category (code, key, level, label, label_zh) SELECT DISTINCT category, category, 'I', product, product FROM bureau;
INSERT INTO clock_rule (position, name, metric, target, met_by) VALUES (1, 'companies answer in 15 days', 'answer', '15 days', '{state:closed}')
RETURNING id AS rule \gset
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, category, product, merchant, title, state)
    SELECT id, received_at, lower(replace(submitted_via, ' ', '_')), category, product, company, 'as in the file', 'closed' FROM bureau;
RESET complaint_flow.importing;
INSERT INTO clock (complaint_id, metric, cycle, rule_id, started_at, target, calendar, due_at, original_due_at, provisional, outcome)
    SELECT id, 'answer', 1, :rule, sent_at, '15 days', desk.calendar, due, due, false, CASE timely WHEN 'Yes' THEN 'met' ELSE 'late' END
      FROM bureau, desk, complaint_flow.deadline('regress_bureau', desk.calendar, sent_at, '15 days') AS due;

-- by product and month, two ways, at every stage
CREATE TEMP VIEW bureau_agreement AS
SELECT count(*) AS groups, sum(s.received) AS received, sum(s.met) AS timely, sum(s.late) AS not_timely,
       count(*) FILTER (WHERE (p.received, p.timely, p.not_timely) IS DISTINCT FROM (s.received, s.met, s.late)) AS differ
  FROM (SELECT product, month, count(*) AS received, count(*) FILTER (WHERE timely = 'Yes') AS timely, count(*) FILTER (WHERE timely = 'No') AS not_timely
          FROM bureau GROUP BY 1, 2) AS p
  FULL JOIN (SELECT code AS product, month, received, promises_met AS met, promises_late AS late FROM kpi_by WHERE dimension = 'product') AS s USING (product, month)
UNION ALL
SELECT count(*), NULL, sum(s.met), sum(s.late), count(*) FILTER (WHERE (p.timely, p.not_timely) IS DISTINCT FROM (s.met, s.late))
  FROM (SELECT category, month, count(*) FILTER (WHERE timely = 'Yes') AS timely, count(*) FILTER (WHERE timely = 'No') AS not_timely
          FROM bureau GROUP BY 1, 2) AS p
  FULL JOIN (SELECT * FROM kpi_clock WHERE metric = 'answer') AS s USING (category, month);
SELECT * FROM bureau_agreement;
SELECT complaint_flow.fold_kpi('regress_bureau') AS folded;
SELECT * FROM bureau_agreement;
SELECT complaint_flow.kpi_rebuild('regress_bureau') AS rebuilt;
SELECT * FROM bureau_agreement;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('regress_bureau');
-- months in which all were timely have a rate, too
SELECT count(DISTINCT month) AS months, count(*) FILTER (WHERE measure = 'on_time_rate') AS rates FROM kpi_measured;
-- how long the answers took is not known, and not made up; nor are ends
SELECT sum(closed) AS closed, sum(ended) AS ended, count(resolution_mean) AS means FROM kpi_month;
SELECT count(*) AS groups, count(on_time_rate) AS rates, count(taken_mean) AS means, count(taken_median) AS medians FROM kpi_clock;
SELECT count(*) AS groups, count(*) FILTER (WHERE p.n IS DISTINCT FROM s.received) AS differ
  FROM (SELECT month, lower(replace(submitted_via, ' ', '_')) AS code, count(*) AS n FROM bureau GROUP BY 1, 2) AS p
  FULL JOIN (SELECT * FROM kpi_by WHERE dimension = 'channel') AS s USING (month, code);
DROP SCHEMA regress_bureau CASCADE;

-- A province's message board: the reply is the first response.  Elapsed time,
-- and time within office hours on the official working days.
SELECT FROM complaint_flow.create_desk('regress_board', pack => 'empty', time_zone => 'Asia/Shanghai');
SET search_path = regress_board, public;
INSERT INTO calendar (name, time_zone) VALUES ('office', 'Asia/Shanghai');
INSERT INTO calendar_hours SELECT 'office', d, '09:00', '18:00' FROM generate_series(1, 5) d;
CREATE TEMP TABLE official (date date, weekday text, name text, is_off_day boolean, paper_year int);
\copy official FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/calendars/cn_official_days_2007_2026.csv.gz"' (FORMAT csv, HEADER)
INSERT INTO calendar_day (calendar, day, kind, label)
    SELECT 'office', date, CASE WHEN is_off_day THEN 'closed' ELSE 'working' END, name FROM official;
INSERT INTO calendar_year SELECT 'office', y, 'official notices' FROM generate_series(2007, 2026) y;
UPDATE desk SET calendar = 'office';
CREATE TEMP TABLE raw_board (no text, author text, subject text, received timestamp, message text, reply text, replied timestamp);
\copy raw_board FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/complaints/cn_gov_replied_half_a.csv.gz"' (FORMAT csv, HEADER)
-- the place that the subject begins with stands for the office that replied
CREATE TEMP TABLE board AS
SELECT row_number() OVER (ORDER BY no) AS id, received AT TIME ZONE 'Asia/Shanghai' AS received_at, replied AT TIME ZONE 'Asia/Shanghai' AS replied_at,
       date_trunc('month', received)::date AS month, lower(substring(subject FROM '^[A-Z][0-9]*')) AS place
  FROM raw_board;
INSERT INTO channel (code, label, label_zh) VALUES ('board', 'message board', '留言板');
INSERT INTO department (code, label, label_zh) SELECT DISTINCT place, place, place FROM board WHERE place IS NOT NULL;
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, department, title, state, first_response_at)
    SELECT id, received_at, 'board', place, 'as in the file', 'closed', replied_at FROM board;
RESET complaint_flow.importing;
CREATE TEMP VIEW board_agreement AS
SELECT count(*) AS groups, sum(s.responded) AS responded,
       count(*) FILTER (WHERE (p.replied, p.mean, p.business_mean)
           IS DISTINCT FROM (s.responded, s.first_response_mean, s.first_response_business_mean)) AS differ,
       count(*) FILTER (WHERE NOT pg_temp.near(s.first_response_median, p.median)) AS median_off,
       count(*) FILTER (WHERE NOT pg_temp.near(s.first_response_p90, p.p90)) AS p90_off,
       count(*) FILTER (WHERE NOT pg_temp.near(s.first_response_business_median, p.business_median)) AS business_median_off,
       count(*) FILTER (WHERE NOT pg_temp.near(s.first_response_business_p90, p.business_p90)) AS business_p90_off
  FROM (SELECT month, coalesce(place, '-') AS place, count(*) AS replied, round(avg(taken) / 60, 2) AS mean,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY taken) / 60 AS median, percentile_disc(0.9) WITHIN GROUP (ORDER BY taken) / 60 AS p90,
               round(avg(worked) / 60, 2) AS business_mean,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY worked) / 60 AS business_median,
               percentile_disc(0.9) WITHIN GROUP (ORDER BY worked) / 60 AS business_p90
          FROM (SELECT *, extract(epoch FROM replied_at - received_at) AS taken,
                       extract(epoch FROM complaint_flow.business_time_between('regress_board', 'office', received_at, replied_at)) AS worked
                  FROM board) AS timed
         GROUP BY 1, 2) AS p
  FULL JOIN kpi_month s ON s.month = p.month AND coalesce(s.department, '-') = p.place;
SELECT * FROM board_agreement;
SELECT complaint_flow.fold_kpi('regress_board') AS folded;
SELECT * FROM board_agreement;
SELECT complaint_flow.kpi_rebuild('regress_board') AS rebuilt;
SELECT * FROM board_agreement;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('regress_board');
DROP SCHEMA regress_board CASCADE;

-- A city (Boston): closed cases with their deadline as a clock, decided by the
-- city's flag; cases without a deadline have none.
SELECT FROM complaint_flow.create_desk('regress_city', pack => 'empty', time_zone => 'America/New_York');
SET search_path = regress_city, public;
CREATE TEMP TABLE raw_city (case_enquiry_id text, open_dt text, sla_target_dt text, closed_dt text, on_time text, case_status text, closure_reason text,
    case_title text, subject text, reason text, type text, queue text, department text, fire_district text, pwd_district text,
    city_council_district text, police_district text, neighborhood text, neighborhood_services_district text, ward text, precinct text,
    location_zipcode text, source text, open_local timestamp, sla_target_local timestamp, closed_local timestamp);
\copy raw_city FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/complaints/boston311_animal_2013_15_17_19.csv.gz"' (FORMAT csv, HEADER)
-- five were closed moments before they were opened
CREATE TEMP TABLE city AS
SELECT row_number() OVER (ORDER BY case_enquiry_id) AS id, open_local AT TIME ZONE 'America/New_York' AS opened, on_time,
       sla_target_local AT TIME ZONE 'America/New_York' AS due, date_trunc('month', open_local)::date AS month,
       CASE WHEN case_status = 'Closed' THEN greatest(closed_local, open_local) AT TIME ZONE 'America/New_York' END AS closed,
       'c' || dense_rank() OVER (ORDER BY type) AS category, type, lower(department) AS department, source
  FROM raw_city;
INSERT INTO channel (code, label, label_zh) SELECT DISTINCT 's' || dense_rank() OVER (ORDER BY source), source, source FROM city;
INSERT INTO level (code, rank, label, label_zh) VALUES ('I', 1, 'I', '一级');
INSERT INTO category (code, key, level, label, label_zh) SELECT DISTINCT category, category, 'I', type, type FROM city;
INSERT INTO department (code, label, label_zh) SELECT DISTINCT department, department, department FROM city;
INSERT INTO clock_rule (position, name, metric, target, met_by) VALUES (1, 'as the city set it', 'resolution', '1 business day', '{state:closed}')
RETURNING id AS rule \gset
BEGIN;
SET LOCAL complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, category, department, title, state, closed_at)
    SELECT id, opened, 's' || dense_rank() OVER (ORDER BY source), category, department, 'as in the file',
           CASE WHEN closed IS NULL THEN 'open' ELSE 'closed' END, closed FROM city;
INSERT INTO clock (complaint_id, metric, cycle, rule_id, started_at, calendar, due_at, original_due_at, provisional, breached_at, stopped_at, outcome)
    SELECT id, 'resolution', 1, :rule, opened, desk.calendar, due, due, false, CASE on_time WHEN 'OVERDUE' THEN due END,
           closed, CASE WHEN closed IS NULL THEN NULL WHEN on_time = 'OVERDUE' THEN 'late' ELSE 'met' END
      FROM city, desk WHERE due IS NOT NULL;
COMMIT;

CREATE TEMP VIEW city_agreement AS
SELECT count(*) AS groups, sum(s.met + s.late) AS decided, sum(s.late) AS overdue, sum(s.overdue) AS open_overdue,
       count(*) FILTER (WHERE (p.met, p.late, p.overdue, p.mean) IS DISTINCT FROM (s.met, s.late, s.overdue, s.taken_mean)) AS differ,
       count(*) FILTER (WHERE NOT pg_temp.near(s.taken_median, p.median)) AS median_off,
       count(*) FILTER (WHERE NOT pg_temp.near(s.taken_p90, p.p90)) AS p90_off
  FROM (SELECT month, category, department, count(*) FILTER (WHERE closed IS NOT NULL AND on_time = 'ONTIME') AS met,
               count(*) FILTER (WHERE closed IS NOT NULL AND on_time = 'OVERDUE') AS late,
               count(*) FILTER (WHERE closed IS NULL AND on_time = 'OVERDUE') AS overdue, round(avg(taken) / 60, 2) AS mean,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY taken) / 60 AS median, percentile_disc(0.9) WITHIN GROUP (ORDER BY taken) / 60 AS p90
          FROM (SELECT *, extract(epoch FROM closed - opened) AS taken FROM city WHERE due IS NOT NULL) AS timed
         GROUP BY 1, 2, 3) AS p
  FULL JOIN kpi_clock s USING (month, category, department)
UNION ALL
SELECT count(*), sum(s.promises_met + s.promises_late), sum(s.promises_late), sum(s.promises_overdue),
       count(*) FILTER (WHERE (p.received, p.closed, p.late, p.mean) IS DISTINCT FROM (s.received, s.closed, s.promises_late, s.resolution_mean)),
       count(*) FILTER (WHERE NOT pg_temp.near(s.resolution_median, p.median)),
       count(*) FILTER (WHERE NOT pg_temp.near(s.resolution_p90, p.p90))
  FROM (SELECT month, category, department, count(*) AS received, count(closed) AS closed,
               count(*) FILTER (WHERE due IS NOT NULL AND closed IS NOT NULL AND on_time = 'OVERDUE') AS late, round(avg(taken) / 60, 2) AS mean,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY taken) / 60 AS median, percentile_disc(0.9) WITHIN GROUP (ORDER BY taken) / 60 AS p90
          FROM (SELECT *, extract(epoch FROM closed - opened) AS taken FROM city) AS timed
         GROUP BY 1, 2, 3) AS p
  FULL JOIN (SELECT * FROM kpi_month WHERE received > 0) AS s USING (month, category, department);
SELECT * FROM city_agreement;
SELECT complaint_flow.fold_kpi('regress_city') AS folded;
SELECT * FROM city_agreement;
SELECT complaint_flow.kpi_rebuild('regress_city') AS rebuilt;
SELECT * FROM city_agreement;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('regress_city');
DROP SCHEMA regress_city CASCADE;
