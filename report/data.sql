-- data.sql -- all that the report page shows, from one snapshot
--
-- Read by make.mjs through psql with variables desk, from_day and to_day; an
-- empty day stands for the default.  Each line of the output is a name, a tab
-- and JSON.  Everything comes from views that analysts may read.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL jit = off;
SELECT set_config('search_path', format('%I, pg_catalog, pg_temp', :'desk'), true) AS path \gset

-- the period, thirty days up to today if nothing is said, and the one before:
-- as many months where it is made of whole months, else as many days
SELECT coalesce(nullif(:'to_day', '')::date, (now() AT TIME ZONE time_zone)::date) AS last FROM desk \gset
SELECT coalesce(nullif(:'from_day', '')::date, :'last'::date - 29) AS first \gset
SELECT :'last'::date - :'first'::date + 1 AS days,
       CASE WHEN extract(day FROM :'first'::date) = 1 AND extract(day FROM :'last'::date + 1) = 1 AND :'first'::date <= :'last'::date
            THEN (12 * extract(year FROM age) + extract(month FROM age))::int ELSE 0 END AS months
  FROM age(:'last'::date + 1, :'first'::date) \gset
SELECT CASE WHEN :months > 0 THEN (:'first'::date - make_interval(months => :months))::date ELSE :'first'::date - :days END AS before_first,
       :'first'::date - 1 AS before_last,
       CASE WHEN :days <= 45 THEN 'day' WHEN :days <= 200 THEN 'week' ELSE 'month' END AS grain \gset

SELECT 'desk', jsonb_build_object('name', :'desk', 'title', coalesce(title, :'desk'), 'language', language, 'time_zone', time_zone,
           'currency', currency, 'now', to_char(now() AT TIME ZONE time_zone, 'YYYY-MM-DD HH24:MI'))
  FROM desk;
SELECT 'period', jsonb_build_object('first', :'first', 'last', :'last', 'before_first', :'before_first', 'before_last', :'before_last',
           'months', :months, 'days', :days, 'grain', :'grain');

-- words
SELECT 'words', jsonb_object_agg(kind || ':' || code, jsonb_build_object('en', label, 'zh', label_zh))
  FROM (SELECT 'department' AS kind, code, label, label_zh FROM dim_department
        UNION ALL SELECT 'category', code, label, label_zh FROM dim_category
        UNION ALL SELECT 'state', code, label, label_zh FROM dim_state
        UNION ALL SELECT 'channel', code, label, label_zh FROM dim_channel
        UNION ALL SELECT 'term', code, label, label_zh FROM term
        UNION ALL SELECT 'frequency', code, label, label_zh FROM frequency
        UNION ALL SELECT 'bucket', code, label, label_zh FROM closing_bucket
        UNION ALL SELECT 'figure', code, label, label_zh FROM kpi_figure) AS said;
SELECT 'definitions', jsonb_object_agg(c.relname || '.' || a.attname, col_description(c.oid, a.attnum))
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
 WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'desk') AND c.relkind = 'v' AND col_description(c.oid, a.attnum) IS NOT NULL
   AND c.relname IN ('kpi_day', 'kpi_clock', 'kpi_live', 'kpi_waiting', 'kpi_hot', 'kpi_within', 'kpi_score', 'fact_complaint', 'fact_stay');

-- key numbers: 0 of the period, 1 of the one before; what is received are
-- complaints, of which a sheet that joined an open case is none
SELECT 'totals', coalesce(jsonb_object_agg(past, to_jsonb(t) || coalesce(to_jsonb(m), '{}')), '{}')
  FROM (SELECT past, sum(closings) AS closings, sum(complaints) AS received, sum(joined) AS joined, sum(still_open) AS still_open, sum(closed) AS closed,
               sum(resolved_fully + resolved_partly) AS resolved, sum(invalid) AS invalid, sum(reopened) AS reopened,
               sum(repeats) AS repeats, sum(escalated) AS escalated, sum(scored) AS scored, sum(satisfied) AS satisfied,
               sum(promises_met) AS met, sum(promises_late) AS late, sum(promises_overdue) AS overdue,
               sum(remedies) AS remedies, sum(cost) AS cost
          FROM (SELECT (day < :'first')::int AS past, * FROM kpi_day WHERE day BETWEEN :'before_first' AND :'last') AS k
         GROUP BY past) AS t
  LEFT JOIN (SELECT (day < :'first')::int AS past,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY first_response_seconds) / 60.0 AS first_response_median,
               percentile_disc(0.9) WITHIN GROUP (ORDER BY first_response_seconds) / 60.0 AS first_response_p90,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY resolution_seconds) / 60.0 AS resolution_median,
               percentile_disc(0.9) WITHIN GROUP (ORDER BY resolution_seconds) / 60.0 AS resolution_p90,
               avg(score) AS mean_score
          FROM fact_complaint
         WHERE day BETWEEN :'before_first' AND :'last'
         GROUP BY 1) AS m USING (past);

