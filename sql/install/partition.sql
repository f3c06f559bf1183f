-- A desk whose cases stand in partitions by the time of receipt (DESIGN 13).

CREATE FUNCTION @extschema@.detached_cases(desk name) RETURNS SETOF regclass
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.oid::regclass
      FROM pg_class c
     WHERE c.relnamespace = @extschema@.check_desk(desk) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> 'complaint'
       AND c.relowner = (SELECT o.relowner FROM pg_class o WHERE o.relnamespace = c.relnamespace AND o.relname = 'desk')
       AND (SELECT count(*) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND NOT a.attisdropped
               AND a.attname = ANY ('{id,sheet_no,received_at,customer_id,event_count,head_hash,salt}')) = 7
       AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgfoid = to_regproc('@extschema@.refuse_change'))
       AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgfoid = to_regproc('@extschema@.record_complaint'))
     ORDER BY c.relname
$$;
COMMENT ON FUNCTION @extschema@.detached_cases IS 'tables of a desk that were a partition of complaint: they have the columns of a case and keep their rows, as detach_cases leaves them, belong to its owner, and are neither partition nor shard';

CREATE FUNCTION @extschema@.case_partitions(desk name)
RETURNS TABLE (partition regclass, from_at timestamptz, until_at timestamptz, attached boolean, closed boolean,
               cases_estimate bigint, bytes bigint)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET DateStyle = 'ISO, YMD'
AS $$
    WITH part AS (
        SELECT c.oid, c.relname, c.reltuples, true AS attached, pg_get_expr(c.relpartbound, c.oid) AS bound
          FROM pg_inherits i
          JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = to_regclass(format('%I.complaint', desk)) AND c.relispartition
        UNION ALL
        SELECT c.oid, c.relname, c.reltuples, false, NULL
          FROM @extschema@.detached_cases(desk) AS d
          JOIN pg_class c ON c.oid = d
    ), bounded AS (
        SELECT part.*, regexp_match(bound, 'FROM \((?:MINVALUE|''([^'']*)'')\)') AS lower,
               regexp_match(bound, 'TO \((?:MAXVALUE|''([^'']*)'')\)') AS upper
          FROM part
    )
    SELECT b.oid::regclass, CASE WHEN b.lower IS NOT NULL THEN coalesce(b.lower[1]::timestamptz, '-infinity') END,
           CASE WHEN b.upper IS NOT NULL THEN coalesce(b.upper[1]::timestamptz, 'infinity') END, b.attached,
           EXISTS (SELECT FROM pg_trigger t
                    WHERE t.tgrelid = b.oid AND t.tgfoid = to_regproc('@extschema@.refuse_change')
                      AND t.tgenabled IN ('O', 'A') AND t.tgtype & 16 <> 0),
           nullif(b.reltuples, -1)::bigint, pg_total_relation_size(b.oid)
      FROM bounded b
     ORDER BY b.attached, 2 NULLS LAST, b.relname
$$;
COMMENT ON FUNCTION @extschema@.case_partitions IS 'the partitions of complaint at a desk, with the time from which and until which their cases were received (both NULL: the default partition), and tables of the desk that were one, are not attached and keep their rows, as detach_cases leaves them; closed: a trigger refuse_change keeps people from writing there; cases_estimate as of the latest ANALYZE';

