-- The follow-up shows a dissatisfied customer: the case is opened again, as a
-- grave one.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set id 1
\i test/helper/case_offered.sql
\set ECHO all
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer)
    VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted');
SELECT metric, target FROM clock WHERE outcome IS NULL ORDER BY metric;
-- Li Na, who handled it, calls her.
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
-- Not without a score, not on an agent's word.
UPDATE complaint SET state = 'reopened', reason = '听起来不高兴' WHERE id = 1;
SELECT state, level, priority, reopen_count FROM complaint;
INSERT INTO satisfaction (complaint_id, score, comment) VALUES (1, 2, '第二只也是坏的');
SELECT state, level, priority, reopen_count, first_level, owner FROM complaint;
SELECT metric, cycle, target, outcome FROM clock WHERE metric IN ('follow_up', 'resolution') ORDER BY metric, cycle;
SELECT attribute, value, rule_name FROM complaint_flow.explain_complaint('support', 1) WHERE attribute = 'level';
-- The old conclusion stands; the way is the same once more, until she is content.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'investigating' WHERE id = 1 RETURNING state;
UPDATE complaint SET state = 'solution_proposed', reason = '换新并退款' WHERE id = 1;
SET complaint_flow.actor = 'zhou.min';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer)
    VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
-- The score of the first time does not count.
SET complaint_flow.actor = 'wang.fang';
UPDATE complaint SET state = 'reopened' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state, level, reopen_count;

-- Once more within thirty days only, by a supervisor; later it is a new complaint.
SELECT allowed, lacks FROM complaint_flow.allowed_transitions('support', 1);
SET complaint_flow.actor = 'sun.li';
SELECT allowed, lacks FROM complaint_flow.allowed_transitions('support', 1);
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, level, urgency, state, closed_at)
    VALUES (2, now() - interval '50 days', 'hotline', '漏发', '1.2', 'I', 'ordinary', 'closed', now() - interval '31 days');
RESET complaint_flow.importing;
\set VERBOSITY default
UPDATE complaint SET state = 'reopened', reason = '又坏了' WHERE id = 2;
SELECT complaint_flow.drop_desk('support', true);
