-- R2: the complaint sheet, printed whole after each stage: intake, solution,
-- reply, follow-up.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
-- Lines of the sheet without those that hold the present time.
CREATE FUNCTION page(language text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT regexp_replace(line, '\d{4}-\d\d-\d\d \d\d:\d\d(?! \()', '(time)')
      FROM regexp_split_to_table(complaint_flow.complaint_sheet('support', 1, language), E'\n') AS line
     WHERE line !~ '^ {2}(History|Events)' $$;
INSERT INTO customer (id, name, phone) VALUES (1, '许女士', '13800000015');
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, title, description, occurred_at, occurred_place, remedy_sought, evidence)
    VALUES (1, '2026-03-06 10:00', 'hotline', 1, '金湖店', '门店拒绝兑换积分', '店员说积分不能用', '2026-03-05 19:00', '收银台', '补兑积分', '{小票照片}');
-- Intake: nothing of the later stages is filled in, but all fields are there.
SELECT page('zh');
-- Solution.
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '有小票' WHERE id = 1;
INSERT INTO investigation (complaint_id, findings, cause, conclusion, proposal, recorded_at) VALUES (1, '收银系统误设', 'system', 'upheld', '补兑', '2026-03-06 12:00');
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT min(id), 'done', '商户愿意补兑' FROM work_order;
SET complaint_flow.actor = 'li.na';
INSERT INTO remedy (id, complaint_id, kind, amount, description) VALUES (801, 1, 'points', 40, '2000积分');
UPDATE complaint SET state = 'solution_proposed', reason = '补兑积分' WHERE id = 1;
SELECT line FROM page('en') AS line WHERE line ~ 'Valid|Investigation|Remed|State|reason|Because';
-- Reply.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, note) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted', '客户接受');
INSERT INTO execution (remedy_id, reference) VALUES (801, '积分单 77');
SELECT line FROM page('en') AS line WHERE line ~ 'Contacts|Remed|carried out|State';
-- Merchant care answers the order that the rules sent.
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '收银系统已更正' FROM work_order WHERE status = 'open';
SELECT line FROM page('zh') AS line WHERE line ~ '工单|反馈';
-- Follow-up and end.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'out', 'hotline', 'follow_up', 'reached', '表示满意');
INSERT INTO satisfaction (complaint_id, score, comment) VALUES (1, 5, '处理很快');
UPDATE complaint SET state = 'closed' WHERE id = 1;
SELECT line FROM page('zh') AS line WHERE line ~ '回访|满意|办结|当前状态';
-- Every stage is still on the one sheet.
SELECT count(*) AS headings FROM page('zh') AS line WHERE line ~ '^[一二三四五六]、';
DROP FUNCTION page(text);
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
