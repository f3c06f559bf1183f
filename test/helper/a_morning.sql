-- A morning of a desk, in statements that no pack changes.
SET complaint_flow.actor = 'li.na';
-- A cup leaks.
INSERT INTO complaint (id, received_at, channel, product, order_ref, title, description)
    VALUES (1, '2026-03-06 09:10', 'hotline', '保温杯', 'A100', '杯子漏水', '用一次就漏水');
-- A courier did not come, and it is the third week.
INSERT INTO complaint (id, received_at, channel, order_ref, title, description)
    VALUES (2, '2026-03-06 09:30', 'hotline', 'A101', '快递没送到', '包裹三周未收到，再不解决就找记者曝光');
-- Somebody at the service was rude.
INSERT INTO complaint (id, received_at, channel, accused_staff, title, description)
    VALUES (3, '2026-03-06 10:00', 'hotline', 'wang.fang', '客服态度差', '客服不耐烦，直接挂断');
-- A warmer got hot, a hand was burned.
INSERT INTO complaint (id, received_at, channel, product, title, description, amount)
    VALUES (4, '2026-03-06 10:20', 'hotline', '暖手宝', '暖手宝烫伤', '手被烫伤，去了医院', 800);
SELECT c.id, g.label_zh AS category, l.label_zh AS level, u.label_zh AS urgency, coalesce(c.owner, c.handler_role, c.department) AS handler
  FROM complaint c LEFT JOIN category g ON g.code = c.category JOIN level l ON l.code = c.level JOIN urgency u ON u.code = c.urgency ORDER BY c.id;
SELECT complaint_id, to_char(max(due_at) FILTER (WHERE metric = 'first_response'), 'MM-DD HH24:MI') AS call_back,
       to_char(max(due_at) FILTER (WHERE metric = 'resolution'), 'MM-DD HH24:MI') AS resolution FROM clock GROUP BY 1 ORDER BY 1;
-- Li Na calls the owner of the cup.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-06 11:00', 'reached');
SELECT metric, outcome FROM clock WHERE complaint_id = 1 ORDER BY metric;
-- The next one who is free takes the gravest case.
SELECT complaint_id, claimable_by FROM work_queue WHERE owner IS NULL;
-- What can be done with the cup, and what is the whole life of a case?
SELECT to_state, name, allowed FROM complaint_flow.allowed_transitions('support', 1) ORDER BY to_state, name;
SELECT kind, string_agg(label_zh, ' ' ORDER BY code) AS states FROM state GROUP BY kind ORDER BY kind;
RESET complaint_flow.actor;
