-- check_rules on rules that others leave nothing to do, and lists that say a thing twice
\i test/helper/checked_desk.sql
\set ECHO queries

-- messages: a rule for all before narrower ones
BEGIN;
INSERT INTO message_rule (position, name, topic, audience, urgency, digest_every) VALUES
    (1, 'all to roles', '*', 'role *', NULL, '2 hours'),
    (2, 'breaches to managers', 'clock_breached', 'role manager', 'urgent', NULL),
    (3, 'breaches to people', 'clock_breached', 'person *', 'urgent', NULL),
    (4, 'breaches to anybody', 'clock_breached', '*', NULL, NULL);
:findings
UPDATE message_rule SET urgency = 'urgent' WHERE position = 1;
UPDATE message_rule SET urgency = NULL WHERE position IN (2, 3);
-- narrower first
SELECT kind, rule, other_rule FROM complaint_flow.check_rules('support') WHERE table_name = 'message_rule';
ROLLBACK;

-- the same matter
BEGIN;
INSERT INTO same_matter_rule (position, name, equal_columns, differing_columns, likeness) VALUES
    (15, 'same order, alike', '{order_ref,product}', '{}', 0.5),
    (16, 'same product', '{product}', '{product,merchant}', NULL),
    (17, 'somehow alike', '{}', '{}', 0.05),
    (18, 'word by word', '{channel}', '{}', 1);
:findings
ROLLBACK;
BEGIN;
UPDATE same_matter_rule SET position = 5, differing_columns = '{merchant,product}' WHERE name = 'the texts are alike';
INSERT INTO same_matter_rule (position, name, equal_columns, differing_columns, likeness) VALUES
    (6, 'very much alike', '{}', '{merchant,product,order_ref}', 0.8),
    (7, 'alike, whatever the product', '{}', '{merchant}', 0.8);
SELECT kind, rule, other_rule FROM complaint_flow.check_rules('support') WHERE table_name = 'same_matter_rule';
ROLLBACK;

-- entries: without a condition a rule asks for nothing
BEGIN;
UPDATE entry_rule SET condition = NULL WHERE position = 10;
:findings
-- but may free a part of what another one is about
INSERT INTO entry_rule (position, name, activities, condition) VALUES (30, 'accounts', '{account:*}', 'actor_is_owner');
SELECT kind, rule, other_rule FROM complaint_flow.check_rules('support') WHERE table_name = 'entry_rule' AND kind ~ '^entry';
UPDATE entry_rule SET condition = NULL WHERE position = 30;
SELECT kind, rule, other_rule FROM complaint_flow.check_rules('support') WHERE table_name = 'entry_rule' AND kind ~ '^entry';
ROLLBACK;

-- a hint to nothing
BEGIN;
UPDATE transition SET condition = NULL WHERE name IN ('answer the customer', 'agree');
UPDATE entry_rule SET condition = NULL;
:findings
ROLLBACK;

-- batches
BEGIN;
UPDATE batch_rule SET more_than = 0;
:findings
UPDATE batch_rule SET more_than = 5000;
:findings
ROLLBACK;

-- lists
BEGIN;
UPDATE transition SET roles = '{supervisor,manager,supervisor}' WHERE (from_state, to_state) = ('closed', 'reopened');
UPDATE clock_rule SET met_by = '{contact:*,state:closed,contact:offer}' WHERE metric = 'acknowledgement';
UPDATE action_rule SET activities = '{received,separated,received}' WHERE position = 10;
UPDATE completeness_rule SET condition = $$category IN ('1.1', '1.2', '1.1') AND order_ref IS NULL$$ WHERE position = 20;
UPDATE desk SET extension_roles = '{manager,manager}';
SELECT severity, kind, table_name, rule, finding, cure FROM complaint_flow.check_rules('support') WHERE kind = 'listed_twice';
ROLLBACK;

:findings
SELECT complaint_flow.drop_desk('support');
