-- What differs between two policies, as rows and in words.

CREATE FUNCTION @extschema@.diff_policy_as_reader(desk name, a text, b text DEFAULT NULL)
RETURNS TABLE (table_name text, rule_key text, rule text, change text, column_name text, old jsonb, new jsonb)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    draft record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF a IS NULL THEN
        RAISE EXCEPTION 'what is to be compared is missing'
            USING ERRCODE = 'KF012', SCHEMA = desk, HINT = 'Name a draft, or the number of a version.';
    END IF;
    IF b IS NULL AND a !~ '^\d' THEN
        EXECUTE format('SELECT d.based_on, d.published_version FROM %I.draft d WHERE d.name = $1', desk) INTO draft USING a;
        b := coalesce(draft.published_version::text, a);
        a := coalesce(draft.published_version - 1, draft.based_on)::text;
    END IF;
    RETURN QUERY
    SELECT d.table_name, d.rule_key, @extschema@.rule_in_words(d.table_name, d.rule_key, coalesce(d.new, d.old)),
           CASE WHEN d.old IS NULL THEN 'added' WHEN d.new IS NULL THEN 'removed' ELSE 'changed' END,
           k.name, CASE WHEN k.name IS NULL THEN d.old ELSE d.old -> k.name END, CASE WHEN k.name IS NULL THEN d.new ELSE d.new -> k.name END
      FROM @extschema@.policy_difference(desk, a, b) d
      CROSS JOIN LATERAL (SELECT NULL AS name WHERE d.old IS NULL OR d.new IS NULL
                          UNION ALL
                          SELECT o FROM jsonb_object_keys(d.old) AS o WHERE d.new IS NOT NULL AND d.old -> o IS DISTINCT FROM d.new -> o) AS k
     ORDER BY d.table_name, (coalesce(d.new, d.old) ->> 'position')::int, 3, d.rule_key, k.name;
END
$$;
CALL @extschema@.make_public('diff_policy_as_reader',
    'what differs from a to b, each the number of a version or the name of a draft: a row for each column of a changed row, and one for each row added or removed, with the whole row. Without b: what a draft changes, or what a published one changed; of a version what has changed since. KF008, KF012');

CREATE FUNCTION @extschema@.diff_policy(desk name, a int, b int DEFAULT NULL)
RETURNS TABLE (table_name text, rule_key text, rule text, change text, column_name text, old jsonb, new jsonb)
LANGUAGE sql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT * FROM @extschema@.diff_policy(desk, a::text, b::text) $$;
COMMENT ON FUNCTION @extschema@.diff_policy(name, int, int) IS 'the same for two versions by their numbers; without b: what has changed since';

CREATE FUNCTION @extschema@.rule_value_in_words(value jsonb, language text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'string' THEN value #>> '{}'
        WHEN 'boolean' THEN CASE language WHEN 'zh' THEN CASE WHEN value::boolean THEN '是' ELSE '否' END
                                          ELSE CASE WHEN value::boolean THEN 'yes' ELSE 'no' END END
        WHEN 'array' THEN (SELECT coalesce(string_agg(e, CASE language WHEN 'zh' THEN '、' ELSE ', ' END ORDER BY n), CASE language WHEN 'zh' THEN '空' ELSE 'none' END)
                             FROM jsonb_array_elements_text(value) WITH ORDINALITY AS w (e, n))
        WHEN 'number' THEN value::text
        ELSE CASE language WHEN 'zh' THEN '空' ELSE 'nothing' END END
$$;
COMMENT ON FUNCTION @extschema@.rule_value_in_words IS 'the value of a column for people, in English (en) or Chinese (zh)';

CREATE FUNCTION @extschema@.policy_changes_as_reader(desk name, a text, b text DEFAULT NULL, language text DEFAULT NULL) RETURNS SETOF text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue text := language;
    words jsonb;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF tongue IS NULL THEN
        EXECUTE format('SELECT language FROM %I.desk', desk) INTO tongue;
    ELSIF tongue NOT IN ('en', 'zh') THEN
        RAISE EXCEPTION 'there are no words in language "%"', language
            USING ERRCODE = 'KF008', SCHEMA = desk, HINT = 'The languages are en and zh.';
    END IF;
    EXECUTE format('SELECT coalesce(jsonb_object_agg(t.code, t.%I), ''{}'') FROM %I.term t WHERE t.code ~ ''^(table|policy|column):''',
                   CASE tongue WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
       INTO words;
    RETURN QUERY
    SELECT format(CASE tongue WHEN 'zh' THEN
                       CASE d.change WHEN 'added' THEN '%1$s“%2$s”：新增（%3$s）' WHEN 'removed' THEN '%1$s“%2$s”：删除' ELSE '%1$s“%2$s”：%3$s' END
                  ELSE CASE d.change WHEN 'added' THEN '%1$s "%2$s": added (%3$s)' WHEN 'removed' THEN '%1$s "%2$s": removed' ELSE '%1$s "%2$s": %3$s' END END,
                  coalesce(words ->> ('table:' || d.table_name), d.table_name), d.rule,
                  string_agg(format(CASE tongue WHEN 'zh' THEN
                                        CASE WHEN d.change = 'added' THEN '%1$s：%3$s' ELSE '%1$s由“%2$s”改为“%3$s”' END
                                    ELSE CASE WHEN d.change = 'added' THEN '%1$s: %3$s' ELSE '%1$s from "%2$s" to "%3$s"' END END,
                                    coalesce(words ->> ('policy:' || c.name), words ->> ('column:' || c.name), c.name),
                                    @extschema@.rule_value_in_words(c.old, tongue), @extschema@.rule_value_in_words(c.new, tongue)),
                             CASE tongue WHEN 'zh' THEN '；' ELSE '; ' END ORDER BY d.n, c.n))
      FROM @extschema@.diff_policy(desk, a, b) WITH ORDINALITY
           AS d (table_name, rule_key, rule, change, column_name, old, new, n)
      CROSS JOIN LATERAL (SELECT d.column_name AS name, d.old, d.new, 0::bigint AS n WHERE d.change <> 'added'
                          UNION ALL
                          -- of a new row what it says
                          SELECT e.key, NULL, e.value, e.n
                            FROM jsonb_each(CASE d.change WHEN 'added' THEN d.new ELSE '{}' END) WITH ORDINALITY AS e (key, value, n)
                           WHERE e.value NOT IN ('null', '[]') AND e.key NOT IN ('id', 'active')
                             AND e.value #>> '{}' <> d.rule) AS c
     GROUP BY d.table_name, d.rule_key, d.rule, d.change
     ORDER BY min(d.n);
END
$$;
CALL @extschema@.make_public('policy_changes_as_reader',
    'what diff_policy finds, in a sentence for each row that was added, removed or changed, in English (en) or Chinese (zh), by default in the desk''s language; tables and columns by the terms table:<name>, policy:<name> and column:<name> where there are such. KF008, KF012');

CREATE FUNCTION @extschema@.version_in_words(desk name, version int, language text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    day text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT to_char(v.at AT TIME ZONE d.time_zone, ''YYYY-MM-DD'')
                      FROM %1$I.policy_version v CROSS JOIN %1$I.desk d WHERE v.version = $1', desk)
       INTO day USING version;
    RETURN CASE language WHEN 'zh' THEN format('第%s版（%s）', version, day) ELSE format('version %s of %s', version, day) END;
END
$$;
COMMENT ON FUNCTION @extschema@.version_in_words IS 'a version of the policy for people: its number and its day';
