-- Figures along one dimension, of clocks and of states.

CREATE VIEW kpi_by AS
SELECT dimension, month, code,
       coalesce(f[1], 0) AS closings,
       coalesce(f[2], 0) AS received,
       coalesce(f[37], 0) AS joined,
       coalesce(f[2], 0) - coalesce(f[37], 0) AS complaints,
       coalesce(f[3], 0) AS still_open,
       coalesce(f[4], 0) AS closed,
       coalesce(f[5], 0) AS resolved_fully,
       coalesce(f[6], 0) AS resolved_partly,
       coalesce(f[7], 0) AS invalid,
       coalesce(f[8], 0) AS responded,
       coalesce(f[11], 0) AS ended,
       coalesce(f[14], 0) AS contacts,
       coalesce(f[15], 0) AS attempts,
       coalesce(f[16], 0) AS reopened,
       coalesce(f[17], 0) AS reopenings,
       coalesce(f[18], 0) AS repeats,
       coalesce(f[19], 0) AS escalated_complaints,
       coalesce(f[20], 0) AS escalated,
       coalesce(f[21], 0) AS reclassified,
       coalesce(f[22], 0) AS rerouted,
       coalesce(f[23], 0) AS accurate,
       coalesce(f[24], 0) AS in_batches,
       coalesce(f[25], 0) AS scored,
       coalesce(f[27], 0) AS satisfied,
       coalesce(f[28], 0) AS investigated,
       coalesce(f[29], 0) AS upheld,
       coalesce(f[30], 0) AS cause_identified,
       coalesce(f[31], 0) AS promises_met,
       coalesce(f[32], 0) AS promises_late,
       coalesce(f[33], 0) AS promises_overdue,
       coalesce(f[34], 0) AS promises_cancelled,
       coalesce(f[35], 0) AS remedies,
       (coalesce(f[36], 0) * 0.01)::numeric(20, 2) AS cost,
       round((coalesce(f[5], 0) + coalesce(f[6], 0))::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4) AS resolution_rate,
       round(coalesce(f[5], 0)::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4) AS full_resolution_rate,
       round(coalesce(f[31], 0)::numeric / nullif((coalesce(f[31], 0) + coalesce(f[32], 0) + coalesce(f[33], 0)), 0), 4) AS on_time_rate,
       round(coalesce(f[23], 0)::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4) AS accuracy_rate,
       round(coalesce(f[27], 0)::numeric / nullif(coalesce(f[25], 0), 0), 4) AS satisfied_share,
       round(coalesce(f[26], 0)::numeric / nullif(coalesce(f[25], 0), 0), 2) AS mean_score,
       round(coalesce(f[18], 0)::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4) AS repeat_rate,
       round(coalesce(f[20], 0)::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4) AS escalation_rate,
       round(coalesce(f[30], 0)::numeric / nullif(coalesce(f[29], 0), 0), 4) AS cause_identified_rate,
       round(coalesce(f[9], 0)::numeric / nullif((60 * coalesce(f[8], 0)), 0), 2) AS first_response_mean,
       complaint_flow.histogram_minutes(first_response, 0.5) AS first_response_median,
       complaint_flow.histogram_minutes(first_response, 0.9) AS first_response_p90,
       round(coalesce(f[10], 0)::numeric / nullif((60 * coalesce(f[8], 0)), 0), 2) AS first_response_business_mean,
       complaint_flow.histogram_minutes(first_response_business, 0.5) AS first_response_business_median,
       complaint_flow.histogram_minutes(first_response_business, 0.9) AS first_response_business_p90,
       round(coalesce(f[12], 0)::numeric / nullif((60 * coalesce(f[11], 0)), 0), 2) AS resolution_mean,
       complaint_flow.histogram_minutes(resolution, 0.5) AS resolution_median,
       complaint_flow.histogram_minutes(resolution, 0.9) AS resolution_p90,
       round(coalesce(f[13], 0)::numeric / nullif((60 * coalesce(f[11], 0)), 0), 2) AS resolution_business_mean,
       complaint_flow.histogram_minutes(resolution_business, 0.5) AS resolution_business_median,
       complaint_flow.histogram_minutes(resolution_business, 0.9) AS resolution_business_p90
  FROM (SELECT dimension, month, code, complaint_flow.figures_sum(figures, 1) AS f,
               complaint_flow.histogram_sum(first_response) AS first_response,
               complaint_flow.histogram_sum(first_response_business) AS first_response_business,
               complaint_flow.histogram_sum(resolution) AS resolution,
               complaint_flow.histogram_sum(resolution_business) AS resolution_business
          FROM (SELECT dimension, month, code, figures,
                       first_response, first_response_business, resolution, resolution_business
                  FROM kpi_by_sum
                UNION ALL
                SELECT dimension, month, code, complaint_flow.figures_sum(figures, times),
                       complaint_flow.histogram_of(first_response, times),
                       complaint_flow.histogram_of(first_response_business, times),
                       complaint_flow.histogram_of(resolution, times),
                       complaint_flow.histogram_of(resolution_business, times)
                  FROM (SELECT l.*, w.dimension, w.code
                          FROM kpi_pending_line l
                          CROSS JOIN LATERAL (VALUES ('owner', l.owner), ('level', l.level), ('urgency', l.urgency), ('channel', l.channel),
                               ('product', l.product), ('merchant', l.merchant), ('issue', l.issue_key)) AS w (dimension, code)) AS along
                 GROUP BY 1, 2, 3) AS both_of_them
         GROUP BY 1, 2, 3) AS total
 WHERE coalesce(f[1], 0) <> 0 OR coalesce(f[2], 0) <> 0;
