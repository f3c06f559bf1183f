-- Scripts (话术) for a case, and the search for one.

CREATE FUNCTION @extschema@.scripts_for_case_as_reader(desk name, complaint_id bigint, language text DEFAULT NULL)
RETURNS TABLE (script_id bigint, title text, body text, fits text, valid_from timestamptz)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue constant text := @extschema@.reading_language(desk, language);
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_case(desk, complaint_id);
    RETURN QUERY EXECUTE format($scripts$
        SELECT s.script_id, s.title, s.body,
               coalesce(nullif(concat_ws(' and ', CASE WHEN s.category IS NOT NULL THEN 'category' END,
                                                  CASE WHEN s.state IS NOT NULL THEN 'state' END), ''), 'any case'),
               s.valid_from
          FROM %1$I.current_script s
          JOIN %1$I.complaint c ON (s.category IS NULL OR s.category = c.category)
                               AND (s.state IS NULL OR s.state = c.state)
         WHERE c.id = $1 AND s.language = $2
         ORDER BY num_nonnulls(s.category, s.state) DESC, s.state IS NULL, s.script_id$scripts$, desk)
     USING complaint_id, tongue;
END
$$;
CALL @extschema@.make_public('scripts_for_case_as_reader',
    'the scripts that fit a case by its category and state, the closest fit first, in English (en) or Chinese (zh), by default in the desk''s language; fits: category and state, state, category, any case');

CREATE FUNCTION @extschema@.search_scripts_as_reader(desk name, wanted text, language text DEFAULT NULL)
RETURNS TABLE (script_id bigint, title text, body text, category text, state text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue constant text := @extschema@.reading_language(desk, language);
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($search$
        SELECT f.script_id, f.title, f.body, f.category, f.state
          FROM (SELECT s.*, lower(concat_ws(E'\n', s.title, s.body, k.label, k.label_zh)) AS content
                  FROM %1$I.current_script s
                  LEFT JOIN %1$I.category k ON k.code = s.category
                 WHERE s.language = $2) f
         WHERE NOT EXISTS (SELECT FROM regexp_split_to_table(lower(trim($1)), '\s+') AS word
                            WHERE strpos(f.content, word) = 0)
         ORDER BY strpos(lower(f.title), lower(trim($1))) = 0, f.script_id$search$, desk)
     USING wanted, tongue;
END
$$;
CALL @extschema@.make_public('search_scripts_as_reader',
    'the scripts whose title, words or category hold every word that is wanted, those with it in the title first; Chinese is searched as it is written, without word boundaries');
