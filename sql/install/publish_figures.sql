-- What programs that read a whole schema shall find there: views for analysts
-- in a schema of their own, and a list of what a capacity works with.

CREATE FUNCTION @extschema@.desk_relations(desk name, capacity text)
RETURNS TABLE (relation name, kind text, writes boolean, comment text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.relname, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END, bool_or(p.privileges ~ 'INSERT|UPDATE'),
           obj_description(c.oid, 'pg_class')
      FROM @extschema@.capacity_privileges(capacity) p
      JOIN pg_class c ON c.relname = split_part(p.object, ' ', 2)
                     AND c.relnamespace = @extschema@.check_desk(desk) AND c.relkind IN ('r', 'p', 'v')
     WHERE p.object LIKE 'TABLE %'
     GROUP BY c.oid, c.relname, c.relkind
     ORDER BY c.relname
$$;
COMMENT ON FUNCTION @extschema@.desk_relations IS 'tables and views of a desk that a capacity (agent, supervisor, manager, analyst, messenger) works with, whether it writes them, and what they are for: what a program that makes models of tables should make them of; the others are the engine''s own';

CREATE FUNCTION @extschema@.star_keys() RETURNS TABLE (dimension text, key text, joined_by text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    VALUES ('dim_category', 'code', 'category'),
           ('dim_channel', 'code', 'channel'),
           ('dim_department', 'code', 'department'),
           ('dim_level', 'code', 'level'),
           ('dim_staff', 'code', 'owner'),
           ('dim_state', 'code', 'state'),
           ('dim_urgency', 'code', 'urgency'),
           ('dim_day', 'day', 'day')
$$;
COMMENT ON FUNCTION @extschema@.star_keys IS 'dimensions of the star: the key of each, and the column of facts and figures that holds it';

CREATE FUNCTION @extschema@.published_columns(desk name, relation name)
RETURNS TABLE (nth int, name text, expression text, comment text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.attnum,
           CASE WHEN own.key IS NOT NULL THEN own.joined_by
                -- tools join columns of one name: the level of a category is not that of a case
                WHEN other.key IS NOT NULL AND c.relname ~ '^dim_' THEN format('%s_%s', substr(c.relname, 5), a.attname)
                ELSE a.attname END,
           CASE WHEN a.atttypid = 'numeric'::regtype AND a.atttypmod = -1 THEN format('v.%I::numeric(24, 4)', a.attname)
                ELSE format('v.%I', a.attname) END,
           concat(col_description(c.oid, a.attnum),
                  CASE WHEN own.key IS NOT NULL THEN '; key, joined by column ' || own.joined_by
                       WHEN other.key IS NOT NULL AND c.relname !~ '^dim_' THEN format('; joins %s.%s', other.dimension, other.joined_by) END)
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN @extschema@.star_keys() own ON own.dimension = c.relname AND own.key = a.attname
      LEFT JOIN @extschema@.star_keys() other ON other.joined_by = a.attname
     WHERE c.relnamespace = @extschema@.check_desk(desk) AND c.relname = relation
     ORDER BY a.attnum
$$;
COMMENT ON FUNCTION @extschema@.published_columns IS 'columns of a view as publish_figures shows them: numbers have digits, keys are called as the facts call them; part of publish_figures';

CREATE FUNCTION @extschema@.publish_figures_as_owner(desk name, schema name, VARIADIC readers name[] DEFAULT '{}') RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    mark constant text := format('figures of desk "%s", made by publish_figures', desk);
    place text;
    reader name;
    part record;
    columns record;
    again text[];
    known text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF to_regnamespace(quote_ident(schema)) IS NULL THEN
        EXECUTE format('CREATE SCHEMA %I', schema);
        EXECUTE format('COMMENT ON SCHEMA %I IS %L', schema, mark);
    ELSE
        -- the owner's own: privileges on what others put there would be given again
        SELECT obj_description(n.oid, 'pg_namespace') INTO known
          FROM pg_namespace n
          JOIN pg_class d ON d.oid = to_regclass(format('%I.desk', desk)) AND d.relowner = n.nspowner
         WHERE n.nspname = schema;
        -- a desk may have got another name
        IF known LIKE 'figures of desk "%", made by publish\_figures' AND EXISTS (
            SELECT FROM pg_class v
              JOIN pg_rewrite r ON r.ev_class = v.oid
              JOIN pg_depend p ON p.classid = 'pg_rewrite'::regclass AND p.objid = r.oid AND p.refclassid = 'pg_class'::regclass
              JOIN pg_class c ON c.oid = p.refobjid AND c.relnamespace = to_regnamespace(quote_ident(desk))
             WHERE v.relnamespace = to_regnamespace(quote_ident(schema)))
        THEN
            EXECUTE format('COMMENT ON SCHEMA %I IS %L', schema, mark);
        ELSIF known IS DISTINCT FROM mark THEN
            RAISE EXCEPTION 'schema "%" holds something else', schema
                USING ERRCODE = 'KF013', SCHEMA = schema,
                      DETAIL = 'publish_figures writes into schemas that it made for the same desk.',
                      HINT = 'Choose another name.';
        END IF;
    END IF;
    FOR part IN
        SELECT r.relation, r.comment FROM @extschema@.desk_relations(desk, 'analyst') r
         WHERE r.kind = 'view' AND (r.relation ~ '^(dim|fact|kpi)_' OR r.relation IN ('open_case', 'rule_use', 'mining_event'))
    LOOP
        place := format('%I.%I', schema, part.relation);
        again := ARRAY(SELECT a FROM pg_class v
                         JOIN pg_namespace n ON n.oid = v.relnamespace AND n.nspowner = v.relowner
                        CROSS JOIN @extschema@.view_again(v.oid, place) AS a
                        WHERE v.oid = to_regclass(place));
        EXECUTE format('DROP VIEW IF EXISTS %s', place);
        SELECT string_agg(format('%s AS %I', c.expression, c.name), ', ' ORDER BY c.nth) AS list,
               array_agg(format('COMMENT ON COLUMN %s.%I IS %L', place, c.name, c.comment) ORDER BY c.nth) AS comments INTO columns
          FROM @extschema@.published_columns(desk, part.relation) c;
        EXECUTE format('CREATE VIEW %s AS SELECT %s FROM %I.%I v', place, columns.list, desk, part.relation);
        PERFORM @extschema@.give_again(desk, again);
        EXECUTE format('COMMENT ON VIEW %s IS %L', place, part.comment);
        EXECUTE array_to_string(columns.comments, ';');
        FOREACH reader IN ARRAY readers LOOP
            EXECUTE format('GRANT SELECT ON %s TO %I', place, reader);
        END LOOP;
        RETURN NEXT part.relation;
    END LOOP;
    FOREACH reader IN ARRAY readers LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', schema, reader);
        -- figures ask the calendars of the desk, which have to be found; this gives no table
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', desk, reader);
    END LOOP;
EXCEPTION WHEN dependent_objects_still_exist THEN
    RAISE EXCEPTION 'others read the views in schema "%"', schema
        USING ERRCODE = 'KF013', SCHEMA = schema, DETAIL = sqlerrm,
              HINT = 'Drop what reads them, call publish_figures, and create it again.';
END
$$;
CALL @extschema@.make_public('publish_figures_as_owner',
    'makes or renews a schema with the figures of a desk and nothing else, for BI tools: star, key figures, open cases, use of rules. Types that every tool knows, a comment for each column, dimensions by keys named as in the facts. The roles named may read it; on the desk they get nothing but USAGE of its schema. By the owner; returns the views', on_any_node => true);
