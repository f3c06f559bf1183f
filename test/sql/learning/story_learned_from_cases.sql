-- What people decide about cases teaches the model, without what is personal.
\i test/helper/support_desk.sql
\set ECHO all
DELETE FROM example;
UPDATE classification_rule SET condition = $$customer_tier = 'vip'$$ WHERE name = 'important member';
CREATE VIEW learned AS
SELECT complaint_id AS case, content, category, urgency, source, said_by FROM example ORDER BY complaint_id;

INSERT INTO customer (id, name, phone, email, address) VALUES
    (1, '陳小明', '+86 138 1234 0000', 'chen@example.com', NULL),
    (2, 'Anna Smith', NULL, NULL, '12 High Street');
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, customer_id, customer_tier, order_ref, accused_staff, title, description, category) VALUES
    -- no rule finds a category: Sun Li gives it
    (1, 'hotline', 1, NULL, 'A-77', NULL, '说不清楚', '我是陈小明，手机１３８-1234-0000，订单a-77，东西不太对劲。chen.2@example.com', NULL),
    -- it is found in the text, the investigation confirms it
    (2, 'hotline', 2, NULL, NULL, NULL, 'The kettle leaks', 'This is ANNA SMITH of 12 High Street', NULL),
    -- a rule gives it for who the customer is, which the text does not say
    (3, 'hotline', NULL, 'vip', NULL, NULL, '会员的问题', '想咨询一下', NULL),
    -- closed without anybody looking
    (4, 'hotline', NULL, NULL, NULL, NULL, '杯子漏水', '倒水就漏', NULL),
    -- urgent for the channel; a person corrects the category
    (5, 'group_hq', NULL, NULL, NULL, 'wang.fang', 'Wang Fang 说错', '王芳说法不一', NULL),
    -- still open
    (6, 'hotline', NULL, NULL, NULL, NULL, '不知道', '说不上来', NULL);
SELECT id, category, category_by, urgency, urgent_reasons IS NOT NULL AS raised FROM complaint ORDER BY id;

SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '1.1', reason = '听录音后认定' WHERE id IN (1, 6);
UPDATE complaint SET category = '2.2', reason = '听录音后认定' WHERE id = 5;
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'verifying' WHERE id IN (2, 3);
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '属实' WHERE id IN (2, 3);
INSERT INTO investigation (complaint_id, cause, findings, conclusion)
    SELECT id, (SELECT min(code) FROM cause), '属实', 'upheld' FROM complaint WHERE id IN (2, 3);
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id <> 6;

-- Folded, and with stars in the place of what would say whose it is.  The urgency of case 5 came from its channel.
SELECT complaint_flow.learn_from_cases('support');
SELECT * FROM learned;
-- once a case
SELECT complaint_flow.learn_from_cases('support');

-- Case 6 ends, and case 1 is corrected: its example is replaced.
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 6;
SET complaint_flow.actor = 'wu.gang';
UPDATE complaint SET category = '1.2', urgency = 'urgent', reason = '应为售后' WHERE id = 1;
SELECT complaint_flow.learn_from_cases('support');
SELECT * FROM learned WHERE "case" IN (1, 6);

-- Nothing of a sensitive category: its texts are read on record only.
UPDATE category SET sensitive = true WHERE code = '2.2';
SELECT complaint_flow.learn_from_cases('support');
SELECT "case", category FROM learned;
-- Nor of a case that turns out to be of one.
BEGIN;
UPDATE complaint SET category = '2.2', reason = '实为态度投诉' WHERE id = 1;
SELECT complaint_flow.learn_from_cases('support');
SELECT "case", category FROM learned;
ROLLBACK;

-- The desk may say no.
DELETE FROM example;
UPDATE desk SET learns_from_cases = false;
SELECT complaint_flow.learn_from_cases('support');
UPDATE desk SET learns_from_cases = true;

-- Not everybody teaches.
CREATE ROLE regress_cf_clerk;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_clerk');
SET ROLE regress_cf_clerk;
SELECT complaint_flow.learn_from_cases('support');
RESET ROLE;
CREATE ROLE regress_cf_lead;
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_lead');
SET ROLE regress_cf_lead;
SELECT complaint_flow.learn_from_cases('support');
RESET ROLE;

-- An erasure removes them, and they do not come again.  Two of one category
-- would read the same if they were emptied.
UPDATE complaint SET customer_id = 1 WHERE id = 6;
SELECT complaint_flow.erase_customer('support', 1, 'asked by letter');
SELECT "case" FROM learned;
SELECT complaint_flow.learn_from_cases('support');

-- train_model and its job learn first.
DELETE FROM example;
INSERT INTO example (content, category)
    SELECT word || n, code FROM (VALUES ('漏水', '1.1'), ('发票', '1.2')) AS w (word, code), generate_series(1, 10) AS n;
SELECT trained, examples FROM complaint_flow.train_model('support', 'category');
SELECT "case" FROM learned WHERE source = 'person';
DELETE FROM example WHERE source = 'person';
SELECT complaint_flow.train_models('support');
SELECT count(*) FROM learned WHERE source = 'person';
UPDATE desk SET train_after = 1;
SELECT complaint_flow.train_models('support');
SELECT count(*) FROM learned WHERE source = 'person';

SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_clerk, regress_cf_lead;
