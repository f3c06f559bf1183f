-- The table complaint of a desk becomes a partitioned one, in one transaction.

CREATE FUNCTION @extschema@.privileges_again(relation regclass, place text) RETURNS SETOF text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('GRANT %s%s ON %s TO %s%s', a.privilege_type, held.columns, place,
                  CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                  CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM (SELECT c.relacl, '', c.relowner FROM pg_class c WHERE c.oid = relation
            UNION ALL
            SELECT t.attacl, format(' (%I)', t.attname), c.relowner
              FROM pg_attribute t
              JOIN pg_class c ON c.oid = t.attrelid
             WHERE t.attrelid = relation AND NOT t.attisdropped) AS held (acl, columns, owner)
      CROSS JOIN aclexplode(held.acl) AS a
     WHERE a.grantee <> held.owner
$$;
COMMENT ON FUNCTION @extschema@.privileges_again IS 'statements that give the privileges on a table, its columns or a sequence anew, for another of the same columns; part of partition_complaints and undistribute_desk';

CREATE FUNCTION @extschema@.policies_again(relation regclass) RETURNS SETOF text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- its own are made anew, those of other tables that read it take their expressions again
    SELECT CASE WHEN p.polrelid = relation
                THEN format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', p.polname, p.polrelid::regclass,
                            CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                            CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                 WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                            (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(p.polroles) AS r))
                ELSE format('ALTER POLICY %I ON %s', p.polname, p.polrelid::regclass) END
           || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
           || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
      FROM pg_policy p
     WHERE p.polrelid = relation
        OR EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid
                      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = relation)
     ORDER BY p.polrelid <> relation, p.polname
$$;
COMMENT ON FUNCTION @extschema@.policies_again IS 'statements that make the policies of a table anew, for another of its name, and those of other tables that read it; part of partition_complaints';

CREATE FUNCTION @extschema@.views_of(relation regclass) RETURNS TABLE (view regclass, statement text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT v.oid::regclass,
           format('CREATE OR REPLACE VIEW %s%s AS %s', v.oid::regclass,
                  ' WITH (' || array_to_string(v.reloptions, ', ') || ')', pg_get_viewdef(v.oid))
      FROM (SELECT DISTINCT r.ev_class
              FROM pg_depend d
              JOIN pg_rewrite r ON r.oid = d.objid AND r.rulename = '_RETURN'
             WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = relation AND d.classid = 'pg_rewrite'::regclass) AS needs
      JOIN pg_class v ON v.oid = needs.ev_class AND v.relkind = 'v'
     -- who reads a view locks it first, and what it reads afterwards
     ORDER BY v.oid DESC
$$;
COMMENT ON FUNCTION @extschema@.views_of IS 'the views that read a table, with the statements that let them read another of its name: they stay what they are, with privileges and whatever depends on them; part of partition_complaints';

CREATE FUNCTION @extschema@.take_apart_complaint(desk name) RETURNS text[]
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old constant regclass := to_regclass(format('%I.complaint', desk));
    place constant text := format('%I.complaint', desk);
    again text[] := '{}';
    part record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- indexes that a unique one of both columns stands for are not made again
    FOR part IN
        SELECT i.indexrelid, c.relname, i.indisunique AND NOT i.indkey::int2[] @> ARRAY[received.attnum] AS single,
               k.conname, k.contype, pg_get_constraintdef(k.oid) AS key, pg_get_indexdef(i.indexrelid) AS made,
               obj_description(i.indexrelid, 'pg_class') AS comment,
               i.indisunique AND i.indpred IS NULL AND i.indisvalid AND i.indnkeyatts = 2 AND i.indkey[1] = received.attnum
               AND begin.attname IN ('id', 'sheet_no') AS prepared, begin.attname = 'id' AS of_id
          FROM pg_index i
          JOIN pg_class c ON c.oid = i.indexrelid
          JOIN pg_attribute received ON received.attrelid = old AND received.attname = 'received_at'
          LEFT JOIN pg_attribute begin ON begin.attrelid = old AND begin.attnum = i.indkey[0]
          LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = old AND k.contype IN ('p', 'u')
         WHERE i.indrelid = old
         ORDER BY single DESC, prepared DESC, c.relname
    LOOP
        IF part.single THEN
            IF part.conname IS NOT NULL THEN
                EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', old, part.conname);
            ELSE
                EXECUTE format('DROP INDEX %I.%I', desk, part.relname);
            END IF;
        ELSE
            EXECUTE format('ALTER INDEX %I.%I RENAME TO %I', desk, part.relname, left(part.relname, 50) || '_of_past');
            IF part.prepared AND part.of_id AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = old AND k.contype = 'p') THEN
                EXECUTE format('ALTER TABLE %s ADD PRIMARY KEY USING INDEX %I', old, left(part.relname, 50) || '_of_past');
            END IF;
            CONTINUE WHEN part.prepared;
            again := again || CASE WHEN part.conname IS NULL THEN part.made
                                   ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', place, part.conname, part.key) END;
            IF part.comment IS NOT NULL THEN
                again := again || format('COMMENT ON INDEX %I.%I IS %L', desk, part.relname, part.comment);
            END IF;
        END IF;
    END LOOP;
    again := again || ARRAY(
        SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', place, k.conname, pg_get_constraintdef(k.oid))
          FROM pg_constraint k WHERE k.conrelid = old AND k.contype = 'f' ORDER BY k.conname);
    again := again || format('COMMENT ON TABLE %s IS %L', place, obj_description(old, 'pg_class'));
    again := again || ARRAY(SELECT format('ALTER TABLE %s REPLICA IDENTITY %s', place, CASE c.relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END)
                              FROM pg_class c WHERE c.oid = old AND c.relreplident IN ('f', 'n'));
    RETURN again;
