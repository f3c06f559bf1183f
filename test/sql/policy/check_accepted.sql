-- Findings that are accepted, warned of, refused; drafts; the packs
\i test/helper/checked_desk.sql
\set ECHO queries

-- a finding is accepted for a reason, by somebody
UPDATE clock_rule SET position = 80 WHERE position = 90;
:findings
SELECT complaint_flow.accept_finding('support', 'position_twice', 'clock_rule', 'level III resolved by T+3', 'they exclude each other', 'level II resolved by T+5');
:findings
SELECT kind, rule, accepted FROM complaint_flow.check_rules('support') WHERE accepted IS NOT NULL;
SELECT kind, table_name, rule, other_rule, reason, accepted_by = session_user AS by_me FROM accepted_finding WHERE table_name = 'clock_rule';
SELECT content ->> 'reason' AS reason FROM rule_history WHERE table_name = 'accepted_finding' AND rule_key LIKE 'position_twice%';
SELECT complaint_flow.accept_finding('support', 'position_twice', 'clock_rule', 'level III resolved by T+3', 'seen again', 'level II resolved by T+5');
SELECT reason FROM accepted_finding WHERE table_name = 'clock_rule';
SELECT open_findings FROM complaint_flow.desks() WHERE desk = 'support';
DELETE FROM accepted_finding WHERE table_name = 'clock_rule';
SELECT open_findings FROM complaint_flow.desks() WHERE desk = 'support';
UPDATE clock_rule SET position = 90 WHERE name = 'level II resolved by T+5';

-- nonsense
SELECT complaint_flow.accept_finding('support', 'position_twice', 'clock_rule', 'level III resolved by T+3', 'no such finding any more', 'level II resolved by T+5');
SELECT complaint_flow.accept_finding('support', 'keyword_in_two_sets', 'keyword_set', 'after_sales_words', ' ', 'merchant_people');
SELECT complaint_flow.accept_finding('support', NULL, NULL, NULL, 'a reason');
SELECT complaint_flow.accept_finding('nowhere', 'a', 'b', 'c', 'd');
SELECT * FROM complaint_flow.check_rules('nowhere');
SELECT * FROM complaint_flow.check_rules(NULL);
SELECT * FROM complaint_flow.check_rules('support', 'no such draft');
SELECT complaint_flow.policy_findings('support', NULL, true);

-- who writes an error is warned when the transaction ends
UPDATE transition SET active = false WHERE from_state = 'mediating';
-- an error that was there before is no news
UPDATE routing_rule SET position = position + 1;
UPDATE transition SET active = false WHERE from_state = 'executing';
UPDATE transition SET active = true WHERE from_state IN ('executing', 'mediating');
-- many are not told one by one
BEGIN;
INSERT INTO state (code, kind, label, label_zh) SELECT 'end_' || n, 'working', 'end', '尽头' FROM generate_series(1, 7) AS n;
INSERT INTO transition (from_state, to_state, name) SELECT 'verifying', 'end_' || n, 'lose' FROM generate_series(1, 7) AS n;
COMMIT;
DELETE FROM transition WHERE name = 'lose';
DELETE FROM state WHERE code LIKE 'end\_%';
-- what is mended before the end is none
BEGIN;
UPDATE transition SET active = false WHERE from_state = 'mediating';
UPDATE transition SET active = true WHERE from_state = 'mediating';
COMMIT;
-- a savepoint takes it back
BEGIN;
SAVEPOINT before;
UPDATE transition SET active = false WHERE from_state = 'mediating';
ROLLBACK TO before;
COMMIT;

-- a block of code that commits, and a desk that is gone at the end
DO $$
BEGIN
    UPDATE transition SET active = false WHERE from_state = 'mediating';
    COMMIT;
    UPDATE transition SET active = true WHERE from_state = 'mediating';
END $$;
BEGIN;
SELECT complaint_flow.create_desk('gone', 'empty');
DELETE FROM gone.transition;
SELECT complaint_flow.drop_desk('gone');
COMMIT;

