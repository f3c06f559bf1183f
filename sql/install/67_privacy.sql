-- Privacy (SPEC R7): erasing a customer's personal data, masking it, and
-- reading sensitive cases on record.

CREATE FUNCTION @extschema@.erasing_statements(desk name) RETURNS SETOF text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place record;
BEGIN
    PERFORM @extschema@.check_desk(desk);
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', desk), true);
    FOR place IN
        SELECT p.table_name,
               string_agg(format('%I = %s', p.column_name, e.empty), ', ' ORDER BY p.column_name) AS emptied,
               string_agg(format('%I IS DISTINCT FROM %s', p.column_name, e.empty), ' OR ' ORDER BY p.column_name) AS filled,
               bool_and(a.attname IS NOT NULL) AS is_there,
               CASE WHEN p.table_name = 'customer' THEN 'id = $1 AND $2 IS NOT NULL'
                    WHEN bool_or(k.by_case) THEN 'complaint_id = ANY ($2) AND $1 IS NOT NULL'
                    WHEN bool_or(k.by_customer) THEN 'customer_id = $1 AND $2 IS NOT NULL' END AS belongs
          FROM personal_column p
          LEFT JOIN pg_attribute a ON a.attrelid = to_regclass(quote_ident(p.table_name))
                                  AND a.attname = p.column_name AND a.attnum > 0 AND NOT a.attisdropped
          CROSS JOIN LATERAL (SELECT CASE WHEN a.attnotnull THEN '''erased''' ELSE 'NULL' END) AS e (empty)
          CROSS JOIN LATERAL (SELECT bool_or(attname = 'complaint_id'), bool_or(attname = 'customer_id')
                                FROM pg_attribute
                               WHERE attrelid = a.attrelid AND attnum > 0 AND NOT attisdropped) AS k (by_case, by_customer)
         GROUP BY p.table_name
         ORDER BY p.table_name
    LOOP
        -- better no erasure than half a one
        IF NOT place.is_there OR place.belongs IS NULL THEN
            RAISE EXCEPTION 'personal columns of table "%" cannot be erased', place.table_name
                USING ERRCODE = 'KF010', SCHEMA = desk, TABLE = place.table_name,
                      DETAIL = 'A column that personal_column names is missing, or the table has neither complaint_id nor customer_id.',
                      HINT = format('Correct the rows of table %I.personal_column.', desk);
        END IF;
        RETURN NEXT format('UPDATE %I SET %s WHERE %s AND (%s)', place.table_name, place.emptied, place.belongs, place.filled);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.erasing_statements(name) IS
'the statements by which erase_customer empties what personal_column names; $1 is the customer, $2 the customer''s cases';
REVOKE ALL ON FUNCTION @extschema@.erasing_statements(name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.erasing_statements(name) TO PUBLIC;

CREATE FUNCTION @extschema@.erase_customer(desk name, customer_id bigint, reason text, open_cases boolean DEFAULT false)
RETURNS bigint
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.erase_customer(name, bigint, text, boolean) IS
'empties the personal data of a customer: the customer''s row, all cases, their history, contacts and what else personal_column names; numbers, events and the audit chain stay. For desk.erasure_roles and the owner of the desk. Refused while a case is open (KF013) unless open_cases is true. Returns the number of cases that held personal data; a second run finds what came in since';
REVOKE ALL ON FUNCTION @extschema@.erase_customer(name, bigint, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.erase_customer(name, bigint, text, boolean) TO PUBLIC;
