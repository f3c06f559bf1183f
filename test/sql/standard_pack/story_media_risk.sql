-- Urgent (1): a member threatens to go to the press.  One dedicated supervisor,
-- three hours, also at night; solved within the day.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
-- Saturday, half past eight in the evening.
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name) VALUES (1, '何先生');
INSERT INTO complaint (id, received_at, channel, customer_id, product, title, description, order_ref, evidence, remedy_sought)
    VALUES (1, '2026-03-07 20:30', 'social_media', 1, '电热毯', '电热毯故障', '用了一天就不加热，再不处理就发抖音曝光', 'JF26030501', '{照片}', '退款');
SELECT category, level, urgency, urgent_reasons, owner, handler_role FROM complaint;
SELECT metric, target, due_at FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY metric;
-- The customer has a confirmation, Li Na's supervisor knows at once.
SELECT topic, audience, visible_at <= now() AS at_once FROM outbox ORDER BY id;
-- Zhou Min has the night shift.
SELECT complaint_flow.claim('support', 'zhou.min') AS zhou_min;
SET complaint_flow.actor = 'zhou.min';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-07 23:30', 'reached');
SELECT outcome, stopped_at FROM clock WHERE metric = 'first_response';

-- Li Na sees in a chat group that the video is out already: a risk that no
-- word of the customer says.  It is on the sheet, with a second reason.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET risks = '{media,reputation}' WHERE id = 1;
SELECT urgency, urgent_reasons, owner FROM complaint;
-- She cannot make it ordinary again, nor take it back.
UPDATE complaint SET urgency = 'ordinary', reason = '客户已平静' WHERE id = 1;
INSERT INTO handover (complaint_id, to_staff, reason) VALUES (1, 'li.na', '我来处理');

-- Zhou Min assesses, finds the product at fault, and Sun Li approves.
SET complaint_flow.actor = 'zhou.min';
INSERT INTO assessment (complaint_id, severity, impact, immediate_action) VALUES (1, 'high', 'public', true);
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '照片与序列号' WHERE id = 1;
INSERT INTO investigation (complaint_id, findings, cause, risk, possible_harm, conclusion, proposal)
    VALUES (1, '批次温控器失灵', 'product', 'high', 'reputation', 'upheld', '全额退款，公开说明');
UPDATE complaint SET state = 'solution_proposed', reason = '退款并公开说明' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'zhou.min';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, note)
    VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted', '客户同意删除视频');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 4);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state, urgency, urgent_reasons;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
