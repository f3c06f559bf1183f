-- Order and numbers of a policy, and what has to be kept up beside it.

CREATE FUNCTION @extschema@.check_order(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $order$
        , first_match (table_name, list, id, position, name) AS (
            SELECT 'classification_rule', '', id, position, name FROM classification_rule WHERE active AND (category IS NOT NULL OR takes_prediction = 'category')
            UNION ALL SELECT 'routing_rule', '', id, position, name FROM routing_rule WHERE active
            UNION ALL SELECT 'clock_rule', metric, id, position, name FROM clock_rule WHERE active
            UNION ALL SELECT 'issue_rule', '', id, position, name FROM issue_rule WHERE active
            UNION ALL SELECT 'batch_rule', '', id, position, name FROM batch_rule WHERE active
            UNION ALL SELECT 'same_matter_rule', '', id, position, name FROM same_matter_rule WHERE active
            UNION ALL SELECT 'repeat_rule', '', id, position, name FROM repeat_rule WHERE active
            UNION ALL SELECT 'message_rule', '', id, position, name FROM message_rule WHERE active
        ), neighbour AS (
            SELECT f.*, lead(f.name) OVER w AS next_name, lead(f.position) OVER w AS next_position
              FROM first_match f
            WINDOW w AS (PARTITION BY f.table_name, f.list ORDER BY f.position, f.id)
        ), bucket AS (
            SELECT b.code, b.within, lag(b.code) OVER w AS before, lag(b.within) OVER w AS within_before
              FROM closing_bucket b
            WINDOW w AS (ORDER BY b.position)
        )
        SELECT 'position_twice', n.table_name, n.name, n.next_name, ARRAY[n.position::text]
          FROM neighbour n WHERE n.position = n.next_position
        UNION ALL
        SELECT 'no_rules', t.name, t.name, NULL, '{}'
          FROM (VALUES ('classification_rule'), ('routing_rule'), ('clock_rule')) AS t (name)
         WHERE t.name NOT IN (SELECT table_name FROM first_match)
        UNION ALL
        SELECT 'weights_not_100', 'kpi_weight', 'weight', NULL, ARRAY[trim_scale(sum(w.weight))::text]
          FROM kpi_weight w WHERE w.active HAVING sum(w.weight) <> 100
        UNION ALL
        SELECT 'frequency_hidden', 'frequency', l.code, min(h.code), '{}'
          FROM frequency l
          JOIN frequency h ON h.rank > l.rank AND h.at_least <= l.at_least AND h.within_days >= l.within_days
         GROUP BY l.code
        UNION ALL
        SELECT 'default_not_lowest', 'urgency', d.default_urgency, NULL, ARRAY[string_agg(l.code, ', ' ORDER BY l.rank)]
          FROM desk d
          JOIN urgency u ON u.code = d.default_urgency
          JOIN urgency l ON l.rank < u.rank
         GROUP BY d.default_urgency
        UNION ALL
        SELECT 'default_level_high', 'level', d.default_level, NULL, ARRAY[string_agg(l.code, ', ' ORDER BY l.rank)]
          FROM desk d
          JOIN level u ON u.code = d.default_level
          JOIN level l ON l.rank < u.rank
         GROUP BY d.default_level
        UNION ALL
        SELECT 'precision_low', 'desk', 'wanted_precision', NULL, ARRAY[trim_scale(d.wanted_precision)::text]
          FROM desk d WHERE d.wanted_precision < 0.7
        UNION ALL
        SELECT 'code_never_given', 'urgency', u.code, NULL, '{}'
          FROM urgency u
          CROSS JOIN desk d
         WHERE u.rank > (SELECT rank FROM urgency WHERE code = d.default_urgency)
           AND NOT EXISTS (SELECT FROM classification_rule r WHERE r.active AND (r.urgency = u.code OR r.takes_prediction = 'urgency'))
        UNION ALL
        SELECT 'code_never_given', 'level', l.code, NULL, '{}'
          FROM level l
          CROSS JOIN desk d
         WHERE l.code <> d.default_level
           AND NOT EXISTS (SELECT FROM category c WHERE c.active AND c.level = l.code)
           AND NOT EXISTS (SELECT FROM classification_rule r WHERE r.active AND r.level = l.code)
        UNION ALL
        SELECT 'code_never_given', 'category', c.code, NULL, '{}'
          FROM category c
         WHERE c.active AND EXISTS (SELECT FROM classification_rule WHERE active AND category IS NOT NULL)
           AND NOT EXISTS (SELECT FROM classification_rule r WHERE r.active AND (r.category = c.code OR r.takes_prediction = 'category'))
        UNION ALL
        SELECT 'grade_missing', 'satisfaction_grade', s::text, NULL, '{}'
          FROM generate_series(1, 5) AS s WHERE s NOT IN (SELECT score FROM satisfaction_grade)
        UNION ALL
        SELECT 'grades_not_rising', 'satisfaction_grade', l.score::text, NULL, ARRAY[min(h.score)::text]
          FROM satisfaction_grade l
          JOIN satisfaction_grade h ON h.score > l.score AND l.satisfied AND NOT h.satisfied
         GROUP BY l.score
        UNION ALL
        SELECT 'bucket_never_full', 'closing_bucket', b.code, b.before, '{}'
          FROM bucket b WHERE b.before IS NOT NULL AND (b.within_before IS NULL OR b.within OPERATOR(@extschema@.<=) b.within_before)$order$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_order IS 'part of check_rules: positions, ranks and weights that do not go together';

CREATE FUNCTION @extschema@.check_upkeep(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $upkeep$
        , model AS (
            SELECT t.target, max(t.trained_at) AS trained_at FROM text_model t WHERE t.active GROUP BY t.target
        ), scheduler AS (
            -- pg_cron shows their jobs to the owner alone
            SELECT @extschema@.cron_is_here() AND c.relowner = current_user::regrole AS seen
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relname = 'desk' AND n.nspname = $1
        )
        SELECT 'job_not_scheduled', 'job_run', j.name, NULL, ARRAY[]::text[]
          FROM scheduler s
          CROSS JOIN @extschema@.desk_jobs($1) j
         WHERE s.seen AND NOT EXISTS (SELECT FROM @extschema@.cron_jobs() c
                                       WHERE c.job = j.name AND c.desk = $1 AND c.database = current_database() AND c.active)
        UNION ALL
        SELECT 'jobs_do_not_run', 'job_run', 'run_clocks', NULL, '{}'
          FROM scheduler s
         WHERE NOT s.seen AND EXISTS (SELECT FROM staff WHERE active)
           AND NOT EXISTS (SELECT FROM job_run r WHERE r.job = 'run_clocks' AND r.finished_at > now() - interval '1 hour')
        UNION ALL
        SELECT 'model_missing', 'classification_rule', r.name, NULL, ARRAY[r.takes_prediction]
          FROM classification_rule r
         WHERE r.active AND r.takes_prediction IS NOT NULL AND r.takes_prediction NOT IN (SELECT target FROM model)
        UNION ALL
        SELECT 'training_due', 'text_model', m.target, NULL, ARRAY[count(*)::text]
          FROM model m
          CROSS JOIN desk d
          JOIN example e ON e.recorded_at > m.trained_at AND CASE m.target WHEN 'category' THEN e.category ELSE e.urgency END IS NOT NULL
         GROUP BY m.target, d.train_after
        HAVING count(*) >= d.train_after$upkeep$
      USING desk;
END
$$;
COMMENT ON FUNCTION @extschema@.check_upkeep IS 'part of check_rules: jobs that do not run, models that are missing or old';
