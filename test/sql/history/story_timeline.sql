-- What happened on a case, told in lines; what comes next, and who does it.
\i test/helper/support_desk.sql
\set ECHO all

-- Nobody has taken it yet.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description)
    VALUES (1, 'group_hq', '包裹少了一件', '兑换的两只杯子，只收到一只');
SELECT step, action, who, due_at IS NOT NULL AS due, kind, audience FROM complaint_flow.next_action('support', 1, 'en');
SELECT action, who FROM complaint_flow.next_action('support', 1) LIMIT 3;
SELECT metric, status, owner, claimable_by FROM promise ORDER BY due_at, metric;

-- The supervisor takes it and works on it.
SET complaint_flow.actor = 'sun.li';
SELECT complaint_flow.claim('support');
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    VALUES (1, 'out', 'hotline', 'acknowledgement', 'not_reached');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note, next_contact_at)
    VALUES (1, 'out', 'hotline', 'first_response', 'reached', '请他拍照 {x} [y]', now() + interval '400 days');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET order_ref = 'JF26030118', remedy_sought = '换一个新的', reason = '客户来电' WHERE id = 1;
UPDATE complaint SET category = '1.1', reason = '杯子是坏的' WHERE id = 1;
INSERT INTO handover (complaint_id, to_staff, reason) VALUES (1, 'zhou.min', '孙丽休假');
SET complaint_flow.actor = 'zhou.min';
INSERT INTO handover_answer (handover_id, accepted) SELECT id, true FROM handover;

SELECT who, regexp_replace(line, '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>') AS line FROM complaint_flow.case_timeline('support', 1, 'en');
SELECT who, regexp_replace(line, '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>') AS line FROM complaint_flow.case_timeline('support', 1);
-- in the order of time
SELECT array_agg(at) = array_agg(at ORDER BY at) AS in_order FROM complaint_flow.case_timeline('support', 1);

-- What departments and persons add to the file is told with their words, and
-- until it is done it stands among the next steps.
SET complaint_flow.actor = 'zhou.min';
INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'risk_control', '查核账户积分');
INSERT INTO handover (complaint_id, to_department, reason) VALUES (1, 'technical', '需要技术判断');
INSERT INTO assessment (complaint_id, severity, impact) VALUES (1, 'low', 'one customer');
INSERT INTO investigation (complaint_id, conclusion, cause, findings) VALUES (1, 'upheld', 'product', '杯底有裂缝');
SELECT action, who, audience FROM complaint_flow.next_action('support', 1, 'en') WHERE kind IN ('accept', 'answer');
SELECT metric, department FROM promise WHERE metric = 'department_feedback';
SET complaint_flow.actor = 'feng.tao';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '没有异常' FROM work_order;
SET complaint_flow.actor = 'wang.fang';
INSERT INTO satisfaction (complaint_id, score, comment) VALUES (1, 4, '处理及时');
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') OFFSET 9;
SELECT who, line FROM complaint_flow.case_timeline('support', 1) OFFSET 9;
SELECT count(*) AS open FROM complaint_flow.next_action('support', 1) WHERE kind = 'answer';
-- The printed sheet shows it too.
SELECT field FROM regexp_split_to_table(regexp_replace(complaint_flow.complaint_sheet('support', 1),
    '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>', 'g'), '\n') AS field WHERE field ~ '评估|核|反馈|评分|结论';

-- The job speaks too.
SET complaint_flow.actor = 'sun.li';
DO $$ BEGIN PERFORM complaint_flow.run_clocks('support', now() + interval '300 days'); END $$;
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ '^(Warning|Deadline|Reported)';
SELECT action, who FROM complaint_flow.next_action('support', 1, 'en');

-- The words are the desk's: other lines, an activity without one, one that is hidden.
UPDATE activity_label SET label = 'Now {code}' WHERE pattern = 'state:*';
INSERT INTO activity_label (pattern, codes, label, label_zh) VALUES ('state:verifying', 'state', 'We check the facts', '核实');
DELETE FROM activity_label WHERE pattern = 'reclassified';
UPDATE activity_label SET codes = 'customer' WHERE pattern = 'contact:*';
UPDATE activity_label SET label = '' WHERE pattern = 'attempt:*';
SELECT regexp_replace(line, '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>') AS line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ '^(Now|We check|reclass|Customer)';
SELECT complaint_flow.fill_words('a[ {b}][ {c} d] {e}{ }', '{"b": "B {c}", "c": null}') AS filled,
       complaint_flow.fill_words('[{x}]', '{}') = '' AS nothing;

-- Written down late, told when it happened.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title) VALUES (2, '2025-03-03 10:00', 'hotline', '发票抬头错误');
INSERT INTO work_order (complaint_id, department, task, recorded_at) VALUES (2, 'technical', '重开发票', '2025-03-03 12:00');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (2, 'out', 'hotline', 'first_response', '2025-03-03 11:00', 'reached');
SELECT at, line FROM complaint_flow.case_timeline('support', 2, 'en');

-- Texts of a sensitive category are hidden; read_sheet shows them, on record.
UPDATE category SET sensitive = true WHERE code = '1.2';
SELECT line FROM complaint_flow.case_timeline('support', 2, 'en') WHERE line LIKE 'Work%';
SELECT action FROM complaint_flow.next_action('support', 2, 'en') WHERE kind = 'answer';
SELECT complaint_flow.complaint_sheet('support', 2) ~ '重开发票' AS printed,
       complaint_flow.read_sheet('support', 2, '核对') ~ '重开发票' AS on_record;

-- When it is over nothing is to be done.
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 1;
SELECT * FROM complaint_flow.next_action('support', 1);
SELECT count(*) FROM promise WHERE complaint_id = 1;
SELECT * FROM complaint_flow.case_timeline('support', 9);
SELECT * FROM complaint_flow.next_action('support', 9);
SELECT * FROM complaint_flow.case_timeline('nowhere', 1);

-- A pack without words still tells.
RESET complaint_flow.actor;
SELECT complaint_flow.create_desk('plain', pack => 'empty');
TRUNCATE plain.activity_label, plain.term;
INSERT INTO plain.channel VALUES ('counter', 'counter', '柜台');
INSERT INTO plain.complaint (id, channel, title) VALUES (1, 'counter', 'Broken');
SELECT action, who FROM complaint_flow.next_action('plain', 1);
UPDATE plain.complaint SET state = 'closed' WHERE id = 1;
SELECT who = current_user AS who, line FROM complaint_flow.case_timeline('plain', 1);
SELECT complaint_flow.drop_desk('plain', true);
SELECT complaint_flow.drop_desk('support', true);
