-- What the rules do: how often each decided, how often people took that back,
-- and which rules nobody needs.
SET client_min_messages = warning;
\i test/helper/support_desk.sql
\set ECHO all
CREATE ROLE regress_analyst;
CREATE ROLE regress_agent;
SELECT FROM complaint_flow.grant_desk('support', 'analyst', 'regress_analyst'), complaint_flow.grant_desk('support', 'agent', 'regress_agent');
CREATE TEMP VIEW decided AS
SELECT verdict, table_name, name, decided_day AS day, decided_week AS week, decided_quarter AS quarter, overruled, overruled_share AS share,
       (SELECT (now() AT TIME ZONE time_zone)::date FROM desk) - last_on AS days_ago
  FROM rule_use WHERE decided_quarter > 0 AND table_name IN ('classification_rule', 'routing_rule');

-- Received today, and 3, 40 and 100 days ago: the last one is older than a quarter.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, order_ref, title, description)
    SELECT n, now() - days * interval '1 day', 'hotline', 'JF' || n, '漏发', '包裹漏发了一件'
      FROM (VALUES (1, 0), (2, 3), (3, 40), (4, 100)) AS v (n, days);
INSERT INTO complaint (id, channel, order_ref, title, description) VALUES (5, 'hotline', 'JF5', '漏发', '包裹漏发了一件，我要找记者曝光');
-- The writer names the category of one, and no rule finds that of another.
INSERT INTO complaint (id, channel, category, title) VALUES (6, 'hotline', '1.1', 'broken');
INSERT INTO complaint (id, channel, received_by, title) VALUES (7, 'hotline', 'wang.fang', 'a question');
TABLE decided;

-- People disagree about the category of two, the urgency of one, and who shall
-- handle one.  Who takes a case from the waiting list takes nothing back, nor
-- does the first category of a case, or an accusation that moves it by the rules.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET owner = 'sun.li' WHERE id = 5;
UPDATE complaint SET category = '1.1', reason = 'broken, not missing' WHERE id IN (1, 2);
UPDATE complaint SET urgency = 'ordinary', reason = 'said in anger' WHERE id = 5;
UPDATE complaint SET owner = 'sun.li', reason = 'I see to it' WHERE id = 3;
UPDATE complaint SET category = '1.4', reason = 'seen' WHERE id = 7;
UPDATE complaint SET accused_staff = 'wang.fang', reason = 'named by the customer' WHERE id = 7;
TABLE decided;
SELECT complaint_id, (SELECT array_agg(name ORDER BY name) FROM classification_rule WHERE id = ANY (rules)) AS decided,
       (SELECT array_agg(name ORDER BY name) FROM (SELECT id, name FROM classification_rule UNION SELECT id, name FROM routing_rule) AS r WHERE id = ANY (overruled)) AS overruled
  FROM kpi_now ORDER BY 1;
-- What is folded says the same, and says it when the rule says something else.
CREATE TEMP TABLE before AS TABLE decided;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
UPDATE classification_rule SET category = '1.8' WHERE name = 'after-sales service';
(TABLE before EXCEPT TABLE decided) UNION ALL (TABLE decided EXCEPT TABLE before);
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');

-- Clocks: started, kept, and not.
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'first_response', 'reached');
RESET complaint_flow.actor;
SELECT complaint_flow.run_clocks('support', now() + interval '1 second') > 0 AS flagged;
SELECT name, decided_quarter AS cases, clocks_started, clocks_met, clocks_breached > 0 AS some_breached FROM rule_use WHERE clocks_started > 0 ORDER BY name;
SELECT count(*) FROM rule_use WHERE (clocks_started IS NULL) <> (table_name <> 'clock_rule') OR (overruled IS NULL) <> (table_name NOT IN ('classification_rule', 'routing_rule'));

-- Rules that are a quarter old and never decide are dead; they come first, then
-- those that people always take back.  One that is switched off is neither.
SELECT verdict, count(*) > 0 AS some FROM rule_use GROUP BY verdict ORDER BY verdict;
SET session_replication_role = replica;
UPDATE rule_history SET changed_at = changed_at - interval '92 days' WHERE table_name = 'routing_rule';
RESET session_replication_role;
UPDATE routing_rule SET active = false WHERE name = 'account security: risk control';
SELECT verdict FROM (SELECT row_number() OVER () AS place, verdict FROM rule_use) AS r GROUP BY verdict ORDER BY min(place);
SELECT verdict, name FROM rule_use WHERE table_name = 'routing_rule' ORDER BY verdict, name;

-- A case that is gone counts nowhere, and a rule that is gone is no longer shown.
SET session_replication_role = replica;
DELETE FROM complaint WHERE id = 5;
DELETE FROM queue WHERE complaint_id = 5;
INSERT INTO kpi_change VALUES (5);
RESET session_replication_role;
DELETE FROM classification_rule WHERE name = 'after-sales service';
TABLE decided;
-- A day that has lost all its cases is nobody's last one, folded or not.
CREATE TEMP TABLE last_days AS SELECT rule_id, last_on FROM rule_use;
SELECT count(*) > 0 AS some_lost FROM last_days l JOIN kpi_rule_sum s USING (rule_id) WHERE s.figures[1] > 0 AND (l.last_on < s.day OR l.last_on IS NULL);
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT rule_id, l.last_on, r.last_on FROM last_days l FULL JOIN rule_use r USING (rule_id) WHERE l.last_on IS DISTINCT FROM r.last_on;
TABLE decided;
UPDATE kpi_rule_sum SET figures = complaint_flow.figures_plus(figures, '{0,1}') WHERE figures[2] > 0;
SELECT sums, is_now, should_be FROM complaint_flow.kpi_verify('support') GROUP BY 1, 2, 3;
SELECT complaint_flow.kpi_rebuild('support') AS cases;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');

-- Analysts read it, also while changes wait; agents do not.
UPDATE complaint SET order_ref = 'JF' WHERE id = 1;
SET ROLE regress_analyst;
SELECT count(*) > 50 AS many, sum(overruled) AS overruled FROM support.rule_use;
SET ROLE regress_agent;
SELECT count(*) FROM support.rule_use;
RESET ROLE;
RESET search_path;
DROP VIEW decided;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_analyst, regress_agent;
