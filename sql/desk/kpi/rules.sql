-- What the rules do: how often each decided, how often people took that back.

CREATE VIEW kpi_pending_rule AS
SELECT c.times, c.day, r.rule_id, r.figures
  FROM kpi_pending c
  CROSS JOIN LATERAL (
       SELECT d.rule_id, ARRAY[1, (d.rule_id = ANY (c.overruled))::int]::bigint[] AS figures
         FROM unnest(c.rules) AS d (rule_id)
       UNION ALL
       SELECT p.rule_id, ARRAY[0, 0, (p.place = 1)::int, (p.place = 2)::int, (p.place = 3)::int, (p.place = 4)::int, (p.place = 5)::int]::bigint[]
         FROM unnest(c.parts) AS p
        WHERE p.rule_id IS NOT NULL) AS r;
COMMENT ON VIEW kpi_pending_rule IS 'what rules decided about the cases of kpi_pending';
COMMENT ON COLUMN kpi_pending_rule.times IS 'as in kpi_pending';
COMMENT ON COLUMN kpi_pending_rule.day IS 'as in kpi_rule_sum';
COMMENT ON COLUMN kpi_pending_rule.rule_id IS 'as in kpi_rule_sum';
COMMENT ON COLUMN kpi_pending_rule.figures IS 'as in kpi_rule_sum';

CREATE VIEW rule_use AS
WITH pending AS MATERIALIZED (
    SELECT codes[1]::bigint AS rule_id, period AS day, complaint_flow.figures_sum(figures, 1) AS figures
      FROM complaint_flow.kpi_pending_sums('desk', 'kpi_rule_sum', ARRAY(SELECT complaint_id FROM kpi_changed))
     WHERE complaint_flow.kpi_counts_directly('desk')
     GROUP BY codes[1], period
    UNION ALL
    SELECT rule_id, day, complaint_flow.figures_sum(figures, times)
      FROM kpi_pending_rule
     WHERE NOT complaint_flow.kpi_counts_directly('desk')
     GROUP BY rule_id, day
), rule AS (
    SELECT 'classification_rule' AS table_name, id, position, name, active FROM classification_rule
    UNION ALL
    SELECT 'routing_rule' AS table_name, id, position, name, active FROM routing_rule
    UNION ALL
    SELECT 'clock_rule' AS table_name, id, position, name, active FROM clock_rule
    UNION ALL
    SELECT 'issue_rule' AS table_name, id, position, name, active FROM issue_rule
    UNION ALL
    SELECT 'same_matter_rule' AS table_name, id, position, name, active FROM same_matter_rule
    UNION ALL
    SELECT 'repeat_rule' AS table_name, id, position, name, active FROM repeat_rule
), today AS MATERIALIZED (
    SELECT today, today - 90 AS quarter, time_zone
      FROM (SELECT (now() AT TIME ZONE time_zone)::date AS today, time_zone FROM desk) AS now LIMIT 1
), decided AS (
    SELECT rule_id,
           complaint_flow.figures_sum(figures, 1) FILTER (WHERE day >= today) AS day,
           complaint_flow.figures_sum(figures, 1) FILTER (WHERE day > today - 7) AS week,
           complaint_flow.figures_sum(figures, 1) AS quarter
      FROM today
      CROSS JOIN LATERAL (
           SELECT rule_id, day, figures FROM kpi_rule_sum WHERE rule_id IN (SELECT id FROM rule) AND day >= quarter
           UNION ALL
           SELECT rule_id, day, figures FROM pending WHERE day >= quarter) AS both_of_them
     GROUP BY rule_id
), taken_away AS MATERIALIZED (
    SELECT k.rule_id, k.day
      FROM pending p
      JOIN kpi_rule_sum k ON k.rule_id = p.rule_id AND k.day = p.day
     WHERE p.figures[1] < 0 AND k.figures[1] + p.figures[1] <= 0
), latest AS (
    SELECT rule_id, max(day) AS day FROM pending WHERE figures[1] > 0 GROUP BY rule_id
), used AS (
    SELECT r.*, d.quarter, h.since, greatest(k.day, l.day) AS last_on,
           coalesce(u.day[1], 0) AS decided_day, coalesce(u.week[1], 0) AS decided_week, coalesce(u.quarter[1], 0) AS decided_quarter,
           CASE WHEN r.table_name IN ('classification_rule', 'routing_rule') THEN coalesce(u.quarter[2], 0) END AS overruled,
           CASE WHEN r.table_name = 'clock_rule' THEN coalesce(u.quarter, '{}') END AS clocks
      FROM rule r
      CROSS JOIN today d
      LEFT JOIN decided u ON u.rule_id = r.id
      LEFT JOIN latest l ON l.rule_id = r.id
      LEFT JOIN LATERAL (
           SELECT s.day FROM kpi_rule_sum s
            WHERE s.rule_id = r.id AND s.figures[1] > 0
              AND (s.rule_id, s.day) NOT IN (SELECT t.rule_id, t.day FROM taken_away t)
            ORDER BY s.day DESC LIMIT 1) AS k ON true
      CROSS JOIN LATERAL (
           SELECT (min(v.changed_at) AT TIME ZONE d.time_zone)::date AS since
             FROM rule_history v WHERE v.table_name = r.table_name AND v.rule_key = r.id::text) AS h
), judged AS (
    SELECT CASE WHEN NOT active THEN 'off'
                WHEN overruled = decided_quarter AND overruled > 0 THEN 'overruled'
                WHEN decided_quarter > 0 THEN 'used'
                WHEN since > quarter THEN 'new'
                ELSE 'dead' END AS verdict, used.*
      FROM used
)
SELECT verdict, table_name, id AS rule_id, position, name, active, since, last_on, decided_day, decided_week, decided_quarter,
       overruled, round(overruled::numeric / nullif(decided_quarter, 0), 4) AS overruled_share,
       CASE WHEN clocks IS NOT NULL THEN (SELECT coalesce(sum(n), 0)::bigint FROM unnest(clocks[3:]) AS n) END AS clocks_started,
       CASE WHEN clocks IS NOT NULL THEN coalesce(clocks[3], 0) END AS clocks_met,
       CASE WHEN clocks IS NOT NULL THEN coalesce(clocks[4], 0) + coalesce(clocks[5], 0) END AS clocks_breached
  FROM judged
 ORDER BY array_position('{dead,overruled,used,new,off}', verdict), overruled_share DESC NULLS LAST, decided_quarter, table_name, position, id;
