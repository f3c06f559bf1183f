-- A supervisor changes the policy: a finding, a draft, the cases of last week, a
-- second pair of eyes, in force, and back again.
\set VERBOSITY terse
\i test/helper/logins_desk.sql
\set ECHO all
SET ROLE regress_cf_owner;
INSERT INTO complaint (id, received_at, channel, received_by, customer_tier, title) VALUES
    (21, now() - interval '3 days', 'hotline', 'li.na', 'gold', '发票没开'),
    (22, now() - interval '3 days', 'hotline', 'li.na', 'silver', '发票没开'),
    (23, now() - interval '2 days', 'hotline', 'li.na', 'gold', '漏发一件');
SELECT id, owner, handler_role FROM complaint WHERE id > 20 ORDER BY id;

-- See: Zhou Min looks for the rule that gave gold members to whoever took the call.
SET ROLE "regress_cf_zhou.min";
SELECT value, rule_name FROM complaint_flow.explain_complaint('support', 21) WHERE attribute = 'handler';
-- The owner wants such changes to be seen by two.
SET ROLE regress_cf_owner;
INSERT INTO policy_approval (table_name, approver) VALUES ('routing_rule', 'manager');
SET ROLE "regress_cf_zhou.min";
INSERT INTO routing_rule (position, name, condition, handler, argument)
    VALUES (55, 'gold: a senior agent', $$customer_tier = 'gold'$$, 'role', 'senior_agent');

-- Check: senior agents are to have them.  In a draft she puts her rule at the
-- end of the table, where it never gets its turn.
SELECT complaint_flow.draft_policy('support', 'gold', 'gold members to senior agents') AS place;
INSERT INTO support_draft_gold.routing_rule (position, name, condition, handler, argument)
    VALUES (65, 'gold: a senior agent', $$received_by IS NOT NULL AND customer_tier = 'gold'$$, 'role', 'senior_agent');
SELECT severity, kind, table_name, rule, other_rule FROM complaint_flow.check_rules('support', 'gold') WHERE rule = 'gold: a senior agent';
UPDATE support_draft_gold.routing_rule SET position = 55, condition = $$customer_tier = 'gold'$$ WHERE name = 'gold: a senior agent';
SELECT count(*) AS findings FROM complaint_flow.check_rules('support', 'gold') WHERE rule = 'gold: a senior agent';

-- Try: what it would have done in the last week.  New cases know nothing of it.
SELECT attribute, was, becomes, cases FROM complaint_flow.compare_policy('support', now() - interval '4 days', now(), 'gold')
 WHERE changed AND attribute <> 'cases' ORDER BY attribute, was, becomes;
SELECT complaint_id, was, becomes FROM complaint_flow.compared_cases('support', now() - interval '4 days', now(), 'gold')
 WHERE attribute = 'handler_role' ORDER BY complaint_id;
SET ROLE regress_cf_owner;
INSERT INTO complaint (id, channel, received_by, customer_tier, title) VALUES (24, 'hotline', 'li.na', 'gold', '发票没开') RETURNING owner, handler_role;
SET ROLE "regress_cf_zhou.min";

-- Approve and publish: not by who drafted it, and not before somebody else did.
SELECT complaint_flow.propose_policy('support', 'gold') AS approver;
SELECT complaint_flow.publish_policy('support', 'gold');
SELECT complaint_flow.approve_policy('support', 'gold');
UPDATE support_draft_gold.routing_rule SET argument = 'agent' WHERE position = 55;
SET ROLE "regress_cf_wu.gang";
SELECT table_name, rule_key ~ '^\d+$' AS one_rule, old IS NULL AS is_new FROM complaint_flow.diff_policy('support', 'gold');
SELECT complaint_flow.approve_policy('support', 'gold', 'tried on last week');
SELECT complaint_flow.publish_policy('support', 'gold') AS version \gset
SELECT name, state, drafted_by, approved_by, published_by, published_version = :version AS this_version FROM draft;
SELECT rules_version = :version AS in_force FROM desk;

-- It holds for the next case, and the case says so.
SET ROLE regress_cf_owner;
INSERT INTO complaint (id, channel, received_by, customer_tier, title) VALUES (25, 'hotline', 'li.na', 'gold', '发票没开') RETURNING owner, handler_role;
SELECT value, rule_name, rules_version = :version AS this_version FROM complaint_flow.explain_complaint('support', 25) WHERE attribute = 'handler';

-- Take back: there are too few senior agents.
SET ROLE "regress_cf_zhou.min";
SELECT complaint_flow.revert_policy('support', :version - 1, 'too few senior agents');
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.revert_policy('support', :version - 1, 'too few senior agents') = :version + 1 AS next_version;
SELECT count(*) AS differences FROM complaint_flow.diff_policy('support', :version - 1, :version + 1);
SET ROLE regress_cf_owner;
INSERT INTO complaint (id, channel, received_by, customer_tier, title) VALUES (26, 'hotline', 'li.na', 'gold', '发票没开') RETURNING owner, handler_role;
-- What was: who changed what, and why.
SELECT version - :version AS version, replace(reason, (:version - 1)::text, '<version>') AS reason FROM policy_version WHERE version >= :version - 1 ORDER BY version;
SELECT from_version - :version AS from_version, to_version - :version AS to_version, content ->> 'condition' AS condition
  FROM rule_history WHERE table_name = 'routing_rule' AND content ->> 'name' = 'gold: a senior agent' AND from_version >= :version;
SELECT * FROM complaint_flow.verify_history('support');
RESET ROLE;
SET client_min_messages = warning;
\i test/helper/drop_logins_desk.sql
