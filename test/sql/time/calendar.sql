-- Calendars as tables: what is refused, what outranks what, what is seen when.
\i test/helper/session.sql
\set ECHO all
SET client_min_messages = warning;
SELECT FROM complaint_flow.create_desk('regress_calendar', pack => 'empty');
SET search_path = regress_calendar, complaint_flow, public;
SET client_min_messages = notice;

INSERT INTO calendar (name, time_zone) VALUES ('cn', 'Asia/Shanghai');
INSERT INTO calendar_hours SELECT 'cn', d, '09:00', '18:00' FROM generate_series(1, 5) d;
INSERT INTO calendar_year VALUES ('cn', 2026, 'test');
INSERT INTO calendar_day (calendar, day, kind, opens, closes, label) VALUES
    ('cn', '2026-10-01', 'closed', NULL, NULL, 'holiday on a Thursday'),
    ('cn', '2026-10-10', 'working', NULL, NULL, 'make-up Saturday, hours of the first weekday'),
    ('cn', '2026-10-12', 'hours', '10:00', '12:00', 'short Monday, morning'),
    ('cn', '2026-10-12', 'hours', '13:00', '15:00', 'short Monday, afternoon'),
    ('cn', '2026-10-13', 'hours', '10:00', '12:00', 'closed outranks hours'),
    ('cn', '2026-10-13', 'closed', NULL, NULL, ''),
    ('cn', '2026-10-14', 'closed', NULL, NULL, 'working outranks closed'),
    ('cn', '2026-10-14', 'working', '08:00', '11:00', ''),
    ('cn', '2026-10-17', 'hours', '09:00', '10:00', 'an open Saturday is a working day'),
    ('cn', '2026-10-18', 'working', NULL, NULL, 'working takes the hours of the day, if any'),
    ('cn', '2026-10-18', 'hours', '20:00', '24:00', '');
SELECT d::date AS day, is_working_day('regress_calendar', 'cn', d::date) AS working,
       business_time_between('regress_calendar', 'cn', d, d + interval '1 day') AS open,
       nullif(roll_forward('regress_calendar', 'cn', d), next_open('regress_calendar', 'cn', d)) AS differs,
       to_char(next_open('regress_calendar', 'cn', d), 'MM-DD HH24:MI') AS next_open
  FROM generate_series('2026-09-30'::timestamptz, '2026-10-19', '1 day') d
 WHERE d < '2026-10-03' OR d > '2026-10-09';

-- a make-up day on a weekday with hours of its own takes these
INSERT INTO calendar (name, time_zone) VALUES ('mixed', 'Asia/Shanghai');
INSERT INTO calendar_hours VALUES ('mixed', 3, '10:00', '12:00'), ('mixed', 6, '10:00', '11:00');
INSERT INTO calendar_day (calendar, day, kind) VALUES ('mixed', '2026-10-10', 'closed'), ('mixed', '2026-10-10', 'working'),
    ('mixed', '2026-10-11', 'working');
SELECT business_time_between('regress_calendar', 'mixed', '2026-10-10', '2026-10-11') AS saturday,
       business_time_between('regress_calendar', 'mixed', '2026-10-11', '2026-10-12') AS sunday;

-- years: what is not loaded is provisional
SELECT start::timestamptz, target, deadline('regress_calendar', 'cn', start::timestamptz, target::target),
       deadline_is_provisional('regress_calendar', 'cn', start::timestamptz, target::target) AS provisional
  FROM (VALUES ('2026-12-30 10:00', 'T+1'), ('2026-12-30 10:00', 'T+2'), ('2026-12-31 17:00', '1 business hour'),
               ('2026-12-31 17:00', '2 business hours'), ('2026-12-31 17:00', '2 hours'), ('2026-12-31 17:00', 'same day'),
               ('2026-12-31 17:00', '10 days'), ('2025-12-31 17:00', '1 business hour'), ('2025-12-31 17:00', 'T+1'),
               ('2025-12-31 19:00', '1 business day'), ('2026-12-31 09:00', '1 business day')) v (start, target);
INSERT INTO calendar_day (calendar, day, kind) VALUES ('cn', '2027-01-01', 'closed');
SELECT deadline('regress_calendar', 'cn', '2026-12-31 17:00', '2 business hours'),
       deadline_is_provisional('regress_calendar', 'cn', '2026-12-31 17:00', '2 business hours') AS provisional;
