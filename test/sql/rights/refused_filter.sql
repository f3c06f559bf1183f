-- The filter by department is a wall: what it hides from Feng Tao of risk control
-- takes nothing from him, in the words for what does not exist, and shows him
-- nothing afterwards.  Those who are asked about a case of others see it.
SET client_min_messages = warning;
\i test/helper/logins_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (161, 3, 'refund', 800), (162, 3, 'refund', 10);
INSERT INTO customer (id, name) VALUES (7, 'Mrs Chen');
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (20, 'hotline', 7, '星星商城', '耳机', '退款没有到账', '退货十天了，退款还没有到账');
RESET complaint_flow.actor;
SELECT complaint_flow.advance_sequences('support') IS NOT NULL AS advanced LIMIT 1;
SET ROLE regress_cf_owner;
SELECT complaint_flow.filter_by_department('support', true);
RESET ROLE;

-- every table of entries, and what else names a case
CREATE TABLE public.entries (no serial, entry text, columns text, hidden text, missing text);
INSERT INTO entries (entry, columns, hidden, missing) VALUES
    ('assessment', 'complaint_id, severity', $$3, 'low'$$, $$999, 'low'$$),
    ('investigation', 'complaint_id, findings', $$3, 'x'$$, $$999, 'x'$$),
    ('evidence', 'complaint_id, kind, reference', $$3, 'other', 'x'$$, $$999, 'other', 'x'$$),
    ('work_order', 'complaint_id, department, task', $$3, 'risk_control', 'x'$$, $$999, 'risk_control', 'x'$$),
    ('response_team', 'complaint_id, department', $$3, 'risk_control'$$, $$999, 'risk_control'$$),
    ('identity_check', 'complaint_id, method, result', $$3, 'call_back', 'verified'$$, $$999, 'call_back', 'verified'$$),
    ('account_action', 'complaint_id, action', $$3, 'freeze'$$, $$999, 'freeze'$$),
    ('handover', 'complaint_id, to_department, reason', $$3, 'risk_control', 'x'$$, $$999, 'risk_control', 'x'$$),
    ('satisfaction', 'complaint_id, score', $$3, 1$$, $$999, 1$$),
    ('remedy', 'complaint_id, kind, amount', $$3, 'refund', 1$$, $$999, 'refund', 1$$),
    ('extension', 'complaint_id, new_due_at, reason', $$3, now() + interval '1 year', 'x'$$, $$999, now() + interval '1 year', 'x'$$),
    ('agreed_deadline', 'complaint_id, new_due_at, agreed_with, reason', $$3, now() + interval '1 minute', 'customer', 'x'$$, $$999, now() + interval '1 minute', 'customer', 'x'$$),
    ('work_order_answer', 'work_order_id, result, answer', $$102, 'done', 'x'$$, $$999, 'done', 'x'$$),
    ('work_order_answer', 'complaint_id, work_order_id, result, answer', $$8, 102, 'done', 'x'$$, $$8, 999, 'done', 'x'$$),
    ('handover_answer', 'handover_id, accepted', '131, true', '999, true'),
    ('approval', 'remedy_id, decision', $$161, 'approved'$$, $$999, 'approved'$$),
    ('execution', 'remedy_id', '162', '999'),
    ('contact', 'complaint_id, direction, channel, purpose, result', $$3, 'out', 'hotline', 'update', 'reached'$$, $$999, 'out', 'hotline', 'update', 'reached'$$),
    ('lesson', 'complaint_id, title, body', $$3, 'x', 'x'$$, $$999, 'x', 'x'$$),
    ('suggestion', 'complaint_id, source, suggested_by, body', $$3, 'staff', 'feng.tao', 'x'$$, $$999, 'staff', 'feng.tao', 'x'$$);
-- none is left out
SELECT unnest(complaint_flow.entry_tables()) EXCEPT SELECT entry FROM entries;
SELECT e.no, e.entry, h.code, h.told,
       (h.code, regexp_replace(h.told, '\d+', '?')) = (m.code, regexp_replace(m.told, '\d+', '?')) AS as_if_missing
  FROM entries e,
       try('feng.tao', format('INSERT INTO %I (%s) VALUES (%s)', entry, columns, hidden)) h,
       try('feng.tao', format('INSERT INTO %I (%s) VALUES (%s)', entry, columns, missing)) m
 ORDER BY no;

-- other ways, and what the own transaction shows then
INSERT INTO tries (who, attempt, statement) VALUES
    ('feng.tao', 'change the case',
     $$UPDATE complaint SET product = 'x' WHERE id = 3$$),
    ('feng.tao', 'file it again over itself',
     $$INSERT INTO complaint (id, channel, title) VALUES (3, 'hotline', 'x') ON CONFLICT (id) DO UPDATE SET product = 'x'$$),
    ('feng.tao', 'add an entry that is there already',
     $$INSERT INTO evidence (id, complaint_id, kind, reference) VALUES (121, 3, 'photo', 'x') ON CONFLICT DO NOTHING$$),
    ('feng.tao', 'lock it',
     $$SELECT FROM complaint WHERE id = 3 FOR UPDATE$$),
    ('feng.tao', 'copy it into an entry of a case of the own',
     $$INSERT INTO evidence (complaint_id, kind, reference) SELECT 8, 'other', title FROM complaint WHERE id = 3$$);
