-- The desk at this moment: what is open, and where it waits.  The engine keeps
-- in the queue what is shown, so nothing else is read.

CREATE VIEW queue_now AS
SELECT c.priority, coalesce(c.due_at, 'infinity') AS due_at, c.id AS complaint_id,
       CASE WHEN c.owner IS NULL
            THEN coalesce('department ' || c.department, 'role ' || c.handler_role,
                          'role ' || (SELECT r.code FROM staff_role r ORDER BY r.rank, r.code COLLATE "C" LIMIT 1), 'anybody') END AS audience,
       c.received_at, c.department, c.owner, c.state,
       coalesce((SELECT max(e.at) FROM complaint_event e WHERE e.complaint_id = c.id AND e.changes ? 'state'), c.received_at) AS in_state_since,
       k.paused, k.warn_at, k.overdue_since
  FROM complaint c
  JOIN state s ON s.code = c.state AND s.kind <> 'final'
  CROSS JOIN LATERAL (
       SELECT coalesce(bool_or(paused_at IS NOT NULL), false) AS paused,
              min(warn_at) FILTER (WHERE paused_at IS NULL) AS warn_at,
              min(coalesce(breached_at, CASE WHEN paused_at IS NULL OR due_at < paused_at THEN due_at END)) AS overdue_since
         FROM clock
        WHERE complaint_id = c.id AND outcome IS NULL AND (clock.department IS NULL OR clock.department = c.department)) AS k;
COMMENT ON VIEW queue_now IS 'engine: what queue has to hold, from cases, their clocks and their histories; kpi_verify compares it with queue, mend_queue and kpi_rebuild mend queue';
@words queued column
priority due_at complaint_id audience received_at department owner state in_state_since paused warn_at overdue_since
@end
@each queued
COMMENT ON COLUMN queue_now.{column} IS 'as queue.{column}';
@end

CREATE VIEW kpi_open AS
SELECT q.complaint_id, q.department, q.owner, c.category, q.state, q.received_at,
       s.kind = 'waiting' OR q.paused AS waiting, q.warn_at, q.overdue_since, q.in_state_since
  FROM queue q
  JOIN state s ON s.code = q.state
  -- left out by the planner where nobody asks for the category
  LEFT JOIN complaint c ON c.id = q.complaint_id;
COMMENT ON VIEW kpi_open IS 'engine: one row an open case, for kpi_live, kpi_waiting and the report of departments; without personal data. Clocks that another department has to meet are left out, see kpi_open_order';
COMMENT ON COLUMN kpi_open.complaint_id IS 'case';
COMMENT ON COLUMN kpi_open.department IS 'as in complaint';
COMMENT ON COLUMN kpi_open.owner IS 'as in complaint';
COMMENT ON COLUMN kpi_open.category IS 'as in complaint';
COMMENT ON COLUMN kpi_open.state IS 'as in complaint';
COMMENT ON COLUMN kpi_open.received_at IS 'as in complaint';
COMMENT ON COLUMN kpi_open.waiting IS 'true: in a state of kind waiting, or one of its clocks stands still';
COMMENT ON COLUMN kpi_open.warn_at IS 'earliest time at which one of its running clocks warns, past or to come; NULL: none warns';
COMMENT ON COLUMN kpi_open.overdue_since IS 'earliest deadline of its open clocks, past or to come; a clock that stands still counts when its deadline had passed before; NULL: none';
COMMENT ON COLUMN kpi_open.in_state_since IS 'latest change of state; time of receipt where there was none, also of imported cases, whose history before the import is not known';

CREATE VIEW kpi_live AS
SELECT o.department, o.owner, o.open_cases, o.waiting_cases, o.due_soon, o.breached, o.oldest_received_at,
       p.label AS department_label, p.label_zh AS department_label_zh
  FROM (SELECT department, owner, count(*) AS open_cases,
               count(*) FILTER (WHERE waiting) AS waiting_cases,
               count(*) FILTER (WHERE warn_at <= now() AND (overdue_since < now()) IS NOT TRUE) AS due_soon,
               count(*) FILTER (WHERE overdue_since < now()) AS breached,
               min(received_at) AS oldest_received_at
          FROM kpi_open
         GROUP BY department, owner) AS o
  LEFT JOIN department p ON p.code = o.department;
