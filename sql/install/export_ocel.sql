-- The object-centric event log of a desk as one file: SQL that makes an OCEL
-- 2.0 database of SQLite from the desk's ocel_ views (SPEC R46).

CREATE FUNCTION @extschema@.ocel_columns(desk name, view text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(format(', "%s" %s', a.attname, CASE a.atttypid
               WHEN 'timestamptz'::regtype THEN 'TIMESTAMP' WHEN 'numeric'::regtype THEN 'REAL' ELSE 'TEXT' END), '' ORDER BY a.attnum)
      FROM pg_attribute a
     WHERE a.attrelid = format('%I.%I', desk, view)::regclass AND a.attnum > 0 AND NOT a.attisdropped
       AND a.attname NOT IN ('ocel_id', 'ocel_type')
$$;
COMMENT ON FUNCTION @extschema@.ocel_columns IS 'the columns of a view, but for id and type, as SQLite declares them';

CREATE FUNCTION @extschema@.ocel_values(desk name, view text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- quote_literal would write what SQLite does not read
    SELECT string_agg(format($value$coalesce('''' || replace(%s, '''', '''''') || '''', 'NULL')$value$,
               CASE a.atttypid WHEN 'timestamptz'::regtype
                               THEN format('to_char(v.%I AT TIME ZONE ''UTC'', ''YYYY-MM-DD HH24:MI:SS.US'')', a.attname)
                               ELSE format('v.%I::text', a.attname) END), $comma$ || ', ' || $comma$ ORDER BY a.attnum)
      FROM pg_attribute a
     WHERE a.attrelid = format('%I.%I', desk, view)::regclass AND a.attnum > 0 AND NOT a.attisdropped
       AND (a.attname <> 'ocel_type' OR view <> 'ocel_event_detail')
$$;
COMMENT ON FUNCTION @extschema@.ocel_values IS 'SQL that writes a row "v" of a view as values of SQLite';

CREATE FUNCTION @extschema@.export_ocel_as_reader(desk name) RETURNS SETOF text
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    type_map text;
    part text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY VALUES
        ('BEGIN;'),
        ('CREATE TABLE "event_map_type" ("ocel_type" TEXT PRIMARY KEY, "ocel_type_map" TEXT NOT NULL);'),
        ('CREATE TABLE "object_map_type" ("ocel_type" TEXT PRIMARY KEY, "ocel_type_map" TEXT NOT NULL);'),
        ('CREATE TABLE "event" ("ocel_id" TEXT PRIMARY KEY, "ocel_type" TEXT NOT NULL REFERENCES "event_map_type" ("ocel_type"));'),
        ('CREATE TABLE "object" ("ocel_id" TEXT PRIMARY KEY, "ocel_type" TEXT NOT NULL REFERENCES "object_map_type" ("ocel_type"));'),
        ('CREATE TABLE "event_object" ("ocel_event_id" TEXT REFERENCES "event" ("ocel_id"), "ocel_object_id" TEXT REFERENCES "object" ("ocel_id"), "ocel_qualifier" TEXT, PRIMARY KEY ("ocel_event_id", "ocel_object_id", "ocel_qualifier"));'),
        ('CREATE TABLE "object_object" ("ocel_source_id" TEXT REFERENCES "object" ("ocel_id"), "ocel_target_id" TEXT REFERENCES "object" ("ocel_id"), "ocel_qualifier" TEXT, PRIMARY KEY ("ocel_source_id", "ocel_target_id", "ocel_qualifier"));');
    FOREACH part IN ARRAY '{event_map_type,object_map_type,event,object}'::text[]
    LOOP
        RETURN QUERY EXECUTE format($rows$SELECT 'INSERT INTO "%s" VALUES (' || %s || ');' FROM %I.%I v$rows$,
            part, @extschema@.ocel_values(desk, 'ocel_' || part), desk, 'ocel_' || part);
    END LOOP;
    -- a table for each type of event, filled by reading the history once
    FOR type_map IN EXECUTE format('SELECT m.ocel_type_map FROM %I.ocel_event_map_type m ORDER BY 1', desk)
    LOOP
        RETURN NEXT format('CREATE TABLE "event_%s" ("ocel_id" TEXT PRIMARY KEY REFERENCES "event" ("ocel_id")%s);',
                           type_map, @extschema@.ocel_columns(desk, 'ocel_event_detail'));
    END LOOP;
    RETURN QUERY EXECUTE format($rows$
        SELECT 'INSERT INTO "event_' || m.ocel_type_map || '" VALUES (' || %s || ');'
          FROM %2$I.ocel_event_detail v
          JOIN %2$I.ocel_event_map_type m ON m.ocel_type = v.ocel_type$rows$,
        @extschema@.ocel_values(desk, 'ocel_event_detail'), desk);
    FOR type_map IN EXECUTE format('SELECT m.ocel_type_map FROM %I.ocel_object_map_type m ORDER BY 1', desk)
    LOOP
        part := 'ocel_object_' || type_map;
        RETURN NEXT format('CREATE TABLE "object_%s" ("ocel_id" TEXT REFERENCES "object" ("ocel_id")%s);',
                           type_map, @extschema@.ocel_columns(desk, part));
        RETURN QUERY EXECUTE format($rows$SELECT 'INSERT INTO "object_%s" VALUES (' || %s || ');' FROM %I.%I v$rows$,
            type_map, @extschema@.ocel_values(desk, part), desk, part);
    END LOOP;
    FOREACH part IN ARRAY '{event_object,object_object}'::text[]
    LOOP
        RETURN QUERY EXECUTE format($rows$SELECT 'INSERT INTO "%s" VALUES (' || %s || ');' FROM %I.%I v$rows$,
            part, @extschema@.ocel_values(desk, 'ocel_' || part), desk, 'ocel_' || part);
    END LOOP;
    RETURN NEXT 'COMMIT;';
END
$$;
CALL @extschema@.make_public('export_ocel_as_reader',
    'the object-centric event log of a desk as SQL for SQLite: the tables, names and keys of the relational form of OCEL 2.0, times in UTC. psql -At -c "SELECT complaint_flow.export_ocel(''support'')" | sqlite3 support.sqlite');