INSERT INTO calendar_year VALUES ('cn', 2027, 'test');
SELECT deadline('regress_calendar', 'cn', '2026-12-31 17:00', '2 business hours'),
       deadline_is_provisional('regress_calendar', 'cn', '2026-12-31 17:00', '2 business hours') AS provisional;
UPDATE calendar SET by_year = false WHERE name = 'mixed';
SELECT deadline_is_provisional('regress_calendar', 'mixed', '2026-12-31 17:00', '2 business hours') AS never_provisional;

-- a change is seen at once, inside a running function too, and undone by a rollback
BEGIN;
UPDATE calendar_hours SET closes = '17:00' WHERE calendar = 'cn';
SELECT roll_backward('regress_calendar', 'cn', '2026-11-16 17:30');
ROLLBACK;
SELECT roll_backward('regress_calendar', 'cn', '2026-11-16 17:30');
DO $$
DECLARE
    hour int;
BEGIN
    FOR hour IN 17..19 LOOP
        UPDATE regress_calendar.calendar_hours SET closes = make_time(hour, 0, 0) WHERE calendar = 'cn';
        RAISE NOTICE '%', complaint_flow.deadline('regress_calendar', 'cn', '2026-11-16 08:00', '9 business hours');
    END LOOP;
END
$$;
UPDATE calendar_hours SET closes = '18:00' WHERE calendar = 'cn';

-- one statement may replace a whole week, even when it passes through overlaps
UPDATE calendar_hours SET opens = opens + interval '4 hours', closes = closes + interval '4 hours' WHERE calendar = 'cn';
UPDATE calendar_hours SET weekday = weekday % 7 + 1 WHERE calendar = 'cn' AND weekday = 5;
DELETE FROM calendar_hours WHERE calendar = 'cn';
INSERT INTO calendar_hours VALUES ('cn', 1, '09:00', '12:00'), ('cn', 1, '12:00', '18:00'), ('cn', 1, '22:00', '06:00'),
    ('cn', 7, '20:00', '09:00');
SELECT is_open('regress_calendar', 'cn', '2026-11-17 05:59:59') AS after_midnight, is_open('regress_calendar', 'cn', '2026-11-17 06:00') AS at_closing;

-- what cannot be meant is refused; nothing is left behind
CREATE TEMP TABLE before AS SELECT md5(string_agg(h::text, '' ORDER BY h::text)) FROM calendar_hours h;
INSERT INTO calendar_hours VALUES ('cn', 1, '11:00', '12:30');
\set VERBOSITY sqlstate
INSERT INTO calendar_hours VALUES ('cn', 2, '05:00', '07:00');
INSERT INTO calendar_hours VALUES ('cn', 1, '08:00', '08:30');
INSERT INTO calendar_hours VALUES ('cn', 2, '09:00', '12:00'), ('cn', 2, '10:00', '11:00');
UPDATE calendar_hours SET closes = '24:00' WHERE weekday = 1 AND opens = '12:00';
INSERT INTO calendar_hours VALUES ('cn', 3, '24:00', '02:00');
INSERT INTO calendar_hours VALUES ('cn', 8, '09:00', '12:00');
INSERT INTO calendar_hours VALUES ('nowhere', 1, '09:00', '12:00');
INSERT INTO calendar_day (calendar, day, kind, opens, closes) VALUES ('cn', '2026-11-20', 'hours', '09:00', '12:00'),
    ('cn', '2026-11-20', 'hours', '11:00', '13:00');
INSERT INTO calendar_day (calendar, day, kind, opens, closes) VALUES ('cn', '2026-11-20', 'hours', '12:00', '12:00'),
    ('cn', '2026-11-20', 'hours', '13:00', '14:00');
