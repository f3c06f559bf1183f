-- Deadlines that others computed, from real cases.  Needs the folder of shared
-- data in CF_SHARED_DATA; without it the test says so and ends.
\set file complaints/boston311_animal_2013_15_17_19.csv.gz
\i test/helper/real_data.sql
\if :absent
\quit
\endif
\set ECHO all
SET TimeZone = 'America/New_York';
SELECT FROM complaint_flow.create_desk('regress_real', pack => 'empty');
SET search_path = regress_real, complaint_flow, public;

-- Boston: the city's clock runs Monday to Friday 08:30 to 17:00, not on the holidays that it observed
\i test/helper/boston.sql
\set ECHO all
CREATE TEMP TABLE boston AS
SELECT type, on_time, case_status, open_local AT TIME ZONE 'America/New_York' AS opened,
       sla_target_local AT TIME ZONE 'America/New_York' AS due, closed_local AT TIME ZONE 'America/New_York' AS closed
  FROM raw WHERE sla_target_local IS NOT NULL;
SELECT target, count(*) AS cases, count(*) FILTER (WHERE abs(extract(epoch FROM deadline('regress_real', 'city', opened, target) - due)) <= 60) AS within_a_minute
  FROM boston
  JOIN (VALUES ('Pick up Dead Animal', '1 business day'::target), ('Pest Infestation - Residential', '120 days'), ('Bed Bugs', '120 days'))
       t (type, target) USING (type)
 GROUP BY target
 ORDER BY target;
SELECT count(*) AS closed, count(*) FILTER (WHERE (on_time = 'ONTIME') = (closed <= due)) AS flag_agrees
  FROM boston WHERE case_status = 'Closed' AND closed IS NOT NULL;

-- China: official rest and make-up days against an independent list of every day
SET TimeZone = 'Asia/Shanghai';
INSERT INTO calendar (name, time_zone) VALUES ('china', 'Asia/Shanghai');
INSERT INTO calendar_hours SELECT 'china', d, '09:00', '18:00' FROM generate_series(1, 5) d;
CREATE TEMP TABLE official (date date, weekday text, name text, is_off_day boolean, paper_year int);
\copy official FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/calendars/cn_official_days_2007_2026.csv.gz"' (FORMAT csv, HEADER)
INSERT INTO calendar_day (calendar, day, kind, label)
SELECT 'china', date, CASE WHEN is_off_day THEN 'closed' ELSE 'working' END, name FROM official;
INSERT INTO calendar_year SELECT 'china', y, 'official notices' FROM generate_series(2007, 2026) y;
CREATE TEMP TABLE every_day (date date, weekday text, holiday_cn boolean, chinese_days text, chinese_calendar text,
    holiday_calendar text, chinese_workday text, all_agree text);
\copy every_day FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/calendars/cn_workday_crosscheck_2007_2026.csv.gz"' (FORMAT csv, HEADER)
SELECT count(*) AS days, count(*) FILTER (WHERE is_working_day('regress_real', 'china', date) = holiday_cn) AS agree FROM every_day;
SELECT y AS year, working_days_between('regress_real', 'china', make_date(y, 1, 1), make_date(y + 1, 1, 1)) AS working_days
  FROM generate_series(2015, 2026) y
 ORDER BY y;

-- each T+n of every day, counted on the independent list
SELECT count(*) AS counted, count(*) FILTER (WHERE deadline('regress_real', 'china', date + time '15:00', ('T+' || n)::target) <> due) AS differ
  FROM (SELECT d.date, n, w.date + 1 AS due
          FROM (SELECT date, sum(holiday_cn::int) OVER (ORDER BY date) AS so_far FROM every_day) d
         CROSS JOIN generate_series(1, 10) n
          JOIN (SELECT date, row_number() OVER (ORDER BY date) AS number FROM every_day WHERE holiday_cn) w ON w.number = d.so_far + n) x;
DROP SCHEMA regress_real CASCADE;
