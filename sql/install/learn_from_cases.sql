-- Examples that cases give, without what is personal, and words that they
-- suggest for keyword sets.

CREATE FUNCTION @extschema@.without_personal(content text, personal text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    masked text := @extschema@.fold_text(content);
    part text;
BEGIN
    -- the longest first: an address may hold the name
    FOR part IN SELECT DISTINCT ON (length(f.part), f.part) f.part
                  FROM unnest(personal) AS p (part) CROSS JOIN LATERAL @extschema@.fold_text(btrim(p.part)) AS f (part)
                 WHERE length(f.part) > 1
                 ORDER BY length(f.part) DESC, f.part
    LOOP
        masked := replace(masked, part, '***');
    END LOOP;
    masked := regexp_replace(masked, '[a-z0-9._%+-]+@[a-z0-9-]+([.][a-z0-9-]+)+', '***', 'g');
    RETURN regexp_replace(masked, '[0-9]([ -]?[0-9]){4,}', '***', 'g');
END
$$;
COMMENT ON FUNCTION @extschema@.without_personal IS 'a text folded, see fold_text, with stars in the place of the values given, of e-mail addresses and of numbers with five digits or more';

CREATE FUNCTION @extschema@.personal_parts(desk name, id bigint) RETURNS text[]
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    parts text[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format($parts$
        SELECT ARRAY[c.sheet_no, c.order_ref, c.contract_ref, (SELECT s.name FROM %1$I.staff s WHERE s.code = c.accused_staff)]
               || ARRAY(SELECT v.value FROM %1$I.customer u
                         CROSS JOIN LATERAL jsonb_each_text(to_jsonb(u)) AS v
                          JOIN %1$I.personal_column p ON p.table_name = 'customer' AND p.column_name = v.key
                         WHERE u.id = c.customer_id AND v.value IS NOT NULL)
          FROM %1$I.complaint c WHERE c.id = $1$parts$, desk)
       INTO parts USING id;
    RETURN parts;
END
$$;
COMMENT ON FUNCTION @extschema@.personal_parts IS 'values that would say in the text of a case whose it is: what personal_column names of the customer, sheet, order and contract, the name of the accused';

CREATE FUNCTION @extschema@.cases_to_learn(desk name)
RETURNS TABLE (complaint_id bigint, content text, category text, urgency text, said_by text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($cases$
        SELECT c.id, concat_ws(' ', c.title, c.description), c.category,
               -- why rules raised it need not stand in the text
               CASE WHEN c.urgent_reasons IS NULL THEN c.urgency END,
               CASE c.category_by WHEN 'person'
                    THEN (SELECT e.actor FROM %1$I.complaint_event e
                           WHERE e.complaint_id = c.id AND e.changes ? 'category' ORDER BY e.seq DESC LIMIT 1)
                    ELSE found.recorded_by END
          FROM %1$I.complaint c
          JOIN %1$I.state s ON s.code = c.state AND s.kind = 'final'
          JOIN %1$I.category g ON g.code = c.category AND NOT g.sensitive
          LEFT JOIN LATERAL (SELECT i.recorded_by, true AS concluded FROM %1$I.investigation i
                              WHERE i.complaint_id = c.id AND i.conclusion IS NOT NULL
                              ORDER BY i.id DESC LIMIT 1) found ON true
         WHERE concat(c.title, c.description) <> '' AND c.repeat_kind IS DISTINCT FROM 'joined'
           AND (c.category_by = 'person'
                -- a rule that reads no text decided by something that the text does not say
                OR found.concluded AND NOT EXISTS (SELECT FROM %1$I.classification_rule r
                       WHERE r.id = ANY (c.judged_by) AND r.category = c.category
                         AND r.condition !~ '\m(title|description)\M'))$cases$, desk);
END
$$;
COMMENT ON FUNCTION @extschema@.cases_to_learn IS 'cases that ended in a category that a person gave them, or that stood when the investigation was concluded, with their texts; none of a sensitive category, and no joined sheets';

CREATE FUNCTION @extschema@.learn_from_cases_as_writer(desk name) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted boolean;
    learned bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT learns_from_cases FROM %I.desk', desk) INTO wanted;
    IF NOT wanted THEN
        RETURN 0;
    END IF;
    EXECUTE format('DELETE FROM %1$I.example e
         USING %1$I.category g
         WHERE e.complaint_id IS NOT NULL AND g.sensitive
           AND g.code IN (e.category, (SELECT c.category FROM %1$I.complaint c WHERE c.id = e.complaint_id))', desk);
    EXECUTE format('DELETE FROM %1$I.example e
         USING @extschema@.cases_to_learn($1) c
         WHERE e.complaint_id = c.complaint_id AND (e.category, e.urgency) IS DISTINCT FROM (c.category, c.urgency)', desk)
      USING desk;
    EXECUTE format('INSERT INTO %1$I.example (content, category, urgency, source, said_by, complaint_id)
        SELECT @extschema@.without_personal(c.content, @extschema@.personal_parts($1, c.complaint_id)),
               c.category, c.urgency, ''person'', c.said_by, c.complaint_id
          FROM @extschema@.cases_to_learn($1) c
         WHERE NOT EXISTS (SELECT FROM %1$I.example e WHERE e.complaint_id = c.complaint_id)
            ON CONFLICT DO NOTHING', desk)
      USING desk;
    GET DIAGNOSTICS learned = ROW_COUNT;
    RETURN learned;
END
$$;
CALL @extschema@.make_public('learn_from_cases_as_writer',
    'makes examples of cases that have ended: those whose category a person gave, and those whose category stood when the investigation was concluded, unless a rule gave it that reads no text. Their texts without what is personal: values of the customer, order and contract, e-mail addresses, numbers of five digits or more. None of sensitive categories, and those go whose category became sensitive, or whose case was given a sensitive one. A case gives one example; a later correction of its category or urgency replaces it. Returns how many it wrote; 0 while desk.learns_from_cases is false');

CREATE FUNCTION @extschema@.words_in(content text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH run AS (
        SELECT r[1] AS letters FROM regexp_matches(@extschema@.fold_text(left(content, 2000)), '[\u3400-\u9fff]{2,}|[a-z]{3,40}', 'g') AS r
    )
    SELECT ARRAY(SELECT letters FROM run WHERE letters ~ '^[a-z]'
                 UNION
                 SELECT substr(letters, place, size)
                   FROM run
                  CROSS JOIN generate_series(2, 4) AS size
                  CROSS JOIN LATERAL generate_series(1, length(letters) - size + 1) AS place
                  WHERE letters !~ '^[a-z]')
$$;
COMMENT ON FUNCTION @extschema@.words_in IS 'what could be words in a text, of its first 2000 characters: words of three letters or more, and two to four neighbouring Chinese characters';

CREATE FUNCTION @extschema@.is_in_a_set(word text, keywords text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM unnest(keywords) AS keyword
                    WHERE CASE WHEN word ~ '^[a-z]' THEN word = ANY (string_to_array(keyword, ' '))
                               ELSE strpos(word, keyword) > 0 OR strpos(keyword, word) > 0 END)
$$;
COMMENT ON FUNCTION @extschema@.is_in_a_set IS 'whether a word is a part of a keyword, or, if Chinese, holds one';

CREATE FUNCTION @extschema@.suggest_keywords_as_reader(desk name, category text)
RETURNS TABLE (keyword text, in_category bigint, elsewhere bigint, score double precision)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known boolean;
    keywords text[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.category WHERE code = $1)', desk) INTO known USING category;
    IF NOT known THEN
        RAISE EXCEPTION 'category "%" does not exist', category
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'category',
                  HINT = format('The categories stand in table %I.category.', desk);
    END IF;
    EXECUTE format('SELECT coalesce(array_agg(@extschema@.fold_text(k)), ''{}'') FROM %I.keyword_set s, unnest(s.keywords) AS k', desk) INTO keywords;
    RETURN QUERY
        WITH counted AS MATERIALIZED (
            SELECT w.word, count(*) FILTER (WHERE e.code = category) AS inside, count(*) FILTER (WHERE e.code <> category) AS outside
              FROM @extschema@.examples_for(desk, 'category') e
             CROSS JOIN LATERAL unnest(@extschema@.words_in(e.content)) AS w (word)
             GROUP BY w.word
        ), text AS (
            SELECT count(*) FILTER (WHERE e.code = category) AS inside, count(*) FILTER (WHERE e.code <> category) AS outside
              FROM @extschema@.examples_for(desk, 'category') e
        ), telling AS MATERIALIZED (
            -- by how many standard deviations the log-odds inside are above those outside
            SELECT c.*, ((ln((c.inside + 0.5) / (t.inside - c.inside + 0.5)) - ln((c.outside + 0.5) / (t.outside - c.outside + 0.5)))
                         / sqrt(1 / (c.inside + 0.5) + 1 / (c.outside + 0.5)))::float8 AS score
              FROM counted c CROSS JOIN text t
             WHERE c.inside >= 2
        ), best AS MATERIALIZED (
            SELECT t.* FROM telling t
             WHERE t.score > 2 AND NOT @extschema@.is_in_a_set(t.word, keywords)
             ORDER BY t.score DESC, length(t.word) DESC, t.word
             LIMIT 500
        )
        SELECT b.word, b.inside, b.outside, b.score
          FROM best b
         -- of two words one of which holds the other, the one that says more; of equals the longer
         WHERE NOT EXISTS (SELECT FROM best o
                            WHERE o.word <> b.word AND (strpos(o.word, b.word) > 0 OR strpos(b.word, o.word) > 0)
                              AND (o.score, length(o.word)) > (b.score, length(b.word)))
         ORDER BY b.score DESC, b.word
         LIMIT 20;
END
$$;
CALL @extschema@.make_public('suggest_keywords_as_reader',
    'words that tell a category from the others in the examples of a desk and are in no keyword set yet, best first, at most twenty: in how many examples of the category and in how many others each stands, and a score (by how many standard deviations its log-odds are higher inside). Chinese: two to four characters. A person has to choose: not each is a word. Takes up to half a minute for 10,000 texts. KF008 for a category that does not exist. For those who may read table example');
