-- Whoever calls a function of complaint_flow over somebody else's desk runs
-- nothing of that desk's owner with own rights, whatever the owner planted.
\i test/helper/session.sql
\set VERBOSITY terse
\pset format unaligned
\pset footer off
\i test/helper/hostile_desk.sql
\set ECHO all
SET client_min_messages = error;

-- 1. Operators and functions that fit better than those of the system, in the
-- desk's schema, in public and among the temporary objects: each does what the
-- system's does.
SELECT harness.make_desk();
CREATE FUNCTION harness.known_types() RETURNS oidvector LANGUAGE sql AS $$
    SELECT string_agg(t::regtype::oid::text, ' ')::oidvector
      FROM unnest('{text,name,int4,int8,bool,timestamptz,timestamp,date,interval,jsonb,numeric,bytea,oid,regclass,text[],int8[]}'::text[]) AS t
$$;
CREATE FUNCTION harness.plant_better(place text) RETURNS int LANGUAGE plpgsql AS $$
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
SELECT harness.plant_better('evil') > 1000 AS planted;
SELECT harness.plant_better('public') > 1000 AS planted;
CREATE TYPE evil.target AS (x text);
CREATE TYPE evil.histogram AS (x text);
RESET ROLE;
-- the traps do spring
SET search_path = evil, public, pg_temp, pg_catalog;
SELECT lower('A' || 'B');
RESET search_path;
SELECT harness.sprung() IS NOT NULL AS sprang;
SELECT * FROM harness.attack(with_new_desk => true);
SET ROLE regress_cf_evil;
DROP SCHEMA evil CASCADE;
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT p.oid::regprocedure AS f FROM pg_proc p
                WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = 'regress_cf_evil'::regrole AND p.prokind = 'f'
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', one.f);
    END LOOP;
END $$;
RESET ROLE;

-- 2. Triggers on every table, for everything; then some that wait for the end
-- of the transaction.
SELECT harness.make_desk();
SET ROLE regress_cf_evil;
SELECT harness.plant_on('r', 'CREATE TRIGGER a_before BEFORE INSERT OR UPDATE OR DELETE ON evil.%I FOR EACH ROW EXECUTE FUNCTION evil.spring()') > 70 AS planted,
       harness.plant_on('r', 'CREATE TRIGGER z_after AFTER INSERT OR UPDATE OR DELETE ON evil.%I FOR EACH ROW EXECUTE FUNCTION evil.spring()') > 70 AS planted,
       harness.plant_on('r', 'CREATE TRIGGER z_all AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON evil.%I FOR EACH STATEMENT EXECUTE FUNCTION evil.spring()') > 70 AS planted;
RESET ROLE;
SELECT * FROM harness.attack();
SET ROLE regress_cf_evil;
SELECT harness.plant_on('r', 'CREATE CONSTRAINT TRIGGER z_later AFTER INSERT OR UPDATE OR DELETE ON evil.%I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION evil.spring()') > 70 AS planted;
RESET ROLE;
SELECT * FROM harness.attack();
SET ROLE regress_cf_evil;
DROP SCHEMA evil CASCADE;
RESET ROLE;

-- 3. Everything that runs when somebody reads: policies, views, expressions of
-- indexes, statistics and checks, generated columns, rules.
SELECT harness.make_desk();
SET ROLE regress_cf_evil;
SELECT harness.plant_on('v', 'CREATE OR REPLACE VIEW evil.%1$I AS SELECT * FROM (%3$s) AS was WHERE evil.boo(1000 + %2$s)') > 50 AS planted,
       harness.plant_on('r', 'ALTER TABLE evil.%1$I ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON evil.%1$I USING (evil.boo(2)) WITH CHECK (evil.boo(3))') > 70 AS planted,
       harness.plant_on('r', 'CREATE INDEX ON evil.%I ((evil.always(4)))') > 70 AS planted,
       harness.plant_on('r', 'CREATE INDEX ON evil.%I ((1)) WHERE evil.always(5) = 1') > 70 AS planted,
       harness.plant_on('r', 'ALTER TABLE evil.%I ADD CHECK (evil.always(6) = 1)') > 70 AS planted,
       harness.plant_on('r', 'CREATE STATISTICS evil.s_%2$s ON (evil.always(7)) FROM evil.%1$I') > 70 AS planted,
       harness.plant_on('r', 'CREATE RULE r AS ON DELETE TO evil.%I DO ALSO SELECT evil.boo(8)') > 70 AS planted;