END
$$;
COMMENT ON FUNCTION @extschema@.take_apart_complaint IS 'drops the keys of complaint that a partitioned table cannot have and gives its indexes other names; returns the statements that make indexes, keys and comment anew; part of partition_complaints';

CREATE FUNCTION @extschema@.make_partitioned(desk name, from_at timestamptz, until_at timestamptz, every interval, copy boolean) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place constant text := format('%I.complaint', desk);
    old constant regclass := to_regclass(place);
    past constant name := 'complaint_of_past';
    sequence constant regclass := pg_get_serial_sequence(place, 'id');
    secured record;
    again text[];
    views text[];
    statement text;
    next_at timestamptz;
    last_id bigint;
    was_called boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT relrowsecurity AS filtered, relforcerowsecurity AS forced INTO secured FROM pg_class WHERE oid = old;
    SELECT coalesce(array_agg(v.statement), '{}') INTO views FROM @extschema@.views_of(old) v;
    again := ARRAY(SELECT pg_get_triggerdef(t.oid)
                          || format('; COMMENT ON TRIGGER %I ON %s IS %L', t.tgname, place, obj_description(t.oid, 'pg_trigger'))
                          || CASE WHEN t.tgenabled = 'O' THEN ''
                                  ELSE format('; ALTER TABLE %s %s TRIGGER %I', place,
                                              CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, t.tgname) END
                     FROM pg_trigger t WHERE t.tgrelid = old AND NOT t.tgisinternal ORDER BY t.tgname)
             || ARRAY(SELECT * FROM @extschema@.policies_again(old))
             || ARRAY(SELECT * FROM @extschema@.privileges_again(old, place));
    IF sequence IS NOT NULL THEN
        again := again || ARRAY(SELECT * FROM @extschema@.privileges_again(sequence, format('SEQUENCE %s', sequence)));
    END IF;
    FOR statement IN
        SELECT format('DROP TRIGGER %I ON %s', t.tgname, place) FROM pg_trigger t WHERE t.tgrelid = old AND NOT t.tgisinternal
        UNION ALL
        SELECT format('DROP POLICY %I ON %s', p.polname, place) FROM pg_policy p WHERE p.polrelid = old
        UNION ALL
        -- its rows are reached through the whole table, whose policies count then
        SELECT format('REVOKE ALL ON %s FROM %s', place, g) FROM (
               SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS g
                 FROM (SELECT relacl, relowner FROM pg_class WHERE oid = old
                       UNION ALL
                       SELECT t.attacl, c.relowner FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid WHERE t.attrelid = old) AS held (acl, owner)
                CROSS JOIN aclexplode(held.acl) AS a
                WHERE a.grantee <> held.owner) AS given
    LOOP
        EXECUTE statement;
    END LOOP;
    EXECUTE format('ALTER TABLE %1$s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', place);
    again := @extschema@.take_apart_complaint(desk) || again;

    EXECUTE format('ALTER TABLE %s RENAME TO %I', place, past);
    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING IDENTITY
                        INCLUDING STATISTICS INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING COMMENTS) PARTITION BY RANGE (received_at)', place, old);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS complaint_until', place);
    IF sequence IS NOT NULL THEN
        -- nobody draws a number between reading and dropping
        EXECUTE format('ALTER SEQUENCE %s AS bigint', sequence);
        EXECUTE format('SELECT last_value, is_called FROM %s', sequence) INTO last_id, was_called;
        statement := (SELECT relname FROM pg_class WHERE oid = sequence);
        EXECUTE format('ALTER TABLE %s ALTER id DROP IDENTITY', old);
        EXECUTE format('ALTER SEQUENCE %s RENAME TO %I', pg_get_serial_sequence(place, 'id'), statement);
        PERFORM setval(pg_get_serial_sequence(place, 'id'), last_id, was_called);
    END IF;
    EXECUTE format('ALTER TABLE %s ADD PRIMARY KEY (id, received_at)', place);
    EXECUTE format('CREATE UNIQUE INDEX complaint_sheet_no ON %s (sheet_no, received_at)', place);
    EXECUTE format('COMMENT ON INDEX %I.complaint_sheet_no IS %L', desk, 'cases by their sheet');
    FOREACH statement IN ARRAY again LOOP
        EXECUTE statement;
    END LOOP;
    IF secured.filtered THEN
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', place);
    END IF;
    IF secured.forced THEN
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', place);
    END IF;
    FOREACH statement IN ARRAY views LOOP
        EXECUTE statement;
    END LOOP;
    RETURN NEXT 'table complaint is partitioned by received_at';

    IF copy THEN
        next_at := from_at;
        WHILE next_at < until_at LOOP
            RETURN NEXT @extschema@.add_case_partition(desk, @extschema@.partition_name(desk, next_at, every), next_at,
                @extschema@.period_start(desk, next_at, every, 1), old);
            next_at := @extschema@.period_start(desk, next_at, every, 1);
        END LOOP;
        EXECUTE format('DROP TABLE %s', old);
        RETURN;
    END IF;
    statement := @extschema@.partition_name(desk, until_at, every, 'complaint_before_');
    EXECUTE format('ALTER TABLE %s RENAME TO %I', old, statement);
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (MINVALUE) TO (%L)', place, old, until_at);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS complaint_until', old);
    EXECUTE format(@extschema@.keep_partition(), desk, statement);
    RETURN NEXT format('partition %s holds cases received until %s', statement, until_at);
