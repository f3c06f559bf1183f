-- What is refused around drafts: names, states, rights, conflicts, and going
-- back where that is impossible.  Whatever is refused leaves nothing.
\i test/helper/logins_desk.sql
\i test/helper/refused.sql
\pset format unaligned
\pset tuples_only on
\set ECHO queries
SET ROLE "regress_cf_zhou.min";
SELECT refused($$SELECT complaint_flow.draft_policy('nowhere', 'one')$$);
SELECT refused($$SELECT complaint_flow.draft_policy('support', NULL)$$);
SELECT refused($$SELECT complaint_flow.draft_policy('support', 'One')$$);
SELECT refused($$SELECT complaint_flow.draft_policy('support', repeat('x', 60)::name)$$);
SELECT complaint_flow.draft_policy('support', 'one');
SELECT refused($$SELECT complaint_flow.draft_policy('support', 'one')$$);
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'none')$$);
SELECT refused($$SELECT complaint_flow.propose_policy('support', NULL)$$);
SELECT refused($$SELECT complaint_flow.approve_policy('support', 'one')$$);
SELECT refused($$SELECT complaint_flow.reject_policy('support', 'one', 'no')$$);
SELECT refused($$SELECT complaint_flow.diff_policy('support', 'none')$$);
SELECT refused($$SELECT complaint_flow.diff_policy('support', NULL::text)$$);
SELECT refused($$SELECT complaint_flow.diff_policy('support', 1, 4711)$$);
SELECT refused($$SELECT complaint_flow.policy_changes('support', 'one', language => 'fr')$$);
SELECT refused($$SELECT complaint_flow.refresh_policy('support', 'one', 'both')$$);
SELECT refused($$SELECT complaint_flow.publish_draft('support', 'one', 'me')$$);
SELECT refused($$SELECT complaint_flow.apply_difference('support', 'support', '{}')$$);
SELECT refused($$UPDATE support.draft SET state = 'approved'$$);
SELECT refused($$UPDATE support_draft_one.draft SET state = 'approved'$$);
-- a draft that changes nothing
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'one')$$);
SELECT count(*) FROM complaint_flow.desks() WHERE desk LIKE 'support%';
SELECT refused($$SELECT complaint_flow.find_case('support_draft_one', 'x')$$);

-- the rights on the draft's tables are those on the tables in force
SELECT refused($$UPDATE support_draft_one.desk SET time_zone = 'UTC'$$);
SELECT refused($$DELETE FROM support_draft_one.personal_column$$);
SELECT refused($$UPDATE support_draft_one.desk SET wanted_precision = 0.9$$);
SET ROLE regress_cf_auditor;
SELECT refused($$UPDATE support_draft_one.channel SET label = 'x'$$);
SELECT refused($$SELECT complaint_flow.draft_policy('support', 'two')$$);
SELECT refused($$SELECT complaint_flow.discard_policy('support', 'one')$$);
SELECT count(*) > 0 AS reads_it FROM support_draft_one.channel;
RESET ROLE;
CREATE ROLE regress_cf_analyst;
SELECT FROM complaint_flow.grant_desk('support', 'analyst', 'regress_cf_analyst');
SET ROLE regress_cf_analyst;
SELECT refused($$SELECT complaint_flow.draft_policy('support', 'two')$$);
SELECT refused($$SELECT complaint_flow.publish_policy('support', 'one')$$);
SELECT refused($$SELECT * FROM support_draft_one.channel$$);
-- who becomes a supervisor later, or is none any more
RESET ROLE;
SELECT FROM complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_analyst');
SET ROLE regress_cf_analyst;
SELECT count(*) > 0 AS reads_it FROM support_draft_one.channel;
RESET ROLE;
SELECT FROM complaint_flow.revoke_desk('support', 'supervisor', 'regress_cf_analyst');
SET ROLE regress_cf_analyst;
SELECT refused($$SELECT * FROM support_draft_one.channel$$);

-- a draft in an unknown time zone could not be checked
RESET ROLE;
SELECT refused($$UPDATE support_draft_one.calendar SET time_zone = 'Luna/Tycho'$$);
SELECT refused($$UPDATE support_draft_one.desk SET time_zone = 'UTC+8'$$);