-- the course: closed cases whose end is not known leave the stock at once
WITH moved AS (
    SELECT day, sum(complaints) AS received, sum(closings) AS closings, sum(complaints - closings - (closed - ended)) AS more,
           sum(cost) AS cost, sum(remedies) AS remedies, sum(scored) AS scored, sum(satisfied) AS satisfied,
           sum(promises_met) AS met, sum(promises_met + promises_late + promises_overdue) AS judged
      FROM kpi_day
     WHERE day BETWEEN date_trunc('month', :'first'::timestamp) AND :'last'
     GROUP BY day
), stock AS (
    SELECT coalesce((SELECT sum(complaints - closings - (closed - ended)) FROM kpi_month WHERE month < date_trunc('month', :'first'::timestamp)), 0)
           + coalesce((SELECT sum(more) FROM moved WHERE day < :'first'), 0) AS at_first
), course AS (
    SELECT greatest(date_trunc(:'grain', d)::date, :'first') AS since, max(d)::date AS until, coalesce(sum(received), 0) AS received,
           coalesce(sum(closings), 0) AS closings, coalesce(sum(more), 0) AS more, coalesce(sum(cost), 0) AS cost,
           coalesce(sum(remedies), 0) AS remedies, coalesce(sum(scored), 0) AS scored, coalesce(sum(satisfied), 0) AS satisfied,
           coalesce(sum(met), 0) AS met, coalesce(sum(judged), 0) AS judged
      FROM generate_series(:'first'::timestamp, :'last'::timestamp, interval '1 day') AS d
      LEFT JOIN moved ON moved.day = d
     GROUP BY 1
)
SELECT 'course', coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object('open', open) ORDER BY since), '[]')
  FROM (SELECT course.*, at_first + sum(more) OVER (ORDER BY since) AS open FROM course, stock) AS c;

-- by department, by category: the period and the one before
SELECT dimension, coalesce(jsonb_agg(to_jsonb(g) - 'dimension' ORDER BY received DESC NULLS LAST, before DESC, code)
                           FILTER (WHERE received IS NOT NULL OR before IS NOT NULL), '[]')
  FROM (VALUES ('departments'), ('categories')) AS wanted (dimension)
  LEFT JOIN (
       SELECT w.dimension, w.code, sum(complaints) FILTER (WHERE NOT past) AS received, sum(complaints) FILTER (WHERE past) AS before,
              sum(closings) FILTER (WHERE NOT past) AS closings, sum(still_open) FILTER (WHERE NOT past) AS still_open,
              sum(promises_met) FILTER (WHERE NOT past) AS met,
              sum(promises_met + promises_late + promises_overdue) FILTER (WHERE NOT past) AS judged,
              sum(promises_met) FILTER (WHERE past) AS met_before,
              sum(promises_met + promises_late + promises_overdue) FILTER (WHERE past) AS judged_before,
              sum(scored) FILTER (WHERE NOT past) AS scored, sum(satisfied) FILTER (WHERE NOT past) AS satisfied,
              sum(remedies) FILTER (WHERE NOT past) AS remedies, sum(cost) FILTER (WHERE NOT past) AS cost
         FROM (SELECT day < :'first' AS past, * FROM kpi_day WHERE day BETWEEN :'before_first' AND :'last') AS k
         CROSS JOIN LATERAL (VALUES ('departments', k.department), ('categories', k.category)) AS w (dimension, code)
        GROUP BY 1, 2) AS g USING (dimension)
 GROUP BY dimension;

-- merchants, suppliers or branches with most cases
SELECT 'merchants', coalesce(jsonb_agg(m ORDER BY received DESC, merchant), '[]')
  FROM (SELECT merchant, count(*) FILTER (WHERE day >= :'first') AS received, count(*) FILTER (WHERE day < :'first') AS before
          FROM fact_complaint
         WHERE day BETWEEN :'before_first' AND :'last' AND merchant IS NOT NULL AND joined = 0
         GROUP BY merchant
        HAVING count(*) FILTER (WHERE day >= :'first') > 0
         ORDER BY 2 DESC, 1 LIMIT 10) AS m;

