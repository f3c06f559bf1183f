-- R2: a complaint sheet with every part filled, in Chinese and in English.
\i test/helper/support_desk.sql
\set ECHO all
\pset format unaligned
\pset tuples_only on
UPDATE staff SET name = CASE code WHEN 'li.na' THEN '李娜' WHEN 'sun.li' THEN '孙莉' WHEN 'zhou.min' THEN '周敏' WHEN 'wu.gang' THEN '吴刚'
                                  WHEN 'wang.fang' THEN '王芳' WHEN 'he.xin' THEN '何欣' ELSE '冯涛' END;
-- the sheet without what changes from day to day
CREATE FUNCTION page(language text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT regexp_replace(regexp_replace(line, '(\d{4}-\d\d-\d\d *)?\d\d:\d\d|\d{4}-\d\d-\d\d$', '(time)', 'g'), '\d{8}-000001', '(number)')
      FROM regexp_split_to_table(complaint_flow.complaint_sheet('support', 1, language), E'\n') AS line $$;

SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name, phone, tier, complainant_group) VALUES (1, '许女士', '13800000015', 'gold', 'media');
INSERT INTO complaint (id, channel, customer_id, category, product, merchant, order_ref, amount, title, description, occurred_place,
                       received_place, remedy_sought, evidence, accused_staff)
    VALUES (1, 'on_site', 1, '3.1', '积分兑换', '金湖店', '2026030517', 300, '门店拒绝兑换积分', '店员说积分不能用', '收银台', '总服务台',
            '补兑积分', '{小票照片}', 'liu.yang');
INSERT INTO evidence (complaint_id, kind, reference, description) VALUES (1, 'photo', '20260305001', '小票');
INSERT INTO assessment (complaint_id, severity, impact, note) VALUES (1, 'high', 'several customers', '可能涉及多家门店');
UPDATE complaint SET risks = '{reputation}' WHERE id = 1;
SELECT complaint_flow.claim('support', 'sun.li');
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'out', 'hotline', 'first_response', 'not_reached', '无人接听');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'out', 'hotline', 'first_response', 'reached', '说明处理步骤');
UPDATE complaint SET validity = 'valid', validity_reason = '有小票' WHERE id = 1;
INSERT INTO response_team (complaint_id, department) VALUES (1, 'technical');
INSERT INTO extension (id, complaint_id, new_due_at, reason)
    SELECT 701, 1, due_at + interval '1 day', '等待商户对账' FROM clock WHERE complaint_id = 1 AND metric = 'resolution';
SET complaint_flow.actor = 'wu.gang';
INSERT INTO approval (extension_id, decision, reason) VALUES (701, 'approved', '商户周末不办公');
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '收银系统已更正' FROM work_order;
SET complaint_flow.actor = 'li.na';
INSERT INTO investigation (complaint_id, methods, findings, cause, responsible_department, risk, conclusion, proposal)
    VALUES (1, '调取收银记录并走访门店', '收银系统误设', 'system', 'technical', 'medium', 'upheld', '补兑积分并退还差额');
INSERT INTO remedy (id, complaint_id, kind, amount, description) VALUES (801, 1, 'points', 40, '两千积分'), (802, 1, 'refund', 1500, '差额');
-- asked for, and not decided yet
SELECT page FROM page('zh') WHERE page ~ '待审批';
SET complaint_flow.actor = 'zhou.min';
INSERT INTO approval (remedy_id, decision) VALUES (802, 'approved');
SET complaint_flow.actor = 'wu.gang';
INSERT INTO approval (remedy_id, decision, reason) VALUES (802, 'approved', '金额属实');
UPDATE complaint SET state = 'investigating', reason = '请补充门店整改时间' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO investigation (complaint_id, methods, findings, cause, conclusion, proposal)
    VALUES (1, '电话核实', '本周内整改', 'system', 'upheld', '补兑积分、退还差额，本周整改');
SET complaint_flow.actor = 'zhou.min';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'feng.tao';
INSERT INTO identity_check (complaint_id, method, result) VALUES (1, 'id_document', 'verified');
INSERT INTO account_action (complaint_id, action, reason) VALUES (1, 'freeze', '核对积分'), (1, 'release', '核对完毕');
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, note) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted', '客户同意');
INSERT INTO execution (remedy_id, reference) VALUES (801, '77'), (802, '78');
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '门店已整改' FROM work_order WHERE status = 'open';
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note, next_contact_at) VALUES (1, 'out', 'hotline', 'follow_up', 'reached', '表示满意', now() + interval '3 days');
INSERT INTO satisfaction (complaint_id, score, comment) VALUES (1, 4, '处理很快');

-- of the deadlines only the first line: their order depends on the day of the week
SELECT page FROM page('zh') WHERE page !~ '^ +\(time\)  (受理|首次|补偿或|方案|部门|办结|回访|进度|约定)[^ ]*  ';
SELECT page FROM page('en') WHERE page !~ '^ +\(time\)  [a-z -]+  (met|late|cancelled)|^ +time$';
-- In the Chinese sheet nothing is left in Latin letters but codes of people, zones and currencies, and the number of a level.
CREATE FUNCTION foreign_lines() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT line FROM page('zh') AS line
     WHERE regexp_replace(line, (SELECT string_agg(code, '|') FROM staff) || '|\(time\)|\(number\)|Asia/Shanghai|CNY|I+级', '', 'g') ~ '[A-Za-z]' $$;
SELECT foreign_lines();
-- One word that has no translation is found.
DELETE FROM term WHERE code = 'high';
SELECT foreign_lines();
-- Every part of the form says something.
SELECT page FROM page('zh') WHERE page ~ '^  [^ ]+$';

-- What is to be done on a case without a category, in words as well: by whom, and what its transitions lack.
INSERT INTO term (code, label, label_zh) VALUES ('high', 'high', '高');
SET complaint_flow.actor = 'li.na';
INSERT INTO classification_rule (id, position, name, condition, urgency) VALUES (9001, 1, '除零', '1 / (char_length(title) - char_length(title)) > 0', 'urgent');
INSERT INTO complaint (id, channel, title) VALUES (2, 'hotline', '想咨询一下');
UPDATE complaint SET state = 'verifying' WHERE id = 2;
ALTER TABLE complaint ADD own_column int;
UPDATE transition SET condition_hint = NULL, required = '{category,validity,own_column}', condition = $$validity = 'valid' AND 1 / (contact_count - contact_count) > 0$$
 WHERE from_state = 'verifying' AND to_state = 'investigating';
SELECT who, action FROM complaint_flow.next_action('support', 2, 'zh');
SELECT who, action FROM complaint_flow.next_action('support', 2, 'en');
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