END
$$;
COMMENT ON FUNCTION @extschema@.make_partitioned IS 'puts a partitioned table in the place of complaint and attaches that, or takes its rows into a partition for each period; part of partition_complaints, which locks and checks first';

CREATE FUNCTION @extschema@.partition_complaints_as_owner(
    desk name,
    every interval DEFAULT '1 year',
    ahead int DEFAULT 2,
    copy boolean DEFAULT false
) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    place constant text := format('%I.complaint', desk);
    found record;
    statement text;
    from_at timestamptz;
    until_at timestamptz;
    wanted timestamptz;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF every <= '0' OR every <> date_trunc('month', every) OR ahead NOT BETWEEN 1 AND 120 THEN
        RAISE EXCEPTION 'partitions cannot be made for every % and % ahead', every, ahead
            USING ERRCODE = 'KF011', SCHEMA = desk,
                  HINT = 'Name whole months, such as ''1 year'' or ''1 month'', and 1 to 120 periods ahead.';
    END IF;
    IF to_regclass(place) IS NULL THEN
        RAISE EXCEPTION 'schema "%" is not a complete desk', desk
            USING ERRCODE = 'KF010', SCHEMA = desk,
                  DETAIL = 'Missing: table complaint.', HINT = 'Rename it back or restore it from a backup.';
    END IF;
    IF (SELECT relkind FROM pg_class WHERE oid = to_regclass(place)) <> 'p' THEN
        -- as readers do: the views first, then what they read
        FOR statement IN SELECT format('ALTER VIEW %s OWNER TO %I', v.view, pg_get_userbyid(c.relowner))
                           FROM @extschema@.views_of(place::regclass) v JOIN pg_class c ON c.oid = v.view
                          WHERE c.relowner = (SELECT t.relowner FROM pg_class t WHERE t.oid = place::regclass)
        LOOP
            EXECUTE statement;
        END LOOP;
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', place);
        SELECT string_agg(o.obstacle, '; ') AS list INTO found FROM @extschema@.partition_obstacles(desk) o;
        IF found.list IS NOT NULL THEN
            RAISE EXCEPTION 'table complaint of desk "%" cannot be partitioned yet', desk
                USING ERRCODE = 'KF013', SCHEMA = desk,
                      DETAIL = format('In the way: %s.', found.list),
                      HINT = 'complaint_flow.partition_obstacles() says what to do about each.';
        END IF;
        EXECUTE format('SELECT min(received_at), greatest(max(received_at), now()) FROM %s', place) INTO from_at, until_at;
        RETURN QUERY SELECT * FROM @extschema@.make_partitioned(desk,
            @extschema@.period_start(desk, coalesce(from_at, until_at), every), @extschema@.period_start(desk, until_at, every, 1), every, copy);
    ELSIF pg_get_partkeydef(to_regclass(place)) <> 'RANGE (received_at)' THEN
        RAISE EXCEPTION 'table complaint of desk "%" is partitioned in another way', desk
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  DETAIL = format('It is partitioned by %s.', pg_get_partkeydef(to_regclass(place))),
                  HINT = 'Make its partitions yourself.';
    END IF;

    SELECT max(p.until_at) INTO from_at FROM @extschema@.case_partitions(desk) p WHERE p.attached;
    from_at := coalesce(from_at, @extschema@.period_start(desk, now(), every));
    -- the period of this moment and as many more
    wanted := @extschema@.period_start(desk, now(), every, ahead + 1);
    WHILE from_at < wanted LOOP
        until_at := @extschema@.period_start(desk, from_at, every, 1);
        RETURN NEXT @extschema@.add_case_partition(desk, @extschema@.partition_name(desk, from_at, every), from_at, until_at, NULL);
        from_at := until_at;
    END LOOP;
END
$$;
CALL @extschema@.make_public('partition_complaints_as_owner',
    'makes complaint of a desk a table partitioned by the time of receipt, in one transaction, while people wait; later calls add the partitions that are missing up to so many periods ahead and make nobody wait. What is there becomes the first partition without being copied; copy: it is copied into partitions of their own. By the owner; returns what it did');
