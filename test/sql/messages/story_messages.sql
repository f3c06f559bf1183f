-- Who is told what: rules that act when something happens, and the words.
\i test/helper/support_desk.sql
\i test/helper/refused.sql
\set ECHO all
CREATE VIEW told AS SELECT id, complaint_id AS about, topic, audience, content ->> 'activity' AS activity FROM outbox;

-- A journalist has been called.  The supervisor of who received it and the
-- managers hear of it in the same moment.
INSERT INTO complaint (id, received_at, channel, received_by, title, description)
    VALUES (1, '2026-03-02 10:00', 'hotline', 'li.na', '积分过期', '已经联系记者曝光');
SELECT * FROM told ORDER BY id;
-- The same news does not come twice, whatever else happens.
UPDATE complaint SET description = '已经联系记者曝光, 还有律师', reason = '补充' WHERE id = 1;
UPDATE complaint SET state = 'verifying' WHERE id = 1;
SELECT count(*) FROM told;

-- A case that becomes urgent later is told then; also when the same statement
-- changes its state.
INSERT INTO complaint (id, received_at, channel, received_by, title, description)
    VALUES (2, '2026-03-02 10:00', 'hotline', 'zhang.wei', '积分过期', '积分没有了'),
           (3, '2026-03-02 10:00', 'hotline', 'zhang.wei', '积分过期', '积分没有了');
SELECT * FROM told WHERE about > 1;
SET complaint_flow.actor = 'zhang.wei';
UPDATE complaint SET description = '要找电视台曝光' WHERE id = 2;
UPDATE complaint SET description = '要找电视台曝光', state = 'verifying' WHERE id = 3;
RESET complaint_flow.actor;
SELECT * FROM told WHERE about > 1 ORDER BY id;

-- Three quarters of the three hours are gone: nothing new; over: the head.
SELECT complaint_flow.run_clocks('support', '2026-03-02 12:16') > 0 AS looked;
SELECT topic, audience FROM told WHERE about = 1 AND topic = 'urgent_case' ORDER BY id;
SELECT complaint_flow.run_clocks('support', '2026-03-02 13:01') > 0 AS looked;
SELECT topic, audience FROM told WHERE about = 1 AND topic = 'urgent_case' ORDER BY id;

-- An attitude of a merchant goes to merchant care, which has no liaison: to all
-- of the department.  Then it has one.
INSERT INTO complaint (id, channel, received_by, category, title, merchant) VALUES (4, 'hotline', 'li.na', '2.1', '店员态度差', '星星店');
UPDATE department SET liaison = 'he.xin' WHERE code = 'merchant_care';
INSERT INTO complaint (id, channel, received_by, category, title, merchant) VALUES (5, 'hotline', 'li.na', '2.1', '店员态度差', '星星店');
SELECT about, topic, audience FROM told WHERE about > 3 ORDER BY id;
SELECT complaint_id AS about, persons, recipient, regexp_replace(title, '\d{8}', '<day>') AS title
  FROM complaint_flow.render_messages('support', ARRAY(SELECT id FROM told WHERE about > 3), 'en');

-- Account security: frozen, as the identity is verified, and a work order to risk
-- control, whose liaison is told.  What is classified so twice is done once.
INSERT INTO complaint (id, channel, received_by, category, title) VALUES (9, 'hotline', 'li.na', '1.5', '账户异常');
SET complaint_flow.actor = 'chen.jie';
INSERT INTO identity_check (complaint_id, method, result) VALUES (9, 'security_question', 'verified');
UPDATE complaint SET category = '3.2', reason = '账户被盗' WHERE id = 9;
UPDATE complaint SET category = '1.5', reason = '误判' WHERE id = 9;
UPDATE complaint SET category = '3.2', reason = '确认被盗' WHERE id = 9;
RESET complaint_flow.actor;
SELECT action, reason, recorded_by FROM account_action WHERE complaint_id = 9;
SELECT department, task, status, recorded_by FROM work_order WHERE complaint_id = 9;
SELECT topic, audience, activity FROM told WHERE about = 9 ORDER BY id;
SELECT seq, activity, actor FROM complaint_event WHERE complaint_id = 9 ORDER BY seq;
SET complaint_flow.actor = 'feng.tao';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '已冻结' FROM work_order WHERE complaint_id = 9;
RESET complaint_flow.actor;
SELECT topic, audience, activity FROM told WHERE about = 9 AND topic LIKE 'work_order%' ORDER BY id;

-- Infringement by a merchant: merchant care has to report back once it is upheld.
INSERT INTO complaint (id, channel, received_by, category, title, merchant) VALUES (10, 'hotline', 'li.na', '3.1', '拒绝兑换', '星星店');
SET complaint_flow.actor = 'li.na';
INSERT INTO investigation (complaint_id, conclusion) VALUES (10, 'not_upheld');
SELECT count(*) FROM work_order WHERE complaint_id = 10;
INSERT INTO investigation (complaint_id, conclusion, cause) VALUES (10, 'upheld', 'merchant');
SELECT department, status FROM work_order WHERE complaint_id = 10;
RESET complaint_flow.actor;

