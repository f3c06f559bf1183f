\set ECHO none
-- Traps for whoever calls functions of complaint_flow over a desk whose owner,
-- regress_cf_evil, is hostile.  A planted piece of code calls evil.boo(number),
-- which takes a lock that outlives every rollback when it runs as anybody else.
CREATE ROLE regress_cf_evil;
CREATE ROLE regress_cf_other;
CREATE ROLE regress_cf_agent;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_cf_evil, regress_cf_other', current_database()); END $$;
GRANT CREATE ON SCHEMA public TO regress_cf_evil;

CREATE SCHEMA harness;
GRANT USAGE, CREATE ON SCHEMA harness TO PUBLIC;

-- what sprang: numbers of the pieces that ran as somebody else
CREATE FUNCTION harness.sprung() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    numbers text := (SELECT string_agg(DISTINCT objid::text, ' ' ORDER BY objid::text) FROM pg_locks
                      WHERE locktype = 'advisory' AND classid = 666 AND pid = pg_backend_pid());
BEGIN
    PERFORM pg_advisory_unlock_all();
    RETURN numbers;
END $$;

-- a value for an argument, by its name and type
CREATE FUNCTION harness.argument(name text, type regtype, desk text) RETURNS text
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN name = 'desk' AND type = 'regclass'::regtype THEN format('%L::regclass', format('%I.desk', desk))
        WHEN name = 'desk' THEN format('%L::name', desk)
        ELSE coalesce(format('%L::%s', coalesce(
            '{"role": "regress_cf_agent", "capacity": "agent", "verb": "GRANT", "language": "en", "country": "US",
              "calendar": "standard", "pack": "standard", "time_zone": "UTC", "state": "received", "table_name": "classification_rule",
              "purpose": "update", "channel": "hotline", "codes": "state", "code": "received", "column_name": "owner", "activity": "received",
              "condition": "title = ''x''", "attribute": "category", "entry_table": "work_order", "job": "fold_kpi", "sums": "kpi_day_sum",
              "keyword_set": "security", "agent": "li.na", "audience": "role agent", "relation": "complaint", "view": "event_log", "actor": "li.na",
              "name": "made_by_test", "from_year": "2026", "to_year": "2026"}'::jsonb ->> name,
            '{"bigint": "1", "integer": "1", "bigint[]": "{1}", "text": "x", "text[]": "{x}", "jsonb": "{}", "boolean": "true", "name": "x",
              "timestamp with time zone": "now", "date": "2026-03-02", "interval": "1 day",
              "complaint_flow.target": "3 hours"}'::jsonb ->> type::text), type), 'NULL::' || type)
        END
$$;

-- every function of the extension that the role in use may call; create_desk takes
-- long and reads no other desk
CREATE FUNCTION harness.calls(desk text, with_new_desk boolean) RETURNS TABLE (called text, statement text)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.oid::regprocedure::text,
           format(CASE p.prokind WHEN 'a' THEN 'SELECT %s(%s)' ELSE 'SELECT * FROM %s(%s)' END,
                  p.oid::regproc, (SELECT string_agg(harness.argument(p.proargnames[n], p.proargtypes[n - 1], desk), ', ' ORDER BY n)
                                     FROM generate_series(1, p.pronargs) AS n))
      FROM pg_proc p
     WHERE p.pronamespace = 'complaint_flow'::regnamespace AND p.prokind IN ('f', 'a')
       AND p.prorettype NOT IN ('trigger'::regtype)
       AND NOT 'internal'::regtype = ANY (p.proargtypes) AND NOT 'cstring'::regtype = ANY (p.proargtypes)
       AND (with_new_desk OR p.proname <> 'create_desk')
       AND has_function_privilege(p.oid, 'EXECUTE')
     -- what destroys comes last
     ORDER BY p.proname LIKE 'drop\_%', p.oid::regprocedure::text COLLATE "C"
$$;

-- Calls them all, each undone; then makes triggers that wait fire, as the end
-- of a transaction would.  Returns what sprang.
CREATE FUNCTION harness.call_all(desk text, with_new_desk boolean, OUT failed text[], OUT answered int, OUT refused int)
LANGUAGE plpgsql AS $$
DECLARE
    one record;
    numbers text;
BEGIN
    answered := 0;
    refused := 0;
    FOR one IN SELECT * FROM harness.calls(desk, with_new_desk)
    LOOP
        BEGIN
            PERFORM pg_catalog.set_config('search_path', 'evil, public, pg_temp, pg_catalog', true);
            EXECUTE one.statement;
            SET CONSTRAINTS ALL IMMEDIATE;
            RAISE EXCEPTION USING ERRCODE = 'P0999';
        EXCEPTION WHEN SQLSTATE 'P0999' THEN
            answered := answered OPERATOR(pg_catalog.+) 1;
        WHEN OTHERS THEN
            refused := refused OPERATOR(pg_catalog.+) 1;
            RAISE DEBUG 'refused: % % %', one.called, SQLSTATE, SQLERRM;
        END;
        PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        numbers := harness.sprung();
        IF numbers IS NOT NULL THEN
            failed := failed || format('%s: %s', one.called, numbers);
        END IF;
    END LOOP;
END $$;

-- the same as superuser, as the owner of another desk, and as an agent
CREATE FUNCTION harness.attack(with_new_desk boolean DEFAULT false)
RETURNS TABLE (caller text, sprang text[], enough_answered boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    done record;
BEGIN
    FOREACH caller IN ARRAY ARRAY['none', 'regress_cf_other', 'regress_cf_agent']
    LOOP
        EXECUTE format('SET LOCAL ROLE %I', caller);
        SELECT * INTO done FROM harness.call_all('evil', with_new_desk);
        RESET ROLE;
        RAISE DEBUG '%: % answered, % refused', caller, done.answered, done.refused;
        sprang := done.failed;
        enough_answered := done.answered > 60;
        RETURN NEXT;
    END LOOP;
END $$;

-- runs a statement on every relation of a kind; one that cannot be is passed over
CREATE FUNCTION harness.plant_on(kind "char", statement text) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    planted int := 0;
BEGIN
    FOR part IN SELECT oid, relname, row_number() OVER (ORDER BY relname) AS n
                  FROM pg_class WHERE relnamespace = 'evil'::regnamespace AND relkind = kind ORDER BY relname
    LOOP
        BEGIN
            EXECUTE format(statement, part.relname, part.n, CASE WHEN kind = 'v' THEN rtrim(pg_get_viewdef(part.oid), ';') END);
            planted := planted + 1;
        EXCEPTION WHEN OTHERS THEN
            RAISE DEBUG '%: %', part.relname, SQLERRM;
        END;
    END LOOP;
    RETURN planted;
END $$;

SET client_min_messages = warning;
SET ROLE regress_cf_other;
SELECT FROM complaint_flow.create_desk('honest');
RESET ROLE;

-- A desk of the hostile owner with something in every corner, on which others
-- may do everything.
CREATE FUNCTION harness.make_desk() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    part text;
BEGIN
    SET LOCAL ROLE regress_cf_evil;
    PERFORM complaint_flow.create_desk('evil');
    SET LOCAL search_path = evil, public;
    CREATE FUNCTION evil.boo(piece int) RETURNS boolean LANGUAGE plpgsql AS $boo$
    BEGIN
        IF current_user OPERATOR(pg_catalog.<>) 'regress_cf_evil'::pg_catalog.name THEN
            PERFORM pg_catalog.pg_advisory_lock(666, piece);
        END IF;
        RETURN true;
    END $boo$;
    INSERT INTO staff (code, name, role, department, database_role, speaks_for_others) VALUES
        ('li.na', 'Li Na', 'agent', 'customer_service', 'regress_cf_agent', false),
        ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL, false),
        ('boss', 'Boss', 'manager', 'customer_service', 'regress_cf_evil', true);
    INSERT INTO customer (id, name, phone) VALUES (1, 'Wang', '13800000000');
    PERFORM set_config('complaint_flow.actor', 'li.na', true);
    INSERT INTO complaint (id, received_at, channel, customer_id, title, description, order_ref)
        VALUES (1, now() - interval '2 hours', 'hotline', 1, 'cup leaks', 'leaks after one use', 'A1'),
               (2, now() - interval '1 hour', 'hotline', NULL, 'lamp dark', 'does not shine', 'A2'),
               (3, now() - interval '1 hour', 'hotline', NULL, 'cup leaks too', 'leaks', 'A3');
    INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'out', 'hotline', 'first_response', 'reached', 'said sorry');
    INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'technical', 'look at the cup');
    INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'other', 'photo');
    UPDATE complaint SET state = 'closed', reason = 'settled' WHERE id = 3;
    PERFORM set_config('complaint_flow.actor', 'sun.li', true);
    UPDATE complaint SET owner = NULL, handler_role = 'agent', department = NULL, reason = 'who is free' WHERE id = 2;
    PERFORM set_config('complaint_flow.actor', '', true);
    CREATE FUNCTION evil.spring() RETURNS trigger LANGUAGE plpgsql AS $spring$
    BEGIN
        PERFORM evil.boo(1);
        RETURN coalesce(new, old);
    END $spring$;
    CREATE FUNCTION evil.always(piece int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $always$
    BEGIN
        PERFORM evil.boo(piece);
        RETURN 1;
    END $always$;
    GRANT ALL ON SCHEMA evil TO PUBLIC;
    GRANT ALL ON ALL TABLES IN SCHEMA evil TO PUBLIC;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA evil TO PUBLIC;
    PERFORM complaint_flow.fold_kpi('evil');
    RESET ROLE;
END $$;
