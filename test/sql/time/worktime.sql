-- Working time: the meaning of every target, clock changes, and random inputs
-- against a slow day loop in PL/pgSQL.
\i test/helper/session.sql
\set ECHO all
SET TimeZone = 'UTC';
SET client_min_messages = warning;
SELECT FROM complaint_flow.create_desk('regress_time', pack => 'empty');
SET search_path = regress_time, complaint_flow, public;

INSERT INTO calendar (name, time_zone) VALUES ('plain', 'Asia/Shanghai'), ('split', 'Asia/Shanghai'), ('night', 'America/New_York'),
    ('howe', 'Australia/Lord_Howe'), ('havana', 'America/Havana'), ('apia', 'Pacific/Apia'), ('ever_open', 'America/New_York'),
    ('early', 'America/New_York'), ('toronto', 'America/Toronto'), ('gap', 'America/New_York');
INSERT INTO calendar_hours SELECT 'plain', d, '09:00', '18:00' FROM generate_series(1, 5) d;
INSERT INTO calendar_hours SELECT 'split', d, o, c FROM generate_series(1, 5) d,
    (VALUES ('08:00'::time, '11:30'::time), ('11:30', '12:00'), ('13:30', '17:30')) h (o, c);
INSERT INTO calendar_hours SELECT 'night', d, '22:00', '06:00' FROM generate_series(1, 7) d;
INSERT INTO calendar_hours SELECT 'howe', d, '01:00', '04:00' FROM generate_series(1, 7) d;
INSERT INTO calendar_hours SELECT 'havana', d, '00:00', '24:00' FROM generate_series(1, 7) d;
INSERT INTO calendar_hours SELECT 'apia', d, '09:00', '17:00' FROM generate_series(1, 5) d;
INSERT INTO calendar_hours SELECT 'ever_open', d, '00:00', '00:00' FROM generate_series(1, 7) d;
INSERT INTO calendar_hours SELECT 'early', d, '01:30', '02:30' FROM generate_series(1, 7) d;
INSERT INTO calendar_hours SELECT 'gap', d, '02:00', '03:00' FROM generate_series(1, 7) d;
INSERT INTO calendar_day (calendar, day, kind) VALUES ('plain', '2026-10-01', 'closed'), ('plain', '2026-10-02', 'closed'),
    ('plain', '2026-10-10', 'working'), ('split', '2026-10-01', 'closed'), ('split', '2026-10-03', 'working');
INSERT INTO calendar_day (calendar, day, kind, opens, closes) VALUES
    ('split', '2026-10-06', 'hours', '20:00', '02:00'), ('split', '2026-10-07', 'hours', '01:00', '03:00'),
    ('night', '2026-03-05', 'closed', NULL, NULL);

-- each target, from open time, after hours, a free day, exactly opening and closing
SET TimeZone = 'Asia/Shanghai';
SELECT to_char(start, 'Dy MM-DD HH24:MI') AS start, target, to_char(deadline('regress_time', 'plain', start, target), 'Dy MM-DD HH24:MI') AS due
  FROM unnest('{2026-09-30 10:00,2026-09-30 20:00,2026-10-01 10:00,2026-09-29 09:00,2026-09-29 18:00}'::timestamptz[])
       WITH ORDINALITY s (start, a),
       unnest('{3 hours,0 hours,8 business hours,9 business hours,0 business hours,same day,T+1,T+1 close,T+2,1 business day,
               0 business days,7 business days,10 days,0 days}'::target[]) WITH ORDINALITY t (target, b)
 ORDER BY a, b;

-- half-open; a deadline at closing time stays there
SELECT at, is_open('regress_time', 'split', at), next_open('regress_time', 'split', at), roll_forward('regress_time', 'split', at),
       roll_backward('regress_time', 'split', at)
  FROM unnest('{2026-09-28 07:59:59.999999,2026-09-28 08:00,2026-09-28 11:30,2026-09-28 11:59:59.999999,2026-09-28 12:00,
                2026-09-28 13:30,2026-09-28 17:30,2026-10-01 12:00,2026-10-04 12:00}'::timestamptz[]) at;
