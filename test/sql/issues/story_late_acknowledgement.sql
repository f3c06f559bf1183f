-- An acknowledgement that is late by minutes spoils nothing: what makes the next
-- complaint an escalated one are the clocks that the rule names.
\i test/helper/support_desk.sql
\set ECHO all
INSERT INTO customer (id, name) VALUES (1, '陈女士'), (2, '刘先生');
SET complaint_flow.actor = 'li.na';

-- Mrs Chen's trouble is settled on the call, which takes twenty minutes.
INSERT INTO complaint (id, received_at, channel, customer_id, product, title, description)
    VALUES (1, now() - interval '20 minutes', 'hotline', 1, '咖啡券', '差价', '同一商品今天降价了');
UPDATE complaint SET state = 'closed', reason = '当场退还差价' WHERE id = 1 RETURNING sla_status;
SELECT metric, outcome FROM clock WHERE complaint_id = 1 ORDER BY metric;
INSERT INTO complaint (id, channel, customer_id, product, title, description)
    VALUES (2, 'hotline', 1, '咖啡券', '差价', '又降价了') RETURNING repeat_of, repeat_kind, category, level;

-- Mr Liu waited too long for an answer.
INSERT INTO complaint (id, received_at, channel, customer_id, product, title, description)
    VALUES (3, now() - interval '25 days', 'hotline', 2, '咖啡券', '差价', '同一商品今天降价了');
UPDATE complaint SET state = 'closed', reason = '退还差价' WHERE id = 3;
SELECT metric, outcome FROM clock WHERE complaint_id = 3 ORDER BY metric;
INSERT INTO complaint (id, channel, customer_id, product, title, description)
    VALUES (4, 'hotline', 2, '咖啡券', '差价', '又降价了') RETURNING repeat_of, repeat_kind, category, level;

-- A desk that sees it otherwise says so; a guard may ask, too.
UPDATE repeat_rule SET condition = $$'acknowledgement' = ANY (breached_metrics)$$ WHERE name = 'overran its time';
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 2;
INSERT INTO complaint (id, channel, customer_id, product, title) VALUES (5, 'hotline', 2, '其他', '其他');
UPDATE transition SET condition = $$breached_metrics IS NOT NULL AND NOT 'acknowledgement' = ANY (breached_metrics)$$, condition_hint = 'never late'
 WHERE from_state = 'registered' AND to_state = 'withdrawn';
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 5 RETURNING state;

-- Nobody can acknowledge a complaint to a person whom nobody knows.
INSERT INTO complaint (id, received_at, channel, product, title) VALUES (6, '2026-03-02 10:00', 'web_form', '雨伞', '雨伞坏了');
SELECT metric FROM clock WHERE complaint_id = 6 ORDER BY metric;
SELECT count(*) FROM outbox WHERE complaint_id = 6 AND audience = 'customer';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
