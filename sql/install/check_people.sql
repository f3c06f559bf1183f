-- Rules that turn to people: is anybody there?

CREATE FUNCTION @extschema@.check_people(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $people$
        , told (table_name, rule, who) AS (
            SELECT 'routing_rule', r.name, CASE r.handler WHEN 'supervisor of accused' THEN 'department' WHEN 'other agent' THEN 'role' ELSE r.handler END || ' ' || r.argument
              FROM routing_rule r WHERE r.active AND r.argument IS NOT NULL
            UNION ALL
            SELECT 'escalation_step', format('%s: %s', e.metric, e.step), e.notify FROM escalation_step e WHERE e.active
            UNION ALL
            SELECT 'batch_rule', b.name, b.notify FROM batch_rule b WHERE b.active
            UNION ALL
            SELECT 'action_rule', a.name,
                   CASE WHEN a.action = 'work order' THEN 'department ' || a.argument
                        WHEN a.argument ~ ' (overseer|liaison)$' AND a.argument !~ '^department ' THEN format('department %s %s', split_part(a.argument, ' ', 2), split_part(a.argument, ' ', 1))
                        ELSE a.argument END
              FROM action_rule a WHERE a.active AND a.action IN ('notify', 'work order')
            UNION ALL
            SELECT 'message_rule', m.name, m.audience FROM message_rule m WHERE m.active AND m.audience !~ '[*]$'
            UNION ALL
            SELECT 'desk', 'fallback_role', 'role ' || d.fallback_role FROM desk d
        ), named (table_name, rule, kind, name) AS (
            -- "role x", "person x", "department x", "department liaison x"
            SELECT t.table_name, t.rule, split_part(t.who, ' ', 1), substr(t.who, length(t.who) - strpos(reverse(t.who), ' ') + 2)
              FROM told t
             WHERE t.who ~ '^(role|person|department) ' AND t.who NOT IN ('department liaison', 'department overseer')
            UNION
            SELECT 'department', d.code || ' ' || p.part, 'person', p.code
              FROM department d CROSS JOIN LATERAL (VALUES ('liaison', d.liaison), ('overseer', d.overseer)) AS p (part, code)
             WHERE d.active AND p.code IS NOT NULL
        ), works (code, role, department, rank) AS (
            SELECT p.code, p.role, p.department, r.rank FROM staff p JOIN staff_role r ON r.code = p.role WHERE p.active
        ), here AS (
            SELECT EXISTS (SELECT FROM works) AS work
        )
        SELECT 'unknown_role', n.table_name, n.rule, NULL, ARRAY[n.name]
          FROM named n WHERE n.kind = 'role' AND n.name NOT IN (SELECT code FROM staff_role)
        UNION ALL
        SELECT 'unknown_person', n.table_name, n.rule, NULL, ARRAY[n.name]
          FROM named n WHERE n.kind = 'person' AND n.name NOT IN (SELECT code FROM staff)
        UNION ALL
        SELECT 'unknown_department', n.table_name, n.rule, NULL, ARRAY[n.name]
          FROM named n WHERE n.kind = 'department' AND n.name NOT IN (SELECT code FROM department)
        UNION ALL
        SELECT 'person_left', n.table_name, n.rule, NULL, ARRAY[n.name]
          FROM here
          JOIN named n ON n.kind = 'person'
          JOIN staff p ON p.code = n.name AND NOT p.active
         WHERE work
        UNION ALL
        SELECT 'department_closed', n.table_name, n.rule, NULL, ARRAY[n.name]
          FROM named n JOIN department d ON d.code = n.name AND NOT d.active WHERE n.kind = 'department'
        UNION ALL
        SELECT 'no_fallback', 'desk', 'fallback_role', NULL, '{}'
          FROM desk d WHERE d.fallback_role IS NULL AND EXISTS (SELECT FROM routing_rule r WHERE r.active)
        UNION ALL
        SELECT 'nobody_works_here', 'staff', '', NULL, '{}'
          FROM here WHERE NOT work
        UNION ALL
        -- what waits for a role may be taken by a higher one, a message goes to the role alone
        SELECT 'role_without_people', n.table_name, n.rule, NULL, ARRAY[n.name]
          FROM here
          JOIN named n ON n.kind = 'role'
          JOIN staff_role r ON r.code = n.name
         WHERE work AND NOT EXISTS (SELECT FROM works w
                                     WHERE w.role = n.name OR n.table_name IN ('routing_rule', 'desk') AND w.rank > r.rank)
        UNION ALL
        SELECT 'role_without_people', 'desk', 'extension_roles', NULL, ARRAY[array_to_string(d.extension_roles, ', ')]
          FROM here, desk d
         WHERE work AND d.extension_roles <> '{}' AND NOT EXISTS (SELECT FROM works w WHERE w.role = ANY (d.extension_roles))
        UNION ALL
        SELECT 'department_without_people', n.table_name, n.rule, NULL, ARRAY[n.name]
          FROM here
          JOIN named n ON n.kind = 'department'
          JOIN department d ON d.code = n.name AND d.active
         WHERE work AND d.liaison IS NULL AND NOT EXISTS (SELECT FROM works w WHERE w.department = n.name)
        UNION ALL
        SELECT 'no_liaison', 'department', d.code, NULL, '{}'
          FROM here, department d
         WHERE work AND d.active AND d.liaison IS NULL AND EXISTS (SELECT FROM works w WHERE w.department = d.code)
           AND EXISTS (SELECT FROM told t WHERE t.who IN ('department liaison', 'department liaison ' || d.code))
        UNION ALL
        SELECT 'no_overseer', 'department', d.code, NULL, '{}'
          FROM here, department d
         WHERE work AND d.active AND d.overseer IS NULL AND EXISTS (SELECT FROM works w WHERE w.department = d.code)
           AND EXISTS (SELECT FROM told t WHERE t.who IN ('department overseer', 'department overseer ' || d.code))
        UNION ALL
        SELECT 'no_manager', 'staff', 'manager', NULL, ARRAY[string_agg(p.code, ', ' ORDER BY p.code)]
          FROM here, staff p
          JOIN staff_role r ON r.code = p.role
         WHERE work AND p.active AND r.rank < (SELECT max(rank) FROM works)
           AND NOT EXISTS (SELECT FROM staff m WHERE m.code = p.manager AND m.active)
           AND (EXISTS (SELECT FROM told t WHERE t.who LIKE 'supervisor%')
                OR EXISTS (SELECT FROM routing_rule q WHERE q.active AND q.handler LIKE 'supervisor%'))
        HAVING count(*) > 0$people$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_people IS 'part of check_rules: roles, persons and departments that rules turn to and where nobody is; where nobody works at all, that alone';

CREATE FUNCTION @extschema@.check_authorities(desk name, source text)
RETURNS TABLE (kind text, table_name text, rule text, other_rule text, words text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE source || $authority$
        , granted AS (
            -- as view remedy_authority
            SELECT k.code AS remedy_kind, k.has_amount, r.code AS role, r.rank, a.up_to, a.approves
              FROM remedy_kind k
              CROSS JOIN staff_role r
              CROSS JOIN LATERAL (SELECT * FROM authority
                                   WHERE active AND role = r.code AND (remedy_kind = k.code OR remedy_kind IS NULL)
                                   ORDER BY remedy_kind NULLS LAST LIMIT 1) AS a
             WHERE k.active AND a.up_to IS DISTINCT FROM 0
        ), rung AS (
            SELECT g.*, lag(g.role) OVER w AS below, lag(g.up_to) OVER w AS up_to_below, row_number() OVER w > 1 AS has_below
              FROM granted g
             WHERE g.approves AND g.has_amount
            WINDOW w AS (PARTITION BY g.remedy_kind ORDER BY g.rank)
        )
        SELECT 'remedy_without_authority', 'authority', k.code, NULL, ARRAY[]::text[]
          FROM remedy_kind k
         WHERE k.active AND EXISTS (SELECT FROM authority WHERE active) AND k.code NOT IN (SELECT remedy_kind FROM granted)
        UNION ALL
        SELECT 'ladder_without_top', 'authority', g.remedy_kind, NULL, ARRAY[trim_scale(max(g.up_to))::text]
          FROM granted g WHERE g.has_amount GROUP BY g.remedy_kind HAVING bool_and(g.up_to IS NOT NULL)
        UNION ALL
        SELECT 'ladder_not_rising', 'authority', r.remedy_kind, NULL, ARRAY[r.below, r.role, trim_scale(r.up_to)::text]
          FROM rung r
         WHERE r.has_below AND r.up_to IS NOT NULL AND (r.up_to_below IS NULL OR r.up_to < r.up_to_below)
        UNION ALL
        -- who approves nothing may decide no more than who does
        (SELECT DISTINCT ON (l.remedy_kind, l.role) 'ladder_not_rising', 'authority', l.remedy_kind, NULL, ARRAY[l.role, h.role, trim_scale(h.up_to)::text]
          FROM granted l
          JOIN granted h ON h.remedy_kind = l.remedy_kind AND h.rank > l.rank AND h.up_to < coalesce(l.up_to, 'Infinity')
         WHERE l.has_amount AND NOT l.approves
         ORDER BY l.remedy_kind, l.role, h.rank)
        UNION ALL
        SELECT 'ladder_jumps', 'authority', r.role, NULL, ARRAY[string_agg(r.remedy_kind, ', ' ORDER BY r.remedy_kind), r.below]
          FROM rung r
         WHERE r.up_to_below > 0 AND r.up_to >= 100 * r.up_to_below
         GROUP BY r.role, r.below
        UNION ALL
        SELECT 'ladder_skips_role', 'authority', r.code, NULL, ARRAY[string_agg(k.remedy_kind, ', ' ORDER BY k.remedy_kind)]
          FROM staff_role r
          JOIN (SELECT remedy_kind, min(rank) AS lowest, max(rank) AS highest FROM granted GROUP BY remedy_kind) k
            ON r.rank > k.lowest AND r.rank < k.highest
         WHERE NOT EXISTS (SELECT FROM authority a WHERE a.active AND a.role = r.code AND coalesce(a.remedy_kind, k.remedy_kind) = k.remedy_kind)
         GROUP BY r.code
        UNION ALL
        SELECT 'rung_left_out', 'authority', g.role, NULL, ARRAY[string_agg(g.remedy_kind, ', ' ORDER BY g.remedy_kind)]
          FROM granted g
         WHERE NOT g.approves AND EXISTS (SELECT FROM granted l WHERE l.remedy_kind = g.remedy_kind AND l.approves AND l.rank < g.rank)
         GROUP BY g.role
        UNION ALL
        SELECT 'ladder_without_people', 'authority', t.roles, NULL, ARRAY[string_agg(t.remedy_kind, ', ' ORDER BY t.remedy_kind)]
          FROM (SELECT g.remedy_kind, string_agg(g.role, ', ' ORDER BY g.rank) AS roles,
                       bool_or(g.role IN (SELECT p.role FROM staff p WHERE p.active)) AS filled
                  FROM granted g
                 WHERE coalesce(g.up_to, 'Infinity') = (SELECT max(coalesce(m.up_to, 'Infinity')) FROM granted m WHERE m.remedy_kind = g.remedy_kind)
                 GROUP BY g.remedy_kind) AS t
         WHERE NOT t.filled AND EXISTS (SELECT FROM staff WHERE active)
         GROUP BY t.roles
        UNION ALL
        SELECT 'day_below_amount', 'authority', concat_ws(' ', a.role, a.remedy_kind), NULL, ARRAY[trim_scale(a.up_to)::text, trim_scale(a.per_day)::text]
          FROM authority a WHERE a.active AND a.per_day < a.up_to$authority$;
END
$$;
COMMENT ON FUNCTION @extschema@.check_authorities IS 'part of check_rules: remedies that nobody may grant, and ladders of authority with a hole or without a top';
