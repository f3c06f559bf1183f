-- Words of a policy: those of messages, and those that rules look for.

CREATE FUNCTION @extschema@.check_messages(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $messages$
        , told (table_name, rule, topic) AS (
            SELECT 'action_rule', a.name, a.topic FROM action_rule a WHERE a.active AND a.action = 'notify'
            UNION ALL
            -- what the engine tells by itself
            SELECT 'message_template', topic, topic
              FROM unnest('{clock_warned,clock_breached,escalated,incident_declared,rule_failed,job_failed,job_waits,digest,
                  calendar_ends,history_digest,department_report}'::text[]) AS topic
             WHERE EXISTS (SELECT FROM message_template)
        ), holds AS (
            SELECT t.topic, t.audience_kind, t.language,
                   ARRAY(SELECT DISTINCT m[1] FROM regexp_matches(t.title || ' ' || t.body, '\{[^{}]*\}', 'g') AS m ORDER BY 1) AS names
              FROM message_template t
        )
        SELECT 'unknown_placeholder', 'message_template', concat_ws(' ', t.topic, t.language, t.audience_kind), NULL,
               ARRAY[string_agg(DISTINCT format('{%s}', p), ', ')]
          FROM message_template t
          CROSS JOIN unnest(ARRAY[t.title, t.body]) AS said
          CROSS JOIN @extschema@.unknown_placeholders(said) AS p
         GROUP BY t.topic, t.language, t.audience_kind
        UNION ALL
        SELECT 'template_language_missing', 'message_template', concat_ws(' ', t.topic, t.audience_kind), NULL, ARRAY[min(t.language)]
          FROM message_template t
         WHERE (SELECT count(DISTINCT language) FROM message_template) > 1
         GROUP BY t.topic, t.audience_kind
        HAVING count(DISTINCT t.language) = 1
        UNION ALL
        SELECT 'template_differs', 'message_template', concat_ws(' ', e.topic, e.audience_kind), NULL,
               ARRAY[array_to_string(ARRAY(SELECT unnest(e.names || z.names) EXCEPT SELECT unnest(e.names) INTERSECT SELECT unnest(z.names) ORDER BY 1), ', ')]
          FROM holds e
          JOIN holds z ON z.topic = e.topic AND z.audience_kind IS NOT DISTINCT FROM e.audience_kind AND z.language = 'zh'
         WHERE e.language = 'en' AND e.names <> z.names
        UNION ALL
        SELECT 'template_other_language', 'message_template', concat_ws(' ', t.topic, t.language, t.audience_kind), NULL, ARRAY[t.language]
          FROM message_template t
         WHERE CASE t.language WHEN 'zh' THEN t.title || t.body !~ '[一-龥]' AND t.title || t.body ~ '[A-Za-z]{4}(?![^{]*\})' ELSE t.title || t.body ~ '[一-龥]{4}' END
        UNION ALL
        SELECT 'message_never_sent', 'message_rule', m.name, NULL, ARRAY[m.topic]
          FROM message_rule m
         WHERE m.active AND m.topic <> '*' AND m.topic NOT IN (SELECT topic FROM told)
        UNION ALL
        SELECT 'urgent_waits', 'message_rule', m.name, NULL, ARRAY[m.urgency]
          FROM message_rule m
          JOIN urgency u ON u.code = m.urgency AND u.rank = (SELECT max(rank) FROM urgency)
         WHERE m.active AND (m.quiet_calendar IS NOT NULL OR m.digest_every IS NOT NULL)
        UNION ALL
        SELECT 'topic_without_words', t.table_name, t.rule, NULL, ARRAY[t.topic]
          FROM told t
         WHERE t.topic NOT IN (SELECT topic FROM message_template)$messages$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_messages IS 'part of check_rules: messages without words, or with words that say too little';

CREATE FUNCTION @extschema@.name_query(desk name) RETURNS text
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_name_query';
COMMENT ON FUNCTION @extschema@.name_query IS 'part of check_rules: the query for what the rules and settings of a policy name and what does not exist, persons, roles, departments and placeholders aside';

CREATE FUNCTION @extschema@.check_names_of_rules(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || ', unknown AS (' || @extschema@.name_query(desk) || $names$)
        SELECT 'unknown_name', u.table_name, @extschema@.rule_in_words(u.table_name, NULL, u.rule), NULL::text,
               ARRAY[string_agg(DISTINCT format('"%s"', u.name), ', '), u.column_name]
          FROM unknown u
         WHERE coalesce((u.rule ->> 'active')::boolean, true)
         GROUP BY u.table_name, u.rule, u.column_name$names$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_names_of_rules IS 'part of check_rules: rules and settings that name what does not exist';

CREATE FUNCTION @extschema@.check_keywords(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $keywords$
        , looks (table_name, rule, category, set, surely) AS (
            -- a literal after a column is the set, any other, or one in a remark, may be
            SELECT DISTINCT s.table_name, s.rule, s.category, m[2], m[1] IS NOT NULL AND s.conditions !~ '--|/[*]|[$]'
              FROM conditional s CROSS JOIN regexp_matches(s.conditions, $word$(mention(?:s|ed)\(\s*[a-z_.]+\s*,\s*)?'([a-z][a-z0-9_]*)'$word$, 'g') AS m
             WHERE s.conditions ~ '\mmention(s|ed)\M'
        ), word (set, word, folded) AS MATERIALIZED (
            SELECT k.name, w, @extschema@.fold_text(w) FROM keyword_set k CROSS JOIN unnest(k.keywords) AS w
        ), leads (set, categories) AS (
            SELECT set, array_agg(DISTINCT category) FROM looks WHERE category IS NOT NULL GROUP BY set
        )
        SELECT 'keyword_set_missing', l.table_name, l.rule, l.set, ARRAY[]::text[]
          FROM looks l WHERE l.surely AND l.set NOT IN (SELECT name FROM keyword_set)
        UNION ALL
        SELECT 'keyword_set_empty', 'keyword_set', k.name, NULL, '{}'
          FROM keyword_set k WHERE k.keywords = '{}' AND k.name IN (SELECT set FROM looks)
        UNION ALL
        SELECT 'keyword_set_unused', 'keyword_set', k.name, NULL, '{}'
          FROM keyword_set k WHERE k.name NOT IN (SELECT set FROM looks)
        UNION ALL
        SELECT 'keyword_twice', 'keyword_set', d.set, NULL, ARRAY[string_agg(d.words, '; ' ORDER BY d.words)]
          FROM (SELECT w.set, string_agg(w.word, ' = ' ORDER BY w.word) AS words
                  FROM word w GROUP BY w.set, w.folded HAVING count(*) > 1) AS d
         GROUP BY d.set
        UNION ALL
        SELECT 'keyword_in_two_sets', 'keyword_set', s.set, s.other, ARRAY[array_to_string(s.words[:5], ', ')]
          FROM (SELECT a.set, b.set AS other, array_agg(a.word ORDER BY a.word) AS words
                  FROM word a
                  JOIN word b ON b.folded = a.folded AND b.set > a.set
                 GROUP BY a.set, b.set) AS s
          JOIN leads x ON x.set = s.set
          JOIN leads y ON y.set = s.other
         WHERE NOT x.categories && y.categories
        UNION ALL
        SELECT 'negation_without_words', 'keyword_set', k.name, NULL, '{}'
          FROM keyword_set k
         WHERE k.negation_reach IS NOT NULL AND NOT EXISTS (SELECT FROM negation_word WHERE effect = 'negates')$keywords$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_keywords IS 'part of check_rules: keyword sets that are missing, that no rule reads, or that contradict one another';

-- A word that most texts hold tells nothing, and one that texts of another category hold is in the wrong set.
CREATE FUNCTION @extschema@.check_keyword_use(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $use$
        , lead AS MATERIALIZED (
            -- of sets that decide alone
            SELECT a.set, array_agg(DISTINCT a.category) AS categories
              FROM (SELECT min(m[1]) AS set, r.category
                      FROM classification_rule r
                      CROSS JOIN regexp_matches(r.condition, $word$'([a-z][a-z0-9_]*)'$word$, 'g') AS m
                     WHERE r.active AND r.category IS NOT NULL AND r.condition ~ '\mmention(s|ed)\M' AND m[1] IN (SELECT name FROM keyword_set)
                     GROUP BY r.id, r.category
                    HAVING count(DISTINCT m[1]) = 1) AS a
             GROUP BY a.set
        ), word AS MATERIALIZED (
            SELECT k.name AS set, w AS word, @extschema@.fold_text(w) AS folded
              FROM keyword_set k CROSS JOIN unnest(k.keywords) AS w
        ), said AS MATERIALIZED (
            SELECT @extschema@.fold_text(e.content) AS content, e.category
              FROM (SELECT * FROM example WHERE facts IS NULL AND category IS NOT NULL ORDER BY hashint8(id) LIMIT 300) AS e
        ), found AS MATERIALIZED (
            -- most words stand in none
            SELECT w.* FROM word w CROSS JOIN (SELECT string_agg(content, E'\n') AS content FROM said) AS t WHERE strpos(t.content, w.folded) > 0
        ), hit AS (
            SELECT w.set, w.word, count(*) AS texts, count(DISTINCT s.category) AS categories,
                   count(*) FILTER (WHERE s.category = ANY (l.categories)) AS own, mode() WITHIN GROUP (ORDER BY s.category) AS most
              FROM found w
              JOIN said s ON strpos(s.content, w.folded) > 0
              LEFT JOIN lead l ON l.set = w.set
             GROUP BY w.set, w.word
        )
        SELECT 'keyword_too_common', 'keyword_set', h.set, NULL, ARRAY[string_agg(h.word, ', ' ORDER BY h.word)]
          FROM hit h CROSS JOIN (SELECT count(*) AS texts, count(DISTINCT category) AS categories FROM said) AS t
         WHERE t.texts >= 30 AND t.categories > 2 AND h.texts * 3 > t.texts AND h.categories * 2 > t.categories
         GROUP BY h.set
        UNION ALL
        SELECT 'keyword_short', 'keyword_set', w.set, NULL, ARRAY[string_agg(w.word, ', ' ORDER BY w.word)]
          FROM word w
         WHERE w.folded ~ '^[a-z0-9]$' OR w.folded = ANY ('{的,了,是,我,不,在,有,你,人,这,个,们,就,和,要,他,到,说,一}')
         GROUP BY w.set
        UNION ALL
        -- where the other words of the set speak for its category, and this one does not
        SELECT 'keyword_of_other_category', 'keyword_set', h.set, min(o.set), ARRAY[h.word, h.most]
          FROM (SELECT x.*, sum(x.texts) OVER w - x.texts AS others, sum(x.own) OVER w - x.own AS others_own
                  FROM hit x
                WINDOW w AS (PARTITION BY x.set)) AS h
          JOIN lead o ON h.most = ANY (o.categories)
         WHERE h.texts >= 4 AND h.own * 10 <= h.texts AND h.others_own * 2 > h.others
         GROUP BY h.set, h.word, h.most$use$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_keyword_use IS 'part of check_rules: keywords that the examples of the desk speak against';
