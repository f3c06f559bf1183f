-- Gaps of a policy: cases for which no rule of a kind decides.  A kind of rule
-- of which the desk has none is no gap.

CREATE FUNCTION @extschema@.may_match(desk name, conditions text[], columns text[], codes text[]) RETURNS boolean[]
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_may_match';
COMMENT ON FUNCTION @extschema@.may_match IS 'part of check_rules: whether any of the conditions may hold for cases with these codes in these columns, as many codes as columns for each case; false is certain, whatever else is true of the case';

CREATE FUNCTION @extschema@.codes_to_try(desk name, source text, used text[]) RETURNS text[]
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    codes text[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE source || $codes$
        , value (col, code, least) AS (
            SELECT 'category', c.code, c.level FROM category c WHERE c.active
            UNION ALL SELECT 'level', code, code FROM level
            UNION ALL SELECT 'urgency', code, NULL FROM urgency
            UNION ALL SELECT 'channel', code, NULL FROM channel WHERE active
            UNION ALL SELECT 'complainant_group', code, NULL FROM complainant_group
            UNION ALL SELECT 'customer_tier', code, NULL FROM customer_tier
            -- cases may have none of these
            UNION ALL SELECT col, NULL, NULL FROM unnest('{category,complainant_group,customer_tier}'::text[]) AS col
        ), tried AS (
            SELECT * FROM value WHERE col = ANY ($1)
            UNION ALL
            SELECT col, NULL, NULL FROM unnest('{category,level,urgency,channel,complainant_group,customer_tier}'::text[]) AS col
             WHERE col <> ALL ($1)
        )
        SELECT array_agg(ARRAY[a.code, b.code, c.code, d.code, e.code, f.code])
          FROM tried a, tried b, tried c, tried d, tried e, tried f
         WHERE (a.col, b.col, c.col, d.col, e.col, f.col)
               = ('category', 'level', 'urgency', 'channel', 'complainant_group', 'customer_tier')
           -- rules raise the level of the category
           AND (SELECT rank FROM level WHERE code = b.code) < (SELECT rank FROM level WHERE code = a.least) IS NOT TRUE$codes$
       INTO codes USING used;
    RETURN codes;
END
$$;
COMMENT ON FUNCTION @extschema@.codes_to_try IS 'part of check_rules: all cases that differ in these columns, each as its codes of category, level, urgency, channel, complainant_group and customer_tier';

CREATE FUNCTION @extschema@.cases_without_rule(desk name, source text, conditions text[], among text[], OUT part_covered numeric, OUT gaps text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    columns constant text[] := '{category,level,urgency,channel,complainant_group,customer_tier}';
    used text[] := ARRAY(SELECT c FROM unnest(columns) AS c
                          WHERE c = ANY (among) AND array_to_string(conditions, ' ') ~ ('\m' || c || '\M'));
    sizes numeric[];
    codes text[];
    may boolean[];
BEGIN
    EXECUTE source || $sizes$
        SELECT ARRAY[(SELECT count(*) + 1 FROM category WHERE active), (SELECT count(*) FROM level), (SELECT count(*) FROM urgency),
                     (SELECT count(*) FROM channel WHERE active), (SELECT count(*) + 1 FROM complainant_group), (SELECT count(*) + 1 FROM customer_tier)]$sizes$
       INTO sizes;
    -- a column that is left out may be anything: then less is found
    WHILE used <> '{}' AND 50000 < cardinality(conditions)
                                   * (SELECT exp(sum(ln(greatest(z.size, 1)))) FROM unnest(columns, sizes) AS z (col, size) WHERE z.col = ANY (used))
    LOOP
        used := used[:cardinality(used) - 1];
    END LOOP;
    codes := @extschema@.codes_to_try(desk, source, used);
    may := @extschema@.may_match(desk, conditions, ARRAY(SELECT CASE WHEN c = ANY (used) THEN c ELSE '' END FROM unnest(columns) AS c), codes);
    WITH tried AS (
        SELECT (e.i - 1) / 6 AS n, columns[(e.i - 1) % 6 + 1] AS col, e.code, may[(e.i - 1) / 6 + 1] AS matched
          FROM unnest(codes) WITH ORDINALITY AS e (code, i)
         WHERE columns[(e.i - 1) % 6 + 1] = ANY (used)
    ), never AS (
        SELECT col, code FROM tried GROUP BY col, code HAVING NOT bool_or(matched)
    ), told AS (
        SELECT t.n, t.col, t.code, (EXISTS (SELECT FROM never v WHERE v.col = t.col AND v.code IS NOT DISTINCT FROM t.code)) AS alone
          FROM tried t WHERE NOT t.matched
    ), gap AS (
        SELECT coalesce(col || ' ' || code, 'no ' || col) AS gap FROM never
        UNION
        SELECT string_agg(coalesce(col || ' ' || code, 'no ' || col), ', ' ORDER BY array_position(columns, col))
          FROM told GROUP BY n HAVING NOT bool_or(alone)
    )
    SELECT (SELECT avg(m::int) FROM unnest(may) AS m), ARRAY(SELECT g.gap FROM gap g ORDER BY g.gap LIMIT 20)
      INTO part_covered, gaps;
END
$$;
COMMENT ON FUNCTION @extschema@.cases_without_rule IS 'part of check_rules: which part of the cases a list of conditions may match, and the codes of those that it never matches, at most twenty';

CREATE FUNCTION @extschema@.check_gaps(desk name, source text, errors_only boolean)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    list record;
    found record;
BEGIN
    FOR list IN EXECUTE source || $lists$
        SELECT CASE WHEN d.fallback_role IS NULL THEN 'nobody_gets_case' ELSE 'no_route' END AS kind, 'routing_rule' AS table_name,
               NULL AS metric, ARRAY[d.fallback_role] AS words, array_agg(r.condition ORDER BY r.position) AS conditions
          FROM routing_rule r CROSS JOIN desk d
         WHERE r.active AND (d.fallback_role IS NULL OR NOT $1) GROUP BY d.fallback_role HAVING bool_and(r.condition IS NOT NULL)
        UNION ALL
        SELECT 'no_clock', 'clock_rule', c.metric, '{}', array_agg(c.condition ORDER BY c.position)
          FROM clock_rule c
         WHERE c.active AND NOT $1 GROUP BY c.metric HAVING bool_and(c.condition IS NOT NULL) AND bool_or('received' = ANY (c.starts_on))
        UNION ALL
        SELECT 'no_completeness', 'completeness_rule', NULL, '{}', array_agg(c.condition ORDER BY c.position)
          FROM completeness_rule c WHERE c.active AND NOT $1 HAVING count(*) > 0$lists$
      USING errors_only
    LOOP
        SELECT * INTO found
          FROM @extschema@.cases_without_rule(desk, source, list.conditions,
                  CASE list.kind WHEN 'no_completeness' THEN '{category}' ELSE '{category,level,urgency,channel,complainant_group,customer_tier}'::text[] END);
        -- a clock of few cases is meant for these
        CONTINUE WHEN list.kind = 'no_clock' AND found.part_covered <= 0.5;
        RETURN QUERY SELECT list.kind, list.table_name,
                            CASE list.kind WHEN 'no_completeness' THEN substr(g, length('category ') + 1) ELSE g END, list.metric, list.words
                       FROM unnest(found.gaps) AS g
                      WHERE list.kind <> 'no_completeness' OR g LIKE 'category %';
    END LOOP;
    IF errors_only THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE source || $scripts$
        SELECT 'no_script', 'category', c.code, l.language, ARRAY[]::text[]
          FROM category c
          CROSS JOIN (SELECT DISTINCT language FROM script WHERE active) AS l
         WHERE c.active
           AND NOT EXISTS (SELECT FROM script s WHERE s.active AND s.language = l.language AND coalesce(s.category, c.code) = c.code)$scripts$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_gaps IS 'part of check_rules: codes of cases for which no route, clock, script or question is';
