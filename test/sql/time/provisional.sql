-- A deadline that runs into a year whose holidays nobody knows yet is
-- provisional: the complaint is taken, and loading the year settles it.
\i test/helper/session.sql
\set ECHO queries
SELECT complaint_flow.create_desk('prov');
-- 24 hours are never provisional
UPDATE prov.clock_rule SET at_most = NULL;
DELETE FROM prov.calendar_year WHERE year > 2025;
DELETE FROM prov.calendar_day WHERE day >= '2026-01-01';
INSERT INTO prov.complaint (channel, received_at, category, title)
VALUES ('web_form', '2025-12-30 10:00', '1.1', 'Cup is broken'),
       ('web_form', '2025-12-01 10:00', '1.1', 'Cup is broken');
SELECT complaint_id, metric, due_at, original_due_at = due_at AS as_first, provisional FROM prov.clock WHERE metric IN ('first_response', 'resolution') ORDER BY 1, 2;

-- the notice comes out: New Year is free until the 3rd, the 4th is worked
SELECT complaint_flow.load_official_days('prov', 'standard', 'CN', 2026, 2026) > 0 AS loaded;
SELECT complaint_id, metric, due_at, original_due_at = due_at AS as_first, provisional FROM prov.clock WHERE metric IN ('first_response', 'resolution') ORDER BY 1, 2;
SELECT complaint_id, seq, activity FROM prov.complaint_event WHERE seq > 1;
SELECT changes FROM prov.complaint_event_personal;

-- a late change of the calendar moves nothing by itself
UPDATE prov.calendar_day SET kind = 'closed' WHERE day = '2026-01-04';
SELECT metric, due_at FROM prov.clock WHERE metric = 'resolution' AND complaint_id = 1;
-- on request it does, and the first deadline stays on record
SELECT complaint_flow.recompute_clocks('prov', 'late notice of the State Council', only_provisional => false);
SELECT metric, due_at, original_due_at FROM prov.clock WHERE metric = 'resolution' AND complaint_id = 1;

-- a calendar that nobody has filled in yet refuses no complaint and stops no
-- job: it counts as open round the clock until its hours are there
DELETE FROM prov.calendar_hours;
INSERT INTO prov.complaint (channel, received_at, category, title) VALUES ('web_form', '2026-03-06 10:00', '1.1', 'Cup is broken');
SELECT metric, due_at, provisional FROM prov.clock WHERE complaint_id = 3 ORDER BY metric;
SELECT complaint_flow.run_clocks('prov', '2026-03-20 10:00');
INSERT INTO prov.calendar_hours (calendar, weekday, opens, closes) SELECT 'standard', d, '09:00', '18:00' FROM generate_series(1, 5) d;
SELECT metric, due_at, provisional FROM prov.clock WHERE complaint_id = 3 ORDER BY metric;
SELECT * FROM complaint_flow.verify_history('prov');
SELECT complaint_flow.drop_desk('prov', true);