-- roles of the own rank are not raised by a draft either
SET ROLE "regress_cf_zhou.min";
UPDATE support_draft_one.staff_role SET rank = 99 WHERE code = 'supervisor';
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'one')$$);
UPDATE support_draft_one.staff_role SET rank = r.rank FROM support.staff_role r WHERE r.code = staff_role.code;
-- a rule that cannot work
UPDATE support_draft_one.routing_rule SET condition = 'ammount > 1' WHERE position = (SELECT min(position) FROM routing_rule);
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'one')$$);
SELECT state FROM draft;
UPDATE support_draft_one.routing_rule SET condition = r.condition FROM routing_rule r WHERE r.id = routing_rule.id;
-- names of nothing
UPDATE support_draft_one.clock_rule SET met_by = '{contact:first_respnse}' WHERE metric = 'acknowledgement';
UPDATE support_draft_one.same_matter_rule SET equal_columns = '{chanel}' WHERE id = (SELECT min(id) FROM same_matter_rule);
SELECT kind, table_name, finding FROM complaint_flow.check_rules('support', 'one') WHERE kind = 'unknown_name';
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'one')$$);
UPDATE support_draft_one.clock_rule SET met_by = r.met_by FROM clock_rule r WHERE r.id = clock_rule.id;
UPDATE support_draft_one.same_matter_rule SET equal_columns = r.equal_columns FROM same_matter_rule r WHERE r.id = same_matter_rule.id;
-- a code that cases name, and rules that name what the draft brings with it
DELETE FROM support_draft_one.channel WHERE code = 'hotline';
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'one')$$);
INSERT INTO support_draft_one.channel SELECT * FROM channel WHERE code = 'hotline';
INSERT INTO support_draft_one.keyword_set (name, keywords) VALUES ('sharks', '{shark}');
INSERT INTO support_draft_one.level (code, rank, label, label_zh) VALUES ('IX', 9, 'level IX', '九级');
INSERT INTO support_draft_one.category (code, key, level, label, label_zh) VALUES ('9.9', 'sharks', 'IX', 'sharks', '鲨鱼');
INSERT INTO support_draft_one.classification_rule (position, name, condition, category) VALUES (1, 'sharks', $$mentions(title, 'sharks')$$, '9.9');
INSERT INTO support_draft_one.escalation_step (metric, step, after, notify) VALUES ('resolution', 77, '1 day', 'role diver');
INSERT INTO support_draft_one.staff_role (code, rank, label, label_zh) VALUES ('diver', 2, 'diver', '潜水员');
SELECT complaint_flow.propose_policy('support', 'one');
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'one')$$);
SELECT refused($$SELECT complaint_flow.refresh_policy('support', 'one')$$);
SELECT refused($$SELECT complaint_flow.reject_policy('support', 'one', '')$$);
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.publish_policy('support', 'one') AS published \gset
SELECT rules_version = :published AS published FROM desk;
INSERT INTO complaint (channel, title) VALUES ('hotline', 'a shark in the parcel') RETURNING category, level;
SELECT refused($$SELECT complaint_flow.publish_policy('support', 'one')$$);
SELECT refused($$SELECT complaint_flow.discard_policy('support', 'one')$$);
SELECT refused($$SELECT complaint_flow.draft_policy('support', 'one')$$);
-- back is impossible while a case names what would go
SELECT rules_version - 1 AS before FROM desk \gset
SELECT refused(format('SELECT complaint_flow.revert_policy(''support'', %s, ''no sharks'')', :before));
SELECT rules_version - 1 = :before AS nothing_has_changed FROM desk;
SELECT refused($$SELECT complaint_flow.revert_policy('support', 4711, 'x')$$);
SELECT refused($$SELECT complaint_flow.revert_policy('support', NULL, 'x')$$);
-- nor does a manager bring back what is the owner's to set
SET ROLE regress_cf_owner;
UPDATE desk SET erasure_roles = '{manager}';
UPDATE desk SET erasure_roles = '{}';
SET ROLE "regress_cf_wu.gang";
SELECT rules_version - 1 AS before FROM desk \gset
SELECT refused(format('SELECT complaint_flow.revert_policy(''support'', %s, ''I want to erase'')', :before));

