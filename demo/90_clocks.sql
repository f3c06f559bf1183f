-- wait for: 2 = (SELECT count(*) FROM (SELECT job, finished_at FROM support.job_run UNION ALL SELECT job, finished_at FROM cards.job_run) AS r, scheduled AS s WHERE r.job = 'run_clocks' AND r.finished_at > s.at)
-- because: pg_cron, which starts jobs at whole minutes
-- or else: SELECT complaint_flow.run_clocks('support'), complaint_flow.run_clocks('cards')
SET TimeZone = 'Asia/Shanghai';
\echo 'The job has run. A status comes from pg_cron: without one, it was called by hand.'
SELECT name, schedule, active, to_char(last_run, 'HH24:MI:SS') AS last_run, duration, rows, status, error
  FROM support.job WHERE name = 'run_clocks'
UNION ALL
SELECT 'cards: ' || name, schedule, active, to_char(last_run, 'HH24:MI:SS'), duration, rows, status, error
  FROM cards.job WHERE name = 'run_clocks';

\echo 'Clocks met in time, met late, still running, warned, and breached.'
SELECT desk, metric, count(*) AS clocks,
       count(*) FILTER (WHERE outcome = 'met') AS met,
       count(*) FILTER (WHERE outcome = 'late') AS late,
       count(*) FILTER (WHERE outcome IS NULL AND warned_at IS NULL AND breached_at IS NULL) AS running,
       count(*) FILTER (WHERE outcome IS NULL AND warned_at IS NOT NULL AND breached_at IS NULL) AS warned,
       count(*) FILTER (WHERE outcome IS NULL AND breached_at IS NOT NULL) AS breached
  FROM (SELECT 'support' AS desk, metric, outcome, warned_at, breached_at FROM support.clock
        UNION ALL SELECT 'cards', metric, outcome, warned_at, breached_at FROM cards.clock) AS k
 GROUP BY desk, metric ORDER BY desk DESC, metric;

\echo 'The flag stands on the case, for every reader, and the world was told once.'
SELECT sheet_no, sla_status, to_char(due_at, 'Dy DD HH24:MI') AS due, owner, department, title
  FROM support.complaint WHERE sla_status IN ('warned', 'breached') AND closed_at IS NULL ORDER BY sla_status, due_at LIMIT 8;
SELECT topic, audience, count(*) AS messages FROM support.outbox GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2 LIMIT 12;

\echo 'T+1 over a weekend and a make-up day, to the second:'
SELECT start, to_char(start, 'Dy') AS day, complaint_flow.deadline('support', 'standard', start, 'T+1') AS t_plus_1,
       complaint_flow.deadline('support', 'standard', start, '8 business hours') AS eight_business_hours
  FROM unnest('{2026-09-24 16:00+08,2026-09-25 10:00+08,2026-09-30 20:00+08,2026-10-09 17:30+08}'::timestamptz[]) AS start;
