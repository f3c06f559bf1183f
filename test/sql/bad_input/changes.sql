-- Changes of a case that its rules do not allow: states, guards, roles,
-- reclassification, hand-over, and the person complained about.
\i test/helper/bad_input_desk.sql
\set ECHO all
-- at this desk whoever may write a case may name its owner
UPDATE desk SET handover_needs_acceptance = false;
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, received_by, title, description, accused_staff) VALUES
    (1001, 'hotline', 'li.na', '包裹少发一件', '漏发了杯子', NULL),
    (1002, 'hotline', 'li.na', '客服态度差', '客服不耐烦', 'liu.yang'),
    (1003, 'web_form', NULL, '账户被盗', '积分被盗用', NULL);
SELECT id, category, state, owner, department, handler_role FROM complaint ORDER BY id;
SELECT remember();

-- changes of state
SELECT refused($$UPDATE complaint SET state = 'offered' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET state = 'reopened' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET state = 'closed' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET state = 'closed', reason = '　' WHERE id = 1001$$);
SET complaint_flow.actor = 'sun.li';
SELECT refused($$UPDATE complaint SET state = 'closed', reason = '已解决' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET state = 'withdrawn' WHERE id = 1001$$);
SELECT unchanged();

-- one step further: a guard, a missing value, a role
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'verifying' WHERE id = 1001;
SELECT remember();
SELECT refused($$UPDATE complaint SET state = 'investigating' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET state = 'investigating', validity = 'invalid', validity_reason = '查无此单' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET state = 'invalid', validity = 'invalid', validity_reason = '查无此单' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET state = 'awaiting_customer' WHERE id = 1001$$);
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '仓库确认漏发' WHERE id = 1001;
SELECT refused($$UPDATE complaint SET state = 'solution_proposed', reason = '补发杯子' WHERE id = 1001$$);
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (1001, 'process', 'upheld');
UPDATE complaint SET state = 'solution_proposed', reason = '补发杯子' WHERE id = 1001;
SELECT remember();
SELECT refused($$UPDATE complaint SET state = 'approved' WHERE id = 1001$$);
SET complaint_flow.actor = 'chen.jie';
SELECT refused($$UPDATE complaint SET state = 'approved' WHERE id = 1001$$);
SET complaint_flow.actor = '';
SELECT refused($$UPDATE complaint SET state = 'approved' WHERE id = 1001$$);
SET complaint_flow.actor = 'sun.li';
SELECT refused($$UPDATE complaint SET state = 'investigating' WHERE id = 1001$$);
SELECT unchanged();
-- who owns the case does not approve it
UPDATE complaint SET owner = 'sun.li', reason = '接手' WHERE id = 1001;
SELECT remember();
SELECT refused($$UPDATE complaint SET state = 'approved' WHERE id = 1001$$);
SELECT unchanged();

-- reclassification: role and reason
SET complaint_flow.actor = 'li.na';
SELECT refused($$UPDATE complaint SET category = '3.1', reason = '商户侵权' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET urgency = 'urgent', reason = '客户很急' WHERE id = 1001$$);
SET complaint_flow.actor = '';
SELECT refused($$UPDATE complaint SET level = 'III', reason = '严重' WHERE id = 1001$$);
SET complaint_flow.actor = 'chen.jie';
SELECT refused($$UPDATE complaint SET category = '3.1' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET category = '3.1', reason = E' \t' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET category = NULL, level = NULL, reason = '不知道' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET urgency = NULL, reason = '不知道' WHERE id = 1001$$);
-- an earlier reason does not count again
UPDATE complaint SET category = '1.1', reason = '杯子有裂纹' WHERE id = 1001;
SELECT remember();
SELECT refused($$UPDATE complaint SET category = '1.2' WHERE id = 1001$$);
SELECT unchanged();

-- hand-over and handler
SET complaint_flow.actor = 'li.na';
SELECT refused($$UPDATE complaint SET owner = 'wang.fang' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET owner = NULL, reason = '不想处理' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET handler_role = 'manager', reason = '请经理处理' WHERE id = 1001$$);
SELECT refused($$UPDATE complaint SET department = 'technical' WHERE id = 1001$$);
SET complaint_flow.actor = 'chen.jie';
SELECT refused($$UPDATE complaint SET owner = NULL WHERE id = 1001$$);
SELECT unchanged();

-- the person complained about: neither owner nor writer nor caller
SET complaint_flow.actor = 'sun.li';
SELECT refused($$UPDATE complaint SET owner = 'liu.yang', reason = '换人' WHERE id = 1002$$);
SELECT refused($$UPDATE complaint SET owner = 'wang.fang', accused_staff = 'wang.fang', reason = '换人' WHERE id = 1002$$);
SET complaint_flow.actor = 'liu.yang';
SELECT refused($$UPDATE complaint SET description = '客户误会了' WHERE id = 1002$$);
SELECT refused($$INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1002, 'out', 'hotline', 'update', 'reached')$$);
-- a case that waits for the accused person's own list is not claimed by them
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET owner = NULL, handler_role = 'agent', department = NULL, reason = '退回' WHERE id = 1002;
SELECT complaint_flow.claim('support', 'liu.yang');
SELECT refused($$UPDATE complaint SET owner = 'liu.yang', updated_by = 'liu.yang' WHERE id = 1002$$);
SELECT complaint_flow.claim('support', 'zhang.wei');

-- claims
SELECT refused($$SELECT complaint_flow.claim('support', 'nobody')$$);
SELECT refused($$SELECT complaint_flow.claim('support', 'li.na', 'department risk_control')$$);
SELECT refused($$SELECT complaint_flow.claim('support', 'li.na', 'role manager')$$);
SELECT refused($$SELECT complaint_flow.claim('nowhere', 'li.na')$$);
SELECT refused($$SELECT complaint_flow.claim(NULL, 'li.na')$$);
SET complaint_flow.actor = '';
SELECT refused($$SELECT complaint_flow.claim('support')$$);
SELECT refused($$SELECT * FROM complaint_flow.complaint_sheet('support', 4711)$$);
SELECT refused($$SELECT * FROM complaint_flow.explain_complaint('support', 4711)$$);
SELECT id, state, owner, accused_staff FROM complaint ORDER BY id;
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