COMMENT ON VIEW kpi_live IS 'open cases at this moment by department and owner (SPEC R37), exact, as the hour is now, whether run_clocks has run or not; all cases that are in no final state, imported ones too. What other departments were asked for by work orders is in kpi_orders';
COMMENT ON COLUMN kpi_live.department IS 'department of the case; NULL: none';
COMMENT ON COLUMN kpi_live.owner IS 'staff code of who has the case, see dim_staff; NULL: nobody yet';
COMMENT ON COLUMN kpi_live.open_cases IS 'cases in no final state';
COMMENT ON COLUMN kpi_live.waiting_cases IS 'of these, in a state of kind waiting, or with a clock that stands still';
COMMENT ON COLUMN kpi_live.due_soon IS 'of the open ones, with a running clock whose time to warn has come; breached ones are left out';
COMMENT ON COLUMN kpi_live.breached IS 'of the open ones, with an open clock whose deadline has passed; a clock that stands still counts when the deadline had passed before';
COMMENT ON COLUMN kpi_live.oldest_received_at IS 'time of receipt of the oldest of them';
COMMENT ON COLUMN kpi_live.department_label IS 'English name of the department';
COMMENT ON COLUMN kpi_live.department_label_zh IS 'Chinese name of the department';

CREATE VIEW kpi_waiting AS
SELECT o.state, o.department, o.cases,
       round(greatest(extract(epoch FROM now() - o.median_since), 0) / 60, 2) AS median_minutes,
       round(greatest(extract(epoch FROM now() - o.p90_since), 0) / 60, 2) AS p90_minutes,
       round(greatest(extract(epoch FROM now() - o.first_since), 0) / 60, 2) AS longest_minutes,
       s.label AS state_label, s.label_zh AS state_label_zh,
       p.label AS department_label, p.label_zh AS department_label_zh
  FROM (SELECT state, department, count(*) AS cases, array_agg(in_state_since) AS since
          FROM queue
         GROUP BY state, department) AS g
  -- what came later has been there less; to sort each group's times alone costs
  -- less than to sort all cases by their codes
  CROSS JOIN LATERAL (
       SELECT g.state, g.department, g.cases,
              percentile_disc(0.5) WITHIN GROUP (ORDER BY t DESC) AS median_since,
              percentile_disc(0.9) WITHIN GROUP (ORDER BY t DESC) AS p90_since, min(t) AS first_since
         FROM unnest(g.since) AS t) AS o
  JOIN state s ON s.code = o.state
  LEFT JOIN department p ON p.code = o.department;
COMMENT ON VIEW kpi_waiting IS 'where cases wait at this moment (SPEC R35): open cases by state and department, and how long they have been in the state; stays that have ended are in kpi_state. Exact';
COMMENT ON COLUMN kpi_waiting.state IS 'state of the cases now';
COMMENT ON COLUMN kpi_waiting.department IS 'department of the cases; NULL: none';
COMMENT ON COLUMN kpi_waiting.cases IS 'open cases in this state';
COMMENT ON COLUMN kpi_waiting.median_minutes IS 'median of the stay so far, in minutes, elapsed: half of the cases have been there no longer; from the latest change of state, else from receipt';
COMMENT ON COLUMN kpi_waiting.p90_minutes IS 'stay so far that 90 percent of the cases do not exceed, in minutes, elapsed';
COMMENT ON COLUMN kpi_waiting.longest_minutes IS 'longest stay so far, in minutes, elapsed';
COMMENT ON COLUMN kpi_waiting.state_label IS 'English name of the state';
COMMENT ON COLUMN kpi_waiting.state_label_zh IS 'Chinese name of the state';
COMMENT ON COLUMN kpi_waiting.department_label IS 'English name of the department';
COMMENT ON COLUMN kpi_waiting.department_label_zh IS 'Chinese name of the department';

