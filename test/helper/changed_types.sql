-- For test/t/040_changed_types.pl and 041_garbage.pl: a desk in full use, the changes that can be
-- made to its columns, what is then tried, and try(), which does one of them.
SET client_min_messages = warning;
SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
SET complaint_flow.actor = 'li.na';
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('wu.gang', 'Wu Gang', 'manager', 'customer_service', NULL),
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', 'wu.gang'),
    ('chen.jie', 'Chen Jie', 'senior_agent', 'customer_service', 'sun.li'),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li'),
    ('wang.fang', 'Wang Fang', 'agent', 'customer_service', 'sun.li'),
    ('feng.tao', 'Feng Tao', 'agent', 'risk_control', NULL);
UPDATE desk SET erasure_roles = erasure_roles || '{agent}';
UPDATE department SET liaison = 'feng.tao' WHERE code = 'risk_control';
INSERT INTO absence (staff, from_at, until_at, deputy) VALUES ('wang.fang', now(), now() + interval '1 day', 'li.na');
INSERT INTO customer (id, name, phone, email, tier)
    SELECT n, 'customer ' || n, '1380000' || n, n || '@example.com', NULL FROM generate_series(1, 5) n;
INSERT INTO complaint (id, customer_id, channel, received_by, title, category, merchant, order_ref, description)
    SELECT n, 1 + n % 5, 'hotline', 'li.na', 'case ' || n, '3.1', 'shop ' || n, 'A' || n, 'nothing came'
      FROM generate_series(1, 8) n;
SELECT complaint_flow.advance_sequences('support');
-- of one issue, which becomes a batch
INSERT INTO complaint (channel, received_by, title, category, merchant, product)
    SELECT 'app', 'li.na', 'the cup leaks', '1.1', 'hot shop', 'cup' FROM generate_series(1, 12);
UPDATE complaint SET owner = 'li.na', department = 'customer_service', reason = 'hers' WHERE id <= 8;
UPDATE complaint SET state = 'verifying' WHERE id <= 6;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = 'as told' WHERE id <= 4;
INSERT INTO investigation (complaint_id, cause, conclusion) SELECT id, 'process', 'upheld' FROM complaint WHERE id <= 4;
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    SELECT id, 'out', 'hotline', 'first_response', 'reached' FROM complaint WHERE id <= 6;
INSERT INTO work_order (id, complaint_id, department, task) VALUES (501, 1, 'risk_control', 'look'), (502, 2, 'risk_control', 'look');
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (501, 1, 'chen.jie', 'too much');
INSERT INTO extension (id, complaint_id, new_due_at, reason) VALUES (501, 2, now() + interval '50 days', 'waiting');
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (501, 1, 'refund', 5000), (502, 2, 'points', 10), (503, 3, 'points', 5);
INSERT INTO execution (remedy_id, reference) VALUES (503, 'paid');
INSERT INTO satisfaction (complaint_id, score, recorded_by) VALUES (4, 4, 'wang.fang');
INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'other', 'file:1');
SET complaint_flow.actor = 'sun.li';
INSERT INTO conduct_finding (id, complaint_id, staff, kind) VALUES (501, 1, 'li.na', 'attitude'), (502, 4, 'wang.fang', 'attitude');
INSERT INTO coaching (id, staff, finding_id, topic, due_on) VALUES (501, 'wang.fang', 502, 'calm', current_date + 7);
INSERT INTO lesson (id, title, body, complaint_id, category) VALUES (501, 'listen', 'first', 1, '2.2');
INSERT INTO delegation (id, from_staff, to_staff, valid, reason)
    VALUES (501, 'sun.li', 'chen.jie', tstzrange(now(), now() + interval '9 days'), 'holiday');
INSERT INTO script (id, code, language, title) VALUES (501, 'hello', 'en', 'Hello');
INSERT INTO script_version (script_id, body) VALUES (501, 'Hello, what can we do for you?');
INSERT INTO training (id, topic, held_on, trainer) VALUES (501, 'calm', current_date, 'wu.gang');
INSERT INTO training_participant VALUES (501, 'li.na');
SELECT complaint_flow.run_clocks('support');
SELECT complaint_flow.fold_kpi('support');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, next_contact_at)
    VALUES (5, 'out', 'hotline', 'update', 'reached', now() + interval '1 hour');

