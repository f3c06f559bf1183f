-- R3: the sheet lacks facts.  It is taken all the same; while the customer is
-- asked, the clocks that the rules name stand still.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name, phone, email) VALUES (1, '吴先生', '13800000011', 'wu@example.com');
INSERT INTO complaint (id, channel, customer_id, title) VALUES (1, 'web_form', 1, '商品质量');
-- What to ask him, in both languages, and what stands on the sheet.
SELECT category, missing FROM complaint;
SELECT r.question, r.question_zh FROM complaint c JOIN completeness_rule r ON r.name = ANY (c.missing) WHERE c.id = 1 ORDER BY r.position;
SELECT line FROM regexp_split_to_table(complaint_flow.complaint_sheet('support', 1, 'zh'), E'\n') AS line WHERE line LIKE '%待补充%';

UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'awaiting_customer' WHERE id = 1;
UPDATE complaint SET state = 'awaiting_customer', reason = '缺订单号、商品名称、照片和诉求' WHERE id = 1;
-- The answer and the resolution wait for him; the confirmation does not.
SELECT metric, paused_at IS NOT NULL AS stands_still FROM clock WHERE outcome IS NULL ORDER BY metric;
SELECT sla_status FROM complaint;
SELECT title FROM complaint_flow.scripts_for_case('support', 1, 'en');
SELECT action, audience FROM complaint_flow.next_action('support', 1, 'en') LIMIT 2;
-- What he sends is written down bit by bit, the list grows shorter.
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'in', 'email', 'information', 'reached');
UPDATE complaint SET order_ref = 'JF26030388', product = '保温杯' WHERE id = 1 RETURNING missing;
UPDATE complaint SET description = '杯盖漏水', evidence = '{files/cup1.jpg}', remedy_sought = '换货' WHERE id = 1 RETURNING missing;
UPDATE complaint SET state = 'verifying' WHERE id = 1;
SELECT metric, paused_at IS NOT NULL AS stands_still, pauses <> '{}' AS has_stood_still FROM clock WHERE outcome IS NULL ORDER BY metric;
-- Another category asks for other facts.
UPDATE complaint SET category = '2.1', reason = '客户实际投诉店员' , updated_by = 'chen.jie' WHERE id = 1;
SELECT missing FROM complaint;
-- An incomplete sheet may go on: the rules of the desk say so, not the engine.
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '照片清楚' WHERE id = 1 RETURNING state, missing;
-- A desk that wants it otherwise writes a condition.
UPDATE transition SET condition = $$validity = 'valid' AND cardinality(coalesce(missing, '{}')) = 0$$
 WHERE from_state = 'verifying' AND to_state = 'investigating';
INSERT INTO complaint (id, channel, title) VALUES (2, 'web_form', '商品质量');
UPDATE complaint SET state = 'verifying' WHERE id = 2;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '照片清楚' WHERE id = 2;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
