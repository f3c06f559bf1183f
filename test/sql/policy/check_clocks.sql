-- check_rules on clocks, calendars and escalation
\i test/helper/checked_desk.sql
\set ECHO queries

-- it starts where no clock starts, or where no case comes
BEGIN;
UPDATE clock_rule SET starts_on = '{state:closed,state:withdrawn}' WHERE metric = 'follow_up';
INSERT INTO state (code, kind, label, label_zh) VALUES ('parked', 'waiting', 'parked', '搁置');
INSERT INTO transition (from_state, to_state, name) VALUES ('parked', 'investigating', 'take up');
UPDATE clock_rule SET starts_on = '{state:parked}' WHERE metric = 'solution_approval';
:findings
ROLLBACK;

-- nothing meets it
BEGIN;
UPDATE clock_rule SET met_by = '{state:solution_proposed}' WHERE metric = 'follow_up';
UPDATE transition SET active = false WHERE from_state IN ('reopened', 'closed') OR (from_state, to_state) = ('follow_up_due', 'reopened');
:findings
-- one way is enough
UPDATE clock_rule SET met_by = '{state:solution_proposed,contact:follow_up}' WHERE metric = 'follow_up';
SELECT count(*) FROM complaint_flow.check_rules('support') WHERE kind = 'clock_never_met';
ROLLBACK;

-- it stands still
BEGIN;
UPDATE clock_rule SET pausing_states = '{mediating,closed}' WHERE metric = 'department_feedback';
UPDATE clock_rule SET pausing_states = (SELECT array_agg(code ORDER BY code) FROM state WHERE kind <> 'final') WHERE metric = 'progress_update';
UPDATE transition SET active = false WHERE from_state = 'mediating';
:findings
ROLLBACK;

-- two targets of which one never counts; of others either may
BEGIN;
UPDATE clock_rule SET at_most = '48 hours' WHERE metric = 'identity_check';
UPDATE clock_rule SET target = '30 hours', at_most = '24 hours' WHERE metric = 'acknowledgement';
UPDATE clock_rule SET target = '3 business days', at_most = '5 business days' WHERE metric = 'follow_up';
UPDATE clock_rule SET target = 'T+3', at_most = 'T+1' WHERE metric = 'department_feedback';
UPDATE clock_rule SET target = '2 days', at_most = '24 hours' WHERE metric = 'progress_update';
:findings
ROLLBACK;

-- more time for what is more severe
BEGIN;
UPDATE clock_rule SET target = 'T+9' WHERE condition = $$level = 'III'$$;
:findings
ROLLBACK;

-- calendars
BEGIN;
INSERT INTO calendar (name, time_zone) VALUES ('night', 'Asia/Shanghai'), ('spare', 'UTC');
UPDATE clock_rule SET calendar = 'night' WHERE metric = 'solution_approval';
SELECT severity, kind, rule FROM complaint_flow.check_rules('support') WHERE table_name = 'calendar' AND kind <> 'calendar_ends';
-- the next year is missed from thirty days before it
SELECT (SELECT count(*) = 1 FROM complaint_flow.check_rules('support') WHERE kind = 'calendar_ends' AND rule = 'night')
       = (date_part('year', here + interval '30 days') > date_part('year', here)) AS told_before_the_year
  FROM (SELECT now() AT TIME ZONE 'Asia/Shanghai') AS moment (here);
SELECT finding = 'Calendar "night" does not know the holidays of ' || extract(year FROM now() AT TIME ZONE 'Asia/Shanghai') || ': deadlines are provisional.' AS this_year
  FROM complaint_flow.check_rules('support') WHERE kind = 'calendar_without_year';
-- hours of single days are hours, too
INSERT INTO calendar_day (calendar, day, kind, opens, closes) VALUES ('night', '2030-01-01', 'hours', '20:00', '24:00');
UPDATE calendar SET by_year = false WHERE name = 'night';
DELETE FROM calendar WHERE name = 'spare';
:findings
-- what counts elapsed time needs no hours
DELETE FROM calendar_day WHERE calendar = 'night';
UPDATE clock_rule SET target = '4 hours' WHERE metric = 'solution_approval';
:findings
ROLLBACK;

-- steps of escalation
BEGIN;
UPDATE clock_rule SET active = false WHERE metric = 'follow_up';
INSERT INTO escalation_step (metric, step, after, notify) VALUES
    ('resolution', 1, '1 business day', 'owner'),
    ('resolution', 3, '4 business hours', 'supervisor'),
    ('follow_up', 1, '0 minutes', 'owner');
:findings
UPDATE escalation_step SET step = 2, after = '2 business days' WHERE metric = 'resolution' AND step = 3;
UPDATE clock_rule SET active = true WHERE metric = 'follow_up';
:findings
ROLLBACK;

-- nobody is told; who hears by an action rule is somebody
BEGIN;
UPDATE escalation_step SET metric = 'resolution';
DELETE FROM clock_rule WHERE metric NOT IN ('resolution', 'first_response', 'follow_up');
:findings
ROLLBACK;

-- what is behind it already, or never comes while it runs
BEGIN;
UPDATE clock_rule SET met_by = '{contact:first_response,state:registered}' WHERE metric = 'first_response';
UPDATE clock_rule SET met_by = '{state:registered}' WHERE metric = 'acknowledgement';
UPDATE clock_rule SET met_by = '{state:follow_up_due}', starts_on = '{state:follow_up_due}' WHERE metric = 'follow_up';
UPDATE clock_rule SET starts_on = '{state:solution_proposed,state:withdrawn}', pausing_states = '{registered,mediating}' WHERE metric = 'solution_approval';
:findings
ROLLBACK;

SELECT complaint_flow.drop_desk('support');