CREATE TYPE public.pair AS (number int, word text);
CREATE TABLE public.works (id int GENERATED ALWAYS AS IDENTITY, sql text NOT NULL, seldom boolean NOT NULL DEFAULT false);
CREATE TABLE public.changes (number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tab text, col text, kind text, change text);

-- what is tried
INSERT INTO public.works (sql) VALUES
    ($$INSERT INTO complaint (channel, received_by, title, customer_id, category, merchant, product, risks, amount, evidence)
       VALUES ('hotline', 'li.na', 'one', 1, '3.1', 'shop 1', 'x', '{}', 5, '{a}'), ('app', 'li.na', 'two', 2, '1.1', 'hot shop', 'cup', NULL, NULL, NULL)$$),
    ($$INSERT INTO complaint (channel, received_by, title, customer_id, category, merchant, description)
       VALUES ('hotline', 'li.na', 'again', 2, '3.1', 'shop 1', 'again nothing came')$$),
    ($$UPDATE complaint SET state = 'verifying' WHERE id = 7$$),
    ($$UPDATE complaint SET product = 'another', category = '1.1', reason = 'on second thought' WHERE id IN (1, 8)$$),
    ($$UPDATE complaint SET owner = 'wang.fang', reason = 'hers' WHERE id = 3$$),
    ($$UPDATE complaint SET state = 'withdrawn', reason = 'content' WHERE id = 6$$),
    ($$INSERT INTO contact (complaint_id, direction, channel, purpose, result, next_contact_at)
       VALUES (4, 'out', 'hotline', 'offer', 'reached', now() + interval '2 hours')$$),
    ($$INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (5, 'in', 'hotline', 'update', 'reached')$$),
    ($$INSERT INTO assessment (complaint_id, severity, safety) VALUES (1, 'high', true)$$),
    ($$INSERT INTO assessment (complaint_id) VALUES (1)$$),
    ($$INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (5, 'process', 'upheld')$$),
    ($$INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'other', 'file:2')$$),
    ($$INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'risk_control', 'do')$$),
    ($$INSERT INTO work_order_answer (work_order_id, result, answer, recorded_by) VALUES (501, 'done', 'seen', 'feng.tao')$$),
    ($$INSERT INTO response_team (complaint_id, department, staff, leads) VALUES (1, 'risk_control', 'feng.tao', true)$$),
    ($$INSERT INTO account_action (complaint_id, action, account_ref, reason) VALUES (1, 'freeze', 'a1', 'stolen')$$),
    ($$INSERT INTO handover (complaint_id, to_staff, reason) VALUES (2, 'chen.jie', 'busy')$$),
    ($$INSERT INTO handover_answer (handover_id, accepted, reason, recorded_by) VALUES (501, true, 'yes', 'chen.jie')$$),
    ($$INSERT INTO satisfaction (complaint_id, score, recorded_by) VALUES (4, 5, 'wang.fang')$$),
    ($$INSERT INTO remedy (complaint_id, kind, amount) VALUES (4, 'refund', 3000)$$),
    ($$INSERT INTO remedy (complaint_id, kind, amount) VALUES (4, 'points', 3)$$),
    ($$INSERT INTO approval (remedy_id, decision, recorded_by) VALUES (501, 'approved', 'chen.jie')$$),
    ($$INSERT INTO approval (extension_id, decision, recorded_by) VALUES (501, 'approved', 'sun.li')$$),
    ($$INSERT INTO approval (extension_id, decision, reason, recorded_by) VALUES (501, 'rejected', 'no', 'chen.jie')$$),
    ($$INSERT INTO execution (remedy_id, amount, reference) VALUES (502, NULL, 'paid')$$),
    ($$INSERT INTO extension (complaint_id, new_due_at, reason) VALUES (5, now() + interval '60 days', 'more')$$),
    ($$UPDATE incident SET owner = 'chen.jie', state = 'closed'$$),
    ($$INSERT INTO delegation (from_staff, to_staff, valid, reason, recorded_by)
       VALUES ('sun.li', 'chen.jie', tstzrange(now(), now() + interval '1 day'), 'away', 'sun.li')$$),
    ($$UPDATE delegation SET valid = tstzrange(lower(valid), now() + interval '1 day')$$),
    ($$INSERT INTO conduct_finding (complaint_id, staff, kind) VALUES (2, 'wang.fang', 'attitude')$$),
    ($$UPDATE conduct_finding SET note = 'seen' WHERE staff = 'wang.fang'$$),
    ($$INSERT INTO coaching (staff, topic, due_on) VALUES ('wang.fang', 'calm', current_date)$$),
    ($$UPDATE coaching SET note = 'well'$$),
    ($$UPDATE lesson SET body = 'always'$$),
    ($$INSERT INTO corrective_action (title, cause, owner, due_on) VALUES ('ask', 'process', 'chen.jie', current_date)$$),
    ($$INSERT INTO suggestion (source, suggested_by, body) VALUES ('staff', 'li.na', 'more chairs')$$),
    ($$UPDATE training SET note = 'well'$$),
    ($$INSERT INTO script_version (script_id, body) VALUES (501, 'Good day')$$);
