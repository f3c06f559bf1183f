-- Cases of a sensitive category: queue and sheet hide the texts, and who
-- reads them by read_case or read_sheet is on record.
\i test/helper/session.sql
\set ECHO all
CREATE ROLE regress_cf_agent;
CREATE ROLE regress_cf_risk;
CREATE ROLE regress_cf_supervisor;
CREATE ROLE regress_cf_nobody;
SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, database_role) VALUES
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', 'regress_cf_supervisor'),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'regress_cf_agent'),
    ('feng.tao', 'Feng Tao', 'agent', 'risk_control', 'regress_cf_risk');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_risk');
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_supervisor');
SELECT complaint_flow.filter_by_department('support', true);
INSERT INTO customer (id, name, phone) VALUES (1, '王小明', '13812340000');

-- account security is made a sensitive category
SET ROLE regress_cf_supervisor;
UPDATE category SET sensitive = true WHERE code = '3.2';
SET ROLE regress_cf_agent;
INSERT INTO complaint (received_at, channel, customer_id, product, title, description) VALUES
    ('2026-03-02 10:00', 'hotline', 1, '积分', '账户被盗', '王小明的账户被盗，积分被盗用'),
    ('2026-03-02 11:00', 'hotline', 1, '水壶', '少发一件', '包裹漏发');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at, note) VALUES
    (1, 'out', 'hotline', 'first_response', 'reached', '2026-03-02 10:30', '已核实王小明身份'),
    (2, 'out', 'hotline', 'first_response', 'reached', '2026-03-02 11:30', '补发');
SELECT id, category, owner, department FROM complaint ORDER BY id;

-- the queue shows that there is a case, not what it is about; so does the sheet
SELECT complaint_id, category, title FROM work_queue ORDER BY 1;
SELECT line FROM complaint_flow.complaint_sheet('support', 1, 'en') AS sheet, regexp_split_to_table(sheet, '\n') AS line
 WHERE line ~ '(Complainant|Product|Title|Description|Contacts|Category) ';
SELECT complaint_flow.complaint_sheet('support', 1) ~ '王小明|被盗|138' AS leaks;
SELECT line FROM complaint_flow.complaint_sheet('support', 2, 'en') AS sheet, regexp_split_to_table(sheet, '\n') AS line
 WHERE line ~ '(Complainant|Title|Contacts) ';

-- who needs to know says what for
SELECT line FROM complaint_flow.read_sheet('support', 1, 'calling back', 'en') AS sheet, regexp_split_to_table(sheet, '\n') AS line
 WHERE line ~ '(Complainant|Title|Contacts) ';
SELECT complaint_flow.read_case('support', 1, '  ');
SELECT complaint_flow.read_case('support', 77, 'curious');
SELECT whole -> 'complaint' ->> 'description' AS description, whole -> 'customer' ->> 'phone' AS phone,
       whole -> 'contact' -> 0 ->> 'note' AS note, jsonb_array_length(whole -> 'clock') > 0 AS clocks,
       whole -> 'complaint' ? 'salt' AS salt
  FROM complaint_flow.read_case('support', 1, 'writing the answer') AS whole;
-- a pooled application reads as the person whom it names; here nobody may
SET complaint_flow.actor = 'sun.li';
SELECT complaint_flow.read_case('support', 1, 'as somebody else');
RESET complaint_flow.actor;
-- the agent sees neither the log nor a way to write it
SELECT * FROM read_log;
INSERT INTO read_log (at, complaint_id, db_role, purpose) VALUES (now(), 1, 'regress_cf_risk', 'slander');

-- who may not see a case cannot read it on record, either
SET ROLE regress_cf_risk;
SELECT count(*) AS handles FROM complaint WHERE id = 2;
SELECT complaint_flow.read_case('support', 2, 'curious');
-- nor put a reading of it, or of no case, on record
SELECT complaint_flow.note_reading('support', 2, 'slander');
SELECT complaint_flow.note_reading('support', 77, 'slander');
RESET ROLE;
SELECT complaint_flow.note_reading('support', 77, 'by the owner, whom no filter concerns');
SET ROLE regress_cf_nobody;
SELECT complaint_flow.read_case('support', 1, 'curious');
SELECT complaint_flow.note_reading('support', 1, 'curious');
RESET ROLE;
-- an error in a filter of the owner's is the reader's
CREATE POLICY broken ON complaint AS RESTRICTIVE USING (1 / (id - 2) <> 0);
SET ROLE regress_cf_agent;
SELECT complaint_flow.read_case('support', 2, 'curious');
RESET ROLE;
DROP POLICY broken ON complaint;

-- the supervisor looks who read what
SET ROLE regress_cf_supervisor;
SELECT complaint_id, actor, db_role, purpose FROM read_log ORDER BY id;
DELETE FROM read_log;
RESET ROLE;
DELETE FROM read_log;
SELECT * FROM complaint_flow.verify_history('support');

RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_agent, regress_cf_risk, regress_cf_supervisor, regress_cf_nobody;
