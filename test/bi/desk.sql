-- A desk "support" as BI clients find it: ten weeks of the past, cases of
-- today, both languages, and an analyst who may log in.  Variables: analyst,
-- password.  Personal data carries words that no analyst may ever read.
SET TimeZone = 'Asia/Shanghai';
SET client_min_messages = warning;
CREATE EXTENSION complaint_flow;
SELECT complaint_flow.create_desk('support', title => '客户服务 Customer support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('zheng.hua', 'Private Zheng Hua', 'head_of_operations', 'customer_service', NULL),
    ('wu.gang', 'Private Wu Gang', 'manager', 'customer_service', 'zheng.hua'),
    ('sun.li', 'Private Sun Li', 'supervisor', 'customer_service', 'wu.gang'),
    ('chen.jie', 'Private Chen Jie', 'senior_agent', 'customer_service', 'sun.li'),
    ('li.na', 'Private Li Na', 'agent', 'customer_service', 'sun.li'),
    ('wang.fang', 'Private Wang Fang', 'agent', 'customer_service', 'sun.li'),
    ('feng.tao', 'Private Feng Tao', 'agent', 'risk_control', NULL),
    ('he.xin', 'Private He Xin', 'agent', 'merchant_care', NULL);
UPDATE department SET liaison = 'feng.tao', overseer = 'zheng.hua' WHERE code = 'risk_control';
UPDATE department SET liaison = 'he.xin', overseer = 'wu.gang' WHERE code = 'merchant_care';
UPDATE department SET liaison = 'sun.li', overseer = 'wu.gang' WHERE code = 'customer_service';
INSERT INTO customer (name, phone, tier)
    SELECT 'Private 隐私' || n, '1390000' || lpad(n::text, 4, '0'), CASE WHEN n % 7 = 0 THEN 'vip' END FROM generate_series(1, 30) AS n;

-- Ten weeks from Monday 2026-01-05, two to five complaints a day.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (received_at, channel, received_by, customer_id, product, merchant, order_ref, amount, title, description, accused_staff)
SELECT '2026-01-05 09:00'::timestamptz + day * interval '1 day' + turn * interval '97 minutes',
       (ARRAY['hotline', 'app', 'web_form', 'email', 'online_chat'])[1 + (day + turn) % 5],
       (ARRAY['li.na', 'wang.fang'])[1 + turn % 2], nullif((day * 3 + turn * 7) % 31, 0),
       (ARRAY['保温杯', 'air fryer', '积分', 'gift card'])[kind], (ARRAY['橙心家居', 'Harbour Store'])[1 + day % 2],
       'JF' || day || '-' || turn, 20 + 13 * turn,
       (ARRAY['包裹漏发', 'cup is broken', '账户被盗，积分被转走', 'merchant was rude', '客服不耐烦'])[1 + (day * 2 + turn) % 5],
       (ARRAY['隐私：两只只收到一只', 'Private: it leaks after one use', '隐私：有人登录了我的账户', 'Private: she shouted at me', '隐私：直接挂断'])[1 + (day * 2 + turn) % 5],
       CASE WHEN (day * 2 + turn) % 5 = 4 THEN 'wang.fang' END
  FROM generate_series(0, 69) AS day
  CROSS JOIN LATERAL generate_series(1, 2 + day % 4) AS turn
  CROSS JOIN LATERAL (SELECT 1 + (day + turn) % 4) AS kinds (kind)
 WHERE extract(isodow FROM '2026-01-05'::date + day) < 6 OR turn = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note)
SELECT id, 'out', 'hotline', 'first_response', received_at + (20 + id * 37 % 900) * interval '1 minute',
       CASE WHEN id % 9 = 0 THEN 'not_reached' ELSE 'reached' END, 'Private note 隐私'
  FROM complaint WHERE id % 6 <> 5;
SELECT complaint_flow.run_clocks('support', '2026-03-20 12:00');

-- Some are looked into, some given up.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '3.1', reason = 'the merchant refused' WHERE id % 23 = 3;
UPDATE complaint SET state = 'verifying' WHERE id % 4 < 2;
UPDATE complaint SET state = 'withdrawn', reason = 'content again' WHERE id % 8 = 1 AND category <> '3.2';
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = 'seen' WHERE id % 8 = 0;
INSERT INTO investigation (complaint_id, methods, findings, cause, conclusion)
    SELECT id, 'calls', 'Private finding', 'process', CASE WHEN id % 16 = 0 THEN 'partly' ELSE 'upheld' END FROM complaint WHERE id % 8 = 0;
INSERT INTO remedy (complaint_id, kind, amount) SELECT id, 'points', 10.05 FROM complaint WHERE id % 24 = 0;
INSERT INTO execution (remedy_id, reference) SELECT id, 'Private booking' FROM remedy WHERE status = 'approved';
-- who handled a case does not ask how it went
SET complaint_flow.actor = 'zheng.hua';
INSERT INTO satisfaction (complaint_id, score) SELECT id, 1 + id % 5 FROM complaint WHERE state = 'withdrawn';

-- Today's are open, and not folded yet.
SELECT complaint_flow.fold_kpi('support');
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (received_at, channel, customer_id, title, description)
SELECT now() - n * interval '11 minutes', 'hotline', n, (ARRAY['包裹漏发', 'points expired'])[1 + n % 2], 'Private 隐私 today'
  FROM generate_series(1, 14) AS n;
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    SELECT id, 'out', 'hotline', 'first_response', 'reached' FROM complaint WHERE received_at > now() - interval '1 hour';
RESET complaint_flow.actor;

CREATE ROLE :"analyst" LOGIN PASSWORD :'password';
SELECT complaint_flow.grant_desk('support', 'analyst', :'analyst');
