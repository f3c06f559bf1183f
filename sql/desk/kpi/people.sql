-- What people do, and what the desk learns (SPEC R31, R33).

CREATE VIEW kpi_agent AS
WITH zone AS MATERIALIZED (
    SELECT time_zone, (now() AT TIME ZONE time_zone)::date AS today FROM desk LIMIT 1
), deed AS (
    SELECT f.month::timestamp AS at, f.staff AS agent, CASE WHEN k.praise THEN 'commendation' ELSE 'fault' END AS kind
      FROM conduct_finding f JOIN finding_kind k ON k.code = f.kind
    UNION ALL
    SELECT done_on AS at, staff AS agent, 'coaching' AS kind FROM coaching WHERE done_on IS NOT NULL
    UNION ALL
    SELECT recorded_at AT TIME ZONE time_zone AS at, from_staff AS agent, 'handed over' AS kind FROM handover, zone WHERE status = 'accepted'
    UNION ALL
    SELECT recorded_at AT TIME ZONE time_zone AS at, recorded_by AS agent, 'taken over' AS kind FROM handover_answer, zone WHERE accepted
    UNION ALL
    SELECT recorded_at AT TIME ZONE time_zone AS at, recorded_by AS agent, 'lesson' AS kind FROM lesson, zone
    UNION ALL
    SELECT recorded_at AT TIME ZONE time_zone AS at, suggested_by AS agent, CASE status WHEN 'adopted' THEN 'adopted' ELSE 'suggestion' END AS kind FROM suggestion, zone
    UNION ALL
    SELECT t.held_on AS at, p.staff AS agent, 'training' AS kind FROM training t JOIN training_participant p ON p.training_id = t.id CROSS JOIN zone WHERE t.held_on <= today
), deeds AS (
    SELECT date_trunc('month', at)::date AS month, agent,
           count(*) FILTER (WHERE kind = 'fault') AS faults,
           count(*) FILTER (WHERE kind = 'commendation') AS commendations,
           count(*) FILTER (WHERE kind = 'coaching') AS coachings,
           count(*) FILTER (WHERE kind = 'handed over') AS handed_over,
           count(*) FILTER (WHERE kind = 'taken over') AS taken_over,
           count(*) FILTER (WHERE kind = 'lesson') AS lessons,
           count(*) FILTER (WHERE kind IN ('suggestion', 'adopted')) AS suggestions,
           count(*) FILTER (WHERE kind = 'adopted') AS suggestions_adopted,
           count(*) FILTER (WHERE kind = 'training') AS trainings
      FROM deed
     WHERE agent IS NOT NULL
     GROUP BY 1, 2
), work AS (
    SELECT month, code AS agent, received, complaints, closings, still_open, contacts, attempts, promises_met, promises_late, promises_overdue,
           on_time_rate, first_response_median, resolution_business_median, scored, satisfied_share, mean_score, reopenings
      FROM kpi_by
     WHERE dimension = 'owner' AND code IS NOT NULL
)
SELECT month, agent, s.department,
       coalesce(received, 0) AS received, coalesce(complaints, 0) AS complaints, coalesce(closings, 0) AS closings, coalesce(still_open, 0) AS still_open,
       coalesce(contacts, 0) AS contacts, coalesce(attempts, 0) AS attempts,
       coalesce(promises_met, 0) AS promises_met, coalesce(promises_late, 0) AS promises_late,
       coalesce(promises_overdue, 0) AS promises_overdue, on_time_rate, first_response_median, resolution_business_median,
       coalesce(scored, 0) AS scored, satisfied_share, mean_score, coalesce(reopenings, 0) AS reopenings,
       coalesce(faults, 0) AS faults, coalesce(commendations, 0) AS commendations, coalesce(coachings, 0) AS coachings,
       coalesce(handed_over, 0) AS handed_over, coalesce(taken_over, 0) AS taken_over, coalesce(lessons, 0) AS lessons,
       coalesce(suggestions, 0) AS suggestions, coalesce(suggestions_adopted, 0) AS suggestions_adopted,
       coalesce(trainings, 0) AS trainings
  FROM work
  FULL JOIN deeds USING (month, agent)
  LEFT JOIN staff s ON s.code = agent;