SELECT no, attempt, code, told FROM tries, try(who, statement) ORDER BY no;

-- who corrects a customer did not work on the customer's case; its history
-- says who it was
SET ROLE "regress_cf_feng.tao";
UPDATE customer SET phone = '13900001111' WHERE id = 7;
SELECT id FROM complaint WHERE id = 20;
RESET ROLE;
SELECT c.updated_by, e.actor FROM complaint c JOIN complaint_event e ON e.complaint_id = c.id
 WHERE c.id = 20 AND e.activity = 'customer_changed';

-- an entry of a case that he sees is taken; an entry of another one is not
-- earned by it
SET ROLE "regress_cf_feng.tao";
BEGIN;
SELECT id, updated_by FROM complaint;
INSERT INTO evidence (complaint_id, kind, reference) VALUES (8, 'other', 'x');
SAVEPOINT a;
INSERT INTO evidence (complaint_id, kind, reference) VALUES (8, 'other', 'y'), (3, 'other', 'y');
ROLLBACK TO a;
SELECT id FROM complaint;
SELECT count(*) FILTER (WHERE complaint_id <> 8) AS others FROM complaint_event;
ROLLBACK;
SELECT complaint_flow.claim('support') IS NULL AS nothing_to_claim;
-- a sheet of his that joins an open case does not show him that case
INSERT INTO complaint (channel, customer_id, merchant, product, title, description)
    VALUES ('hotline', 7, '星星商城', '耳机', '退款', '之前投诉过，退款还没有收到') RETURNING repeat_of, repeat_kind;
SELECT repeat_of, title FROM complaint WHERE id <> 8;
SELECT count(*) FROM contact WHERE complaint_id = 20;
RESET ROLE;
SELECT purpose, made_by FROM contact WHERE complaint_id = 20;
SELECT activity, actor FROM complaint_event WHERE complaint_id = 20 ORDER BY seq;

-- who is asked sees the case, adds to it, and does not change its row
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_liu.yang');
SET complaint_flow.actor = 'li.na';
INSERT INTO work_order (id, complaint_id, department, task) VALUES (201, 4, 'risk_control', 'check the card');
INSERT INTO handover (id, complaint_id, to_department, reason) VALUES (202, 5, 'risk_control', 'smells of fraud');
INSERT INTO response_team (id, complaint_id, department) VALUES (203, 6, 'risk_control');
SET complaint_flow.actor = 'zhou.min';
INSERT INTO delegation (from_staff, to_staff, valid, reason) VALUES ('zhou.min', 'feng.tao', tstzrange(now() - interval '1 hour', now() + interval '1 hour'), 'a day off');
RESET complaint_flow.actor;
SET ROLE "regress_cf_feng.tao";
SELECT complaint_id, entry, id FROM asked_case ORDER BY id;
SELECT id FROM complaint WHERE id <= 20 ORDER BY id;
UPDATE complaint SET product = 'x' WHERE id IN (3, 4, 5, 6);
INSERT INTO evidence (complaint_id, kind, reference) VALUES (6, 'other', 'team');
INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (201, 'done', 'the card is fine') RETURNING complaint_id;
INSERT INTO handover_answer (handover_id, accepted) VALUES (202, true) RETURNING complaint_id;
INSERT INTO approval (remedy_id, decision) VALUES (161, 'approved') RETURNING complaint_id, on_behalf_of, settled;
RESET ROLE;
SELECT id, owner, department FROM complaint WHERE id = 5;
-- when others go on with the cases, the one that he took over stays in sight,
-- and those in which something is still asked
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET product = 'y' WHERE id IN (3, 4, 6, 8);
RESET complaint_flow.actor;
SET ROLE "regress_cf_feng.tao";
SELECT id FROM complaint WHERE id <= 20 ORDER BY id;
SELECT id, status FROM work_order ORDER BY id;
-- answered is answered
INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (201, 'done', 'once more');
RESET ROLE;
-- what waits for his department is his to claim
INSERT INTO complaint (id, channel, category, title) VALUES (30, 'web_form', '3.2', '账户被盗');
SET ROLE "regress_cf_feng.tao";
SELECT complaint_flow.claim('support', audience => 'department risk_control') AS claimed;
RESET ROLE;

-- off: everybody sees all, and adds to all
SET ROLE regress_cf_owner;
SELECT complaint_flow.filter_by_department('support', false);
RESET ROLE;
SELECT code, told FROM try('feng.tao', $$INSERT INTO evidence (complaint_id, kind, reference) VALUES (4, 'other', 'x')$$);
SELECT * FROM complaint_flow.verify_history('support');

\set ECHO none
DROP TABLE entries;
\i test/helper/drop_logins_desk.sql
