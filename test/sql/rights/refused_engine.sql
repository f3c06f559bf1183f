-- Ways past the engine: its columns, its tables, its triggers, and other statements
-- than INSERT and UPDATE.
SET client_min_messages = warning;
\i test/helper/logins_desk.sql
\set ECHO all

INSERT INTO tries (who, attempt, statement) VALUES
    ('li.na', 'set the priority',
     $$UPDATE complaint SET priority = 1 WHERE id = 3$$),
    ('li.na', 'set the sheet number',
     $$INSERT INTO complaint (channel, title, sheet_no) VALUES ('hotline', 'x', 'A1')$$),
    ('li.na', 'mark as imported',
     $$INSERT INTO complaint (channel, title, imported_at) VALUES ('hotline', 'x', now())$$),
    ('li.na', 'import',
     $$SET LOCAL complaint_flow.importing = on; INSERT INTO complaint (channel, title, state) VALUES ('hotline', 'x', 'closed')$$),
    ('li.na', 'another number',
     $$UPDATE complaint SET id = 999 WHERE id = 3$$),
    ('li.na', 'the rule of an order',
     $$INSERT INTO work_order (complaint_id, department, task, rule_id) VALUES (3, 'legal', 'x', 1)$$),
    ('li.na', 'delete a case',
     $$DELETE FROM complaint WHERE id = 3$$),
    ('li.na', 'truncate',
     $$TRUNCATE complaint CASCADE$$),
    ('li.na', 'an event',
     $$INSERT INTO complaint_event (complaint_id, seq, at, activity, db_role, hash) VALUES (3, 99, now(), 'x', 'x', 'x')$$),
    ('li.na', 'edit the history',
     $$UPDATE complaint_event SET actor = 'zhou.min'$$),
    ('li.na', 'delete history',
     $$DELETE FROM complaint_event$$),
    ('li.na', 'a clock',
     $$UPDATE clock SET due_at = now() + interval '1 year'$$),
    ('li.na', 'the queue',
     $$DELETE FROM queue$$),
    ('li.na', 'a message',
     $$INSERT INTO outbox (created_at, topic, dedup_key, content) VALUES (now(), 'x', 'x', '{}')$$),
    ('li.na', 'an incident',
     $$INSERT INTO incident (issue_key, day, declared_at) VALUES ('x', '2026-01-01', now())$$),
    ('zhou.min', 'the counter of an issue',
     $$UPDATE issue_count SET count = 0$$),
    ('li.na', 'the history of rules',
     $$DELETE FROM rule_history$$),
    ('owner', 'the owner deletes a case',
     $$DELETE FROM complaint WHERE id = 3$$),
    ('owner', 'the owner truncates',
     $$TRUNCATE complaint CASCADE$$),
    ('owner', 'the owner edits an entry',
     $$UPDATE satisfaction SET score = 5$$),
    ('owner', 'the owner edits the history',
     $$UPDATE complaint_event SET actor = 'zhou.min'$$),
    ('owner', 'the owner sets a status',
     $$UPDATE handover SET status = 'accepted'$$),
    ('li.na', 'disable the triggers',
     $$ALTER TABLE complaint DISABLE TRIGGER ALL$$),
    ('li.na', 'drop a trigger',
     $$DROP TRIGGER zzz_decide ON complaint$$),
    ('li.na', 'become a replica',
     $$SET LOCAL session_replication_role = replica$$),
    ('owner', 'become a replica, as owner',
     $$SET LOCAL session_replication_role = replica$$),
    ('li.na', 'a trigger of ones own',
     $$CREATE TRIGGER mine BEFORE INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()$$),
    ('li.na', 'a column of ones own',
     $$ALTER TABLE complaint ADD COLUMN mine text$$),
    ('li.na', 'call a trigger function',
     $$SELECT complaint_flow.record_entry()$$),
    ('li.na', 'MERGE, to close',
     $$MERGE INTO complaint c USING (VALUES (8)) v (id) ON c.id = v.id WHEN MATCHED THEN UPDATE SET state = 'closed'$$),
    ('li.na', 'MERGE, to delete',
     $$MERGE INTO complaint c USING (VALUES (8)) v (id) ON c.id = v.id WHEN MATCHED THEN DELETE$$),
    ('li.na', 'MERGE, to insert a closed one',
     $$MERGE INTO complaint c USING (VALUES (98)) v (id) ON c.id = v.id WHEN NOT MATCHED THEN INSERT (id, channel, title, state) VALUES (98, 'hotline', 'x', 'closed')$$),
    ('li.na', 'ON CONFLICT DO UPDATE, a case',
     $$INSERT INTO complaint (id, channel, title) VALUES (8, 'hotline', 'x') ON CONFLICT (id) DO UPDATE SET state = 'closed'$$),
    ('li.na', 'ON CONFLICT DO UPDATE, an entry',
     $$INSERT INTO evidence (id, complaint_id, kind, reference) VALUES (121, 3, 'photo', 'y') ON CONFLICT (id) DO UPDATE SET reference = 'y'$$),
    ('owner', 'ON CONFLICT DO UPDATE, an entry, as owner',
     $$INSERT INTO evidence (id, complaint_id, kind, reference) VALUES (121, 3, 'photo', 'y') ON CONFLICT (id) DO UPDATE SET reference = 'y'$$),
    ('li.na', 'through a view',
     $$CREATE TEMP VIEW v AS SELECT * FROM complaint; UPDATE v SET state = 'closed' WHERE id = 8$$),
    ('owner', 'through a rule on a view',
     $$CREATE TEMP VIEW v AS SELECT * FROM complaint; CREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM complaint WHERE id = old.id; DELETE FROM v WHERE id = 3$$),
    ('owner', 'through a foreign key that cascades',
     $$CREATE TABLE company (id bigint PRIMARY KEY); INSERT INTO company VALUES (1); ALTER TABLE complaint ADD company bigint REFERENCES company ON DELETE CASCADE; UPDATE complaint SET company = 1 WHERE id = 3; DELETE FROM company$$),
    ('li.na', 'delete the customer',
     $$DELETE FROM customer$$),
    ('owner', 'delete the customer, as owner',
     $$DELETE FROM customer$$),
    ('li.na', 'a cursor',
     $$DO $d$ DECLARE c CURSOR FOR SELECT * FROM complaint WHERE id = 8 FOR UPDATE; r record; BEGIN OPEN c; FETCH c INTO r; UPDATE complaint SET state = 'closed' WHERE CURRENT OF c; END $d$; $$),
    ('li.na', 'as a function of the owners rights',
     $$CREATE FUNCTION pg_temp.f() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM support.complaint'; SELECT pg_temp.f()$$),
    ('li.na', 'a table of the same name',
     $$CREATE TABLE support.complaint_event (LIKE complaint_event)$$);

\i test/helper/tries.sql
-- COPY goes the same way
SET ROLE "regress_cf_li.na";
\set VERBOSITY terse
COPY complaint (channel, title, state) FROM stdin;
hotline	x	closed
\.
COPY satisfaction (complaint_id, score) FROM stdin;
8	6
\.
\copy complaint_event (complaint_id, seq) FROM '/dev/null'
RESET ROLE;
\i test/helper/drop_logins_desk.sql
