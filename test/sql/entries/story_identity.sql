-- An account is frozen once the identity of who complains is verified, by who
-- handles the case or by risk control, and released by risk control.
\set VERBOSITY default
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, description) VALUES (1, now(), 'hotline', '你们就是骗子，账户被盗用');
SELECT category FROM complaint;
-- An angry word freezes nothing; what is to do first is said.
SELECT action FROM account_action;
SELECT action, who, due_at > now() AS in_time FROM complaint_flow.next_action('support', 1, 'en') WHERE action ~ 'identity';

-- Not before the identity is verified, not by a stranger to the case, not
-- without a name.
INSERT INTO account_action (complaint_id, action) VALUES (1, 'freeze');
INSERT INTO identity_check (complaint_id, method, result) VALUES (1, 'palm_reading', 'verified');
INSERT INTO identity_check (complaint_id, method, result) VALUES (1, 'security_question', 'unsure');
INSERT INTO identity_check (complaint_id, method, result, note) VALUES (1, 'security_question', 'failed', '答错两题');
INSERT INTO account_action (complaint_id, action) VALUES (1, 'freeze');
RESET complaint_flow.actor;
INSERT INTO identity_check (complaint_id, method, result) VALUES (1, 'call_back', 'verified');
INSERT INTO account_action (complaint_id, action) VALUES (1, 'freeze');
-- The second check succeeds, and the pack's rule freezes at once.
SET complaint_flow.actor = 'li.na';
INSERT INTO identity_check (complaint_id, method, result, note) VALUES (1, 'call_back', 'verified', '回拨预留手机，证件号后四位一致');
SELECT action, account_ref, recorded_by, rule_id IS NOT NULL AS by_rule FROM account_action;
SELECT metric, outcome FROM clock WHERE metric = 'identity_check';

-- The customer has two accounts: one more is frozen by name.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO account_action (complaint_id, action, account_ref) VALUES (1, 'freeze', 'A-2');
SET complaint_flow.actor = 'li.na';
INSERT INTO account_action (complaint_id, action, account_ref) VALUES (1, 'freeze', 'A-2');
-- Who may freeze does not release, not even a supervisor.
INSERT INTO account_action (complaint_id, action, reason) VALUES (1, 'release', '客户催促');
SET complaint_flow.actor = 'sun.li';
INSERT INTO account_action (complaint_id, action, reason) VALUES (1, 'release', '客户催促');
\set VERBOSITY terse
-- One released account leaves the others frozen; a release without a name frees all.
SET complaint_flow.actor = 'feng.tao';
INSERT INTO account_action (complaint_id, action, account_ref, reason) VALUES (1, 'release', 'A-2', '密码已更换');
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 1;
INSERT INTO account_action (complaint_id, action, reason) VALUES (1, 'release', '密码已更换');
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 1 RETURNING state;
-- Over is over: nothing is frozen any more, a forgotten account can be released.
INSERT INTO account_action (complaint_id, action) VALUES (1, 'freeze');
INSERT INTO account_action (complaint_id, action, account_ref) VALUES (1, 'release', 'A-3');
INSERT INTO identity_check (complaint_id, method, result) VALUES (1, 'face_to_face', 'verified');
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ 'Identity|Account';
SELECT line FROM complaint_flow.case_timeline('support', 1, 'zh') WHERE line ~ '身份';

-- Verified first, account security by a later word: frozen then.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, description) VALUES (2, 'hotline', '积分迟迟没到账');
INSERT INTO identity_check (complaint_id, method, result) VALUES (2, 'id_document', 'verified');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '3.2', reason = '是盗用' WHERE id = 2;
SELECT action, recorded_by FROM account_action WHERE complaint_id = 2;

-- A rule of the desk's own that freezes too early is held back, and told.
INSERT INTO action_rule (position, name, activities, condition, action) VALUES (71, 'hasty', '{received}', $$category = '3.2'$$, 'freeze account');
INSERT INTO complaint (id, channel, category, description) VALUES (3, 'hotline', '3.2', '账户异常');
SELECT count(*) FROM account_action WHERE complaint_id = 3;
SELECT regexp_replace(content ->> 'rule', '\d+', 'N') AS rule, audience FROM outbox WHERE topic = 'rule_failed';

-- The rules are the desk's: other words, none, or a broken one, which takes no
-- complaint and no entry but those that it is about.
UPDATE entry_rule SET condition = $$actor_department IN ('risk_control', 'customer_service')$$ WHERE name = 'release: risk control';
SET complaint_flow.actor = 'li.na';
INSERT INTO account_action (complaint_id, action) VALUES (2, 'release') RETURNING action;
UPDATE entry_rule SET active = false WHERE activities = '{account:freeze}';
INSERT INTO account_action (complaint_id, action) VALUES (3, 'freeze') RETURNING action;
ALTER TABLE complaint ADD COLUMN branch int;
UPDATE entry_rule SET condition = '10 / branch > 0' WHERE activities = '{account:release}';
UPDATE complaint SET branch = 0 WHERE id = 3;
INSERT INTO account_action (complaint_id, action) VALUES (3, 'release');
ALTER TABLE complaint DROP COLUMN branch;
INSERT INTO account_action (complaint_id, action) VALUES (3, 'release');
SELECT rule_key::bigint = (SELECT id FROM entry_rule WHERE name = 'release: risk control') AS same, count(*) FROM rule_history
 WHERE table_name = 'entry_rule' AND content ->> 'name' = 'release: risk control' GROUP BY 1;
-- What no entry is called, and what is known too late.
INSERT INTO entry_rule (position, name, activities) VALUES (1, 'slip', '{account:frezee}');
INSERT INTO entry_rule (position, name, activities) VALUES (1, 'too late', '{execution:refund}');
INSERT INTO entry_rule (position, name, activities) VALUES (1, 'empty', '{}');
DELETE FROM staff WHERE code = 'feng.tao';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