INSERT INTO calendar_day (calendar, day, kind) VALUES ('cn', '2026-11-20', 'hours');
INSERT INTO calendar_day (calendar, day, kind) VALUES ('cn', '2026-11-20', 'closed'), ('cn', '2026-11-20', 'closed');
INSERT INTO calendar_day (calendar, day, kind, opens, closes) VALUES ('cn', '2026-11-20', 'closed', '09:00', '12:00');
INSERT INTO calendar_day (calendar, day, kind, opens) VALUES ('cn', '2026-11-20', 'working', '09:00');
INSERT INTO calendar_day (calendar, day, kind) VALUES ('cn', 'infinity', 'closed');
INSERT INTO calendar_day (calendar, day, kind) VALUES ('cn', '1899-12-31', 'closed');
INSERT INTO calendar_year VALUES ('cn', 2300, 'test');
INSERT INTO calendar (name, time_zone) VALUES ('Big Name', 'Asia/Shanghai');
INSERT INTO calendar (name, time_zone) VALUES ('posix', 'CST-8');
INSERT INTO calendar (name, time_zone) VALUES ('offset', '+08');
INSERT INTO calendar (name, time_zone) VALUES ('typo', 'Asia/Shangai');
INSERT INTO calendar (name, time_zone) VALUES ('nothing', '');
\set VERBOSITY default
INSERT INTO calendar (name, time_zone) VALUES ('wrong', 'UTC+8');
SELECT (SELECT * FROM before) = md5(string_agg(h::text, '' ORDER BY h::text)) AS unchanged FROM calendar_hours h;
INSERT INTO calendar (name, time_zone) VALUES ('east', 'Etc/GMT-8'), ('lower', 'asia/shanghai'), ('utc', 'UTC');

-- calendars without hours: days by name count, everything else says what is missing, and at once
INSERT INTO calendar_day (calendar, day, kind, opens, closes) VALUES ('utc', '2026-11-20', 'working', NULL, NULL),
    ('east', '2026-11-20', 'hours', '10:00', '12:00');
SELECT deadline('regress_calendar', 'lower', '2026-11-20 10:00', '3 hours') AS elapsed,
       deadline('regress_calendar', 'lower', '2026-11-20 10:00', 'same day') AS same_day,
       deadline('regress_calendar', 'lower', '2026-11-20 10:00', '3 days') AS days,
       is_open('regress_calendar', 'lower', '2026-11-20 10:00'), is_working_day('regress_calendar', 'lower', '2026-11-20'),
       business_time_between('regress_calendar', 'lower', '2026-11-20', '2027-11-20'),
       working_days_between('regress_calendar', 'lower', '2026-11-20', '2027-11-20');
SELECT deadline('regress_calendar', 'lower', '2026-11-20 10:00', '1 business minute');
SELECT deadline('regress_calendar', 'utc', '2026-11-19 10:00', 'T+1'), is_working_day('regress_calendar', 'utc', '2026-11-20');
SELECT deadline('regress_calendar', 'east', '2026-11-19 10:00', '2 business hours'), roll_backward('regress_calendar', 'east', '2099-01-01');
\set VERBOSITY terse
SELECT deadline('regress_calendar', 'utc', '2026-11-19 10:00', 'T+1 close');
SELECT deadline('regress_calendar', 'utc', '2026-11-19 10:00', 'T+2');
SELECT deadline('regress_calendar', 'lower', '2026-11-19 10:00', '1 business day');
SELECT deadline('regress_calendar', 'east', '2026-11-19 10:00', '121 business minutes');
SELECT add_business_time('regress_calendar', 'east', '2026-11-19 10:00', '-1 second');
SELECT add_working_days('regress_calendar', 'east', '2026-11-19 10:00', -1);
SELECT roll_forward('regress_calendar', 'lower', '2026-11-20');
SELECT roll_backward('regress_calendar', 'lower', '2026-11-20');
SELECT next_open('regress_calendar', 'lower', '2026-11-20');

-- names
SELECT is_open('regress_calendar', 'no such calendar', '2026-11-20');
SELECT is_open('regress_no_desk', 'cn', '2026-11-20');
SELECT is_open('regress_calendar', NULL, '2026-11-20') IS NULL AS strict;
SELECT calendar, is_open('regress_calendar', calendar, '2026-11-16 02:30+00') FROM unnest('{cn,mixed,cn,east,mixed}'::text[]) calendar;

-- rename and removal take the parts along
UPDATE calendar SET name = 'china' WHERE name = 'cn';
SELECT count(*) FROM calendar_hours WHERE calendar = 'china';
DELETE FROM calendar WHERE name = 'china';
SELECT count(*) FROM calendar_hours WHERE calendar = 'china';

-- every column is explained
SELECT table_name, column_name FROM information_schema.columns c
 WHERE table_schema = 'regress_calendar' AND table_name ~ '^calendar'
   AND col_description(format('%I.%I', table_schema, table_name)::regclass, ordinal_position) IS NULL;
SET client_min_messages = warning;
DROP SCHEMA regress_calendar CASCADE;
