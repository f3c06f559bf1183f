-- Urgent cases: some are born so, some become so.
\i test/helper/support_desk.sql
\set ECHO all

-- Saturday evening, the 7th of March.  Group headquarters hand a case down.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-07 20:00', 'group_hq', '礼品漏发', '客户向集团反映礼品漏发', 'JF26030299', '补发');
-- One dedicated person of the supervisors' rank, three hours, also at night.
SELECT urgency, urgent_reasons, level, category, received_by, owner, handler_role FROM complaint;
SELECT metric, target, due_at FROM clock ORDER BY due_at;
SELECT priority FROM complaint;
-- The receiver cannot take it back, an agent cannot claim it, a supervisor can.
SELECT complaint_flow.claim('support', 'wang.fang') AS wang_fang;
SELECT complaint_flow.claim('support', 'zhou.min') AS zhou_min;
SET complaint_flow.actor = 'zhou.min';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-07 23:00', 'reached');
SELECT metric, outcome, stopped_at FROM clock WHERE metric = 'first_response';

-- An ordinary one: a missing parcel, received by Wang Fang: 24 hours.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (2, '2026-03-06 11:00', 'hotline', '包裹没有收到', '快递显示已签收', 'JF26030301', '补寄');
SELECT urgency, owner, priority FROM complaint WHERE id = 2;
SELECT metric, target, due_at FROM clock WHERE complaint_id = 2 ORDER BY due_at;
-- She calls back; he says that his lawyer is going to write.  The case becomes
-- urgent by that word, moves to the supervisors, and its clocks are those of an
-- urgent case, counted from the receipt.
UPDATE complaint SET description = description || '；客户称将委托律师起诉' WHERE id = 2;
SELECT urgency, urgent_reasons, owner, handler_role, received_by, priority FROM complaint WHERE id = 2;
SELECT metric, target, due_at, original_due_at FROM clock WHERE complaint_id = 2 ORDER BY metric;
SELECT seq, activity, changes -> 'urgency' AS urgency, changes -> 'owner' AS owner FROM complaint_event WHERE complaint_id = 2 ORDER BY seq;

-- A newspaper that was not delivered is no threat; a journalist is.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, complainant_group, title, description) VALUES
    (3, '2026-03-06 12:00', 'hotline', NULL, '报纸没送到', '订的晚报三天没送'),
    (4, '2026-03-06 12:00', 'hotline', 'media', '报纸没送到', '订的晚报三天没送'),
    (5, '2026-03-06 12:00', 'hotline', NULL, '报纸没送到', '再不送就找记者曝光'),
    (6, '2026-03-06 12:00', 'hotline', NULL, '报纸没送到', '订的晚报三天没送');
-- What no word says a person may see.
UPDATE complaint SET risks = '{reputation}' WHERE id = 6;
SELECT id, urgency, urgent_reasons FROM complaint WHERE id > 2 ORDER BY id;
-- The queue: urgent first, then the level, then the nearest deadline, then age.
SELECT complaint_id, urgency, level, due_at FROM work_queue;
-- A person may find that it is not urgent after all, with a reason; the rules
-- that the person knew of do not take that back.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET urgency = 'ordinary', reason = '客户确认只是气话' WHERE id = 5;
UPDATE complaint SET product = '晚报' WHERE id = 5;
SELECT urgency, category_by FROM complaint WHERE id = 5;
-- A new reason does.
UPDATE complaint SET complainant_group = 'media' WHERE id = 5;
SELECT urgency, urgent_reasons FROM complaint WHERE id = 5;
-- The desk has lawyers of its own: a rule can read the reasons that were found.
INSERT INTO routing_rule (position, name, condition, handler, argument)
    VALUES (15, 'threat of a lawsuit: legal', $$'客户提及诉讼或仲裁' = ANY (urgent_reasons)$$, 'department', 'legal');
INSERT INTO complaint (id, received_at, channel, title, description) VALUES (7, '2026-03-06 12:00', 'hotline', '拒不退卡', '已委托律师起诉');
SELECT urgency, urgent_reasons, department, handler_role FROM complaint WHERE id = 7;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
