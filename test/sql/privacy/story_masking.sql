-- What an analyst, and an agent of another department, sees of people: first
-- letters of names and ends of numbers, and of cases no text at all.
\i test/helper/session.sql
\set ECHO all

SELECT name, complaint_flow.mask_name(name) AS masked
  FROM unnest('{王小明,王明,欧阳娜娜,Li Na,"Anna van  Dijk",X,""," ",王先生 13812340000,NULL}'::text[]) AS name;
SELECT phone, complaint_flow.mask_phone(phone) AS masked
  FROM unnest('{13812340000,"+86 138 1234 0000",0086-13812340000,（０１０）８８８８１２３４,010-88881234,88881234,110,"",ask his wife,
                13812340000/13912345678,+44 20 7946 0958,NULL}'::text[]) AS phone;
SELECT email, complaint_flow.mask_email(email) AS masked
  FROM unnest('{wang@example.com,a@b.cn,王@例子.中国,odd@name@example.com,no address,@example.com,"",NULL}'::text[]) AS email;

CREATE ROLE regress_cf_agent;
CREATE ROLE regress_cf_risk;
CREATE ROLE regress_cf_analyst;
SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, database_role) VALUES
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'regress_cf_agent'),
    ('feng.tao', 'Feng Tao', 'agent', 'risk_control', 'regress_cf_risk');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_risk');
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_cf_analyst');
SELECT complaint_flow.filter_by_department('support', true);
INSERT INTO customer (id, name, phone, email, address, tier) VALUES
    (1, '王小明', '13812340000', 'wang@example.com', '上海市静安区', 'gold'),
    (2, '李四', '13912340000', NULL, NULL, NULL);
SET ROLE regress_cf_agent;
INSERT INTO complaint (received_at, channel, customer_id, product, order_ref, title, description, amount)
    VALUES (now() - interval '1 hour', 'hotline', 1, '水壶', 'A-100', '王小明的水壶漏水', '王小明来电', 99);

-- an agent of risk control gets the outline of a case that the filter hides
SET ROLE regress_cf_risk;
SELECT count(*) AS visible FROM complaint;
SELECT id, channel, product, amount, state, department, customer_id, erased FROM complaint_masked;
SELECT m.id, u.name, u.phone, u.email, m.customer_tier FROM complaint_masked m JOIN customer_masked u ON u.id = m.customer_id;

-- an analyst counts cases, and sees nobody
SET ROLE regress_cf_analyst;
SELECT department, count(*), sum(amount) FROM complaint_masked GROUP BY department;
SELECT * FROM customer_masked;
SELECT * FROM customer;
SELECT title FROM complaint;
RESET ROLE;
-- no column of a case that may hold personal data is in the view, unless hidden
SELECT a.attname
  FROM pg_attribute a, desk d
 WHERE a.attrelid = 'complaint_masked'::regclass AND a.attnum > 0
   AND a.attname = ANY (d.personal_columns || '{order_ref,contract_ref,received_by,owner,accused_staff,salt}');
UPDATE desk SET personal_columns = personal_columns || '{product}';
SELECT id, product, merchant FROM complaint_masked;

-- after an erasure there is nothing left to mask
SELECT complaint_flow.erase_customer('support', 1, 'asked by letter', true);
SELECT id, name, phone, email, erased_at IS NOT NULL AS erased FROM customer_masked ORDER BY id;
SELECT id, customer_id, erased FROM complaint_masked;

RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_agent, regress_cf_risk, regress_cf_analyst;
