-- What comes up more and more (SPEC R36): a flask that leaks, a lamp that
-- always did, and a courier who improves.
SET client_min_messages = warning;
\pset null '-'
\i test/helper/graded_desk.sql
\set ECHO all
CREATE TEMP VIEW hot AS
SELECT issue_key, frequency, received_lately AS lately, received_before AS before, change, rising FROM kpi_hot ORDER BY lately DESC, issue_key;
PREPARE complain (text, int, int) AS
    INSERT INTO complaint (received_at, channel, product, title)
    SELECT ((now() AT TIME ZONE 'Asia/Shanghai')::date - $2)::timestamp AT TIME ZONE 'Asia/Shanghai', 'hotline', $1,
           CASE WHEN $1 LIKE 'courier%' THEN '快递没送到' ELSE '产品有质量问题' END
      FROM generate_series(1, $3);
SET complaint_flow.actor = 'li.na';
-- Windows of 30 local days, today included: 29 days ago is in the latest, 30
-- and 59 are in the one before, 60 is in none.
EXECUTE complain ('flask F1', 60, 7);
EXECUTE complain ('flask F1', 59, 1);
EXECUTE complain ('flask F1', 30, 3);
EXECUTE complain ('flask F1', 29, 4);
EXECUTE complain ('flask F1', 0, 2);
SELECT * FROM hot;
-- Six after five is more, but not half as much again; four times is not five.
EXECUTE complain ('lamp L3', 40, 5);
EXECUTE complain ('lamp L3', 3, 6);
EXECUTE complain ('courier K', 35, 9);
EXECUTE complain ('courier K', 1, 2);
EXECUTE complain ('kettle T', 2, 4);
-- a pan long ago is no hot spot
EXECUTE complain ('pan P', 45, 9);
SELECT * FROM hot;
SELECT DISTINCT frequency_label, frequency_label_zh FROM kpi_hot ORDER BY 1;
-- Over how many days is often?  That is for the frequencies to say; the grade
-- that a case had when it came in stays as it was.
UPDATE frequency SET within_days = 60 WHERE code = 'frequent';
SELECT * FROM hot;
SELECT max(frequency) AS lamps FROM complaint WHERE product = 'lamp L3';
-- What counts as rising is a row of the supervisor's.
UPDATE hot_spot_rule SET at_least = 4, ratio = 1.2 WHERE subject = 'issue';
SELECT * FROM hot;
UPDATE hot_spot_rule SET window_days = 2 WHERE subject = 'issue';
SELECT * FROM hot;
-- Not only issues: whole categories, and folding changes nothing.
UPDATE hot_spot_rule SET at_least = 5, ratio = 1.05 WHERE subject = 'category';
SELECT * FROM kpi_hot_category ORDER BY 1;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT * FROM kpi_hot_category ORDER BY 1;
UPDATE hot_spot_rule SET window_days = 10 WHERE subject = 'category';
SELECT * FROM kpi_hot_category ORDER BY 1;
-- Days are those of the desk, wherever one looks from.
SET TimeZone = 'Pacific/Honolulu';
SELECT category, received_lately, received_before FROM kpi_hot_category ORDER BY 1;
SELECT * FROM hot;
SET TimeZone = 'Asia/Shanghai';
-- A case that turns out to be about something else counts there.
SET complaint_flow.actor = 'wu.gang';
UPDATE complaint SET product = 'lamp L4', reason = 'another model'
 WHERE id = (SELECT max(id) FROM complaint WHERE product = 'lamp L3');
UPDATE hot_spot_rule SET window_days = 4 WHERE subject = 'issue';
SELECT * FROM hot;
-- Slips are refused, and what held before is kept.
SELECT rule_key, content - 'subject' AS rule, to_version IS NULL AS holds FROM rule_history WHERE table_name = 'hot_spot_rule' ORDER BY rule_key, from_version;
UPDATE hot_spot_rule SET ratio = 'NaN';
UPDATE hot_spot_rule SET window_days = 0;
INSERT INTO hot_spot_rule VALUES ('product', 30, 5, 1.5);
DELETE FROM hot_spot_rule WHERE subject = 'issue';
SELECT count(*) AS without_its_rule FROM kpi_hot;
CREATE ROLE regress_hot_analyst;
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_hot_analyst');
SET ROLE regress_hot_analyst;
SELECT count(*) AS issues FROM kpi_hot;
SELECT count(*) AS categories FROM kpi_hot_category;
SELECT count(*) AS rules FROM hot_spot_rule;
RESET ROLE;
DROP VIEW hot;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_hot_analyst;
