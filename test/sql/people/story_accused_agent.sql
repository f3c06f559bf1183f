-- A complaint about an agent never comes into that agent's hands.
\i test/helper/support_desk.sql
\set ECHO all

-- Li Na receives a complaint about the tone of Liu Yang.  It goes to his direct
-- supervisor, Zhou Min, the same day.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, accused_staff, occurred_at, remedy_sought)
    VALUES (1, '2026-03-06 15:00', 'hotline', '客服挂断电话', '客服态度不耐烦，直接挂断', 'liu.yang', '2026-03-06 14:30', '道歉');
SELECT category, level, accused_staff, received_by, owner FROM complaint;
SELECT metric, target, due_at FROM clock WHERE metric = 'first_response';
-- Zhou Min is away; the next such case is another supervisor's at once.
UPDATE staff SET reachable = false WHERE code = 'zhou.min';
INSERT INTO complaint (id, received_at, channel, title, description, accused_staff, occurred_at, remedy_sought)
    VALUES (2, '2026-03-06 16:00', 'hotline', '客服骂人', '客服态度恶劣', 'liu.yang', '2026-03-06 15:30', '道歉');
SELECT id, owner, handler_role FROM complaint WHERE id = 2;
SELECT complaint_flow.claim('support', 'liu.yang') AS liu_yang, complaint_flow.claim('support', 'chen.jie') AS chen_jie;

-- Slow, not rude: another senior agent.  The accused is one herself.
INSERT INTO complaint (id, received_at, channel, title, description, accused_staff, occurred_at, remedy_sought)
    VALUES (3, '2026-03-06 16:00', 'hotline', '答应回电没有回', '核身二十分钟，反复问同样的问题', 'chen.jie', '2026-03-06 10:00', '尽快处理');
SELECT category, owner, handler_role FROM complaint WHERE id = 3;
SELECT complaint_flow.claim('support', 'chen.jie') AS chen_jie;
SELECT complaint_flow.claim('support', 'zhao.lei') AS zhao_lei;

-- Liu Yang tries what he can: not his case, not his words in it, not his call.
SET complaint_flow.actor = 'liu.yang';
UPDATE complaint SET owner = 'liu.yang', reason = '我来处理' WHERE id = 1;
UPDATE complaint SET accused_staff = NULL WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'first_response', 'reached');
-- Nor may his supervisor give it to him.
SET complaint_flow.actor = 'zhou.min';
UPDATE complaint SET owner = 'liu.yang', reason = '请本人道歉' WHERE id = 1;
SELECT owner, event_count FROM complaint WHERE id = 1;
-- What he is told beforehand agrees with what happens.
SET complaint_flow.actor = 'liu.yang';
SELECT to_state, allowed, lacks FROM complaint_flow.allowed_transitions('support', 1) WHERE to_state = 'verifying';
UPDATE complaint SET state = 'verifying' WHERE id = 1;

-- The accused becomes known only later, and it is the owner: the rules choose
-- somebody else at once.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref)
    VALUES (4, '2026-03-06 17:00', 'hotline', '发票没开', '客户要求开发票', 'JF26030400');
SELECT category, owner FROM complaint WHERE id = 4;
UPDATE complaint SET accused_staff = 'wang.fang', description = '客户称接电话的客服态度差' WHERE id = 4;
SELECT category, owner, handler_role, received_by FROM complaint WHERE id = 4;
-- From now on she keeps away from it.
UPDATE complaint SET description = '客户误会' WHERE id = 4;

-- A head whom everybody reports to has no supervisor: the case waits for the
-- supervisors, not for nobody.
UPDATE staff SET reachable = true WHERE code = 'zhou.min';
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, accused_staff)
    VALUES (5, '2026-03-06 17:30', 'hotline', '负责人态度差', '客服负责人态度差', 'zheng.hua');
SELECT category, owner, handler_role FROM complaint WHERE id = 5;
SELECT count(*) AS accused_owns FROM complaint WHERE owner = accused_staff;
SELECT attribute, value, decided_by, rule_name FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('category', 'handler');
SELECT complaint_flow.drop_desk('support', true);
