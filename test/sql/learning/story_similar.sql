-- Has this happened before, and how did it end?
\i test/helper/support_desk.sql
\set ECHO all

-- The measure: pairs of neighbouring characters.  A sign only parts them, capitals are as small letters.
SELECT complaint_flow.text_likeness('杯子漏水', '杯子，漏水！') AS signs,
       complaint_flow.text_likeness('The CUP leaks', 'the cup leaks') AS capitals,
       complaint_flow.text_likeness('杯子漏水', '发票抬头') AS nothing,
       complaint_flow.text_likeness('杯', '杯') AS one,
       complaint_flow.text_likeness('', '。') AS empty,
       complaint_flow.text_likeness('aaaa', 'aa') AS repeated;
SELECT round(complaint_flow.text_likeness('保温杯漏水', '新买的保温杯底部漏水')::numeric, 2) AS near,
       round(complaint_flow.text_likeness('保温杯漏水', '账户被盗刷')::numeric, 2) AS far;

-- Six closed cases of the past.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, category) VALUES
    (1, '2025-03-02 10:00', 'hotline', '保温杯漏水', '积分兑换的保温杯底部渗水', '1.1'),
    (2, '2025-03-03 10:00', 'app', '杯子漏水', '换的杯子倒水就漏', '1.1'),
    (3, '2025-03-04 10:00', 'hotline', '毛巾掉色', '毛巾洗一次就掉色', '1.1'),
    (4, '2025-03-05 10:00', 'hotline', '保温杯漏发', '保温杯没有收到，包裹是空的', '1.2'),
    (5, '2025-03-06 10:00', 'hotline', '保温杯漏水', '保温杯底部渗水，杯盖拧不紧', '1.1'),
    (6, '2025-03-07 10:00', 'email', 'Leaking bottle', 'The bottle leaks at the bottom', '1.1');
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id IN (1, 2, 3, 4, 6);

-- A new one: those of its category, closed, most alike first.  Case 5 is open.
INSERT INTO complaint (id, received_at, channel, title, description, category)
    VALUES (7, '2025-03-09 10:00', 'hotline', '保温杯漏水', '保温杯底部渗水，没法用', '1.1');
SELECT similar_id, round(likeness::numeric, 2) AS likeness, category, title, outcome
  FROM complaint_flow.similar_cases('support', 7);
SELECT similar_id, outcome FROM complaint_flow.similar_cases('support', 7, max => 1, language => 'en');

-- The index of the whole history is made on request, by the owner, with pg_trgm.
SELECT complaint_flow.prepare_similar_cases('support');
CREATE SCHEMA regress_trigrams;
CREATE EXTENSION pg_trgm SCHEMA regress_trigrams;
CREATE ROLE regress_cf_clerk;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_clerk');
SET ROLE regress_cf_clerk;
SELECT complaint_flow.prepare_similar_cases('support');
RESET ROLE;
-- in a database whose locale knows no Chinese letters this warns
SET client_min_messages = error;
SELECT complaint_flow.prepare_similar_cases('support');
RESET client_min_messages;
SELECT obj_description('complaint_similar_text'::regclass);
-- The same answers, and now across categories: the bottle in another one is found too.
SELECT similar_id, category, title FROM complaint_flow.similar_cases('support', 7) WHERE category = '1.1';
INSERT INTO complaint (id, received_at, channel, title, description, category)
    VALUES (8, '2025-03-09 11:00', 'email', 'Leaking bottle', 'The bottle leaks at the bottom', '1.2');
SELECT similar_id, category, title FROM complaint_flow.similar_cases('support', 8) WHERE similar_id = 6;
-- A clerk asks with his own rights, and with a row filter sees no more than he may.
INSERT INTO staff (code, name, role, department, database_role)
    VALUES ('bao.yu', 'Bao Yu', 'agent', 'risk_control', 'regress_cf_clerk');
SELECT complaint_flow.filter_by_department('support', true);
RESET complaint_flow.actor;
SET ROLE regress_cf_clerk;
SELECT * FROM complaint_flow.similar_cases('support', 7);
RESET ROLE;

SELECT complaint_flow.drop_desk('support', true);
DROP EXTENSION pg_trgm;
DROP SCHEMA regress_trigrams;
DROP ROLE regress_cf_clerk;

-- The locale C knows no Chinese letters: pg_trgm sees none, which is said; the
-- measure itself works there as everywhere.
\set home :DBNAME
CREATE DATABASE regress_cf_plain TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c regress_cf_plain
\set SHOW_CONTEXT never
CREATE EXTENSION complaint_flow;
CREATE EXTENSION pg_trgm;
SELECT complaint_flow.create_desk('support', pack => 'empty');
SELECT complaint_flow.prepare_similar_cases('support');
INSERT INTO support.channel VALUES ('counter', 'counter', '柜台');
INSERT INTO support.complaint (id, channel, title) VALUES (1, 'counter', '保温杯漏水'), (2, 'counter', '保温杯底漏水');
UPDATE support.complaint SET state = 'closed' WHERE id = 1;
SELECT similar_id, round(likeness::numeric, 2) AS likeness, outcome FROM complaint_flow.similar_cases('support', 2);
\c :home
DROP DATABASE regress_cf_plain;
