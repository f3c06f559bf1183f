-- What to say: scripts for the case on the screen, found, worded anew.
\i test/helper/support_desk.sql
\set ECHO all

SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description)
    VALUES (1, 'hotline', '积分过期', '积分昨天到期被清零，没有提醒');
SELECT category, state FROM complaint;
-- The closest fit first: by state and by category; each in the language asked for.
SELECT title, fits FROM complaint_flow.scripts_for_case('support', 1);
SELECT title, fits FROM complaint_flow.scripts_for_case('support', 1, 'en');
-- As the case moves on, so do the scripts.
UPDATE complaint SET state = 'verifying' WHERE id = 1;
SELECT title, fits FROM complaint_flow.scripts_for_case('support', 1);

-- Every word must be there; Chinese needs no blanks between words; the label
-- of the category counts.
SELECT title, category FROM complaint_flow.search_scripts('support', '冻结账户');
SELECT title, category FROM complaint_flow.search_scripts('support', '商户 道歉');
SELECT title, category FROM complaint_flow.search_scripts('support', '商户 歉意');
SELECT title, category FROM complaint_flow.search_scripts('support', 'Warehouse ORDER', 'en');
SELECT count(*) AS zh FROM complaint_flow.search_scripts('support', '100%_') ;

-- The supervisor words one anew from the first of May 2099 on, and one from now on.
SET complaint_flow.actor = 'sun.li';
INSERT INTO script_version (script_id, body, valid_from)
    SELECT id, '明年的说法', '2099-05-01' FROM script WHERE code = 'expired_points' AND language = 'zh';
SELECT left(body, 8) AS body FROM current_script WHERE code = 'expired_points' AND language = 'zh';
INSERT INTO script_version (script_id, body)
    SELECT id, '很遗憾积分已过期，我先核对提醒记录。' FROM script WHERE code = 'expired_points' AND language = 'zh';
SELECT body, written_by FROM current_script WHERE code = 'expired_points' AND language = 'zh';
-- Wordings stay: who said what, and by which words, can be told later.
UPDATE script_version SET body = '别的' WHERE valid_from = '2099-05-01';
DELETE FROM script_version;
TRUNCATE script_version;
\set VERBOSITY terse
INSERT INTO script_version (script_id, body) SELECT min(id), '  ' FROM script;
\set VERBOSITY default
-- Withdrawn, it is not shown any more.
UPDATE script SET active = false WHERE code = 'expired_points';
SELECT title, fits FROM complaint_flow.scripts_for_case('support', 1);
-- One for a category in a state goes before those for either.
INSERT INTO script (id, code, language, title, category, state)
    VALUES (1000, 'points_verified', 'zh', '积分过期核实', '1.7', 'verifying');
INSERT INTO script_version (script_id, body) VALUES (1000, '正在核实提醒记录。');
SELECT title, fits FROM complaint_flow.scripts_for_case('support', 1);

SELECT * FROM complaint_flow.scripts_for_case('support', 9);
SELECT * FROM complaint_flow.scripts_for_case('support', 1, 'fr');
SELECT complaint_flow.drop_desk('support', true);
