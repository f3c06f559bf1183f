-- Figures of cases, and their sums.  A writer leaves the number of its case in
-- kpi_change; fold_kpi() works out what the case counts now (kpi_now), takes
-- away what it counted before (kpi_case), and adds the difference to the sums.
-- Views add what is not folded yet, and so are exact to the last commit.

CREATE TABLE kpi_change (
    complaint_id bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
ALTER TABLE kpi_change REPLICA IDENTITY FULL;
-- it fills and empties: plans for many rows would have views compiled by JIT
-- when it is empty again
ALTER TABLE kpi_change ALTER COLUMN complaint_id SET (n_distinct = 200);
COMMENT ON TABLE kpi_change IS 'engine: cases whose figures may have changed since fold_kpi ran; a case may stand here several times';
COMMENT ON COLUMN kpi_change.complaint_id IS 'case';

CREATE TABLE kpi_case (
    complaint_id            bigint PRIMARY KEY,
    day                     date NOT NULL,
    closed_day              date,
    department              text,
    owner                   text,
    category                text,
    level                   text,
    urgency                 text,
    channel                 text,
    product                 text,
    merchant                text,
    issue_key               text,
    first_response          bigint,
    first_response_business bigint,
    resolution              bigint,
    resolution_business     bigint,
    figures                 bigint[] NOT NULL,
    parts                   complaint_flow.kpi_part[] NOT NULL
) WITH (fillfactor = 85);
COMMENT ON TABLE kpi_case IS 'engine: what each case counts in the sums; fact_complaint shows it, with what is not folded yet';
COMMENT ON COLUMN kpi_case.complaint_id IS 'case';
COMMENT ON COLUMN kpi_case.day IS 'local day of receipt, in desk.time_zone';
COMMENT ON COLUMN kpi_case.closed_day IS 'local day on which it was closed; NULL: open, or the day is not known';
COMMENT ON COLUMN kpi_case.department IS 'as in complaint';
COMMENT ON COLUMN kpi_case.owner IS 'as in complaint';
COMMENT ON COLUMN kpi_case.category IS 'as in complaint';
COMMENT ON COLUMN kpi_case.level IS 'as in complaint';
COMMENT ON COLUMN kpi_case.urgency IS 'as in complaint';
COMMENT ON COLUMN kpi_case.channel IS 'as in complaint';
COMMENT ON COLUMN kpi_case.product IS 'as in complaint';
COMMENT ON COLUMN kpi_case.merchant IS 'as in complaint';
COMMENT ON COLUMN kpi_case.issue_key IS 'as in complaint';
COMMENT ON COLUMN kpi_case.first_response IS 'seconds from receipt to the first response; NULL: none yet';
COMMENT ON COLUMN kpi_case.first_response_business IS 'of these, seconds within the hours of desk.calendar';
COMMENT ON COLUMN kpi_case.resolution IS 'seconds from receipt to the end of the case; NULL: open, or the end is not known';
COMMENT ON COLUMN kpi_case.resolution_business IS 'of these, seconds within the hours of desk.calendar';
COMMENT ON COLUMN kpi_case.figures IS 'what it counts, place by place as kpi_figure says';
COMMENT ON COLUMN kpi_case.parts IS 'its clocks and its stays in states, see kpi_part_sum';

CREATE TABLE kpi_day_sum (
    day                     date NOT NULL,
    department              text,
    category                text,
    level                   text,
    urgency                 text,
    channel                 text,
    figures                 bigint[] NOT NULL,
    first_response          complaint_flow.histogram NOT NULL,
    first_response_business complaint_flow.histogram NOT NULL,
    resolution              complaint_flow.histogram NOT NULL,
    resolution_business     complaint_flow.histogram NOT NULL,
    CONSTRAINT kpi_day_sum_key UNIQUE NULLS NOT DISTINCT (day, department, category, level, urgency, channel)
) WITH (fillfactor = 85);
COMMENT ON TABLE kpi_day_sum IS 'engine: sums by day; kpi_day shows them';
COMMENT ON COLUMN kpi_day_sum.day IS 'local day of receipt; for figure closings that of the end';
COMMENT ON COLUMN kpi_day_sum.department IS 'department of the case';
COMMENT ON COLUMN kpi_day_sum.category IS 'category';
COMMENT ON COLUMN kpi_day_sum.level IS 'level';
COMMENT ON COLUMN kpi_day_sum.urgency IS 'urgency';
COMMENT ON COLUMN kpi_day_sum.channel IS 'channel';
COMMENT ON COLUMN kpi_day_sum.figures IS 'sums, place by place as kpi_figure says';
COMMENT ON COLUMN kpi_day_sum.first_response IS 'times to the first response';
COMMENT ON COLUMN kpi_day_sum.first_response_business IS 'the same in business time';
COMMENT ON COLUMN kpi_day_sum.resolution IS 'times to the end';
COMMENT ON COLUMN kpi_day_sum.resolution_business IS 'the same in business time';

CREATE TABLE kpi_week_sum (
    week                    date NOT NULL,
    department              text,
    category                text,
    figures                 bigint[] NOT NULL,
    first_response          complaint_flow.histogram NOT NULL,
    first_response_business complaint_flow.histogram NOT NULL,
    resolution              complaint_flow.histogram NOT NULL,
    resolution_business     complaint_flow.histogram NOT NULL,
    CONSTRAINT kpi_week_sum_key UNIQUE NULLS NOT DISTINCT (week, department, category)
) WITH (fillfactor = 85);
COMMENT ON TABLE kpi_week_sum IS 'engine: sums by week, department and category; kpi_week shows them';
COMMENT ON COLUMN kpi_week_sum.week IS 'Monday of the week';
COMMENT ON COLUMN kpi_week_sum.department IS 'department of the case';
COMMENT ON COLUMN kpi_week_sum.category IS 'category';
COMMENT ON COLUMN kpi_week_sum.figures IS 'sums, place by place as kpi_figure says';
COMMENT ON COLUMN kpi_week_sum.first_response IS 'times to the first response';
COMMENT ON COLUMN kpi_week_sum.first_response_business IS 'the same in business time';
COMMENT ON COLUMN kpi_week_sum.resolution IS 'times to the end';
COMMENT ON COLUMN kpi_week_sum.resolution_business IS 'the same in business time';

CREATE TABLE kpi_month_sum (
    month                   date NOT NULL,
    department              text,
    category                text,
    figures                 bigint[] NOT NULL,
    first_response          complaint_flow.histogram NOT NULL,
    first_response_business complaint_flow.histogram NOT NULL,
    resolution              complaint_flow.histogram NOT NULL,
    resolution_business     complaint_flow.histogram NOT NULL,
    CONSTRAINT kpi_month_sum_key UNIQUE NULLS NOT DISTINCT (month, department, category)
) WITH (fillfactor = 85);
COMMENT ON TABLE kpi_month_sum IS 'engine: sums by month, department and category; kpi_month shows them';
COMMENT ON COLUMN kpi_month_sum.month IS 'first day of the month';
COMMENT ON COLUMN kpi_month_sum.department IS 'department of the case';
COMMENT ON COLUMN kpi_month_sum.category IS 'category';
COMMENT ON COLUMN kpi_month_sum.figures IS 'sums, place by place as kpi_figure says';
COMMENT ON COLUMN kpi_month_sum.first_response IS 'times to the first response';
COMMENT ON COLUMN kpi_month_sum.first_response_business IS 'the same in business time';
COMMENT ON COLUMN kpi_month_sum.resolution IS 'times to the end';
COMMENT ON COLUMN kpi_month_sum.resolution_business IS 'the same in business time';

CREATE TABLE kpi_by_sum (
    dimension               text NOT NULL,
    month                   date NOT NULL,
    code                    text,
    figures                 bigint[] NOT NULL,
    first_response          complaint_flow.histogram NOT NULL,
    first_response_business complaint_flow.histogram NOT NULL,
    resolution              complaint_flow.histogram NOT NULL,
    resolution_business     complaint_flow.histogram NOT NULL,
    CONSTRAINT kpi_by_sum_key UNIQUE NULLS NOT DISTINCT (dimension, month, code)
) WITH (fillfactor = 85);
COMMENT ON TABLE kpi_by_sum IS 'engine: sums by month along one dimension; kpi_by shows them';
COMMENT ON COLUMN kpi_by_sum.dimension IS 'owner, level, urgency, channel, product, merchant or issue';
COMMENT ON COLUMN kpi_by_sum.month IS 'first day of the month';
COMMENT ON COLUMN kpi_by_sum.code IS 'code or name in the dimension; NULL: the case has none';
COMMENT ON COLUMN kpi_by_sum.figures IS 'sums, place by place as kpi_figure says';
COMMENT ON COLUMN kpi_by_sum.first_response IS 'times to the first response';
COMMENT ON COLUMN kpi_by_sum.first_response_business IS 'the same in business time';
COMMENT ON COLUMN kpi_by_sum.resolution IS 'times to the end';
COMMENT ON COLUMN kpi_by_sum.resolution_business IS 'the same in business time';

CREATE TABLE kpi_part_sum (
    kind       text NOT NULL,
    month      date NOT NULL,
    code       text NOT NULL,
    department text,
    category   text,
    figures    bigint[] NOT NULL,
    times      complaint_flow.histogram NOT NULL,
    CONSTRAINT kpi_part_sum_key UNIQUE NULLS NOT DISTINCT (kind, month, code, department, category)
) WITH (fillfactor = 85);
COMMENT ON TABLE kpi_part_sum IS 'engine: sums of clocks and of stays in states by month; kpi_clock and kpi_state show them';
COMMENT ON COLUMN kpi_part_sum.kind IS 'clock or state';
COMMENT ON COLUMN kpi_part_sum.month IS 'first day of the month of receipt';
COMMENT ON COLUMN kpi_part_sum.code IS 'metric of the clock, or state';
COMMENT ON COLUMN kpi_part_sum.department IS 'department that had to act: of the clock, else of the case';
COMMENT ON COLUMN kpi_part_sum.category IS 'category';
COMMENT ON COLUMN kpi_part_sum.figures IS 'clock: met, late, overdue, running, cancelled, seconds of those met or late; state: stays that ended, their seconds';
COMMENT ON COLUMN kpi_part_sum.times IS 'how long clocks that were met or late ran, or stays lasted';

CREATE TABLE kpi_issue_sum (
    day       date NOT NULL,
    issue_key text NOT NULL,
    figures   bigint[] NOT NULL,
    CONSTRAINT kpi_issue_sum_key UNIQUE (day, issue_key)
) WITH (fillfactor = 85);
COMMENT ON TABLE kpi_issue_sum IS 'engine: sums by day and issue; kpi_issue_day shows them';
COMMENT ON COLUMN kpi_issue_sum.day IS 'local day of receipt';
COMMENT ON COLUMN kpi_issue_sum.issue_key IS 'what the cases are about, as in complaint';
COMMENT ON COLUMN kpi_issue_sum.figures IS 'received, of these still open';

CREATE TABLE closing_bucket (
    code     text PRIMARY KEY,
    position int NOT NULL UNIQUE CHECK (position BETWEEN 1 AND 16),
    within   complaint_flow.target,
    label    text NOT NULL,
    label_zh text NOT NULL
);
COMMENT ON TABLE closing_bucket IS 'how soon cases are closed, in classes for kpi_within: a case falls into the first, by position, whose time its end kept; after a change kpi_rebuild counts the cases anew';
COMMENT ON COLUMN closing_bucket.code IS 'code';
COMMENT ON COLUMN closing_bucket.position IS 'order, the shortest time first';
COMMENT ON COLUMN closing_bucket.within IS 'time from receipt to the end, on desk.calendar; NULL: however long it took';
COMMENT ON COLUMN closing_bucket.label IS 'English name';
COMMENT ON COLUMN closing_bucket.label_zh IS 'Chinese name';

CREATE VIEW kpi_now AS
SELECT c.id AS complaint_id,
       (c.received_at AT TIME ZONE d.time_zone)::date AS day,
       (c.closed_at AT TIME ZONE d.time_zone)::date AS closed_day,
       c.department, c.owner, c.category, c.level, c.urgency, c.channel, c.product, c.merchant, c.issue_key,
       t.first_response, t.first_response_business, t.resolution, t.resolution_business,
       ARRAY[0, 1,
             (e.ending IS NULL)::int, (e.ending IS NOT NULL)::int,
             (e.ending IS NOT DISTINCT FROM 'full' AND i.conclusion IS DISTINCT FROM 'partly')::int,
             (e.ending IS NOT DISTINCT FROM 'part' OR e.ending IS NOT DISTINCT FROM 'full' AND i.conclusion IS NOT DISTINCT FROM 'partly')::int,
             (c.validity IS NOT DISTINCT FROM 'invalid')::int,
             (t.first_response IS NOT NULL)::int, coalesce(t.first_response, 0), coalesce(t.first_response_business, 0),
             (t.resolution IS NOT NULL)::int, coalesce(t.resolution, 0), coalesce(t.resolution_business, 0),
             coalesce(c.contact_count, 0), coalesce(c.attempt_count, 0),
             (coalesce(c.reopen_count, 0) > 0)::int, coalesce(c.reopen_count, 0),
             (c.repeat_of IS NOT NULL)::int, (c.repeat_kind IS NOT DISTINCT FROM 'escalated')::int, k.escalated,
             (h.reclassified > 0)::int, (h.rerouted > 0)::int, (h.reclassified = 0 AND h.rerouted = 0)::int,
             (c.incident_id IS NOT NULL)::int,
             (s.score IS NOT NULL)::int, coalesce(s.score, 0), coalesce(s.satisfied, 0),
             (i.conclusion IS NOT NULL)::int, (i.conclusion IN ('upheld', 'partly') IS TRUE)::int, (i.cause IS NOT NULL)::int,
             k.met, k.late, k.overdue, k.cancelled,
             r.remedies, r.cost]::bigint[]
             || ARRAY(SELECT (position = b.bucket IS TRUE)::int::bigint FROM generate_series(1, b.buckets) AS position) AS figures,
       k.parts || h.parts AS parts
  FROM complaint c
  CROSS JOIN (SELECT n.nspname AS name, desk.time_zone, desk.calendar, desk.currency
                FROM desk, pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
               WHERE t.oid = 'desk'::regclass LIMIT 1) AS d
  CROSS JOIN LATERAL (
       SELECT extract(epoch FROM c.first_response_at - c.received_at)::bigint AS first_response,
              extract(epoch FROM complaint_flow.business_time_between(d.name, d.calendar, c.received_at, c.first_response_at))::bigint AS first_response_business,
              extract(epoch FROM c.closed_at - c.received_at)::bigint AS resolution,
              extract(epoch FROM complaint_flow.business_time_between(d.name, d.calendar, c.received_at, c.closed_at))::bigint AS resolution_business) AS t
  CROSS JOIN LATERAL (
       SELECT max(position) AS buckets,
              min(position) FILTER (WHERE c.closed_at IS NOT NULL
                  AND (within IS NULL OR c.closed_at <= complaint_flow.deadline(d.name, d.calendar, c.received_at, within))) AS bucket
         FROM closing_bucket) AS b
  LEFT JOIN LATERAL (
       SELECT coalesce(state.resolution, 'full') AS ending FROM state WHERE code = c.state AND kind = 'final') AS e ON true
  -- aggregates and OFFSET 0: without statistics the planner would walk
  -- through all entries for the latest of a case
  CROSS JOIN LATERAL (
       SELECT (array_agg(conclusion ORDER BY id DESC))[1] AS conclusion, (array_agg(cause ORDER BY id DESC))[1] AS cause
         FROM investigation
        WHERE complaint_id = c.id AND conclusion IS NOT NULL) AS i
  CROSS JOIN LATERAL (
       SELECT score, (SELECT g.satisfied::int FROM satisfaction_grade g WHERE g.score = latest.score) AS satisfied
         FROM (SELECT (array_agg(f.score ORDER BY f.id DESC))[1] AS score FROM satisfaction f WHERE f.complaint_id = c.id) AS latest) AS s
  CROSS JOIN LATERAL (
       SELECT count(*) AS remedies,
              coalesce(sum(round(x.amount * 100)) FILTER (WHERE m.currency = d.currency), 0)::bigint AS cost
         FROM execution x
         CROSS JOIN LATERAL (SELECT remedy.currency FROM remedy WHERE remedy.id = x.remedy_id OFFSET 0) AS m
        WHERE x.complaint_id = c.id) AS r
  CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE outcome = 'met') AS met, count(*) FILTER (WHERE outcome = 'late') AS late,
              count(*) FILTER (WHERE outcome IS NULL AND breached_at IS NOT NULL) AS overdue,
              count(*) FILTER (WHERE outcome = 'cancelled') AS cancelled,
              (count(*) FILTER (WHERE step > 0) > 0)::int AS escalated,
              coalesce(array_agg(ROW ('clock', metric, coalesce(clock.department, c.department),
                  CASE WHEN outcome = 'met' THEN 1 WHEN outcome = 'late' THEN 2 WHEN outcome = 'cancelled' THEN 5
                       WHEN breached_at IS NOT NULL THEN 3 ELSE 4 END,
                  CASE WHEN outcome IN ('met', 'late') THEN extract(epoch FROM stopped_at - started_at)::bigint END)::complaint_flow.kpi_part
                  ORDER BY metric, cycle), '{}') AS parts
         FROM clock WHERE complaint_id = c.id) AS k
  CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE changes -> 'category' ->> 0 IS NOT NULL OR changes -> 'level' ->> 0 IS NOT NULL) AS reclassified,
              count(*) FILTER (WHERE changes -> 'department' ->> 0 IS NOT NULL) AS rerouted,
              coalesce(array_agg(ROW ('state', left_state, c.department, 1, extract(epoch FROM at - came_at)::bigint)::complaint_flow.kpi_part
                  ORDER BY seq) FILTER (WHERE left_state IS NOT NULL), '{}') AS parts
         FROM (SELECT seq, at, changes, changes -> 'state' ->> 0 AS left_state,
                      lag(at, 1, c.received_at) OVER (PARTITION BY changes ? 'state' ORDER BY seq) AS came_at
                 FROM complaint_event
                WHERE complaint_id = c.id AND changes IS NOT NULL) AS change) AS h;
