-- Key figures of a city's council, ten years of cases, against plain counting
-- over the same rows: totals exact in every group, percentiles within 4.9
-- percent.  Needs the folder of shared data in CF_SHARED_DATA; without it the
-- test says so and ends.
\set file complaints/nyc_council_half_a.csv.gz
\i test/helper/real_data.sql
\if :absent
\quit
\endif
\set ECHO all
\pset footer off
-- the file has days only: a desk whose days have 24 hours each
SELECT FROM complaint_flow.create_desk('regress_council', pack => 'empty', time_zone => 'UTC');
SET search_path = regress_council, public;

CREATE TEMP TABLE raw (unique_key text, account text, opendate date, closedate date, complaint_type text, descriptor text, zip text, borough text,
    city text, council_dist text, community_board text);
\copy raw FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/complaints/nyc_council_half_a.csv.gz"' (FORMAT csv, HEADER)
CREATE TEMP TABLE council AS
SELECT row_number() OVER () AS id, opendate AS opened, closedate AS closed, lower(account) AS department,
       't' || dense_rank() OVER (ORDER BY complaint_type) AS category, complaint_type, borough
  FROM raw;
UPDATE council SET category = NULL WHERE complaint_type IS NULL;
ANALYZE council;

-- the city's words become codes; its cases come in as they were
INSERT INTO level (code, rank, label, label_zh) VALUES ('I', 1, 'I', '一级');
INSERT INTO channel (code, label, label_zh) VALUES ('office', 'district office', '区办公室');
INSERT INTO department (code, label, label_zh) SELECT DISTINCT department, department, department FROM council;
INSERT INTO category (code, key, level, label, label_zh)
    SELECT DISTINCT category, category, 'I', complaint_type, complaint_type FROM council WHERE category IS NOT NULL;
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, department, merchant, state, closed_at)
    SELECT id, opened::timestamp AT TIME ZONE 'UTC', 'office', 'as in the file', category, department, borough,
           CASE WHEN closed IS NULL THEN 'open' ELSE 'closed' END, closed::timestamp AT TIME ZONE 'UTC'
      FROM council ORDER BY id;
RESET complaint_flow.importing;

-- what plain counting says, the share that half and 90 percent do not exceed
-- among it
CREATE TEMP TABLE plain AS
SELECT month, department, category, coalesce(closings, 0) AS closings, coalesce(received, 0) AS received,
       coalesce(received - ended, 0) AS still_open, coalesce(ended, 0) AS ended, mean, median, p90
  FROM (SELECT date_trunc('month', opened)::date AS month, department, coalesce(category, '-') AS category, count(*) AS received,
               count(closed) AS ended, round(avg(closed - opened) * 1440, 2) AS mean,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY (closed - opened) * 1440) AS median,
               percentile_disc(0.9) WITHIN GROUP (ORDER BY (closed - opened) * 1440) AS p90
          FROM council GROUP BY 1, 2, 3) AS receipts
  FULL JOIN (SELECT date_trunc('month', closed)::date AS month, department, coalesce(category, '-') AS category, count(*) AS closings
               FROM council WHERE closed IS NOT NULL GROUP BY 1, 2, 3) AS ends USING (month, department, category);
-- within 4.9 percent; half a hundredth is the rounding of the column
CREATE FUNCTION pg_temp.near(shown numeric, exact numeric) RETURNS boolean
LANGUAGE sql AS 'SELECT CASE WHEN exact IS NULL THEN shown IS NULL ELSE coalesce(abs(shown - exact) <= 0.049 * exact + 0.005, false) END';
CREATE TEMP VIEW agreement AS
SELECT count(*) AS groups, sum(s.received) AS received, sum(s.closed) AS closed, sum(s.closings) AS closings,
       count(*) FILTER (WHERE (p.closings, p.received, p.still_open, p.ended, p.ended, p.mean)
           IS DISTINCT FROM (s.closings, s.received, s.still_open, s.closed, s.ended, s.resolution_mean)) AS differ,
       count(p.median) AS with_median,
       count(*) FILTER (WHERE NOT pg_temp.near(s.resolution_median, p.median)) AS median_off,
       count(*) FILTER (WHERE NOT pg_temp.near(s.resolution_p90, p.p90)) AS p90_off,
       count(*) FILTER (WHERE s.resolution_median <> p.median) > 0 AS not_all_exact
  FROM plain p
  FULL JOIN kpi_month s ON s.month = p.month AND s.department = p.department AND coalesce(s.category, '-') = p.category;

-- many folded and many not, all folded, all made anew: the same
SELECT complaint_flow.fold_kpi('regress_council', 140000) AS folded;
SELECT * FROM agreement;
SELECT complaint_flow.fold_kpi('regress_council', 140000) AS folded;
SELECT * FROM agreement;
SELECT complaint_flow.kpi_rebuild('regress_council') AS rebuilt;
SELECT * FROM agreement;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('regress_council');

-- the whole file: 155.589 days, 7, 58,898, 106,273
SELECT count(*) AS closed, round(avg(resolution_seconds) / 86400, 3) AS mean_days,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY resolution_seconds) / 86400 AS median_days,
       count(*) FILTER (WHERE resolution_seconds = 0) AS same_day, count(*) FILTER (WHERE resolution_seconds <= 30 * 86400) AS within_30_days
  FROM fact_complaint WHERE closed = 1;
-- histograms of all groups put together still tell the median of the file
SELECT complaint_flow.histogram_count(times) AS times,
       pg_temp.near(round((complaint_flow.histogram_percentile(times, 0.5) / 60)::numeric, 2), 7 * 1440) AS median
  FROM (SELECT complaint_flow.histogram_sum(resolution) AS times FROM kpi_month_sum) AS file;
-- by day, and by borough
SELECT count(*) AS groups, count(*) FILTER (WHERE (p.received, p.ended) IS DISTINCT FROM (s.received, s.ended)) AS differ
  FROM (SELECT opened AS day, department, coalesce(category, '-') AS category, count(*) AS received, count(closed) AS ended FROM council GROUP BY 1, 2, 3) AS p
  FULL JOIN (SELECT * FROM kpi_day WHERE received > 0) AS s
       ON s.day = p.day AND s.department = p.department AND coalesce(s.category, '-') = p.category;
SELECT count(*) AS groups, count(*) FILTER (WHERE (p.received, p.ended) IS DISTINCT FROM (s.received, s.ended)) AS differ,
       count(*) FILTER (WHERE NOT pg_temp.near(s.resolution_median, p.median)) AS median_off,
       count(*) FILTER (WHERE NOT pg_temp.near(s.resolution_p90, p.p90)) AS p90_off
  FROM (SELECT date_trunc('month', opened)::date AS month, coalesce(borough, '-') AS borough, count(*) AS received, count(closed) AS ended,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY (closed - opened) * 1440) AS median,
               percentile_disc(0.9) WITHIN GROUP (ORDER BY (closed - opened) * 1440) AS p90
          FROM council GROUP BY 1, 2) AS p
  FULL JOIN (SELECT * FROM kpi_by WHERE dimension = 'merchant' AND received > 0) AS s ON s.month = p.month AND coalesce(s.code, '-') = p.borough;
DROP SCHEMA regress_council CASCADE;
