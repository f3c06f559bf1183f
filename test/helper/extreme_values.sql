\set ECHO none
-- For bad_input/extreme_values.sql: a desk where a bit of everything happened, a client
-- with every capacity, values at the ends of their types, and a look at all.
CREATE ROLE regress_cf_client;
SELECT complaint_flow.grant_desk('support', c, 'regress_cf_client') FROM unnest('{agent,supervisor,manager,messenger}'::text[]) AS c \g /dev/null
UPDATE staff SET database_role = 'regress_cf_client' WHERE code = 'zheng.hua';
ALTER TABLE complaint ADD own_numeric numeric, ADD own_int int, ADD own_bigint bigint, ADD own_float float8, ADD own_time timestamptz, ADD own_date date,
    ADD own_clock time, ADD own_interval interval, ADD own_json jsonb, ADD own_texts text[], ADD own_bytes bytea, ADD own_range tstzrange, ADD own_flag boolean;
UPDATE desk SET notify = true;
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (name, phone) VALUES ('Mrs Chen', '13800000007'), ('Mr Liu', '13800000008');
INSERT INTO complaint (received_at, channel, customer_id, merchant, product, order_ref, title, description, amount)
    SELECT now() - interval '2 days', 'hotline', 1 + n % 2, 'Jade Shop', 'lamp ' || n, 'JF' || n, '漏发', '包裹漏发了一件', 10 FROM generate_series(1, 5) AS n;
INSERT INTO identity_check (complaint_id, method, result) VALUES (1, 'call_back', 'verified');
UPDATE complaint SET state = 'verifying' WHERE id IN (1, 2);
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = 'seen' WHERE id IN (1, 2);
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'reached');
INSERT INTO work_order (id, complaint_id, department, task) VALUES (9001, 1, 'customer_service', 'x'), (9002, 2, 'customer_service', 'x');
INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (9002, 'done', 'x');
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (9003, 1, 'zheng.hua', 'x');
SET complaint_flow.actor = 'zheng.hua';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (9004, 1, 'refund', 5), (9005, 2, 'refund', 5);
INSERT INTO execution (remedy_id) VALUES (9005);
SET complaint_flow.actor = 'li.na';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (9006, 1, 'refund', 50000);
UPDATE complaint SET state = 'closed', reason = '已答复' WHERE id = 5;
SET complaint_flow.actor = 'sun.li';
INSERT INTO lesson (title, body, complaint_id) VALUES ('x', 'y', 1);
INSERT INTO suggestion (source, body) VALUES ('customer', 'x');
INSERT INTO training (topic, held_on) VALUES ('x', current_date - 10);
INSERT INTO training_participant (training_id, staff) VALUES (1, 'li.na');
INSERT INTO conduct_finding (staff, kind, complaint_id) VALUES ('li.na', 'attitude', 1);
INSERT INTO corrective_action (title, cause, owner, due_on) VALUES ('x', 'process', 'li.na', current_date);
INSERT INTO coaching (staff, topic, due_on) VALUES ('li.na', 'x', current_date);
INSERT INTO absence (staff, from_at, until_at) VALUES ('li.na', now() + interval '1 day', now() + interval '2 days');
RESET complaint_flow.actor;
SELECT complaint_flow.advance_sequences('support') \g /dev/null