COMMENT ON VIEW kpi_now IS 'what each case counts in the sums at this moment: the definition of all figures, see docs/KPI.md';
COMMENT ON COLUMN kpi_now.complaint_id IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.day IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.closed_day IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.department IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.owner IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.category IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.level IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.urgency IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.channel IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.product IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.merchant IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.issue_key IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.first_response IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.first_response_business IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.resolution IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.resolution_business IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.figures IS 'as in kpi_case';
COMMENT ON COLUMN kpi_now.parts IS 'as in kpi_case';

-- kpi_counts says the same as kpi_now, without SQL and much faster, where the
-- tables are as they were made and the reader may read the facts anyway.
-- OFFSET 0 keeps the lookups: without statistics the planner would read all
-- cases for the few that changed
CREATE VIEW kpi_pending AS
SELECT 1 AS times, n.*
  FROM complaint_flow.kpi_counts('desk', ARRAY(SELECT DISTINCT complaint_id FROM kpi_change)) AS n
 WHERE complaint_flow.kpi_counts_directly('desk')
UNION ALL
SELECT 1, n.*
  FROM (SELECT DISTINCT complaint_id FROM kpi_change) x
  CROSS JOIN LATERAL (SELECT * FROM kpi_now WHERE kpi_now.complaint_id = x.complaint_id OFFSET 0) n
 WHERE NOT complaint_flow.kpi_counts_directly('desk')
