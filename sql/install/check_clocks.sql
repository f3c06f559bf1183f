-- Clocks, the calendars by which they run, and what follows a breach.

CREATE FUNCTION @extschema@.unit_of_target(target @extschema@.target) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN target::text ~ '^(same|T)' THEN 'end of a day'
                WHEN target::text ~ 'day' THEN regexp_replace(target::text, '\d+ |s$', '', 'g')
                WHEN target::text ~ 'business' THEN 'business time'
                ELSE 'time' END
$$;
COMMENT ON FUNCTION @extschema@.unit_of_target IS 'part of check_rules: in what a target counts; of two that count alike the shorter one always ends first';

CREATE FUNCTION @extschema@.check_clocks(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $clocks$
        , rule AS (
            SELECT * FROM clock_rule WHERE active
        ), start (name, state, kind) AS (
            -- where a case can be when the clock starts
            SELECT r.name, s.code, s.kind
              FROM rule r
              CROSS JOIN unnest(r.starts_on) AS a
              JOIN state s ON CASE WHEN a = 'received' THEN s.kind = 'initial' OR s.code = (SELECT joined_state FROM desk)
                                   WHEN a LIKE 'state:%' AND a <> 'state:*' THEN s.code = substr(a, 7)
                                   ELSE s.code IN (SELECT state FROM reached) END
        ), met_by_states (name, states) AS (
            SELECT r.name, ARRAY(SELECT substr(a, 7) FROM unnest(r.met_by) AS a ORDER BY a)
              FROM rule r
             WHERE NOT EXISTS (SELECT FROM unnest(r.met_by) AS a WHERE a NOT LIKE 'state:%' OR a = 'state:*')
        ), grade (col, code, rank) AS (
            SELECT 'level', code, rank FROM level UNION ALL SELECT 'urgency', code, rank FROM urgency
        ), named (id, col, code) AS (
            -- rules that ask for levels or urgencies alone
            SELECT r.id, m[1], m[2]
              FROM rule r
              CROSS JOIN regexp_matches(r.condition, '(level|urgency)\s*=\s*''([^'']*)''', 'g') AS m
             WHERE r.condition ~ '^\s*(level|urgency)\s*=\s*''[^'']*''(\s+OR\s+(level|urgency)\s*=\s*''[^'']*'')*\s*$'
        ), graded AS (
            SELECT r.name, r.metric, r.target, g.*
              FROM rule r
              JOIN named n ON n.id = r.id
              JOIN grade g USING (col, code)
            UNION ALL
            -- and the rule for what they leave
            SELECT r.name, r.metric, r.target, g.*
              FROM rule r
              CROSS JOIN grade g
             WHERE r.condition IS NULL
               AND EXISTS (SELECT FROM rule o JOIN named n ON n.id = o.id WHERE o.metric = r.metric AND n.col = g.col)
               AND NOT EXISTS (SELECT FROM rule o JOIN named n ON n.id = o.id WHERE o.metric = r.metric AND (n.col, n.code) = (g.col, g.code))
        ), arrival (name, state) AS MATERIALIZED (
            -- where a case can come to while the clock runs
            SELECT DISTINCT s.name, t.to_state
              FROM start s
              JOIN span p ON p.origin = s.state
              JOIN transition t ON t.active AND t.from_state = ANY (p.states)
             WHERE s.kind <> 'final'
        )
        SELECT 'clock_starts_never', 'clock_rule', r.name, NULL, ARRAY[array_to_string(r.starts_on, ', ')]
          FROM rule r
         WHERE NOT EXISTS (SELECT FROM unnest(r.starts_on) AS a WHERE a NOT LIKE 'state:%' OR a = 'state:*')
           AND NOT EXISTS (SELECT FROM start s WHERE s.name = r.name AND s.kind <> 'final')
        UNION ALL
        SELECT 'clock_starts_unreachable', 'clock_rule', r.name, NULL, ARRAY[array_to_string(r.starts_on, ', ')]
          FROM rule r
         WHERE NOT 'received' = ANY (r.starts_on)
           AND EXISTS (SELECT FROM start s WHERE s.name = r.name AND s.kind <> 'final')
           AND NOT EXISTS (SELECT FROM start s JOIN reached d ON d.state = s.state WHERE s.name = r.name AND s.kind <> 'final')
        UNION ALL
        SELECT 'clock_never_met', 'clock_rule', m.name, NULL, ARRAY[array_to_string(m.states, ', ')]
          FROM met_by_states m
         WHERE EXISTS (SELECT FROM start s WHERE s.name = m.name)
           AND NOT EXISTS (SELECT FROM start s JOIN span p ON p.origin = s.state WHERE s.name = m.name AND p.states && m.states)
        UNION ALL
        SELECT 'clock_pauses_for_ever', 'clock_rule', r.name, NULL, ARRAY[p]
          FROM rule r
          CROSS JOIN unnest(r.pausing_states) AS p
          JOIN state s ON s.code = p AND s.kind <> 'final'
         WHERE NOT EXISTS (SELECT FROM transition t WHERE t.active AND t.from_state = p)
        UNION ALL
        SELECT 'clock_pauses_in_end', 'clock_rule', r.name, NULL, ARRAY[p]
          FROM rule r
          CROSS JOIN unnest(r.pausing_states) AS p
          JOIN state s ON s.code = p AND s.kind = 'final'
        UNION ALL
        SELECT 'clock_never_runs', 'clock_rule', r.name, NULL, '{}'
          FROM rule r
         WHERE r.pausing_states <> '{}'
           AND NOT EXISTS (SELECT FROM state s WHERE s.kind <> 'final' AND s.code <> ALL (r.pausing_states))
        UNION ALL
        SELECT CASE WHEN r.at_most OPERATOR(@extschema@.<) r.target THEN 'target_never_counts' ELSE 'at_most_never_counts' END, 'clock_rule', r.name, NULL,
               ARRAY[r.target::text, r.at_most::text]
          FROM rule r
         WHERE @extschema@.unit_of_target(r.target) = @extschema@.unit_of_target(r.at_most)
        UNION ALL
        SELECT 'target_rises', 'clock_rule', h.name, l.name, ARRAY[h.target::text, string_agg(DISTINCT l.col || ' ' || l.code, ', '), l.target::text]
          FROM graded h
          JOIN graded l ON l.metric = h.metric AND l.col = h.col AND l.rank < h.rank AND l.name <> h.name
         WHERE h.target OPERATOR(@extschema@.>) l.target
         GROUP BY h.name, l.name, h.target::text, l.target::text
        UNION ALL
        -- a state that no case reaches is told of by itself
        SELECT 'clock_never_met_by', 'clock_rule', r.name, NULL, ARRAY[a]
          FROM rule r CROSS JOIN unnest(r.met_by) AS a
         WHERE a = 'received' AND r.starts_on = '{received}'
            OR a LIKE 'state:%' AND a <> 'state:*' AND substr(a, 7) IN (SELECT state FROM reached)
               AND EXISTS (SELECT FROM arrival v WHERE v.name = r.name)
               AND NOT EXISTS (SELECT FROM arrival v WHERE v.name = r.name AND v.state = substr(a, 7))
               AND (cardinality(r.met_by) > 1 OR EXISTS (SELECT FROM start s WHERE s.name = r.name AND s.state = substr(a, 7)))
        UNION ALL
        SELECT 'clock_never_starts_on', 'clock_rule', r.name, NULL, ARRAY[a]
          FROM rule r
          CROSS JOIN unnest(r.starts_on) AS a
          JOIN state s ON s.kind = 'final' AND 'state:' || s.code = a
         WHERE EXISTS (SELECT FROM start o WHERE o.name = r.name AND o.kind <> 'final')
        UNION ALL
        SELECT 'clock_starts_as_met', 'clock_rule', r.name, NULL, ARRAY[array_to_string(r.starts_on, ', ')]
          FROM rule r
         WHERE r.starts_on <@ r.met_by AND r.met_by <@ r.starts_on
        UNION ALL
        SELECT 'clock_pauses_at_work', 'clock_rule', r.name, NULL, ARRAY[string_agg(p, ', ' ORDER BY p)]
          FROM rule r
          CROSS JOIN unnest(r.pausing_states) AS p
          JOIN state s ON s.code = p AND s.kind IN ('initial', 'working')
         GROUP BY r.name
        UNION ALL
        SELECT 'clock_never_pauses_in', 'clock_rule', r.name, NULL, ARRAY[string_agg(p, ', ' ORDER BY p)]
          FROM rule r
          CROSS JOIN unnest(r.pausing_states) AS p
          JOIN state s ON s.code = p AND s.kind <> 'final'
         WHERE EXISTS (SELECT FROM arrival v WHERE v.name = r.name) AND p IN (SELECT state FROM reached)
           AND p NOT IN (SELECT v.state FROM arrival v WHERE v.name = r.name UNION ALL SELECT b.state FROM start b WHERE b.name = r.name)
         GROUP BY r.name$clocks$;

    RETURN QUERY EXECUTE source || $calendars$
        , used (calendar, by_hours) AS (
            SELECT d.calendar, false FROM desk d
            UNION ALL
            SELECT coalesce(r.calendar, d.calendar), t ~ 'business|T'
              FROM clock_rule r CROSS JOIN desk d CROSS JOIN unnest(ARRAY[r.target::text, r.at_most::text]) AS t
             WHERE r.active
            UNION ALL
            SELECT coalesce(e.calendar, d.calendar), e.after::text ~ 'business|T' FROM escalation_step e CROSS JOIN desk d WHERE e.active
            UNION ALL
            SELECT m.quiet_calendar, true FROM message_rule m WHERE m.active
        ), open (calendar) AS (
            SELECT calendar FROM calendar_hours
            UNION ALL
            SELECT calendar FROM calendar_day WHERE opens IS NOT NULL
        ), today AS (
            SELECT c.name, extract(year FROM n.here)::int AS year, extract(year FROM n.here + interval '30 days')::int AS soon
              FROM calendar c CROSS JOIN LATERAL (SELECT now() AT TIME ZONE c.time_zone) AS n (here)
             WHERE c.by_year AND c.name IN (SELECT calendar FROM used)
        )
        SELECT 'calendar_without_hours', 'calendar', c.name, NULL, ARRAY[]::text[]
          FROM calendar c
         WHERE c.name IN (SELECT calendar FROM used WHERE by_hours) AND c.name NOT IN (SELECT calendar FROM open)
        UNION ALL
        SELECT 'calendar_without_year', 'calendar', t.name, NULL, ARRAY[t.year::text]
          FROM today t
         WHERE NOT EXISTS (SELECT FROM calendar_year y WHERE y.calendar = t.name AND y.year = t.year)
        UNION ALL
        SELECT 'calendar_ends', 'calendar', t.name, NULL, ARRAY[t.soon::text]
          FROM today t
         WHERE t.soon > t.year AND NOT EXISTS (SELECT FROM calendar_year y WHERE y.calendar = t.name AND y.year = t.soon)
        UNION ALL
        SELECT 'calendar_unused', 'calendar', c.name, NULL, '{}'
          FROM calendar c
         WHERE c.name NOT IN (SELECT calendar FROM used WHERE calendar IS NOT NULL)
        UNION ALL
        SELECT 'hours_over_night', 'calendar_hours', format('%s %s %s', h.calendar, h.weekday, to_char(h.opens, 'HH24:MI')), NULL, ARRAY[to_char(h.closes, 'HH24:MI')]
          FROM calendar_hours h
         WHERE h.closes <= h.opens
           AND EXISTS (SELECT FROM calendar_hours o WHERE o.calendar = h.calendar AND o.weekday <> h.weekday)
           AND NOT EXISTS (SELECT FROM calendar_hours o WHERE o.calendar = h.calendar AND o.weekday <> h.weekday AND o.closes <= o.opens)
        UNION ALL
        SELECT 'hours_short', 'calendar_hours', format('%s %s %s', h.calendar, h.weekday, to_char(h.opens, 'HH24:MI')), NULL, ARRAY[to_char(h.closes, 'HH24:MI')]
          FROM calendar_hours h
         WHERE h.closes > h.opens AND h.closes - h.opens < interval '1 hour'
        UNION ALL
        SELECT 'weekday_left_out', 'calendar', c.name, NULL, ARRAY[d::text]
          FROM calendar c CROSS JOIN generate_series(2, 6) AS d
         WHERE NOT EXISTS (SELECT FROM calendar_hours h WHERE h.calendar = c.name AND h.weekday = d)
           AND EXISTS (SELECT FROM calendar_hours h WHERE h.calendar = c.name AND h.weekday < d)
           AND EXISTS (SELECT FROM calendar_hours h WHERE h.calendar = c.name AND h.weekday > d)$calendars$;

    RETURN QUERY EXECUTE source || $steps$
        , step AS (
            SELECT e.metric, e.step, e.after, format('%s: %s', e.metric, e.step) AS name,
                   row_number() OVER w AS place, lag(e.step) OVER w AS step_before, lag(e.after) OVER w AS after_before
              FROM escalation_step e
             WHERE e.active
            WINDOW w AS (PARTITION BY e.metric ORDER BY e.step)
        )
        SELECT DISTINCT 'breach_untold', 'escalation_step', c.metric, NULL, ARRAY[]::text[]
          FROM clock_rule c
         WHERE c.active AND NOT EXISTS (SELECT FROM step s WHERE s.metric IN (c.metric, '*'))
           AND NOT EXISTS (SELECT FROM action_rule a WHERE a.active AND a.activities && ARRAY['clock_breached:' || c.metric, 'clock_breached:*'])
        UNION ALL
        SELECT DISTINCT 'step_without_clock', 'escalation_step', s.metric, NULL, '{}'::text[]
          FROM step s
         WHERE s.metric NOT IN (SELECT metric FROM clock_rule WHERE active) AND (s.metric <> '*' OR NOT EXISTS (SELECT FROM clock_rule WHERE active))
        UNION ALL
        SELECT 'steps_with_hole', 'escalation_step', s.metric, NULL, ARRAY[min(s.step)::text]
          FROM step s WHERE s.step <> s.place GROUP BY s.metric
        UNION ALL
        SELECT 'steps_not_later', 'escalation_step', s.name, format('%s: %s', s.metric, s.step_before), ARRAY[s.after::text, s.after_before::text]
          FROM step s WHERE s.after OPERATOR(@extschema@.<) s.after_before$steps$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_clocks IS 'part of check_rules: clocks that cannot start, run or be met, calendars that do not tell the time, steps of escalation out of order';