-- the policy in force moves under a draft
SET ROLE "regress_cf_zhou.min";
SELECT complaint_flow.draft_policy('support', 'two');
UPDATE support_draft_two.channel SET label = 'Phone' WHERE code = 'hotline';
UPDATE support_draft_two.channel SET label = 'Letter' WHERE code = 'letter';
UPDATE support_draft_two.cause SET label = 'no idea' WHERE code = (SELECT min(code) FROM cause);
DELETE FROM support_draft_two.classification_rule WHERE name = 'sharks';
DELETE FROM support_draft_two.keyword_set WHERE name = 'sharks';
UPDATE channel SET label = 'Telephone', label_zh = '电话' WHERE code = 'hotline';
UPDATE channel SET label_zh = '书信' WHERE code = 'letter';
UPDATE keyword_set SET keywords = '{shark,ray}' WHERE name = 'sharks';
INSERT INTO cause (code, side, label, label_zh) SELECT 'sharks', side, 'sharks', '鲨鱼' FROM cause LIMIT 1;
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'two')$$);
SELECT refused($$SELECT complaint_flow.refresh_policy('support', 'two')$$);
SELECT complaint_flow.refresh_policy('support', 'two', 'draft');
SELECT * FROM complaint_flow.policy_changes('support', 'two', language => 'en');
SELECT complaint_flow.draft_policy('support', 'three');
UPDATE support_draft_three.channel SET label = 'Line' WHERE code = 'hotline';
UPDATE channel SET label = 'Call' WHERE code = 'hotline';
SELECT complaint_flow.refresh_policy('support', 'three', 'live');
SELECT count(*) FROM complaint_flow.diff_policy('support', 'three');
SELECT complaint_flow.discard_policy('support', 'three', 'not wanted');
SELECT name, state, comment FROM draft ORDER BY name;
-- a draft without its schema is only given up
SELECT complaint_flow.draft_policy('support', 'lost');
RESET ROLE;
SET client_min_messages = warning;
DROP SCHEMA support_draft_lost CASCADE;
RESET client_min_messages;
SET ROLE "regress_cf_zhou.min";
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'lost')$$);
SELECT complaint_flow.discard_policy('support', 'lost');
SELECT refused($$SELECT complaint_flow.discard_policy('support', 'two', repeat('x', 1001))$$);
RESET ROLE;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_cf_owner', current_database()); END $$;
SET ROLE "regress_cf_zhou.min";
SELECT replace(refused, current_database(), 'DATABASE') FROM refused($$SELECT complaint_flow.draft_policy('support', 'four')$$) AS refused;
-- a column that the owner adds meanwhile is no change of the draft
SET ROLE regress_cf_owner;
ALTER TABLE support.cause ADD COLUMN weight int NOT NULL DEFAULT 1;
SET ROLE "regress_cf_zhou.min";
INSERT INTO support_draft_two.cause (code, side, label, label_zh) SELECT 'heat', side, 'heat', '热' FROM cause LIMIT 1;
SELECT * FROM complaint_flow.policy_changes('support', 'two', language => 'en');
SELECT complaint_flow.refresh_policy('support', 'two', 'draft');
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.publish_policy('support', 'two') IS NOT NULL AS published;
SELECT code, weight FROM cause WHERE code = 'heat';
SET ROLE regress_cf_owner;
ALTER TABLE support.cause DROP COLUMN weight;
-- two clerks, two editors; a draft of the owner
RESET ROLE;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_cf_owner', current_database()); END $$;
SET ROLE regress_cf_owner;
SELECT complaint_flow.draft_policy('support', 'five');
UPDATE support_draft_five.desk SET erasure_roles = '{manager}';
SET ROLE "regress_cf_wu.gang";
UPDATE support_draft_five.desk SET title = 'Five';
SET ROLE regress_cf_owner;
SELECT complaint_flow.propose_policy('support', 'five');
SELECT editors, drafted_by, proposed_by FROM draft WHERE name = 'five';
SELECT refused($$SELECT complaint_flow.approve_policy('support', 'five')$$);
SET ROLE "regress_cf_wu.gang";
SELECT refused($$SELECT complaint_flow.approve_policy('support', 'five')$$);
-- who acts for another has no higher rank than that one
SET ROLE regress_cf_owner;
INSERT INTO policy_approval (table_name, approver) VALUES ('desk', 'manager');
SET complaint_flow.actor = 'sun.li';
SELECT refused($$SELECT complaint_flow.approve_policy('support', 'five')$$);
RESET complaint_flow.actor;
SELECT refused($$SELECT complaint_flow.publish_policy('support', 'five', '2020-01-01 00:00+00')$$);
-- a desk goes with its drafts
RESET ROLE;
SELECT nspname FROM pg_namespace WHERE nspname LIKE 'support%' ORDER BY 1;
SELECT count(*) FROM complaint_flow.outside_dependents('support');
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
SELECT nspname FROM pg_namespace WHERE nspname LIKE 'support%';
CREATE SCHEMA support;
DROP ROLE regress_cf_analyst;
\i test/helper/drop_logins_desk.sql
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
