-- Programs that name every column of a new row and send NULL for what nobody
-- filled in: it means the default, in every table that applications write.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'sun.li';
INSERT INTO complaint (id, received_at, channel, title, updated_at, event_count)
    VALUES (NULL, NULL, 'hotline', '包裹少了一件', '2001-01-01', 0);
SELECT id, received_at > now() - interval '1 minute' AS received_now, updated_at = received_at AS stamped, event_count FROM complaint;
INSERT INTO contact (id, complaint_id, direction, channel, purpose, contacted_at, result, created_at)
    VALUES (NULL, 1, 'out', 'hotline', 'update', NULL, 'reached', NULL)
    RETURNING id, contacted_at = created_at AS at_once;
INSERT INTO customer (id, name, created_at) VALUES (NULL, '王小明', NULL) RETURNING id, created_at > now() - interval '1 minute' AS made_now;
INSERT INTO work_order (id, complaint_id, department, task, recorded_at, status) VALUES (NULL, 1, 'technical', '找杯子', NULL, NULL)
    RETURNING id > 0 AS numbered, status, recorded_by;
INSERT INTO remedy (id, complaint_id, kind, amount, recorded_at, status, approvals) VALUES (NULL, 1, 'refund', 12.5, NULL, NULL, NULL)
    RETURNING status, approvals, amount;

-- Forms send an empty text for what they do not show.
INSERT INTO work_order (complaint_id, department, task, status) VALUES (1, 'technical', '再找杯子', '') RETURNING status;
INSERT INTO complaint (channel, title, state, level, owner, sla_status) VALUES ('app', 'from a form', '', '', '', '') RETURNING state, level, sla_status;

-- COPY with its word for NULL, MERGE, ON CONFLICT.
COPY complaint (received_at, channel, title) FROM stdin;
\N	app	copied
\.
MERGE INTO customer c USING (VALUES ('李四', NULL::timestamptz)) AS n (name, at) ON c.name = n.name
    WHEN NOT MATCHED THEN INSERT (name, created_at) VALUES (n.name, n.at);
INSERT INTO channel (code, label, label_zh, active) VALUES ('kiosk', 'kiosk', '自助终端', NULL)
    ON CONFLICT (code) DO UPDATE SET active = false;
SELECT active FROM channel WHERE code = 'kiosk';

-- Every column with a default that must have a value, in every table that a
-- capacity may insert into: NULL is taken for the default, or the table has no
-- engine trigger that would do it.
SELECT c.relname AS refuses_null, string_agg(a.attname, ', ' ORDER BY a.attnum)
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnotnull AND (a.atthasdef OR a.attidentity <> '')
 WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'r'
   AND c.relname IN (SELECT split_part(p.object, ' ', 2)
                       FROM unnest('{agent,supervisor,manager}'::text[]) AS capacity
                       CROSS JOIN complaint_flow.capacity_privileges(capacity) p
                      WHERE p.privileges ~ 'INSERT')
   AND NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid
                    WHERE t.tgrelid = c.oid AND (t.tgname = 'zzy_complete' OR f.proname IN ('decide_complaint', 'decide_contact', 'decide_entry')))
 GROUP BY c.relname;

-- Times that went through milliseconds are the ones that were there.
INSERT INTO lesson (title, body) VALUES ('杯子', '先问订单号') RETURNING id AS lesson \gset
SELECT string_agg(quote_ident(attname), ', ') AS columns,
       string_agg(CASE attname WHEN 'recorded_at' THEN 'date_trunc(''milliseconds'', recorded_at)' WHEN 'title' THEN quote_literal('杯子和碗') ELSE quote_ident(attname) END, ', ') AS values
  FROM pg_attribute WHERE attrelid = 'lesson'::regclass AND attnum > 0 AND attname <> 'id' \gset
SELECT recorded_at AS before FROM lesson WHERE id = :lesson \gset
UPDATE lesson SET (:columns) = ROW (:values) WHERE id = :lesson;
SELECT title, recorded_at = :'before' AS as_before FROM lesson WHERE id = :lesson;

-- Saved again without having been read: NULL where the row has a value by now.
UPDATE complaint SET (received_at, state, level, owner, category, event_count, title) = ROW (NULL, NULL, NULL, NULL, NULL, NULL, '包裹少了两件') WHERE id = 1;
SELECT title, state, level, owner, category, event_count FROM complaint WHERE id = 1;
SELECT string_agg(quote_ident(attname), ', ') AS columns, string_agg(CASE attname WHEN 'created_at' THEN 'NULL' WHEN 'phone' THEN quote_literal('13800000001') ELSE quote_ident(attname) END, ', ') AS values
  FROM pg_attribute WHERE attrelid = 'customer'::regclass AND attnum > 0 AND attname <> 'id' \gset
UPDATE customer SET (:columns) = ROW (:values) WHERE id = 1;
SELECT phone, created_at IS NOT NULL AS dated FROM customer WHERE id = 1;
-- Where a column may be NULL, and where nothing says that the row was not read,
-- NULL is what it says.
UPDATE complaint SET level = NULL WHERE id = 1;
UPDATE customer SET created_at = NULL WHERE id = 1;
UPDATE staff SET active = NULL WHERE code = 'li.na';
UPDATE complaint SET owner = NULL, reason = 'nobody has time' WHERE id = 1;
SELECT owner FROM complaint WHERE id = 1;

-- A target is text to a typed program.
SET search_path = support, complaint_flow, public;
PREPARE by_target (varchar) AS SELECT count(*) > 0 AS found FROM clock_rule WHERE target = $1;
EXECUTE by_target('T+7');
PREPARE set_target (text, varchar) AS UPDATE clock_rule SET target = $1, at_most = $2 WHERE id = (SELECT min(id) FROM clock_rule) RETURNING target, at_most;
EXECUTE set_target('2 business days', NULL);
EXECUTE set_target('soon', NULL);
PREPARE due (varchar, varchar, timestamptz, varchar) AS SELECT deadline($1, $2, $3, $4);
EXECUTE due('support', 'standard', '2026-03-02 10:00', 'T+2');
SET search_path = support, public;

-- Numbers that a program draws before it writes.
CREATE ROLE regress_cf_orm;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_orm');
RESET complaint_flow.actor;
SET ROLE regress_cf_orm;
SELECT nextval('complaint_id_seq') AS complaint, nextval('customer_id_seq') AS customer, nextval('contact_id_seq') AS contact, nextval('entry_id_seq') > 0 AS entry;
-- No role, no field: a refusal names what it is about.
DO $$
DECLARE
    code text;
    the_table text;
    the_column text;
BEGIN
    UPDATE complaint SET category = '3.1', reason = 'mine' WHERE id = 1;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, the_table = TABLE_NAME, the_column = COLUMN_NAME;
    RAISE INFO '% %.%', code, the_table, the_column;
END
$$;
RESET ROLE;
SELECT complaint_flow.revoke_desk('support', 'agent', 'regress_cf_orm');
DROP ROLE regress_cf_orm;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
