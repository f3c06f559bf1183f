-- Whoever calls a function of complaint_flow over somebody else's desk runs
-- nothing of that desk's owner with own rights, whatever the owner planted.
SET TimeZone = 'Asia/Shanghai';
SET DateStyle = 'ISO, YMD';
\set SHOW_CONTEXT never
\getenv here PG_ABS_SRCDIR
\set hostile :here '/helper/hostile_desk.sql'
\set ECHO none
\i :hostile
\set ECHO all

-- 1. Operators and functions that fit better than those of the system, in the
-- desk's schema, in public and among the temporary objects: each does what the
-- system's does.
SELECT harness.make_desk();
CREATE FUNCTION harness.known_types() RETURNS oidvector LANGUAGE sql AS $$
    SELECT string_agg(t::regtype::oid::text, ' ')::oidvector
      FROM unnest('{text,name,int4,int8,bool,timestamptz,timestamp,date,interval,jsonb,numeric,bytea,oid,regclass,text[],int8[]}'::text[]) AS t
$$;
CREATE FUNCTION harness.plant(place text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    one record;
    n int := 0;
BEGIN
    FOR one IN
        SELECT o.oprname AS name, o.oprleft::regtype AS l, o.oprright::regtype AS r, o.oprresult::regtype AS result
          FROM pg_operator o
         WHERE o.oprnamespace = 'pg_catalog'::regnamespace
           AND o.oprleft = ANY (harness.known_types()) AND o.oprright = ANY (harness.known_types()) AND o.oprresult = ANY (harness.known_types())
    LOOP
        n := n + 1;
        EXECUTE format('CREATE FUNCTION %I.op_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS $f$ BEGIN PERFORM evil.boo(%s); RETURN $1 OPERATOR(pg_catalog.%s) $2; END $f$',
                       place, n, one.l, one.r, one.result, n, one.name);
        EXECUTE format('CREATE OPERATOR %I.%s (FUNCTION = %I.op_%s, LEFTARG = %s, RIGHTARG = %s)', place, one.name, place, n, one.l, one.r);
    END LOOP;
    FOR one IN
        SELECT p.proname AS name, p.prorettype::regtype AS result, p.proretset,
               (SELECT string_agg(t::regtype::text, ', ' ORDER BY i) FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, i)) AS types,
               (SELECT string_agg('$' || i, ', ') FROM generate_series(1, p.pronargs) AS i) AS arguments
          FROM pg_proc p
         WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.provariadic = 0 AND NOT p.proretset
           AND p.prorettype = ANY (harness.known_types())
           AND p.proargtypes::oid[] <@ harness.known_types()::oid[] AND p.pronargs BETWEEN 1 AND 5
        UNION ALL
        -- those that take anything
        SELECT f.name, f.result::regtype, false, t.types, t.arguments
          FROM (VALUES ('format', 'text'), ('concat', 'text'), ('concat_ws', 'text'), ('num_nonnulls', 'int4'),
                       ('jsonb_build_object', 'jsonb')) AS f (name, result)
          CROSS JOIN (VALUES ('text', '$1'), ('text, text', '$1, $2'), ('text, name', '$1, $2'), ('text, text, text', '$1, $2, $3'),
                             ('text, text, text, text', '$1, $2, $3, $4')) AS t (types, arguments)
    LOOP
        CONTINUE WHEN to_regprocedure(format('%I.%I(%s)', place, one.name, one.types)) IS NOT NULL;
        n := n + 1;
        EXECUTE format('CREATE FUNCTION %I.%I(%s) RETURNS %s LANGUAGE plpgsql AS $f$ BEGIN PERFORM evil.boo(%s); RETURN pg_catalog.%I(%s); END $f$',
                       place, one.name, one.types, one.result, n, one.name, one.arguments);
    END LOOP;
    EXECUTE format('CREATE FUNCTION %I.step(text, text) RETURNS text LANGUAGE plpgsql AS $f$ BEGIN PERFORM evil.boo(9999); RETURN $2; END $f$', place);
    EXECUTE format('CREATE AGGREGATE %I.max(text) (SFUNC = %I.step, STYPE = text)', place, place);
    EXECUTE format('CREATE AGGREGATE %I.min(text) (SFUNC = %I.step, STYPE = text)', place, place);
    RETURN n;
