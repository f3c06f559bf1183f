-- The manager learns of an urgent case at once, however it became urgent, and
-- once.
\i test/helper/support_desk.sql
\set ECHO all

-- Urgent from the beginning.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description) VALUES (1, '2026-03-06 20:00', 'group_hq', '礼品漏发', '客户向集团反映');
SELECT complaint_id, audience, created_at = visible_at AS at_once FROM outbox WHERE topic = 'urgent_case' ORDER BY id;
-- The customer threatens with the press later on.
INSERT INTO complaint (id, received_at, channel, title, description) VALUES (2, '2026-03-06 11:00', 'hotline', '包裹没有收到', '快递显示已签收');
SELECT count(*) FROM outbox WHERE topic = 'urgent_case' AND complaint_id = 2;
UPDATE complaint SET description = description || '；客户称要找记者曝光' WHERE id = 2;
SELECT complaint_id, audience FROM outbox WHERE topic = 'urgent_case' AND complaint_id = 2 ORDER BY id;
-- A person finds it urgent.
INSERT INTO complaint (id, received_at, channel, title, description) VALUES (3, '2026-03-06 12:00', 'hotline', '包裹没有收到', '快递显示已签收');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET urgency = 'urgent', reason = '媒体关注' WHERE id = 3;
SELECT complaint_id, audience FROM outbox WHERE topic = 'urgent_case' AND complaint_id = 3 ORDER BY id;
-- Once a case, whatever happens to it: other reasons, other categories, late.
UPDATE complaint SET complainant_group = 'media' WHERE id = 2;
UPDATE complaint SET category = '1.1', reason = '核对' WHERE id = 2;
RESET complaint_flow.actor;
SELECT complaint_flow.run_clocks('support', '2026-03-06 14:30') > 0 AS ran;
SELECT complaint_id, count(*) FROM outbox WHERE topic = 'urgent_case' AND audience = 'role manager' GROUP BY 1 ORDER BY 1;

-- A batch is told once, to the managers as to the supervisors.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, category, product, order_ref)
    SELECT 10 + n, '2026-03-09 10:00', 'hotline', '加湿器漏水', '1.1', '加湿器', 'J' || n FROM generate_series(1, 11) AS n;
SELECT topic, audience, count(*) FROM outbox WHERE complaint_id > 10 AND audience LIKE 'role %' GROUP BY 1, 2 ORDER BY 1, 2;
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
