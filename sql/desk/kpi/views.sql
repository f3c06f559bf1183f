-- What people and BI tools read: figures by day, week, month and dimension.

@each case_sum
CREATE VIEW {view} AS
SELECT {keys},
@each figure view=before
       coalesce(f[{place}], 0) AS {code},
@end
       coalesce(f[2], 0) - coalesce(f[37], 0) AS complaints,
@each figure view=after
       coalesce(f[{place}], 0) AS {code},
@end
       (coalesce(f[36], 0) * 0.01)::numeric(20, 2) AS cost,
@each measure column
       {value} AS {code}{comma}
@end
  FROM (SELECT {keys}, complaint_flow.figures_sum(figures, 1) AS f,
               complaint_flow.histogram_sum(first_response) AS first_response,
               complaint_flow.histogram_sum(first_response_business) AS first_response_business,
               complaint_flow.histogram_sum(resolution) AS resolution,
               complaint_flow.histogram_sum(resolution_business) AS resolution_business
          FROM {view}_exact
         GROUP BY {keys}) AS total
 WHERE coalesce(f[1], 0) <> 0 OR coalesce(f[2], 0) <> 0;
COMMENT ON VIEW {view} IS 'figures by {by}. Exact to the last commit; a case counts on the local day of its receipt in desk.time_zone, with what it has come to by now';
@each case_sum_key view={view}
COMMENT ON COLUMN {view}.{key} IS '{comment}';
@end
@each figure view
COMMENT ON COLUMN {view}.{code} IS '{definition}';
@end
COMMENT ON COLUMN {view}.complaints IS 'received - joined: the complaints that had to be handled; rates and regulators'' returns count these';
COMMENT ON COLUMN {view}.cost IS 'amounts of executed remedies in desk.currency; other currencies are left out';
@each measure column=rate
COMMENT ON COLUMN {view}.{code} IS '{label} ({label_zh}): {definition}';
@end
@each measure column=time
COMMENT ON COLUMN {view}.{code} IS '{label} ({label_zh}), in minutes: {definition}';
@end

@end
CREATE VIEW kpi_pending_part AS
SELECT c.times, p.kind, date_trunc('month', c.day::timestamp)::date AS month, p.code, p.department, c.category,
       ARRAY[(p.place = 1)::int, (p.place = 2)::int, (p.place = 3)::int, (p.place = 4)::int, (p.place = 5)::int,
             coalesce(p.seconds, 0)]::bigint[] AS figures, p.seconds
  FROM kpi_pending c
  CROSS JOIN LATERAL unnest(c.parts) AS p;
COMMENT ON VIEW kpi_pending_part IS 'clocks and stays in states of kpi_pending';
COMMENT ON COLUMN kpi_pending_part.times IS 'as in kpi_pending';
COMMENT ON COLUMN kpi_pending_part.kind IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_pending_part.month IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_pending_part.code IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_pending_part.department IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_pending_part.category IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_pending_part.figures IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_pending_part.seconds IS 'how long the clock ran until it was met or late, or the stay lasted; NULL: neither';

CREATE VIEW kpi_part_exact AS
SELECT kind, month, code, department, category, figures, times
  FROM kpi_part_sum
UNION ALL
SELECT codes[1], period, codes[2], codes[3], codes[4], figures, times[1]
  FROM complaint_flow.kpi_pending_sums('desk', 'kpi_part_sum', ARRAY(SELECT complaint_id FROM kpi_changed))
 WHERE complaint_flow.kpi_counts_directly('desk')
UNION ALL
SELECT kind, month, code, department, category, complaint_flow.figures_sum(figures, times), complaint_flow.histogram_of(seconds, times)
  FROM kpi_pending_part
 WHERE NOT complaint_flow.kpi_counts_directly('desk')
 GROUP BY kind, month, code, department, category;
COMMENT ON VIEW kpi_part_exact IS 'engine: kpi_part_sum and what is not folded yet, in several rows a key: to be added up by the keys; ask kpi_clock, kpi_within or kpi_state';
COMMENT ON COLUMN kpi_part_exact.kind IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.month IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.code IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.department IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.category IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.figures IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.times IS 'as in kpi_part_sum';

