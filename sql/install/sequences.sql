-- Where the sequences of a desk must stand.  Logical replication, a restore
-- of data alone and an import with its own numbers bring rows without them.

CREATE FUNCTION @extschema@.numbered_columns(desk name)
RETURNS TABLE (sequence_name name, table_name name, column_name name)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.relname, t.relname, a.attname
      FROM pg_class s
      JOIN (SELECT d.objid, d.refobjid, d.refobjsubid
              FROM pg_depend d
             WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('i', 'a')
             UNION
            SELECT d.refobjid, f.adrelid, f.adnum
              FROM pg_depend d
              JOIN pg_attrdef f ON f.oid = d.objid
             WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'n'
           ) AS uses (sequence, relation, attnum) ON uses.sequence = s.oid
      JOIN pg_class t ON t.oid = uses.relation
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = uses.attnum
     WHERE s.relkind = 'S' AND s.relnamespace = @extschema@.check_desk(desk) AND t.relnamespace = s.relnamespace
     ORDER BY s.relname, t.relname, a.attname
$$;
COMMENT ON FUNCTION @extschema@.numbered_columns IS 'columns of a desk that take their numbers from a sequence of the desk';

CREATE FUNCTION @extschema@.advance_sequences_as_owner(desk name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    behind record;
    highest bigint;
    stands bigint;
    -- a distributed engine gives each node such a range of numbers
    range constant bigint := 281474976710656;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR behind IN SELECT * FROM @extschema@.numbered_columns(desk)
    LOOP
        EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM %I.%I', desk, behind.sequence_name)
           INTO stands;
        -- those that the sequence comes to by itself: none is led to the end of its range
        EXECUTE format('SELECT max(%1$I) FROM %2$I.%3$I WHERE %1$I OPERATOR(pg_catalog./) $1 OPERATOR(pg_catalog.=) $2',
                       behind.column_name, desk, behind.table_name) INTO highest USING range, stands / range;
        IF behind.table_name = 'complaint' AND behind.column_name = 'id' THEN
            -- an id gives its sheet a number, which another sheet may have
            EXECUTE format($sheets$
                SELECT greatest($1, max(substr(c.sheet_no, length(d.sheet_prefix) + 10)::bigint))
                  FROM %1$I.desk d
                  JOIN %1$I.complaint c ON starts_with(c.sheet_no, d.sheet_prefix)
                   AND substr(c.sheet_no, length(d.sheet_prefix) + 1) ~ '^[0-9]{8}-[0-9]{6,9}$'$sheets$, desk)
               INTO highest USING highest;
        END IF;
        IF highest > stands THEN
            PERFORM setval(format('%I.%I', desk, behind.sequence_name)::regclass, highest);
            RETURN NEXT format('sequence %s stood at %s, now at %s', behind.sequence_name, stands, highest);
        END IF;
    END LOOP;
    IF @extschema@.is_elsewhere(desk) THEN
        RETURN QUERY SELECT * FROM @extschema@.advance_own_sequences(desk);
    END IF;
END
$$;
CALL @extschema@.make_public('advance_sequences_as_owner',
    'sets every sequence of a desk that stands behind the numbers in its tables, and says which; for a desk whose rows came by replication, by a restore of data alone, or with numbers of their own, up to 2^48. Only for the owner of the desk, while nobody writes', on_any_node => true);
