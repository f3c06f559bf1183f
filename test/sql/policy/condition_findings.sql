-- What the check of a policy says of conditions, one kind after the other.
\i test/helper/support_desk.sql
SELECT complaint_flow.create_desk('graded', 'graded');
\set ECHO all
\pset format unaligned
\pset fieldsep ' | '
CREATE VIEW found AS
SELECT severity, kind, rule, other_rule, finding FROM complaint_flow.condition_findings('support');

-- both packs say what they mean
SELECT * FROM found;
SELECT * FROM complaint_flow.condition_findings('graded');

-- the first that matches decides: by one earlier rule, or by several together
BEGIN;
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (21, 'urgent by app', $$urgency = 'urgent' AND channel = 'app'$$, 'role', 'agent'),
    (22, 'urgent, turned round', $$'urgent' = urgency$$, 'role', 'agent'),
    (23, 'urgent again', $$urgency IN ('urgent')$$, 'role', 'supervisor'),
    (24, 'urgent and expensive', $$urgency = 'urgent' AND amount > 5000$$, 'role', 'supervisor'),
    (61, 'security or nobody received it', $$category = '3.2' OR received_by IS NULL AND urgency = 'urgent'$$, 'role', 'agent'),
    (80, 'after the last', $$amount > 5000$$, 'role', 'senior_agent');
SELECT * FROM found;
-- what was written is seen before it is committed
SELECT severity, kind, rule, other_rule, cure FROM complaint_flow.condition_findings('support')
 WHERE severity = 'error' AND 'urgent: a supervisor' IN (rule, other_rule);
ROLLBACK;

-- an earlier rule that may fail leaves something to the later one
BEGIN;
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (1, 'ratio', $$1000 / amount > 2 OR channel = 'app'$$, 'role', 'agent'),
    (2, 'app', $$channel = 'app'$$, 'role', 'senior_agent');
SELECT * FROM found;
ROLLBACK;

-- a rule without which the next one would say the same
BEGIN;
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (41, 'by letter', $$channel = 'letter' AND category = '3.3'$$, 'role', 'supervisor');
SELECT * FROM found;
UPDATE routing_rule SET position = 9 WHERE name = 'by letter';
SELECT * FROM found;
ROLLBACK;

-- never and always true
BEGIN;
UPDATE completeness_rule SET condition = $$amount > 5000 AND amount < 100$$ WHERE name = 'amount';
UPDATE completeness_rule SET condition = $$category = '1.1' AND category LIKE '2%'$$ WHERE name = 'product';
UPDATE completeness_rule SET condition = $$lower(merchant) = 'x' AND merchant IS NULL$$ WHERE name = 'merchant';
UPDATE completeness_rule SET condition = $$amount < 0$$ WHERE name = 'evidence';
UPDATE completeness_rule SET condition = $$amount > 5000 OR amount <= 5000 OR amount IS NULL$$ WHERE name = 'order number';
UPDATE completeness_rule SET condition = $$risks && ARRAY['media'] AND NOT (risks && ARRAY['safety', 'media'])$$ WHERE name = 'description';
SELECT * FROM found;
ROLLBACK;

-- parts that say nothing
BEGIN;
UPDATE transition SET condition = replace(condition, 'follow_ups > 0', 'follow_ups >= 0') WHERE name = 'follow-up done';
UPDATE transition SET condition = 'satisfaction_score <= 20' WHERE name = 'customer is dissatisfied';
UPDATE entry_rule SET condition = replace(condition, 'actor_rank >= 30', 'actor_rank >= 300') WHERE position = 10;
UPDATE routing_rule SET condition = $$category = '2.3' AND category <> '2.2'$$ WHERE position = 30;
UPDATE routing_rule SET condition = $$category LIKE '3%' OR category = '3.2' OR amount < 0$$ WHERE position = 40;
UPDATE completeness_rule SET condition = $$amount BETWEEN 0 AND 100 AND (order_ref IS NULL OR lower(order_ref) <> 'x' OR order_ref IS NULL)$$ WHERE name = 'amount';
SELECT * FROM found;
ROLLBACK;

-- of a metric the first clock decides, whatever starts it; nothing meets one
BEGIN;
INSERT INTO clock_rule (position, name, metric, condition, starts_on, target, met_by, met_condition) VALUES
    (71, 'urgent at the lowest level', 'resolution', $$urgency = 'urgent' AND level = 'I'$$, '{state:verifying}', '3 hours', '{state:closed}',
     $$actor_rank > 20 AND actor_rank < 20$$);
SELECT * FROM found;
ROLLBACK;