CREATE VIEW kpi_clock AS
SELECT month, code AS metric, department, category,
       coalesce(f[1], 0) AS met,
       coalesce(f[2], 0) AS late,
       coalesce(f[3], 0) AS overdue,
       coalesce(f[4], 0) AS running,
       coalesce(f[5], 0) AS cancelled,
       round(coalesce(f[1], 0)::numeric / nullif(coalesce(f[1], 0) + coalesce(f[2], 0) + coalesce(f[3], 0), 0), 4) AS on_time_rate,
       round(coalesce(f[6], 0)::numeric / nullif(60 * complaint_flow.histogram_count(times), 0), 2) AS taken_mean,
       complaint_flow.histogram_minutes(times, 0.5) AS taken_median,
       complaint_flow.histogram_minutes(times, 0.9) AS taken_p90
  FROM (SELECT month, code, department, category, complaint_flow.figures_sum(figures, 1) AS f, complaint_flow.histogram_sum(times) AS times
          FROM kpi_part_exact
         WHERE kind = 'clock'
         GROUP BY month, code, department, category) AS total
 WHERE 0 <> ANY (f);
COMMENT ON VIEW kpi_clock IS 'on-time rate (及时率) of each clock by month, department and category. Exact to the last commit; a case counts on the local day of its receipt in desk.time_zone, with what it has come to by now';
COMMENT ON COLUMN kpi_clock.month IS 'first day of the month of receipt of the case';
COMMENT ON COLUMN kpi_clock.metric IS 'what was promised, see clock_rule';
COMMENT ON COLUMN kpi_clock.department IS 'department that had to act: the one asked by a work order, else that of the case; NULL: none';
COMMENT ON COLUMN kpi_clock.category IS 'category of the case now';
COMMENT ON COLUMN kpi_clock.met IS 'clocks met in time';
COMMENT ON COLUMN kpi_clock.late IS 'clocks met after the deadline';
COMMENT ON COLUMN kpi_clock.overdue IS 'open clocks that run_clocks found past their deadline';
COMMENT ON COLUMN kpi_clock.running IS 'open clocks not found past their deadline';
COMMENT ON COLUMN kpi_clock.cancelled IS 'clocks that ended without being judged';
COMMENT ON COLUMN kpi_clock.on_time_rate IS 'met / (met + late + overdue) (及时率); running and cancelled ones are left out';
COMMENT ON COLUMN kpi_clock.taken_mean IS 'mean time from start to the event that ended it, met and late ones whose end is known, in minutes, elapsed, exact';
COMMENT ON COLUMN kpi_clock.taken_median IS 'median of that time, within 4.9 percent';
COMMENT ON COLUMN kpi_clock.taken_p90 IS 'time that 90 percent do not exceed, within 4.9 percent';

CREATE VIEW kpi_state AS
SELECT month, code AS state, department, category,
       coalesce(f[1], 0) AS stays,
       round(coalesce(f[6], 0)::numeric / nullif(60 * f[1], 0), 2) AS stay_mean,
       complaint_flow.histogram_minutes(times, 0.5) AS stay_median,
       complaint_flow.histogram_minutes(times, 0.9) AS stay_p90
  FROM (SELECT month, code, department, category, complaint_flow.figures_sum(figures, 1) AS f, complaint_flow.histogram_sum(times) AS times
          FROM kpi_part_exact
         WHERE kind = 'state'
         GROUP BY month, code, department, category) AS total
 WHERE 0 <> ANY (f);
COMMENT ON VIEW kpi_state IS 'time spent in each state by month, department and category: where cases wait. Stays that have not ended are left out. Exact to the last commit; a case counts on the local day of its receipt in desk.time_zone, with what it has come to by now';
COMMENT ON COLUMN kpi_state.month IS 'first day of the month of receipt of the case';
COMMENT ON COLUMN kpi_state.state IS 'state that was left';
COMMENT ON COLUMN kpi_state.department IS 'department of the case now; NULL: none';
COMMENT ON COLUMN kpi_state.category IS 'category of the case now';
COMMENT ON COLUMN kpi_state.stays IS 'stays in the state that have ended';
COMMENT ON COLUMN kpi_state.stay_mean IS 'mean length of a stay in minutes, elapsed, exact';
COMMENT ON COLUMN kpi_state.stay_median IS 'median length, within 4.9 percent';
COMMENT ON COLUMN kpi_state.stay_p90 IS 'length that 90 percent do not exceed, within 4.9 percent';