CREATE FUNCTION @extschema@.partition_obstacles(desk name) RETURNS TABLE (obstacle text, cure text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH own AS (
        SELECT c.oid, c.reltype, c.relowner, c.relreplident, c.relkind, c.relispartition, c.relpersistence,
               (SELECT array_agg(a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'received_at') AS received_at
          FROM pg_class c
         WHERE c.relnamespace = @extschema@.check_desk(desk) AND c.relname = 'complaint'
    ), needs AS (
        -- whatever was made from the table and would go on meaning the old one
        SELECT DISTINCT d.classid, d.objid
          FROM own
          JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = own.oid
                           OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN (own.reltype, (SELECT t.typarray FROM pg_type t WHERE t.oid = own.reltype))
                           OR d.refclassid = 'pg_constraint'::regclass
                              AND d.refobjid IN (SELECT k.oid FROM pg_constraint k WHERE k.conrelid = own.oid AND k.contype IN ('p', 'u'))
         WHERE d.deptype IN ('n', 'a')
           AND (d.refclassid <> 'pg_class'::regclass OR d.classid NOT IN ('pg_attrdef'::regclass, 'pg_policy'::regclass, 'pg_statistic_ext'::regclass, 'pg_trigger'::regclass))
           AND NOT (d.classid = 'pg_class'::regclass
                    AND d.objid IN (SELECT i.indexrelid FROM pg_index i WHERE i.indrelid = own.oid))
           AND NOT (d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                    AND d.objid IN (SELECT s.oid FROM pg_class s WHERE s.relkind = 'S'))
           AND NOT (d.classid = 'pg_constraint'::regclass
                    AND d.objid IN (SELECT k.oid FROM pg_constraint k WHERE k.conrelid = own.oid))
           AND NOT (d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_rewrite'::regclass
                    AND d.objid IN (SELECT r.oid FROM pg_rewrite r JOIN pg_class v ON v.oid = r.ev_class
                                     WHERE v.relkind = 'v' AND v.relowner = own.relowner AND r.rulename = '_RETURN'))
    )
    SELECT 'table complaint is not an ordinary table', 'Make it one: logged, without parents and heirs.'
      FROM own
     WHERE relkind <> 'r' OR relispartition OR relpersistence <> 'p'
        OR EXISTS (SELECT FROM pg_inherits i WHERE own.oid IN (i.inhrelid, i.inhparent))
    UNION ALL
    SELECT pg_describe_object(classid, objid, 0),
           CASE WHEN classid = 'pg_constraint'::regclass
                THEN 'Drop the key: the number of a case is no key of its own any more.'
                WHEN classid = 'pg_publication_rel'::regclass
                THEN 'Take complaint out of the publication and add it again afterwards, see OPERATING.md.'
                ELSE 'Drop it and make it again afterwards; a view must belong to the desk''s owner to be kept.' END
      FROM needs
    UNION ALL
    SELECT format('unique or exclusion index %s', i.indexrelid::regclass),
           'Drop it, or make it unique together with received_at.'
      FROM own
      JOIN pg_index i ON i.indrelid = own.oid
     WHERE (i.indisunique OR i.indisexclusion) AND NOT i.indkey::int2[] @> own.received_at
       AND NOT (i.indpred IS NULL AND i.indnkeyatts = 1
                AND i.indkey[0] IN (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = own.oid AND a.attname IN ('id', 'sheet_no')))
    UNION ALL
    SELECT format('constraint %s, which was never validated', k.conname), 'ALTER TABLE ... VALIDATE CONSTRAINT it, or drop it.'
      FROM own JOIN pg_constraint k ON k.conrelid = own.oid AND NOT k.convalidated
    UNION ALL
    SELECT 'the replica identity, which is an index', 'ALTER TABLE ... REPLICA IDENTITY DEFAULT or FULL.'
      FROM own WHERE relreplident = 'i'
     ORDER BY 1
$$;
COMMENT ON FUNCTION @extschema@.partition_obstacles IS 'what keeps partition_complaints from making complaint of a desk a partitioned table, and what to do about each; no row: nothing';

CREATE FUNCTION @extschema@.period_start(desk name, at timestamptz, every interval, later int DEFAULT 0) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text;
    months constant int := date_part('year', every) * 12 + date_part('month', every);
    month int;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT time_zone FROM %I.desk', desk) INTO STRICT zone;
    month := date_part('year', at AT TIME ZONE zone) * 12 + date_part('month', at AT TIME ZONE zone) - 1;
    month := month - month % months + later * months;
    RETURN make_timestamptz(month / 12, month % 12 + 1, 1, 0, 0, 0, zone);
END
$$;
COMMENT ON FUNCTION @extschema@.period_start IS 'when the period of a desk begins that holds a moment, or one so many periods later: whole months, counted from January, in the desk''s time zone; part of partition_complaints';

CREATE FUNCTION @extschema@.partition_name(desk name, at timestamptz, every interval, beginning text DEFAULT 'complaint_p') RETURNS name
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT time_zone FROM %I.desk', desk) INTO STRICT zone;
    RETURN beginning || to_char(at AT TIME ZONE zone, CASE WHEN date_part('month', every) = 0 THEN 'YYYY' ELSE 'YYYY_MM' END);
END
$$;
COMMENT ON FUNCTION @extschema@.partition_name IS 'complaint_p2027 or complaint_p2027_03, as pg_partman 4 names them; part of partition_complaints';

CREATE FUNCTION @extschema@.keep_partition() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT 'CREATE TRIGGER zzz_keep_all BEFORE TRUNCATE ON %I.%I FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.refuse_change(''complaint'')'::text $$;
COMMENT ON FUNCTION @extschema@.keep_partition IS 'makes the trigger that a partition of complaint does not have from the whole table; part of partition_complaints';

CREATE FUNCTION @extschema@.add_case_partition(desk name, name name, from_at timestamptz, until_at timestamptz, source regclass) RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    newest oid := (SELECT p.partition FROM @extschema@.case_partitions(desk) p WHERE p.attached ORDER BY p.until_at DESC NULLS LAST LIMIT 1);
    storage text := (SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = coalesce(source::oid, newest));
    columns text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('CREATE TABLE %1$I.%2$I (LIKE %1$I.complaint INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED
                        INCLUDING STORAGE INCLUDING COMPRESSION) WITH (%3$s)',
                   desk, name, coalesce(storage, 'fillfactor = 85'));
    EXECUTE format('ALTER TABLE %I.%I REPLICA IDENTITY %s', desk, name,
                   (SELECT CASE relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'DEFAULT' END
                      FROM pg_class WHERE oid = to_regclass(format('%I.complaint', desk))));
    IF source IS NOT NULL THEN
        SELECT string_agg(quote_ident(attname), ', ') INTO columns
          FROM pg_attribute WHERE attrelid = source AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
        EXECUTE format('INSERT INTO %I.%I (%s) SELECT %s FROM %s WHERE received_at >= %L AND received_at < %L ORDER BY id',
                       desk, name, columns, columns, source, from_at, until_at);
    END IF;
    EXECUTE format('ALTER TABLE %1$I.complaint ATTACH PARTITION %1$I.%2$I FOR VALUES FROM (%3$L) TO (%4$L)',
                   desk, name, from_at, until_at);
    EXECUTE format(@extschema@.keep_partition(), desk, name);
    RETURN format('partition %s holds cases received from %s until %s', name, from_at, until_at);
END
$$;
COMMENT ON FUNCTION @extschema@.add_case_partition IS 'makes a partition of complaint, with the rows of its time from a table where one is named; part of partition_complaints';
