-- Making, mending, listing and dropping desks.  A desk is a schema of ordinary
-- tables that belong to whoever made it; there is no list of desks, they are
-- found in the catalog.

CREATE FUNCTION @extschema@.check_desk(desk name, as_owner boolean DEFAULT false) RETURNS oid
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place record;
BEGIN
    SELECT n.oid AS schema, c.relowner AS owner INTO place
      FROM pg_namespace n
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'desk' AND c.relkind = 'r' AND c.relpersistence <> 't'
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'engine_version' AND a.atttypid = 'text'::regtype
                         AND NOT a.attisdropped
     WHERE n.nspname = desk;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'desk "%" does not exist', desk
            USING ERRCODE = 'KF008', SCHEMA = desk,
                  HINT = 'complaint_flow.desks() lists the desks of this database.';
    END IF;
    IF as_owner AND NOT pg_has_role(current_user, place.owner, 'USAGE') THEN
        RAISE EXCEPTION 'only the owner of desk "%" may do this', desk
            USING ERRCODE = 'KF003', SCHEMA = desk,
                  DETAIL = format('The owner is role "%s".', pg_get_userbyid(place.owner));
    END IF;
    RETURN place.schema;
END
$$;
COMMENT ON FUNCTION @extschema@.check_desk IS 'OID of a desk''s schema; refuses what is no desk (KF008) and, on request, who may not act as its owner (KF003)';

CREATE FUNCTION @extschema@.engine_version() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT extversion FROM pg_extension WHERE extname = 'complaint_flow' $$;
COMMENT ON FUNCTION @extschema@.engine_version IS 'version of complaint_flow in this database';

CREATE FUNCTION @extschema@.missing_parts(desk name) RETURNS TABLE (kind text, part text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH wanted AS (
        SELECT lower(w[1]) AS kind, w[2] AS part
          FROM regexp_matches(@extschema@.desk_template(), '^CREATE (TABLE|VIEW) ([a-z_]+)', 'gn') AS w
    ), present AS (
        SELECT c.oid, c.relname FROM pg_class c
         WHERE c.relnamespace = @extschema@.check_desk(desk) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
    )
    SELECT kind, part FROM wanted WHERE part NOT IN (SELECT relname FROM present)
    UNION ALL
    -- every column of the template has a comment there
    SELECT 'column', w[1] || '.' || w[2]
      FROM regexp_matches(@extschema@.desk_template(), '^COMMENT ON COLUMN ([a-z_]+)\.([a-z_]+) IS', 'gn') AS w
      JOIN present ON present.relname = w[1]
     WHERE NOT EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = present.oid AND a.attname = w[2] AND NOT a.attisdropped)
     ORDER BY 1, 2
$$;
COMMENT ON FUNCTION @extschema@.missing_parts IS 'tables, views and columns that a desk should have and has not';

CREATE FUNCTION @extschema@.retyped_columns(desk name) RETURNS SETOF text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('column %s.%s has type %s instead of %s', made[1], wanted[1], format_type(a.atttypid, NULL), wanted[2])
      FROM regexp_matches(@extschema@.desk_template(), 'CREATE TABLE ([a-z_]+?) \(\n(.*?)\n\)', 'g') AS made
      JOIN pg_class c ON c.relnamespace = @extschema@.check_desk(desk) AND c.relname = made[1]
      CROSS JOIN regexp_matches(made[2], '^    ([a-z_]+) +([a-z0-9_.]+(?:\[\])?)', 'gn') AS wanted
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = wanted[1]
     WHERE a.atttypid <> to_regtype(wanted[2])
     ORDER BY made[1], wanted[1]
$$;
COMMENT ON FUNCTION @extschema@.retyped_columns IS 'columns of a desk that have another type than they should';