-- How soon cases are closed, and how often issues come up.

CREATE VIEW kpi_within AS
SELECT t.month, t.department, t.category, b.code AS bucket, t.f[2] - coalesce(t.f[37], 0) AS cases, coalesce(t.f[37 + b.position], 0) AS closed
  FROM (SELECT month, department, category, complaint_flow.figures_sum(figures, 1) AS f
          FROM kpi_month_exact
         GROUP BY month, department, category) AS t
  CROSS JOIN closing_bucket b
 WHERE coalesce(t.f[2], 0) <> coalesce(t.f[37], 0);
COMMENT ON VIEW kpi_within IS 'how many of the complaints received in a month were closed how soon, by department, category and closing_bucket. Counted case by case, exact to the last commit; every case stands in one bucket at most, so that what was closed within four weeks is the first buckets together';
COMMENT ON COLUMN kpi_within.month IS 'first day of the month of receipt';
COMMENT ON COLUMN kpi_within.department IS 'department of the case now; NULL: none';
COMMENT ON COLUMN kpi_within.category IS 'category now; NULL: none found';
COMMENT ON COLUMN kpi_within.bucket IS 'code of closing_bucket, which has the words';
COMMENT ON COLUMN kpi_within.cases IS 'complaints received in the month, joined sheets left out, the same in each bucket: do not add it up over buckets';
COMMENT ON COLUMN kpi_within.closed IS 'of these, closed within the time of this bucket and not of an earlier one; open cases, and closed ones whose end is not known, stand in none';

CREATE VIEW kpi_pending_issue AS
SELECT period AS day, codes[1] AS issue_key, figures
  FROM complaint_flow.kpi_pending_sums('desk', 'kpi_issue_sum', ARRAY(SELECT complaint_id FROM kpi_changed))
 WHERE complaint_flow.kpi_counts_directly('desk')
UNION ALL
SELECT day, issue_key, complaint_flow.figures_sum(ARRAY[1, figures[3]], times)
  FROM kpi_pending
 WHERE NOT complaint_flow.kpi_counts_directly('desk') AND issue_key IS NOT NULL
 GROUP BY day, issue_key;
COMMENT ON VIEW kpi_pending_issue IS 'what has to be added to kpi_issue_sum to make it exact';
COMMENT ON COLUMN kpi_pending_issue.day IS 'as in kpi_issue_sum';
COMMENT ON COLUMN kpi_pending_issue.issue_key IS 'as in kpi_issue_sum';
COMMENT ON COLUMN kpi_pending_issue.figures IS 'as in kpi_issue_sum';

CREATE VIEW kpi_issue_exact AS
SELECT issue_key, day, figures FROM kpi_issue_sum
UNION ALL
SELECT issue_key, day, figures FROM kpi_pending_issue;
COMMENT ON VIEW kpi_issue_exact IS 'engine: kpi_issue_sum and what is not folded yet, in several rows a key: to be added up by the keys; ask kpi_issue_day';
COMMENT ON COLUMN kpi_issue_exact.issue_key IS 'as in kpi_issue_sum';
COMMENT ON COLUMN kpi_issue_exact.day IS 'as in kpi_issue_sum';
COMMENT ON COLUMN kpi_issue_exact.figures IS 'as in kpi_issue_sum';

CREATE VIEW kpi_issue_day AS
SELECT issue_key, day, coalesce(f[1], 0) AS received, coalesce(f[2], 0) AS open_now
  FROM (SELECT issue_key, day, complaint_flow.figures_sum(figures, 1) AS f
          FROM kpi_issue_exact
         GROUP BY issue_key, day) AS total
 WHERE coalesce(f[1], 0) <> 0;
COMMENT ON VIEW kpi_issue_day IS 'sheets about each issue by local day of receipt in desk.time_zone, batches, repeated complaints and joined sheets too; exact to the last commit';
COMMENT ON COLUMN kpi_issue_day.issue_key IS 'what the cases are about, as issue_rule says it; cases without an issue are left out';
COMMENT ON COLUMN kpi_issue_day.day IS 'local day of receipt';
COMMENT ON COLUMN kpi_issue_day.received IS 'sheets received on the day, imported ones too';
COMMENT ON COLUMN kpi_issue_day.open_now IS 'of these, not in a final state now';