-- Attitude of an agent, upheld: recorded once, whoever says it how often, by
-- the engine, and coaching is due.
INSERT INTO complaint (id, channel, received_by, category, title, accused_staff) VALUES (11, 'hotline', 'li.na', '2.2', '客服态度差', 'zhang.wei');
SET complaint_flow.actor = 'zhou.min';
INSERT INTO investigation (complaint_id, conclusion, cause) VALUES (11, 'partly', 'attitude');
INSERT INTO investigation (complaint_id, conclusion, cause) VALUES (11, 'upheld', 'attitude');
RESET complaint_flow.actor;
SELECT staff, kind, month = date_trunc('month', found_at) AS of_this_month, recorded_by FROM conduct_finding;
SELECT topic, audience FROM told WHERE about = 11 ORDER BY id;

-- A rule may ask for what stands in the file.
INSERT INTO action_rule (position, name, activities, condition, action, argument, topic)
    VALUES (190, 'angry after an upheld complaint', '{incoming:*}', $$conclusion = 'upheld'$$, 'notify', 'role manager', 'angry');
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    SELECT n, 'in', 'hotline', 'update', 'reached' FROM unnest('{9,10}'::int[]) AS n;
SELECT about, topic, audience FROM told WHERE topic = 'angry';

-- A rule of one's own: the owner hears of every call of the customer, each time.
INSERT INTO action_rule (position, name, activities, condition, action, argument, topic, once)
    VALUES (200, 'customer called', '{incoming:*}', $$level = 'II'$$, 'notify', 'owner', 'customer_called', false);
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (4, 'in', 'hotline', 'information', 'reached');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (4, 'in', 'hotline', 'update', 'reached');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'in', 'hotline', 'update', 'reached');
SELECT about, audience, activity FROM told WHERE topic = 'customer_called' ORDER BY id;
-- Words for it, in English only: in Chinese those of "*" serve.
INSERT INTO message_template VALUES ('customer_called', 'en', NULL, '{customer} called about {sheet_no}', '{content.activity} {unclosed {category} {{level}}'),
                                    ('customer_called', 'en', 'person', '{customer} called you, {owner}', '{metric}');
SELECT words_in, regexp_replace(title, '\d{8}', '<day>') AS title, body <> '' AS body
  FROM complaint_flow.render_messages('support', ARRAY(SELECT min(id) FROM told WHERE topic = 'customer_called'));
SELECT title, body FROM complaint_flow.render_messages('support', ARRAY(SELECT min(id) FROM told WHERE topic = 'customer_called'), 'en');
SELECT complaint_flow.fill_in('{a} {b}{c} {content.d} {', '{"a": "{b}", "b": "$1 \\1", "content": {"d": "x"}}');

-- Who received a case hears that the customer withdrew it; when that one has
-- left, whoever stands above; what came by itself everybody may read.
INSERT INTO action_rule (position, name, activities, action, argument, topic)
    VALUES (205, 'withdrawn', '{state:withdrawn}', 'notify', 'receiver', 'withdrawn');
INSERT INTO complaint (id, channel, received_by, category, title) VALUES (12, 'web_form', NULL, '1.2', '发票');
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 2;
UPDATE staff SET active = false WHERE code = 'zhang.wei';
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id IN (3, 12);
SELECT about, audience FROM told WHERE topic = 'withdrawn' ORDER BY about;

-- What a supervisor may write wrongly is refused when it is written.
SELECT refused($$INSERT INTO message_template VALUES ('x', 'en', NULL, 'x', 'Dear {custmer}')$$);
SELECT refused($$INSERT INTO message_template VALUES ('x', 'fr', NULL, 'x', 'x')$$);
SELECT refused($$UPDATE action_rule SET activities = '{recieved}' WHERE position = 10$$);
SELECT refused($$UPDATE action_rule SET activities = '{imported}' WHERE position = 10$$);
SELECT refused($$UPDATE action_rule SET activities = '{state:shut}' WHERE position = 10$$);
SELECT refused($$UPDATE action_rule SET activities = '{clock_breached:resoluton}' WHERE position = 10$$);
SELECT refused($$UPDATE action_rule SET argument = 'role chef' WHERE position = 10$$);
SELECT refused($$UPDATE action_rule SET argument = 'kitchen liaison' WHERE position = 10$$);
SELECT refused($$UPDATE action_rule SET argument = 'kitchen' WHERE action = 'work order'$$);
SELECT refused($$UPDATE action_rule SET argument = 'fun' WHERE action = 'conduct finding' AND position = 92$$);
SELECT refused($$UPDATE action_rule SET action = 'shout' WHERE position = 10$$);
SELECT refused($$UPDATE action_rule SET condition = 'urgncy = 1' WHERE position = 10$$);
SELECT refused($$INSERT INTO message_rule (position, name, audience) VALUES (1, 'x', 'person nobody')$$);
SELECT refused($$UPDATE staff_role SET code = 'boss' WHERE code = 'head_of_operations'$$);

-- A rule that fails on odd data stops no complaint; the supervisors hear of it once.
ALTER TABLE complaint ADD visits int;
INSERT INTO action_rule (position, name, activities, condition, action, argument, topic)
    VALUES (210, 'odd', '{received}', '10 / visits > 1', 'notify', 'owner', 'odd');
INSERT INTO complaint (id, channel, received_by, category, title, visits) VALUES (6, 'hotline', 'li.na', '1.2', 'x', 0), (7, 'hotline', 'li.na', '1.2', 'x', 0), (8, 'hotline', 'li.na', '1.2', 'x', 2);
SELECT about, topic, audience FROM told WHERE about > 5 AND topic <> 'withdrawn' ORDER BY id;
SELECT regexp_replace(content ->> 'rule', '\d+', 'N') AS rule FROM outbox WHERE topic = 'rule_failed';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
