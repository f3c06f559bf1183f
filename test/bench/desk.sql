-- A desk with 40 rules of its own, which test/bench/rival.sql has in PL/pgSQL.

SELECT complaint_flow.create_desk('bench', pack => 'empty', time_zone => 'Asia/Shanghai');
SET search_path = bench, pg_catalog, pg_temp;

INSERT INTO staff_role (code, rank, label, label_zh) VALUES
    ('agent', 10, 'agent', '客服'), ('supervisor', 20, 'supervisor', '主管'), ('manager', 30, 'manager', '经理');
INSERT INTO department (code, label, label_zh) VALUES
    ('service', 'customer service', '客户服务'), ('risk', 'risk control', '风险控制');
INSERT INTO staff (code, name, role, department) VALUES ('boss', 'boss', 'supervisor', 'service');
INSERT INTO staff (code, name, role, department, manager)
    SELECT 'agent' || n, 'agent ' || n, 'agent', 'service', 'boss' FROM generate_series(0, 38) AS n;
INSERT INTO staff (code, name, role, database_role, speaks_for_others)
    VALUES ('application', 'application', 'agent', current_user, true);
INSERT INTO channel (code, label, label_zh)
    SELECT c, c, c FROM unnest('{hotline,web_form,app,email,letter,on_site,group_hq}'::text[]) AS c;
INSERT INTO level (code, rank, label, label_zh) VALUES ('I', 1, 'I', '一'), ('II', 2, 'II', '二'), ('III', 3, 'III', '三');
INSERT INTO urgency (code, rank, label, label_zh) VALUES ('urgent', 1, 'urgent', '紧急');
INSERT INTO category (code, key, level, label, label_zh)
    SELECT 'c' || n, 'c' || n, CASE WHEN n < 10 THEN 'I' WHEN n < 18 THEN 'II' ELSE 'III' END, 'c' || n, 'c' || n
      FROM generate_series(1, 22) AS n;

INSERT INTO calendar (name, time_zone) VALUES ('office', 'Asia/Shanghai');
INSERT INTO calendar_hours (calendar, weekday, opens, closes)
    SELECT 'office', d, o, o + interval '4 hours' FROM generate_series(1, 5) AS d, unnest('{09:00,14:00}'::time[]) AS o;
INSERT INTO calendar_year (calendar, year, source) SELECT 'office', y, 'bench' FROM generate_series(2024, 2028) AS y;
INSERT INTO calendar_day (calendar, day, kind)
    SELECT 'office', make_date(y, m, d), 'closed'
      FROM generate_series(2024, 2028) AS y, (VALUES (1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)) AS h (m, d);

INSERT INTO state (code, kind, label, label_zh) VALUES
    ('working', 'working', 'working', '处理中'), ('answered', 'working', 'answered', '已答复');

INSERT INTO keyword_set (name, keywords) VALUES
    ('fraud', '{盗刷,诈骗,伪卡,冒用,被盗}'), ('media', '{媒体,记者,曝光,微博,热搜}'),
    ('attitude', '{态度,辱骂,不耐烦,冷漠}'), ('refund', '{退款,退货,赔偿,补偿}');

