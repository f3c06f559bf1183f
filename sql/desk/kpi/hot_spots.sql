-- What comes up often, and what comes up more and more (SPEC R36).  LIMIT 1
-- tells the planner that desk has one row: views for many would be compiled.

CREATE TABLE hot_spot_rule (
    subject     text PRIMARY KEY CHECK (subject IN ('issue', 'category')),
    window_days int NOT NULL CHECK (window_days BETWEEN 1 AND 366),
    at_least    int NOT NULL CHECK (at_least BETWEEN 1 AND 1000000),
    ratio       numeric(6, 2) NOT NULL CHECK (ratio BETWEEN 1 AND 1000)
);
COMMENT ON TABLE hot_spot_rule IS 'when issues and categories count as rising: the latest window of local days, today included, is compared with the one before it; without its row a subject has no hot spots';
COMMENT ON COLUMN hot_spot_rule.subject IS 'issue (kpi_hot) or category (kpi_hot_category)';
COMMENT ON COLUMN hot_spot_rule.window_days IS 'length of a window in local days';
COMMENT ON COLUMN hot_spot_rule.at_least IS 'rising asks for at least so many cases in the latest window';
COMMENT ON COLUMN hot_spot_rule.ratio IS 'rising asks for at least so many times as many cases as in the window before, and for more';

CREATE VIEW kpi_hot AS
WITH rule AS MATERIALIZED (
    SELECT r.*, (now() AT TIME ZONE d.time_zone)::date AS today,
           greatest(2 * r.window_days, (SELECT max(within_days) FROM frequency)) AS days
      FROM hot_spot_rule r
      CROSS JOIN desk d
     WHERE r.subject = 'issue'
     LIMIT 1
), seen AS MATERIALIZED (
    -- day by day, as the planner cannot know how few days it will be, and would
    -- take a series itself for a thousand; from -1, as a case may come in moments
    -- before it is written
    SELECT k.issue_key, ago.days_ago, k.received
      FROM rule r
      CROSS JOIN LATERAL unnest(ARRAY(SELECT generate_series(-1, r.days - 1))) AS ago (days_ago)
      CROSS JOIN LATERAL (SELECT issue_key, figures[1]::int AS received FROM kpi_issue_sum WHERE day = r.today - ago.days_ago OFFSET 0) AS k
    UNION ALL
    SELECT p.issue_key, r.today - p.day, coalesce(p.figures[1], 0)::int
      FROM rule r
      JOIN kpi_pending_issue p ON p.day > r.today - r.days
), grade AS (
    SELECT DISTINCT ON (s.issue_key) s.issue_key, f.code, f.label, f.label_zh
      FROM seen s
      JOIN frequency f ON s.days_ago < f.within_days
     GROUP BY s.issue_key, f.code, f.label, f.label_zh, f.at_least, f.rank
    HAVING sum(s.received) >= f.at_least
     ORDER BY s.issue_key, f.rank DESC
), counted AS (
    SELECT s.issue_key, r.at_least, r.ratio,
           coalesce(sum(s.received) FILTER (WHERE s.days_ago < r.window_days), 0)::bigint AS lately,
           coalesce(sum(s.received) FILTER (WHERE s.days_ago >= r.window_days AND s.days_ago < 2 * r.window_days), 0)::bigint AS earlier
      FROM seen s
      CROSS JOIN rule r
     GROUP BY s.issue_key, r.at_least, r.ratio
)
SELECT c.issue_key, g.code AS frequency, c.lately AS received_lately, c.earlier AS received_before, c.lately - c.earlier AS change,
       c.lately >= c.at_least AND c.lately > c.earlier AND c.lately >= c.ratio * c.earlier AS rising,
       g.label AS frequency_label, g.label_zh AS frequency_label_zh
  FROM counted c
  LEFT JOIN grade g ON g.issue_key = c.issue_key
 WHERE c.lately > 0;
COMMENT ON VIEW kpi_hot IS 'issues that came up in the latest window of hot_spot_rule (by default the last 30 local days in desk.time_zone, today included), how often, and whether they are rising (SPEC R36). Exact; counts all cases by their issue now, imported ones too; cases without an issue are left out';
COMMENT ON COLUMN kpi_hot.issue_key IS 'issue, as issue_rule names it';
COMMENT ON COLUMN kpi_hot.frequency IS 'the highest grade of table frequency that the issue reaches today (高发/多发/偶发); NULL: none. complaint.frequency is what it was when that case came in';
COMMENT ON COLUMN kpi_hot.received_lately IS 'cases received in the latest window';
COMMENT ON COLUMN kpi_hot.received_before IS 'cases received in the window of the same length before it';
COMMENT ON COLUMN kpi_hot.change IS 'received_lately - received_before';
COMMENT ON COLUMN kpi_hot.rising IS 'true: more than before, and as many as hot_spot_rule asks for';
COMMENT ON COLUMN kpi_hot.frequency_label IS 'English name of the grade';
COMMENT ON COLUMN kpi_hot.frequency_label_zh IS 'Chinese name of the grade';

CREATE VIEW kpi_hot_category AS
WITH rule AS MATERIALIZED (
    SELECT r.*, (now() AT TIME ZONE d.time_zone)::date AS today
      FROM hot_spot_rule r
      CROSS JOIN desk d
     WHERE r.subject = 'category'
     LIMIT 1
), counted AS (
    SELECT k.category, r.at_least, r.ratio,
           coalesce(sum(k.received) FILTER (WHERE k.day > r.today - r.window_days), 0)::bigint AS lately,
           coalesce(sum(k.received) FILTER (WHERE k.day <= r.today - r.window_days), 0)::bigint AS earlier
      FROM kpi_day k
      CROSS JOIN rule r
     WHERE k.day > (SELECT today - 2 * window_days FROM rule)
     GROUP BY k.category, r.at_least, r.ratio
)
SELECT c.category, c.lately AS received_lately, c.earlier AS received_before, c.lately - c.earlier AS change,
       c.lately >= c.at_least AND c.lately > c.earlier AND c.lately >= c.ratio * c.earlier AS rising,
       g.label AS category_label, g.label_zh AS category_label_zh
  FROM counted c
  LEFT JOIN category g ON g.code = c.category
 WHERE c.lately > 0;
COMMENT ON VIEW kpi_hot_category IS 'categories that came up in the latest window of hot_spot_rule, and whether they are rising (SPEC R36). Exact; counts all cases by their category now, imported ones too';
COMMENT ON COLUMN kpi_hot_category.category IS 'category; NULL: none found';
COMMENT ON COLUMN kpi_hot_category.received_lately IS 'cases received in the latest window';
COMMENT ON COLUMN kpi_hot_category.received_before IS 'cases received in the window of the same length before it';
COMMENT ON COLUMN kpi_hot_category.change IS 'received_lately - received_before';
COMMENT ON COLUMN kpi_hot_category.rising IS 'true: more than before, and as many as hot_spot_rule asks for';
COMMENT ON COLUMN kpi_hot_category.category_label IS 'English name of the category';
COMMENT ON COLUMN kpi_hot_category.category_label_zh IS 'Chinese name of the category';
