-- The policy of the busy desk: rules a quarter old, of which some decide, some
-- never do, and one is overruled by people; one that is off, with an awkward
-- name; and a draft that changes some.
SET client_min_messages = warning;
SET search_path = support, public;
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, order_ref, title, description)
    SELECT 9000 + n, 'hotline', 'JF' || n, '漏发', CASE n WHEN 1 THEN '包裹漏发了一件，我要找记者曝光' ELSE '包裹漏发了一件' END FROM generate_series(1, 8) AS n;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET urgency = 'ordinary', reason = 'said in anger' WHERE id = 9001;
UPDATE complaint SET category = '1.1', reason = 'broken, not missing' WHERE id BETWEEN 9002 AND 9004;
RESET complaint_flow.actor;
SET session_replication_role = replica;
UPDATE rule_history SET changed_at = changed_at - interval '100 days';
RESET session_replication_role;
INSERT INTO classification_rule (position, name, condition, category, active) VALUES (600, '</code><b>rule</b>', 'amount BETWEEN 1 AND 5 AND (title = ''<i>'' OR channel IN (''app'', ''email'')) OR level = ''II'' AND NOT coalesce(product = ''a'', false)', '1.1', false);
SELECT complaint_flow.grant_desk(desk, 'supervisor', 'regress_report_supervisor') FROM complaint_flow.desks() \g /dev/null
SELECT complaint_flow.draft_policy('support', 'autumn') AS draft \gset
SET search_path = :draft, support, public;
UPDATE classification_rule SET category = '1.1' WHERE name = 'after-sales service';
UPDATE clock_rule SET target = 'T+3' WHERE name = 'level I resolved by T+7';
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES (5, '<i>telephones</i>', 'product = ''手机''', 'department', 'risk_control');
DELETE FROM message_rule WHERE position = 40;