-- a category that is always decided before; urgency counts by itself
BEGIN;
INSERT INTO classification_rule (position, name, condition, category, level, urgency, overrules_writer, takes_prediction) VALUES
    (1, 'media', $$risks && ARRAY['media', 'safety']$$, '3.4', NULL, NULL, false, NULL),
    (2, 'media alone', $$'media' = ANY (risks)$$, '3.3', NULL, NULL, false, NULL),
    (3, 'media, urgent', $$'media' = ANY (risks) AND amount > 5$$, '3.3', NULL, 'urgent', false, NULL),
    (4, 'media, whatever the writer says', $$'media' = ANY (risks)$$, '3.3', NULL, NULL, true, NULL),
    (5, 'as the model says', $$category_is_sure$$, NULL, NULL, NULL, false, 'category'),
    (6, 'sure, but of what', $$category_is_sure AND amount > 7$$, '1.1', NULL, NULL, false, NULL),
    (7, 'expensive', $$amount > 1000$$, NULL, 'III', NULL, false, NULL),
    (8, 'very expensive', $$amount > 5000$$, NULL, 'II', NULL, false, NULL),
    (9, 'cheap', $$amount < 5$$, NULL, 'I', 'ordinary', false, NULL);
SELECT * FROM found;
ROLLBACK;

-- guards
BEGIN;
INSERT INTO transition (from_state, to_state, name, condition, required, roles) VALUES
    ('offered', 'mediating', 'rank', $$actor_rank < 20$$, '{}', '{supervisor}'),
    ('offered', 'mediating', 'state', $$state = 'offered'$$, '{}', NULL),
    ('offered', 'mediating', 'filled', $$validity IS NULL AND amount > 3$$, '{validity}', NULL),
    ('offered', 'executing', 'accepts, with an amount', $$offer_answer = 'accepted' AND amount > 3$$, '{validity}', NULL),
    ('offered', 'executing', 'contacts', $$contacts_in_state > 3 AND contacts_in_state < 4$$, '{}', NULL),
    ('offered', 'executing', 'heard', $$'legal' = ANY (departments_heard) OR NOT 'legal' = ANY (departments_heard)$$, '{}', NULL);
INSERT INTO entry_rule (position, name, activities, condition) VALUES
    (30, 'release: a supervisor of risk control', '{account:release}', $$actor_department = 'risk_control' AND actor_rank >= 30$$),
    (40, 'account: risk control', '{account:*}', $$actor_department IN ('risk_control', 'merchant_care')$$);
SELECT * FROM found;
ROLLBACK;

-- words that are no codes: an error where no case can have them
BEGIN;
UPDATE routing_rule SET condition = $$category IN ('2.2', '2.20')$$ WHERE position = 10;
UPDATE routing_rule SET condition = $$urgency = 'urgnt'$$ WHERE position = 20;
UPDATE routing_rule SET condition = $$CASE channel WHEN 'app' THEN true WHEN 'emial' THEN true END$$ WHERE position = 30;
UPDATE routing_rule SET condition = $$risks && ARRAY['media', 'fire'] OR coalesce(state, 'registered') = 'regstered'$$ WHERE position = 40;
UPDATE routing_rule SET condition = $$repeat_kind = 'third' OR received_by = 'li.an'$$ WHERE position = 50;
-- a word that stands for NULL is none
UPDATE routing_rule SET condition = $$coalesce(category, 'none') IN ('none', '1.1')$$ WHERE position = 60;
SELECT severity, kind, rule, finding, finding_zh, cure FROM complaint_flow.condition_findings('support') WHERE kind = 'literal_no_code';
ROLLBACK;

-- a condition that broke
BEGIN;
ALTER TABLE complaint ADD is_vip boolean;
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES (1, 'important', 'is_vip', 'role', 'supervisor');
ALTER TABLE complaint DROP is_vip;
SELECT * FROM found;
ROLLBACK;

-- questions that are always asked together, and what is done twice
BEGIN;
INSERT INTO completeness_rule (position, name, condition, question, question_zh) VALUES (15, 'orders', $$order_ref IS NULL AND category = ANY ('{1.4,1.2,1.1}')$$, 'Orders?', '订单？');
INSERT INTO action_rule (position, name, activities, condition, action, argument, topic)
SELECT 1000 + n, 'twice ' || n, '{received}', $$amount > 5000$$, 'notify', 'role supervisor', 'expensive' FROM generate_series(1, 2) AS n;
SELECT * FROM found;
ROLLBACK;

SELECT * FROM complaint_flow.condition_findings('support', 'nothing');
DROP VIEW found;
SELECT complaint_flow.drop_desk('graded', true);
SELECT complaint_flow.drop_desk('support', true);
