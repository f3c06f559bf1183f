-- check_rules on states and transitions
\i test/helper/checked_desk.sql
\set ECHO queries

-- nothing is wrong
:findings

-- a state without a way out
BEGIN;
UPDATE transition SET active = false WHERE from_state = 'mediating';
:findings
ROLLBACK;

-- a loop without a way out
BEGIN;
UPDATE transition SET active = false WHERE to_state IN ('closed', 'withdrawn', 'invalid', 'referred') AND from_state NOT IN ('registered', 'verifying', 'awaiting_customer');
:findings
ROLLBACK;

-- no case comes there; what waits for it never happens
BEGIN;
INSERT INTO state (code, kind, label, label_zh) VALUES ('parked', 'waiting', 'parked', '搁置');
INSERT INTO transition (from_state, to_state, name, by_entry) VALUES ('parked', 'investigating', 'take up', '{contact:*}'), ('verifying', 'invalid', 'by itself', '{state:parked}');
INSERT INTO action_rule (position, name, activities, action, argument, topic) VALUES (900, 'told when parked', '{state:parked}', 'notify', 'owner', 'reopened');
:findings
-- the way in
INSERT INTO transition (from_state, to_state, name) VALUES ('verifying', 'parked', 'park');
:findings
ROLLBACK;

-- neither beginning nor end
BEGIN;
UPDATE state SET kind = 'working' WHERE kind = 'initial';
:findings
ROLLBACK;
BEGIN;
UPDATE desk SET joined_state = NULL;
UPDATE state SET kind = 'working', resolution = NULL WHERE kind = 'final';
:findings
ROLLBACK;

-- who may take it
BEGIN;
UPDATE transition SET roles = '{head_of_operations}' WHERE name = 'approve';
UPDATE staff SET active = false WHERE role = 'head_of_operations';
SELECT kind, rule, finding, finding_zh, cure, cure_zh FROM complaint_flow.check_rules('support') WHERE table_name = 'transition';
ROLLBACK;

-- sheets that join a case
BEGIN;
UPDATE desk SET joined_purpose = NULL;
UPDATE state SET kind = 'working' WHERE code = 'joined';
:findings
ROLLBACK;

-- follow-ups that no contact can be
BEGIN;
UPDATE contact_purpose SET follow_up = false;
:findings
ROLLBACK;

-- a breach that cannot come
BEGIN;
UPDATE clock_rule SET active = false WHERE metric = 'follow_up';
INSERT INTO action_rule (position, name, activities, action, argument, topic) VALUES (900, 'late follow-up', '{clock_breached:follow_up}', 'notify', 'owner', 'reopened');
:findings
ROLLBACK;

-- what counts as a reopening
BEGIN;
UPDATE transition SET reopens = true WHERE name IN ('start verification', 'follow-up done', 'agree') OR (from_state, to_state) = ('verifying', 'withdrawn');
UPDATE transition SET reopens = false WHERE from_state = 'closed';
:findings
UPDATE transition SET reopens = true WHERE from_state = 'closed';
UPDATE transition SET reopens = false WHERE (from_state, name) = ('follow_up_due', 'reopen');
SELECT kind, rule, other_rule FROM complaint_flow.check_rules('support') WHERE kind = 'reopens_not';
ROLLBACK;

-- ends that are none, and the other way round
BEGIN;
UPDATE state SET kind = 'final' WHERE code = 'executing';
UPDATE state SET kind = 'working' WHERE code = 'invalid';
SELECT severity, kind, rule, finding FROM complaint_flow.check_rules('support') WHERE kind ~ '^end_';
UPDATE state SET kind = 'working', resolution = NULL WHERE code = 'closed';
SELECT kind, rule FROM complaint_flow.check_rules('support') WHERE kind = 'end_not_marked';
INSERT INTO transition (from_state, to_state, name, reason_required) VALUES ('withdrawn', 'referred', 'refer all the same', true);
SELECT kind, rule FROM complaint_flow.check_rules('support') WHERE kind = 'end_leads_to_end';
ROLLBACK;

:findings
SELECT complaint_flow.drop_desk('support');
