-- Whatever constraints an owner adds to a table that holds personal data, the
-- error of a row that breaks one quotes nothing of the row: neither texts nor
-- the salt by which hashes of texts could be tried out.
\pset format unaligned
\pset tuples_only on
\i test/helper/support_desk.sql
\set ECHO all
SET client_min_messages = warning;
-- no rule stands between the writes and the constraints
UPDATE entry_rule SET active = false;
INSERT INTO customer (name) VALUES ('王小明');
INSERT INTO complaint (channel, received_by, customer_id, title, description) VALUES ('hotline', 'li.na', 1, '包裹少发一件', '少了一件');
INSERT INTO complaint (channel, received_by, title) VALUES ('hotline', 'li.na', '杯子漏水');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'out', 'hotline', 'update', 'reached', '说明了情况');
INSERT INTO work_order (complaint_id, department, task, recorded_by) VALUES (1, 'risk_control', '检查', 'li.na');
INSERT INTO handover (complaint_id, to_staff, reason, recorded_by) VALUES (1, 'sun.li', '请接手', 'li.na');
INSERT INTO remedy (complaint_id, kind, amount, recorded_by) VALUES (1, 'refund', 20, 'li.na');

-- A write of each table with the word SECRET in its texts; {x} takes in what a
-- test adds: a column and its value.
CREATE TABLE public.writes (table_name text, personal text, command text);
INSERT INTO writes VALUES
    ('customer', 'phone', 'INSERT INTO customer (name, phone, email, address{c}) VALUES (''SECRET'', ''SECRET'', ''SECRET'', ''SECRET''{v})'),
    ('customer', 'address', 'UPDATE customer SET name = ''SECRET'', phone = ''SECRET'', address = ''SECRET''{s}'),
    ('customer_change', 'changes', 'INSERT INTO customer_change (customer_id, recorded_at, db_role, columns, changes, hash{c}) VALUES (1, now(), ''x'', ''{phone}'', ''{"phone": ["SECRET", "SECRET"]}'', ''''{v})'),
    ('complaint', 'description', 'INSERT INTO complaint (channel, title, description, remedy_sought, occurred_place, evidence{c}) VALUES (''hotline'', ''SECRET'', ''SECRET'', ''SECRET'', ''SECRET'', ''{SECRET}''{v})'),
    ('complaint', 'title', 'UPDATE complaint SET title = ''SECRET'', description = ''SECRET'', updated_by = ''li.na''{s}'),
    ('contact', 'note', 'INSERT INTO contact (complaint_id, direction, channel, purpose, result, note{c}) VALUES (1, ''in'', ''hotline'', ''update'', ''reached'', ''SECRET''{v})'),
    ('assessment', 'note', 'INSERT INTO assessment (complaint_id, severity, note{c}) VALUES (1, ''low'', ''SECRET''{v})'),
    ('investigation', 'findings', 'INSERT INTO investigation (complaint_id, scope, methods, findings, proposal{c}) VALUES (1, ''SECRET'', ''SECRET'', ''SECRET'', ''SECRET''{v})'),
    ('evidence', 'description', 'INSERT INTO evidence (complaint_id, kind, reference, description{c}) VALUES (1, ''photo'', ''SECRET'', ''SECRET''{v})'),
    ('work_order', 'task', 'INSERT INTO work_order (complaint_id, department, task{c}) VALUES (1, ''technical'', ''SECRET''{v})'),
    ('work_order_answer', 'answer', 'INSERT INTO work_order_answer (work_order_id, result, answer, recorded_by{c}) VALUES ((SELECT max(id) FROM work_order), ''done'', ''SECRET'', ''feng.tao''{v})'),
    ('identity_check', 'note', 'INSERT INTO identity_check (complaint_id, method, result, note, recorded_by{c}) VALUES (1, ''call_back'', ''verified'', ''SECRET'', ''li.na''{v})'),
    ('account_action', 'reason', 'INSERT INTO account_action (complaint_id, action, account_ref, reason, recorded_by{c}) VALUES (1, ''freeze'', ''SECRET'', ''SECRET'', ''li.na''{v})'),
    ('handover', 'reason', 'INSERT INTO handover (complaint_id, to_staff, reason, recorded_by{c}) VALUES (2, ''sun.li'', ''SECRET'', ''li.na''{v})'),
    ('handover_answer', 'reason', 'INSERT INTO handover_answer (handover_id, accepted, reason, recorded_by{c}) VALUES ((SELECT max(id) FROM handover), false, ''SECRET'', ''sun.li''{v})'),
    ('satisfaction', 'comment', 'INSERT INTO satisfaction (complaint_id, score, comment{c}) VALUES (1, 3, ''SECRET''{v})'),
    ('remedy', 'description', 'INSERT INTO remedy (complaint_id, kind, amount, description, recorded_by{c}) VALUES (1, ''refund'', 10, ''SECRET'', ''li.na''{v})'),
    ('approval', 'reason', 'INSERT INTO approval (remedy_id, decision, reason, recorded_by{c}) VALUES ((SELECT max(id) FROM remedy), ''withdrawn'', ''SECRET'', ''li.na''{v})'),
    ('execution', 'reference', 'INSERT INTO execution (complaint_id, remedy_id, reference, recorded_by{c}) VALUES (1, (SELECT max(id) FROM remedy), ''SECRET'', ''li.na''{v})'),
    ('extension', 'reason', 'INSERT INTO extension (complaint_id, new_due_at, reason, recorded_by{c}) VALUES (1, now() + interval ''30 days'', ''SECRET'', ''li.na''{v})'),
    ('agreed_deadline', 'reason', 'INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason, recorded_by{c}) VALUES (1, now() + interval ''1 hour'', ''customer'', ''SECRET'', ''li.na''{v})'),
    ('conduct_finding', 'note', 'INSERT INTO conduct_finding (complaint_id, staff, kind, note{c}) VALUES (1, ''li.na'', (SELECT min(code) FROM finding_kind), ''SECRET''{v})'),
    ('coaching', 'note', 'INSERT INTO coaching (staff, topic, due_on, note{c}) VALUES (''li.na'', ''SECRET'', ''2100-01-01'', ''SECRET''{v})'),
    ('suggestion', 'body', 'INSERT INTO suggestion (source, body{c}) VALUES (''customer'', ''SECRET''{v})'),
    ('example', 'content', 'INSERT INTO example (content, category{c}) VALUES (''SECRET'', ''1.1''{v})'),
    ('absence', 'reason', 'INSERT INTO absence (staff, from_at, until_at, reason{c}) VALUES (''li.na'', now(), now() + interval ''1 day'', ''SECRET''{v})'),
    ('outbox', 'topic', 'INSERT INTO outbox (created_at, topic, dedup_key, content{c}) VALUES (now(), ''SECRET'', ''SECRET'', ''{"x": "SECRET"}''{v})'),
    ('erasure', 'reason', 'INSERT INTO erasure (at, db_role, customer_id, reason, cases{c}) VALUES (now(), ''x'', 1, ''SECRET'', 1{v})'),
    ('read_log', 'purpose', 'INSERT INTO read_log (at, complaint_id, db_role, purpose{c}) VALUES (now(), 1, ''x'', ''SECRET''{v})'),
    ('complaint_event_personal', 'changes', 'INSERT INTO complaint_event_personal (complaint_id, seq, changes{c}) VALUES (1, 99, ''{"x": "SECRET"}''{v})');
CREATE DOMAIN public.harmless AS text CHECK (VALUE !~ 'SECRET');
CREATE FUNCTION public.is_harmless(word text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT word !~ 'SECRET' $$;
-- {t}: the table, {p}: a personal column of it
CREATE TABLE public.additions (kind text, ddl text, column_name text, value text);
INSERT INTO additions VALUES
    ('CHECK', 'ALTER TABLE {t} ADD CONSTRAINT broken CHECK (({p})::text !~ ''SECRET'') NOT VALID'),
    ('CHECK with a function', 'ALTER TABLE {t} ADD CONSTRAINT broken CHECK (public.is_harmless(({p})::text)) NOT VALID'),
    ('CHECK that fails', 'ALTER TABLE {t} ADD CONSTRAINT broken CHECK (({p})::text::int > 0) NOT VALID'),
    ('CHECK of the whole row', 'ALTER TABLE {t} ADD CONSTRAINT broken CHECK (({t}.*)::text !~ ''SECRET'') NOT VALID'),
    ('CHECK of a generated column', 'ALTER TABLE {t} ADD COLUMN g text GENERATED ALWAYS AS (upper(({p})::text)) STORED, ADD CONSTRAINT broken CHECK (g !~ ''SECRET'') NOT VALID'),
    ('NOT NULL of a generated column', 'ALTER TABLE {t} ADD COLUMN g int NOT NULL GENERATED ALWAYS AS (CASE WHEN ({p})::text ~ ''SECRET'' THEN NULL ELSE 1 END) STORED'),
    ('generated column that fails', 'ALTER TABLE {t} ADD COLUMN g int GENERATED ALWAYS AS (CASE WHEN ({p})::text ~ ''SECRET'' THEN ({p})::text::int END) STORED');
INSERT INTO additions VALUES
    ('NOT NULL', 'ALTER TABLE {t} ADD COLUMN must int NOT NULL DEFAULT 1; ALTER TABLE {t} ALTER COLUMN must DROP DEFAULT', 'must', 'NULL'),
    ('domain', 'ALTER TABLE {t} ADD COLUMN word public.harmless', 'word', '''SECRET''');
CREATE FUNCTION public.said(ddl text, command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    code text;
    message text;
    detail text;
    hint text;
    context text;
BEGIN
    BEGIN
        EXECUTE ddl;
        EXECUTE command;
        RAISE EXCEPTION 'ACCEPTED';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
            hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
    END;
    -- the function's own statements are no part of what was said
    context := replace(replace(context, ddl, ''), command, '');
    RETURN concat(code, ' ', CASE WHEN detail ~ '^It (asks|is)' THEN message ELSE concat_ws(' | ', message, nullif(detail, '')) END,
        CASE WHEN replace(concat_ws('|', message, detail, hint, context), '!~ ''SECRET''', '') ~ 'SECRET(?!''::text)|\\x[0-9a-f]{32}|Failing row' THEN '   <-- QUOTES' END);
