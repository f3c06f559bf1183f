-- Case progress reports for the heads of departments (SPEC R38).

CREATE FUNCTION @extschema@.report_departments_as_owner(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    told bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT @extschema@.job_may_run(desk, 'report_departments') THEN
        RETURN 0;
    END IF;
    told := @extschema@.go_round(desk, 'report_departments', 'department', format($report$
        WITH period AS MATERIALIZED (
            SELECT (this - ('1 ' || unit)::interval)::date AS first_day, this::date - 1 AS last_day
              FROM %1$I.desk d
              CROSS JOIN LATERAL (SELECT CASE d.report_every WHEN 'daily' THEN 'day' WHEN 'weekly' THEN 'week' ELSE 'month' END) AS u (unit)
              CROSS JOIN LATERAL (SELECT date_trunc(unit, $1 AT TIME ZONE d.time_zone)) AS t (this)
             WHERE d.report_every <> 'never'
               -- a desk that is new has nothing to tell of last week
               AND EXISTS (SELECT FROM %1$I.complaint c WHERE c.received_at < this AT TIME ZONE d.time_zone)
        ), head AS (
            SELECT p.first_day, p.last_day, d.code AS department,
                   coalesce('person ' || s.code, 'department ' || d.code) AS audience
              FROM period p
              CROSS JOIN %1$I.department d
              LEFT JOIN %1$I.staff s ON s.code = d.liaison AND s.active
             WHERE d.active AND ($2 IS NULL OR d.code = ANY ($2)) AND d.code <> ALL ($3)
               AND (s.code IS NOT NULL OR EXISTS (SELECT FROM %1$I.staff m WHERE m.department = d.code AND m.active))
               AND NOT EXISTS (SELECT FROM %1$I.department_report r
                                WHERE r.department = d.code AND r.first_day = p.first_day AND r.last_day = p.last_day)
        ), open_case AS MATERIALIZED (
            SELECT complaint_id, department, waiting, warn_at, overdue_since FROM %1$I.kpi_open WHERE EXISTS (SELECT FROM head)
        ), live AS (
            SELECT department, count(*) AS open, count(*) FILTER (WHERE waiting) AS waiting,
                   count(*) FILTER (WHERE warn_at <= $1 AND (overdue_since < $1) IS NOT TRUE) AS due_soon,
                   count(*) FILTER (WHERE overdue_since < $1) AS breached,
                   (array_agg(complaint_id ORDER BY overdue_since, complaint_id) FILTER (WHERE overdue_since < $1))[1:5] AS worst
              FROM open_case
             GROUP BY department
        ), asked AS (
            SELECT department, count(*) AS orders, count(*) FILTER (WHERE overdue_since < $1) AS overdue
              FROM %1$I.kpi_open_order
             GROUP BY department
        ), done AS (
            SELECT k.department, sum(k.received) AS received, sum(k.closings) AS closed,
                   round(100.0 * sum(k.promises_met) / nullif(sum(k.promises_met + k.promises_late + k.promises_overdue), 0), 1) AS on_time
              FROM %1$I.kpi_day k
             WHERE k.day BETWEEN (SELECT first_day FROM period) AND (SELECT last_day FROM period)
               AND EXISTS (SELECT FROM head)
             GROUP BY k.department
        ), made AS (
            INSERT INTO %1$I.department_report (department, first_day, last_day, made_at, content)
            SELECT h.department, h.first_day, h.last_day, $1,
                   jsonb_build_object('department', h.department, 'from', h.first_day, 'to', h.last_day,
                       'open', coalesce(l.open, 0), 'waiting', coalesce(l.waiting, 0), 'due_soon', coalesce(l.due_soon, 0),
                       'breached', coalesce(l.breached, 0), 'worst', coalesce(array_to_string(l.worst, ', '), '-'),
                       'orders', coalesce(a.orders, 0), 'orders_overdue', coalesce(a.overdue, 0),
                       'received', coalesce(k.received, 0), 'closed', coalesce(k.closed, 0), 'on_time', coalesce(k.on_time || ' %%', '-'))
              FROM head h
              LEFT JOIN live l ON l.department = h.department
              LEFT JOIN asked a ON a.department = h.department
              LEFT JOIN done k ON k.department = h.department
            RETURNING department, first_day, last_day, content
        ), sent AS (
            INSERT INTO %1$I.outbox (created_at, topic, audience, dedup_key, content)
            SELECT $1, 'department_report', h.audience,
                   concat_ws(':', 'department_report', m.department, m.first_day, m.last_day), m.content
              FROM made m
              JOIN head h ON h.department = m.department
             ORDER BY m.department
            ON CONFLICT (dedup_key) DO NOTHING
        )
        SELECT count(*) FROM made$report$, desk),
        format('SELECT array_agg(code ORDER BY code) FROM %I.department WHERE active AND $1 IS NOT NULL AND $2 IS NULL AND code <> ALL ($3)', desk),
        as_of);
    PERFORM @extschema@.note_job_run(desk, 'report_departments', started_at, told);
    RETURN coalesce(told, 0);
END
$$;
CALL @extschema@.make_public('report_departments_as_owner',
    'job: writes a case progress report of the latest period that is over (desk.report_every: the day, the week from Monday, or the month before) for each active department, to its liaison, or where there is none to its members; once a department and period, see department_report, and not before the desk had its first case; open cases are those of now, judged as of the time given; returns how many', is_job => true);
