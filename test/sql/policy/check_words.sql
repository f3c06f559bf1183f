-- check_rules on messages and keyword sets
\i test/helper/checked_desk.sql
\set ECHO queries

-- messages
BEGIN;
DELETE FROM message_template WHERE topic = 'urgent_case' OR (topic, language) IN (('escalated', 'zh'), ('acknowledgement', 'en'));
DELETE FROM message_template WHERE topic = 'clock_warned';
:findings
ROLLBACK;
-- a template that was made before its placeholder went away
BEGIN;
ALTER TABLE message_template DISABLE TRIGGER zzz_names;
UPDATE message_template SET body = '{category} {colour} {content.x}' WHERE (topic, language) = ('escalated', 'en');
:findings
ROLLBACK;
-- one language is a choice
BEGIN;
DELETE FROM message_template WHERE language = 'en';
:findings
ROLLBACK;

-- keyword sets
BEGIN;
INSERT INTO keyword_set (name, keywords) VALUES ('idle', '{aaa}'), ('empty', '{}'), ('parking', '{停车场,parking,Ｐarking}'), ('fuel', '{加油,停車場,petrol}');
INSERT INTO classification_rule (position, name, condition, category) VALUES
    (900, 'parking', $$mentions(title, 'parking') OR mentions(title, 'empty')$$, '1.1'),
    (910, 'fuel', $$mentioned(title, 'fuel') <> '{}'$$, '1.2');
:findings
-- to the same category they may share
UPDATE classification_rule SET category = '1.1' WHERE name = 'fuel';
UPDATE keyword_set SET keywords = '{停车场,parking}' WHERE name = 'parking';
UPDATE keyword_set SET keywords = '{full}' WHERE name = 'empty';
DELETE FROM keyword_set WHERE name = 'idle';
:findings
-- a set that rules look for, in vain; one that a remark names is none
DELETE FROM keyword_set WHERE name = 'fuel';
UPDATE classification_rule SET condition = $$mentions(title, 'empty') -- not mentions(title, 'cars')$$ WHERE name = 'parking';
:findings
ROLLBACK;
BEGIN;
DELETE FROM negation_word;
SELECT kind, min(rule), count(*) > 10 AS many FROM complaint_flow.check_rules('support') WHERE accepted IS NULL GROUP BY kind;
ROLLBACK;

-- words that say nothing, or speak for another category
BEGIN;
UPDATE keyword_set SET keywords = keywords || '{的,我,a}'::text[] WHERE name = 'price_words';
UPDATE keyword_set SET keywords = keywords || '{冻结}'::text[] WHERE name = 'security_words';
SELECT severity, kind, rule, other_rule, finding FROM complaint_flow.check_rules('support') WHERE kind ~ '^keyword_(short|too|of)';
ROLLBACK;

-- models
BEGIN;
UPDATE text_model SET active = false WHERE target = 'urgency';
UPDATE desk SET train_after = 1;
UPDATE example SET recorded_at = now() + interval '1 hour' WHERE id IN (SELECT id FROM example WHERE category = '1.1' ORDER BY id LIMIT 2);
:findings
ROLLBACK;

SELECT complaint_flow.drop_desk('support');
