-- The graded pack: the rules give a preliminary grade, a person the final one;
-- both are kept, handler and deadlines follow.
\set VERBOSITY terse
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, order_ref, title, description, customer_tier) VALUES
    (1, '2026-03-02 10:00', 'hotline', 'A1', '快递迟到两天', '说好周五送货', NULL),
    (2, '2026-03-02 10:05', 'hotline', 'A2', '快递迟到两天', '说好周五送货', 'key'),
    (3, '2026-03-02 10:10', 'hotline', NULL, '合同违约', '定金不退', NULL);
SELECT id, category, level, urgency, department, handler_role, owner FROM complaint ORDER BY id;
SELECT complaint_id, target, due_at FROM clock WHERE metric = 'resolution' ORDER BY complaint_id;

-- Chen Jie reads the first case: the parcel held medicine.  An officer's view
-- of the grade is not asked.
UPDATE complaint SET state = 'assessing' WHERE id IN (1, 2);
INSERT INTO assessment (complaint_id, severity, level) VALUES (1, 'high', 'grade_2');
SET complaint_flow.actor = 'chen.jie';
INSERT INTO assessment (complaint_id, severity, safety, level, note) VALUES (1, 'high', true, 'grade_2', '包裹内为药品');
SELECT first_level AS preliminary, level AS final, category_by, handler_role, department, owner FROM complaint WHERE id = 1;
SELECT target, due_at, original_due_at FROM clock WHERE complaint_id = 1 AND metric = 'resolution';
-- The second is what it seems to be: confirmed without naming a grade.
INSERT INTO assessment (complaint_id, severity, complexity) VALUES (2, 'low', 'simple');
UPDATE complaint SET state = 'handling' WHERE id IN (1, 2) RETURNING id, first_level, level;
SELECT attribute, value, decided_by, rule_name FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('category', 'level') ORDER BY 1;
-- The third is still to be assessed.
UPDATE complaint SET state = 'assessing' WHERE id = 3;
UPDATE complaint SET state = 'handling' WHERE id = 3;
SELECT metric, target, outcome FROM clock WHERE metric = 'grading' ORDER BY complaint_id;
SELECT complaint_flow.drop_desk('support', true);
