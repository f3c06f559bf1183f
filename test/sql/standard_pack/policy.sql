-- The standard pack: codes, classification, routing, clocks and states.
\i test/helper/support_desk.sql
\set ECHO all
\pset footer on
SELECT code, key, level, label_zh FROM category ORDER BY code;
SELECT count(*) AS channels FROM channel;
SELECT weekday, opens, closes FROM calendar_hours ORDER BY weekday;
SELECT min(year), count(*) > 15 AS years FROM calendar_year;
SELECT complaint_flow.is_working_day('support', 'standard', day)
  FROM unnest('{2026-02-16,2026-02-14,2026-03-02,2026-03-07}'::date[]) AS day;

-- one case a category: handler and first response, received on a Friday noon
CREATE TEMP TABLE probe (category text, title text, description text, accused text);
INSERT INTO probe VALUES
    ('1.1', '杯子坏了', '用一次就漏水', NULL),
    ('1.2', '少发一件', '包裹里漏发了一件', NULL),
    ('1.3', '强行推销', '不买就不让走', NULL),
    ('1.4', '买完就降价', '要求补差价', NULL),
    ('1.5', '账户冻结', '账户被冻结了', NULL),
    ('1.6', '积分迟迟未到账', '消费一周积分没到账', NULL),
    ('1.7', '积分过期', '积分被清零', NULL),
    ('1.8', '抽奖活动奖励没发', '活动奖励超时', NULL),
    ('1.9', '系统升级公告', '公告说今天恢复', NULL),
    ('2.1', '店员态度恶劣', '商户店员辱骂客人', NULL),
    ('2.2', '客服态度差', '客服不耐烦', 'liu.yang'),
    ('2.3', '没有回电', '反复问同样的问题', 'liu.yang'),
    ('3.1', '商户拒绝兑换', '拒绝兑换积分', NULL),
    ('3.2', '账户被盗', '积分被盗用', NULL),
    ('3.3', '再次投诉', '上次投诉没有解决', NULL),
    ('3.4', '排队太久', '等了一个小时', NULL);
INSERT INTO complaint (received_at, channel, received_by, customer_tier, title, description, accused_staff)
    SELECT '2025-03-07 12:00', 'hotline', 'li.na', CASE category WHEN '3.4' THEN 'vip' END, title, description, accused
      FROM probe ORDER BY category;
SELECT p.category AS expected, c.category, c.level, c.urgency, c.owner, c.department, c.handler_role,
       k.target, k.due_at, r.target AS resolution
  FROM probe p
  JOIN complaint c ON c.title = p.title
  JOIN clock k ON k.complaint_id = c.id AND k.metric = 'first_response'
  JOIN clock r ON r.complaint_id = c.id AND r.metric = 'resolution'
 ORDER BY p.category;

-- reasons of urgency, alone and together
INSERT INTO complaint (received_at, channel, received_by, complainant_group, risks, title, description) VALUES
    ('2025-03-08 20:00', 'group_hq', 'li.na', NULL, NULL, '转办', '包裹漏发'),
    ('2025-03-08 20:00', 'hotline', 'li.na', 'media', NULL, '采访', '包裹漏发'),
    ('2025-03-08 20:00', 'hotline', 'li.na', NULL, '{reputation}', '风险', '包裹漏发'),
    ('2025-03-08 20:00', 'hotline', 'li.na', NULL, NULL, 'Lawyer', 'Parcel is missing, my lawyer will call'),
    ('2025-03-08 20:00', 'hotline', 'li.na', NULL, NULL, '曝光', '包裹漏发，不解决就找媒体曝光，并去法院起诉'),
    ('2025-03-08 20:00', 'hotline', 'li.na', NULL, '{safety}', 'Courteous courtyard', 'The courtyard parcel was courteous');
