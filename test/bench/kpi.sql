-- A desk with years of cases behind it, made past the triggers, and the key
-- figures as somebody would write them over the cases themselves.

SELECT complaint_flow.create_desk('bench_kpi', pack => 'empty', time_zone => 'Asia/Shanghai');
SET search_path = bench_kpi, pg_catalog, pg_temp;
INSERT INTO calendar (name, time_zone) VALUES ('office', 'Asia/Shanghai');
INSERT INTO calendar_hours (calendar, weekday, opens, closes) SELECT 'office', d, '09:00', '18:00' FROM generate_series(1, 5) AS d;
UPDATE desk SET calendar = 'office';
INSERT INTO state (code, kind, label, label_zh) VALUES ('working', 'working', 'working', '处理中'), ('answered', 'working', 'answered', '已答复');

INSERT INTO closing_bucket (position, code, within, label, label_zh) VALUES
    (1, 'soon', '3 days', 'soon', '三日内'), (2, 'month', '28 days', 'four weeks', '四周内'), (3, 'later', NULL, 'later', '更晚');
INSERT INTO department (code, label, label_zh) SELECT 'd' || n, 'd' || n, 'd' || n FROM generate_series(0, 11) AS n;
DELETE FROM kpi_weight;
INSERT INTO kpi_weight (measure, weight, at_worst, at_best) VALUES
    ('on_time_rate', 2, 0.5, 1), ('resolution_rate', 1, 0.5, 1), ('resolution_median', 1, 20000, 0), ('accuracy_rate', 1, 0, 1);

-- the last day, and the first days of periods that end with it, as constants
DO $$
BEGIN
    EXECUTE format('CREATE FUNCTION bench.day(ago int) RETURNS date LANGUAGE sql IMMUTABLE AS %L', format('SELECT %L::date - ago', current_date));
    EXECUTE format('CREATE FUNCTION bench.month(ago int) RETURNS date LANGUAGE sql IMMUTABLE AS %L',
                   format('SELECT (%L::timestamp - ago * interval ''1 month'')::date', date_trunc('month', current_date::timestamp)));
END
$$;

