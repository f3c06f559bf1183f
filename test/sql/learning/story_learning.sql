-- An upheld complaint about an agent, and what the team learns from it.
\i test/helper/support_desk.sql
\set ECHO all

-- Mrs Qian complains about Li Na; her supervisor Sun Li gets the case.
SET complaint_flow.actor = 'chen.jie';
INSERT INTO customer (id, name) VALUES (1, '钱女士');
INSERT INTO complaint (id, received_at, channel, customer_id, title, description, accused_staff)
    VALUES (1, '2025-03-31 23:30', 'hotline', 1, '客服态度差', '客服说话不耐烦，中途挂断电话', 'li.na');
SELECT category, owner FROM complaint;

-- He listens to the recording: she is right.  The finding counts in March,
-- the local month in which it was made.
SET complaint_flow.actor = 'sun.li';
INSERT INTO conduct_finding (complaint_id, staff, kind, found_at, note)
    VALUES (1, 'li.na', 'attitude', '2025-03-31 23:59', '录音可听到中途挂断') RETURNING month, recorded_by;
INSERT INTO conduct_finding (complaint_id, staff, kind, found_at, month)
    VALUES (1, 'li.na', 'efficiency', '2025-04-01 00:00', '2025-03-01') RETURNING month;
-- The same finding once a case; a month by its first day; a case that exists.
INSERT INTO conduct_finding (complaint_id, staff, kind) VALUES (1, 'li.na', 'attitude');
INSERT INTO conduct_finding (complaint_id, staff, kind, month) VALUES (1, 'li.na', 'commendation', '2025-03-15');
INSERT INTO conduct_finding (complaint_id, staff, kind) VALUES (2, 'li.na', 'attitude');
INSERT INTO conduct_finding (complaint_id, staff, kind, found_at) VALUES (1, 'li.na', 'commendation', 'infinity');
UPDATE conduct_finding SET found_at = NULL WHERE id = 1;
INSERT INTO conduct_finding (complaint_id, kind, note) VALUES (1, 'attitude', '不出现在报错中');

-- Li Na can neither praise herself nor soften, move or take over what was found.
SET complaint_flow.actor = 'li.na';
INSERT INTO conduct_finding (complaint_id, staff, kind) VALUES (1, 'li.na', 'commendation');
UPDATE conduct_finding SET note = '其实没有挂断' WHERE id = 1;
UPDATE conduct_finding SET staff = 'wang.fang' WHERE id = 1;
SET complaint_flow.actor = 'zhou.min';
UPDATE conduct_finding SET recorded_by = 'zhou.min' WHERE id = 1;
UPDATE conduct_finding SET note = '录音第3分钟挂断' WHERE id = 1 RETURNING recorded_by, changed_by, changed_at IS NOT NULL AS dated;

-- Coaching follows; the coached person does not confirm it herself, and it
-- belongs to a finding about the same person.
SET complaint_flow.actor = 'sun.li';
INSERT INTO coaching (staff, finding_id, topic, due_on) VALUES ('li.na', 1, '情绪管理与结束语', '2025-04-07');
INSERT INTO coaching (staff, finding_id, topic, due_on) VALUES ('wang.fang', 1, '情绪管理与结束语', '2025-04-07');
SET complaint_flow.actor = 'li.na';
UPDATE coaching SET done_on = '2025-04-02', done_by = 'sun.li';
SET complaint_flow.actor = 'sun.li';
\set VERBOSITY terse
UPDATE coaching SET done_on = '2025-04-02';
\set VERBOSITY default
UPDATE coaching SET done_on = '2025-04-02', done_by = 'sun.li' RETURNING staff, done_on, changed_by;

-- The team trains; whether it helped is seen in later findings.
INSERT INTO training (id, topic, held_on, trainer, category) VALUES (1, '情绪管理', '2025-04-10', 'sun.li', '2.2');
INSERT INTO training_participant VALUES (1, 'li.na'), (1, 'wang.fang');
INSERT INTO conduct_finding (complaint_id, staff, kind, found_at) VALUES (1, 'wang.fang', 'attitude', '2025-04-10 00:00'),
    (1, 'wang.fang', 'commendation', '2025-04-11 09:00'), (1, 'wang.fang', 'efficiency', '2025-07-09 00:00');
SELECT topic, staff, faults_before, faults_after, days_after FROM training_effect ORDER BY staff;

-- What caused it is known to others too: lesson, action, effect.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO lesson (title, body, complaint_id, category, cause)
    VALUES ('先安抚再核实', '客户情绪激动时先倾听，不要打断', 1, '2.2', 'attitude') RETURNING recorded_by;
SET complaint_flow.actor = 'sun.li';
INSERT INTO corrective_action (title, cause, lesson_id, complaint_id, owner, due_on)
    VALUES ('通话结束前必须确认客户没有其他问题', 'attitude', 1, 1, 'chen.jie', '2025-04-30');
\set VERBOSITY terse
UPDATE corrective_action SET effective = true;
\set VERBOSITY default
UPDATE corrective_action SET done_on = '2025-04-20', effective = true, effect_note = '五月无同类投诉'
    RETURNING cause, owner, effective, changed_by;

-- Suggestions of customers and of staff, and what became of them.
SET complaint_flow.actor = 'li.na';
INSERT INTO suggestion (source, complaint_id, body) VALUES ('customer', 1, '挂断前请先说一声') RETURNING status, recorded_by;
INSERT INTO suggestion (source, suggested_by, body) VALUES ('staff', 'li.na', '增加排队提示音') RETURNING status;
\set VERBOSITY terse
INSERT INTO suggestion (source, body) VALUES ('staff', '无名建议');
\set VERBOSITY default
SET complaint_flow.actor = 'wu.gang';
\set VERBOSITY terse
UPDATE suggestion SET status = 'adopted' WHERE source = 'customer';
\set VERBOSITY default
UPDATE suggestion SET status = 'adopted', outcome = '写入话术', decided_on = '2025-04-15' WHERE source = 'customer'
    RETURNING status, outcome, changed_by;

-- Her personal data is erased; what was found, and how often, stays, and
-- nobody seems to have corrected it.
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 1;
SELECT complaint_flow.erase_customer('support', 1, '客户要求删除');
SELECT staff, kind, month, note, changed_by FROM conduct_finding ORDER BY id;
SELECT source, body, status, outcome, changed_by FROM suggestion ORDER BY id;

SELECT complaint_flow.drop_desk('support', true);