END $$;
SET ROLE regress_cf_evil;
SELECT harness.plant('evil') > 1000 AS planted;
SELECT harness.plant('public') > 1000 AS planted;
CREATE TEMP TABLE desk (engine_version text, pack text, title text);
CREATE TYPE evil.target AS (x text);
CREATE TYPE evil.histogram AS (x text);
RESET ROLE;
-- the traps do spring
SET search_path = evil, public, pg_temp, pg_catalog;
SELECT lower('A' || 'B');
RESET search_path;
SELECT harness.sprung() IS NOT NULL AS sprang;
SELECT caller, sprang, answered, refused FROM harness.attack('evil');
SET ROLE regress_cf_evil;
DROP TABLE pg_temp.desk;
SET client_min_messages = error;
DROP SCHEMA evil CASCADE;
SET client_min_messages = warning;
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT p.oid::regprocedure AS f FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = 'regress_cf_evil'::regrole AND p.prokind = 'f'
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', one.f);
    END LOOP;
END $$;
RESET ROLE;

-- 2. Triggers on every table, for everything, and rules on those that only
-- the engine writes; what they put off is refused.
SELECT harness.make_desk();
SET ROLE regress_cf_evil;
CREATE FUNCTION evil.spring() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM evil.boo(1);
    RETURN coalesce(new, old);
END $$;
CREATE FUNCTION harness.on_tables(statement text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    part text;
    n int := 0;
BEGIN
    FOR part IN SELECT relname FROM pg_class WHERE relnamespace = 'evil'::regnamespace AND relkind = 'r' ORDER BY relname
    LOOP
        n := n + 1;
        BEGIN
            EXECUTE format(statement, part);
        EXCEPTION WHEN OTHERS THEN
            RAISE DEBUG '% %', part, SQLERRM;
            n := n - 1;
        END;
    END LOOP;
    RETURN n;
END $$;
SELECT harness.on_tables('CREATE TRIGGER a_before BEFORE INSERT OR UPDATE OR DELETE ON evil.%I FOR EACH ROW EXECUTE FUNCTION evil.spring()') > 70 AS planted;
SELECT harness.on_tables('CREATE TRIGGER z_after AFTER INSERT OR UPDATE OR DELETE ON evil.%I FOR EACH ROW EXECUTE FUNCTION evil.spring()') > 70 AS planted;
SELECT harness.on_tables('CREATE TRIGGER z_statement AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON evil.%I FOR EACH STATEMENT EXECUTE FUNCTION evil.spring()') > 70 AS planted;
RESET ROLE;
SELECT caller, sprang, answered, refused FROM harness.attack('evil');
SET ROLE regress_cf_evil;
SELECT harness.on_tables('CREATE CONSTRAINT TRIGGER z_later AFTER INSERT OR UPDATE OR DELETE ON evil.%I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION evil.spring()') > 70 AS planted;
RESET ROLE;
SELECT caller, sprang, answered, refused FROM harness.attack('evil');
SET ROLE regress_cf_evil;
SET client_min_messages = error;
DROP SCHEMA evil CASCADE;
SET client_min_messages = warning;
RESET ROLE;

-- 3. Everything that runs when somebody reads: policies, views, checks,
-- expressions of indexes and statistics.
SELECT harness.make_desk();
SET ROLE regress_cf_evil;
CREATE FUNCTION evil.always(piece int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM evil.boo(piece); RETURN 1; END $$;
SELECT harness.on_tables('ALTER TABLE evil.%1$I ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON evil.%1$I USING (evil.boo(2)) WITH CHECK (evil.boo(3))') > 70 AS planted;
RESET ROLE;
SELECT caller, sprang, answered, refused FROM harness.attack('evil');
SET ROLE regress_cf_evil;
SELECT harness.on_tables('ALTER TABLE evil.%1$I DISABLE ROW LEVEL SECURITY; DROP POLICY p ON evil.%1$I; CREATE INDEX ON evil.%1$I ((evil.always(4)))') > 70 AS planted;
SELECT harness.on_tables('CREATE INDEX ON evil.%1$I ((1)) WHERE evil.always(5) = 1') > 70 AS planted;
RESET ROLE;
SELECT caller, sprang, answered, refused FROM harness.attack('evil');
SET ROLE regress_cf_evil;
CREATE FUNCTION harness.on_views() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    part record;
    n int := 0;
BEGIN
    FOR part IN SELECT oid, relname FROM pg_class WHERE relnamespace = 'evil'::regnamespace AND relkind = 'v' ORDER BY relname
    LOOP
        n := n + 1;
        EXECUTE format('CREATE OR REPLACE VIEW evil.%I AS SELECT * FROM (%s) AS was WHERE evil.boo(%s)', part.relname, rtrim(pg_get_viewdef(part.oid), ';'), 1000 + n);
    END LOOP;
    RETURN n;
END $$;
SET client_min_messages = error;
DROP SCHEMA evil CASCADE;
SET client_min_messages = warning;
RESET ROLE;
SELECT harness.make_desk();
SET ROLE regress_cf_evil;
SELECT harness.on_views() > 50 AS planted;
RESET ROLE;
SELECT caller, sprang, answered, refused FROM harness.attack('evil');