SELECT add_business_time('regress_time', 'split', '2026-09-28 08:00', '4 hours') AS at_closing,
       add_business_time('regress_time', 'split', '2026-09-28 08:00', '04:00:00.000001') AS just_over,
       add_business_time('regress_time', 'split', '2026-09-28 13:30', '-4 hours') AS back_to_opening,
       add_business_time('regress_time', 'split', '2026-09-28 13:30', '-04:00:00.000001') AS back_over,
       add_business_time('regress_time', 'split', '2026-09-27 13:30', '0') AS unchanged;

-- hours of neighbouring days that overlap count once; hours belong to the day they start on
SELECT business_time_between('regress_time', 'split', '2026-10-06', '2026-10-08') AS once,
       deadline('regress_time', 'split', '2026-10-05 10:00', 'T+1 close') AS close_after_midnight,
       deadline('regress_time', 'split', '2026-10-05 10:00', 'T+2 close') AS clipped;

-- negative amounts
SELECT add_working_days('regress_time', 'plain', '2026-10-08 10:00', -1), add_working_days('regress_time', 'plain', '2026-10-12 10:00', -2),
       add_working_days('regress_time', 'plain', '2026-10-03 10:00', 1), add_working_days('regress_time', 'plain', '2026-10-03 10:00', -1),
       add_working_days('regress_time', 'plain', '2026-10-03 10:00', 0),
       working_days_between('regress_time', 'plain', '2026-10-13', '2026-09-30') AS back,
       working_days_between('regress_time', 'plain', '2026-09-30', '2026-10-13') AS forth,
       business_time_between('regress_time', 'plain', '2026-10-12 12:00', '2026-09-30 12:00') AS hours_back;

-- clock changes: spring and autumn in New York, half an hour on Lord Howe, midnight itself in Havana, a lost day in Apia
SET TimeZone = 'America/New_York';
SELECT start, target, deadline('regress_time', 'night', start, target)
  FROM unnest('{2026-03-07 21:00,2026-10-31 21:00}'::timestamptz[]) WITH ORDINALITY s (start, a),
       unnest('{6 hours,6 business hours,7 business hours,8 business hours,1 day,same day,T+1,T+1 close,1 business day}'::target[])
       WITH ORDINALITY t (target, b)
 ORDER BY a, b;
SELECT business_time_between('regress_time', 'night', '2026-03-07 12:00', '2026-03-08 12:00') AS spring,
       business_time_between('regress_time', 'night', '2026-10-31 12:00', '2026-11-01 12:00') AS autumn,
       business_time_between('regress_time', 'night', '2026-03-05 12:00', '2026-03-06 12:00') AS closed_evening,
       business_time_between('regress_time', 'night', '2026-03-04 12:00', '2026-03-05 12:00') AS evening_before,
       deadline('regress_time', 'night', '2026-03-07 02:30', '1 day') AS in_the_gap,
       deadline('regress_time', 'night', '2026-10-31 01:30', '1 day') AS twice,
       deadline('regress_time', 'night', '2026-03-08 03:30', '1 day') AS from_short_day;
SELECT next_open('regress_time', 'early', '2026-03-08 00:00') AS before_the_gap, roll_backward('regress_time', 'early', '2026-03-08 12:00') AS closes_in_the_gap,
       next_open('regress_time', 'early', '2026-11-01 00:00') AS second_of_two, business_time_between('regress_time', 'early', '2026-11-01', '2026-11-02');