-- so many cases in the three years up to today, the later the higher their id:
-- 24 categories, of each 85 % in one department and the rest in 11 others
CREATE FUNCTION bench.add_cases(first bigint, last bigint, total bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = bench_kpi, pg_catalog, pg_temp SET session_replication_role = replica
AS $$
DECLARE
    until timestamptz := bench.day(0);
BEGIN
    INSERT INTO complaint (id, sheet_no, received_at, channel, received_by, product, merchant, amount, title, description, category, level, urgency,
           priority, state, owner, department, reopen_count, due_at, sla_status, first_response_at, contact_count, attempt_count, repeat_of, issue_key,
           closed_at, event_count, updated_at, head_hash)
    SELECT n, n::text, received_at, (ARRAY['hotline', 'web', 'app', 'email', 'letter', 'on_site', 'app', 'hotline'])[1 + n % 8], 'agent' || n % 40,
           'p' || n / 3 % 12, 'm' || n * 7919 % 200, 100 * chance, '关于服务的投诉', repeat('多次拨打客服热线没有得到答复', 3), 'c' || c, level, urgency,
           1, CASE WHEN over THEN 'closed' WHEN answered THEN 'answered' ELSE 'working' END, 'agent' || n * 31 % 40,
           'd' || CASE WHEN chance < 0.85 THEN c % 12 ELSE n * 13 % 12 END, (chance > 0.97)::int, received_at + interval '7 days',
           CASE WHEN NOT over THEN 'running' ELSE 'met' END, CASE WHEN answered THEN received_at + response END,
           (answered::int + over::int), (chance < 0.1)::int, CASE WHEN chance > 0.94 THEN n - 100 END,
           'i' || n * 7919 % 3000,
           CASE WHEN over THEN received_at + solution END, 3 + answered::int, received_at, '\x00'
      FROM (SELECT *, received_at + response < until AS answered, received_at + solution < until AS over
              FROM (SELECT n, c, chance, until - interval '1095 days' + n / total::float8 * interval '1095 days' AS received_at,
                           (ARRAY['I', 'I', 'II', 'III'])[1 + c % 4] AS level, CASE WHEN n % 50 = 7 THEN 'urgent' ELSE 'ordinary' END AS urgency,
                           date_trunc('second', interval '1 hour' * exp(3 * luck)) AS response,
                           date_trunc('second', interval '1 hour' * (exp(3 * luck) + 50 * exp(4 * more_luck))) AS solution
                      FROM (SELECT n, sqrt(random() * 576)::int % 24 AS c, random() AS chance, random() + random() - 1 AS luck,
                                   random() + random() - 1 AS more_luck
                              FROM generate_series(first, last) AS n) AS drawn) AS timed) AS ended;
    INSERT INTO clock (complaint_id, metric, cycle, rule_id, started_at, target, calendar, due_at, original_due_at, provisional, breached_at,
           stopped_at, outcome, step)
    SELECT id, metric, 1, 1, received_at, target, 'office', due, due, false, CASE WHEN coalesce(stopped, until) > due THEN due END,
           stopped, CASE WHEN stopped > due THEN 'late' WHEN stopped <= due THEN 'met' END, (coalesce(stopped, until) > due)::int
      FROM complaint
      CROSS JOIN LATERAL (VALUES ('first_response', '8 hours'::complaint_flow.target, received_at + interval '8 hours', first_response_at),
                                 ('resolution', '7 days', received_at + interval '7 days', closed_at)) AS k (metric, target, due, stopped)
     WHERE id BETWEEN first AND last;
    INSERT INTO complaint_event (complaint_id, seq, at, activity, actor, db_role, rules_version, changes, hash)
    SELECT id, row_number() OVER (PARTITION BY id ORDER BY place), at, activity, owner, 'bench', 1, changes, sha256(int8send(id * 8 + place))
      FROM complaint
      CROSS JOIN LATERAL (VALUES (1, received_at, 'received', NULL::jsonb),
                                 (2, received_at + interval '10 minutes', 'state:working', '{"state": ["open", "working"], "updated_by": [null, "agent"]}'),
                                 (3, first_response_at, 'state:answered', '{"state": ["working", "answered"], "first_response_at": [null, "2025"]}'),
                                 (4, CASE WHEN id % 20 = 3 THEN first_response_at END, 'reclassified', '{"category": ["c1", "c2"], "level": ["I", "II"]}'),
                                 (5, closed_at, 'state:closed', '{"state": ["answered", "closed"], "closed_at": [null, "2025"]}'))
              AS e (place, at, activity, changes)
     WHERE id BETWEEN first AND last AND at IS NOT NULL;
    INSERT INTO queue SELECT * FROM queue_now WHERE complaint_id BETWEEN first AND last;
END
$$;

-- the same figures over the cases: what each counts, and the sums
CREATE VIEW raw_case AS
SELECT c.id, (c.received_at AT TIME ZONE d.time_zone)::date AS day, date_trunc('week', c.received_at AT TIME ZONE d.time_zone)::date AS week,
       date_trunc('month', c.received_at AT TIME ZONE d.time_zone)::date AS month, c.department, c.category, c.level, c.urgency, c.channel, c.owner, s.kind = 'final' AS closed,
       s.kind = 'final' AND coalesce(s.resolution, 'full') = 'full' AND i.conclusion IS DISTINCT FROM 'partly' AS resolved_fully,
       c.contact_count, c.reopen_count, c.repeat_of, h.reclassified, h.rerouted, g.satisfied, f.score, k.met, k.late, k.overdue, r.cost,
       extract(epoch FROM c.first_response_at - c.received_at) AS first_response,
       extract(epoch FROM complaint_flow.business_time_between('bench_kpi', d.calendar, c.received_at, c.first_response_at)) AS first_response_business,
       extract(epoch FROM c.closed_at - c.received_at) AS resolution,
       extract(epoch FROM complaint_flow.business_time_between('bench_kpi', d.calendar, c.received_at, c.closed_at)) AS resolution_business
  FROM complaint c
  CROSS JOIN desk d
  LEFT JOIN state s ON s.code = c.state
  LEFT JOIN (SELECT complaint_id, count(*) FILTER (WHERE outcome = 'met') AS met, count(*) FILTER (WHERE outcome = 'late') AS late,
                    count(*) FILTER (WHERE outcome IS NULL AND breached_at IS NOT NULL) AS overdue
               FROM clock GROUP BY complaint_id) AS k ON k.complaint_id = c.id
  LEFT JOIN (SELECT complaint_id, bool_or(changes -> 'category' ->> 0 IS NOT NULL OR changes -> 'level' ->> 0 IS NOT NULL) AS reclassified,
                    bool_or(changes -> 'department' ->> 0 IS NOT NULL) AS rerouted
               FROM complaint_event GROUP BY complaint_id) AS h ON h.complaint_id = c.id
  LEFT JOIN (SELECT DISTINCT ON (complaint_id) complaint_id, conclusion FROM investigation ORDER BY complaint_id, id DESC) AS i ON i.complaint_id = c.id
  LEFT JOIN (SELECT DISTINCT ON (complaint_id) complaint_id, score FROM satisfaction ORDER BY complaint_id, id DESC) AS f ON f.complaint_id = c.id
  LEFT JOIN satisfaction_grade g ON g.score = f.score
  LEFT JOIN (SELECT x.complaint_id, sum(x.amount) AS cost FROM execution x JOIN remedy m ON m.id = x.remedy_id GROUP BY 1) AS r ON r.complaint_id = c.id;

CREATE FUNCTION bench.raw_view(name text, keys text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE VIEW bench_kpi.%I AS
        SELECT %2$s, count(*) AS received, count(*) FILTER (WHERE NOT closed) AS still_open, count(*) FILTER (WHERE resolved_fully) AS resolved_fully,
               count(first_response) AS responded, sum(contact_count) AS contacts, count(*) FILTER (WHERE reopen_count > 0) AS reopened,
               count(repeat_of) AS repeats, count(*) FILTER (WHERE NOT reclassified AND NOT rerouted) AS accurate, count(score) AS scored,
               count(*) FILTER (WHERE satisfied) AS satisfied, sum(met) AS promises_met, sum(late) AS promises_late, sum(overdue) AS promises_overdue,
               coalesce(sum(cost), 0) AS cost, round(avg(first_response) / 60, 2) AS first_response_mean,
               percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY first_response) AS first_response_median,
               percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY first_response_business) AS first_response_business_median,
               round(avg(resolution) / 60, 2) AS resolution_mean,
               percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY resolution) AS resolution_median,
               percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY resolution_business) AS resolution_business_median
          FROM bench_kpi.raw_case GROUP BY %2$s', name, keys);
