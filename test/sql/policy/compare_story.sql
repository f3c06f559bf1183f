-- Sun Li wants angry words to be urgent.  Before the rule is live she looks at
-- what it would have meant last week.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
UPDATE text_model SET active = false;
INSERT INTO complaint (id, received_at, channel, customer_id, product, title, description, remedy_sought, occurred_at) VALUES
    (1, '2026-03-02 10:00', 'hotline', NULL, 'points', '积分没有到账', '太气人了，等了三天没人管', '补发', '2026-03-01'),
    (2, '2026-03-02 11:00', 'hotline', NULL, 'points', '积分没有到账', '请问积分什么时候到账', '补发', '2026-03-01'),
    (3, '2026-03-03 10:00', 'hotline', NULL, 'voucher', '券不能用', '券用不了，太气人了', '退款', '2026-03-01');
-- The first is answered in the afternoon, the second at once; the third gets
-- another text.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (2, 'out', 'hotline', 'first_response', '2026-03-02 11:05', 'reached'),
           (1, 'out', 'hotline', 'first_response', '2026-03-02 15:00', 'reached');
UPDATE complaint SET description = '券用不了' WHERE id = 3;

-- In a transaction that is rolled back: the sums first.
BEGIN;
INSERT INTO keyword_set (name, keywords) VALUES ('anger', '{太气人,气死}');
INSERT INTO classification_rule (position, name, condition, urgency, reason)
    VALUES (65, 'urgent: angry', 'mentions(description, ''anger'')', 'urgent', '客户情绪激动');
SELECT attribute, was, becomes, cases FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09')
 WHERE changed OR attribute IN ('cases', 'urgency');
-- Then the cases.  The third counts with the words of its receipt.
SELECT complaint_id, attribute, was, becomes FROM complaint_flow.compared_cases('support', '2026-03-02', '2026-03-09');
-- The supervisors' list grows, the receiver's shrinks.
SELECT * FROM complaint_flow.compared_load('support', '2026-03-02', '2026-03-09');
ROLLBACK;
SELECT * FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09') WHERE changed;

-- The same with a draft, which nobody's cases see, in a transaction that only
-- reads.
SELECT complaint_flow.draft_policy('support', 'two_hours');
UPDATE support_draft_two_hours.clock_rule SET target = '2 hours', at_most = NULL WHERE metric = 'first_response' AND target::text = 'T+1';
UPDATE support_draft_two_hours.escalation_step SET after = '30 minutes' WHERE metric = '*' AND step IN (1, 2);
BEGIN READ ONLY;
SELECT attribute, was, becomes, cases FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09', 'two_hours') WHERE changed;
SELECT complaint_id, attribute, was, becomes
  FROM complaint_flow.compared_cases('support', '2026-03-02', '2026-03-09', draft => 'two_hours', people => 'now');
SELECT pg_current_xact_id_if_assigned() IS NULL AS wrote_nothing;
COMMIT;

-- People of then, or of today: when Li Na has left, the rule that sends a case to
-- its receiver finds nobody.
RESET complaint_flow.actor;
UPDATE staff SET active = false WHERE code = 'li.na';
SELECT attribute, was, becomes, cases FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09') WHERE attribute = 'owner';
SELECT attribute, was, becomes, cases FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09', people => 'now') WHERE attribute = 'owner';

-- Cases that came in from elsewhere were judged by nobody here.
SET complaint_flow.importing = on;
INSERT INTO complaint (received_at, channel, title, state, category) VALUES ('2026-03-04', 'hotline', '积分', 'closed', '1.1');
RESET complaint_flow.importing;
SELECT * FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09') WHERE attribute = 'cases';
-- A sample is always the same one.
SELECT * FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09', sample => 0.4) WHERE attribute = 'cases';

-- Who may compare sees no personal data, but all cases.
CREATE ROLE cf_analyst_compare;
SELECT complaint_flow.grant_desk('support', 'analyst', 'cf_analyst_compare');
CREATE ROLE cf_agent_compare;
SELECT complaint_flow.grant_desk('support', 'agent', 'cf_agent_compare');
SET ROLE cf_analyst_compare;
SELECT complaint_id, attribute, was, becomes
  FROM complaint_flow.compared_cases('support', '2026-03-02', '2026-03-09', 'two_hours') WHERE attribute LIKE 'target %';
SET ROLE cf_agent_compare;
SELECT * FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09');
RESET ROLE;

-- Complaints go to the receiver no longer, and a draft brings that back: against
-- their own time nothing differs, against today's policy it does.
BEGIN;
UPDATE routing_rule SET handler = 'role', argument = 'senior_agent' WHERE name = 'all others: the receiver';
SELECT complaint_flow.draft_policy('support', 'receivers');
UPDATE support_draft_receivers.routing_rule SET handler = 'receiver', argument = NULL WHERE name = 'all others: the receiver';
SELECT complaint_id, attribute, becomes FROM complaint_flow.compared_cases('support', '2026-03-02', '2026-03-09', 'receivers');
SELECT complaint_id, attribute, becomes
  FROM complaint_flow.compared_cases('support', '2026-03-02', '2026-03-09', 'receivers', unchanged => true)
EXCEPT
SELECT complaint_id, attribute, becomes
  FROM complaint_flow.compared_cases('support', '2026-03-02', '2026-03-09', unchanged => true)
 ORDER BY complaint_id, attribute;
ROLLBACK;

-- What cannot be compared.
SELECT * FROM complaint_flow.compare_policy('support', '2026-03-09', '2026-03-02');
SELECT * FROM complaint_flow.compare_policy('support', NULL, '2026-03-02');
SELECT * FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09', 'no draft');
SELECT * FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09', people => 'later');
SELECT * FROM complaint_flow.compared_cases('support', '2026-03-02', '2026-03-09', sample => 0);
SELECT * FROM complaint_flow.compared_cases('support', '2026-03-02', '2026-03-09', sample => 'NaN');
SELECT * FROM complaint_flow.compared_load('support', '2026-03-02', '2026-03-09', seconds => 0);
SELECT * FROM complaint_flow.compare_policy('nowhere', '2026-03-02', '2026-03-09');
SELECT count(*) FROM complaint_flow.compare_policy(NULL, '2026-03-02', '2026-03-09');
SELECT * FROM complaint_flow.compare_policy('support', '-infinity', '2020-01-01');
-- A draft without an initial state judges nothing.
UPDATE support_draft_two_hours.state SET kind = 'working' WHERE kind = 'initial';
SELECT * FROM complaint_flow.compare_policy('support', '2026-03-02', '2026-03-09', 'two_hours');
SET client_min_messages = warning;
SELECT complaint_flow.revoke_desk('support', 'analyst', 'cf_analyst_compare'), complaint_flow.revoke_desk('support', 'agent', 'cf_agent_compare');
DROP ROLE cf_analyst_compare, cf_agent_compare;
SELECT complaint_flow.drop_desk('support', even_with_cases => true);
