-- A customer calls again: what an application asks before it inserts.

CREATE FUNCTION @extschema@.letter_pairs(content text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- letter by letter: substr() would count from the beginning each time
    SELECT ARRAY(SELECT DISTINCT letter || next
                   FROM (SELECT letter, lead(letter) OVER (ORDER BY place) AS next
                           FROM string_to_array(regexp_replace(@extschema@.fold_text(left(content, 20000)), '[[:space:][:punct:]。、“”]+', '', 'g'), NULL) AS letters
                          CROSS JOIN unnest(letters) WITH ORDINALITY AS l (letter, place)) AS pair
                  WHERE next IS NOT NULL)
$$;
COMMENT ON FUNCTION @extschema@.letter_pairs IS 'the different pairs of neighbouring letters of a text, of its first 20000, blanks and punctuation left out; in Chinese they are near to words';

CREATE FUNCTION @extschema@.find_case_as_reader(desk name, customer_id bigint, about text DEFAULT NULL)
RETURNS TABLE (complaint_id bigint, sheet_no text, received_at timestamptz, state text, owner text, department text,
    category text, title text, similarity numeric, of_customer bigint)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 5
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    pairs text[] := @extschema@.letter_pairs(about);
    customers bigint[] := ARRAY[customer_id];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- a second row of the same person, or somebody of the household
    IF has_table_privilege(format('%I.customer', desk), 'SELECT') THEN
        EXECUTE format('SELECT $1 || array_agg(o.id) FROM %1$I.customer c JOIN %1$I.customer o ON o.phone = c.phone
                         WHERE c.id = $2 AND o.id <> $2', desk)
           INTO customers USING customers, customer_id;
    END IF;
    RETURN QUERY EXECUTE format('SELECT c.id, c.sheet_no, c.received_at, c.state, c.owner, c.department, c.category, c.title,
               round((SELECT count(*) FROM unnest($2) AS p
                       WHERE p = ANY ((SELECT %2$I.letter_pairs(concat_ws('' '', c.title, c.description, c.product, c.merchant, c.order_ref)))::text[]))
                     / nullif(cardinality($2), 0)::numeric, 2) AS similarity, c.customer_id
          FROM %1$I.complaint c
          JOIN %1$I.state s ON s.code = c.state AND s.kind <> ''final''
         WHERE c.customer_id = ANY ($1)
         ORDER BY similarity DESC NULLS LAST, c.received_at DESC, c.id DESC', desk, '@extschema@')
      USING customers, pairs;
END
$$;
CALL @extschema@.make_public('find_case_as_reader',
    'open cases of a customer (SPEC R8), and of other customers with the same telephone where the caller may read table customer, those first that are most like the text, then the latest; similarity: part of the text''s letter pairs that stand in the case, 0 to 1; of_customer: whose case it is. Runs with the caller''s rights');
