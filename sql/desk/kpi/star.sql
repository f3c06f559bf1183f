-- The star: facts without personal data, and the words for their codes.

CREATE VIEW fact_complaint AS
SELECT complaint_id, day, closed_day, department, owner, category, level, urgency, channel, product, merchant,
       first_response AS first_response_seconds, first_response_business AS first_response_business_seconds,
       resolution AS resolution_seconds, resolution_business AS resolution_business_seconds,
@each figure fact
       coalesce(figures[{place}], 0) AS {code},
@end
       nullif(figures[26], 0) AS score,
       (coalesce(figures[36], 0) * 0.01)::numeric(20, 2) AS cost
  FROM (SELECT * FROM kpi_case WHERE complaint_id NOT IN (SELECT complaint_id FROM kpi_change)
        UNION ALL
        SELECT complaint_id, day, closed_day, department, owner, category, level, urgency, channel, product, merchant, issue_key, first_response, first_response_business, resolution, resolution_business, figures, parts, rules, overruled
          FROM kpi_pending WHERE times = 1) AS fact;
COMMENT ON VIEW fact_complaint IS 'one row a complaint sheet (joined = 0: those that are complaints of their own), exact to the last commit, without personal data: join dim_* by code and dim_day by day';
COMMENT ON COLUMN fact_complaint.complaint_id IS 'number of the case';
COMMENT ON COLUMN fact_complaint.day IS 'local day of receipt in desk.time_zone';
COMMENT ON COLUMN fact_complaint.closed_day IS 'local day of its end; NULL: open, a joined sheet, or not known';
COMMENT ON COLUMN fact_complaint.department IS 'department, see dim_department';
COMMENT ON COLUMN fact_complaint.owner IS 'staff code of the owner, see dim_staff';
COMMENT ON COLUMN fact_complaint.category IS 'category, see dim_category';
COMMENT ON COLUMN fact_complaint.level IS 'level, see dim_level';
COMMENT ON COLUMN fact_complaint.urgency IS 'urgency, see dim_urgency';
COMMENT ON COLUMN fact_complaint.channel IS 'channel, see dim_channel';
COMMENT ON COLUMN fact_complaint.product IS 'product or service';
COMMENT ON COLUMN fact_complaint.merchant IS 'merchant, supplier or branch';
COMMENT ON COLUMN fact_complaint.first_response_seconds IS 'seconds from receipt to the first response; NULL: none yet';
COMMENT ON COLUMN fact_complaint.first_response_business_seconds IS 'of these, seconds within the hours of desk.calendar';
COMMENT ON COLUMN fact_complaint.resolution_seconds IS 'seconds from receipt to the end; NULL: open, a joined sheet, or not known';
COMMENT ON COLUMN fact_complaint.resolution_business_seconds IS 'of these, seconds within the hours of desk.calendar';
@each figure fact=flag
COMMENT ON COLUMN fact_complaint.{code} IS '1 or 0, may be summed up: see kpi_figure';
@end
@each figure fact=number
COMMENT ON COLUMN fact_complaint.{code} IS 'number: see kpi_figure';
@end
COMMENT ON COLUMN fact_complaint.score IS 'latest score of satisfaction, 1 to 5; NULL: none';
COMMENT ON COLUMN fact_complaint.cost IS 'amounts of executed remedies in desk.currency';

CREATE VIEW fact_clock AS
SELECT k.complaint_id, k.metric, k.cycle, (c.received_at AT TIME ZONE d.time_zone)::date AS day,
       (k.due_at AT TIME ZONE d.time_zone)::date AS due_day, coalesce(k.department, c.department) AS department,
       c.owner, c.category, c.level, c.urgency, c.channel,
       k.started_at, k.due_at, k.original_due_at, k.stopped_at, k.breached_at,
       CASE WHEN k.outcome IS NOT NULL THEN k.outcome WHEN k.breached_at IS NOT NULL THEN 'overdue' ELSE 'running' END AS outcome,
       k.step AS escalation_step, extract(epoch FROM k.stopped_at - k.started_at)::bigint AS taken_seconds
  FROM clock k
  JOIN complaint c ON c.id = k.complaint_id
  CROSS JOIN (SELECT time_zone FROM desk) AS d;
COMMENT ON VIEW fact_clock IS 'one row a clock, without personal data';
COMMENT ON COLUMN fact_clock.complaint_id IS 'case, see fact_complaint';
COMMENT ON COLUMN fact_clock.metric IS 'what was promised, see clock_rule';
COMMENT ON COLUMN fact_clock.cycle IS 'run of the metric on the case, 1 first';
COMMENT ON COLUMN fact_clock.day IS 'local day of receipt of the case';
COMMENT ON COLUMN fact_clock.due_day IS 'local day of the deadline';
COMMENT ON COLUMN fact_clock.department IS 'department that had to act: of the clock, else of the case';
COMMENT ON COLUMN fact_clock.owner IS 'staff code of the owner of the case';
COMMENT ON COLUMN fact_clock.category IS 'category of the case';
COMMENT ON COLUMN fact_clock.level IS 'level of the case';
COMMENT ON COLUMN fact_clock.urgency IS 'urgency of the case';
COMMENT ON COLUMN fact_clock.channel IS 'channel of the case';
COMMENT ON COLUMN fact_clock.started_at IS 'start';
COMMENT ON COLUMN fact_clock.due_at IS 'deadline';
COMMENT ON COLUMN fact_clock.original_due_at IS 'deadline at the start, before pauses and extensions';
COMMENT ON COLUMN fact_clock.stopped_at IS 'event that ended it; NULL: open';
COMMENT ON COLUMN fact_clock.breached_at IS 'deadline that passed; NULL: not found passed';
COMMENT ON COLUMN fact_clock.outcome IS 'met, late, cancelled, overdue (open and found past its deadline) or running';
COMMENT ON COLUMN fact_clock.escalation_step IS 'latest escalation step, 0: none';
COMMENT ON COLUMN fact_clock.taken_seconds IS 'seconds from start to end; NULL: open';