END
$$;
SELECT bench.raw_view('raw_month', 'month, department, category');
SELECT bench.raw_view('raw_week', 'week, department, category');
SELECT bench.raw_view('raw_day', 'day, department, category, level, urgency, channel');
SELECT bench.raw_view('raw_owner', 'month, owner');

CREATE VIEW raw_clock AS
SELECT date_trunc('month', c.received_at AT TIME ZONE d.time_zone)::date AS month, k.metric, coalesce(k.department, c.department) AS department, c.category,
       count(*) FILTER (WHERE outcome = 'met') AS met, count(*) FILTER (WHERE outcome = 'late') AS late,
       count(*) FILTER (WHERE outcome IS NULL AND breached_at IS NOT NULL) AS overdue,
       round(avg(extract(epoch FROM stopped_at - started_at)) / 60, 2) AS taken_mean,
       percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY stopped_at - started_at) AS taken_median
  FROM clock k
  JOIN complaint c ON c.id = k.complaint_id
  CROSS JOIN desk d
 GROUP BY 1, 2, 3, 4;

CREATE VIEW raw_state AS
SELECT date_trunc('month', c.received_at AT TIME ZONE d.time_zone)::date AS month, left_state AS state, c.department, c.category, count(*) AS stays,
       round(avg(extract(epoch FROM at - coalesce(came_at, c.received_at))) / 60, 2) AS stay_mean,
       percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY at - coalesce(came_at, c.received_at)) AS stay_median
  FROM (SELECT complaint_id, at, changes -> 'state' ->> 0 AS left_state, lag(at) OVER (PARTITION BY complaint_id ORDER BY seq) AS came_at
          FROM complaint_event WHERE changes ? 'state') AS e
  JOIN complaint c ON c.id = e.complaint_id
  CROSS JOIN desk d
 GROUP BY 1, 2, 3, 4;

CREATE VIEW raw_within AS
SELECT c.month, c.department, c.category, b.code AS bucket, count(*) AS cases, count(*) FILTER (WHERE c.place = b.position) AS closed
  FROM (SELECT date_trunc('month', c.received_at AT TIME ZONE d.time_zone)::date AS month, c.department, c.category,
               CASE WHEN c.closed_at IS NOT NULL THEN (
                   SELECT min(b.position) FROM closing_bucket b
                    WHERE b.within IS NULL OR c.closed_at <= complaint_flow.deadline('bench_kpi', d.calendar, c.received_at, b.within)) END AS place
          FROM complaint c
          CROSS JOIN desk d) AS c
  CROSS JOIN closing_bucket b
 GROUP BY 1, 2, 3, 4;

CREATE VIEW raw_hot AS
SELECT issue_key, count(*) FILTER (WHERE day > bench.day(30)) AS lately, count(*) FILTER (WHERE day <= bench.day(30)) AS earlier
  FROM (SELECT issue_key, (c.received_at AT TIME ZONE d.time_zone)::date AS day FROM complaint c CROSS JOIN desk d) AS c
 WHERE day > bench.day(60)
 GROUP BY 1;

CREATE VIEW raw_score AS
SELECT month, department, round(20 * (2 * sum(met) / nullif(sum(met + late + overdue), 0) + count(*) FILTER (WHERE closed) / count(*)
           + greatest(20000 - percentile_disc(0.5) WITHIN GROUP (ORDER BY resolution), 0) / 20000
           + count(*) FILTER (WHERE NOT reclassified AND NOT rerouted) / count(*)), 2) AS score
  FROM raw_case GROUP BY 1, 2;
