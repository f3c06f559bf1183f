-- Why a case is as it is: rules with their text of then, persons, defaults.
\i test/helper/session.sql
\set ECHO all

SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li'),
    ('app', 'application', 'agent', 'customer_service', NULL);
UPDATE staff SET database_role = current_user, speaks_for_others = true WHERE code = 'app';
SET complaint_flow.actor = 'li.na';
-- a short rule set, so that the answers are short
DELETE FROM classification_rule;
DELETE FROM routing_rule;
DELETE FROM clock_rule;
INSERT INTO classification_rule (position, name, condition, category, urgency, reason) VALUES
    (10, 'group headquarters', $$channel = 'group_hq'$$, NULL, 'urgent', 'from above'),
    (20, 'media', $$complainant_group = 'media'$$, NULL, 'urgent', NULL),
    (30, 'stolen', $$mentions(title, 'security')$$, '3.2', NULL, NULL),
    (40, 'dear parcels', $$product = 'parcel' AND amount > 100$$, '1.2', NULL, NULL),
    (50, 'all parcels', $$product = 'parcel'$$, '1.1', NULL, NULL);
INSERT INTO classification_rule (position, name, condition, level) VALUES
    (60, 'much money', $$amount > 10000$$, 'III');
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (10, 'security', $$category = '3.2'$$, 'department', 'risk_control'),
    (20, 'the receiver', NULL, 'receiver', NULL);
INSERT INTO clock_rule (position, name, metric, condition, target, met_by) VALUES
    (10, 'urgent ones', 'first_response', $$urgency = 'urgent'$$, '3 hours', '{contact:*}'),
    (20, 'all others', 'first_response', NULL, 'T+1', '{contact:*}');

INSERT INTO complaint (id, received_at, channel, product, amount, title)
    VALUES (1, '2025-03-07 10:00', 'hotline', 'parcel', 250, 'late');
SELECT attribute, value, decided_by, rule_name, condition, inputs, not_matched, note
  FROM complaint_flow.explain_complaint('support', 1);

-- several reasons, a level by rule, nobody for the category
INSERT INTO complaint (id, received_at, channel, complainant_group, amount, title)
    VALUES (2, '2025-03-07 10:00', 'group_hq', 'media', 20000, 'strange');
SELECT attribute, value, decided_by, rule_name, inputs, not_matched, note
  FROM complaint_flow.explain_complaint('support', 2);

-- the writer named the category
INSERT INTO complaint (id, received_at, channel, category, title) VALUES (3, '2025-03-07 10:00', 'hotline', '3.2', 'mine');
SELECT attribute, value, decided_by, rule_name, note
  FROM complaint_flow.explain_complaint('support', 3) WHERE attribute IN ('category', 'level', 'handler');

-- a rule changed afterwards: the answer has the text that decided
UPDATE classification_rule SET condition = $$product = 'parcel' AND amount > 1000$$ WHERE name = 'dear parcels';
DELETE FROM classification_rule WHERE name = 'stolen';
SELECT rule_name, condition, not_matched, rules_version < (SELECT d.rules_version FROM desk d) AS older
  FROM complaint_flow.explain_complaint('support', 1) WHERE attribute = 'category';
-- judged anew, by the new text
UPDATE complaint SET title = 'later' WHERE id = 1;
UPDATE complaint SET amount = 300 WHERE id = 1;
SELECT value, rule_name, condition, inputs, not_matched
  FROM complaint_flow.explain_complaint('support', 1) WHERE attribute = 'category';

-- a person reclassifies: who and why
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '2.1', reason = 'the courier was rude' WHERE id = 1;
SELECT attribute, value, decided_by, rule_name, regexp_replace(note, '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME') AS note
  FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('category', 'level', 'urgency', 'handler');

-- a column that the rule read is gone: the rest of the answer stands
ALTER TABLE complaint ADD COLUMN shop_size int;
INSERT INTO classification_rule (position, name, condition, category) VALUES (5, 'big shops', $$shop_size > 10$$, '1.3');
INSERT INTO complaint (id, received_at, channel, shop_size, title) VALUES (4, '2025-03-07 10:00', 'hotline', 11, 'pushed');
SELECT value, rule_name, condition, inputs
  FROM complaint_flow.explain_complaint('support', 4) WHERE attribute = 'category';
ALTER TABLE complaint DROP COLUMN shop_size;
SELECT value, rule_name, condition, inputs
  FROM complaint_flow.explain_complaint('support', 4) WHERE attribute = 'category';

SELECT * FROM complaint_flow.explain_complaint('support', 99);

RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