-- 22 rules of category, 3 of level, 4 of urgency
INSERT INTO classification_rule (position, name, condition, category) VALUES
    (1, 'r1', $$product = 'card' AND mentions(description, 'fraud')$$, 'c18'),
    (2, 'r2', $$mentions(description, 'attitude') AND channel = 'hotline'$$, 'c10'),
    (3, 'r3', $$mentions(description, 'attitude')$$, 'c11'),
    (4, 'r4', $$product = 'points' AND channel IN ('app', 'web_form') AND amount < 100$$, 'c1'),
    (5, 'r5', $$product = 'points' AND amount >= 100$$, 'c2'),
    (6, 'r6', $$product = 'voucher' AND customer_tier = 'gold'$$, 'c12'),
    (7, 'r7', $$product = 'voucher' AND amount > 500$$, 'c3'),
    (8, 'r8', $$product = 'travel' AND channel IN ('hotline', 'email', 'letter')$$, 'c4'),
    (9, 'r9', $$product = 'travel' AND mentions(description, 'refund')$$, 'c5'),
    (10, 'r10', $$merchant = 'm7' AND amount > 300$$, 'c13'),
    (11, 'r11', $$merchant IN ('m1', 'm2', 'm3') AND channel = 'on_site'$$, 'c14'),
    (12, 'r12', $$product = 'insurance' AND amount BETWEEN 200 AND 400$$, 'c6'),
    (13, 'r13', $$product = 'insurance' AND occurred_at < received_at - interval '30 days'$$, 'c7'),
    (14, 'r14', $$product = 'phone' AND customer_tier = 'silver'$$, 'c15'),
    (15, 'r15', $$order_ref IS NULL AND product = 'shop'$$, 'c8'),
    (16, 'r16', $$order_ref LIKE 'X%' AND product = 'shop'$$, 'c16'),
    (17, 'r17', $$complainant_group = 'government'$$, 'c19'),
    (18, 'r18', $$channel = 'group_hq' AND amount > 900$$, 'c20'),
    (19, 'r19', $$product = 'food' AND merchant = 'm9'$$, 'c17'),
    (20, 'r20', $$product = 'food' AND mentions(description, 'refund')$$, 'c9'),
    (21, 'r21', $$customer_tier = 'gold' AND amount > 950$$, 'c21'),
    (22, 'r22', NULL, 'c22');
INSERT INTO classification_rule (position, name, condition, level) VALUES
    (30, 'r30', $$amount > 990$$, 'III'),
    (31, 'r31', $$customer_tier = 'gold' AND channel = 'hotline'$$, 'II'),
    (32, 'r32', $$complainant_group IS NOT NULL$$, 'III');
INSERT INTO classification_rule (position, name, condition, urgency, reason) VALUES
    (40, 'r40', $$channel = 'group_hq'$$, 'urgent', 'group'),
    (41, 'r41', $$mentions(description, 'media')$$, 'urgent', 'media'),
    (42, 'r42', $$complainant_group IN ('media', 'government')$$, 'urgent', 'sensitive'),
    (43, 'r43', $$category = 'c18' AND amount > 800$$, 'urgent', 'fraud');
INSERT INTO completeness_rule (position, name, condition, question, question_zh) VALUES
    (1, 'order', $$product = 'shop' AND order_ref IS NULL$$, 'order?', '订单?'),
    (2, 'amount', $$amount IS NULL AND category = 'c18'$$, 'amount?', '金额?');
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (1, 'risk', $$category = 'c18'$$, 'department', 'risk'),
    (2, 'urgent', $$urgency = 'urgent'$$, 'role', 'supervisor'),
    (3, 'else', NULL, 'receiver', NULL);
INSERT INTO clock_rule (position, name, metric, condition, starts_on, met_by, target, calendar) VALUES
    (1, 'first urgent', 'first_response', $$urgency = 'urgent'$$, '{received}', '{state:answered}', '3 business hours', 'office'),
    (2, 'first', 'first_response', NULL, '{received}', '{state:answered}', '8 business hours', 'office'),
    (3, 'urgent', 'resolution', $$urgency = 'urgent'$$, '{received}', '{state:closed}', 'T+1', 'office'),
    (4, 'III', 'resolution', $$level = 'III'$$, '{received}', '{state:closed}', 'T+3', 'office'),
    (5, 'II', 'resolution', $$level = 'II'$$, '{received}', '{state:closed}', 'T+5', 'office'),
    (6, 'other', 'resolution', NULL, '{received}', '{state:closed}', 'T+7', 'office');

DELETE FROM transition;
INSERT INTO transition (from_state, to_state, name, roles, condition) VALUES
    ('open', 'working', 'start', '{agent,supervisor,manager}', $$category IS NOT NULL$$),
    ('working', 'answered', 'answer', '{agent,supervisor,manager}', NULL),
    ('answered', 'closed', 'close', NULL, $$contact_count >= 0$$),
    ('closed', 'working', 'reopen', '{supervisor}', NULL);
UPDATE desk SET fallback_role = 'supervisor';

INSERT INTO customer (name, tier)
    SELECT 'customer ' || n, (ARRAY['gold', 'silver', 'plain', NULL])[1 + n % 4] FROM generate_series(1, 5000) AS n;