COMMENT ON VIEW kpi_agent IS 'figures of each person by month, for those above them: analysts find kpi_by with dimension owner. One rule says who counts: a case, with all contacts, clocks and scores, counts for who owns it now, whoever did what on it, in the month of its receipt (closings: of its end); a deed counts for who did it, in the local month in which it was done. Exact';
COMMENT ON COLUMN kpi_agent.month IS 'first day of the month';
COMMENT ON COLUMN kpi_agent.agent IS 'staff code, see dim_staff';
COMMENT ON COLUMN kpi_agent.department IS 'department of the person now';
COMMENT ON COLUMN kpi_agent.received IS 'complaint sheets received in the month that the person owns now';
COMMENT ON COLUMN kpi_agent.complaints IS 'of these, complaints: sheets that joined an open case left out';
COMMENT ON COLUMN kpi_agent.closings IS 'cases closed in the month, by the local day of the end, that the person owns now';
COMMENT ON COLUMN kpi_agent.still_open IS 'of complaints, not in a final state now';
COMMENT ON COLUMN kpi_agent.contacts IS 'contacts on the cases of received that reached somebody';
COMMENT ON COLUMN kpi_agent.attempts IS 'outgoing contacts on the cases of received that reached nobody';
COMMENT ON COLUMN kpi_agent.promises_met IS 'clocks of the cases of received that were met in time';
COMMENT ON COLUMN kpi_agent.promises_late IS 'clocks of these that were met after the deadline';
COMMENT ON COLUMN kpi_agent.promises_overdue IS 'open clocks of these that run_clocks found past their deadline';
COMMENT ON COLUMN kpi_agent.on_time_rate IS 'promises_met / (promises_met + promises_late + promises_overdue)';
COMMENT ON COLUMN kpi_agent.first_response_median IS 'median of the time from receipt to the first response, in minutes, elapsed, within 4.9 percent';
COMMENT ON COLUMN kpi_agent.resolution_business_median IS 'median of the time from receipt to the end within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_agent.scored IS 'cases of received whose latest satisfaction has a score';
COMMENT ON COLUMN kpi_agent.satisfied_share IS 'share of these that satisfaction_grade calls satisfied';
COMMENT ON COLUMN kpi_agent.mean_score IS 'mean of these scores, 1 to 5';
COMMENT ON COLUMN kpi_agent.reopenings IS 'how often cases of received were reopened';
COMMENT ON COLUMN kpi_agent.faults IS 'findings about the conduct of the person that are no commendations, by conduct_finding.month';
COMMENT ON COLUMN kpi_agent.commendations IS 'commendations of the person, by conduct_finding.month';
COMMENT ON COLUMN kpi_agent.coachings IS 'coachings that the person had in the month, see coaching.done_on';
COMMENT ON COLUMN kpi_agent.handed_over IS 'cases that the person owned and offered, or saw offered, in the month to somebody who accepted';
COMMENT ON COLUMN kpi_agent.taken_over IS 'hand-overs that the person accepted in the month';
COMMENT ON COLUMN kpi_agent.lessons IS 'lessons that the person contributed in the month';
COMMENT ON COLUMN kpi_agent.suggestions IS 'suggestions that the person made in the month';
COMMENT ON COLUMN kpi_agent.suggestions_adopted IS 'of these, adopted by now';
COMMENT ON COLUMN kpi_agent.trainings IS 'trainings held in the month in which the person took part';

