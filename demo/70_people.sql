SET TimeZone = 'Asia/Shanghai';
\echo 'A case is the work of many.  Mrs Zhou''s account was robbed; Wang Fang takes the call.'
SET complaint_flow.actor = 'wang.fang';
INSERT INTO support.customer (name, phone, tier) VALUES ('周女士', '13800000002', 'gold') RETURNING id AS customer \gset
INSERT INTO support.complaint (channel, customer_id, title, description, occurred_at, amount, remedy_sought)
    VALUES ('hotline', :customer, '账户被盗', '两万积分被人盗用', now() - interval '5 hours', 200, '找回积分') RETURNING id \gset
\echo 'She asks for the digits of the identity document, and the rules act: the account is frozen,'
\echo 'risk control has a work order.'
INSERT INTO support.identity_check (complaint_id, method, result) VALUES (:id, 'security_question', 'verified');
SELECT category, level, state, department FROM support.complaint WHERE id = :id;
SELECT a.action, r.name AS by_rule FROM support.account_action a JOIN support.action_rule r ON r.id = a.rule_id WHERE a.complaint_id = :id;
SELECT department, task, status FROM support.work_order WHERE complaint_id = :id;
\echo 'What comes next, by whom, by when?'
SELECT step, action, who, to_char(due_at, 'Dy DD HH24:MI') AS due FROM complaint_flow.next_action('support', :id, 'en') LIMIT 5;
\echo 'And what does one say to her?'
SELECT title, left(body, 100) || ' ...' AS script FROM complaint_flow.scripts_for_case('support', :id, 'en');

\echo 'Sun Li asks Feng Tao of risk control to take the case.  He accepts, calls her, answers'
\echo 'the work order and investigates.'
INSERT INTO support.handover (complaint_id, to_staff, reason, recorded_by) VALUES (:id, 'feng.tao', '熟悉此类案件', 'sun.li') RETURNING id AS handover \gset
SET complaint_flow.actor = 'feng.tao';
INSERT INTO support.handover_answer (handover_id, accepted) VALUES (:handover, true);
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, note)
    VALUES (:id, 'out', 'hotline', 'first_response', 'reached', '已核实身份，告知两个工作日内答复');
INSERT INTO support.work_order_answer (work_order_id, result, answer)
    SELECT id, 'done', '盗用发生在异地登录之后，密码已重置' FROM support.work_order WHERE complaint_id = :id;
UPDATE support.complaint SET state = 'verifying' WHERE id = :id;
UPDATE support.complaint SET state = 'investigating', validity = 'valid', validity_reason = '登录记录证实' WHERE id = :id;
INSERT INTO support.investigation (complaint_id, methods, findings, cause, conclusion)
    VALUES (:id, '登录日志', '短信验证码被他人套取', 'third_party', 'upheld');
\echo 'Points worth 180 are more than an agent may grant.  The ladder says who decides:'
SELECT role, up_to, per_day FROM support.remedy_authority WHERE remedy_kind = 'points' ORDER BY role_rank;
INSERT INTO support.remedy (complaint_id, kind, amount, description) VALUES (:id, 'points', 180, '补回一万八千积分')
    RETURNING id AS remedy, status, next_role \gset
\echo :status', next:' :next_role
\echo 'He cannot approve it himself; a senior agent can.'
\set ON_ERROR_STOP off
INSERT INTO support.approval (remedy_id, decision) VALUES (:remedy, 'approved');
\set ON_ERROR_STOP on
INSERT INTO support.approval (remedy_id, decision, recorded_by) VALUES (:remedy, 'approved', 'chen.jie');
INSERT INTO support.execution (remedy_id, reference) VALUES (:remedy, 'P-20931');
INSERT INTO support.account_action (complaint_id, action, reason) VALUES (:id, 'release', '密码已重置');
\echo 'The whole story, told from the history:'
SELECT to_char(at, 'HH24:MI') AS at, who, line FROM complaint_flow.case_timeline('support', :id, 'en');

\echo 'What the world was told about it.  Any number of workers take messages like these and'
\echo 'deliver them; what one of them could not finish comes again.'
SELECT recipient, title, body FROM complaint_flow.read_outbox('support', 10000, language => 'en') WHERE complaint_id = :id ORDER BY id;
SELECT outcome, count(*) FROM complaint_flow.ack_outbox('support', ARRAY(SELECT o.id FROM support.outbox o WHERE o.complaint_id = :id AND o.read_by IS NOT NULL)) GROUP BY outcome;

\echo 'One merchant, one product, one day: eleven complaints are one too many.'
INSERT INTO support.complaint (channel, received_by, merchant, product, title)
    SELECT 'app', 'li.na', '城东超市', '保温杯', '保温杯破损' FROM generate_series(1, 11);
SELECT i.id AS incident, i.issue_key, count(*) AS cases, count(*) FILTER (WHERE c.urgency = 'urgent') AS urgent, min(c.urgent_reasons[1]) AS because
  FROM support.incident i JOIN support.complaint c ON c.incident_id = i.id GROUP BY i.id \gx
\echo 'They are answered together.'
SET complaint_flow.actor = 'sun.li';
SELECT complaint_flow.answer_incident('support', max(id), 'first_response', 'app', '全部换货，三日内寄出') AS answered FROM support.incident;
SELECT metric, outcome, count(*) FROM support.clock k JOIN support.complaint c ON c.id = k.complaint_id
 WHERE c.incident_id IS NOT NULL AND metric = 'first_response' GROUP BY 1, 2;
