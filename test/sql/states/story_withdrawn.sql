-- Customers take complaints back: at any time before the solution is carried
-- out, with a reason, and not while their account is frozen.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set id 1
\i test/helper/case_offered.sql
\set ECHO all
UPDATE complaint SET state = 'withdrawn' WHERE id = 1;
UPDATE complaint SET state = 'withdrawn', reason = '客户在家中找到另一只' WHERE id = 1 RETURNING state, due_at;
SELECT DISTINCT outcome FROM clock WHERE complaint_id = 1 AND metric = 'resolution';

-- Somebody used Mr Wu's points: once he has shown who he is a rule freezes the account.
INSERT INTO complaint (id, channel, title, description, amount)
    VALUES (2, 'hotline', '积分被盗用', '非本人操作', 5000);
SET complaint_flow.actor = 'feng.tao';
SELECT complaint_flow.claim('support', 'feng.tao');
INSERT INTO identity_check (complaint_id, method, result) VALUES (2, 'id_document', 'verified');
SELECT action, rule_id IS NOT NULL AS by_rule FROM account_action;
-- It was his daughter.  The case does not end with his account frozen.
UPDATE complaint SET state = 'withdrawn', reason = '家人误操作' WHERE id = 2;
INSERT INTO account_action (complaint_id, action, reason) VALUES (2, 'release', '家人误操作');
UPDATE complaint SET state = 'withdrawn', reason = '家人误操作' WHERE id = 2 RETURNING state;

-- What is being carried out is not taken back.
SET complaint_flow.actor = 'li.na';
\set ECHO none
\set id 3
\i test/helper/case_offered.sql
\set ECHO all
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer)
    VALUES (3, 'in', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'withdrawn', reason = '不想要了' WHERE id = 3;
SELECT complaint_flow.drop_desk('support', true);
