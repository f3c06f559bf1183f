-- When are two complaints of one customer the same matter?  same_matter_rule
-- says so: the order, the contract, merchant and product, the issue, the words
-- (SPEC R8, R9).
\i test/helper/support_desk.sql
\set ECHO all
INSERT INTO customer (id, name) VALUES (1, '陈女士'), (2, '刘先生'), (3, '何女士'), (4, '吴先生'), (5, '赵女士');
SET complaint_flow.actor = 'li.na';
SELECT position, name, equal_columns, differing_columns, likeness FROM same_matter_rule ORDER BY position;

-- Mrs Chen's order has not come.  She calls again, in the same words, and once
-- more in other ones, of another category and about one of its goods.
INSERT INTO complaint (id, channel, customer_id, order_ref, title) VALUES
    (1, 'hotline', 1, 'JF26030201', '快递一直没有送到');
INSERT INTO complaint (id, channel, customer_id, order_ref, product, title) VALUES
    (2, 'hotline', 1, 'JF26030201', NULL, '快递一直没有送到'),
    (3, 'app', 1, 'JF26030201', '电饭锅', '内胆裂了，质量太差')
    RETURNING id, issue_key, category, repeat_of, repeat_kind, state, owner;
-- Another order is another matter, in whatever words.
INSERT INTO complaint (id, channel, customer_id, order_ref, title) VALUES
    (4, 'hotline', 1, 'JF26030299', '快递一直没有送到') RETURNING repeat_of;
-- With two cases open the order says which one she means.
INSERT INTO complaint (id, channel, customer_id, order_ref, title) VALUES
    (5, 'hotline', 1, 'JF26030201', '什么时候退款') RETURNING repeat_of, repeat_kind;
SELECT attribute, value, decided_by, rule_name, note FROM complaint_flow.explain_complaint('support', 5)
 WHERE attribute LIKE 'repeat%';

-- However it is typed.
INSERT INTO complaint (id, channel, customer_id, order_ref, title) VALUES
    (6, 'app', 1, 'ｊｆ２６０３０２０１', '有人嗎') RETURNING repeat_of, repeat_kind;

-- The same product in other words, of another category.
INSERT INTO complaint (id, channel, customer_id, product, merchant, title) VALUES
    (11, 'hotline', 2, '电饭锅', '星星商城', '电饭锅快递未到');
INSERT INTO complaint (id, channel, customer_id, product, merchant, title) VALUES
    (12, 'hotline', 2, '电饭锅', '星星商城', '电饭锅收到了但是坏的') RETURNING category, repeat_of, repeat_kind;
SELECT rule_name, note FROM complaint_flow.explain_complaint('support', 12) WHERE attribute = 'repeat_of';
INSERT INTO complaint (id, channel, customer_id, product, merchant, title) VALUES
    (16, 'app', 2, '電飯鍋', '星星商城', '還沒有人聯繫我'), (17, 'app', 2, '电饭锅', '月亮商城', '还没有人联系我')
    RETURNING id, repeat_of, repeat_kind, issue_key;
-- A contract.
INSERT INTO complaint (id, channel, customer_id, contract_ref, title) VALUES
    (13, 'hotline', 2, 'HT-7', '会员权益没有兑现');
INSERT INTO complaint (id, channel, customer_id, contract_ref, title) VALUES
    (14, 'app', 2, 'HT-7', '客服态度恶劣'), (15, 'app', 2, 'HT-8', '客服态度恶劣') RETURNING id, repeat_of, repeat_kind;

-- Nobody asked for an order: the words tell, if they are like enough.
INSERT INTO complaint (id, channel, customer_id, title, description) VALUES
    (21, 'web_form', 3, '积分没到账', '三月一号在加油站消费的积分一直没有到账');
INSERT INTO complaint (id, channel, customer_id, title, description) VALUES
    (22, 'web_form', 3, '积分没到账', '三月一号在加油站消费，积分还是没有到账'),
    (23, 'web_form', 3, '发票', '上个月申请的发票没有开'),
    (24, 'web_form', 3, '到账', '退款没到账') RETURNING id, repeat_of, repeat_kind;
SELECT rule_name, note FROM complaint_flow.explain_complaint('support', 22) WHERE attribute = 'repeat_of';
-- The same words about two things are two matters.
INSERT INTO complaint (id, channel, customer_id, product, title) VALUES (25, 'app', 3, '手表', '收到就坏了，要求退货');
INSERT INTO complaint (id, channel, customer_id, product, title) VALUES
    (26, 'app', 3, '耳机', '收到就坏了，要求退货'), (27, 'app', 3, NULL, '收到就坏了，要求退货') RETURNING id, repeat_of, repeat_kind;

-- Closed late, and he complains of the same order: an escalated complaint,
-- whatever it is about now.
INSERT INTO complaint (id, received_at, channel, customer_id, order_ref, title) VALUES
    (31, now() - interval '20 days', 'hotline', 4, 'JF26020101', '快递没有送到');
SELECT complaint_flow.run_clocks('support') > 0 AS breaches_found;
UPDATE complaint SET state = 'withdrawn', reason = '客户不再等待' WHERE id = 31;
INSERT INTO complaint (id, channel, customer_id, order_ref, title) VALUES
    (32, 'hotline', 4, 'JF26020101', '收到的东西是坏的') RETURNING repeat_of, repeat_kind, category;
-- The earlier case has no issue; this one keeps its own.
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 32;
INSERT INTO complaint (id, channel, customer_id, order_ref, product, title) VALUES
    (33, 'hotline', 4, 'JF26020101', '台灯', '台灯是坏的') RETURNING repeat_of, issue_key;
SELECT issue_key, count FROM issue_count WHERE issue_key LIKE '%台灯';

-- A desk has its own ideas: what counts is the device.
ALTER TABLE complaint ADD COLUMN device text;
UPDATE same_matter_rule SET active = false;
INSERT INTO complaint (id, channel, customer_id, device, title) VALUES (41, 'app', 5, 'SN 1', '坏了');
INSERT INTO complaint (id, channel, customer_id, device, title) VALUES (42, 'app', 5, 'SN 1', '坏了') RETURNING repeat_of;
INSERT INTO same_matter_rule (position, name, equal_columns) VALUES (5, 'same device', '{device}');
INSERT INTO complaint (id, channel, customer_id, device, title) VALUES
    (43, 'app', 5, 'SN 1', '坏了'), (44, 'app', 5, 'SN 2', '坏了'), (45, 'app', 5, NULL, '坏了') RETURNING id, repeat_of;
-- The column goes, and the rule fits nothing any more; complaints come in.
ALTER TABLE complaint DROP COLUMN device;
INSERT INTO complaint (id, channel, customer_id, title) VALUES (46, 'app', 5, '坏了') RETURNING repeat_of, triage;
DELETE FROM same_matter_rule WHERE name = 'same device';

-- What is no rule.
INSERT INTO same_matter_rule (position, name, equal_columns) VALUES (6, 'typo', '{order_no}');
INSERT INTO same_matter_rule (position, name, equal_columns, differing_columns) VALUES (6, 'typo', '{merchant}', '{order_no}');
\set VERBOSITY terse
INSERT INTO same_matter_rule (position, name) VALUES (6, 'says nothing');
INSERT INTO same_matter_rule (position, name, equal_columns) VALUES (6, 'says nothing', '{NULL}');
INSERT INTO same_matter_rule (position, name, likeness) VALUES (6, 'always alike', 0);
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
