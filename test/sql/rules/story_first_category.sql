-- No rule finds what a complaint is about.  Its owner says so: a first category
-- takes back nobody's decision, and needs no role and no reason.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
-- no model guesses, either
UPDATE text_model SET active = false;
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description, remedy_sought) VALUES
    (1, 'hotline', '一件事', '客户说不清楚', '尽快处理'), (2, 'hotline', '另一件事', '说要去法院起诉', '尽快处理'),
    (3, 'hotline', '又一件事', '客户说不清楚', '尽快处理');
SELECT id, category, category_by, level, urgency, owner, triage FROM complaint ORDER BY id;
UPDATE complaint SET state = 'verifying' WHERE id IN (1, 2);
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '属实' WHERE id = 1;
-- Not a colleague, not the owner of another case, and nobody unknown.
SET complaint_flow.actor = 'wang.fang';
UPDATE complaint SET category = '2.1', reason = '是商户态度' WHERE id = 1;
UPDATE complaint SET category = '1.2', reason = '是售后' WHERE id = 2;
RESET complaint_flow.actor;
UPDATE complaint SET category = '2.1', reason = '是商户态度' WHERE id = 1;
-- Li Na may, with the category and nothing else.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET category = '2.1', urgency = 'urgent' WHERE id = 1;
UPDATE complaint SET category = '2.1', level = 'III' WHERE id = 1;
UPDATE complaint SET category = '9.9' WHERE id = 1;
UPDATE complaint SET category = '2.1' WHERE id = 1
    RETURNING category, category_by, level, triage, missing, owner, updated_by;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '属实' WHERE id = 1 RETURNING state;
SELECT seq, activity, actor, changes -> 'category' AS category FROM complaint_event WHERE complaint_id = 1 AND changes ? 'category' ORDER BY seq;
SELECT attribute, value, decided_by, regexp_replace(note, '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>') AS note
  FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('category', 'level') ORDER BY 1;
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ '^Category';
-- Rules act on it as on any other classification, and new facts do not take it back.
SELECT topic, audience FROM outbox WHERE complaint_id = 1 AND topic = 'merchant_complaint';
UPDATE complaint SET description = '杯子坏了，漏水' WHERE id = 1 RETURNING category, category_by;
-- It was the first: another one is a reclassification.
UPDATE complaint SET category = '1.1', reason = '其实是质量' WHERE id = 1;
UPDATE complaint SET category = NULL, reason = '说不清' WHERE id = 1;
SET complaint_flow.actor = 'chen.jie';
UPDATE complaint SET category = '1.1', reason = '其实是质量' WHERE id = 1 RETURNING level;
SELECT activity FROM complaint_event WHERE complaint_id = 1 ORDER BY seq DESC LIMIT 1;

-- What rules said stands: the second case is urgent and its supervisor's, the
-- third is grave, which a category of level I does not take back.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET owner = 'sun.li' WHERE id = 2 RETURNING urgency, owner;
UPDATE complaint SET category = '1.2' WHERE id = 2 RETURNING category, urgency, urgent_reasons, owner;
INSERT INTO classification_rule (position, name, condition, level) VALUES (90, 'much money', 'amount > 1000', 'III');
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET amount = 5000 WHERE id = 3 RETURNING category, level;
UPDATE complaint SET category = '1.4' WHERE id = 3 RETURNING category, level;
-- In the figures a first category is no change, with its level neither.
INSERT INTO complaint (id, channel, title) VALUES (4, 'hotline', '再一件事');
UPDATE complaint SET category = '2.1' WHERE id = 4;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT complaint_id, reclassified FROM fact_complaint ORDER BY 1;
SELECT * FROM complaint_flow.kpi_verify('support');
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
