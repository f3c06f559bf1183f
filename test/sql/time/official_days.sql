-- the official days that the extension carries, and loading them
\i test/helper/session.sql
\set ECHO all
CREATE ROLE regress_cf_owner;
GRANT CREATE ON DATABASE :"DBNAME" TO regress_cf_owner;
GRANT USAGE ON SCHEMA complaint_flow TO regress_cf_owner;
SET ROLE regress_cf_owner;

-- how many, which kinds, no day twice
SELECT c AS country, min(day), max(day), count(*) AS days,
       count(DISTINCT day) AS distinct_days,
       count(*) FILTER (WHERE kind = 'closed') AS closed,
       count(*) FILTER (WHERE kind = 'working') AS working,
       count(*) FILTER (WHERE extract(year FROM day) <> year) AS wrong_year
FROM unnest(ARRAY['CN', 'US', 'XX']) AS c
LEFT JOIN complaint_flow.official_days(c) ON true
GROUP BY c ORDER BY c;

-- working days a year as the State Council's notices give them
SELECT extract(year FROM d)::int AS year,
       count(*) FILTER (
           WHERE coalesce(o.kind,
                          CASE WHEN extract(isodow FROM d) < 6
                          THEN 'working' END) = 'working') AS working_days
FROM generate_series('2015-01-01'::timestamp, '2026-12-31', 'P1D') AS d
LEFT JOIN complaint_flow.official_days('CN') AS o ON o.day = d::date
GROUP BY 1 ORDER BY 1;

SELECT day, kind, label, label_en, source
FROM complaint_flow.official_days('CN')
WHERE day IN ('2007-12-30', '2020-02-03', '2024-02-04', '2025-10-06')
ORDER BY day;
SELECT day, label FROM complaint_flow.official_days('US')
WHERE year IN (2010, 2011) AND extract(month FROM day) IN (1, 12)
ORDER BY day;
-- every holiday observed on a working day
SELECT count(*) FROM complaint_flow.official_days('US')
WHERE extract(isodow FROM day) > 5;

-- loading: the tables of a desk that matter here
CREATE SCHEMA regress_desk
    CREATE TABLE desk (engine_version text)
    CREATE TABLE calendar (name text PRIMARY KEY)
    CREATE TABLE calendar_day (
        calendar text NOT NULL REFERENCES calendar,
        day date NOT NULL,
        kind text NOT NULL,
        opens time,
        closes time,
        label text
    )
    CREATE TABLE calendar_year (
        calendar text REFERENCES calendar,
        year int,
        source text,
        loaded_at timestamptz DEFAULT now(),
        PRIMARY KEY (calendar, year)
    );
INSERT INTO regress_desk.calendar VALUES ('office'), ('other');
INSERT INTO regress_desk.calendar_day (calendar, day, kind, opens, closes, label)
VALUES ('office', '2025-10-01', 'working', NULL, NULL, 'a mistake'),
       ('office', '2025-10-01', 'hours', '10:00', '12:00', 'kept'),
       ('office', '2025-10-11', 'working', '10:00', '16:00', 'kept, our hours'),
       ('office', '2025-11-11', 'closed', NULL, NULL, 'kept, ours'),
       ('other', '2025-10-01', 'working', NULL, NULL, 'kept, other calendar');
SELECT complaint_flow.load_official_days('regress_desk', 'office', 'CN', 2025, 2026);
SELECT complaint_flow.load_official_days('regress_desk', 'office', 'CN', 2025, 2025);
SELECT calendar, day, kind, label FROM regress_desk.calendar_day
WHERE day BETWEEN '2025-09-28' AND '2025-11-30'
ORDER BY calendar, day, kind;
SELECT calendar, year, source FROM regress_desk.calendar_year ORDER BY calendar, year;
SELECT complaint_flow.load_official_days('regress_desk', 'other', 'US');
SELECT count(*), min(year), max(year) FROM regress_desk.calendar_year
WHERE calendar = 'other';

-- what cannot be loaded, with its SQLSTATE; nothing is written then
CREATE PROCEDURE pg_temp.try(arguments text) LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
    hint text;
BEGIN
    EXECUTE format('SELECT complaint_flow.load_official_days(%s)', arguments);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT,
        detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RAISE NOTICE '% % % %', SQLSTATE, message, detail, hint;
END
$$;
CALL pg_temp.try($$'regress_desk', 'office', 'DE'$$);
CALL pg_temp.try($$'regress_desk', 'nowhere', 'CN'$$);
CALL pg_temp.try($$'regress_desk', 'office', 'CN', 2006$$);
CALL pg_temp.try($$'regress_desk', 'office', 'CN', 2026, 2027$$);
CALL pg_temp.try($$'regress_desk', 'office', 'CN', 2026, 2025$$);
CALL pg_temp.try($$'regress_desk', 'office', 'CN', NULL, 2006$$);
CALL pg_temp.try($$'regress no desk', 'office', 'CN'$$);
CALL pg_temp.try($$'regress_desk', NULL, 'CN'$$);
SELECT count(*) FROM regress_desk.calendar_day;

DROP PROCEDURE pg_temp.try(text);
SET client_min_messages = warning;
DROP SCHEMA regress_desk CASCADE;
RESET ROLE;
REVOKE CREATE ON DATABASE :"DBNAME" FROM regress_cf_owner;
REVOKE USAGE ON SCHEMA complaint_flow FROM regress_cf_owner;
DROP ROLE regress_cf_owner;