-- the only hour of a day is the one that is left out: the day ends at 24:00
SELECT deadline('regress_time', 'gap', '2026-03-06 12:00', 'T+1 close') AS ordinary, deadline('regress_time', 'gap', '2026-03-07 12:00', 'T+1 close') AS left_out;
-- before 2000 moments are negative numbers
SELECT deadline('regress_time', 'early', '1999-04-04 12:00:00.25', '1 day') AS from_short_day;
SET TimeZone = 'America/Toronto';
SELECT deadline('regress_time', 'toronto', '1919-03-30 12:00', 'same day') AS midnight_skipped;
SET TimeZone = 'Australia/Lord_Howe';
SELECT business_time_between('regress_time', 'howe', '2026-10-04', '2026-10-05') AS spring,
       business_time_between('regress_time', 'howe', '2026-04-05', '2026-04-06') AS autumn,
       deadline('regress_time', 'howe', '2026-10-03 02:15', '1 day') AS in_the_gap,
       deadline('regress_time', 'howe', '2026-04-04 01:45', '1 day') AS twice,
       add_business_time('regress_time', 'howe', '2026-04-05 00:00', '3 hours');
SET TimeZone = 'America/Havana';
SELECT deadline('regress_time', 'havana', '2024-11-02 23:30', 'same day'), deadline('regress_time', 'havana', '2024-11-03 00:30-04', 'same day'),
       business_time_between('regress_time', 'havana', '2024-11-02 00:00', '2024-11-05 00:00') AS all_hours,
       deadline('regress_time', 'havana', '2024-03-09 12:00', 'same day') AS first_moment;
SET TimeZone = 'Pacific/Apia';
SELECT deadline('regress_time', 'apia', '2011-12-29 12:00', 'T+1'), deadline('regress_time', 'apia', '2011-12-29 12:00', 'same day'),
       is_working_day('regress_time', 'apia', '2011-12-30'), deadline('regress_time', 'apia', '2011-12-29 12:00', '2 business days'),
       deadline('regress_time', 'apia', '2011-12-29 12:00', '3 days');
SET TimeZone = 'America/New_York';
SELECT next_open('regress_time', 'ever_open', '2026-03-07 12:00') AS never_closes, roll_forward('regress_time', 'ever_open', '2026-03-08 03:00'),
       business_time_between('regress_time', 'ever_open', '2026-01-01', '2027-01-01') AS whole_year;

-- warnings: business kinds in business time, the others in elapsed time
SET TimeZone = 'Asia/Shanghai';
SELECT target, warn_instant('regress_time', 'plain', '2026-09-29 16:00', target, 75) AS at_75, warn_instant('regress_time', 'plain', '2026-09-29 16:00', target, 0) AS at_0,
       warn_instant('regress_time', 'plain', '2026-09-29 16:00', target, 100) = deadline('regress_time', 'plain', '2026-09-29 16:00', target) AS at_100
  FROM unnest('{4 hours,4 business hours,1 business day,T+1,same day,8 days,0 hours}'::target[]) target;
SELECT warn_instant('regress_time', 'plain', '2026-09-29 16:00', '1 hour', 101);

-- pauses move a deadline by what they covered, as the target counts
SELECT paused, resumed, target, deadline('regress_time', 'plain', '2026-09-28 10:00', target) AS due,
       shift_for_pause('regress_time', 'plain', deadline('regress_time', 'plain', '2026-09-28 10:00', target), target, paused, resumed) AS shifted
  FROM (VALUES ('2026-09-28 11:00'::timestamptz, '2026-09-28 15:00'::timestamptz), ('2026-09-28 17:00', '2026-09-29 10:00'),
               ('2026-09-30 17:00', '2026-10-05 10:00')) p (paused, resumed),
       unnest('{3 hours,3 business hours,1 business day,T+2,T+2 close,same day,4 days}'::target[]) WITH ORDINALITY t (target, n)
 ORDER BY paused, n;
