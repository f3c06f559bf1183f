-- check_rules on positions, ranks, weights, and jobs
\i test/helper/checked_desk.sql
\set ECHO queries

BEGIN;
UPDATE routing_rule SET position = 30 WHERE position = 40;
UPDATE clock_rule SET position = 80 WHERE position = 90;
-- of another metric, and where every match counts, it does not matter
UPDATE clock_rule SET position = 125 WHERE position = 130;
UPDATE completeness_rule SET position = 20;
UPDATE classification_rule SET position = 1000 WHERE category IS NULL AND takes_prediction IS NULL;
:findings
ROLLBACK;

BEGIN;
UPDATE kpi_weight SET weight = 15 WHERE measure = 'repeat_rate';
INSERT INTO frequency (code, rank, label, label_zh, at_least, within_days) VALUES
    ('rare', 1, 'rare', '偶发', 2, 30), ('often', 2, 'often', '多发', 5, 30), ('flood', 3, 'flood', '高发', 5, 60);
DELETE FROM satisfaction_grade WHERE score = 2;
UPDATE satisfaction_grade SET satisfied = true WHERE score = 3;
UPDATE satisfaction_grade SET satisfied = false WHERE score = 5;
UPDATE closing_bucket SET within = '7 days' WHERE code = 'eight_weeks';
INSERT INTO closing_bucket (position, code, within, label, label_zh) VALUES (5, 'never', '90 days', 'never', '从不');
:findings
ROLLBACK;

BEGIN;
INSERT INTO urgency (code, rank, label, label_zh) VALUES ('later', 5, 'later', '稍后'), ('burning', 9, 'burning', '特急');
UPDATE desk SET default_urgency = 'later';
INSERT INTO level (code, rank, label, label_zh) VALUES ('0', 0, 'level 0', '0级');
UPDATE classification_rule SET takes_prediction = NULL, urgency = 'burning' WHERE takes_prediction = 'urgency';
:findings
ROLLBACK;

-- a category that neither a rule nor a model gives
BEGIN;
UPDATE classification_rule SET active = false WHERE category = '1.4';
:findings
UPDATE classification_rule SET active = false WHERE takes_prediction = 'category';
:findings
ROLLBACK;

-- jobs
BEGIN;
UPDATE job_run SET finished_at = now() - interval '2 hours' WHERE job = 'run_clocks';
:findings
ROLLBACK;

SELECT complaint_flow.drop_desk('support');
