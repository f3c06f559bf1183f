-- A customer asks to be forgotten: names, numbers and texts go; cases, events
-- and the audit chain stay, and tampering is still found.
\i test/helper/session.sql
\set ECHO all
CREATE ROLE regress_cf_dpo_owner;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_cf_dpo_owner', current_database()) \gexec
SET ROLE regress_cf_dpo_owner;
SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li');
INSERT INTO customer (id, name, phone, email, address, tier, external_ref) VALUES
    (1, '王小明', '13812340000', 'wang@example.com', '上海市静安区', 'silver', 'crm-77'),
    (2, '李四', '13912340000', 'li@example.com', NULL, NULL, 'crm-78');

-- Wang complained three times, Li once; agents wrote names into the texts
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, customer_id, product, title, description, amount) VALUES
    (1, now() - interval '3 hours', 'hotline', 1, '水壶', '王小明的水壶坏了', '王小明，电话13812340000，水壶漏水', 12.50),
    (2, now() - interval '2 hours', 'app', 1, '茶杯', '又漏发一件', '王小明再次来电', NULL),
    (3, now() - interval '2 hours', 'app', 2, '水壶', '李四的水壶', '也漏水', NULL);
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES
    (1, 'out', 'hotline', 'first_response', 'reached', '王小明同意换货'),
    (3, 'out', 'hotline', 'first_response', 'reached', '李四不接受');
UPDATE complaint SET title = '王小明：水壶漏水', amount = 15, evidence = '{照片}', reason = '王小明补充' WHERE id = 1;
INSERT INTO evidence (complaint_id, kind, reference, description) VALUES (1, 'photo', 'files/1', '王小明的照片');
INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'technical', '请联系王小明');
INSERT INTO assessment (complaint_id, severity, note) VALUES (2, 'low', '王小明很生气');
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (501, 1, 'sun.li', '王小明要求主管处理');
INSERT INTO remedy (id, complaint_id, kind, amount, description) VALUES (502, 2, 'points', 20, '给王小明'), (503, 2, 'refund', 900, '退给王小明');
INSERT INTO execution (remedy_id, reference) VALUES (502, '王小明的账户');
INSERT INTO extension (complaint_id, new_due_at, reason) VALUES (2, now() + interval '60 days', '王小明出国');
INSERT INTO handover_answer (handover_id, accepted, reason, recorded_by) VALUES (501, false, '请先联系王小明', 'sun.li');
INSERT INTO approval (remedy_id, decision, reason, recorded_by) VALUES (503, 'rejected', '王小明无凭证', 'sun.li');
SELECT * FROM complaint_flow.verify_history('support');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'withdrawn', reason = '王小明撤诉' WHERE id = 1;
CREATE VIEW numbers AS
SELECT count(*) AS cases, sum(amount) AS amount, sum(event_count) AS events, sum(contact_count) AS contacts,
       (SELECT count(*) FROM complaint_event) AS stored_events, (SELECT count(*) FROM contact) AS stored_contacts,
       (SELECT count(*) FROM clock) AS clocks, (SELECT count(*) FROM queue) AS queued
  FROM complaint;
SELECT * FROM numbers;
CREATE VIEW traces AS
WITH base AS MATERIALIZED (
    SELECT relname AS table_name FROM pg_class WHERE relnamespace = 'support'::regnamespace AND relkind = 'r'
)
SELECT table_name
  FROM base
 WHERE query_to_xml(format('SELECT true FROM support.%I AS r WHERE r::text ~ ''王小明|1381234|wang@|crm-77|静安''', table_name),
                    true, false, '')::text LIKE '%<row%'
 ORDER BY table_name;
SELECT table_name FROM traces;

-- not for everybody, not without a reason, not for nobody
SET complaint_flow.actor = 'li.na';
SELECT complaint_flow.erase_customer('support', 1, 'asked by letter');
SET complaint_flow.actor = 'sun.li';
SELECT complaint_flow.erase_customer('support', 1, '　');
SELECT complaint_flow.erase_customer('support', NULL, 'asked by letter');
SELECT complaint_flow.erase_customer('support', 99, 'asked by letter');
-- and not while somebody still has to call the customer
SELECT complaint_flow.erase_customer('support', 1, 'asked by letter');
SELECT name FROM customer WHERE id = 1;

-- the customer insists
SELECT complaint_flow.erase_customer('support', 1, 'asked by letter', open_cases => true) AS erased_cases;
SELECT id, name, phone, email, address, tier, external_ref FROM customer ORDER BY id;
SELECT id, product, title, description, amount, reason, state, customer_id, customer_tier, salt IS NULL AS erased FROM complaint ORDER BY id;
SELECT complaint_id, note FROM contact ORDER BY id;
SELECT complaint_id, kind, description, (SELECT task FROM work_order) AS task, (SELECT note FROM assessment) AS note FROM evidence;
SELECT complaint_id, seq FROM complaint_event_personal ORDER BY 1, 2;
SELECT seq, activity, actor, changes FROM complaint_event WHERE complaint_id = 1 AND activity = 'erased';
SELECT actor, db_role, customer_id, reason, cases FROM erasure;
UPDATE erasure SET reason = 'never happened';

-- no trace of him in any table of the desk
SELECT table_name FROM traces;