RESET ROLE;
SELECT * FROM harness.attack();
SET ROLE regress_cf_evil;
DROP SCHEMA evil CASCADE;
RESET ROLE;

-- 4. Types of the owner's in place of ours, with casts, and a table that only
-- calls itself desk.
CREATE FUNCTION harness.retype() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    one record;
    planted int := 0;
BEGIN
    FOR one IN SELECT a.attrelid::regclass AS part, a.attname
                 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                WHERE c.relnamespace = 'evil'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
                  AND a.atttypid = 'text'::regtype
                ORDER BY 1, 2
    LOOP
        BEGIN
            EXECUTE format('ALTER TABLE %1$s ALTER %2$I DROP DEFAULT, ALTER %2$I TYPE evil.ev USING ROW(%2$I)::evil.ev', one.part, one.attname);
            planted := planted + 1;
        EXCEPTION WHEN OTHERS THEN
            RAISE DEBUG '% %: %', one.part, one.attname, SQLERRM;
        END;
    END LOOP;
    RETURN planted;
END $$;
SELECT harness.make_desk();
SET ROLE regress_cf_evil;
CREATE DOMAIN evil.word AS text CHECK (evil.boo(11));
CREATE TYPE evil.ev AS (word evil.word);
CREATE FUNCTION evil.as_text(evil.ev) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM evil.boo(12); RETURN ($1).word; END $$;
CREATE FUNCTION evil.as_json(evil.ev) RETURNS json LANGUAGE plpgsql AS $$ BEGIN PERFORM evil.boo(13); RETURN '1'; END $$;
CREATE CAST (evil.ev AS text) WITH FUNCTION evil.as_text AS IMPLICIT;
CREATE CAST (evil.ev AS json) WITH FUNCTION evil.as_json AS IMPLICIT;
-- a rule whose words are of such a type, written by hand past the check
ALTER TABLE evil.classification_rule DISABLE TRIGGER zzz_check;
ALTER TABLE evil.transition DISABLE TRIGGER zzz_check;
UPDATE evil.classification_rule SET condition = $$('(x)'::evil.ev) IS NOT NULL$$ WHERE id = (SELECT min(id) FROM evil.classification_rule);
UPDATE evil.transition SET condition = $$title::evil.word[] IS NOT NULL$$ WHERE from_state = 'registered';
RESET ROLE;
SELECT * FROM harness.attack();
SET ROLE regress_cf_evil;
SELECT harness.plant_on('v', 'DROP VIEW evil.%I CASCADE') > 20 AS dropped;
SELECT harness.retype() > 200 AS planted;
CREATE SCHEMA evil_two;
CREATE TABLE evil_two.desk (engine_version evil.ev, pack text, title text);
CREATE SCHEMA evil_three;
CREATE TABLE evil_three.desk (engine_version text);
CREATE TEMP TABLE desk (engine_version text, pack text, title text);
RESET ROLE;
SELECT caller, sprang FROM harness.attack();
SELECT desk, owner, ready, damage[1] FROM complaint_flow.desks() WHERE desk <> 'evil' ORDER BY desk;
SET ROLE regress_cf_evil;
DROP TABLE pg_temp.desk;
DROP SCHEMA evil, evil_two, evil_three CASCADE;
RESET ROLE;

-- 5. Views in place of tables.
SELECT harness.make_desk();
SET ROLE regress_cf_evil;
SELECT harness.plant_on('r', 'ALTER TABLE evil.%1$I RENAME TO %1$I_; CREATE VIEW evil.%1$I AS SELECT * FROM evil.%1$I_ WHERE evil.boo(1000 + %2$s); GRANT ALL ON evil.%1$I TO PUBLIC') > 70 AS planted;
ALTER VIEW evil.desk RENAME TO desk__;
ALTER TABLE evil.desk_ RENAME TO desk;
RESET ROLE;
SELECT caller, sprang FROM harness.attack();
SET ROLE regress_cf_evil;
DROP SCHEMA evil CASCADE;
RESET ROLE;

DROP SCHEMA honest CASCADE;
DROP SCHEMA harness CASCADE;
DROP OWNED BY regress_cf_evil, regress_cf_other, regress_cf_agent;
REVOKE CREATE ON SCHEMA public FROM regress_cf_evil;
DROP ROLE regress_cf_evil, regress_cf_other, regress_cf_agent;
