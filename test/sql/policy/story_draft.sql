-- A supervisor drafts a change of the policy, a manager approves and publishes
-- it; a case is judged anew; it was wrong, and is taken back.
\i test/helper/logins_desk.sql
\set ECHO queries
SET ROLE "regress_cf_zhou.min";
SELECT rules_version AS at_first FROM desk \gset

-- the draft: a schema to edit with plain SQL
SELECT complaint_flow.draft_policy('support', 'large_sums', 'large sums wait too long');
SET search_path = support_draft_large_sums, public;
INSERT INTO classification_rule (position, name, condition, urgency) VALUES (15, 'large sums', 'amount > 500', 'urgent');
UPDATE classification_rule SET position = 16 WHERE position = 10;
UPDATE channel SET label = 'Telephone' WHERE code = 'hotline';
DELETE FROM calendar_day WHERE calendar = 'standard' AND day = '2026-01-01';
SELECT name, state, editors, drafted_by FROM draft;
SET search_path = support, public;
SELECT table_name, rule, change, column_name, CASE jsonb_typeof(old) WHEN 'object' THEN old - 'id' ELSE old END AS old,
       CASE jsonb_typeof(new) WHEN 'object' THEN new - 'id' ELSE new END AS new
  FROM complaint_flow.diff_policy('support', 'large_sums') WHERE table_name <> 'calendar_day';
SELECT * FROM complaint_flow.policy_changes('support', 'large_sums', language => 'en');
SELECT * FROM complaint_flow.policy_changes('support', 'large_sums', language => 'zh');

-- nothing of it reaches a case
INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'too dear', 800) RETURNING urgency, rules_version = :at_first AS same_version;
SELECT max(id) AS before FROM complaint \gset

-- the owner wants changes of rules to be approved; from now on they come from drafts
SET ROLE regress_cf_owner;
INSERT INTO policy_approval (table_name, approver) VALUES ('classification_rule', 'manager');
SET ROLE "regress_cf_zhou.min";
UPDATE classification_rule SET position = 16 WHERE position = 10;
UPDATE channel SET label = 'Hotline' WHERE code = 'hotline' AND false;
UPDATE policy_approval SET approver = 'agent';

-- proposed, it stands still; nobody approves what they wrote
SELECT complaint_flow.propose_policy('support', 'large_sums');
UPDATE support_draft_large_sums.classification_rule SET active = false;
SELECT complaint_flow.approve_policy('support', 'large_sums');
SELECT complaint_flow.publish_policy('support', 'large_sums');
SET ROLE "regress_cf_li.na";
SELECT complaint_flow.approve_policy('support', 'large_sums');
SELECT count(*) FROM support_draft_large_sums.classification_rule;

-- the manager has a question first
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.publish_policy('support', 'large_sums');
SELECT complaint_flow.reject_policy('support', 'large_sums', 'why a channel and a holiday, too?');
SET ROLE "regress_cf_zhou.min";
UPDATE support_draft_large_sums.channel SET label = c.label FROM channel c WHERE c.code = channel.code;
INSERT INTO support_draft_large_sums.calendar_day SELECT * FROM calendar_day WHERE calendar = 'standard' AND day = '2026-01-01';
SELECT complaint_flow.propose_policy('support', 'large_sums');
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.approve_policy('support', 'large_sums', 'clear');
SELECT complaint_flow.publish_policy('support', 'large_sums') - :at_first AS later;
SELECT state, reason, comment, editors, proposed_by, rejected_by, approved_by, published_by, published_version - :at_first AS later FROM draft;
SELECT to_regnamespace('support_draft_large_sums') IS NULL AS gone;
SELECT version - :at_first AS later, changed_by, reason FROM policy_version WHERE version > :at_first ORDER BY version;
SELECT * FROM complaint_flow.policy_changes('support', 'large_sums', language => 'en');

-- new cases are judged by it, old ones say by which policy they were
SET ROLE "regress_cf_zhou.min";
INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'too dear', 800) RETURNING urgency, urgent_reasons;
SELECT max(id) AS after FROM complaint \gset
SELECT e.value, e.rule_name, e.policy_at = v.at AS at_that_time
  FROM complaint_flow.explain_complaint('support', :after) e JOIN policy_version v ON v.version = e.rules_version WHERE e.attribute = 'urgency';
SELECT replace(replace(line, to_char(now(), 'YYYY-MM-DD'), 'TODAY'), c.rules_version::text, 'N') AS line
  FROM complaint c
 CROSS JOIN unnest('{en,zh}'::text[]) AS language
 CROSS JOIN LATERAL regexp_split_to_table(complaint_flow.complaint_sheet('support', c.id, language), E'\n') AS line
 WHERE c.id IN (:before, :after) AND line ~ 'policy|适用规则' ORDER BY c.id, language;

-- it was wrong: back, with a reason
SELECT complaint_flow.revert_policy('support', :at_first, 'half of the cases are urgent now');
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.revert_policy('support', :at_first, ' ');
SELECT complaint_flow.revert_policy('support', :at_first, 'half of the cases are urgent now') - :at_first AS later;
SELECT complaint_flow.revert_policy('support', :at_first, 'once more');
SELECT version - :at_first AS later, reason FROM policy_version WHERE version > :at_first ORDER BY version;
SELECT count(*) AS differences FROM complaint_flow.diff_policy('support', :at_first);
SET ROLE "regress_cf_zhou.min";
INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'too dear', 800) RETURNING urgency, urgent_reasons;
RESET ROLE;
SET client_min_messages = warning;
\i test/helper/drop_logins_desk.sql
