-- Rules that differ from those beside them, hardly on purpose.

CREATE FUNCTION @extschema@.size_of_target(target @extschema@.target) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(substring(target::text FROM '\d+')::numeric, 0.5)
           * CASE WHEN target::text ~ 'minute' THEN 1.0 / 60 WHEN target::text ~ 'hour' THEN 1 ELSE 24 END
$$;
COMMENT ON FUNCTION @extschema@.size_of_target IS 'part of check_rules: how long a target is, about, in hours';

CREATE FUNCTION @extschema@.check_siblings(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $siblings$
        , way AS (
            SELECT t.*, format('%s -> %s: %s', t.from_state, t.to_state, t.name) AS rule,
                   count(*) OVER (PARTITION BY t.to_state, t.name) AS alike
              FROM transition t WHERE t.active
        ), clock AS (
            SELECT r.*, @extschema@.size_of_target(r.target) AS hours, count(*) OVER (PARTITION BY r.metric) AS siblings
              FROM clock_rule r WHERE r.active
        ), trait (table_name, list, rule, trait, value) AS (
            SELECT 'clock_rule', r.metric, r.name, t.trait, t.value
              FROM clock r
              CROSS JOIN LATERAL (VALUES ('starts_on', ARRAY(SELECT unnest(r.starts_on) ORDER BY 1)::text), ('met_by', ARRAY(SELECT unnest(r.met_by) ORDER BY 1)::text),
                                         ('pausing_states', ARRAY(SELECT unnest(r.pausing_states) ORDER BY 1)::text),
                                         ('calendar', r.calendar), ('warn_at_percent', r.warn_at_percent::text)) AS t (trait, value)
            UNION ALL
            SELECT 'transition', w.to_state || ' ' || w.name, w.rule, t.trait, t.value
              FROM way w
              CROSS JOIN LATERAL (VALUES ('roles', w.roles::text), ('condition', w.condition), ('required', w.required::text),
                                         ('reason_required', w.reason_required::text), ('reopens', w.reopens::text)) AS t (trait, value)
             WHERE w.alike > 3
            UNION ALL
            -- who comes to a state has to say why, wherever from
            SELECT 'transition', w.to_state, w.rule, 'reason_required', w.reason_required::text
              FROM way w
             WHERE NOT EXISTS (SELECT FROM way o WHERE o.to_state = w.to_state AND o.id <> w.id AND NOT o.reason_required)
        ), usual AS (
            SELECT t.table_name, t.list, t.trait, t.value, count(*) AS many FROM trait t GROUP BY 1, 2, 3, 4
        ), listening AS (
            SELECT a.activities, min(a.name) AS name FROM action_rule a WHERE a.active GROUP BY a.activities HAVING count(*) >= 3
        )
        SELECT DISTINCT 'odd_one_out', t.table_name, t.rule, NULL, ARRAY[t.trait, coalesce(t.value, 'NULL'), coalesce(u.value, 'NULL')]
          FROM trait t
          JOIN usual o ON (o.table_name, o.list, o.trait) = (t.table_name, t.list, t.trait) AND o.value IS NOT DISTINCT FROM t.value AND o.many = 1
          JOIN usual u ON (u.table_name, u.list, u.trait) = (t.table_name, t.list, t.trait) AND u.value IS DISTINCT FROM t.value AND u.many >= 3
         WHERE 1 = (SELECT count(*) FROM usual x
                     WHERE (x.table_name, x.list, x.trait) = (t.table_name, t.list, t.trait) AND x.value IS DISTINCT FROM u.value)
        UNION ALL
        SELECT 'activity_left_out', 'action_rule', a.name, min(l.name), ARRAY[min(x)]
          FROM action_rule a
          JOIN listening l ON l.activities @> a.activities AND cardinality(l.activities) = cardinality(a.activities) + 1 AND cardinality(a.activities) > 2
          CROSS JOIN unnest(l.activities) AS x
         WHERE a.active AND x <> ALL (a.activities)
         GROUP BY a.name
        UNION ALL
        -- what may be done from many states, such as to withdraw, is no sibling
        SELECT 'open_to_everybody', 'transition', w.rule, NULL, '{}'
          FROM way w
          JOIN state f ON f.code = w.from_state
         WHERE w.roles IS NULL AND w.condition IS NULL AND w.alike < 3
           AND EXISTS (SELECT FROM way s WHERE s.from_state = w.from_state AND s.id <> w.id AND s.alike < 3)
           AND (NOT EXISTS (SELECT FROM way s WHERE s.from_state = w.from_state AND s.id <> w.id AND s.alike < 3 AND s.roles IS NULL)
                OR f.kind <> 'initial' AND w.required = '{}' AND NOT w.reason_required
                   AND NOT EXISTS (SELECT FROM way s WHERE s.from_state = w.from_state AND s.id <> w.id AND s.alike < 3
                                                       AND s.roles IS NULL AND s.condition IS NULL AND s.required = '{}' AND NOT s.reason_required))
        UNION ALL
        SELECT 'metric_alone', 'clock_rule', r.name, NULL, ARRAY[r.metric, min(n.metric)]
          FROM clock r
          JOIN clock n ON n.metric <> r.metric AND abs(length(n.metric) - length(r.metric)) <= 2
                      AND @extschema@.text_likeness(n.metric, r.metric) >= 0.7
         WHERE r.siblings = 1 AND NOT EXISTS (SELECT FROM escalation_step e WHERE e.active AND e.metric = r.metric)
         GROUP BY r.name, r.metric
        UNION ALL
        SELECT 'target_far_off', 'clock_rule', r.name, NULL, ARRAY[r.target::text, r.metric]
          FROM clock r
          JOIN (SELECT c.metric, percentile_cont(0.5) WITHIN GROUP (ORDER BY c.hours::float8) AS middle
                  FROM clock c WHERE c.siblings >= 3 GROUP BY c.metric) AS m ON m.metric = r.metric
         WHERE r.hours >= 10 * m.middle OR r.hours <= m.middle / 20
        UNION ALL
        SELECT 'warns_too_soon', 'clock_rule', r.name, NULL, ARRAY[r.warn_at_percent::text]
          FROM clock r WHERE r.warn_at_percent <= 10$siblings$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_siblings IS 'part of check_rules: rules that differ in one thing from all those beside them';
