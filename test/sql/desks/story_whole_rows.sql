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

-- A reason may be the same twice in a row: the history notes it again.  A step
-- that nobody has given a reason for lacks one.
UPDATE complaint SET state = 'verifying', reason = 'order number checked' WHERE id = 1;
DELETE FROM entity;
INSERT INTO entity SELECT * FROM complaint;
UPDATE entity SET state = 'awaiting_customer', reason = NULL;
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
UPDATE entity SET reason = 'order number checked';
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
SELECT state, reason, updated_by FROM complaint;

-- Who names the columns says them, the same words as before included.
UPDATE complaint SET state = 'verifying', reason = 'order number checked', updated_by = 'sun.li' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'awaiting_customer', reason = 'order number checked', updated_by = 'sun.li' WHERE id = 1;
SELECT e.seq, e.activity, e.actor, p.changes -> 'reason' AS reason
  FROM complaint_event e LEFT JOIN complaint_event_personal p USING (complaint_id, seq) WHERE e.seq > 2 ORDER BY e.seq;

-- The engine's columns may come back NULL, and all that it decided where the
-- program never read the row.
DELETE FROM entity;
INSERT INTO entity SELECT * FROM complaint;
UPDATE entity SET sheet_no = NULL, priority = NULL, due_at = NULL, sla_status = NULL, missing = NULL, contact_count = NULL,
    rules_version = NULL, issue_key = NULL, judged_by = NULL, head_hash = NULL, salt = NULL, event_count = NULL, updated_at = NULL, updated_by = NULL,
    merchant = '杯子专卖店';
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
UPDATE entity SET level = NULL;
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
-- ... and what they never held is refused, with the way to go.
UPDATE entity SET level = 'I', contact_count = 5;
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
SELECT merchant, sheet_no, updated_by, event_count FROM complaint;

-- Stamps of a framework are overwritten, times may lose what milliseconds cannot
-- hold, a version column may have been counted up.
DELETE FROM entity;
INSERT INTO entity SELECT * FROM complaint;
UPDATE entity SET title = '少了一只杯子', updated_at = '2001-01-01', event_count = event_count + 1,
    first_response_at = date_trunc('milliseconds', first_response_at), received_at = date_trunc('milliseconds', received_at);
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
SELECT title, updated_at > '2026-01-01' AS stamped_by_engine, event_count FROM complaint;

-- A copy that was read before others worked on the case: what the engine and
-- other people decided meanwhile stays, and the program is told.
DELETE FROM entity;
INSERT INTO entity SELECT * FROM complaint;
SET complaint_flow.actor = 'zheng.hua';
UPDATE complaint SET category = '3.1', owner = 'zheng.hua', reason = 'the merchant refuses' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'reached');
SET complaint_flow.actor = 'sun.li';
UPDATE entity SET merchant = '杯子店', first_response_at = date_trunc('milliseconds', first_response_at);
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
SELECT category, level, owner, merchant, contact_count FROM complaint;
SELECT seq, activity, actor, changes - 'judged_by' AS changes FROM complaint_event ORDER BY seq DESC LIMIT 1;
-- Who wants to lose nothing names the version.
UPDATE complaint SET merchant = '?' FROM entity e WHERE complaint.id = 1 AND complaint.event_count = e.event_count RETURNING complaint.merchant;
-- Not a copy of anything that was:
UPDATE entity SET level = 'I', contact_count = 77;
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
-- An empty list where there was none, as programs read it that know no NULL list.
DELETE FROM entity;
INSERT INTO entity SELECT * FROM complaint;
UPDATE entity SET urgent_reasons = '{}', missing = coalesce(missing, '{}'), risks = '{}', evidence = '{}', merchant = '杯子铺';
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
SELECT merchant, urgent_reasons IS NULL AS no_reasons, risks IS NULL AS no_risks FROM complaint;

-- A copy from before an erasure does not bring the texts back.
INSERT INTO customer (name) VALUES ('王小明') RETURNING id AS customer \gset
UPDATE complaint SET customer_id = :customer WHERE id = 1;
DELETE FROM entity;
INSERT INTO entity SELECT * FROM complaint;
RESET ROLE;
SELECT complaint_flow.erase_customer('support', :customer, 'asked for it', open_cases => true) AS erased;
SET ROLE regress_cf_app;
UPDATE complaint SET (:columns) = (SELECT :columns FROM entity) WHERE id = 1;
SELECT title FROM complaint;
RESET ROLE;
SELECT * FROM complaint_flow.verify_history('support');
DROP TABLE entity;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_app;
