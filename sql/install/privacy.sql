-- Privacy (SPEC R7): erasing a customer's personal data, masking it, and
-- reading sensitive cases on record.

CREATE FUNCTION @extschema@.erasing_statements_as_owner(desk name) RETURNS SETOF text
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR place IN EXECUTE format($places$
        SELECT p.table_name,
               string_agg(format('%%I = %%s', p.column_name, e.empty), ', ' ORDER BY p.column_name) AS emptied,
               string_agg(format('%%I IS DISTINCT FROM %%s', p.column_name, e.empty), ' OR ' ORDER BY p.column_name) AS filled,
               bool_and(a.attname IS NOT NULL) AS is_there,
               CASE WHEN p.table_name = 'customer' THEN 'id = $1 AND $2 IS NOT NULL'
                    WHEN bool_or(k.by_case) THEN 'complaint_id = ANY ($2) AND $1 IS NOT NULL'
                    WHEN bool_or(k.by_customer) THEN 'customer_id = $1 AND $2 IS NOT NULL' END AS belongs
          FROM %I.personal_column p
          LEFT JOIN pg_attribute a ON a.attrelid = to_regclass(format('%%I.%%I', $1, p.table_name))
                                  AND a.attname = p.column_name AND a.attnum > 0 AND NOT a.attisdropped
          CROSS JOIN LATERAL (SELECT CASE WHEN a.attnotnull THEN '''erased''' ELSE 'NULL' END) AS e (empty)
          CROSS JOIN LATERAL (SELECT bool_or(attname = 'complaint_id'), bool_or(attname = 'customer_id')
                                FROM pg_attribute
                               WHERE attrelid = a.attrelid AND attnum > 0 AND NOT attisdropped) AS k (by_case, by_customer)
         WHERE to_regclass(format('%%I.%%I', $1, p.table_name)) IS NOT NULL
         GROUP BY p.table_name
         ORDER BY p.table_name$places$, desk) USING desk
    LOOP
        -- better no erasure than half a one
        IF NOT place.is_there OR place.belongs IS NULL THEN
            RAISE EXCEPTION 'personal columns of table "%" cannot be erased', place.table_name
                USING ERRCODE = 'KF010', SCHEMA = desk, TABLE = place.table_name,
                      DETAIL = 'A column that personal_column names is missing, or the table has neither complaint_id nor customer_id.',
                      HINT = format('Correct the rows of table %I.personal_column.', desk);
        END IF;
        -- an example without its text teaches nothing
        RETURN NEXT CASE WHEN place.table_name = 'example' THEN format('DELETE FROM %I.example WHERE %s', desk, place.belongs)
            ELSE format('UPDATE %I.%I SET %s WHERE %s AND (%s)', desk, place.table_name, place.emptied, place.belongs, place.filled) END;
    END LOOP;
END
$$;
CALL @extschema@.make_public('erasing_statements_as_owner',
    'the statements by which erase_customer empties what personal_column names; $1 is the customer, $2 the customer''s cases');

CREATE FUNCTION @extschema@.erase_customer(desk name, customer_id bigint, reason text, open_cases boolean DEFAULT false) RETURNS bigint
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.erase_customer IS 'empties the personal data of a customer: the customer''s row, all cases, their history, contacts and what else personal_column names; numbers, events and the audit chain stay. For desk.erasure_roles and the owner of the desk. Refused while a case is open (KF013) unless open_cases is true, and while somebody files a new case of the customer (40001: run it again). Returns the number of cases that held personal data; a second run finds what came in since';

CREATE FUNCTION @extschema@.mask_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT regexp_replace(name, '(\S)\S*', '\1**', 'g') $$;
COMMENT ON FUNCTION @extschema@.mask_name IS 'first letter of each word of a name: 王小明 becomes 王**, Li Na becomes L** N**; the stars do not show the length';

