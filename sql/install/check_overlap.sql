-- Rules that others leave nothing to do, and lists that say a thing twice.

CREATE FUNCTION @extschema@.activity_covers(listed text[], activity text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT activity = ANY (listed) OR split_part(activity, ':', 1) || ':*' = ANY (listed) $$;
COMMENT ON FUNCTION @extschema@.activity_covers IS 'part of check_rules: whether a list of activities, x:* among them, holds one';

CREATE FUNCTION @extschema@.check_overlap(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $overlap$
        , message AS (
            SELECT m.*, row_number() OVER (ORDER BY m.position, m.id) AS place FROM message_rule m WHERE m.active
        ), matter AS (
            SELECT m.*, row_number() OVER (ORDER BY m.position, m.id) AS place FROM same_matter_rule m WHERE m.active
        ), entry AS (
            SELECT e.* FROM entry_rule e WHERE e.active
        )
        SELECT 'message_rule_hidden', 'message_rule', l.name, min(e.name), ARRAY[]::text[]
          FROM message l
          JOIN message e ON e.place < l.place AND e.topic IN ('*', l.topic)
                        AND (e.urgency IS NULL OR e.urgency = l.urgency)
                        AND (e.audience IN ('*', l.audience) OR e.audience = split_part(l.audience, ' ', 1) || ' *')
         GROUP BY l.name
        UNION ALL
        SELECT 'same_matter_hidden', 'same_matter_rule', l.name, min(e.name), '{}'
          FROM matter l
          JOIN matter e ON e.place < l.place AND e.equal_columns <@ l.equal_columns
                       AND e.differing_columns <@ (l.differing_columns || l.equal_columns)
                       AND (e.likeness IS NULL OR e.likeness <= l.likeness)
         GROUP BY l.name
        UNION ALL
        SELECT 'same_matter_column_twice', 'same_matter_rule', m.name, NULL, ARRAY[c]
          FROM matter m CROSS JOIN unnest(m.equal_columns) AS c
         WHERE c = ANY (m.differing_columns)
        UNION ALL
        SELECT 'same_matter_likeness', 'same_matter_rule', m.name, NULL, ARRAY[m.likeness::text]
          FROM matter m
         WHERE m.likeness > 0.98 OR m.likeness < 0.2 AND m.equal_columns = '{}'
        UNION ALL
        SELECT 'entry_rule_says_nothing', 'entry_rule', o.name, NULL, ARRAY[array_to_string(o.activities, ', ')]
          FROM entry o
         WHERE o.condition IS NULL
           AND NOT EXISTS (SELECT FROM entry e
                            WHERE e.id <> o.id AND (EXISTS (SELECT FROM unnest(o.activities) AS a WHERE @extschema@.activity_covers(e.activities, a))
                                                 OR EXISTS (SELECT FROM unnest(e.activities) AS a WHERE @extschema@.activity_covers(o.activities, a))))
        UNION ALL
        SELECT 'entry_rule_gone_round', 'entry_rule', e.name, min(o.name), '{}'
          FROM entry e
          JOIN entry o ON o.id <> e.id AND o.condition IS NULL AND e.condition IS NOT NULL
         WHERE NOT EXISTS (SELECT FROM unnest(e.activities) AS a WHERE NOT @extschema@.activity_covers(o.activities, a))
         GROUP BY e.name
        UNION ALL
        SELECT 'hint_without_condition', h.table_name, h.rule, NULL, '{}'
          FROM (SELECT 'transition', @extschema@.transition_in_words(t.from_state, t.to_state, t.name), t.condition_hint FROM transition t WHERE t.active AND t.condition IS NULL
                UNION ALL
                SELECT 'entry_rule', e.name, e.condition_hint FROM entry e WHERE e.condition IS NULL) AS h (table_name, rule, hint)
         WHERE h.hint ~ '\S'
        UNION ALL
        SELECT CASE b.more_than WHEN 0 THEN 'batch_of_one' ELSE 'batch_hardly_ever' END, 'batch_rule', b.name, NULL, ARRAY[b.more_than::text]
          FROM batch_rule b
         WHERE b.active AND (b.more_than = 0 OR b.more_than > 1000)$overlap$;

    RETURN QUERY EXECUTE source || $lists$
        , list (table_name, rule, of, items) AS (
            SELECT 'transition', @extschema@.transition_in_words(t.from_state, t.to_state, t.name), l.of, l.items
              FROM transition t CROSS JOIN LATERAL (VALUES ('roles', t.roles), ('required', t.required), ('by_entry', t.by_entry)) AS l (of, items)
             WHERE t.active
            UNION ALL
            SELECT 'clock_rule', r.name, l.of, l.items
              FROM clock_rule r CROSS JOIN LATERAL (VALUES ('starts_on', r.starts_on), ('met_by', r.met_by), ('pausing_states', r.pausing_states)) AS l (of, items)
             WHERE r.active
            UNION ALL
            SELECT 'same_matter_rule', r.name, l.of, l.items
              FROM same_matter_rule r CROSS JOIN LATERAL (VALUES ('equal_columns', r.equal_columns), ('differing_columns', r.differing_columns)) AS l (of, items)
             WHERE r.active
            UNION ALL SELECT 'entry_rule', name, 'activities', activities FROM entry_rule WHERE active
            UNION ALL SELECT 'action_rule', name, 'activities', activities FROM action_rule WHERE active
            UNION ALL
            SELECT 'desk', l.of, l.of, l.items
              FROM desk d CROSS JOIN LATERAL (VALUES ('reclassification_roles', d.reclassification_roles), ('extension_roles', d.extension_roles),
                                                     ('erasure_roles', d.erasure_roles), ('personal_columns', d.personal_columns)) AS l (of, items)
            UNION ALL
            SELECT c.table_name, c.rule, 'condition', regexp_split_to_array(btrim(m[1]), '\s*,\s*')
              FROM conditional c
              CROSS JOIN regexp_matches(c.conditions, $in$(?:\mIN\s*\(|'\{)([^(){}]*)(?:\)|\}')$in$, 'gi') AS m
             WHERE c.conditions ~ ','
        )
        SELECT 'listed_twice', l.table_name, l.rule, NULL, ARRAY[l.of, string_agg(DISTINCT i, ', ')]
          FROM list l CROSS JOIN unnest(l.items) WITH ORDINALITY AS u (i, place)
         WHERE EXISTS (SELECT FROM unnest(l.items) WITH ORDINALITY AS v (i, place)
                        WHERE v.place < u.place AND v.i = u.i
                           OR v.i <> u.i AND v.i LIKE '%:*' AND v.i = split_part(u.i, ':', 1) || ':*')
         GROUP BY l.table_name, l.rule, l.of$lists$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_overlap IS 'part of check_rules: rules to which others leave nothing, and what a list says twice';
