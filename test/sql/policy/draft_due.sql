-- A draft that is to be published at a given moment: the job does it, names
-- what it cannot publish, and tries again.
\i test/helper/logins_desk.sql
\set ECHO queries
SET ROLE regress_cf_owner;
INSERT INTO policy_approval (table_name, approver) VALUES ('*', 'supervisor'), ('channel', 'manager');
SET ROLE "regress_cf_zhou.min";
SELECT complaint_flow.draft_policy('support', 'new_year', 'opening hours of the new year');
SELECT complaint_flow.draft_policy('support', 'letters');
UPDATE support_draft_new_year.urgency SET label = 'very urgent' WHERE code = 'urgent';
UPDATE support_draft_letters.channel SET label = 'mail' WHERE code = 'letter';
SELECT complaint_flow.propose_policy('support', 'new_year'), complaint_flow.propose_policy('support', 'letters');

-- a supervisor may approve what the rule for the rest asks; a channel takes a manager
SET ROLE regress_cf_app;
SET complaint_flow.actor = 'sun.li';
SELECT complaint_flow.approve_policy('support', 'new_year');
RESET complaint_flow.actor;
SET ROLE regress_cf_owner;
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_app');
SET ROLE regress_cf_app;
SET complaint_flow.actor = 'sun.li';
SELECT complaint_flow.approve_policy('support', 'letters');
SELECT complaint_flow.approve_policy('support', 'new_year');
SELECT complaint_flow.publish_policy('support', 'new_year', '2030-01-01 00:00+08');
RESET complaint_flow.actor;
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.approve_policy('support', 'letters');
SELECT complaint_flow.publish_policy('support', 'letters', '2030-01-01 00:00+08');
SELECT name, state, approved_by, published_by, effective_at FROM draft ORDER BY name;
SET ROLE "regress_cf_zhou.min";
UPDATE support_draft_new_year.urgency SET label = 'x';

-- not before its time
SET ROLE regress_cf_owner;
SELECT complaint_flow.publish_drafts('support', '2029-12-31 23:59+08') AS published;
-- meanwhile the owner changed what one of them changes
UPDATE channel SET label = 'post' WHERE code = 'letter';
SELECT complaint_flow.publish_drafts('support', '2030-01-01 00:00+08') AS published;
SELECT label FROM urgency WHERE code = 'urgent';
SELECT name, state, published_by, published_version = rules_version AS is_this_version FROM draft, desk ORDER BY name;
SELECT job, kind, subject, sqlstate, message FROM job_failure;
SELECT topic, content ->> 'job' AS job, content ->> 'which' AS which FROM outbox WHERE topic = 'job_failed';
SELECT complaint_flow.publish_drafts('support', '2030-01-01 00:00+08') AS the_other;
-- the clerk takes the owner's change over
SET ROLE "regress_cf_zhou.min";
SELECT complaint_flow.reject_policy('support', 'letters', 'the owner calls it post');
SELECT complaint_flow.refresh_policy('support', 'letters', 'draft');
SELECT complaint_flow.propose_policy('support', 'letters');
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.approve_policy('support', 'letters');
SELECT complaint_flow.publish_policy('support', 'letters', '2030-01-02 00:00+08');
SET ROLE regress_cf_owner;
SELECT complaint_flow.publish_drafts('support', '2030-01-02 00:30+08') AS published;
SELECT label FROM channel WHERE code = 'letter';
SELECT count(*) AS failures FROM job_failure;
SELECT reason FROM policy_version WHERE reason IS NOT NULL ORDER BY version;

-- approval became necessary after the draft was closed
DELETE FROM policy_approval;
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.draft_policy('support', 'risks');
INSERT INTO support_draft_risks.risk (code, label, label_zh) VALUES ('flood', 'flood', '洪水');
SELECT complaint_flow.publish_policy('support', 'risks', '2030-01-03 00:00+08');
SET ROLE regress_cf_owner;
INSERT INTO policy_approval (table_name, approver) VALUES ('*', 'manager');
SELECT complaint_flow.publish_drafts('support', '2030-01-03 00:00+08') AS published;
SELECT subject, sqlstate, message FROM job_failure;

-- a reason for plain SQL
SET complaint_flow.policy_reason = 'storm';
UPDATE urgency SET label = 'urgent' WHERE code = 'urgent';
SELECT reason FROM policy_version ORDER BY version DESC LIMIT 1;
RESET complaint_flow.policy_reason;

-- a reason that is changed later is found by the digest
SELECT complaint_flow.publish_history_digest('support') AS published;
RESET ROLE;
SET session_replication_role = replica;
UPDATE support.policy_version SET reason = 'nobody knows' WHERE reason LIKE 'draft letters%';
RESET session_replication_role;
SELECT v.part, v.verdict FROM support.published_digest p, complaint_flow.verify_digest('support', p.day) v;
SET client_min_messages = warning;
DROP SCHEMA support_draft_risks CASCADE;
\i test/helper/drop_logins_desk.sql