-- the same, each after some changes only
INSERT INTO public.works (sql, seldom)
    SELECT sql, true FROM (VALUES
    ($$UPDATE desk SET title = 'x', repeat_window = '20 days'$$),
    ($$UPDATE staff SET grade = 3, manager = 'wu.gang' WHERE code = 'li.na'$$),
    ($$INSERT INTO staff (code, name, role, department) VALUES ('new', 'New', 'agent', 'customer_service')$$),
    ($$INSERT INTO absence (staff, from_at, until_at) VALUES ('li.na', now(), now() + interval '1 hour')$$),
    ($$UPDATE classification_rule SET condition = 'amount > 10', position = position + 1$$),
    ($$INSERT INTO classification_rule (position, name, condition, urgency) VALUES (900, 'big', 'amount > 100', 'urgent')$$),
    ($$UPDATE transition SET condition_hint = 'x'$$),
    ($$UPDATE clock_rule SET target = 'T+6' WHERE metric = 'resolution'$$),
    ($$UPDATE keyword_set SET keywords = keywords || '{cup}'$$),
    ($$UPDATE calendar_hours SET closes = closes - interval '5 minutes'$$),
    ($$INSERT INTO calendar_day (calendar, day, kind) SELECT name, current_date + 3, 'closed' FROM calendar$$),
    ($$UPDATE calendar SET time_zone = 'UTC'$$),
    ($$UPDATE state SET label = 'x' WHERE code = 'verifying'$$),
    ($$DELETE FROM channel WHERE code = 'letter'$$),
    ($$UPDATE authority SET approves = NOT approves$$),
    ($$UPDATE message_rule SET topic = topic$$),
    ($$INSERT INTO example (content, category, urgency) VALUES ('the cup leaks', '1.1', 'ordinary')$$),
    ($$UPDATE text_model SET active = NOT active$$),
    ($$UPDATE message_template SET body = body$$),
    ($$UPDATE outbox SET acked_at = now()$$),
    ($$INSERT INTO outbox (topic, dedup_key, content) VALUES ('x', 'x', '{}')$$),
    ($$UPDATE closing_bucket SET within = within$$),
    ($$INSERT INTO personal_column (table_name, column_name) VALUES ('evidence', 'description')$$)) AS policy (sql);
-- reading as a client does, with the output of every value
INSERT INTO public.works (sql, seldom)
    SELECT format('SELECT sum(length(x::text)) FROM %I x', relname), true FROM pg_class
     WHERE relnamespace = 'support'::regnamespace AND relkind = 'v' ORDER BY relname;