CREATE TEMP TABLE template (table_name text, content jsonb);
INSERT INTO template VALUES
    ('customer', '{"name": "x"}'),
    ('complaint', '{"channel": "hotline", "title": "x", "customer_id": 1, "received_by": "li.na"}'),
    ('contact', '{"complaint_id": 1, "direction": "out", "channel": "hotline", "purpose": "update", "result": "reached"}'),
    ('contact', '{"complaint_id": 1, "direction": "in", "channel": "hotline", "purpose": "information", "result": "reached"}'),
    ('assessment', '{"complaint_id": 1, "severity": "low"}'),
    ('investigation', '{"complaint_id": 1, "cause": "process", "conclusion": "upheld"}'),
    ('evidence', '{"complaint_id": 1, "kind": "photo", "reference": "x"}'),
    ('work_order', '{"complaint_id": 1, "department": "risk_control", "task": "x"}'),
    ('work_order_answer', '{"work_order_id": 9001, "result": "done", "answer": "x"}'),
    ('response_team', '{"complaint_id": 1, "department": "risk_control"}'),
    ('identity_check', '{"complaint_id": 1, "method": "call_back", "result": "verified"}'),
    ('account_action', '{"complaint_id": 1, "action": "freeze", "reason": "x"}'),
    ('handover', '{"complaint_id": 2, "to_staff": "wang.fang", "reason": "x"}'),
    ('handover_answer', '{"handover_id": 9003, "accepted": false, "reason": "x"}'),
    ('satisfaction', '{"complaint_id": 5, "score": 3}'),
    ('remedy', '{"complaint_id": 1, "kind": "refund", "amount": 5}'),
    ('extension', '{"complaint_id": 1, "metric": "resolution", "reason": "x"}'),
    ('approval', '{"remedy_id": 9006, "decision": "approved"}'),
    ('execution', '{"remedy_id": 9004}'),
    ('delegation', '{"from_staff": "zheng.hua", "to_staff": "wu.gang", "reason": "x"}'),
    ('absence', '{"staff": "wang.fang", "from_at": "2026-12-01 10:00+08"}'),
    ('lesson', '{"title": "x", "body": "y"}'),
    ('suggestion', '{"source": "customer", "body": "y"}'),
    ('script_version', '{"script_id": 1, "body": "y"}'),
    ('conduct_finding', '{"staff": "li.na", "kind": "attitude", "complaint_id": 2}'),
    ('coaching', '{"staff": "li.na", "topic": "x", "due_on": "2026-12-01"}'),
    ('corrective_action', '{"title": "x", "cause": "process", "owner": "li.na", "due_on": "2026-12-01"}'),
    ('training', '{"topic": "x", "held_on": "2026-01-05"}'),
    ('keyword_set', '{"name": "own", "keywords": "{x}"}'),
    ('closing_bucket', '{"code": "own", "position": 9, "label": "x", "label_zh": "x"}'),
    ('classification_rule', '{"position": 1, "name": "own", "category": "1.2"}'),
    ('clock_rule', '{"position": 1, "name": "own", "metric": "own", "met_by": "{contact:*}", "target": "1 hour"}'),
    ('kpi_weight', '{"measure": "mean_score", "weight": 30, "at_worst": 1, "at_best": 5}'),
    ('calendar_day', '{"calendar": "work", "day": "2026-12-24", "kind": "closed"}');
UPDATE template SET content = content || jsonb_build_object('new_due_at', (SELECT max(due_at) + interval '1 day' FROM clock WHERE complaint_id = 1 AND metric = 'resolution')) WHERE table_name = 'extension';
UPDATE template SET content = content || jsonb_build_object('valid', tstzrange(now() - interval '1 hour', now() + interval '1 day')) WHERE table_name = 'delegation';
UPDATE template SET content = content || jsonb_build_object('calendar', (SELECT calendar FROM desk)) WHERE table_name = 'calendar_day';

