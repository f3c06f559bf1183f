-- The follow-up asks two questions: how content the customer is with the result,
-- and with how the case was handled.  Who handles the case calls and enters the
-- answers; a content customer who gives no score keeps no case open.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set id 1
\i test/helper/case_offered.sql
\set ECHO all
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer)
    VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted');
SELECT state, owner FROM complaint WHERE id = 1;
-- What she says without the call does not close the case; the call then does.
INSERT INTO satisfaction (complaint_id, no_score_reason, comment) VALUES (1, 'content', '挺好的，不用评分');
UPDATE complaint SET state = 'closed' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
SELECT state FROM complaint WHERE id = 1;
-- A score, or why there is none; not both.
INSERT INTO satisfaction (complaint_id) VALUES (1);
INSERT INTO satisfaction (complaint_id, score, no_score_reason) VALUES (1, 4, 'content');
INSERT INTO satisfaction (complaint_id, no_score_reason) VALUES (1, 'busy');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 0);
INSERT INTO satisfaction (complaint_id, score, handling_score) VALUES (1, 4, 6);
-- Asked for more, she has a word for the handling; the latest answer counts.
INSERT INTO satisfaction (complaint_id, no_score_reason, handling_score, comment) VALUES (1, 'content', 4, '补发到了');
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT closed, score, satisfied FROM fact_complaint WHERE complaint_id = 1;
SELECT * FROM complaint_flow.kpi_verify('support');
SELECT line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ '^Customer gives';
SELECT line FROM complaint_flow.case_timeline('support', 1, 'zh') WHERE line ~ '^客户(评|未)';
SELECT score, satisfied, grade, grade_zh FROM satisfaction_grade ORDER BY score;

-- A desk that wants another voice says so in a row.
INSERT INTO entry_rule (position, name, activities, condition, condition_hint)
    VALUES (30, 'score: by another person', '{satisfaction:*}', 'NOT actor_handled', 'Another person asks the customer.');
\set VERBOSITY default
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);
SET complaint_flow.actor = 'wang.fang';
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5) RETURNING recorded_by;
-- A machine that asked has no name.
RESET complaint_flow.actor;
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5) RETURNING recorded_by;
-- Rules may ask for one of the answers only.
UPDATE entry_rule SET activities = '{satisfaction:none}' WHERE name = 'score: by another person';
SET complaint_flow.actor = 'li.na';
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5) RETURNING recorded_by;
\set VERBOSITY terse
INSERT INTO satisfaction (complaint_id, no_score_reason) VALUES (1, 'content');
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