SELECT c.title, c.urgency, c.urgent_reasons, c.handler_role, k.target, k.due_at
  FROM complaint c
  JOIN clock k ON k.complaint_id = c.id AND k.metric = 'first_response'
 WHERE c.received_at = '2025-03-08 20:00' ORDER BY c.id;

-- complaints in natural words: the keywords were chosen with the even rows in
-- view, the odd rows show what to expect of complaints not yet seen
CREATE TEMP TABLE told (n int GENERATED ALWAYS AS IDENTITY (MINVALUE 0), channel text, received_by text, complainant_group text, customer_tier text, product text,
    merchant text, order_ref text, amount numeric, accused_staff text, title text, description text,
    remedy_sought text, expected_category text, expected_urgency text);
\copy told (channel, received_by, complainant_group, customer_tier, product, merchant, order_ref, amount, accused_staff, title, description, remedy_sought, expected_category, expected_urgency) FROM PROGRAM 'cat "$PG_ABS_SRCDIR/../demo/data/zh_complaints.csv"' (FORMAT csv, HEADER)
INSERT INTO complaint (channel, received_by, complainant_group, customer_tier, product, merchant, order_ref, amount,
                       accused_staff, title, description, remedy_sought)
    SELECT channel, received_by, complainant_group, customer_tier, product, merchant, order_ref, amount,
           accused_staff, title, description, remedy_sought FROM told;
SELECT CASE n % 2 WHEN 0 THEN 'seen' ELSE 'not seen' END AS rows, count(*) AS told, count(*) FILTER (WHERE c.category = t.expected_category) AS same_category,
       count(*) FILTER (WHERE c.urgency = t.expected_urgency) AS same_urgency
  FROM told t JOIN complaint c ON (c.title, c.description) = (t.title, t.description)
 GROUP BY 1 ORDER BY 1;
SELECT t.expected_category, count(*) AS told, count(*) FILTER (WHERE c.category = t.expected_category) AS same
  FROM told t JOIN complaint c ON (c.title, c.description) = (t.title, t.description)
 GROUP BY 1 ORDER BY 1;
SELECT count(*) AS accused_handles_it FROM complaint WHERE owner = accused_staff;

-- what rules write is there in both languages
SELECT said FROM (SELECT task FROM action_rule UNION SELECT reason FROM classification_rule
                  UNION SELECT condition_hint FROM transition UNION SELECT condition_hint FROM entry_rule) AS s (said)
 WHERE said IS NOT NULL AND said NOT IN (SELECT code FROM term) ORDER BY 1;

-- every state can be reached and has a way to an end
WITH RECURSIVE reached (state) AS (
    SELECT code FROM state WHERE kind = 'initial'
    UNION SELECT t.to_state FROM transition t JOIN reached r ON r.state = t.from_state
) SELECT code AS unreachable FROM state WHERE code NOT IN (SELECT state FROM reached)
    AND code <> (SELECT joined_state FROM desk);
WITH RECURSIVE ending (state) AS (
    SELECT code FROM state WHERE kind = 'final'
    UNION SELECT t.from_state FROM transition t JOIN ending e ON e.state = t.to_state
) SELECT code AS endless FROM state WHERE code NOT IN (SELECT state FROM ending);
-- what the rules name exists
SELECT DISTINCT unnest(roles) AS unknown FROM transition EXCEPT SELECT code FROM staff_role;
SELECT substr(a, 7) AS unknown FROM clock_rule, unnest(starts_on || met_by) AS a WHERE a LIKE 'state:%'
EXCEPT SELECT code FROM state;
SELECT substr(a, 9) AS unknown FROM clock_rule, unnest(starts_on || met_by) AS a WHERE a LIKE 'contact:%' AND a <> 'contact:*'
EXCEPT SELECT code FROM contact_purpose;
SELECT unnest(pausing_states) AS unknown FROM clock_rule EXCEPT SELECT code FROM state;
SELECT from_state, to_state, name, reason_required FROM transition ORDER BY from_state, to_state, name;

RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
