-- A desk "support" as clients find it: March 2026, and three roles that log
-- in.  clients_app is the application of a service team, clients_worker delivers
-- messages and files e-mails, clients_analyst reads figures.  Variable: password.
SET TimeZone = 'Asia/Shanghai';
SET client_min_messages = warning;
CREATE EXTENSION complaint_flow;
SELECT complaint_flow.create_desk('support', title => 'Customer support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('wu.gang', 'Wu Gang', 'manager', 'customer_service', NULL),
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', 'wu.gang'),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li'),
    ('wang.fang', 'Wang Fang', 'agent', 'customer_service', 'sun.li'),
    ('feng.tao', 'Feng Tao', 'agent', 'risk_control', NULL),
    ('qian.bo', 'Qian Bo', 'agent', 'technical', NULL);
UPDATE desk SET fallback_role = 'supervisor';
INSERT INTO customer (name, phone, email, tier)
    SELECT 'Customer ' || n, '1390000' || lpad(n::text, 4, '0'), 'c' || n || '@example.com', CASE WHEN n % 7 = 0 THEN 'vip' END
      FROM generate_series(1, 20) AS n;

-- Three complaints each working day.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (received_at, channel, received_by, customer_id, product, merchant, order_ref, amount, title, description)
SELECT day + interval '9 hours' + turn * interval '97 minutes', (ARRAY['hotline', 'app', 'web_form'])[turn],
       (ARRAY['li.na', 'wang.fang'])[1 + turn % 2], 1 + (extract(day FROM day)::int * 3 + turn * 7) % 20,
       (ARRAY['保温杯', 'air fryer', 'gift card'])[turn], (ARRAY['橙心家居', 'Harbour Store'])[1 + extract(day FROM day)::int % 2],
       to_char(day, 'MMDD-') || turn, 20.5 + 13 * turn, (ARRAY['包裹漏发', 'cup is broken', 'merchant was rude'])[turn],
       (ARRAY['两只只收到一只', 'It leaks after one use', 'She shouted at me'])[turn]
  FROM generate_series(timestamptz '2026-03-02', '2026-03-27', '1 day') AS day CROSS JOIN generate_series(1, 3) AS turn
 WHERE extract(isodow FROM day) < 6;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
SELECT id, 'out', 'hotline', 'first_response', received_at + (20 + id * 37 % 900) * interval '1 minute', 'reached'
  FROM complaint WHERE id % 6 <> 5;
SELECT complaint_flow.run_clocks('support', '2026-03-30 12:00');
UPDATE complaint SET state = 'withdrawn', reason = 'content again', updated_by = 'sun.li' WHERE id % 8 = 1 AND state = 'registered';
SELECT complaint_flow.fold_kpi('support');
RESET complaint_flow.actor;

-- What an application may add to the tables: a key against doubles.
ALTER TABLE complaint ADD message_id text UNIQUE;
COMMENT ON COLUMN complaint.message_id IS 'Message-ID of the e-mail that was filed';

SET password_encryption = 'scram-sha-256';
CREATE ROLE clients_app LOGIN PASSWORD :'password';
CREATE ROLE clients_worker LOGIN PASSWORD :'password';
CREATE ROLE clients_analyst LOGIN PASSWORD :'password';
SELECT complaint_flow.grant_desk('support', capacity, 'clients_app') FROM unnest(ARRAY['agent', 'supervisor', 'analyst']) AS capacity;
SELECT complaint_flow.grant_desk('support', capacity, 'clients_worker') FROM unnest(ARRAY['agent', 'messenger']) AS capacity;
SELECT complaint_flow.grant_desk('support', 'analyst', 'clients_analyst');
INSERT INTO staff (code, name, role, department, database_role, speaks_for_others) VALUES
    ('app', 'the application', 'supervisor', 'customer_service', 'clients_app', true),
    ('worker', 'the worker', 'agent', 'customer_service', 'clients_worker', true);
