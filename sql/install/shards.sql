-- A desk as a distributed schema: its rows are on one node of a distributed
-- engine, and every node takes and sends on what is asked of it.

CREATE FUNCTION @extschema@.is_elsewhere(desk name) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_desk_is_elsewhere';
COMMENT ON FUNCTION @extschema@.is_elsewhere IS 'whether the rows of a desk are on another node than the one that is asked';

CREATE FUNCTION @extschema@.rows_of(relation regclass) RETURNS regclass
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_rows_of';
COMMENT ON FUNCTION @extschema@.rows_of IS 'the table that holds the rows of a table of a desk on this node: itself, or the shard of a distributed one';

CREATE FUNCTION @extschema@.is_distributed(desk name) RETURNS boolean
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    schema oid := @extschema@.check_desk(desk);
    found boolean := false;
BEGIN
    IF to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL THEN
        EXECUTE 'SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_schema WHERE schemaid = $1)' INTO found USING schema;
    END IF;
    RETURN found;
END
$$;
COMMENT ON FUNCTION @extschema@.is_distributed IS 'whether a desk is a distributed schema';

CREATE FUNCTION @extschema@.keep_here(desk name, "on" boolean) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF @extschema@.is_distributed(desk) THEN
        PERFORM set_config('citus.enable_ddl_propagation', CASE WHEN "on" THEN 'off' ELSE 'on' END, true);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.keep_here IS 'part of what makes and drops drafts: their schemas are on the node that holds the desk alone, as ordinary tables';

CREATE FUNCTION @extschema@.require_coordinator(desk name, wanted regprocedure) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    node int;
BEGIN
    IF wanted IS NULL THEN
        RAISE EXCEPTION 'desk "%" cannot be distributed in this database', desk
            USING ERRCODE = 'KF018', SCHEMA = desk,
                  DETAIL = 'The database belongs to no distributed engine: citus_schema_distribute(regnamespace) does not exist.',
                  HINT = 'Create the extensions citus and complaint_flow on every node, and add the nodes to the coordinator.';
    END IF;
    EXECUTE 'SELECT groupid FROM pg_catalog.pg_dist_local_group' INTO node;
    IF node <> 0 THEN
        RAISE EXCEPTION 'desk "%" is managed from the coordinator', desk
            USING ERRCODE = 'KF018', SCHEMA = desk,
                  DETAIL = 'This node is a worker of the distributed engine.',
                  HINT = 'Connect to the coordinator and run it again.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.require_coordinator IS 'part of what manages a distributed desk: refuses with KF018 where there is no distributed engine, and on its workers';

