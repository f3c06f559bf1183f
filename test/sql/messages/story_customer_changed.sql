-- Somebody corrects a customer's telephone number while messages wait: the
-- open cases say who did it, and the messages say that they are about to go to
-- another address than the one they were written for.
\i test/helper/support_desk.sql
\set ECHO all
\pset footer on
INSERT INTO customer (name, phone, email) VALUES ('王小明', '13800000001', 'wang@example.com'), ('赵敏', '13900000002', NULL);
INSERT INTO complaint (channel, received_by, customer_id, title) VALUES
    ('hotline', 'li.na', 1, '包裹少发一件'), ('hotline', 'wang.fang', 1, '杯子漏水'), ('hotline', 'li.na', 2, '发票抬头有误');
UPDATE complaint SET state = 'withdrawn', reason = '已补发', updated_by = 'wang.fang' WHERE id = 2;
-- what waits for the customer
SELECT complaint_id, topic, recipient, phone, address_changed_at IS NOT NULL AS changed
  FROM complaint_flow.render_messages('support', ARRAY(SELECT id FROM outbox WHERE audience = 'customer')) ORDER BY 1, 2;

-- wang.fang gives the customer another number
SET complaint_flow.actor = 'wang.fang';
UPDATE customer SET phone = '13800009999', language = 'zh' WHERE id = 1;
SELECT id, customer_id, recorded_by, columns, changes FROM customer_change;
SELECT complaint_id, seq, activity, actor, e.changes #> '{customer_change,0,columns}' AS columns,
       e.changes #>> '{customer_change,0,hash}' = h.hash::text AS same_hash, encode(h.hash, 'hex') = encode(sha256(h.salt || convert_to(h.changes::text, 'UTF8')), 'hex') AS right_hash
  FROM complaint_event e, customer_change h WHERE activity = 'customer_changed' ORDER BY 1, 2;
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') ORDER BY at DESC LIMIT 1;
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'zh') ORDER BY at DESC LIMIT 1;
-- the history holds no number in any place
SELECT count(*) FROM complaint_event_personal WHERE changes::text ~ '1380000';
SELECT count(*) FROM complaint_event WHERE changes::text ~ '1380000';
SELECT complaint_id, topic, recipient, phone, address_changed_at = (SELECT recorded_at FROM customer_change) AS changed
  FROM complaint_flow.render_messages('support', ARRAY(SELECT id FROM outbox WHERE audience = 'customer')) ORDER BY 1, 2;
-- what comes later is written for the new number
INSERT INTO outbox (created_at, complaint_id, topic, audience, dedup_key, content) VALUES (clock_timestamp(), 1, 'update', 'customer', 'test', '{}');
SELECT topic, phone, address_changed_at IS NOT NULL AS changed
  FROM complaint_flow.read_outbox('support', audience => 'customer') WHERE complaint_id = 1 ORDER BY id;
-- a case that is given to another customer redirects its messages too
UPDATE complaint SET customer_id = 2, reason = 'mixed up' WHERE id = 1;
SELECT topic, phone, address_changed_at IS NOT NULL AS changed
  FROM complaint_flow.render_messages('support', ARRAY(SELECT id FROM outbox WHERE audience = 'customer' AND complaint_id = 1)) ORDER BY id;
UPDATE complaint SET customer_id = 1, reason = 'it was right' WHERE id = 1;

-- no change of the address
UPDATE customer SET tier = 'gold', phone = phone WHERE id = 1;
SELECT count(*) FROM customer_change;
-- nobody writes or removes a change
UPDATE customer_change SET recorded_by = NULL;
DELETE FROM customer_change;
-- an import brings in what is past
SET complaint_flow.importing = on;
UPDATE customer SET address = '南京路 1 号' WHERE id = 1;
RESET complaint_flow.importing;
SELECT count(*) FROM customer_change;
SELECT * FROM complaint_flow.verify_history('support');

RESET complaint_flow.actor;
-- a case that somebody else had is told by the job, which goes round one that cannot be written
ALTER TABLE complaint ADD CONSTRAINT order_needed CHECK (order_ref IS NOT NULL) NOT VALID;
INSERT INTO waiting_change (complaint_id, change_id) VALUES (1, 1);
SELECT complaint_flow.run_clocks('support') IS NOT NULL AS ran;
SELECT kind, complaint_id, sqlstate, message FROM job_failure;
ALTER TABLE complaint DROP CONSTRAINT order_needed;
SELECT complaint_flow.run_clocks('support', now() + interval '10 minutes') IS NOT NULL AS ran;
SELECT count(*) FROM waiting_change;
SELECT count(*) FROM job_failure;
-- an erasure takes the numbers and the salt, and is no correction
SELECT complaint_flow.erase_customer('support', 1, 'asked by letter', open_cases => true);
SELECT id, columns, changes, salt, octet_length(hash) AS hash FROM customer_change;
SELECT activity, changes #> '{customer_change,0,columns}' AS columns FROM complaint_event WHERE complaint_id = 1 AND changes ? 'customer_change';
SELECT complaint_id, phone, email FROM complaint_flow.render_messages('support', ARRAY(SELECT id FROM outbox WHERE audience = 'customer' AND complaint_id < 3)) ORDER BY id;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