END
$$;
SELECT a.kind || ': ' || string_agg(DISTINCT replace(s.said, '"' || w.table_name || '"', '"..."'), E'\n    ' ORDER BY replace(s.said, '"' || w.table_name || '"', '"..."'))
           || '   (' || count(*) || ' writes)'
  FROM additions a CROSS JOIN writes w
  CROSS JOIN LATERAL said(replace(replace(a.ddl, '{t}', w.table_name), '{p}', w.personal),
      replace(replace(replace(w.command, '{c}', coalesce(', ' || a.column_name, '')), '{v}', coalesce(', ' || a.value, '')),
              '{s}', coalesce(', ' || a.column_name || ' = ' || a.value, ''))) AS s (said)
 GROUP BY a.kind ORDER BY a.kind COLLATE "C";
-- no table with personal columns is left out
SELECT table_name FROM personal_column EXCEPT SELECT table_name FROM writes ORDER BY 1;

-- What the engine writes by itself: the case after a contact, the rows that an
-- erasure empties.
SELECT said('ALTER TABLE complaint ADD CONSTRAINT broken CHECK (order_ref IS NOT NULL) NOT VALID',
    'INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, ''in'', ''hotline'', ''update'', ''reached'', ''SECRET'')');
SELECT said(format('ALTER TABLE %1$s ADD CONSTRAINT broken CHECK (%2$s IS NOT NULL) NOT VALID', t, c),
    'SELECT complaint_flow.erase_customer(''support'', 1, ''asked by letter'', true)')
  FROM (VALUES ('complaint', 'title'), ('customer', 'name'), ('contact', 'note')) AS v (t, c);

