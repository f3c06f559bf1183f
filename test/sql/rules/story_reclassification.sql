-- The rules chose wrong; a person corrects them, and can say why.
\i test/helper/support_desk.sql
\set ECHO all

-- The customer speaks of a price and means a refused exchange.
SET complaint_flow.actor = 'li.na';
UPDATE text_model SET active = false;
INSERT INTO complaint (id, received_at, channel, title, description, merchant, order_ref, amount, occurred_at, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '标价和收的不一样', '商户说积分那天用不了', '橙心家居', 'JF26030118', 50, '2026-03-01 18:00', '按标价兑换');
SELECT category, category_by, level, priority, owner FROM complaint;
SELECT metric, target, due_at FROM clock ORDER BY due_at;
SELECT value, decided_by, rule_name, condition, inputs FROM complaint_flow.explain_complaint('support', 1) WHERE attribute = 'category';

-- Li Na sees it, but the desk leaves it to senior agents and above.
UPDATE complaint SET category = '3.1', reason = '实为商户拒绝兑换' WHERE id = 1;
-- Chen Jie may, and says why.
SET complaint_flow.actor = 'chen.jie';
UPDATE complaint SET category = '3.1' WHERE id = 1;
UPDATE complaint SET category = '3.1', reason = '实为商户拒绝兑换' WHERE id = 1;
-- Level, priority and the clocks follow; the receiver stays responsible.
SELECT category, category_by, level, priority, owner, reason FROM complaint;
SELECT metric, target, due_at, original_due_at FROM clock ORDER BY due_at;
SELECT seq, activity, actor, changes -> 'category' AS category, changes -> 'level' AS level FROM complaint_event ORDER BY seq;
SELECT personal.changes -> 'reason' AS reason FROM complaint_event_personal AS personal WHERE seq = 2;
SELECT attribute, value, decided_by, regexp_replace(note, '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>') AS note
  FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('category', 'level') ORDER BY 1;

-- New facts do not bring the old category back: a person has decided.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET description = '商户说那天降价商品积分用不了' WHERE id = 1;
SELECT category, category_by, level, event_count FROM complaint;

-- From a rule's category, on the other hand, the case moves on with its facts.
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (2, '2026-03-02 11:00', 'hotline', '杯子', '客户来电，杯子的事，稍后补充', 'JF26030119', '尽快处理');
SELECT category, triage FROM complaint WHERE id = 2;
UPDATE complaint SET description = '杯子坏了，用一次就漏水' WHERE id = 2;
SELECT category, category_by, triage FROM complaint WHERE id = 2;
-- Who writes a category decides it from the start.
INSERT INTO complaint (id, received_at, channel, category, title, description, order_ref, remedy_sought)
    VALUES (3, '2026-03-02 12:00', 'hotline', '1.2', '杯子坏了', '用一次就漏水，要求退货', 'JF26030120', '退货');
SELECT category, category_by FROM complaint WHERE id = 3;

-- Account security goes to risk control: a reclassification moves the case, and
-- claiming it there makes the department responsible.
SET complaint_flow.actor = 'chen.jie';
UPDATE complaint SET category = '3.2', reason = '客户账户被人使用' WHERE id = 3;
SELECT category, owner, department, received_by FROM complaint WHERE id = 3;
SELECT complaint_flow.claim('support', 'li.na') AS li_na, complaint_flow.claim('support', 'feng.tao') AS feng_tao;
SELECT owner, department, received_by FROM complaint WHERE id = 3;
-- Every version of the rules is kept; the case names the one that judged it.
SELECT rules_version FROM complaint WHERE id = 3;
UPDATE classification_rule SET active = false WHERE name = 'title: price';
SELECT rules_version FROM desk;
INSERT INTO complaint (id, channel, title, description, merchant) VALUES (4, 'hotline', '标价和收的不一样', '收银员说的', '橙心家居');
SELECT id, category, rules_version FROM complaint WHERE id IN (1, 4) ORDER BY id;
SELECT rule_name, rules_version FROM complaint_flow.explain_complaint('support', 4) WHERE attribute = 'category';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