-- NULL, and the ends of a type, as expressions
CREATE FUNCTION pg_temp.extremes(type text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT 'NULL'
    UNION ALL
    SELECT quote_literal(v) FROM unnest(CASE
        WHEN type = 'text' THEN ARRAY['', ' ', E'\u200b', E'\x01', '%', '0', 'NaN', 'null', '{}', '\', E'a\nb', 'x', repeat('x', 64)]
        WHEN type IN ('smallint', 'integer', 'bigint') THEN ARRAY['-32768', '-1', '0', '1', '32767'] || CASE WHEN type <> 'smallint' THEN ARRAY['-2147483648', '2147483647'] END
             || CASE WHEN type = 'bigint' THEN ARRAY['-9223372036854775808', '9223372036854775807'] END
        WHEN type LIKE 'numeric%' THEN '{NaN,Infinity,-Infinity,0,-1,0.000001,1e-1000,999999999999999.999999,1000000000000000,1e130000,-1e130000}'
        WHEN type = 'double precision' THEN '{NaN,Infinity,-Infinity,0,-0,1e308,1e-308}'
        WHEN type LIKE 'timestamp%' THEN '{-infinity,infinity,4713-01-01 00:00+00 BC,0001-01-01 00:00+00,1582-10-15 00:00+00,1900-01-01 00:00+00,2262-04-12 00:00+00,9999-12-31 23:59:59+00,294276-12-31 23:59:59+00}'
        WHEN type = 'date' THEN '{-infinity,infinity,4713-01-01 BC,0001-01-01,1900-01-01,9999-12-31,294276-12-31,5874897-12-31}'
        WHEN type LIKE 'time %' THEN '{00:00,24:00,23:59:59.999999}'
        WHEN type = 'interval' THEN '{0,-1 day,1 microsecond,1 mon -30 days,178000000 years,-178000000 years,2147483647 days,1 day}'
        WHEN type = 'boolean' THEN '{true,false}'
        WHEN type = 'text[]' THEN ARRAY['{}', '{NULL}', '{""}', '{a,NULL,b}', '{{a,b},{c,d}}', '[5:6]={a,b}']
        WHEN type = 'jsonb' THEN ARRAY['{}', '[]', 'null', E'"\u200b"', '1e130000', '{"a": [1, {"b": null}]}']
        WHEN type = 'bytea' THEN ARRAY['', '\x00', '\x' || repeat('00', 32)]
        WHEN type = 'tstzrange' THEN ARRAY['empty', '(,)', '[-infinity,infinity]', '["4713-01-01 00:00+00 BC","294276-12-31 00:00+00")', '[2026-01-01,2026-01-01]']
        WHEN type LIKE '%target' THEN '{0 minutes,1 minute,T+0,T+36525,36525 days,36525 business days,876600 hours,36525 working days}'
        ELSE '{}' END) AS v
    UNION ALL
    SELECT unnest(CASE type
        WHEN 'text' THEN ARRAY['repeat(''长'', 333)', 'repeat(''x'', 20000)', 'repeat(''x'', 1048577)']
        WHEN 'text[]' THEN ARRAY['array_fill(''a''::text, ''{1000}'')', 'array_fill(''a''::text, ''{100000}'')', 'ARRAY[repeat(''x'', 60000)]']
        WHEN 'jsonb' THEN ARRAY['repeat(''['', 5000) || repeat('']'', 5000)']
        WHEN 'bytea' THEN ARRAY['decode(repeat(''00'', 1048576), ''hex'')']
        ELSE '{}' END)
$$;

-- the client inserts a row, or changes one; NULL: it was accepted
CREATE FUNCTION pg_temp.write(table_name text, content jsonb, changed text, value text, row_no int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    names text;
    expressions text;
    key tid;
BEGIN
    IF content IS NOT NULL THEN
        SELECT string_agg(quote_ident(a.attname), ', '),
               string_agg(format('(%s)::%s', CASE WHEN a.attname = changed THEN value ELSE quote_nullable(content ->> a.attname) END, format_type(a.atttypid, a.atttypmod)), ', ')
          INTO names, expressions
          FROM pg_attribute a
         WHERE a.attrelid = table_name::regclass AND a.attnum > 0 AND (content ? a.attname OR a.attname = changed);
        PERFORM set_config('role', 'regress_cf_client', true);
        EXECUTE format('INSERT INTO %I (%s) VALUES (%s)', table_name, names, expressions);
    ELSE
        EXECUTE format('SELECT ctid FROM %I ORDER BY ctid OFFSET %s %% (SELECT count(*) FROM %1$I) LIMIT 1', table_name, row_no) INTO key;
        IF key IS NULL THEN
            RETURN 'no row';
        END IF;
        PERFORM set_config('role', 'regress_cf_client', true);
        EXECUTE format('UPDATE %I SET %I = (%s)::%s WHERE ctid = %L', table_name, changed, value,
                       (SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = table_name::regclass AND attname = changed), key);
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;
    PERFORM set_config('role', 'none', true);
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN format('%s %s', sqlstate, left(sqlerrm, 200));
END
$$;
CREATE FUNCTION pg_temp.tried(table_name text, content jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    answer := pg_temp.write(table_name, content, NULL, NULL, 0);
    RAISE EXCEPTION USING ERRCODE = 'UNDO0';
EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    RETURN answer;
END
$$;

-- what can no longer be read, run or written; NULL: nothing
CREATE TEMP TABLE look (no serial, statement text);
CREATE TEMP VIEW some_case AS SELECT id FROM complaint WHERE id <= 5 OR id % 10 = 0;
INSERT INTO look (statement)
    SELECT format('SELECT count(v::text) FROM support.%I v', c.relname) FROM pg_class c WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'v'
    UNION ALL SELECT unnest(ARRAY[
        'SELECT complaint_flow.run_clocks(''support'', now() + interval ''40 days'')',
        'SELECT complaint_flow.fold_kpi(''support'')', 'SELECT count(*) FROM complaint_flow.kpi_verify(''support'')',
        'SELECT complaint_flow.send_digests(''support'', now() + interval ''2 days'')', 'SELECT complaint_flow.purge_outbox(''support'')',
        'SELECT complaint_flow.report_departments(''support'', now() + interval ''40 days'')', 'SELECT complaint_flow.warn_calendar_end(''support'')',
        'SELECT complaint_flow.publish_history_digest(''support'')', 'SELECT complaint_flow.recompute_clocks(''support'', ''x'', false)',
        'SELECT count(complaint_flow.complaint_sheet(''support'', id)) FROM some_case', 'SELECT count(e) FROM some_case c, complaint_flow.explain_complaint(''support'', c.id) e',
        'SELECT count(e) FROM some_case c, complaint_flow.next_action(''support'', c.id) e', 'SELECT count(e) FROM complaint_flow.find_case(''support'', 1, ''漏发'') e',
        'SELECT count(e) FROM complaint_flow.similar_cases(''support'', 1) e', 'SELECT count(e) FROM some_case c, complaint_flow.allowed_transitions(''support'', c.id) e',
        'SELECT count(complaint_flow.complaint_as_of(''support'', id, now())) FROM some_case', 'SELECT count(e::text) FROM some_case c, complaint_flow.case_timeline(''support'', c.id) e',
        'SELECT complaint_flow.state_machine_mermaid(''support'', practice => true)', 'SELECT count(e) FROM complaint_flow.replay_log(''support'') e', 'SELECT count(e) FROM complaint_flow.read_outbox(''support'', 1000) e',
        'SELECT complaint_flow.claim(''support'', code) FROM staff WHERE code = ''wang.fang'' AND active',
        'UPDATE complaint SET merchant = ''shop '' || id WHERE id IN (SELECT id FROM some_case)',
        'INSERT INTO contact (complaint_id, direction, channel, purpose, result) SELECT id, ''in'', ''hotline'', ''information'', ''reached'' FROM some_case',
        'INSERT INTO complaint (channel, customer_id, received_by, title) VALUES (''hotline'', 1, ''li.na'', ''漏发'')',
        'INSERT INTO customer (name) VALUES (''x'')',
        'SELECT 1 / (count(*) = 0)::int FROM complaint_flow.verify_history(''support'')']);
CREATE FUNCTION pg_temp.broken() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
BEGIN
    FOR said IN SELECT statement FROM look ORDER BY no
    LOOP
        BEGIN
            EXECUTE said;
        EXCEPTION WHEN OTHERS THEN
            RETURN format('%s: %s %s', left(said, 90), sqlstate, left(sqlerrm, 120));
        END;
    END LOOP;
    RETURN NULL;
END
$$;

-- every column that the client may write, with every value; a table of which
-- one may write whole rows, and one of which rows are only changed
CREATE TEMP TABLE attempt AS
SELECT row_number() OVER (ORDER BY c.relname, a.attnum, w.content, e.k DESC) AS no, c.relname::text AS table_name, a.attname::text AS column_name, e.value, e.k::int AS k, w.content,
       EXISTS (SELECT FROM template t WHERE t.table_name = c.relname) AND c.relname NOT IN ('keyword_set', 'closing_bucket', 'classification_rule', 'clock_rule', 'kpi_weight', 'calendar_day') AS data
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  CROSS JOIN LATERAL (SELECT value, k FROM pg_temp.extremes(format_type(a.atttypid, a.atttypmod)) WITH ORDINALITY AS e (value, k)) e
  CROSS JOIN LATERAL (
       SELECT NULL::jsonb AS content WHERE has_column_privilege('regress_cf_client', c.oid, a.attnum, 'UPDATE')
       UNION ALL
       SELECT t.content FROM template t WHERE t.table_name = c.relname AND has_column_privilege('regress_cf_client', c.oid, a.attnum, 'INSERT')) w
 WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'r';
DELETE FROM attempt WHERE no % :one_in <> 0;

-- tries them all, looks, and takes it back
CREATE FUNCTION pg_temp.look_after(numbers bigint[], OUT accepted bigint[], OUT broke text) LANGUAGE plpgsql AS $$
DECLARE
    a record;
BEGIN
    accepted := '{}';
    FOR a IN SELECT * FROM attempt WHERE no = ANY (numbers) ORDER BY no
    LOOP
        IF pg_temp.write(a.table_name, a.content, a.column_name, a.value, a.k) IS NULL THEN
            accepted := accepted || a.no;
        END IF;
    END LOOP;
    broke := pg_temp.broken();
    RAISE EXCEPTION USING ERRCODE = 'UNDO0';
EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    NULL;
END
$$;
-- the same, and where something broke, which column's values did it
CREATE FUNCTION pg_temp.attempts(of_data boolean) RETURNS TABLE (what text, columns bigint, tries bigint, accepted bigint, broke text) LANGUAGE plpgsql AS $$
DECLARE
    part record;
    looked record;
BEGIN
    SELECT * INTO looked FROM pg_temp.look_after(ARRAY(SELECT no FROM attempt WHERE data = of_data));
    RETURN QUERY SELECT 'all', count(DISTINCT (a.table_name, a.column_name)), count(*), cardinality(looked.accepted)::bigint, looked.broke FROM attempt a WHERE a.data = of_data;
    IF looked.broke IS NULL THEN
        RETURN;
    END IF;
    FOR part IN SELECT a.table_name, a.column_name, array_agg(a.no) AS numbers FROM attempt a WHERE a.no = ANY (looked.accepted) GROUP BY 1, 2 ORDER BY 1, 2
    LOOP
        SELECT * INTO looked FROM pg_temp.look_after(part.numbers);
        IF looked.broke IS NOT NULL THEN
            RETURN QUERY SELECT format('%s.%s', part.table_name, part.column_name), 1::bigint, cardinality(part.numbers)::bigint, cardinality(looked.accepted)::bigint, looked.broke;
        END IF;
    END LOOP;
END
$$;
