-- 3.4: a diamond member complains about a small thing.  A supervisor answers
-- the same day.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name, tier) VALUES (1, '郑女士', 'diamond');
-- She speaks of a late parcel only; who she is stands in the customer's row.
INSERT INTO complaint (id, received_at, channel, customer_id, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-07 20:15', 'app', 1, '快递延误', '三天未送达', 'JF26030410', '尽快送达');
SELECT category, level, urgency, customer_tier, owner, handler_role, received_by FROM complaint;
-- Saturday evening: still the same day.
SELECT metric, target, due_at FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY metric;
SELECT attribute, value, rule_name FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('category', 'handler') ORDER BY 1;
-- Agents cannot take it; the supervisor does, and calls before midnight.
SELECT complaint_flow.claim('support', 'li.na') AS li_na, complaint_flow.claim('support', 'chen.jie') AS chen_jie,
       complaint_flow.claim('support', 'sun.li') AS sun_li;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-07 23:59:59', 'reached');
SELECT outcome FROM clock WHERE metric = 'first_response';

-- Her sister, an ordinary member, has the same trouble: level I.
INSERT INTO customer (id, name, tier) VALUES (2, '郑小姐', 'silver');
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, customer_id, title, description, order_ref, remedy_sought)
    VALUES (2, '2026-03-07 20:15', 'app', 2, '快递延误', '三天未送达', 'JF26030411', '尽快送达');
SELECT category, level, owner FROM complaint WHERE id = 2;
-- On the list of work the important member stands first.
SELECT complaint_id, level, owner FROM work_queue;

-- Even settled by the next morning a supervisor's case goes the whole way.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'closed', reason = '已送达' WHERE id = 1;
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '物流记录' WHERE id = 1;
INSERT INTO investigation (complaint_id, findings, cause, conclusion, proposal)
    VALUES (1, '分拨中心积压', 'logistics', 'upheld', '专车送达并致歉');
UPDATE complaint SET state = 'solution_proposed', reason = '专车送达' WHERE id = 1;
-- She proposed it herself, so her colleague approves.
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'zhou.min';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
INSERT INTO satisfaction (complaint_id, score, handling_score) VALUES (1, 5, 5);
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