CREATE FUNCTION @extschema@.require_movable(desk name) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    schema oid := @extschema@.check_desk(desk);
    parts text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT string_agg(o, ', ') INTO parts FROM @extschema@.outside_dependents(desk) o;
    IF parts IS NOT NULL THEN
        RAISE EXCEPTION 'other schemas need tables of desk "%"', desk
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  DETAIL = format('These are: %s.', parts),
                  HINT = 'Drop them first, and make them again afterwards if the distributed engine takes them.';
    END IF;
    -- the engine makes tables anew when it takes them back, and drops what hangs on the old ones
    SELECT string_agg(DISTINCT x.part, ', ') INTO parts
      FROM pg_class c
      JOIN pg_depend d ON d.deptype = 'n' AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                       OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN (c.reltype, (SELECT t.typarray FROM pg_type t WHERE t.oid = c.reltype)))
      CROSS JOIN LATERAL (SELECT pg_describe_object(d.classid, d.objid, d.objsubid)) AS x (part)
     WHERE c.relnamespace = schema AND c.relkind = 'r'
       AND (d.classid = 'pg_proc'::regclass OR d.classid = 'pg_publication_rel'::regclass
            OR d.classid = 'pg_class'::regclass AND d.objsubid > 0 AND d.refclassid = 'pg_type'::regclass);
    SELECT concat_ws(', ', parts, string_agg(x.part, ', ')) INTO parts
      FROM pg_class v
      CROSS JOIN LATERAL (
           SELECT format('trigger %s on view %s', t.tgname, v.relname) FROM pg_trigger t WHERE t.tgrelid = v.oid
           UNION ALL SELECT format('rule %s on view %s', r.rulename, v.relname) FROM pg_rewrite r WHERE r.ev_class = v.oid AND r.rulename <> '_RETURN') AS x (part)
     WHERE v.relnamespace = schema AND v.relkind = 'v';
    IF parts <> '' THEN
        RAISE EXCEPTION 'something hangs on the tables of desk "%"', desk
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  DETAIL = format('These are: %s.', parts),
                  HINT = 'Drop them, and make them again afterwards.';
    END IF;
    EXECUTE format('SELECT string_agg(d.name, '', '' ORDER BY d.name) FROM %I.draft d WHERE d.state IN (''open'', ''proposed'', ''approved'')', desk) INTO parts;
    IF parts IS NOT NULL THEN
        RAISE EXCEPTION 'desk "%" has drafts of its policy', desk
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  DETAIL = format('They are: %s.', parts),
                  HINT = 'Publish or discard them first; they stay on the node where they were made.';
    END IF;
    SELECT string_agg(DISTINCT c.relname, ', ') INTO parts
      FROM pg_class c
      LEFT JOIN pg_inherits i ON i.inhparent = c.oid
      LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid
     WHERE c.relnamespace = schema AND (c.relkind IN ('p', 'f', 'm') OR i.inhparent IS NOT NULL);
    IF parts IS NOT NULL THEN
        RAISE EXCEPTION 'desk "%" has partitions, heirs, foreign tables or materialized views', desk
            USING ERRCODE = 'KF018', SCHEMA = desk,
                  DETAIL = format('These are: %s.', parts),
                  HINT = 'A desk is distributed as a whole, or partitioned; drop what is your own, and make it again afterwards.';
    END IF;
    SELECT string_agg(format('%s of %s', k.conname, k.conrelid::regclass), ', ') INTO parts
      FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid
      JOIN pg_class o ON o.oid = k.confrelid
     WHERE k.contype = 'f' AND c.relnamespace = schema AND o.relnamespace <> schema;
    IF parts IS NOT NULL THEN
        RAISE EXCEPTION 'desk "%" has foreign keys to other schemas', desk
            USING ERRCODE = 'KF018', SCHEMA = desk,
                  DETAIL = format('These are: %s.', parts),
                  HINT = 'Drop them: the rows of a distributed desk are on a node of their own.';
    END IF;
    SELECT string_agg(DISTINCT p.polrelid::regclass::text, ', ') INTO parts
      FROM pg_policy p
      JOIN pg_class c ON c.oid = p.polrelid
     WHERE c.relnamespace = schema AND (p.polqual::text LIKE '%{SUBLINK %' OR p.polwithcheck::text LIKE '%{SUBLINK %');
    IF parts IS NOT NULL THEN
        RAISE EXCEPTION 'the rows of desk "%" are filtered', desk
            USING ERRCODE = 'KF018', SCHEMA = desk,
                  DETAIL = format('The engine takes no policy with a subquery, as these tables have: %s.', parts),
                  HINT = format('SELECT complaint_flow.filter_by_department(%L, false); drop such policies of your own.', desk);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.require_movable IS 'part of distribute_desk and undistribute_desk: refuses what would not go along';

CREATE FUNCTION @extschema@.parts_of_desk(desk name) RETURNS SETOF oid
LANGUAGE sql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH part AS (
        SELECT c.oid, c.relkind FROM pg_class c WHERE c.relnamespace = @extschema@.check_desk(desk)
    ), shard AS (
        SELECT s.oid FROM (SELECT p.oid AS shell, @extschema@.rows_of(p.oid)::oid AS oid FROM part p WHERE p.relkind = 'r' OFFSET 0) AS s
         WHERE s.oid <> s.shell
    )
    SELECT p.oid FROM part p
     WHERE p.oid NOT IN (SELECT s.oid FROM shard s UNION ALL SELECT i.indexrelid FROM pg_index i JOIN shard s ON s.oid = i.indrelid)
$$;
COMMENT ON FUNCTION @extschema@.parts_of_desk IS 'relations of a desk, without shards on this node and their indexes';

CREATE FUNCTION @extschema@.trigger_states(desk name) RETURNS TABLE (statement text)
LANGUAGE sql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH part AS (
        SELECT c.oid, format('ALTER TABLE %I.%I ', desk, c.relname) AS alter_it
          FROM @extschema@.parts_of_desk(desk) d
          JOIN pg_class c ON c.oid = d AND c.relkind = 'r'
         WHERE EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
    ), step AS (
        SELECT 1 AS place, p.alter_it || 'ENABLE TRIGGER USER' AS statement FROM part p
        UNION ALL
        SELECT 2, p.alter_it || format('%s TRIGGER %I', CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'DISABLE' END, t.tgname)
          FROM part p
          JOIN pg_trigger t ON t.tgrelid = p.oid AND NOT t.tgisinternal AND t.tgenabled <> 'O'
    )
    SELECT s.statement FROM step s ORDER BY s.place, s.statement
$$;
COMMENT ON FUNCTION @extschema@.trigger_states IS 'part of distribute_desk: the statements that switch the triggers of a desk on again, as they are now';