-- A row that is written into the wrong partition.
CREATE TABLE public.visitor (LIKE customer INCLUDING DEFAULTS) PARTITION BY LIST (tier);
CREATE TABLE public.visitor_vip PARTITION OF visitor FOR VALUES IN ('vip');
CREATE TRIGGER zzz_check BEFORE INSERT OR UPDATE ON visitor FOR EACH ROW EXECUTE FUNCTION complaint_flow.check_row('visitor');
SELECT said('SELECT 1', 'INSERT INTO visitor_vip (id, name, tier) VALUES (1, ''SECRET'', ''gold'')');
INSERT INTO visitor (id, name, tier) VALUES (2, 'SECRET', 'vip');
-- PostgreSQL looks for the partition before any trigger, and names the key alone
SELECT said('SELECT 1', 'INSERT INTO visitor (id, name, tier) VALUES (1, ''SECRET'', ''gold'')');
DROP TABLE public.visitor;
-- one whose partition cannot be told
CREATE TABLE public.visitor (LIKE customer INCLUDING DEFAULTS) PARTITION BY LIST ((phone::int));
CREATE TABLE public.visitor_1 PARTITION OF visitor FOR VALUES IN (1);
CREATE TRIGGER zzz_check BEFORE INSERT OR UPDATE ON visitor FOR EACH ROW EXECUTE FUNCTION complaint_flow.check_row('visitor');
SELECT said('SELECT 1', 'INSERT INTO visitor_1 (id, phone) VALUES (1, ''SECRET'')');
DROP TABLE public.visitor;