SELECT shift_for_pause('regress_time', 'split', '2026-10-07 02:00', 'T+1 close', '2026-10-05 11:00', '2026-10-06 11:00') AS closing_to_closing,
       shift_for_pause('regress_time', 'split', '2026-10-06 16:00', 'T+1 close', '2026-10-05 11:00', '2026-10-06 11:00') AS warning_keeps_its_time,
       shift_for_pause('regress_time', 'split', '2026-10-07 00:00', 'T+1', '2026-10-05 11:00', '2026-10-06 11:00') AS midnight;
SELECT shift_for_pause('regress_time', 'plain', '2026-09-30 00:00', 'T+1', '2026-09-28 11:00', 'infinity') AS endless,
       shift_for_pause('regress_time', 'plain', '2026-09-30 00:00', 'T+1', '2026-09-29 11:00', '2026-09-28 11:00') AS reversed,
       shift_for_pause('regress_time', 'plain', 'infinity', 'T+1', '2026-09-28 11:00', '2026-09-29 11:00') AS without_end;

-- infinity and far away
SELECT deadline('regress_time', 'plain', 'infinity', 'T+2'), deadline('regress_time', 'plain', '-infinity', '3 hours'),
       add_business_time('regress_time', 'plain', 'infinity', '-1 hour'), add_working_days('regress_time', 'plain', '-infinity', 3),
       roll_forward('regress_time', 'plain', 'infinity'), next_open('regress_time', 'plain', '-infinity');
SELECT deadline('regress_time', 'plain', '1900-01-05 10:00', 'T+1') AT TIME ZONE 'Asia/Shanghai' AS local_mean_time, deadline('regress_time', 'plain', '2299-12-01 10:00', '8 business hours'),
       working_days_between('regress_time', 'plain', '1900-01-01', '2299-12-31'),
       deadline('regress_time', 'plain', '2026-10-01 10:00', '36525 business days');
DO $$
DECLARE
    call text;
BEGIN
    FOREACH call IN ARRAY ARRAY[
        $a$business_time_between('regress_time', 'plain', '-infinity', '2026-01-01')$a$,
        $a$is_open('regress_time', 'plain', 'infinity')$a$,
        $a$is_working_day('regress_time', 'plain', 'infinity')$a$,
        $a$working_days_between('regress_time', 'plain', '-infinity', '2026-01-01')$a$,
        $a$working_days_between('regress_time', 'plain', '4713-01-01 BC', '5874897-12-31')$a$,
        $a$deadline('regress_time', 'plain', '1899-12-01 10:00', 'T+1')$a$,
        $a$deadline('regress_time', 'plain', '4713-01-01 BC', 'same day')$a$,
        $a$deadline('regress_time', 'plain', '294276-12-31 23:00', 'T+1')$a$,
        $a$deadline('regress_time', 'plain', '294276-12-31 23:00', '5 days')$a$,
        $a$deadline('regress_time', 'plain', '294276-12-31 23:00', '50 hours')$a$,
        $a$next_open('regress_time', 'plain', '294276-12-31 23:00')$a$,
        $a$deadline('regress_time', 'plain', '2299-12-30 10:00', 'T+1')$a$,
        $a$deadline('regress_time', 'plain', '2290-12-30 10:00', '10000 days')$a$,
        $a$add_working_days('regress_time', 'plain', '2026-01-01', 2147483647)$a$,
        $a$add_working_days('regress_time', 'plain', '2026-01-01', -2147483648)$a$,
        $a$add_business_time('regress_time', 'plain', '2026-01-01', '2500000000 hours')$a$,
        $a$add_business_time('regress_time', 'plain', '2026-01-01', '2000000 hours')$a$,
        $a$add_business_time('regress_time', 'plain', '2026-01-01', '-2000000 hours')$a$,
        $a$add_business_time('regress_time', 'plain', '2026-01-01', '1 day')$a$,
        $a$add_business_time('regress_time', 'plain', '2026-01-01', '1 month -1 day')$a$]
    LOOP
        BEGIN
            EXECUTE 'SELECT complaint_flow.' || call INTO call;
            RAISE WARNING 'accepted: %', call;
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING '% %: %', SQLSTATE, SQLERRM, substring(call FROM '\w+');
        END;
    END LOOP;