CREATE FUNCTION @extschema@.mask_phone(phone text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- digits alone, full-width ones too, without the country code of China
    SELECT CASE WHEN length(d.digits) >= 11 THEN left(d.digits, 3) || '****' || right(d.digits, 4)
                WHEN length(d.digits) >= 7 THEN '****' || right(d.digits, 2)
                ELSE '****' END
      FROM (SELECT regexp_replace(regexp_replace(translate(phone, '０１２３４５６７８９', '0123456789'), '[^0-9]', '', 'g'),
                                  '^(00)?86(?=1[0-9]{10}$)', '')) AS d (digits)
$$;
COMMENT ON FUNCTION @extschema@.mask_phone IS 'ends of a telephone number: +86 138 1234 0000 becomes 138****0000; of a short number only the last two digits';

CREATE FUNCTION @extschema@.mask_email(email text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT left(btrim(email), 1) || '***' || coalesce(substring(email FROM '@[^@]*$'), '') $$;
COMMENT ON FUNCTION @extschema@.mask_email IS 'first letter and domain of an e-mail address: anna@example.com becomes a***@example.com';

CREATE FUNCTION @extschema@.note_reading(desk name, id bigint, purpose text) RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.note_reading IS 'writes into read_log, and into the server''s log, which no rollback undoes, that the actor reads a case; KF008 for a case that is not there or hidden from the caller; used by read_case and read_sheet';

CREATE FUNCTION @extschema@.whole_case_as_reader(desk name, id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    whole jsonb;
    part name;
    rows jsonb;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_case(desk, id);
    EXECUTE format($whole$
        SELECT jsonb_build_object('complaint', to_jsonb(c) - '{salt,head_hash}'::text[],
                                  'customer', (SELECT to_jsonb(u) FROM %1$I.customer u WHERE u.id = c.customer_id))
          FROM %1$I.complaint c WHERE c.id = $1$whole$, desk)
       INTO whole USING id;
    -- contacts, and whatever else was written down about the case; what the
    -- template does not name is read as its owner's alone
    FOR part IN
        SELECT k.relname FROM pg_class k
          JOIN pg_attribute a ON a.attrelid = k.oid AND a.attname = 'complaint_id' AND NOT a.attisdropped
         WHERE k.relnamespace = @extschema@.check_desk(desk) AND k.relkind IN ('r', 'p') AND NOT k.relispartition
           AND k.relname NOT IN ('complaint_event', 'complaint_event_personal', 'queue', 'outbox', 'read_log')
           AND has_table_privilege(k.oid, 'SELECT')
         ORDER BY k.relname
    LOOP
        PERFORM @extschema@.check_readable(desk, part);
        EXECUTE format('SELECT jsonb_agg(r.content ORDER BY r.content -> ''id'', r.content)
                          FROM (SELECT to_jsonb(t) FROM %I.%I t WHERE t.complaint_id = $1) AS r (content)', desk, part)
           INTO rows USING id;
        IF rows IS NOT NULL THEN
            whole := whole || jsonb_build_object(part, rows);
        END IF;
    END LOOP;
    RETURN whole;
END
$$;
CALL @extschema@.make_public('whole_case_as_reader',
    'the case with customer, contacts and everything else that the caller may read; see read_case, which puts the reading on record');

CREATE FUNCTION @extschema@.read_case(desk name, id bigint, purpose text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.note_reading(desk, id, purpose);
    RETURN @extschema@.whole_case(desk, id);
END
$$;
COMMENT ON FUNCTION @extschema@.read_case IS 'the whole case with customer, contacts and everything else that the caller may read, on record in read_log; the way to read cases of a sensitive category';

CREATE FUNCTION @extschema@.read_sheet(desk name, id bigint, purpose text, language text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF desk IS NULL OR id IS NULL OR purpose IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM @extschema@.note_reading(desk, id, purpose);
    RETURN @extschema@.sheet_text(desk, id, language, masked => false);
END
$$;
COMMENT ON FUNCTION @extschema@.read_sheet IS 'complaint_sheet with all texts, of a sensitive category too, on record in read_log';