-- Keys.  ON CONFLICT may want them to be broken, so no trigger looks first: what
-- PostgreSQL says of them is changed on its way to the client and to the log.
\set ECHO none
-- tests of the pack share words
DELETE FROM example WHERE facts IS NOT NULL;
SELECT format('BEGIN; ALTER TABLE %I ADD CONSTRAINT one %s', table_name,
              format(CASE row_number() OVER (ORDER BY table_name COLLATE "C") % 3
                     WHEN 0 THEN 'UNIQUE (%I)'
                     WHEN 1 THEN 'EXCLUDE USING btree (%I WITH =)'
                     ELSE 'UNIQUE (%I) DEFERRABLE INITIALLY DEFERRED' END, personal)),
       write, write, 'COMMIT'
  FROM writes, LATERAL (SELECT replace(replace(command, '{c}', ''), '{v}', '') AS write) AS w
 WHERE command ~ '^INSERT' AND table_name !~ '_answer$|approval|execution|handover|extension'
 ORDER BY table_name COLLATE "C"
\gexec
\set ECHO all
CREATE TABLE public.known (phone text PRIMARY KEY);
BEGIN;
ALTER TABLE customer ADD FOREIGN KEY (phone) REFERENCES public.known;
INSERT INTO customer (phone) VALUES ('SECRET');
ROLLBACK;
DROP TABLE public.known;
-- the key of a customer to whom another table refers
BEGIN;
ALTER TABLE customer ADD UNIQUE (phone);
CREATE TABLE public.callback (phone text REFERENCES customer (phone));
INSERT INTO customer (phone) VALUES ('SECRET');
INSERT INTO callback VALUES ('SECRET');
UPDATE customer SET phone = NULL WHERE phone = 'SECRET';
ROLLBACK;

-- A CHECK may run SQL that writes into the table whose row is being checked.
ALTER TABLE customer ADD COLUMN letter text;
CREATE FUNCTION public.add_another() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('public.adding', true) IS DISTINCT FROM 'yes' THEN
        PERFORM set_config('public.adding', 'yes', true);
        INSERT INTO support.customer (name, letter) SELECT 'another', string_agg('long', ' ') FROM generate_series(1, 90000);
    END IF;
    RETURN 'added';
END $$;
ALTER TABLE customer ADD CONSTRAINT busy
    CHECK (query_to_xml('SELECT public.add_another()', true, true, '') IS NOT NULL AND (md5(letter) = md5('short')) = (name = 'first')) NOT VALID;
BEGIN;
INSERT INTO customer (name, letter) VALUES ('first', 'short');
SELECT name, length(letter) FROM customer WHERE letter IS NOT NULL ORDER BY name;
ROLLBACK;
BEGIN;
INSERT INTO customer (name, letter) VALUES ('first', 'other');
ROLLBACK;
DROP FUNCTION add_another();

SELECT complaint_flow.drop_desk('support', true);
DROP TABLE writes, additions;
DROP FUNCTION said(text, text), is_harmless(text);
DROP DOMAIN harmless;