CREATE FUNCTION @extschema@.trigger_faults(desk name)
RETURNS TABLE (table_name text, trigger_name text, fault text, cure text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT w.table_name, w.trigger_name,
           CASE WHEN t.oid IS NULL THEN 'missing'
                WHEN t.tgenabled IN ('D', 'R') THEN 'disabled'
                ELSE 'not enabled always' END,
           CASE WHEN t.oid IS NULL
                THEN format('CREATE TRIGGER %I %s ON %I.%I %s', w.trigger_name, w.fires, desk, w.table_name, w.action)
                     || CASE WHEN w.always
                        THEN format('; ALTER TABLE %I.%I ENABLE ALWAYS TRIGGER %I', desk, w.table_name, w.trigger_name)
                        ELSE '' END
                ELSE format('ALTER TABLE %I.%I ENABLE %s TRIGGER %I', desk, w.table_name,
                            CASE WHEN w.always THEN 'ALWAYS' ELSE '' END, w.trigger_name) END
      FROM @extschema@.desk_triggers() w
      JOIN pg_class c ON c.relname = w.table_name AND c.relnamespace = @extschema@.check_desk(desk)
      LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = w.trigger_name AND NOT t.tgisinternal
     WHERE t.oid IS NULL OR t.tgenabled IN ('D', 'R') OR (w.always AND t.tgenabled <> 'A')
    UNION ALL
    -- a partition has copies of the triggers, which may be switched off there alone
    SELECT part.relname, t.tgname, 'disabled', format('ALTER TABLE %s ENABLE TRIGGER %I', part.oid::regclass, t.tgname)
      FROM pg_partition_tree(to_regclass(format('%I.complaint', desk))) AS tree
      JOIN pg_class part ON part.oid = tree.relid
      JOIN pg_trigger t ON t.tgrelid = part.oid AND t.tgenabled IN ('D', 'R')
      JOIN pg_trigger whole ON whole.oid = t.tgparentid AND whole.tgenabled NOT IN ('D', 'R')
     ORDER BY 1, 2
$$;
COMMENT ON FUNCTION @extschema@.trigger_faults IS 'engine triggers of a desk that are missing or do not fire, also in a partition alone, and the statement that mends each';

CREATE FUNCTION @extschema@.mend_triggers_as_owner(desk name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    faulty record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF @extschema@.is_distributed(desk) THEN
        PERFORM set_config('citus.enable_unsafe_triggers', 'on', true);
    END IF;
    FOR faulty IN SELECT * FROM @extschema@.trigger_faults(desk)
    LOOP
        EXECUTE faulty.cure;
        RETURN NEXT format('trigger %s on %s was %s', faulty.trigger_name, faulty.table_name, faulty.fault);
    END LOOP;
END
$$;
CALL @extschema@.make_public('mend_triggers_as_owner',
    'creates and enables what trigger_faults finds; says what it mended', on_any_node => true);

CREATE FUNCTION @extschema@.check_lenders(desk name) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lent text;
BEGIN
    SELECT string_agg(l.part, ', ' ORDER BY l.part) INTO lent
      FROM (SELECT format('function %s of %I', p.oid::regprocedure, pg_get_userbyid(p.proowner)), p.proname, p.proowner
              FROM pg_proc p
             WHERE p.pronamespace = to_regnamespace(quote_ident(desk))
               AND EXISTS (SELECT FROM pg_proc s WHERE s.pronamespace = 'pg_catalog'::regnamespace AND s.proname = p.proname)
            UNION ALL
            SELECT format('operator %s of %I', o.oid::regoperator, pg_get_userbyid(o.oprowner)), o.oprname, o.oprowner
              FROM pg_operator o
             WHERE o.oprnamespace = to_regnamespace(quote_ident(desk))) AS l (part, name, owner)
      JOIN pg_class d ON d.oid = to_regclass(format('%I.desk', desk))
      JOIN pg_roles r ON r.oid = l.owner
     WHERE l.owner <> d.relowner AND NOT r.rolsuper;
    IF lent IS NOT NULL THEN
        RAISE EXCEPTION 'others have put functions or operators of PostgreSQL''s names into schema "%"', desk
            USING ERRCODE = 'KF010', SCHEMA = desk, DETAIL = format('They are %s.', lent),
                  HINT = 'Views that are made there would call them. Drop them, move them to another schema, or take them over.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_lenders IS 'refuses (KF010) functions and operators of others in the schema of a desk that statements without schemas might mean; part of upgrade_desk';

CREATE FUNCTION @extschema@.template_views(desk name) RETURNS TABLE (nth bigint, name text, definition text, view regclass)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.nth, t.w[1], t.w[2], c.oid::regclass
      FROM regexp_matches(@extschema@.desk_template(), '^CREATE VIEW ([a-z_]+)((?:[^;]|;(?!\n))*);$', 'gw') WITH ORDINALITY AS t (w, nth)
      LEFT JOIN pg_class c ON c.relname = t.w[1] AND c.relkind = 'v' AND c.relnamespace = @extschema@.check_desk(desk)
$$;
COMMENT ON FUNCTION @extschema@.template_views IS 'the views that a desk should have, in their order: what stands behind CREATE VIEW and the name, and the view, if it is there';

CREATE FUNCTION @extschema@.mend_views_as_owner(desk name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lost record;
    statement text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', desk), true);
    -- a view may need one that stands before it in the template
    FOR lost IN SELECT v.name, v.definition FROM @extschema@.template_views(desk) v WHERE v.view IS NULL ORDER BY v.nth
    LOOP
        PERFORM @extschema@.check_lenders(desk);
        EXECUTE format('CREATE VIEW %I.%I%s', desk, lost.name, lost.definition);
        FOR statement IN
            SELECT w[1] FROM regexp_matches(@extschema@.desk_template(),
                format('^(COMMENT ON (?:VIEW|COLUMN) %s[ .](?:[^;]|;(?!\n))*);$', lost.name), 'gw') AS w
        LOOP
            EXECUTE statement;
        END LOOP;
        RETURN NEXT format('view %s was missing; privileges on it have to be granted again', lost.name);
    END LOOP;
END
$$;
CALL @extschema@.make_public('mend_views_as_owner',
    'creates the views that missing_parts finds; says what it mended', on_any_node => true);

CREATE FUNCTION @extschema@.create_desk(
    name name,
    pack text DEFAULT 'standard',
    title text DEFAULT NULL,
    time_zone text DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rules text := @extschema@.pack_template(pack);
    messages text := current_setting('client_min_messages');
BEGIN
    IF name IS NULL OR name = '' OR name LIKE 'pg\_%'
        OR name IN ('information_schema', 'complaint_flow', 'cron')
    THEN
        RAISE EXCEPTION '"%" cannot be the name of a desk', name
            USING ERRCODE = 'KF011',
                  DETAIL = 'A desk is a schema; some names belong to the system.',
                  HINT = 'Choose a name like "support".';
    END IF;
    IF getdatabaseencoding() <> 'UTF8' THEN
        RAISE EXCEPTION 'a desk needs a database in UTF8'
            USING ERRCODE = 'KF011',
                  DETAIL = format('This database is in %s; keywords and blanks are recognised in UTF8 only.', getdatabaseencoding()),
                  HINT = 'CREATE DATABASE ... ENCODING ''UTF8'' TEMPLATE template0.';
    END IF;
    IF rules IS NULL THEN
        RAISE EXCEPTION 'rule pack "%" does not exist', pack
            USING ERRCODE = 'KF008', HINT = 'The packs are "standard", "graded" and "empty".';
    END IF;
    IF EXISTS (SELECT FROM pg_namespace WHERE nspname = name) THEN
        RAISE EXCEPTION 'schema "%" already exists', name
            USING ERRCODE = 'KF013', SCHEMA = name,
                  DETAIL = 'A desk gets a schema of its own.',
                  HINT = 'Choose another name, or drop the schema first; complaint_flow.desks() lists the desks.';
    END IF;
    EXECUTE format('CREATE SCHEMA %I', name);
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', name, 'desk of complaint_flow');
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', name), true);
    IF to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL THEN
        -- a distributed engine warns of each view that stands before its tables are distributed
        PERFORM set_config('client_min_messages', 'error', true);
    END IF;
    EXECUTE @extschema@.desk_template();
    PERFORM set_config('client_min_messages', messages, true);
    PERFORM @extschema@.mend_triggers(name);
    EXECUTE rules;
    IF title IS NOT NULL OR time_zone IS NOT NULL THEN
        EXECUTE format('UPDATE %I.desk SET title = coalesce($1, title), time_zone = coalesce($2, time_zone)', name)
            USING title, time_zone;
    END IF;
    IF time_zone IS NOT NULL THEN
        EXECUTE format('UPDATE %1$I.calendar SET time_zone = $1 WHERE name = (SELECT calendar FROM %1$I.desk)', name)
            USING time_zone;
    END IF;
    PERFORM @extschema@.mend_history(name);
    PERFORM @extschema@.train_due_models(name);
END
$$;
COMMENT ON FUNCTION @extschema@.create_desk IS 'makes a desk: a schema with tables, views, triggers and the rules of a pack, owned by the caller, and models of its examples. A time zone replaces that of the pack for the desk and its calendar';

CREATE FUNCTION @extschema@.outside_dependents(desk name) RETURNS SETOF text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('view %s', v.oid::regclass)
      FROM pg_class t
      JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
                      AND d.classid = 'pg_rewrite'::regclass
      JOIN pg_rewrite r ON r.oid = d.objid
      JOIN pg_class v ON v.oid = r.ev_class
     WHERE t.relnamespace = @extschema@.check_desk(desk) AND v.relnamespace <> t.relnamespace
       -- drafts go with the desk
       AND v.oid NOT IN (SELECT d.draft_view FROM @extschema@.draft_views(desk) d)
    UNION
    SELECT format('foreign key of %s', k.conrelid::regclass)
      FROM pg_constraint k
      JOIN pg_class t ON t.oid = k.confrelid
      JOIN pg_class o ON o.oid = k.conrelid
     WHERE t.relnamespace = @extschema@.check_desk(desk) AND o.relnamespace <> t.relnamespace
     ORDER BY 1
$$;
COMMENT ON FUNCTION @extschema@.outside_dependents IS 'views and foreign keys of other schemas that need tables of a desk';

CREATE FUNCTION @extschema@.holds_cases_as_owner(desk name) RETURNS boolean
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    holds_cases boolean := false;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF to_regclass(format('%I.complaint', desk)) IS NOT NULL THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.complaint)', desk) INTO holds_cases;
    END IF;
    RETURN holds_cases;
END
$$;
CALL @extschema@.make_public('holds_cases_as_owner',
    'is there any case at the desk? For its owner');

CREATE FUNCTION @extschema@.drop_desk(desk name, even_with_cases boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    dependents text;
BEGIN
    PERFORM @extschema@.check_desk(desk, as_owner => true);
    IF NOT even_with_cases AND @extschema@.holds_cases(desk) THEN
        RAISE EXCEPTION 'desk "%" holds cases', desk
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  HINT = 'To lose them for ever, call drop_desk with even_with_cases => true.';
    END IF;
    SELECT string_agg(o, ', ') INTO dependents FROM @extschema@.outside_dependents(desk) o;
    IF dependents IS NOT NULL THEN
        RAISE EXCEPTION 'other schemas need tables of desk "%"', desk
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  DETAIL = format('These are: %s.', dependents),
                  HINT = 'Drop them first.';
    END IF;
    PERFORM @extschema@.unschedule_jobs(desk);
    PERFORM @extschema@.drop_drafts(desk);
    EXECUTE format('DROP SCHEMA %I CASCADE', desk);
END
$$;
COMMENT ON FUNCTION @extschema@.drop_desk IS 'drops a desk with everything in its schema and its jobs; refuses while it holds cases unless told, and while other schemas need its tables';

CREATE FUNCTION @extschema@.strange_parts(desk name) RETURNS SETOF text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH part AS (
        SELECT c.oid, c.relname, c.relkind, c.relowner
          FROM pg_class c
         WHERE c.relnamespace = @extschema@.check_desk(desk)
           AND (c.relname IN (SELECT w[1] FROM regexp_matches(@extschema@.desk_template(), '^CREATE (?:TABLE|VIEW) ([a-z_]+)', 'gn') AS w)
                OR c.relkind = 'S')
    )
    SELECT format('%s %s belongs to role %s and not to %s', CASE relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END,
                  relname, pg_get_userbyid(relowner), pg_get_userbyid(own.owner))
      FROM part
      CROSS JOIN (SELECT relowner FROM part WHERE relname = 'desk') AS own (owner)
     WHERE relowner <> own.owner
    UNION ALL
    -- rows of a partition pass the engine's triggers, those of any other heir do not
    SELECT format('table %s inherits from %s', i.inhrelid::regclass, part.relname)
      FROM part
      JOIN pg_inherits i ON i.inhparent = part.oid
     WHERE part.relkind = 'r'
     ORDER BY 1
$$;
COMMENT ON FUNCTION @extschema@.strange_parts IS 'tables, views and sequences of a desk that belong to another role than its table "desk", and tables that inherit from them and so hold rows that the engine never sees';

CREATE FUNCTION @extschema@.desk_settings_as_reader(desk name, OUT engine_version text, OUT pack text, OUT title text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT engine_version, pack, title FROM %I.desk', desk)
       INTO engine_version, pack, title;
END
$$;
CALL @extschema@.make_public('desk_settings_as_reader',
    'version, pack and title of a desk, for who may read its table "desk"');

CREATE FUNCTION @extschema@.desks()
RETURNS TABLE (desk name, owner name, engine_version text, pack text, title text,
               cases_estimate bigint, ready boolean, damage text[], open_findings bigint)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    refusal text;
    is_text boolean;
    follows text;
BEGIN
    -- the catalogs alone say what is a desk: a table may call itself one
    FOR desk, owner, is_text IN
        SELECT n.nspname, pg_get_userbyid(c.relowner), a.atttypid = 'text'::regtype
          FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'engine_version' AND NOT a.attisdropped
         WHERE c.relname = 'desk' AND c.relkind = 'r' AND c.relpersistence <> 't'
         ORDER BY n.nspname
    LOOP
        engine_version := NULL;
        pack := NULL;
        title := NULL;
        cases_estimate := NULL;
        ready := NULL;
        damage := NULL;
        open_findings := NULL;
        refusal := NULL;
        IF NOT is_text THEN
            ready := false;
            damage := ARRAY['column desk.engine_version has another type than text'];
        ELSIF has_schema_privilege(desk::text, 'USAGE')
            AND has_table_privilege(format('%I.desk', desk), 'SELECT')
        THEN
            BEGIN
                SELECT s.engine_version, s.pack, s.title INTO engine_version, pack, title FROM @extschema@.desk_settings(desk) s;
            EXCEPTION WHEN OTHERS THEN
                refusal := 'table desk cannot be read: ' || SQLERRM;
            END;
            SELECT sum(nullif(c.reltuples, -1))::bigint INTO cases_estimate
              FROM pg_class c
             WHERE c.relkind <> 'p'
               AND (c.oid = to_regclass(format('%I.complaint', desk))
                    OR c.oid IN (SELECT part.relid FROM pg_partition_tree(to_regclass(format('%I.complaint', desk))) AS part));
            -- what a later version added is not damage: the desk works, and upgrade_desk brings it
            follows := CASE WHEN @extschema@.is_older(engine_version, @extschema@.engine_version()) THEN engine_version END;
            damage := ARRAY(
                SELECT format('%s %s is missing', m.kind, m.part) FROM @extschema@.missing_parts(desk) m WHERE follows IS NULL
                UNION ALL
                SELECT coalesce(refusal, 'table desk is empty') WHERE engine_version IS NULL
                UNION ALL
                SELECT * FROM @extschema@.retyped_columns(desk)
                UNION ALL
                SELECT * FROM @extschema@.strange_parts(desk)
                UNION ALL
                SELECT format('trigger %s on %s is %s', f.trigger_name, f.table_name, f.fault)
                  FROM @extschema@.trigger_faults(desk) f WHERE follows IS NULL OR f.fault <> 'missing');
            ready := damage = '{}';
            -- what keeps people and jobs out, but no case yet
            damage := damage || ARRAY(
                SELECT format('tables and views follow version %s, complaint_flow is %s: call upgrade_desk', follows, @extschema@.engine_version())
                 WHERE follows IS NOT NULL);
            damage := damage || ARRAY(
                SELECT format('table complaint has no partition for cases received from %s on', max(p.until_at))
                  FROM @extschema@.case_partitions(desks.desk) p
                 WHERE p.attached
                HAVING max(p.until_at) < now() + interval '30 days' AND bool_and(p.until_at IS NOT NULL));
            damage := damage || ARRAY(
                SELECT format('job "%s" of pg_cron: %s', s.job_name, s.fault)
                  FROM @extschema@.stale_jobs() s
                 WHERE s.desk = desks.desk::text
                    -- of a former name of this desk, or of another that its owner had
                    OR (s.database = current_database() AND s.username = owner::text
                        AND to_regclass(format('%I.desk', s.desk)) IS NULL));
            IF ready AND has_table_privilege(format('%I.accepted_finding', desk), 'INSERT') THEN
                SELECT count(*) INTO open_findings FROM @extschema@.check_rules(desk) f WHERE f.accepted IS NULL;
            END IF;
            IF ready AND pg_has_role(owner, 'USAGE') THEN
                damage := damage || ARRAY(
                    SELECT format('login "%s" of %s: %s', l.database_role, l.staff, l.fault) FROM @extschema@.unbound_logins(desk) l);
            END IF;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.desks IS 'the desks of this database; details of those that the caller may read: number of cases by the latest ANALYZE (NULL: none yet), whether the desk is whole, and what is damaged, with jobs of pg_cron that a renaming left behind (those that the caller may see) and, for its owner, logins of people that are no roles; and for who may accept them the number of open findings of check_rules. Runs nothing of a desk with the caller''s rights';
