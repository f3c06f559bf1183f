-- Closed cases like this one, with what came of them (SPEC R32).

CREATE FUNCTION @extschema@.text_likeness(a text, b text) RETURNS real
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.text_likeness IS 'how much two texts have in common, 0 to 1, by pairs of neighbouring letters or Chinese characters, folded as by fold_text; the same in every locale';

CREATE FUNCTION @extschema@.trigram_schema() RETURNS name
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm' $$;
COMMENT ON FUNCTION @extschema@.trigram_schema IS 'schema of pg_trgm; NULL where this database has it not';

CREATE FUNCTION @extschema@.prepare_similar_cases_as_owner(desk name) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place constant name := @extschema@.trigram_schema();
    statement text;
    knows_chinese boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF place IS NULL THEN
        RAISE EXCEPTION 'extension pg_trgm is not installed in this database'
            USING ERRCODE = 'KF008', SCHEMA = desk,
                  HINT = 'Run CREATE EXTENSION pg_trgm. Without it similar_cases compares the latest cases only.';
    END IF;
    EXECUTE format('SELECT cardinality(%I.show_trgm($1)) > 0', place) INTO knows_chinese USING '投诉处理';
    IF NOT knows_chinese THEN
        RAISE WARNING 'pg_trgm ignores Chinese in this database'
            USING DETAIL = format('Its LC_CTYPE is %s, which knows no Chinese letters.',
                                  (SELECT datctype FROM pg_database WHERE datname = current_database())),
                  HINT = 'The index serves texts in Latin letters; Chinese is compared with the latest cases only. A database with LC_CTYPE C.UTF-8 or zh_CN.UTF-8 has no such limit.';
    END IF;
    statement := format('CREATE INDEX complaint_similar_text ON %I.complaint USING gin '
        '((@extschema@.fold_text(coalesce(title, '''') || '' '' || coalesce(description, ''''))) %I.gin_trgm_ops)', desk, place);
    EXECUTE statement;
    EXECUTE format('COMMENT ON INDEX %I.complaint_similar_text IS %L', desk, 'texts by trigrams, for similar_cases');
    RETURN statement;
END
$$;
CALL @extschema@.make_public('prepare_similar_cases_as_owner',
    'makes the trigram index by which similar_cases searches all cases of a desk, and returns its statement; needs pg_trgm, costs every INSERT, and blocks writes while it is built: run the statement with CONCURRENTLY instead on a large desk. Only for the owner', on_any_node => true);

CREATE FUNCTION @extschema@.similar_candidates(desk name, complaint_id bigint)
RETURNS TABLE (candidate bigint)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET pg_trgm.similarity_threshold = 0.15
AS $$
DECLARE
    place constant name := @extschema@.trigram_schema();
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- the latest cases: their number is bounded, not the time that they span
    RETURN QUERY EXECUTE format($latest$
        SELECT l.id
          FROM (SELECT id, category, closed_at FROM %1$I.complaint ORDER BY received_at DESC LIMIT 20000) l
          JOIN %1$I.complaint c ON c.id = $1
         WHERE l.closed_at IS NOT NULL AND (c.category IS NULL OR l.category = c.category)$latest$, desk)
     USING complaint_id;
    -- a row filter keeps the index from being used: the operator may leak
    IF place IS NULL OR to_regclass(format('%I.complaint_similar_text', desk)) IS NULL
        OR row_security_active(format('%I.complaint', desk))
    THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format($all$
        SELECT o.id
          FROM %1$I.complaint o
         WHERE @extschema@.fold_text(coalesce(o.title, '') || ' ' || coalesce(o.description, '')) OPERATOR(%2$I.%%)
               (SELECT @extschema@.fold_text(coalesce(c.title, '') || ' ' || coalesce(c.description, ''))
                  FROM %1$I.complaint c WHERE c.id = $1)
           AND o.closed_at IS NOT NULL
         LIMIT 20000$all$, desk, place)
     USING complaint_id;
END
$$;
COMMENT ON FUNCTION @extschema@.similar_candidates IS 'closed cases worth comparing with a case: those of its category among the latest 20000, and those that the index of prepare_similar_cases finds';

CREATE FUNCTION @extschema@.outcome_in_words(desk name, complaint_id bigint, state text, language text) RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found record;
    points int;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT conclusion, cause FROM %I.investigation
                     WHERE complaint_id = $1 AND conclusion IS NOT NULL ORDER BY recorded_at DESC, id DESC LIMIT 1', desk)
       INTO found USING complaint_id;
    EXECUTE format('SELECT score FROM %I.satisfaction WHERE complaint_id = $1 ORDER BY recorded_at DESC, id DESC LIMIT 1', desk)
       INTO points USING complaint_id;
    RETURN concat_ws(CASE language WHEN 'zh' THEN '，' ELSE ', ' END,
        @extschema@.code_in_words(desk, 'state', state, language),
        @extschema@.code_in_words(desk, 'term', found.conclusion, language),
        @extschema@.code_in_words(desk, 'cause', found.cause, language),
        points || '/5');
END
$$;
COMMENT ON FUNCTION @extschema@.outcome_in_words IS 'what came of a case, in a line: state, latest conclusion and cause, latest score of the customer';

CREATE FUNCTION @extschema@.similar_cases_as_reader(desk name, complaint_id bigint, max int DEFAULT 10, language text DEFAULT NULL)
RETURNS TABLE (similar_id bigint, sheet_no text, likeness real, category text, title text, closed_at timestamptz, outcome text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue constant text := @extschema@.reading_language(desk, language);
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_case(desk, complaint_id);
    RETURN QUERY EXECUTE format($similar$
        WITH this AS (
            SELECT id, category, coalesce(title, '') || ' ' || coalesce(description, '') AS content
              FROM %1$I.complaint WHERE id = $1
        ), nearest AS (
            SELECT o.id, o.sheet_no, l.likeness, o.category, o.title, o.closed_at, o.state
              FROM this
              CROSS JOIN (SELECT DISTINCT candidate FROM @extschema@.similar_candidates($2, $1)) d
              JOIN %1$I.complaint o ON o.id = d.candidate AND o.id <> $1
              CROSS JOIN LATERAL (SELECT @extschema@.text_likeness(this.content,
                  coalesce(o.title, '') || ' ' || coalesce(o.description, '')) AS likeness) l
             WHERE l.likeness > 0
             -- of two that read alike, the one of the same category
             ORDER BY l.likeness + CASE WHEN o.category = this.category THEN 0.1 ELSE 0 END DESC, o.id DESC
             LIMIT $3
        )
        SELECT n.id, n.sheet_no, n.likeness, n.category,
               CASE WHEN @extschema@.is_sensitive($2, n.id) THEN '***' ELSE n.title END, n.closed_at,
               @extschema@.outcome_in_words($2, n.id, n.state, $4)
          FROM nearest n$similar$, desk)
     USING complaint_id, desk, max, tongue;
END
$$;
CALL @extschema@.make_public('similar_cases_as_reader',
    'closed cases that read most like a case, with what came of them; likeness as text_likeness, the same category counts a tenth more. Compares cases of the category among the latest 20000; after prepare_similar_cases those of all time and category too, but not where a row filter holds. Reads with the caller''s rights');
