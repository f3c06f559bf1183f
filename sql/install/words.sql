-- Words for people, from the desk's own tables: labels of codes, and lines
-- with {placeholders}.

CREATE FUNCTION @extschema@.fill_words(line text, words jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part text;
    name text;
    word text;
    filled text;
    lacking boolean;
    result text := '';
BEGIN
    IF line IS NULL THEN
        RETURN NULL;
    END IF;
    FOR part IN SELECT p[1] FROM regexp_matches(line, '(\[[^][]*\]|[^][]+)', 'g') AS p
    LOOP
        lacking := false;
        filled := '';
        -- words are put in place once: braces in a value mean nothing
        FOR name, word IN SELECT p[2], p[1] FROM regexp_matches(trim('[]' FROM part), '([^{]+|\{([a-z_.]+)\}|\{)', 'g') AS p
        LOOP
            IF name IS NOT NULL THEN
                word := words ->> name;
                lacking := lacking OR coalesce(word, '') = '';
            END IF;
            filled := filled || coalesce(word, '');
        END LOOP;
        IF NOT (lacking AND part LIKE '[%') THEN
            result := result || filled;
        END IF;
    END LOOP;
    RETURN trim(result);
END
$$;
COMMENT ON FUNCTION @extschema@.fill_words IS 'a line with its {placeholders} filled from an object; text in [square brackets] is left out when a value in it is missing';

CREATE FUNCTION @extschema@.reading_language(desk name, language text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue text := language;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF tongue IS NULL THEN
        EXECUTE format('SELECT language FROM %I.desk', desk) INTO tongue;
    END IF;
    IF tongue IS NULL OR tongue NOT IN ('en', 'zh') THEN
        RAISE EXCEPTION 'language "%" is not supported', tongue
            USING ERRCODE = 'KF011', SCHEMA = desk,
                  HINT = 'The languages are en and zh.';
    END IF;
    RETURN tongue;
END
$$;
COMMENT ON FUNCTION @extschema@.reading_language IS 'the language in which a desk is read: the one asked for, else the desk''s';

CREATE FUNCTION @extschema@.code_in_words(desk name, codes text, code text, language text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    label constant text := CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END;
    word text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF code IS NULL THEN
        RETURN NULL;
    END IF;
    IF codes = 'staff' THEN
        EXECUTE format('SELECT name FROM %I.staff WHERE code = $1', desk) INTO word USING code;
    ELSIF (SELECT count(*) = 2 FROM pg_attribute
            WHERE attrelid = to_regclass(format('%I.%I', desk, codes)) AND attname IN ('code', label) AND NOT attisdropped)
        AND has_table_privilege(format('%I.%I', desk, codes), 'SELECT')
    THEN
        PERFORM @extschema@.check_readable(desk, codes::name);
        EXECUTE format('SELECT %I FROM %I.%I WHERE code = $1', label, desk, codes) INTO word USING code;
    END IF;
    RETURN coalesce(word, replace(code, '_', ' '));
END
$$;
COMMENT ON FUNCTION @extschema@.code_in_words IS 'a code as a table of codes of the desk names it in a language (en, zh); the code itself where it is unknown there, or the table is no table of codes';

CREATE FUNCTION @extschema@.categories_in_words(desk name, codes text[], language text) RETURNS text
LANGUAGE sql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(concat_ws(' ', one, nullif(@extschema@.code_in_words(desk, 'category', one, language), one)),
                      CASE language WHEN 'zh' THEN '、' ELSE ', ' END ORDER BY place)
      FROM unnest(codes) WITH ORDINALITY AS c (one, place)
$$;
COMMENT ON FUNCTION @extschema@.categories_in_words IS 'categories by code and name, in the order given';

CREATE FUNCTION @extschema@.value_in_words(desk name, column_name text, value jsonb, language text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    content text := value #>> '{}';
    -- columns that hold codes, and the tables that explain them
    codes text := '{"channel": "channel", "category": "category", "level": "level", "urgency": "urgency",
        "state": "state", "owner": "staff", "received_by": "staff", "accused_staff": "staff", "to_staff": "staff",
        "responsible_staff": "staff", "ordered_by": "staff", "department": "department", "to_department": "department",
        "responsible_department": "department", "handler_role": "staff_role", "cause": "cause",
        "validity": "term", "result": "term", "impact": "term", "complexity": "term", "severity": "term", "method": "term", "no_score_reason": "term", "score": "term", "handling_score": "term", "conclusion": "term", "risk": "term", "metric": "term"
        }'::jsonb ->> column_name;
    zone text;
    label text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF content IS NULL THEN
        RETURN NULL;
    END IF;
    IF codes = 'term' THEN
        -- one word may mean different things in two columns
        EXECUTE format('SELECT %I FROM %I.term WHERE code = $1',
                       CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
           INTO label USING column_name || ':' || content;
    END IF;
    IF column_name IN ('task', 'reason') THEN
        -- what a rule of a pack wrote has a translation
        EXECUTE format('SELECT %I FROM %I.term WHERE code = $1',
                       CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
           INTO label USING content;
    END IF;
    IF label IS NOT NULL THEN
        RETURN label;
    ELSIF codes IS NOT NULL THEN
        RETURN @extschema@.code_in_words(desk, codes, content, language);
    END IF;
    IF jsonb_typeof(value) = 'array' THEN
        EXECUTE format('SELECT string_agg(coalesce(t.%I, i.item), '', '' ORDER BY i.place)
                          FROM jsonb_array_elements_text($1) WITH ORDINALITY AS i (item, place)
                          LEFT JOIN %I.term t ON t.code = $2 || '':'' || i.item',
                       CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
           INTO content USING value, column_name;
        RETURN content;
    END IF;
    IF column_name LIKE '%\_at' AND content ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d' THEN
        EXECUTE format('SELECT time_zone FROM %I.desk', desk) INTO zone;
        RETURN to_char(content::timestamptz AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI');
    END IF;
    RETURN content;
END
$$;
COMMENT ON FUNCTION @extschema@.value_in_words IS 'a value of a column for people: codes by their names, times in the desk''s zone, lists with commas';
