-- The states of a case: can each be reached, and can a case end from each?

CREATE FUNCTION @extschema@.check_states(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $states$
        , stuck (state, dead) AS (
            SELECT s.code, NOT EXISTS (SELECT FROM transition t WHERE t.active AND t.from_state = s.code)
              FROM state s
              JOIN reached d ON d.state = s.code
             WHERE s.kind <> 'final' AND EXISTS (SELECT FROM state f WHERE f.kind = 'final')
               AND NOT EXISTS (SELECT FROM span p WHERE p.origin = s.code AND p.states && ARRAY(SELECT code FROM state WHERE kind = 'final'))
        )
        SELECT 'no_initial_state', 'state', 'initial', NULL, ARRAY[]::text[]
         WHERE NOT EXISTS (SELECT FROM state WHERE kind = 'initial')
        UNION ALL
        SELECT 'no_final_state', 'state', 'final', NULL, '{}'
         WHERE NOT EXISTS (SELECT FROM state WHERE kind = 'final')
        UNION ALL
        SELECT 'state_unreachable', 'state', s.code, NULL, '{}'
          FROM state s
         WHERE s.code NOT IN (SELECT state FROM reached) AND EXISTS (SELECT FROM state WHERE kind = 'initial')
        UNION ALL
        SELECT 'state_dead_end', 'state', k.state, NULL, '{}' FROM stuck k WHERE k.dead
        UNION ALL
        -- a loop is told of once
        SELECT 'state_cannot_end', 'state', min(k.state), NULL, ARRAY[string_agg(k.state, ', ' ORDER BY k.state)]
          FROM stuck k
          JOIN span p ON p.origin = k.state
         WHERE NOT k.dead
         GROUP BY p.states
        UNION ALL
        SELECT 'transition_for_nobody', 'transition', @extschema@.transition_in_words(t.from_state, t.to_state, t.name), NULL,
               ARRAY[array_to_string(t.roles, ', ')]
          FROM transition t
         WHERE t.active AND t.roles IS NOT NULL AND EXISTS (SELECT FROM staff WHERE active)
           AND NOT EXISTS (SELECT FROM staff p WHERE p.active AND p.role = ANY (t.roles))
           -- a role that is not there is told of by itself
           AND NOT EXISTS (SELECT FROM unnest(t.roles) AS r WHERE r NOT IN (SELECT code FROM staff_role))
        UNION ALL
        SELECT 'unknown_role', 'transition', @extschema@.transition_in_words(t.from_state, t.to_state, t.name), NULL, ARRAY[r]
          FROM transition t CROSS JOIN unnest(t.roles) AS r
         WHERE t.active AND r NOT IN (SELECT code FROM staff_role)
        UNION ALL
        SELECT 'no_follow_up_purpose', 'transition', @extschema@.transition_in_words(t.from_state, t.to_state, t.name), NULL, '{}'
          FROM transition t
         WHERE t.active AND t.condition ~ '\mfollow_up(s|_days)\M' AND NOT EXISTS (SELECT FROM contact_purpose WHERE follow_up)
        UNION ALL
        SELECT 'joined_state_not_final', 'desk', 'joined_state', NULL, ARRAY[d.joined_state]
          FROM desk d
         WHERE d.joined_state IS NOT NULL AND d.joined_state NOT IN (SELECT code FROM state WHERE kind = 'final')
        UNION ALL
        SELECT 'joined_without_contact', 'desk', 'joined_purpose', NULL, '{}'
          FROM desk d WHERE d.joined_state IS NOT NULL AND d.joined_purpose IS NULL
        UNION ALL
        SELECT 'never_happens', w.table_name, w.rule, NULL, ARRAY[array_to_string(w.activities, ', ')]
          FROM (SELECT 'transition', @extschema@.transition_in_words(t.from_state, t.to_state, t.name), t.by_entry
                  FROM transition t WHERE t.active
                UNION ALL
                SELECT 'action_rule', a.name, a.activities FROM action_rule a WHERE a.active) AS w (table_name, rule, activities)
         WHERE w.activities <> '{}'
           AND NOT EXISTS (SELECT FROM unnest(w.activities) AS a
                            WHERE CASE split_part(a, ':', 1)
                                  WHEN 'state' THEN a = 'state:*' OR substr(a, 7) IN (SELECT state FROM reached)
                                  WHEN 'clock_warned' THEN EXISTS (SELECT FROM clock_rule c WHERE c.active AND c.warn_at_percent < 100
                                                                      AND split_part(a, ':', 2) IN ('*', c.metric))
                                  WHEN 'clock_breached' THEN EXISTS (SELECT FROM clock_rule c WHERE c.active AND split_part(a, ':', 2) IN ('*', c.metric))
                                  WHEN 'escalated' THEN EXISTS (SELECT FROM clock_rule c WHERE c.active AND split_part(a, ':', 2) IN ('*', c.metric))
                                  ELSE true END)$states$;

    RETURN QUERY EXECUTE source || $ends$
        , way AS (
            SELECT t.*, f.kind AS from_kind, e.kind AS to_kind, @extschema@.transition_in_words(t.from_state, t.to_state, t.name) AS rule
              FROM transition t
              JOIN state f ON f.code = t.from_state
              JOIN state e ON e.code = t.to_state
             WHERE t.active
        )
        SELECT 'reopens_into_end', 'transition', w.rule, NULL, ARRAY[w.to_state]
          FROM way w WHERE w.reopens AND w.to_kind = 'final'
        UNION ALL
        SELECT 'reopens_what_is_new', 'transition', w.rule, NULL, ARRAY[w.from_state]
          FROM way w WHERE w.reopens AND w.to_kind <> 'final' AND w.from_kind = 'initial'
        UNION ALL
        -- a case whose end was near may begin again where one that has ended does
        SELECT 'reopens_what_is_open', 'transition', w.rule, NULL, ARRAY[w.from_state]
          FROM way w
         WHERE w.reopens AND w.to_kind <> 'final' AND w.from_kind IN ('working', 'waiting')
           AND NOT EXISTS (SELECT FROM way o WHERE o.to_state = w.to_state AND o.reopens AND o.from_kind = 'final')
        UNION ALL
        SELECT 'reopens_not', 'transition', w.rule, min(o.rule), ARRAY[w.to_state]
          FROM way w
          JOIN way o ON o.to_state = w.to_state AND o.reopens AND o.from_kind <> 'initial' AND (w.from_kind = 'final' OR o.from_state = w.from_state)
         WHERE NOT w.reopens AND w.to_kind <> 'final'
           AND NOT EXISTS (SELECT FROM way x WHERE x.from_state = w.from_state AND w.from_kind <> 'final' AND x.to_state = w.to_state AND NOT x.reopens AND x.id <> w.id)
         GROUP BY w.rule, w.to_state
        UNION ALL
        SELECT 'end_left_freely', 'transition', w.rule, NULL, ARRAY[w.from_state]
          FROM way w
         WHERE w.from_kind = 'final' AND w.to_kind <> 'final' AND NOT w.reopens AND NOT w.reason_required
        UNION ALL
        SELECT 'end_leads_to_end', 'transition', w.rule, NULL, ARRAY[w.from_state, w.to_state]
          FROM way w WHERE w.from_kind = 'final' AND w.to_kind = 'final'
        UNION ALL
        SELECT 'end_not_marked', 'state', s.code, NULL, '{}'
          FROM state s
         WHERE s.kind <> 'final'
           AND (s.resolution IS NOT NULL
                OR EXISTS (SELECT FROM way w WHERE w.from_state = s.code) AND NOT EXISTS (SELECT FROM way w WHERE w.from_state = s.code AND NOT w.reopens))$ends$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_states IS 'part of check_rules: states without a way in or to an end, ends that are none, and what waits for states and clocks that never come';