-- each clock; whole months stand in kpi_clock, added up
SELECT 'clocks', coalesce(jsonb_agg(c ORDER BY metric), '[]')
  FROM (SELECT metric, sum(met) FILTER (WHERE NOT past) AS met, sum(late) FILTER (WHERE NOT past) AS late,
               sum(overdue) FILTER (WHERE NOT past) AS overdue, sum(running) FILTER (WHERE NOT past) AS running,
               sum(met) FILTER (WHERE past) AS met_before, sum(met + late + overdue) FILTER (WHERE past) AS judged_before
          FROM (SELECT month < :'first' AS past, metric, met, late, overdue, running
                  FROM kpi_clock WHERE :months > 0 AND month BETWEEN :'before_first' AND :'last'
                UNION ALL
                SELECT day < :'first', metric, (outcome = 'met')::int, (outcome = 'late')::int, (outcome = 'overdue')::int, (outcome = 'running')::int
                  FROM fact_clock WHERE :months = 0 AND day BETWEEN :'before_first' AND :'last') AS k
         GROUP BY metric) AS c;

-- how soon cases were closed, where the period is made of whole months
SELECT 'within', coalesce(jsonb_agg(jsonb_build_object('code', code, 'closed', closed, 'cases', cases) ORDER BY position), '[]')
  FROM (SELECT b.position, b.code, sum(w.closed) AS closed, sum(w.cases) AS cases
          FROM kpi_within w JOIN closing_bucket b ON b.code = w.bucket
         WHERE :months > 0 AND w.month BETWEEN :'first' AND :'last'
         GROUP BY b.position, b.code) AS w;

-- the composite score of the month in which the period ends
SELECT 'score', coalesce(jsonb_object_agg(coalesce(department, ''), score), '{}')
  FROM kpi_score WHERE month = date_trunc('month', :'last'::timestamp) AND score IS NOT NULL;

-- where cases spent their time, where they wait now, who has what to do
SELECT 'stays', coalesce(jsonb_agg(s ORDER BY total DESC, state), '[]')
  FROM (SELECT state, count(*) AS stays, sum(stay_seconds) / 60.0 AS total,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY stay_seconds) / 60.0 AS median,
               percentile_disc(0.9) WITHIN GROUP (ORDER BY stay_seconds) / 60.0 AS p90
          FROM fact_stay
         WHERE day BETWEEN :'first' AND :'last'
           -- a case that was over, and began again, did not wait meanwhile
           AND state NOT IN (SELECT code FROM dim_state WHERE kind = 'final')
         GROUP BY state) AS s;
SELECT 'waiting', coalesce(jsonb_agg(w ORDER BY cases DESC, state, department), '[]')
  FROM (SELECT state, department, cases, median_minutes, p90_minutes, longest_minutes FROM kpi_waiting ORDER BY cases DESC, 1, 2 LIMIT 12) AS w;
SELECT 'live', coalesce(jsonb_agg(to_jsonb(l) || jsonb_build_object('oldest_days', floor(extract(epoch FROM now() - oldest_received_at) / 86400))
                                  ORDER BY open_cases DESC, department, owner), '[]')
  FROM (SELECT department, owner, open_cases, waiting_cases, due_soon, breached, oldest_received_at FROM kpi_live) AS l;
SELECT 'hot', coalesce(jsonb_agg(h ORDER BY received_lately DESC, issue_key), '[]')
  FROM (SELECT issue_key, frequency, received_lately, received_before, change, rising FROM kpi_hot
         ORDER BY received_lately DESC, issue_key LIMIT 10) AS h;
SELECT 'scores', coalesce(jsonb_object_agg(score, cases), '{}')
  FROM (SELECT score, count(*) AS cases FROM fact_complaint WHERE day BETWEEN :'first' AND :'last' AND score IS NOT NULL GROUP BY score) AS s;

-- how good the model of texts is
SELECT 'model', coalesce(jsonb_agg(r), '[]')
  FROM complaint_flow.model_report(:'desk') AS r WHERE section IN ('model', 'code', 'confusion', 'curve');
COMMIT;
