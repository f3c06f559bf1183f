-- How soon cases are closed, and how often issues come up.

CREATE VIEW kpi_within AS
SELECT t.month, t.department, t.category, b.code AS bucket, t.f[2] - coalesce(t.f[37], 0) AS cases, coalesce(t.f[37 + b.position], 0) AS closed
  FROM (SELECT month, department, category, complaint_flow.figures_sum(figures, 1) AS f
          FROM (SELECT month, department, category, figures FROM kpi_month_sum
                UNION ALL
                SELECT month, department, category, complaint_flow.figures_sum(figures, times)
                  FROM kpi_pending_line
                 GROUP BY 1, 2, 3) AS both_of_them
         GROUP BY 1, 2, 3) AS t
  CROSS JOIN closing_bucket b
 WHERE coalesce(t.f[2], 0) <> coalesce(t.f[37], 0);
COMMENT ON VIEW kpi_within IS 'how many of the complaints received in a month were closed how soon, by department, category and closing_bucket. Counted case by case, exact to the last commit; every case stands in one bucket at most, so that what was closed within four weeks is the first buckets together';
COMMENT ON COLUMN kpi_within.month IS 'first day of the month of receipt';
COMMENT ON COLUMN kpi_within.department IS 'department of the case now; NULL: none';
COMMENT ON COLUMN kpi_within.category IS 'category now; NULL: none found';
COMMENT ON COLUMN kpi_within.bucket IS 'code of closing_bucket, which has the words';
COMMENT ON COLUMN kpi_within.cases IS 'complaints received in the month, joined sheets left out, the same in each bucket: do not add it up over buckets';
COMMENT ON COLUMN kpi_within.closed IS 'of these, closed within the time of this bucket and not of an earlier one; open cases, and closed ones whose end is not known, stand in none';

CREATE VIEW kpi_issue_day AS
SELECT issue_key, day, coalesce(f[1], 0) AS received, coalesce(f[2], 0) AS open_now
  FROM (SELECT issue_key, day, complaint_flow.figures_sum(figures, 1) AS f
          FROM (SELECT issue_key, day, figures FROM kpi_issue_sum
                UNION ALL
                SELECT issue_key, day, complaint_flow.figures_sum(ARRAY[1, figures[3]], times)
                  FROM kpi_pending
                 WHERE issue_key IS NOT NULL
                 GROUP BY 1, 2) AS both_of_them
         GROUP BY 1, 2) AS total
 WHERE coalesce(f[1], 0) <> 0;
COMMENT ON VIEW kpi_issue_day IS 'sheets about each issue by local day of receipt in desk.time_zone, batches, repeated complaints and joined sheets too; exact to the last commit';
COMMENT ON COLUMN kpi_issue_day.issue_key IS 'what the cases are about, as issue_rule says it; cases without an issue are left out';
COMMENT ON COLUMN kpi_issue_day.day IS 'local day of receipt';
COMMENT ON COLUMN kpi_issue_day.received IS 'sheets received on the day, imported ones too';
COMMENT ON COLUMN kpi_issue_day.open_now IS 'of these, not in a final state now';