-- everything can still be counted; two events more, nothing wrong
SELECT * FROM numbers;
SELECT * FROM complaint_flow.verify_history('support');
SELECT cases, erased FROM complaint_flow.history_digest('support');
SELECT past ->> 'title' AS title, past ->> 'description' AS description, past ->> 'product' AS product, past ->> 'amount' AS amount
  FROM complaint_event e, complaint_flow.complaint_as_of('support', 1, e.at) past WHERE e.complaint_id = 1 AND e.seq = 1;
SELECT regexp_matches(complaint_flow.complaint_sheet('support', 1, 'en'), 'Complainant +[^\n]*', 'n') AS sheet;

-- a second run finds nothing, and says so
SELECT complaint_flow.erase_customer('support', 1, 'asked again', open_cases => true) AS erased_cases;
SELECT count(*) AS runs, sum(cases) AS cases FROM erasure;

-- the open case goes on without its texts; what is written meanwhile goes with the next run
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'verifying' WHERE id = 2;
UPDATE complaint SET description = '王小明又来了' WHERE id = 2;
-- no text is left to judge it by: the judgement stays
UPDATE complaint SET amount = 20 WHERE id = 2 RETURNING category, level, urgency, triage, missing;
SELECT attribute, value, rule_name FROM complaint_flow.explain_complaint('support', 2) WHERE attribute = 'category';
SET complaint_flow.actor = 'sun.li';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.erase_customer('support', 1, 'asked again', open_cases => true) AS erased_cases;
SELECT string_agg(activity, ' > ' ORDER BY seq) AS life FROM complaint_event WHERE complaint_id = 2;
SELECT * FROM complaint_flow.verify_history('support');

-- who tampers with what is left is found, each alone
SET client_min_messages = warning;
ALTER TABLE complaint DISABLE TRIGGER USER;
ALTER TABLE complaint_event DISABLE TRIGGER USER;
BEGIN; UPDATE complaint SET amount = 1500 WHERE id = 1;
SELECT * FROM complaint_flow.verify_history('support'); ROLLBACK;
BEGIN; UPDATE complaint SET product = '电视机' WHERE id = 1;
SELECT * FROM complaint_flow.verify_history('support'); ROLLBACK;
BEGIN; UPDATE complaint_event SET changes = jsonb_set(changes, '{amount,0}', '99') WHERE complaint_id = 1 AND changes ? 'amount';
SELECT * FROM complaint_flow.verify_history('support'); ROLLBACK;
BEGIN; UPDATE complaint_event SET changes = changes - 'erased_columns' WHERE complaint_id = 1 AND activity = 'erased';
SELECT * FROM complaint_flow.verify_history('support'); ROLLBACK;
BEGIN; DELETE FROM complaint WHERE id = 2;
SELECT * FROM complaint_flow.verify_history('support'); ROLLBACK;
BEGIN; DELETE FROM complaint_event WHERE complaint_id = 1 AND activity = 'erased';
SELECT * FROM complaint_flow.verify_history('support'); ROLLBACK;
BEGIN; UPDATE complaint SET salt = '\x00' WHERE id = 1;
SELECT * FROM complaint_flow.verify_history('support'); ROLLBACK;
-- and who erases by hand, to hide a change
BEGIN; UPDATE complaint SET salt = NULL, amount = 1 WHERE id = 3; DELETE FROM complaint_event_personal;
SELECT * FROM complaint_flow.verify_history('support'); ROLLBACK;
ALTER TABLE complaint ENABLE TRIGGER USER;
ALTER TABLE complaint_event ENABLE TRIGGER USER;

-- the desk's own columns: named in personal_column and desk.personal_columns they go, too
ALTER TABLE customer ADD COLUMN id_card text NOT NULL DEFAULT '310101';
INSERT INTO personal_column VALUES ('customer', 'id_cart');
INSERT INTO personal_column VALUES ('customer', 'id_card');
ALTER TABLE complaint ADD COLUMN witness text, ADD COLUMN seat text NOT NULL DEFAULT 'none';
UPDATE desk SET personal_columns = personal_columns || '{witness,seat,product}';
UPDATE complaint SET witness = '张三', seat = '12A', product = '电水壶' WHERE id = 3;
SELECT complaint_flow.erase_customer('support', 2, 'retention period is over', true) AS erased_cases;
SELECT name, id_card FROM customer WHERE id = 2;
SELECT witness, seat, product FROM complaint WHERE id = 3;
SELECT * FROM complaint_flow.verify_history('support');
-- better no erasure than half a one
ALTER TABLE customer DROP COLUMN id_card;
SELECT complaint_flow.erase_customer('support', 2, 'retention period is over', true);
DELETE FROM personal_column WHERE column_name = 'id_card';
-- a desk that lists no column: of other tables nothing is erased
BEGIN;
DELETE FROM personal_column;
SELECT complaint_flow.erase_customer('support', 2, 'retention period is over', true);
SELECT name FROM customer WHERE id = 2;
ROLLBACK;

-- who adds a column for personal data to the template lists it
SELECT c.relname, a.attname
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'r'
   AND col_description(c.oid, a.attnum) LIKE '%may hold personal data%' AND c.relname NOT IN ('complaint', 'desk')
   AND NOT EXISTS (SELECT FROM personal_column p WHERE (p.table_name, p.column_name) = (c.relname, a.attname));

RESET search_path;
RESET complaint_flow.actor;
SELECT complaint_flow.drop_desk('support', true);
RESET ROLE;
SELECT format('REVOKE CREATE ON DATABASE %I FROM regress_cf_dpo_owner', current_database()) \gexec
DROP ROLE regress_cf_dpo_owner;