END
$$;

-- The slow way, straight from the definitions: spans of one day by "at time zone".
CREATE FUNCTION slow_spans(calendar text, day date, OUT o timestamptz, OUT c timestamptz) RETURNS SETOF record
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    zone text := (SELECT time_zone FROM regress_time.calendar WHERE name = slow_spans.calendar);
    wday int := extract(isodow FROM slow_spans.day);
    h record;
BEGIN
    IF EXISTS (SELECT FROM regress_time.calendar_day d WHERE d.calendar = slow_spans.calendar AND d.day = slow_spans.day AND kind = 'closed') THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM regress_time.calendar_day d WHERE d.calendar = slow_spans.calendar AND d.day = slow_spans.day AND kind = 'working')
       AND NOT EXISTS (SELECT FROM regress_time.calendar_hours w WHERE w.calendar = slow_spans.calendar AND weekday = wday) THEN
        wday := (SELECT min(weekday) FROM regress_time.calendar_hours w WHERE w.calendar = slow_spans.calendar);
    END IF;
    FOR h IN SELECT opens, closes FROM regress_time.calendar_hours w WHERE w.calendar = slow_spans.calendar AND weekday = wday ORDER BY opens LOOP
        o := (slow_spans.day + h.opens) AT TIME ZONE zone;
        c := (slow_spans.day + CASE WHEN h.closes > h.opens THEN 0 ELSE 1 END + h.closes) AT TIME ZONE zone;
        RETURN NEXT;
    END LOOP;
END
$$;
CREATE FUNCTION slow_add(calendar text, start timestamptz, amount interval) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
    day date := (start AT TIME ZONE 'UTC')::date - 2;
    rest interval := amount;
    s record;
BEGIN
    IF amount = '0' THEN RETURN start; END IF;
    LOOP
        FOR s IN SELECT greatest(o, start) AS o, c FROM regress_time.slow_spans(calendar, day) WHERE c > start ORDER BY 1 LOOP
            IF s.c - s.o >= rest THEN RETURN s.o + rest; END IF;
            rest := rest - (s.c - s.o);
        END LOOP;
        day := day + 1;
    END LOOP;
END
$$;
CREATE FUNCTION slow_between(calendar text, a timestamptz, b timestamptz) RETURNS interval
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(least(c, b) - greatest(o, a)), '0')
      FROM generate_series((a AT TIME ZONE 'UTC')::date - 2, (b AT TIME ZONE 'UTC')::date + 2, '1 day') d, slow_spans(calendar, d::date)
     WHERE c > a AND o < b
$$;
CREATE FUNCTION slow_workday(calendar text, day date, n int) RETURNS date
LANGUAGE plpgsql STABLE AS $$
BEGIN
    WHILE n > 0 LOOP
        day := day + 1;
        IF EXISTS (SELECT FROM regress_time.slow_spans(calendar, day)) THEN n := n - 1; END IF;
    END LOOP;
    RETURN day;
END
$$;

-- random, but the same every time; half of the starts near clock changes
SELECT setseed(0.42);
CREATE TEMP TABLE sample AS
SELECT n, (ARRAY['plain', 'split', 'night', 'howe', 'early'])[1 + n % 5] AS calendar,
       CASE WHEN random() < 0.5 THEN '2026-01-01'::timestamptz + random() * interval '300 days'
            ELSE (ARRAY['2026-03-08 07:00+00', '2026-11-01 06:00+00', '2026-04-04 15:00+00', '2026-10-03 15:30+00'])[1 + floor(random() * 4)::int]::timestamptz
                 + (random() - 0.5) * interval '72 hours' END AS start,
       make_interval(secs => CASE WHEN random() < 0.3 THEN round(random() * 8) * 3600 ELSE random() * 150000 END) AS amount,
       floor(random() * 12)::int AS n_days
  FROM generate_series(1, 3000) n;
