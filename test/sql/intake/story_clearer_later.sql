-- A case becomes clearer after its intake: the customer is found, somebody sorts out
-- what no rule could, a correction and a new fact come in one statement.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
-- The caller said no name.  Later the customer is found: a journalist.
INSERT INTO customer (id, name, tier, complainant_group) VALUES (7, '王先生', 'Platinum', 'Media');
INSERT INTO complaint (id, received_at, channel, title, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '发票没开', 'JF1', '开发票');
SELECT customer_tier, category, urgency, owner FROM complaint WHERE id = 1;
UPDATE complaint SET customer_id = 7 WHERE id = 1;
SELECT customer_tier, complainant_group, category, level, urgency, urgent_reasons, owner, handler_role FROM complaint WHERE id = 1;
SELECT activity, actor FROM complaint_event WHERE complaint_id = 1 ORDER BY seq;
-- What the case says itself stands before what the customer's row says.
INSERT INTO complaint (id, received_at, channel, title, customer_tier) VALUES (2, '2026-03-02 10:00', 'hotline', '发票没开', 'silver');
UPDATE complaint SET customer_id = 7 WHERE id = 2 RETURNING customer_tier, complainant_group;

-- No rule knew what this is; a senior agent says it.  Nothing is left for triage,
-- and the questions are those of the new category.
INSERT INTO complaint (id, received_at, channel, title, remedy_sought) VALUES (3, '2026-03-02 10:00', 'hotline', '排队太久', '道歉');
SELECT category, missing, triage FROM complaint WHERE id = 3;
SET complaint_flow.actor = 'chen.jie';
UPDATE complaint SET category = '2.1', reason = '商户门店排队' WHERE id = 3;
SELECT category, category_by, missing, triage FROM complaint WHERE id = 3;

-- She reclassifies and notes a new risk in one statement: both count.
UPDATE complaint SET category = '3.1', risks = '{media}', reason = '商户拒绝兑换，已联系记者' WHERE id = 3;
SELECT category, level, urgency, urgent_reasons FROM complaint WHERE id = 3;
SELECT metric, target FROM clock WHERE complaint_id = 3 ORDER BY metric;
-- But her own word on the urgency stands against what the same statement says.
UPDATE complaint SET urgency = 'ordinary', risks = '{media,litigation}', reason = '记者为家属，不报道' WHERE id = 3;
SELECT urgency, urgent_reasons FROM complaint WHERE id = 3;
UPDATE complaint SET product = '门票' WHERE id = 3 RETURNING urgency;
SELECT activity FROM complaint_event WHERE complaint_id = 3 ORDER BY seq;

-- A rule that sets category, level and urgency at once explains each, once.
INSERT INTO classification_rule (position, name, condition, category, level, urgency, reason)
    VALUES (5, 'child hurt', $$risks && '{child}'$$, '1.1', 'III', 'urgent', '儿童受伤');
INSERT INTO risk VALUES ('child', 'harm to a child', '儿童受伤');
INSERT INTO complaint (id, received_at, channel, title, risks) VALUES (4, '2026-03-02 10:00', 'hotline', '玩具有棱角', '{child}');
SELECT attribute, value, rule_name FROM complaint_flow.explain_complaint('support', 4) WHERE rule_name = 'child hurt';
-- a risk that a case names stays in the list
DELETE FROM risk WHERE code = 'child';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
