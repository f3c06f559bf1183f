-- A case is closed badly; the customer complains about it again: that is an
-- escalated complaint (升级投诉, SPEC R9).
\i test/helper/support_desk.sql
\set ECHO all

-- Mr Liu's case: settled on the first call, he says, but he was not satisfied.
INSERT INTO customer (id, name) VALUES (1, '刘先生'), (2, '何女士'), (3, '吴先生');
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description, remedy_sought)
    VALUES (1, 'hotline', 1, '星星商城', '耳机', '耳机质量差', '用了两天就坏了', '换货');
UPDATE complaint SET state = 'closed', reason = '告知联系厂家' WHERE id = 1;
SET complaint_flow.actor = 'zhang.wei';
INSERT INTO satisfaction (complaint_id, score, comment) VALUES (1, 2, '推来推去');
-- He calls again.  The new sheet is a case of category 3.3, level III, and goes to
-- the supervisors, whatever its words would make of it.
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description, remedy_sought)
    VALUES (11, 'hotline', 1, '星星商城', '耳机', '耳机坏了', '质量太差，充不进电', '退货')
    RETURNING repeat_of, repeat_kind, category, first_category, level, handler_role, issue_key;
SELECT attribute, value, rule_name, inputs, note FROM complaint_flow.explain_complaint('support', 11) WHERE attribute IN ('category', 'level', 'repeat_kind');
SELECT metric, target FROM clock WHERE complaint_id = 11 AND metric = 'first_response';

-- He withdraws it, and complains once more.
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 11;
INSERT INTO complaint (id, channel, customer_id, merchant, product, category, title)
    VALUES (12, 'hotline', 1, '星星商城', '耳机', '1.1', '耳机坏了')
    RETURNING repeat_of, repeat_kind, category, category_by, issue_key;

-- (The latest earlier case counts: case 11 was withdrawn in time, without a score.)
SELECT name, condition, kind FROM repeat_rule ORDER BY position;

-- Too late: the deadline of a case of last month had passed when it ended.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title, description)
    VALUES (2, now() - interval '20 days', 'hotline', 2, '月亮商城', '手表', '手表没有收到', '快递显示已签收');
SELECT complaint_flow.run_clocks('support') > 0 AS breaches_found;
UPDATE complaint SET state = 'withdrawn', reason = '客户不再等待' WHERE id = 2 RETURNING sla_status;
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (21, 'hotline', 2, '月亮商城', '手表', '手表还是没有收到', '快递没有送到')
    RETURNING repeat_of, repeat_kind, category;
-- What the agent ticks as category does not hide it.
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 21;
INSERT INTO satisfaction (complaint_id, score, recorded_by) VALUES (21, 1, 'zhang.wei');
INSERT INTO complaint (id, channel, customer_id, merchant, product, category, title)
    VALUES (23, 'hotline', 2, '月亮商城', '手表', '1.2', '手表没有收到')
    RETURNING repeat_of, repeat_kind, category, category_by, first_category;

-- Handled badly: it had to be reopened.
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (3, 'hotline', 3, '月亮商城', '手表', '手表没有收到', '快递没有送到');
UPDATE complaint SET state = 'closed', reason = '已补寄' WHERE id = 3;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'reopened', reason = '补寄未寄出' WHERE id = 3;
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 3;
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (31, 'hotline', 3, '月亮商城', '手表', '手表没有收到', '快递还是没有送到')
    RETURNING repeat_of, repeat_kind, category, level;

-- A third complaint finds the escalated one and joins it: the issue is the same,
-- though the category is not.
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (32, 'app', 3, '月亮商城', '手表', '手表没有收到', '什么时候送到')
    RETURNING repeat_of, repeat_kind, state, handler_role;
-- New facts do not move it to another issue.
UPDATE complaint SET title = '手表质量', product = '手表带' WHERE id = 31 RETURNING category, issue_key;

-- The desk's owner thinks otherwise: only health and money count.
UPDATE repeat_rule SET active = false WHERE kind = 'escalated';
INSERT INTO repeat_rule (position, name, condition, kind) VALUES (5, 'much money', 'amount >= 1000', 'escalated');
INSERT INTO repeat_rule (position, name, condition, kind) VALUES (6, 'broken', 'amount >= nothing', 'escalated');
\set VERBOSITY terse
INSERT INTO repeat_rule (position, name, condition, kind) VALUES (7, 'own word', 'true', 'joined');
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 23;
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (22, 'hotline', 2, '月亮商城', '手表', '手表没有收到', '快递没有送到')
    RETURNING repeat_of, repeat_kind, category;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
