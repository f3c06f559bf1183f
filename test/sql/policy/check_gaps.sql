-- check_rules on cases for which no rule decides
\i test/helper/checked_desk.sql
\set ECHO queries

-- a new level has no clock of its own; a rule without a condition takes it
BEGIN;
INSERT INTO level (code, rank, label, label_zh) VALUES ('IV', 4, 'level IV', 'IV级');
INSERT INTO category (code, key, level, label, label_zh) VALUES ('4.1', 'lawsuit', 'IV', 'lawsuit', '诉讼');
:findings
INSERT INTO clock_rule (position, name, metric, target, met_by) VALUES (105, 'all others within T+10', 'resolution', 'T+10', '{state:closed}');
:findings
ROLLBACK;

-- without the last rule some cases are routed by their codes, and others by none
BEGIN;
DELETE FROM routing_rule WHERE condition IS NULL OR handler = 'receiver';
SELECT severity, kind, rule, finding FROM complaint_flow.check_rules('support') WHERE table_name = 'routing_rule';
UPDATE desk SET fallback_role = NULL;
SELECT severity, kind, rule, finding, cure FROM complaint_flow.check_rules('support') WHERE table_name = 'routing_rule' LIMIT 1;
-- what is not known of a case may be true
INSERT INTO routing_rule (position, name, condition, handler) VALUES (60, 'received by somebody', 'received_by IS NOT NULL', 'receiver');
:findings
ROLLBACK;

-- every channel but one
BEGIN;
UPDATE routing_rule SET condition = $$channel <> 'letter'$$ WHERE condition IS NULL;
DELETE FROM routing_rule WHERE handler = 'receiver' OR condition ~ 'category|urgency';
:findings
UPDATE channel SET active = false WHERE code = 'letter';
:findings
ROLLBACK;

-- conditions that fail on a code, or call what may change, decide nothing
BEGIN;
UPDATE routing_rule SET condition = $$left(category, 1)::int / (length(category) - 3) > 5 OR mentions(title, 'points')$$ WHERE condition IS NULL;
DELETE FROM routing_rule WHERE handler = 'receiver' OR condition ~ 'urgency' OR handler = 'department';
:findings
ROLLBACK;

-- scripts and questions
BEGIN;
UPDATE script SET category = '1.1' WHERE category IS NULL;
UPDATE category SET active = false WHERE code < '3';
SELECT kind, rule, other_rule, finding FROM complaint_flow.check_rules('support') WHERE kind = 'no_script';
UPDATE completeness_rule SET active = condition ~ 'category';
SELECT kind, rule, finding FROM complaint_flow.check_rules('support') WHERE kind = 'no_completeness';
-- what a desk does not use at all is no gap
UPDATE script SET active = false;
UPDATE completeness_rule SET active = false;
DELETE FROM routing_rule;
DELETE FROM clock_rule WHERE metric <> 'acknowledgement';
SELECT kind, rule FROM complaint_flow.check_rules('support') WHERE kind ~ '^no_';
ROLLBACK;

SELECT complaint_flow.drop_desk('support');
