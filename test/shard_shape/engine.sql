-- Makes this database one node of a distributed engine, see engine.c: the
-- catalogs and functions that distribute_desk() and the library ask for.
SET allow_system_table_mods = on;
CREATE TABLE pg_catalog.pg_dist_schema (schemaid oid CONSTRAINT pg_dist_schema_pkey PRIMARY KEY, colocationid int);
CREATE TABLE pg_catalog.pg_dist_shard (logicalrelid regclass NOT NULL, shardid bigint NOT NULL);
CREATE INDEX pg_dist_shard_logical_relid_index ON pg_catalog.pg_dist_shard (logicalrelid);
CREATE TABLE pg_catalog.pg_dist_placement (shardid bigint NOT NULL, groupid int NOT NULL);
CREATE INDEX pg_dist_placement_shardid_index ON pg_catalog.pg_dist_placement (shardid);
CREATE TABLE pg_catalog.pg_dist_local_group (groupid int NOT NULL);
INSERT INTO pg_catalog.pg_dist_local_group VALUES (0);
GRANT SELECT ON pg_catalog.pg_dist_schema, pg_catalog.pg_dist_shard, pg_catalog.pg_dist_placement, pg_catalog.pg_dist_local_group TO PUBLIC;
CREATE SEQUENCE pg_catalog.pg_dist_shardid_seq START 900000001;

-- The engine does this when its catalogs change.
CREATE FUNCTION pg_catalog.tell_sessions(shell regclass) RETURNS void LANGUAGE c AS :'engine';