CREATE VIEW kpi_learning AS
WITH today AS MATERIALIZED (
    SELECT time_zone, (now() AT TIME ZONE time_zone)::date AS today FROM desk LIMIT 1
), fact AS (
    SELECT l.recorded_at AT TIME ZONE time_zone AS at, s.department, 'lesson' AS kind, l.recorded_by AS person, 1 AS number
      FROM today CROSS JOIN lesson l LEFT JOIN staff s ON s.code = l.recorded_by
    UNION ALL
    SELECT g.recorded_at AT TIME ZONE time_zone AS at, s.department, CASE g.status WHEN 'adopted' THEN 'adopted' ELSE 'suggestion' END AS kind, s.code AS person, 1 AS number
      FROM today CROSS JOIN suggestion g JOIN staff s ON s.code = g.suggested_by
    UNION ALL
    SELECT g.recorded_at AT TIME ZONE time_zone AS at, c.department, 'of customer' AS kind, NULL AS person, 1 AS number
      FROM today CROSS JOIN suggestion g LEFT JOIN complaint c ON c.id = g.complaint_id
     WHERE g.source = 'customer'
    UNION ALL
    SELECT a.due_on AS at, coalesce(a.department, s.department) AS department, k.kind, NULL AS person, 1 AS number
      FROM corrective_action a
      JOIN staff s ON s.code = a.owner
      CROSS JOIN LATERAL (VALUES ('action', true), ('action done', a.done_on IS NOT NULL), ('action in time', a.done_on <= a.due_on),
                                 ('action effective', a.effective), ('action judged', a.effective IS NOT NULL)) AS k (kind, holds)
     WHERE k.holds
    UNION ALL
    -- as view training_effect, which reads with the rights of who looks
    SELECT t.held_on AS at, s.department, k.kind, k.person, k.number
      FROM today
      CROSS JOIN training t
      JOIN training_participant p ON p.training_id = t.id
      JOIN staff s ON s.code = p.staff
      CROSS JOIN LATERAL (
           SELECT count(*) FILTER (WHERE f.found_on < t.held_on) AS before, count(*) FILTER (WHERE f.found_on >= t.held_on) AS after
             FROM (SELECT (c.found_at AT TIME ZONE time_zone)::date AS found_on
                     FROM conduct_finding c JOIN finding_kind ON code = c.kind AND NOT praise
                    WHERE c.staff = p.staff) AS f
            WHERE f.found_on BETWEEN t.held_on - 90 AND t.held_on + 89) AS faults
      CROSS JOIN LATERAL (VALUES ('trained', p.staff, 1), ('faults before', NULL, faults.before), ('faults after', NULL, faults.after)) AS k (kind, person, number)
     WHERE t.held_on <= today AND (k.kind = 'trained' OR t.held_on + 89 < today)
), counted AS (
    SELECT date_trunc('month', at)::date AS month, department,
           count(*) FILTER (WHERE kind = 'lesson') AS lessons,
           count(*) FILTER (WHERE kind IN ('suggestion', 'adopted')) AS suggestions,
           count(*) FILTER (WHERE kind = 'adopted') AS suggestions_adopted,
           count(*) FILTER (WHERE kind = 'of customer') AS customer_suggestions,
           count(DISTINCT person) FILTER (WHERE kind IN ('lesson', 'suggestion', 'adopted')) AS contributors,
           count(*) FILTER (WHERE kind = 'action') AS actions_due,
           count(*) FILTER (WHERE kind = 'action done') AS actions_done,
           count(*) FILTER (WHERE kind = 'action in time') AS actions_in_time,
           count(*) FILTER (WHERE kind = 'action judged') AS actions_judged,
           count(*) FILTER (WHERE kind = 'action effective') AS actions_effective,
           count(*) FILTER (WHERE kind = 'trained') AS participations,
           count(DISTINCT person) FILTER (WHERE kind = 'trained') AS trained,
           coalesce(sum(number) FILTER (WHERE kind = 'faults before'), 0)::bigint AS faults_before,
           coalesce(sum(number) FILTER (WHERE kind = 'faults after'), 0)::bigint AS faults_after
      FROM fact
     GROUP BY 1, 2
)
SELECT c.*, m.members, round(c.contributors::numeric / nullif(m.members, 0), 4) AS participation_rate,
       d.label AS department_label, d.label_zh AS department_label_zh
  FROM counted c
  CROSS JOIN LATERAL (SELECT count(*) AS members FROM staff WHERE staff.department = c.department AND active) AS m
  LEFT JOIN department d ON d.code = c.department;
