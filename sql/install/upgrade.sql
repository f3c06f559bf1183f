-- A desk of an older version becomes one of this version.  Views and triggers
-- follow from the template; what happens to tables is written down step by step.

CREATE FUNCTION @extschema@.desk_steps() RETURNS TABLE (version text, statements text, comments text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
    VALUES ('1.1.0', $cf_step$
@desk_1_1_0@
$cf_step$, '^COMMENT ON (TABLE complaint|COLUMN complaint\.(event_count|updated_at)) ')
$function$;
COMMENT ON FUNCTION @extschema@.desk_steps IS 'versions in order, the statements that bring the tables of a desk from the version before to each, and a pattern of the comments that changed; those of views are made again by themselves. Part of upgrade_desk';

CREATE FUNCTION @extschema@.is_older(version text, than text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT string_to_array(version, '.')::int[] < string_to_array(than, '.')::int[] $$;
COMMENT ON FUNCTION @extschema@.is_older IS 'whether a version such as 1.9.0 comes before another such as 1.10.0';

CREATE FUNCTION @extschema@.empty_view(view regclass) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('CREATE OR REPLACE VIEW %s AS SELECT %s WHERE false', view,
                  string_agg(format('NULL::%s%s AS %I', format_type(a.atttypid, a.atttypmod),
                                    CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END,
                                    a.attname), ', ' ORDER BY a.attnum))
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = view AND a.attnum > 0 AND NOT a.attisdropped
$$;
COMMENT ON FUNCTION @extschema@.empty_view IS 'a statement that leaves a view its columns, privileges and whatever reads it, and lets it read nothing; part of upgrade_desk';

CREATE FUNCTION @extschema@.view_again(view regclass, place text) RETURNS SETOF text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT * FROM @extschema@.privileges_again(view, place)
    UNION ALL
    SELECT format('ALTER VIEW %s SET (%s)', place, array_to_string(c.reloptions, ', '))
      FROM pg_class c WHERE c.oid = view AND c.reloptions IS NOT NULL
    UNION ALL
    SELECT format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', place, a.attname, pg_get_expr(d.adbin, d.adrelid))
      FROM pg_attrdef d
      JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
     WHERE d.adrelid = view
    UNION ALL
    SELECT CASE WHEN a.attname IS NULL THEN format('COMMENT ON VIEW %s IS %L', place, d.description)
                ELSE format('COMMENT ON COLUMN %s.%I IS %L', place, a.attname, d.description) END
      FROM pg_description d
      LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND a.attnum > 0
     WHERE d.classoid = 'pg_class'::regclass AND d.objoid = view
    UNION ALL
    SELECT pg_get_ruledef(r.oid) FROM pg_rewrite r WHERE r.ev_class = view AND r.rulename <> '_RETURN'
    UNION ALL
    SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE t.tgrelid = view AND NOT t.tgisinternal
$$;
COMMENT ON FUNCTION @extschema@.view_again IS 'statements that give another view of the same name what people added to this one: privileges, options, defaults, comments, rules, triggers; part of upgrade_desk and publish_figures';

CREATE FUNCTION @extschema@.give_again(desk name, statements text[]) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statement text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOREACH statement IN ARRAY statements LOOP
        BEGIN
            EXECUTE statement;
        EXCEPTION WHEN undefined_column THEN
            -- what was said of a column goes with it, but no rule or trigger is lost in silence
            IF statement LIKE 'CREATE %' THEN
                RAISE;
            END IF;
        END;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.give_again IS 'runs what view_again returned; part of upgrade_desk and publish_figures';

CREATE FUNCTION @extschema@.place_view(desk name, view name, definition text) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place constant text := format('%I.%I', desk, view);
    again text[];
    detail text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', desk), true);
    BEGIN
        EXECUTE format('CREATE OR REPLACE VIEW %s%s', place, definition);
        RETURN;
    EXCEPTION WHEN invalid_table_definition THEN
        -- other columns, or of other types: a view of its own, if nobody reads the old one
        again := ARRAY(SELECT a FROM @extschema@.view_again(place::regclass, place) a);
    END;
    BEGIN
        EXECUTE format('DROP VIEW %s', place);
    EXCEPTION WHEN dependent_objects_still_exist THEN
        GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
        RAISE EXCEPTION 'view "%" of desk "%" gets other columns, and others read it', view, desk
            USING ERRCODE = 'KF013', SCHEMA = desk, DETAIL = detail,
                  HINT = 'Drop what reads it, call upgrade_desk, and create it again.';
    END;
    EXECUTE format('CREATE VIEW %s%s', place, definition);
    PERFORM @extschema@.give_again(desk, again);
END
$$;
COMMENT ON FUNCTION @extschema@.place_view IS 'gives a view of a desk the definition of the template, keeps what people added to it; KF013 where its columns change and others read it; part of upgrade_desk';

CREATE FUNCTION @extschema@.take_steps(desk name, there text, here text) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET row_security = off
SET client_min_messages = warning
AS $$
DECLARE
    step record;
    statement text;
    detail text;
    hint text;
    the_table text;
    the_column text;
    options text[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF @extschema@.is_distributed(desk) THEN
        RAISE EXCEPTION 'desk "%" is distributed', desk
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  HINT = 'Call undistribute_desk, upgrade_desk and distribute_desk, in this order.';
    END IF;
    PERFORM @extschema@.check_lenders(desk);
    PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', desk), true);
    -- writers have ended: they take entries before their case, and rules before the desk
    EXECUTE (SELECT format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', string_agg(quote_ident(w.table_name), ', '
                           ORDER BY w.table_name = 'desk', w.table_name = 'complaint', w.table_name))
               FROM (SELECT DISTINCT t.table_name FROM @extschema@.desk_triggers() t) AS w
              WHERE to_regclass(format('%I.%I', desk, w.table_name)) IS NOT NULL);
    -- a view that takes the place of another has the options of the template only
    options := ARRAY(
        SELECT format('ALTER VIEW %s SET (%s)', v.view, array_to_string(c.reloptions, ', '))
          FROM @extschema@.template_views(desk) v
          JOIN pg_class c ON c.oid = v.view
         WHERE c.reloptions IS NOT NULL);
    -- and readers: the outer views before what they read
    FOR statement IN
        SELECT @extschema@.empty_view(v.view) FROM @extschema@.template_views(desk) v WHERE v.view IS NOT NULL ORDER BY v.nth DESC
    LOOP
        EXECUTE statement;
    END LOOP;
    FOR step IN
        SELECT s.version, s.statements FROM @extschema@.desk_steps() s
         WHERE @extschema@.is_older(there, s.version) AND NOT @extschema@.is_older(here, s.version)
    LOOP
        BEGIN
            EXECUTE step.statements;
        EXCEPTION WHEN feature_not_supported THEN
            -- a column that a view of others reads cannot get another type
            GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
            RAISE EXCEPTION 'others read a column of desk "%" that changes', desk
                USING ERRCODE = 'KF013', SCHEMA = desk, DETAIL = detail,
                      HINT = 'Drop what DETAIL names, call upgrade_desk, and create it again.';
        WHEN SQLSTATE 'KF011' THEN
            -- without the text of the whole step
            GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT,
                the_table = TABLE_NAME, the_column = COLUMN_NAME;
            RAISE EXCEPTION '%', sqlerrm
                USING ERRCODE = 'KF011', SCHEMA = desk, TABLE = the_table, COLUMN = the_column, DETAIL = detail, HINT = hint;
        WHEN undefined_table OR undefined_column THEN
            RAISE EXCEPTION 'schema "%" is not a complete desk', desk
                USING ERRCODE = 'KF010', SCHEMA = desk, DETAIL = sqlerrm,
                      HINT = 'Rename it back or restore it from a backup.';
        END;
        RETURN NEXT format('tables became those of %s', step.version);
    END LOOP;
    FOR step IN
        SELECT v.name, v.definition FROM @extschema@.template_views(desk) v WHERE v.view IS NOT NULL ORDER BY v.nth
    LOOP
        PERFORM @extschema@.place_view(desk, step.name, step.definition);
    END LOOP;
    FOREACH statement IN ARRAY options LOOP
        EXECUTE statement;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.take_steps IS 'brings tables and views of a desk from one version to another, and keeps privileges and what others built on the views; part of upgrade_desk';

CREATE FUNCTION @extschema@.place_comments(desk name, there text) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed text := (SELECT string_agg(s.comments, '|') FROM @extschema@.desk_steps() s WHERE @extschema@.is_older(there, s.version));
    statement text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', desk), true);
    FOR statement IN
        SELECT w[1]
          FROM regexp_matches(@extschema@.desk_template(), '^(COMMENT ON (?:TABLE|VIEW|COLUMN|INDEX|SEQUENCE) (?:[^;]|;(?!\n))*);$', 'gw') AS w
         WHERE w[1] ~ changed
            -- of views that lost theirs
            OR CASE split_part(w[1], ' ', 3)
               WHEN 'VIEW' THEN obj_description(to_regclass(split_part(w[1], ' ', 4)), 'pg_class') IS NULL
               WHEN 'COLUMN' THEN col_description(to_regclass(split_part(split_part(w[1], ' ', 4), '.', 1)),
                    (SELECT a.attnum FROM pg_attribute a
                      WHERE a.attrelid = to_regclass(split_part(split_part(w[1], ' ', 4), '.', 1))
                        AND a.attname = split_part(split_part(w[1], ' ', 4), '.', 2))) IS NULL
               ELSE false END
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.place_comments IS 'comments of the template that changed since a version, or are missing; part of upgrade_desk';

CREATE FUNCTION @extschema@.upgrade_desk_as_owner(desk name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    missing text;
    here text := @extschema@.engine_version();
    there text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT engine_version FROM %I.desk', desk) INTO there;
    IF @extschema@.is_older(here, there) THEN
        RAISE EXCEPTION 'desk "%" follows complaint_flow %, this database has %', desk, there, here
            USING ERRCODE = 'KF010', SCHEMA = desk,
                  HINT = 'Run ALTER EXTENSION complaint_flow UPDATE first.';
    END IF;
    IF @extschema@.is_older(there, here) THEN
        RETURN QUERY SELECT * FROM @extschema@.take_steps(desk, there, here);
    END IF;
    SELECT string_agg(m.kind || ' ' || m.part, ', ') INTO missing
      FROM @extschema@.missing_parts(desk) m WHERE m.kind <> 'view';
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'schema "%" is not a complete desk', desk
            USING ERRCODE = 'KF010', SCHEMA = desk,
                  DETAIL = format('Missing: %s.', missing),
                  HINT = 'Rename them back or restore them from a backup.';
    END IF;
    RETURN QUERY SELECT * FROM @extschema@.mend_views(desk);
    IF @extschema@.is_older(there, here) THEN
        RETURN QUERY SELECT format('%s triggers were made', count(*)) FROM @extschema@.mend_triggers(desk);
    ELSE
        RETURN QUERY SELECT * FROM @extschema@.mend_triggers(desk);
    END IF;
    RETURN QUERY SELECT * FROM @extschema@.mend_history(desk);
    IF there <> here THEN
        PERFORM @extschema@.place_comments(desk, there);
        EXECUTE format('UPDATE %I.desk SET engine_version = $1', desk) USING here;
        RETURN NEXT format('version %s became %s', there, here);
    END IF;
END
$$;
CALL @extschema@.make_public('upgrade_desk_as_owner',
    'brings a desk to the version of the extension in one transaction, while people wait, and mends its views and triggers; keeps what its owner and others added; returns what it did, no row when there was nothing to do; KF013 where others read what changes. By the owner', on_any_node => true);