COMMENT ON VIEW kpi_by IS 'figures by month along one dimension: choose one, the dimensions must not be added up. Exact to the last commit; a case counts on the local day of its receipt in desk.time_zone, with what it has come to by now';
COMMENT ON COLUMN kpi_by.dimension IS 'owner, level, urgency, channel, product, merchant or issue';
COMMENT ON COLUMN kpi_by.month IS 'first day of the month of receipt; for closings of the end';
COMMENT ON COLUMN kpi_by.code IS 'code or name in the dimension now; NULL: the case has none';
COMMENT ON COLUMN kpi_by.closings IS 'cases closed in the period, by the local day of the end; all other figures are by the day of receipt';
COMMENT ON COLUMN kpi_by.received IS 'complaint sheets received in the period, imported ones too';
COMMENT ON COLUMN kpi_by.joined IS 'of these, sheets that joined an open case: they count nowhere else, but for their contacts and remedies';
COMMENT ON COLUMN kpi_by.complaints IS 'received - joined: the complaints that had to be handled; rates and regulators'' returns count these';
COMMENT ON COLUMN kpi_by.still_open IS 'of the complaints, not in a final state now';
COMMENT ON COLUMN kpi_by.closed IS 'of the complaints, in a final state now';
COMMENT ON COLUMN kpi_by.resolved_fully IS 'of these, closed in a state whose state.resolution is full or not said, and not only partly upheld by the latest conclusion';
COMMENT ON COLUMN kpi_by.resolved_partly IS 'of these, closed in a state whose state.resolution is part, or in one that resolves fully where the latest conclusion says partly';
COMMENT ON COLUMN kpi_by.invalid IS 'of the complaints, validity is invalid';
COMMENT ON COLUMN kpi_by.responded IS 'of the complaints, with a first response: an outgoing contact that reached the customer, acknowledgements not counted, or what else met clock first_response, such as the end of a case settled on the call';
COMMENT ON COLUMN kpi_by.ended IS 'of the closed ones, those whose end is known; imported ones may lack it';
COMMENT ON COLUMN kpi_by.contacts IS 'contacts that reached somebody';
COMMENT ON COLUMN kpi_by.attempts IS 'outgoing contacts that reached nobody';
COMMENT ON COLUMN kpi_by.reopened IS 'cases reopened at least once';
COMMENT ON COLUMN kpi_by.reopenings IS 'how often they were reopened';
COMMENT ON COLUMN kpi_by.repeats IS 'cases linked to an earlier one of the same customer about the same issue';
COMMENT ON COLUMN kpi_by.escalated_complaints IS 'repeats whose kind is escalated';
COMMENT ON COLUMN kpi_by.escalated IS 'cases with a clock that reached an escalation step';
COMMENT ON COLUMN kpi_by.reclassified IS 'cases whose category or level was changed after receipt, by whomever';
COMMENT ON COLUMN kpi_by.rerouted IS 'cases that went from one department to another';
COMMENT ON COLUMN kpi_by.accurate IS 'neither reclassified nor rerouted';
COMMENT ON COLUMN kpi_by.in_batches IS 'cases that belong to an incident';
COMMENT ON COLUMN kpi_by.scored IS 'cases with a score of satisfaction; the latest counts';
COMMENT ON COLUMN kpi_by.satisfied IS 'scores that satisfaction_grade calls satisfied';
COMMENT ON COLUMN kpi_by.investigated IS 'cases with a conclusion; the latest counts';
COMMENT ON COLUMN kpi_by.upheld IS 'conclusion upheld or partly';
COMMENT ON COLUMN kpi_by.cause_identified IS 'conclusion with a cause';
COMMENT ON COLUMN kpi_by.promises_met IS 'clocks of the cases that were met in time';
COMMENT ON COLUMN kpi_by.promises_late IS 'clocks that were met after the deadline';
COMMENT ON COLUMN kpi_by.promises_overdue IS 'open clocks that run_clocks found past their deadline';
COMMENT ON COLUMN kpi_by.promises_cancelled IS 'clocks that ended without being judged';
COMMENT ON COLUMN kpi_by.remedies IS 'remedies that were executed';
COMMENT ON COLUMN kpi_by.cost IS 'amounts of executed remedies in desk.currency; other currencies are left out';
COMMENT ON COLUMN kpi_by.resolution_rate IS '(resolved_fully + resolved_partly) / complaints; nothing left out';
COMMENT ON COLUMN kpi_by.full_resolution_rate IS 'resolved_fully / complaints';
COMMENT ON COLUMN kpi_by.on_time_rate IS 'promises_met / (met + late + overdue) over all clocks (及时率); running and cancelled ones are left out';
COMMENT ON COLUMN kpi_by.accuracy_rate IS 'accurate / complaints (准确率)';
COMMENT ON COLUMN kpi_by.satisfied_share IS 'satisfied / scored (满意度)';
COMMENT ON COLUMN kpi_by.mean_score IS 'mean score of satisfaction, 1 to 5 (CSAT)';
COMMENT ON COLUMN kpi_by.repeat_rate IS 'repeats / complaints';
COMMENT ON COLUMN kpi_by.escalation_rate IS 'escalated / complaints';
COMMENT ON COLUMN kpi_by.cause_identified_rate IS 'cause_identified / upheld';
COMMENT ON COLUMN kpi_by.first_response_mean IS 'mean time from receipt to the first response, in minutes, exact';
COMMENT ON COLUMN kpi_by.first_response_median IS 'median of the time from receipt to the first response, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_by.first_response_p90 IS 'time that 90 percent do not exceed from receipt to the first response, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_by.first_response_business_mean IS 'mean time from receipt to the first response within the hours of desk.calendar, in minutes, exact';
COMMENT ON COLUMN kpi_by.first_response_business_median IS 'median of the time from receipt to the first response within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_by.first_response_business_p90 IS 'time that 90 percent do not exceed from receipt to the first response within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_by.resolution_mean IS 'mean time from receipt to the end, in minutes, exact';
COMMENT ON COLUMN kpi_by.resolution_median IS 'median of the time from receipt to the end, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_by.resolution_p90 IS 'time that 90 percent do not exceed from receipt to the end, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_by.resolution_business_mean IS 'mean time from receipt to the end within the hours of desk.calendar, in minutes, exact';
COMMENT ON COLUMN kpi_by.resolution_business_median IS 'median of the time from receipt to the end within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_by.resolution_business_p90 IS 'time that 90 percent do not exceed from receipt to the end within the hours of desk.calendar, in minutes, within 4.9 percent';

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
          FROM (SELECT month, code, department, category, figures, times FROM kpi_part_sum WHERE kind = 'clock'
                UNION ALL
                SELECT month, code, department, category, complaint_flow.figures_sum(figures, times), complaint_flow.histogram_of(seconds, times)
                  FROM kpi_pending_part
                 WHERE kind = 'clock'
                 GROUP BY 1, 2, 3, 4) AS both_of_them
         GROUP BY 1, 2, 3, 4) AS total
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
          FROM (SELECT month, code, department, category, figures, times FROM kpi_part_sum WHERE kind = 'state'
                UNION ALL
                SELECT month, code, department, category, complaint_flow.figures_sum(figures, times), complaint_flow.histogram_of(seconds, times)
                  FROM kpi_pending_part
                 WHERE kind = 'state'
                 GROUP BY 1, 2, 3, 4) AS both_of_them
         GROUP BY 1, 2, 3, 4) AS total
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
