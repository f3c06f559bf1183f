-- check_rules on rules that differ from those beside them
\i test/helper/checked_desk.sql
\set ECHO queries

-- one clock of a metric
BEGIN;
UPDATE clock_rule SET starts_on = '{received,state:verifying}' WHERE condition = $$level = 'III'$$;
UPDATE clock_rule SET pausing_states = '{}', warn_at_percent = 90 WHERE condition = $$level = 'II'$$;
:findings
-- two are a choice
UPDATE clock_rule SET pausing_states = '{}', warn_at_percent = 90, starts_on = '{received,state:verifying}' WHERE condition ~ 'level';
:findings
ROLLBACK;

-- one of many ways that do the same
BEGIN;
UPDATE transition SET reason_required = false WHERE (from_state, to_state) = ('agreed', 'withdrawn');
UPDATE transition SET condition = NULL WHERE (from_state, to_state) = ('approved', 'withdrawn');
UPDATE transition SET roles = '{supervisor}' WHERE (from_state, to_state) = ('offered', 'withdrawn');
:findings
ROLLBACK;

-- a way for everybody among those for supervisors
BEGIN;
UPDATE transition SET roles = NULL WHERE (from_state, name) = ('solution_proposed', 'send back');
:findings
ROLLBACK;
BEGIN;
UPDATE transition SET condition = NULL, condition_hint = NULL WHERE name = 'agree';
UPDATE transition SET reason_required = false WHERE name = 'ask the customer';
:findings
ROLLBACK;

-- an activity that all others listen to
BEGIN;
UPDATE action_rule SET activities = array_remove(activities, 'rejudged') WHERE name = 'attitude of a merchant: merchant care';
:findings
ROLLBACK;

-- a metric that is nearly another
BEGIN;
UPDATE clock_rule SET metric = 'resoluton' WHERE condition = $$level = 'II'$$;
SELECT severity, kind, rule, finding, cure FROM complaint_flow.check_rules('support') WHERE table_name = 'clock_rule';
ROLLBACK;

-- time
BEGIN;
UPDATE clock_rule SET warn_at_percent = 5 WHERE metric = 'follow_up';
UPDATE clock_rule SET target = 'T+70' WHERE condition = $$level = 'I'$$;
UPDATE clock_rule SET target = '3 minutes' WHERE metric = 'first_response' AND condition = $$urgency = 'urgent'$$;
:findings
ROLLBACK;

-- what the others leave is not more urgent
BEGIN;
UPDATE clock_rule SET target = '20 minutes', at_most = NULL, position = 55 WHERE name = 'first response to all others by T+1';
:findings
ROLLBACK;

-- settings and calendars
BEGIN;
UPDATE desk SET wanted_precision = 0.6;
UPDATE calendar_hours SET opens = '18:00', closes = '09:00' WHERE weekday = 2;
UPDATE calendar_hours SET closes = '09:30' WHERE weekday = 4;
DELETE FROM calendar_hours WHERE weekday = 3;
UPDATE desk SET default_level = 'II';
:findings
ROLLBACK;

-- roles and rungs
BEGIN;
UPDATE escalation_step SET notify = 'role manager' WHERE step = 5;
UPDATE escalation_step SET notify = 'role head_of_operations', after = '200 business days' WHERE step = 4;
UPDATE transition SET roles = '{supervisor,head_of_operations}' WHERE (from_state, to_state) = ('closed', 'reopened');
UPDATE desk SET extension_roles = '{supervisor,manager}';
UPDATE authority SET up_to = 100000000 WHERE role = 'manager' AND remedy_kind IS NULL;
UPDATE authority SET up_to = 900, per_day = NULL WHERE role = 'agent' AND remedy_kind IS NULL;
:findings
ROLLBACK;

-- questions and messages
BEGIN;
UPDATE completeness_rule SET condition = 'remedy_sought IS NOT NULL' WHERE position = 90;
UPDATE action_rule SET once = true WHERE position = 100;
INSERT INTO message_rule (position, name, topic, audience, urgency, digest_every) VALUES
    (1, 'urgent ones together', 'urgent_case', '*', 'urgent', '1 hour'),
    (2, 'reopenings together', 'reopend', '*', NULL, '1 hour');
UPDATE message_template SET title = '紧急投诉提醒' WHERE topic = 'urgent_case' AND language = 'en';
UPDATE message_template SET title = 'Received', body = 'We have got it.' WHERE topic = 'acknowledgement' AND language = 'zh';
:findings
ROLLBACK;

-- states and roles
BEGIN;
UPDATE state SET kind = 'waiting' WHERE code = 'reopened';
UPDATE staff_role SET sees_all = false WHERE code = 'manager';
:findings
ROLLBACK;

:findings
SELECT complaint_flow.drop_desk('support');
