-- A program that reads a case, changes one thing and writes every column back,
-- as many object mappers do: what it did not change it did not say.
\i test/helper/support_desk.sql
\set ECHO all

CREATE ROLE regress_cf_app;
INSERT INTO staff (code, name, role, department, database_role, speaks_for_others)
    VALUES ('web', 'web application', 'agent', 'customer_service', 'regress_cf_app', true);
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_app');
SELECT string_agg(format('%I', attname), ', ' ORDER BY attnum) AS columns
  FROM pg_attribute WHERE attrelid = 'complaint'::regclass AND attnum > 0 AND NOT attisdropped \gset

-- The application knows nothing of the engine's columns yet: all NULL, but for
-- the number, which was handed out to it.
SELECT nextval('complaint_id_seq') AS handed_out;
SET ROLE regress_cf_app;
SET complaint_flow.actor = 'li.na';
CREATE TEMP TABLE entity AS SELECT * FROM complaint;
INSERT INTO entity (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '包裹少了一件', '两只杯子只收到一只', 'JF1', '补发');
INSERT INTO complaint SELECT * FROM entity;
SELECT category, state, owner, updated_by, event_count FROM complaint;

-- Everything back, nothing changed: no event.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET (:columns) = (SELECT :columns FROM complaint WHERE id = 1) WHERE id = 1;
SELECT event_count, updated_by FROM complaint;

-- Sun Li changes the product.  The row still says that Li Na wrote last: that is
-- what it was, not who acts now.
DELETE FROM entity;
INSERT INTO entity SELECT * FROM complaint;
UPDATE entity SET product = '杯子';
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
SELECT seq, activity, actor, changes - 'judged_by' AS changes FROM complaint_event ORDER BY seq;

-- A step that needs a reason does not live on the reason of the step before.
UPDATE complaint SET state = 'verifying', reason = 'order number checked' WHERE id = 1;
DELETE FROM entity;
INSERT INTO entity SELECT * FROM complaint;
UPDATE entity SET state = 'awaiting_customer';
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
UPDATE entity SET reason = 'which cup?';
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
SELECT state, reason, updated_by FROM complaint;

-- Who names the columns says them, the same words as before included.
UPDATE complaint SET state = 'verifying', reason = 'which cup?', updated_by = 'sun.li' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'awaiting_customer', reason = 'which cup?', updated_by = 'sun.li' WHERE id = 1;
SELECT seq, activity, actor FROM complaint_event WHERE seq > 3 ORDER BY seq;

-- The engine's columns may come back NULL; level, urgency and state may not.
DELETE FROM entity;
INSERT INTO entity SELECT * FROM complaint;
UPDATE entity SET sheet_no = NULL, priority = NULL, due_at = NULL, sla_status = NULL, missing = NULL, contact_count = NULL,
    rules_version = NULL, issue_key = NULL, judged_by = NULL, head_hash = NULL, salt = NULL, event_count = NULL, updated_at = NULL, updated_by = NULL,
    merchant = '杯子专卖店';
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
UPDATE entity SET level = NULL;
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
-- ... and an old copy of them is refused, with the way to go.
UPDATE entity SET level = 'I', contact_count = 5;
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
SELECT merchant, sheet_no, updated_by, event_count FROM complaint;
RESET ROLE;
SELECT * FROM complaint_flow.verify_history('support');
DROP TABLE entity;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_app;
