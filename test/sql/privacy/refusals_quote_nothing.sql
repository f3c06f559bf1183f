-- A message that refuses a row goes to screens and logs: it says which column
-- is wrong and what it may hold, and quotes nothing that stands in the row.
\i test/helper/session.sql
\set ECHO all
SELECT complaint_flow.create_desk('support', pack => 'standard');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL),
    ('li.na',  'Li Na',  'agent',      'customer_service', 'sun.li');
INSERT INTO complaint (received_at, channel, received_by, title, description)
VALUES ('2026-03-02 10:00', 'hotline', 'li.na', '保温杯漏水', '用一次就漏水');
SET complaint_flow.actor = 'li.na';

-- The customer's row, with a language that the desk does not write.
INSERT INTO customer (name, phone, language) VALUES ('王小明', '13800000001', 'fr');
INSERT INTO customer (name, phone, created_at) VALUES ('王小明', '13800000001', 'infinity');

-- Entries of the file.
INSERT INTO evidence (complaint_id, kind, reference, description) VALUES (1, 'foto', 'p-1', '王小明的照片');
INSERT INTO assessment (complaint_id, severity, complexity, note) VALUES (1, 'low', 'tricky', '王小明很激动');
INSERT INTO assessment (complaint_id, severity, note) VALUES (1, NULL, '王小明很激动');
INSERT INTO investigation (complaint_id, findings, conclusion) VALUES (1, '王小明所述属实', 'upheld');
INSERT INTO investigation (complaint_id, findings, possible_harm) VALUES (1, '王小明所述属实', 'burns');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note)
VALUES (1, 'out', 'hotline', 'update', NULL, '王小明不满意');

-- What is learned.
SET complaint_flow.actor = 'sun.li';
INSERT INTO suggestion (source, body) VALUES ('customer of ours', '王小明建议送货上门');
INSERT INTO suggestion (source, body, status) VALUES ('customer', '王小明建议送货上门', 'adopted');
INSERT INTO coaching (staff, topic, due_on, done_on, note) VALUES ('li.na', '耐心', '2026-03-20', '2026-03-10', '李娜家中有事');
UPDATE suggestion SET body = NULL;
INSERT INTO absence (staff, from_at, until_at, reason) VALUES ('li.na', '2026-03-10', '2026-03-09', '住院');

-- A constraint of the desk's own is heeded like the others, one over a column
-- that is computed later is left to PostgreSQL.
ALTER TABLE evidence ADD COLUMN pages int CONSTRAINT evidence_has_pages CHECK (pages > 0),
    ADD COLUMN weight int NOT NULL GENERATED ALWAYS AS (pages * 5) STORED,
    ADD CONSTRAINT evidence_is_light CHECK (weight < 1000);
INSERT INTO evidence (complaint_id, kind, reference, pages, description) VALUES (1, 'document', 'd-1', 0, '王小明的合同');
INSERT INTO evidence (complaint_id, kind, reference, pages) SELECT 1, 'document', 'd-' || n, n FROM generate_series(2, 4) AS n;
\set VERBOSITY terse
INSERT INTO evidence (complaint_id, kind, reference, pages) VALUES (1, 'document', 'd-5', 300);
\set VERBOSITY default
SELECT reference, pages, weight FROM evidence ORDER BY reference;

-- Codes that entries name stay, too.
INSERT INTO investigation (complaint_id, conclusion, cause) VALUES (1, 'upheld', 'product');
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 20);
INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'technical', '检查杯盖');
DELETE FROM cause WHERE code = 'product';
DELETE FROM remedy_kind WHERE code = 'refund';
DELETE FROM department WHERE code = 'technical';
DELETE FROM cause WHERE code = 'third_party';
DELETE FROM remedy_kind WHERE code = 'service_upgrade';
DELETE FROM staff WHERE code = 'sun.li';
SELECT count(*) FILTER (WHERE code = 'third_party') AS unused, count(*) FILTER (WHERE code = 'product') AS used FROM cause;

SELECT complaint_flow.drop_desk('support', true);