-- every function about a desk
INSERT INTO public.works (sql, seldom)
    SELECT format('SELECT sum(length(x::text)) FROM complaint_flow.%I(%s) x', f.proname,
                  (SELECT string_agg(coalesce(n.value, v.value, 'NULL::' || t.type::regtype), ', ' ORDER BY t.n)
                     FROM unnest(f.proargtypes, f.proargnames) WITH ORDINALITY AS t (type, name, n)
                     LEFT JOIN (VALUES ('calendar', $$'standard'$$), ('staff', $$'li.na'$$), ('who', $$'li.na'$$), ('keyword_set', $$'law_risk'$$), ('role', 'current_user'), ('capacity', $$'agent'$$),
                                       ('pack', $$'empty'$$), ('country', $$'CN'$$), ('part', $$'complaint'$$), ('condition', $$'amount > 1'$$),
                                       ('target', $$'category'$$)) AS n (name, value)
                       ON n.name = t.name
                     LEFT JOIN (VALUES ('name', $$'support'$$), ('bigint', '1::bigint'), ('integer', '10'), ('text', $$'en'$$), ('boolean', 'true'),
                                       ('bigint[]', $$'{1,2,3}'$$), ('text[]', $$'{a}'$$), ('timestamp with time zone', $$now() + interval '9 days'$$),
                                       ('date', 'current_date'), ('interval', $$interval '1 day'$$)) AS v (type, value)
                       ON v.type = t.type::regtype::text
                    WHERE t.type IS NOT NULL)),
           NOT (f.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
                OR f.proname IN ('run_clocks', 'fold_kpi', 'kpi_rebuild', 'erase_customer', 'claim', 'send_digests', 'explain_complaint'))
      FROM pg_proc f
     WHERE f.pronamespace = 'complaint_flow'::regnamespace AND f.prokind = 'f' AND f.prorettype <> 'trigger'::regtype
       AND f.proargtypes[0] = 'name'::regtype
       AND f.proname NOT IN ('create_desk', 'drop_desk', 'outside_dependents', 'mend_views', 'upgrade_desk')
     ORDER BY f.proname IN ('erase_customer', 'kpi_rebuild'), f.proname;

-- the changes
DO $$
DECLARE
    base regtype;
BEGIN
    FOR base IN SELECT DISTINCT atttypid::regtype FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                 WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
    LOOP
        EXECUTE format('CREATE DOMAIN public.%I AS %s', 'domain over ' || base, base);
    END LOOP;