UNION ALL
SELECT -1, k.complaint_id, k.day, k.closed_day, k.department, k.owner, k.category, k.level, k.urgency, k.channel, k.product, k.merchant, k.issue_key,
       k.first_response, k.first_response_business, k.resolution, k.resolution_business, k.figures, k.parts
  FROM (SELECT DISTINCT complaint_id FROM kpi_change) x
  CROSS JOIN LATERAL (SELECT * FROM kpi_case WHERE kpi_case.complaint_id = x.complaint_id OFFSET 0) k;
COMMENT ON VIEW kpi_pending IS 'what has to be added to the sums and taken from them to make them exact';
COMMENT ON COLUMN kpi_pending.times IS '1: counts now; -1: counted when it was folded';
COMMENT ON COLUMN kpi_pending.complaint_id IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.day IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.closed_day IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.department IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.owner IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.category IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.level IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.urgency IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.channel IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.product IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.merchant IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.issue_key IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.first_response IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.first_response_business IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.resolution IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.resolution_business IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.figures IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending.parts IS 'as in kpi_case';

-- one line where a case was received and one where it was closed
CREATE VIEW kpi_pending_line AS
SELECT p.times, l.day, date_trunc('week', l.day::timestamp)::date AS week, date_trunc('month', l.day::timestamp)::date AS month, p.department, p.owner, p.category, p.level, p.urgency, p.channel,
       p.product, p.merchant, p.issue_key, l.first_response, l.first_response_business, l.resolution, l.resolution_business, l.figures
  FROM kpi_pending p
  CROSS JOIN LATERAL (VALUES (p.day, p.first_response, p.first_response_business, p.resolution, p.resolution_business, p.figures),
                             (p.closed_day, NULL, NULL, NULL, NULL, '{1}'))
          AS l (day, first_response, first_response_business, resolution, resolution_business, figures)
 WHERE l.day IS NOT NULL;
COMMENT ON VIEW kpi_pending_line IS 'kpi_pending, twice for a case that is closed: on the day of receipt with its figures, on the day of its end as a closing';
COMMENT ON COLUMN kpi_pending_line.times IS 'as in kpi_pending';
COMMENT ON COLUMN kpi_pending_line.day IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.week IS 'Monday of the week';
COMMENT ON COLUMN kpi_pending_line.month IS 'first day of the month';
COMMENT ON COLUMN kpi_pending_line.department IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.owner IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.category IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.level IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.urgency IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.channel IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.product IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.merchant IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.issue_key IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.first_response IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.first_response_business IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.resolution IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.resolution_business IS 'as in kpi_case';
COMMENT ON COLUMN kpi_pending_line.figures IS 'as in kpi_case';