-- The definition of a part of a table, said of the shard.
CREATE FUNCTION pg_catalog.shard_text(definition text, schema name, name name, suffix text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(definition, format('%s\.%s(?![\w])', quote_ident(schema), quote_ident(name)), format('%I.%I', schema, name || suffix))
$$;

-- One shard: columns, keys, indexes, checks, rights and rows of the table; not
-- yet its foreign keys and triggers.
CREATE FUNCTION pg_catalog.make_shard(shell oid, suffix text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    t record;
    shard text;
    step text;
BEGIN
    SELECT c.relname AS name, n.nspname AS schema, c.relowner::regrole AS owner, c.reloptions, c.relacl, c.relreplident, c.relowner
      INTO t FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = shell;
    shard := format('%I.%I', t.schema, t.name || suffix);
    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE)', shard, shell::regclass);
    EXECUTE format('ALTER TABLE %s OWNER TO %s', shard, t.owner);
    FOR step IN
        SELECT format('ALTER TABLE %s SET (%s)', shard, array_to_string(t.reloptions, ', ')) WHERE t.reloptions IS NOT NULL
        UNION ALL
        SELECT format('ALTER TABLE %s ALTER %I SET DEFAULT nextval(%L::text)', shard, a.attname, pg_get_serial_sequence(shell::regclass::text, a.attname))
          FROM pg_attribute a WHERE a.attrelid = shell AND a.attidentity <> ''
        UNION ALL
        -- an identity needs no right on its sequence
        SELECT format('GRANT USAGE ON SEQUENCE %s TO PUBLIC', pg_get_serial_sequence(shell::regclass::text, a.attname))
          FROM pg_attribute a WHERE a.attrelid = shell AND a.attidentity <> ''
        UNION ALL
        SELECT format('ALTER TABLE %s ALTER %I SET (%s)', shard, a.attname, array_to_string(a.attoptions, ', '))
          FROM pg_attribute a WHERE a.attrelid = shell AND a.attoptions IS NOT NULL
        UNION ALL
        SELECT format('ALTER TABLE %s REPLICA IDENTITY FULL', shard) WHERE t.relreplident = 'f'
        UNION ALL
        SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', shard, k.conname || suffix, pg_get_constraintdef(k.oid))
          FROM pg_constraint k WHERE k.conrelid = shell AND k.contype IN ('p', 'u', 'c', 'x')
        UNION ALL
        SELECT replace(shard_text(pg_get_indexdef(i.indexrelid), t.schema, t.name, suffix),
                       format('INDEX %I ON', c.relname), format('INDEX %I ON', c.relname || suffix))
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE i.indrelid = shell AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = shell)
        UNION ALL
        SELECT format('GRANT %s ON %s TO %s', a.privilege_type, shard, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
          FROM aclexplode(t.relacl) a WHERE a.grantee <> t.relowner
        UNION ALL
        SELECT format('GRANT %s (%I) ON %s TO %s', a.privilege_type, c.attname, shard, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
          FROM pg_attribute c CROSS JOIN LATERAL aclexplode(c.attacl) a WHERE c.attrelid = shell
        UNION ALL
        SELECT format('INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s', shard, string_agg(quote_ident(a.attname), ', '), shell::regclass)
          FROM pg_attribute a WHERE a.attrelid = shell AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    LOOP
        EXECUTE step;
    END LOOP;
END
$$;

CREATE FUNCTION pg_catalog.citus_schema_distribute(schema regnamespace) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET session_replication_role = replica SET client_min_messages = error AS $$
DECLARE
    shells oid[] := ARRAY(SELECT c.oid FROM pg_class c WHERE c.relnamespace = schema AND c.relkind = 'r' ORDER BY c.relname);
    step text;
BEGIN
    PERFORM make_shard(t, '_' || nextval('pg_dist_shardid_seq')) FROM unnest(shells) AS t;
    INSERT INTO pg_dist_shard
        SELECT t, (SELECT split_part(max(c.relname), '_' , -1)::bigint FROM pg_class c WHERE c.relnamespace = schema AND c.relname ~ format('^%s_[0-9]{9}$', o.relname))
          FROM unnest(shells) AS t JOIN pg_class o ON o.oid = t;
    INSERT INTO pg_dist_placement SELECT s.shardid, 0 FROM pg_dist_shard s WHERE s.logicalrelid = ANY (shells);
    -- in this order keys are checked
    FOR step IN
        SELECT d.definition FROM (
        SELECT k.oid, format('ALTER TABLE %s_%s ADD CONSTRAINT %s_%s %s', s.logicalrelid, s.shardid, k.conname, s.shardid,
                      shard_text(pg_get_constraintdef(k.oid), n.nspname, o.relname, '_' || r.shardid))
          FROM pg_constraint k
          JOIN pg_dist_shard s ON s.logicalrelid = k.conrelid
          JOIN pg_dist_shard r ON r.logicalrelid = k.confrelid
          JOIN pg_class o ON o.oid = k.confrelid
          JOIN pg_namespace n ON n.oid = o.relnamespace
         WHERE k.contype = 'f' AND k.connamespace = schema
        UNION ALL
        SELECT t.oid, replace(shard_text(pg_get_triggerdef(t.oid), n.nspname, c.relname, '_' || s.shardid),
                       format('TRIGGER %I ', t.tgname), format('TRIGGER %I ', t.tgname || '_' || s.shardid))
          FROM pg_trigger t
          JOIN pg_dist_shard s ON s.logicalrelid = t.tgrelid
          JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace = schema
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE NOT t.tgisinternal) AS d (oid, definition) ORDER BY d.oid
    LOOP
        EXECUTE step;
    END LOOP;
    INSERT INTO pg_dist_schema VALUES (schema, schema::oid::int);
    PERFORM tell_sessions(s.logicalrelid) FROM pg_dist_shard s;
END
$$;

-- The rows that were copied stay in the shells until this is called.
CREATE FUNCTION pg_catalog.truncate_local_data_after_distributing_table(shell regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET session_replication_role = replica SET client_min_messages = error AS $$
DECLARE
    known pg_dist_shard;
BEGIN
    -- while it is a shell its name means the shard
    DELETE FROM pg_dist_shard WHERE logicalrelid = shell RETURNING * INTO known;
    PERFORM tell_sessions(shell);
    EXECUTE format('TRUNCATE %s CASCADE', shell);
    INSERT INTO pg_dist_shard VALUES (known.*);
    PERFORM tell_sessions(shell);
END
$$;

CREATE FUNCTION pg_catalog.citus_schema_undistribute(schema regnamespace) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET session_replication_role = replica SET client_min_messages = error AS $$
DECLARE
    s record;
BEGIN
    IF EXISTS (SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = schema AND a.attidentity <> '') THEN
        RAISE EXCEPTION 'cannot complete operation on a table with identity column' USING ERRCODE = '0A000';
    END IF;
    DELETE FROM pg_dist_schema WHERE schemaid = schema;
    PERFORM tell_sessions(logicalrelid) FROM pg_dist_shard;
    FOR s IN SELECT d.logicalrelid AS shell, format('%s_%s', d.logicalrelid, d.shardid) AS shard, d.shardid,
                    (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a
                      WHERE a.attrelid = d.logicalrelid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
               FROM pg_dist_shard d JOIN pg_class c ON c.oid = d.logicalrelid WHERE c.relnamespace = schema
    LOOP
        EXECUTE format('INSERT INTO %s (%s) SELECT %2$s FROM %3$s', s.shell, s.columns, s.shard);
        EXECUTE format('DROP TABLE %s CASCADE', s.shard);
        DELETE FROM pg_dist_placement WHERE shardid = s.shardid;
        DELETE FROM pg_dist_shard WHERE shardid = s.shardid;
    END LOOP;
END
$$;
RESET allow_system_table_mods;