END $$;
WITH type (name, random) AS (
    VALUES ('integer', '(random() * 2e9)::int'), ('bigint', '(random() * 1e18)::bigint'), ('text', 'md5(random()::text)'),
           ('bytea', $$decode(md5(random()::text), 'hex')$$), ('timestamp with time zone', $$now() + random() * interval '900 days'$$),
           ('numeric', 'random()::numeric'), ('boolean', 'random() < 0.5'), ('jsonb', 'to_jsonb(random())'),
           ('text[]', 'ARRAY[md5(random()::text)]'), ('public.pair', $$ROW((random() * 2e9)::int, 'x')::public.pair$$),
           (NULL, NULL)
), col AS (
    SELECT c.relname AS tab, a.attname AS col, quote_ident(a.attname) AS quoted, format_type(a.atttypid, NULL) AS type, a.attnotnull
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
)
INSERT INTO public.changes (tab, col, kind, change)
    SELECT tab, col, 'type', format('ALTER TABLE %1$I ALTER %2$s TYPE %3$s USING %4$s', tab, quoted, t.to_type,
        -- the values are kept where they can be
        CASE WHEN t.to_type LIKE '%domain over%' THEN quoted
             WHEN t.to_type = 'text' THEN quoted || '::text'
             WHEN t.to_type = 'bytea' THEN format($$convert_to(%s::text, 'UTF8')$$, quoted)
             WHEN t.to_type = 'jsonb' THEN format('to_jsonb(%s)', quoted)
             WHEN t.to_type = 'text[]' THEN format('ARRAY[%s::text]', quoted)
             WHEN col.type IN ('integer', 'bigint', 'numeric') AND t.to_type IN ('bigint', 'integer', 'numeric') THEN quoted || '::' || t.to_type
             ELSE t.random END)
      FROM col CROSS JOIN LATERAL (SELECT coalesce(type.name, format('public.%I', 'domain over ' || col.type)), type.random FROM type) AS t (to_type, random)
     WHERE t.to_type <> col.type
    UNION ALL
    SELECT tab, col, 'drop', format('ALTER TABLE %I DROP %s CASCADE', tab, quoted) FROM col
    UNION ALL
    SELECT tab, col, 'rename', format('ALTER TABLE %I RENAME %s TO gone', tab, quoted) FROM col
    UNION ALL
    -- behind all others
    SELECT tab, col, 'last', format('ALTER TABLE %1$I RENAME %2$s TO gone; ALTER TABLE %1$I ADD %2$s %3$s; UPDATE %1$I SET %2$s = gone; ALTER TABLE %1$I DROP gone CASCADE', tab, quoted, type) FROM col
    UNION ALL
    SELECT tab, col, 'generated', format('ALTER TABLE %1$I DROP %2$s CASCADE; ALTER TABLE %1$I ADD %2$s %3$s GENERATED ALWAYS AS (NULL::%3$s) STORED', tab, quoted, type) FROM col
    UNION ALL
    SELECT tab, col, 'null', format('ALTER TABLE %1$I ALTER %2$s DROP NOT NULL; UPDATE %1$I SET %2$s = NULL', tab, quoted) FROM col WHERE attnotnull
    UNION ALL
    -- after the engine has checked the row
    SELECT tab, col, 'nulls', format('CREATE TRIGGER zzzz BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION public.empty(%L)', tab, col) FROM col
    UNION ALL
    SELECT tab, NULL, 'table', format('ALTER TABLE %I RENAME TO gone', tab) FROM col GROUP BY tab
    UNION ALL
    SELECT tab, NULL, 'table', format('ALTER TABLE %1$I RENAME TO gone; CREATE VIEW %1$I AS SELECT * FROM gone', tab) FROM col GROUP BY tab
    UNION ALL
    SELECT tab, NULL, 'keys', NULL FROM col GROUP BY tab;
-- nothing: what the works give at a whole desk
INSERT INTO public.changes OVERRIDING SYSTEM VALUE VALUES (0, 'desk', NULL, 'none', 'SELECT');

CREATE FUNCTION public.empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], NULL));
END $$;