COMMENT ON VIEW kpi_learning IS 'what the desk learns, by month and department (SPEC R33): lessons, suggestions and who contributes them, corrective actions, trainings and their effect. Exact';
COMMENT ON COLUMN kpi_learning.month IS 'first day of the month: of the contribution; of the day on which an action was due; of the training';
COMMENT ON COLUMN kpi_learning.department IS 'department now of who contributed or was trained; of a corrective action: its own, else that of its owner; of a customer''s suggestion: that of the case; NULL: none';
COMMENT ON COLUMN kpi_learning.lessons IS 'lessons contributed';
COMMENT ON COLUMN kpi_learning.suggestions IS 'suggestions of staff';
COMMENT ON COLUMN kpi_learning.suggestions_adopted IS 'of these, adopted by now';
COMMENT ON COLUMN kpi_learning.customer_suggestions IS 'suggestions of customers';
COMMENT ON COLUMN kpi_learning.contributors IS 'persons who contributed a lesson or made a suggestion';
COMMENT ON COLUMN kpi_learning.actions_due IS 'corrective actions that were or are due in the month';
COMMENT ON COLUMN kpi_learning.actions_done IS 'of these, done by now';
COMMENT ON COLUMN kpi_learning.actions_in_time IS 'of these, done on the day on which they were due, or before';
COMMENT ON COLUMN kpi_learning.actions_judged IS 'of these, whose effect was judged';
COMMENT ON COLUMN kpi_learning.actions_effective IS 'of these, found effective';
COMMENT ON COLUMN kpi_learning.participations IS 'participations in trainings held in the month';
COMMENT ON COLUMN kpi_learning.trained IS 'persons trained';
COMMENT ON COLUMN kpi_learning.faults_before IS 'faults found with the participants in the 90 days before their training; trainings whose 90 days are not over are left out';
COMMENT ON COLUMN kpi_learning.faults_after IS 'faults found with them in the 90 days from the training on; less than before: it helped';
COMMENT ON COLUMN kpi_learning.members IS 'active staff of the department now';
COMMENT ON COLUMN kpi_learning.participation_rate IS 'contributors / members: contributors who have left count, so that it may exceed 1';
COMMENT ON COLUMN kpi_learning.department_label IS 'English name of the department';
COMMENT ON COLUMN kpi_learning.department_label_zh IS 'Chinese name of the department';

CREATE VIEW kpi_severity AS
SELECT k.month, k.code AS level, l.rank, k.received, k.complaints, k.upheld, k.remedies, k.cost, round(k.cost / nullif(k.complaints, 0), 2) AS cost_per_case,
       k.resolution_mean, k.resolution_business_mean, k.ended, l.label AS level_label, l.label_zh AS level_label_zh
  FROM kpi_by k
  LEFT JOIN level l ON l.code = k.code
 WHERE k.dimension = 'level' AND k.received > 0;
COMMENT ON VIEW kpi_severity IS 'cost against severity (SPEC R33), by month of receipt and level now: what remedies cost and how long cases took. Exact';
COMMENT ON COLUMN kpi_severity.month IS 'first day of the month of receipt';
COMMENT ON COLUMN kpi_severity.level IS 'level of the cases now';
COMMENT ON COLUMN kpi_severity.rank IS 'order of the levels, the highest is the most severe';
COMMENT ON COLUMN kpi_severity.received IS 'complaint sheets received';
COMMENT ON COLUMN kpi_severity.complaints IS 'of these, complaints: sheets that joined an open case left out';
COMMENT ON COLUMN kpi_severity.upheld IS 'of these, conclusion upheld or partly';
COMMENT ON COLUMN kpi_severity.remedies IS 'remedies that were executed on them';
COMMENT ON COLUMN kpi_severity.cost IS 'amounts of these in desk.currency; other currencies are left out';
COMMENT ON COLUMN kpi_severity.cost_per_case IS 'cost / complaints';
COMMENT ON COLUMN kpi_severity.resolution_mean IS 'mean time from receipt to the end, in minutes, elapsed';
COMMENT ON COLUMN kpi_severity.resolution_business_mean IS 'mean time from receipt to the end within the hours of desk.calendar, in minutes';
COMMENT ON COLUMN kpi_severity.ended IS 'cases whose end is known: those that the means are over';
COMMENT ON COLUMN kpi_severity.level_label IS 'English name of the level';
COMMENT ON COLUMN kpi_severity.level_label_zh IS 'Chinese name of the level';