DELETE FROM calendar_day WHERE kind = 'hours';
SELECT count(*) AS sampled,
       count(*) FILTER (WHERE add_business_time('regress_time', calendar, start, amount) IS DISTINCT FROM slow_add(calendar, start, amount)) AS add_differs
  FROM sample;
SELECT count(*) FILTER (WHERE business_time_between('regress_time', calendar, start, start + amount * 3) IS DISTINCT FROM slow_between(calendar, start, start + amount * 3)) AS between_differs,
       count(*) FILTER (WHERE business_time_between('regress_time', calendar, start + amount, start) <> - business_time_between('regress_time', calendar, start, start + amount)) AS not_antisymmetric,
       count(*) FILTER (WHERE amount > '0' AND business_time_between('regress_time', calendar, start, add_business_time('regress_time', calendar, start, amount)) <> amount) AS not_inverse,
       count(*) FILTER (WHERE amount > '0' AND business_time_between('regress_time', calendar, add_business_time('regress_time', calendar, start, - amount), start) <> amount) AS not_inverse_back
  FROM sample;
SELECT count(*) FILTER (WHERE add_working_days('regress_time', s.calendar, start, n_days) IS DISTINCT FROM
           CASE n_days WHEN 0 THEN start ELSE (slow_workday(s.calendar, local::date, n_days) + local::time) AT TIME ZONE time_zone END) AS days_differ,
       count(*) FILTER (WHERE n_days > 0 AND deadline('regress_time', s.calendar, start, ('T+' || n_days)::target) IS DISTINCT FROM
           (slow_workday(s.calendar, local::date, n_days) + 1)::timestamp AT TIME ZONE time_zone) AS workday_end_differs,
       count(*) FILTER (WHERE deadline('regress_time', s.calendar, start, (n_days || ' days')::target) IS DISTINCT FROM
           CASE n_days WHEN 0 THEN start ELSE (local + make_interval(days => n_days)) AT TIME ZONE time_zone END) AS calendar_days_differ,
       count(*) FILTER (WHERE deadline('regress_time', s.calendar, start, 'same day') IS DISTINCT FROM
           (local::date + 1)::timestamp AT TIME ZONE time_zone) AS same_day_differs,
       count(*) FILTER (WHERE working_days_between('regress_time', s.calendar, local::date, local::date + n_days) <>
           - working_days_between('regress_time', s.calendar, local::date + n_days, local::date)) AS not_antisymmetric
  FROM sample s JOIN calendar c ON c.name = s.calendar, LATERAL (SELECT start AT TIME ZONE time_zone AS local) l;
SELECT count(*) FILTER (WHERE is_open('regress_time', calendar, start) <> (roll_forward('regress_time', calendar, start) = start)) AS open_differs,
       count(*) FILTER (WHERE is_open('regress_time', calendar, start) IS DISTINCT FROM EXISTS (SELECT FROM generate_series((start AT TIME ZONE 'UTC')::date - 2, start + '2 days', '1 day') d,
           slow_spans(calendar, d::date) WHERE start >= o AND start < c)) AS is_open_differs,
       count(*) FILTER (WHERE NOT is_open('regress_time', calendar, roll_forward('regress_time', calendar, start))) AS rolled_to_closed,
       count(*) FILTER (WHERE NOT next_open('regress_time', calendar, start) > start) AS opens_in_the_past,
       count(*) FILTER (WHERE roll_backward('regress_time', calendar, start) > start) AS rolls_to_the_future,
       count(*) FILTER (WHERE business_time_between('regress_time', calendar, roll_backward('regress_time', calendar, start), roll_forward('regress_time', calendar, start)) <> '0') AS open_time_skipped
  FROM sample;
DROP SCHEMA regress_time CASCADE;