-- drops what hinders the change of a column: views and triggers, with "all"
-- also constraints, indexes and whatever else depends on it
CREATE FUNCTION public.loosen(tab name, col name, everything boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    rel regclass := format('support.%I', tab)::regclass;
    number int := (SELECT attnum FROM pg_attribute WHERE attrelid = rel AND attname = col);
    statement text;
BEGIN
    FOR statement IN
        SELECT format('DROP VIEW IF EXISTS %s CASCADE', r.ev_class::regclass) FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
         WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = rel AND d.classid = 'pg_rewrite'::regclass AND (everything OR d.refobjsubid = number)
        UNION
        SELECT format('DROP TRIGGER IF EXISTS %I ON %s', t.tgname, t.tgrelid::regclass) FROM pg_depend d JOIN pg_trigger t ON t.oid = d.objid
         WHERE d.refobjid = rel AND d.classid = 'pg_trigger'::regclass AND d.refobjsubid = number AND NOT t.tgisinternal
        UNION
        SELECT format('DROP POLICY %I ON %s', polname, rel) FROM pg_policy WHERE polrelid = rel
        UNION
        SELECT format('ALTER TABLE %s ALTER %I DROP IDENTITY IF EXISTS, ALTER %2$I DROP DEFAULT', rel, col)
        UNION
        SELECT format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', conrelid::regclass, conname) FROM pg_constraint
         WHERE everything AND contype <> 'n' AND (conrelid = rel AND number = ANY (conkey) OR confrelid = rel AND number = ANY (confkey))
        UNION
        SELECT format('DROP INDEX IF EXISTS %s CASCADE', indexrelid::regclass) FROM pg_index
         WHERE everything AND indrelid = rel AND (number = ANY (indkey) OR indpred IS NOT NULL OR indexprs IS NOT NULL)
        ORDER BY 1 DESC
    LOOP
        BEGIN
            EXECUTE statement;
        EXCEPTION WHEN undefined_object OR undefined_table OR dependent_objects_still_exist OR wrong_object_type OR feature_not_supported THEN NULL;
        END;
    END LOOP;
END $$;

CREATE FUNCTION public.make_change(c public.changes) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    IF c.kind = 'keys' THEN
        FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = format('support.%I', c.tab)::regclass AND contype IN ('p', 'u') LOOP
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I CASCADE', c.tab, name);
        END LOOP;
        FOR name IN SELECT indexrelid::regclass FROM pg_index WHERE indrelid = format('support.%I', c.tab)::regclass LOOP
            EXECUTE format('DROP INDEX %s', name);
        END LOOP;
        RETURN;
    END IF;
    SET LOCAL session_replication_role = replica;
    IF c.kind = 'nulls' THEN
        PERFORM public.loosen(c.tab, c.col, true);
        EXECUTE format('ALTER TABLE %I ALTER %I DROP NOT NULL', c.tab, c.col);
    END IF;
    IF c.kind IN ('none', 'drop', 'rename', 'last', 'generated', 'table', 'nulls') THEN
        EXECUTE c.change;
        RETURN;
    END IF;
    BEGIN
        PERFORM public.loosen(c.tab, c.col, false);
        EXECUTE c.change;
    EXCEPTION WHEN OTHERS THEN
        PERFORM public.loosen(c.tab, c.col, true);
        EXECUTE c.change;
    END;
END $$;

-- makes a change, tries all works, and takes everything back; how often each
-- SQLSTATE was met
CREATE FUNCTION public.try(number int) RETURNS text LANGUAGE plpgsql
    SET search_path = support, public SET client_min_messages = error AS $$
#variable_conflict use_variable
DECLARE
    c public.changes := (SELECT x FROM public.changes x WHERE x.number = number);
    work text;
    met text[] := '{}';
    noted text := '';
    chance int;
    refusals int := 0;
BEGIN
    BEGIN
        PERFORM public.make_change(c);
        SET LOCAL session_replication_role = origin;
        PERFORM set_config('complaint_flow.actor', 'li.na', true);
        FOR work, chance IN SELECT w.sql, abs(hashtext(number || ' ' || w.id)) % 10 FROM public.works w
                             WHERE NOT w.seldom OR hashtext(number || ' ' || w.id) % 10 = 0 ORDER BY w.id
        LOOP
            -- where the whole desk is refused, some works tell as much as all
            CONTINUE WHEN refusals > 8 AND chance > 1;
            BEGIN
                EXECUTE work;
                met := met || '00000'::text;
                refusals := 0;
            EXCEPTION WHEN OTHERS THEN
                met := met || SQLSTATE;
                refusals := refusals + CASE SQLSTATE WHEN 'KF010' THEN 1 ELSE 0 END;
                IF SQLSTATE LIKE 'XX%' OR current_setting('public.show', true) = 'all' THEN
                    noted := noted || format(' [%s: %s: %s]', SQLSTATE, left(regexp_replace(work, '\s+', ' ', 'g'), 60), left(SQLERRM, 120));
                END IF;
            END;
        END LOOP;
        RAISE SQLSTATE 'ZZ000';
    EXCEPTION
        WHEN SQLSTATE 'ZZ000' THEN NULL;
        WHEN OTHERS THEN RETURN 'refused: ' || SQLSTATE || ' ' || SQLERRM;
    END;
    RETURN (SELECT string_agg(m || '=' || n, ' ') FROM (SELECT m, count(*) AS n FROM unnest(met) m GROUP BY m ORDER BY m) x) || noted;
END $$;