CREATE VIEW fact_stay AS
SELECT c.complaint_id, c.day, p.code AS state, p.department, c.owner, c.category, c.level, c.urgency, c.channel, p.seconds AS stay_seconds
  FROM (SELECT complaint_id, day, owner, category, level, urgency, channel, parts
          FROM kpi_case WHERE complaint_id NOT IN (SELECT complaint_id FROM kpi_change)
        UNION ALL
        SELECT complaint_id, day, owner, category, level, urgency, channel, parts
          FROM kpi_pending WHERE times = 1) AS c
  CROSS JOIN LATERAL unnest(c.parts) AS p
 WHERE p.kind = 'state';
COMMENT ON VIEW fact_stay IS 'one row a stay of a case in a state that has ended, exact to the last commit, without personal data: percentiles over any choice of cases, where kpi_state has them by month, department and category';
COMMENT ON COLUMN fact_stay.complaint_id IS 'case, see fact_complaint';
COMMENT ON COLUMN fact_stay.day IS 'local day of receipt of the case';
COMMENT ON COLUMN fact_stay.state IS 'state that was left, see dim_state';
COMMENT ON COLUMN fact_stay.department IS 'department of the case now';
COMMENT ON COLUMN fact_stay.owner IS 'staff code of the owner of the case';
COMMENT ON COLUMN fact_stay.category IS 'category of the case';
COMMENT ON COLUMN fact_stay.level IS 'level of the case';
COMMENT ON COLUMN fact_stay.urgency IS 'urgency of the case';
COMMENT ON COLUMN fact_stay.channel IS 'channel of the case';
COMMENT ON COLUMN fact_stay.stay_seconds IS 'how long the stay lasted, in seconds, elapsed';

CREATE VIEW dim_day AS
SELECT day::date AS day, extract(year FROM day)::int AS year, extract(quarter FROM day)::int AS quarter,
       date_trunc('month', day)::date AS month, date_trunc('week', day)::date AS week,
       extract(isoyear FROM day)::int AS iso_year, extract(week FROM day)::int AS iso_week, extract(isodow FROM day)::int AS weekday
  FROM desk
  CROSS JOIN LATERAL generate_series(date_trunc('day', (SELECT min(received_at) FROM complaint) AT TIME ZONE time_zone),
       (now() AT TIME ZONE time_zone) + interval '1 year', interval '1 day') AS day;
COMMENT ON VIEW dim_day IS 'days from the first receipt to a year from now';
COMMENT ON COLUMN dim_day.day IS 'local day';
COMMENT ON COLUMN dim_day.year IS 'year';
COMMENT ON COLUMN dim_day.quarter IS 'quarter, 1 to 4';
COMMENT ON COLUMN dim_day.month IS 'first day of the month';
COMMENT ON COLUMN dim_day.week IS 'Monday of the week';
COMMENT ON COLUMN dim_day.iso_year IS 'year of the ISO week';
COMMENT ON COLUMN dim_day.iso_week IS 'number of the ISO week';
COMMENT ON COLUMN dim_day.weekday IS 'Monday 1 to Sunday 7';

@list dim table columns
-- the words for codes, and which other columns a table of codes has
department | -
category | , level
level | , rank
urgency | , rank
channel | -
state | , kind, resolution
@end
@each dim
CREATE VIEW dim_{table} AS
SELECT code, label, label_zh{columns} FROM {table};
COMMENT ON VIEW dim_{table} IS 'words for the codes of {table}';
COMMENT ON COLUMN dim_{table}.code IS 'code';
COMMENT ON COLUMN dim_{table}.label IS 'English name';
COMMENT ON COLUMN dim_{table}.label_zh IS 'Chinese name';
@end
COMMENT ON COLUMN dim_category.level IS 'as in category';
COMMENT ON COLUMN dim_level.rank IS 'as in level';
COMMENT ON COLUMN dim_urgency.rank IS 'as in urgency';
COMMENT ON COLUMN dim_state.kind IS 'as in state';
COMMENT ON COLUMN dim_state.resolution IS 'as in state';

CREATE VIEW dim_staff AS
SELECT code, role, department, active FROM staff;
COMMENT ON VIEW dim_staff IS 'staff without names';
COMMENT ON COLUMN dim_staff.code IS 'staff code';
COMMENT ON COLUMN dim_staff.role IS 'role';
COMMENT ON COLUMN dim_staff.department IS 'department';
COMMENT ON COLUMN dim_staff.active IS 'works here now';