-- or refused
UPDATE desk SET strict_rules = true;
UPDATE transition SET active = false WHERE from_state = 'mediating';
BEGIN;
UPDATE transition SET active = false WHERE from_state = 'mediating';
UPDATE category SET label = label || '!' WHERE code = '1.1';
COMMIT;
SELECT label FROM category WHERE code = '1.1';
SELECT count(*) FROM transition WHERE NOT active;
-- warnings are not
UPDATE escalation_step SET after = '0 minutes' WHERE step = 5;
UPDATE escalation_step SET after = '2 business days' WHERE step = 5;
-- an error with which the desk lives
BEGIN;
UPDATE transition SET active = false WHERE from_state = 'mediating';
SELECT complaint_flow.accept_finding('support', 'state_dead_end', 'state', 'mediating', 'the mediator ends it');
COMMIT;
SELECT count(*) FROM transition WHERE NOT active;
UPDATE transition SET active = true;
DELETE FROM accepted_finding WHERE kind = 'state_dead_end';
UPDATE desk SET strict_rules = false;

-- a desk that is damaged can be written and mended
ALTER TABLE satisfaction_grade RENAME TO grades;
UPDATE channel SET label = label || '!' WHERE code = 'letter';
SELECT open_findings FROM complaint_flow.desks() WHERE desk = 'support';
ALTER TABLE grades RENAME TO satisfaction_grade;

-- a supervisor sees the same as the owner, and accepts; an agent does not
CREATE ROLE regress_check_supervisor;
CREATE ROLE regress_check_agent;
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_check_supervisor');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_check_agent');
UPDATE routing_rule SET position = position - 1;
UPDATE clock_rule SET position = 80 WHERE position = 90;
SET ROLE regress_check_supervisor;
:findings
SELECT complaint_flow.accept_finding('support', 'position_twice', 'clock_rule', 'level III resolved by T+3', 'they exclude each other', 'level II resolved by T+5');
UPDATE support.transition SET active = false WHERE from_state = 'mediating';
UPDATE support.transition SET active = true WHERE from_state = 'mediating';
SET ROLE regress_check_agent;
SELECT complaint_flow.accept_finding('support', 'position_twice', 'clock_rule', 'level III resolved by T+3', 'mine', 'level II resolved by T+5');
SELECT open_findings FROM complaint_flow.desks() WHERE desk = 'support';
RESET ROLE;
SELECT accepted_by = session_user AS by_login FROM support.accepted_finding WHERE table_name = 'clock_rule';

-- a draft is checked like the policy in force, with the people of today
SELECT complaint_flow.draft_policy('support', 'next_year');
UPDATE support_draft_next_year.transition SET active = false WHERE from_state = 'mediating';
INSERT INTO support_draft_next_year.escalation_step (metric, step, after, notify) VALUES ('resolution', 1, '0 minutes', 'role nobody'), ('resolution', 2, '0 minutes', 'person li.na');
INSERT INTO support_draft_next_year.category (code, key, level, label, label_zh) VALUES ('4.1', 'lawsuit', 'III', 'lawsuit', '诉讼');
DELETE FROM support_draft_next_year.accepted_finding WHERE kind = 'position_twice';
SELECT severity, kind, table_name, rule, other_rule, finding FROM complaint_flow.check_rules('support', 'next_year') WHERE accepted IS NULL;
:findings
SELECT complaint_flow.accept_finding('support', 'unknown_role', 'escalation_step', 'resolution: 1', 'it comes next year', draft => 'next_year');
SELECT rule, reason FROM support_draft_next_year.accepted_finding WHERE kind = 'unknown_role';
SELECT count(*) FROM complaint_flow.check_rules('support', 'next_year') WHERE accepted IS NULL AND kind = 'unknown_role';
SELECT count(*) FROM accepted_finding WHERE kind = 'unknown_role';

-- the packs as they come: nobody works there yet, and that is all
SELECT complaint_flow.create_desk('std', 'standard');
SELECT complaint_flow.create_desk('grd', 'graded');
SELECT complaint_flow.create_desk('emp', 'empty');
SELECT desk, f.severity, f.kind, f.table_name, f.rule, f.finding, f.finding_zh, f.cure, f.cure_zh
  FROM unnest('{std,grd,emp}'::name[]) AS desk CROSS JOIN LATERAL complaint_flow.check_rules(desk) f
 WHERE f.accepted IS NULL AND f.kind NOT IN ('calendar_ends', 'calendar_without_year');
-- every kind has words in both languages
SELECT kind FROM complaint_flow.finding_kinds()
 WHERE severity NOT IN ('error', 'warning', 'note') OR finding_zh !~ '[一-龥]' OR cure_zh !~ '[一-龥]' OR finding ~ '[一-龥]' OR cure !~ '\.$';

SET client_min_messages = warning;
SELECT complaint_flow.drop_desk(desk) FROM unnest('{support,std,grd,emp}'::name[]) AS desk;
DROP ROLE regress_check_supervisor, regress_check_agent;
