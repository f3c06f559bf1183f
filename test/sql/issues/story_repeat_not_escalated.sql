-- A case was closed well, and the customer has the same trouble again: a repeat,
-- but no escalated complaint.
\i test/helper/support_desk.sql
\set ECHO all

INSERT INTO customer (id, name) VALUES (1, '刘先生');
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (1, 'hotline', 1, '星星商城', '咖啡券', '差价', '同一商品今天降价了');
UPDATE complaint SET state = 'closed', reason = '当场退还差价' WHERE id = 1 RETURNING sla_status;
SET complaint_flow.actor = 'zhang.wei';
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5);

-- The next price cut.  The words decide, as for any first complaint.
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (2, 'app', 1, '星星商城', '咖啡券', '差价', '又降价了')
    RETURNING repeat_of, repeat_kind, category, level, owner;
-- A rule may still look at it.
INSERT INTO classification_rule (position, name, condition, level) VALUES (95, 'repeats', $$repeat_kind = 'repeat'$$, 'II');
UPDATE complaint SET description = '又降价了，差三十元' WHERE id = 2 RETURNING level;

-- An invalid complaint, made again.
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (3, 'hotline', 1, '星星商城', '早餐券', '积分过期', '积分到期清零');
UPDATE complaint SET state = 'verifying' WHERE id = 3;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (3, 'out', 'hotline', 'first_response', 'reached');
UPDATE complaint SET state = 'invalid', validity = 'invalid', validity_reason = '规则已公示' WHERE id = 3;
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (4, 'hotline', 1, '星星商城', '早餐券', '积分过期', '积分到期清零')
    RETURNING repeat_of, repeat_kind, category;

-- A history brought in from an older system counts as earlier, and never joins.
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE state NOT IN ('closed', 'invalid');
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title, category, issue_key, state, closed_at) VALUES
    (101, now() - interval '9 days', 'letter', 1, '太阳商城', '雨伞', '雨伞坏了', '1.1', '1.1 / 太阳商城 / 雨伞', 'closed', now() - interval '2 days'),
    (102, now() - interval '1 days', 'letter', 1, '太阳商城', '雨伞', '雨伞坏了', '1.1', '1.1 / 太阳商城 / 雨伞', 'investigating', NULL),
    (103, now() - interval '1 days', 'letter', 1, '太阳商城', '雨伞', '雨伞坏了', '1.1', '1.1 / 太阳商城 / 雨伞', 'investigating', NULL);
RESET complaint_flow.importing;
SELECT id, repeat_of, state FROM complaint WHERE id > 100 ORDER BY id;
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (104, 'hotline', 1, '太阳商城', '雨伞', '雨伞质量差', '伞骨断了') RETURNING repeat_of, repeat_kind;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