CREATE FUNCTION @extschema@.advance_own_sequences_as_owner(desk name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY SELECT * FROM @extschema@.advance_sequences(desk);
END
$$;
CALL @extschema@.make_public('advance_own_sequences_as_owner',
    'advance_sequences on the node that holds the rows of a desk');

CREATE FUNCTION @extschema@.distribute_desk_as_owner(desk name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    enabling text[];
    part text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.require_coordinator(desk, to_regprocedure('pg_catalog.citus_schema_distribute(regnamespace)'));
    IF @extschema@.is_distributed(desk) THEN
        RAISE EXCEPTION 'desk "%" is distributed already', desk
            USING ERRCODE = 'KF018', SCHEMA = desk,
                  DETAIL = 'Its schema is in pg_dist_schema.',
                  HINT = 'To move it to another node, call citus_schema_move.';
    END IF;
    PERFORM @extschema@.require_movable(desk);
    -- writers wait; complaint is what most of them hold first
    EXECUTE format('LOCK TABLE %I.complaint IN ACCESS EXCLUSIVE MODE', desk);
    enabling := ARRAY(SELECT t.statement FROM @extschema@.trigger_states(desk) t);
    -- the engine warns of each view that stands before its tables, and makes it afterwards
    PERFORM set_config('client_min_messages', 'error', true);
    PERFORM set_config('citus.enable_unsafe_triggers', 'on', true);
    -- rows are copied, and no trigger shall take them for new ones
    FOREACH part IN ARRAY enabling
    LOOP
        IF part LIKE '% ENABLE TRIGGER USER' THEN
            EXECUTE replace(part, ' ENABLE TRIGGER USER', ' DISABLE TRIGGER USER');
        END IF;
    END LOOP;
    PERFORM citus_schema_distribute(quote_ident(desk)::regnamespace);
    -- the rows that were copied are still in the files of the shells
    FOR part IN SELECT c.oid::regclass::text FROM @extschema@.parts_of_desk(desk) d JOIN pg_class c ON c.oid = d AND c.relkind = 'r'
    LOOP
        EXECUTE 'SELECT pg_catalog.truncate_local_data_after_distributing_table($1::regclass)' USING part;
    END LOOP;
    FOREACH part IN ARRAY enabling
    LOOP
        EXECUTE part;
    END LOOP;
    -- the node has sequences and OIDs of roles of its own
    PERFORM @extschema@.advance_own_sequences(desk);
    PERFORM @extschema@.bind_logins(desk);
END
$$;
CALL @extschema@.make_public('distribute_desk_as_owner',
    'makes a desk a distributed schema of Citus: its rows move to one node, whose choice is the engine''s, and every node answers for them. Writers wait until it is done, some seconds for an empty desk; nothing is done by half. KF018 without Citus, on a worker, and for a desk that is distributed already or has partitions, KF013 where other schemas need its tables or drafts are open; for the owner of the desk (KF003)', on_any_node => true);

CREATE FUNCTION @extschema@.identity_columns(desk name) RETURNS TABLE (drop_it text, make_it text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    numbered record;
    stands text;
BEGIN
    FOR numbered IN
        SELECT c.relname, a.attname, s.oid AS sequence, s.relname AS sequence_name,
               CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END AS kind
          FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
          JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = d.classid AND d.refobjid = c.oid
                          AND d.refobjsubid = a.attnum AND d.deptype = 'i'
          JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
         WHERE c.relnamespace = @extschema@.check_desk(desk) AND c.relkind = 'r'
         ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT format(''SELECT pg_catalog.setval(%%L::regclass, %%s, %%L)'', %L, last_value, is_called) FROM %I.%I',
                       format('%I.%I', desk, numbered.sequence_name), desk, numbered.sequence_name) INTO stands;
        drop_it := format('ALTER TABLE %I.%I ALTER %I DROP IDENTITY', desk, numbered.relname, numbered.attname);
        make_it := format('ALTER TABLE %I.%I ALTER %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I)',
                          desk, numbered.relname, numbered.attname, numbered.kind, desk, numbered.sequence_name);
        RETURN NEXT;
        drop_it := NULL;
        make_it := stands;
        RETURN NEXT;
        FOR make_it IN
            SELECT * FROM @extschema@.privileges_again(numbered.sequence, format('SEQUENCE %I.%I', desk, numbered.sequence_name))
        LOOP
            RETURN NEXT;
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.identity_columns IS 'part of undistribute_desk: the statements that take the identity from the columns of a desk, and those that give it back with number and privileges';

CREATE FUNCTION @extschema@.left_behind(desk name) RETURNS TABLE (statement text)
LANGUAGE sql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH part AS (
        SELECT c.oid, c.relname, c.relkind FROM @extschema@.parts_of_desk(desk) d JOIN pg_class c ON c.oid = d
    ), remark AS (
        SELECT d.classoid, d.objoid, d.objsubid, d.description FROM pg_description d JOIN part p ON p.oid = d.objoid WHERE d.classoid = 'pg_class'::regclass
        UNION ALL
        SELECT d.classoid, d.objoid, 0, d.description FROM pg_description d JOIN pg_policy o ON o.oid = d.objoid JOIN part p ON p.oid = o.polrelid WHERE d.classoid = 'pg_policy'::regclass
        UNION ALL
        SELECT d.classoid, d.objoid, 0, d.description FROM pg_description d JOIN pg_trigger o ON o.oid = d.objoid JOIN part p ON p.oid = o.tgrelid WHERE d.classoid = 'pg_trigger'::regclass
        UNION ALL
        SELECT d.classoid, d.objoid, 0, d.description FROM pg_description d JOIN pg_constraint o ON o.oid = d.objoid JOIN part p ON p.oid = o.conrelid WHERE d.classoid = 'pg_constraint'::regclass
    )
    SELECT format('COMMENT ON %s %s IS %L', CASE WHEN i.type LIKE '% column' THEN 'COLUMN' WHEN i.type LIKE '% constraint' THEN 'CONSTRAINT' ELSE upper(i.type) END,
                  i.identity, r.description)
      FROM remark r
      CROSS JOIN LATERAL pg_identify_object(r.classoid, r.objoid, r.objsubid) i
    UNION ALL
    SELECT g.statement
      FROM part p
      CROSS JOIN LATERAL @extschema@.privileges_again(p.oid, format('%I.%I', desk, p.relname)) AS g (statement)
     WHERE p.relkind = 'v'
    UNION ALL
    SELECT format('ALTER TABLE %I.%I ALTER %I SET (%s)', desk, p.relname, a.attname, array_to_string(a.attoptions, ', '))
      FROM part p
      JOIN pg_attribute a ON a.attrelid = p.oid AND NOT a.attisdropped AND a.attoptions IS NOT NULL
     WHERE p.relkind = 'r'
$$;
COMMENT ON FUNCTION @extschema@.left_behind IS 'part of undistribute_desk: the statements that make anew what the distributed engine does not take back: comments, privileges on views, options of columns';

CREATE FUNCTION @extschema@.undistribute_desk_as_owner(desk name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    enabling text[];
    drops text[];
    makes text[];
    step text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.require_coordinator(desk, to_regprocedure('pg_catalog.citus_schema_undistribute(regnamespace)'));
    IF NOT @extschema@.is_distributed(desk) THEN
        RAISE EXCEPTION 'desk "%" is not distributed', desk
            USING ERRCODE = 'KF018', SCHEMA = desk,
                  DETAIL = 'Its schema is not in pg_dist_schema.',
                  HINT = 'complaint_flow.distribute_desk() distributes it.';
    END IF;
    PERFORM @extschema@.require_movable(desk);
    EXECUTE format('LOCK TABLE %I.complaint IN ACCESS EXCLUSIVE MODE', desk);
    enabling := ARRAY(SELECT t.statement FROM @extschema@.trigger_states(desk) t);
    SELECT array_agg(i.drop_it), array_agg(i.make_it) INTO drops, makes FROM @extschema@.identity_columns(desk) i;
    makes := makes || ARRAY(SELECT l.statement FROM @extschema@.left_behind(desk) l);
    PERFORM set_config('client_min_messages', 'error', true);
    PERFORM set_config('citus.enable_unsafe_triggers', 'on', true);
    -- the engine refuses identity columns; those of the shells here are not what people write by
    PERFORM set_config('citus.enable_ddl_propagation', 'off', true);
    FOREACH step IN ARRAY coalesce(array_remove(drops, NULL), '{}')
    LOOP
        EXECUTE step;
    END LOOP;
    PERFORM set_config('citus.enable_ddl_propagation', 'on', true);
    PERFORM citus_schema_undistribute(quote_ident(desk)::regnamespace);
    FOREACH step IN ARRAY makes || enabling
    LOOP
        EXECUTE step;
    END LOOP;
    PERFORM @extschema@.bind_logins(desk);
END
$$;
CALL @extschema@.make_public('undistribute_desk_as_owner',
    'takes the rows of a distributed desk back into ordinary tables of the coordinator; writers wait until it is done, and nothing is done by half. KF018 on a worker and for a desk that is not distributed, KF013 while other schemas need its tables or drafts are open; for the owner of the desk (KF003)', on_any_node => true);