COMMENT ON VIEW rule_use IS 'what each rule that decides about cases did: a case counts on the local day of its receipt, with every rule that decided about it, also one that another took the place of later. Exact to the last commit; dead rules come first, then those that people always overrule, then by the share overruled. Rules of other tables leave no trace in the case, and are not here';
COMMENT ON COLUMN rule_use.verdict IS 'dead: decided about no case of the quarter; overruled: people took back all that it decided; used; new: decided about none yet, and is not a quarter old; off: not active';
COMMENT ON COLUMN rule_use.table_name IS 'table of the rule';
COMMENT ON COLUMN rule_use.rule_id IS 'number of the rule, as in complaint.judged_by';
COMMENT ON COLUMN rule_use.position IS 'order of the rule in its table';
COMMENT ON COLUMN rule_use.name IS 'name of the rule';
COMMENT ON COLUMN rule_use.active IS 'does it decide at present?';
COMMENT ON COLUMN rule_use.since IS 'local day on which it was written first';
COMMENT ON COLUMN rule_use.last_on IS 'local day of receipt of the latest case about which it decided; NULL: none';
COMMENT ON COLUMN rule_use.decided_day IS 'cases received today about which it decided';
COMMENT ON COLUMN rule_use.decided_week IS 'the same of the last 7 local days, today included';
COMMENT ON COLUMN rule_use.decided_quarter IS 'the same of the last 91 local days, today included';
COMMENT ON COLUMN rule_use.overruled IS 'of those of the quarter, cases in which a person changed what the rule had said: category, level (not where the category changed with it) or urgency; the handler, where the case was reassigned or its hand-over accepted, not where somebody took it from the waiting list. NULL: only classification and routing are counted so';
COMMENT ON COLUMN rule_use.overruled_share IS 'overruled / decided_quarter';
COMMENT ON COLUMN rule_use.clocks_started IS 'clocks of the cases of the quarter that run or ran by it; NULL: no clock rule';
COMMENT ON COLUMN rule_use.clocks_met IS 'of these, met in time';
COMMENT ON COLUMN rule_use.clocks_breached IS 'of these, met late, or found past their deadline while open';