CREATE VIEW kpi_open_order AS
SELECT w.id AS work_order_id, w.complaint_id, w.department, w.recorded_at AS asked_at, k.warn_at, k.overdue_since
  -- OFFSET 0: one look at the case of each order, however the planner guesses
  FROM (SELECT w.id, w.complaint_id, w.department, w.recorded_at, c.state
          FROM work_order w
          CROSS JOIN LATERAL (SELECT state FROM complaint WHERE id = w.complaint_id OFFSET 0) AS c
         WHERE w.status = 'open' OFFSET 0) AS w
  JOIN state s ON s.code = w.state AND s.kind <> 'final'
  CROSS JOIN LATERAL (
       SELECT min(warn_at) FILTER (WHERE paused_at IS NULL) AS warn_at,
              min(coalesce(breached_at, CASE WHEN paused_at IS NULL OR due_at < paused_at THEN due_at END)) AS overdue_since
         FROM clock
        WHERE complaint_id = w.complaint_id AND subject = w.id AND outcome IS NULL) AS k;
COMMENT ON VIEW kpi_open_order IS 'engine: one row a work order that waits for its answer, for kpi_orders and the report of departments; without personal data';
COMMENT ON COLUMN kpi_open_order.work_order_id IS 'work order';
COMMENT ON COLUMN kpi_open_order.complaint_id IS 'case';
COMMENT ON COLUMN kpi_open_order.department IS 'department that has to answer';
COMMENT ON COLUMN kpi_open_order.asked_at IS 'when it was opened';
COMMENT ON COLUMN kpi_open_order.warn_at IS 'earliest time at which one of its running clocks warns, past or to come; NULL: none warns';
COMMENT ON COLUMN kpi_open_order.overdue_since IS 'earliest deadline of its open clocks, past or to come, as in kpi_open; NULL: none';

CREATE VIEW kpi_orders AS
SELECT o.department, count(*) AS open_orders,
       count(*) FILTER (WHERE o.warn_at <= now() AND (o.overdue_since < now()) IS NOT TRUE) AS due_soon,
       count(*) FILTER (WHERE o.overdue_since < now()) AS breached,
       min(o.asked_at) AS oldest_asked_at,
       p.label AS department_label, p.label_zh AS department_label_zh
  FROM kpi_open_order o
  LEFT JOIN department p ON p.code = o.department
 GROUP BY o.department, p.label, p.label_zh;
COMMENT ON VIEW kpi_orders IS 'work orders at this moment by the department that has to answer (SPEC R35, R37), exact, as the hour is now; those of closed cases are left out. Answers that were given are in kpi_clock';
COMMENT ON COLUMN kpi_orders.department IS 'department that has to answer';
COMMENT ON COLUMN kpi_orders.open_orders IS 'work orders without an answer';
COMMENT ON COLUMN kpi_orders.due_soon IS 'of these, with a running clock whose time to warn has come; breached ones are left out';
COMMENT ON COLUMN kpi_orders.breached IS 'of the open ones, with an open clock whose deadline has passed';
COMMENT ON COLUMN kpi_orders.oldest_asked_at IS 'when the oldest of them was opened';
COMMENT ON COLUMN kpi_orders.department_label IS 'English name of the department';
COMMENT ON COLUMN kpi_orders.department_label_zh IS 'Chinese name of the department';

-- the reports that heads of departments were sent (SPEC R38)

CREATE TABLE department_report (
    department text NOT NULL,
    first_day  date NOT NULL,
    last_day   date NOT NULL,
    made_at    timestamptz NOT NULL,
    content    jsonb NOT NULL,
    PRIMARY KEY (department, first_day, last_day)
);
COMMENT ON TABLE department_report IS 'case progress reports of departments, written by report_departments, one a department and period; what they said at that time stays here when the message is gone';
COMMENT ON COLUMN department_report.department IS 'department, as its code was then';
COMMENT ON COLUMN department_report.first_day IS 'first local day of the period';
COMMENT ON COLUMN department_report.last_day IS 'last local day of the period';
COMMENT ON COLUMN department_report.made_at IS 'moment at which open cases were judged';
COMMENT ON COLUMN department_report.content IS 'facts of the message. At made_at: open, waiting, due_soon, breached as in kpi_live, worst (numbers of the breached cases whose deadline passed first, five at most), orders and orders_overdue (open_orders and breached of kpi_orders). In the period: received and closed (closings of kpi_day). on_time: on_time_rate in percent of the cases received in the period. No personal data';
