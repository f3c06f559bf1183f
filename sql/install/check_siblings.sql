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
            SELECT t.*, @extschema@.transition_in_words(t.from_state, t.to_state, t.name) AS rule,
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
            UNION ALL
            -- what comes again and again in a case
            SELECT 'action_rule', 'entries', a.name, 'once', a.once::text
              FROM action_rule a
             WHERE a.active
               AND NOT EXISTS (SELECT FROM unnest(a.activities) AS x
                                WHERE split_part(x, ':', 1) <> ALL ('{work_order,team,answer,approval,extension,deadline,incoming}'))
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
        SELECT 'step_far_off', 'escalation_step', format('%s: %s', e.metric, e.step), NULL, ARRAY[e.after::text, e.after_before::text]
          FROM (SELECT s.*, lag(s.after) OVER (PARTITION BY s.metric ORDER BY s.step) AS after_before FROM escalation_step s WHERE s.active) AS e
         WHERE @extschema@.size_of_target(e.after_before) > 0
           AND @extschema@.size_of_target(e.after) >= 20 * @extschema@.size_of_target(e.after_before)
        UNION ALL
        SELECT 'step_turns_down', 'escalation_step', format('%s: %s', e.metric, e.step), format('%s: %s', b.metric, b.step), ARRAY[e.notify, b.notify]
          FROM escalation_step e
          JOIN staff_role r ON 'role ' || r.code = e.notify
          JOIN escalation_step b ON b.active AND b.metric = e.metric AND b.step = (SELECT max(x.step) FROM escalation_step x WHERE x.active AND x.metric = e.metric AND x.step < e.step)
          JOIN staff_role q ON 'role ' || q.code = b.notify AND q.rank > r.rank
         WHERE e.active
        UNION ALL
        SELECT 'higher_role_left_out', l.table_name, l.rule, NULL, ARRAY[l.of, string_agg(r.code, ', ' ORDER BY r.rank)]
          FROM (SELECT 'transition' AS table_name, w.rule, 'roles' AS of, w.roles FROM way w
                UNION ALL
                SELECT 'desk', d.of, d.of, d.roles
                  FROM desk CROSS JOIN LATERAL (VALUES ('reclassification_roles', desk.reclassification_roles), ('extension_roles', desk.extension_roles),
                                                       ('erasure_roles', desk.erasure_roles)) AS d (of, roles)) AS l
          JOIN staff_role r ON r.code <> ALL (l.roles) AND r.rank > (SELECT min(o.rank) FROM staff_role o WHERE o.code = ANY (l.roles))
         WHERE cardinality(l.roles) > 1
         GROUP BY l.table_name, l.rule, l.of
        UNION ALL
        SELECT 'waits_for_nobody', 'state', s.code, NULL, '{}'
          FROM (SELECT f.code, EXISTS (SELECT FROM way w CROSS JOIN unnest(w.by_entry) AS x WHERE w.from_state = f.code AND x ~ '^(incoming|contact):') AS answered
                  FROM state f WHERE f.kind = 'waiting') AS s
         WHERE NOT s.answered
           AND EXISTS (SELECT FROM way w JOIN state f ON f.code = w.from_state AND f.kind = 'waiting' CROSS JOIN unnest(w.by_entry) AS x WHERE x ~ '^(incoming|contact):')
        UNION ALL
        SELECT 'higher_role_sees_less', 'staff_role', h.code, NULL, ARRAY[min(l.code)]
          FROM staff_role h
          JOIN staff_role l ON l.rank < h.rank AND l.sees_all AND NOT h.sees_all
         GROUP BY h.code
        UNION ALL
        SELECT 'asks_for_what_is_there', 'completeness_rule', c.name, NULL, '{}'
          FROM completeness_rule c
         WHERE c.active AND c.condition ~* '\mIS\s+NOT\s+NULL\M' AND c.condition !~* '\mIS\s+NULL\M|\mNOT\s+\(|\mmention'
        UNION ALL
        SELECT 'warns_too_soon', 'clock_rule', r.name, NULL, ARRAY[r.warn_at_percent::text]
          FROM clock r WHERE r.warn_at_percent <= 10$siblings$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_siblings IS 'part of check_rules: rules that differ in one thing from all those beside them';
