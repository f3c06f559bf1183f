-- What people and BI tools read: figures by day, month and dimension.

CREATE TABLE kpi_figure (
    position   int PRIMARY KEY,
    code       text NOT NULL UNIQUE,
    label      text NOT NULL,
    label_zh   text NOT NULL,
    definition text NOT NULL
);
COMMENT ON TABLE kpi_figure IS 'what stands at which place of column figures of kpi_case and of the sums; labels and definitions for reports';
COMMENT ON COLUMN kpi_figure.position IS 'place in the array, 1 first';
COMMENT ON COLUMN kpi_figure.code IS 'column of the views';
COMMENT ON COLUMN kpi_figure.label IS 'English name';
COMMENT ON COLUMN kpi_figure.label_zh IS 'Chinese name';
COMMENT ON COLUMN kpi_figure.definition IS 'what is counted';
INSERT INTO kpi_figure (position, code, label, label_zh, definition) VALUES
    (1, 'closings', 'closings', '结案数', 'cases closed in the period, by the local day of the end; all other figures are by the day of receipt'),
    (2, 'received', 'received', '受理量', 'complaint sheets received in the period, imported ones too'),
    (3, 'still_open', 'still open', '未结', 'of the complaints, not in a final state now'),
    (4, 'closed', 'closed', '已结', 'of the complaints, in a final state now'),
    (5, 'resolved_fully', 'resolved fully', '完全解决', 'of these, closed in a state whose state.resolution is full or not said, and not only partly upheld by the latest conclusion'),
    (6, 'resolved_partly', 'resolved partly', '部分解决', 'of these, closed in a state whose state.resolution is part, or in one that resolves fully where the latest conclusion says partly'),
    (7, 'invalid', 'invalid', '不成立', 'of the complaints, validity is invalid'),
    (8, 'responded', 'responded', '已首次响应', 'of the complaints, with a first response: an outgoing contact that reached the customer, acknowledgements not counted, or what else met clock first_response, such as the end of a case settled on the call'),
    (9, 'first_response_seconds', 'seconds to first response', '首次响应秒数', 'from receipt to first response, summed up, elapsed'),
    (10, 'first_response_business_seconds', 'business seconds to first response', '首次响应工作秒数', 'of these, within the hours of desk.calendar'),
    (11, 'ended', 'with time of end', '有结案时间', 'of the closed ones, those whose end is known; imported ones may lack it'),
    (12, 'resolution_seconds', 'seconds to the end', '处理秒数', 'from receipt to the latest end, summed up, elapsed, pauses not taken off'),
    (13, 'resolution_business_seconds', 'business seconds to the end', '处理工作秒数', 'of these, within the hours of desk.calendar'),
    (14, 'contacts', 'contacts', '联系次数', 'contacts that reached somebody'),
    (15, 'attempts', 'attempts', '未接通次数', 'outgoing contacts that reached nobody'),
    (16, 'reopened', 'reopened', '重开件', 'cases reopened at least once'),
    (17, 'reopenings', 'reopenings', '重开次数', 'how often they were reopened'),
    (18, 'repeats', 'repeats', '重复投诉', 'cases linked to an earlier one of the same customer about the same issue'),
    (19, 'escalated_complaints', 'escalated complaints', '升级投诉', 'repeats whose kind is escalated'),
    (20, 'escalated', 'escalated in handling', '督办件', 'cases with a clock that reached an escalation step'),
    (21, 'reclassified', 'reclassified', '改类', 'cases whose category or level was changed after receipt, by whomever'),
    (22, 'rerouted', 'rerouted', '转派', 'cases that went from one department to another'),
    (23, 'accurate', 'accurate', '一次准确', 'neither reclassified nor rerouted'),
    (24, 'in_batches', 'in batches', '批量投诉', 'cases that belong to an incident'),
    (25, 'scored', 'scored', '已评价', 'cases with a score of satisfaction; the latest counts'),
    (26, 'score_sum', 'sum of scores', '评分合计', 'scores, summed up'),
    (27, 'satisfied', 'satisfied', '满意', 'scores that satisfaction_grade calls satisfied'),
    (28, 'investigated', 'investigated', '已调查', 'cases with a conclusion; the latest counts'),
    (29, 'upheld', 'upheld', '成立', 'conclusion upheld or partly'),
    (30, 'cause_identified', 'cause identified', '原因已查明', 'conclusion with a cause'),
    (31, 'promises_met', 'clocks met', '时限达成', 'clocks of the cases that were met in time'),
    (32, 'promises_late', 'clocks late', '时限超时', 'clocks that were met after the deadline'),
    (33, 'promises_overdue', 'clocks overdue', '时限逾期未办', 'open clocks that run_clocks found past their deadline'),
    (34, 'promises_cancelled', 'clocks cancelled', '时限取消', 'clocks that ended without being judged'),
    (35, 'remedies', 'remedies', '补救件数', 'remedies that were executed'),
    (36, 'cost_cents', 'cost in hundredths', '补救成本(百分之一)', 'their amounts in hundredths of desk.currency; other currencies are left out'),
    (37, 'joined', 'joined', '并案', 'sheets that joined an open case: they count nowhere else, but for their contacts and remedies; received less joined are the complaints that had to be handled');

CREATE VIEW kpi_day AS
SELECT day, department, category, level, urgency, channel,
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
  FROM (SELECT day, department, category, level, urgency, channel, complaint_flow.figures_sum(figures, 1) AS f,
               complaint_flow.histogram_sum(first_response) AS first_response,
               complaint_flow.histogram_sum(first_response_business) AS first_response_business,
               complaint_flow.histogram_sum(resolution) AS resolution,
               complaint_flow.histogram_sum(resolution_business) AS resolution_business
          FROM (SELECT day, department, category, level, urgency, channel, figures,
                       first_response, first_response_business, resolution, resolution_business
                  FROM kpi_day_sum
                UNION ALL
                SELECT day, department, category, level, urgency, channel, complaint_flow.figures_sum(figures, times),
                       complaint_flow.histogram_of(first_response, times),
                       complaint_flow.histogram_of(first_response_business, times),
                       complaint_flow.histogram_of(resolution, times),
                       complaint_flow.histogram_of(resolution_business, times)
                  FROM kpi_pending_line
                 GROUP BY 1, 2, 3, 4, 5, 6) AS both_of_them
         GROUP BY 1, 2, 3, 4, 5, 6) AS total
 WHERE coalesce(f[1], 0) <> 0 OR coalesce(f[2], 0) <> 0;
COMMENT ON VIEW kpi_day IS 'figures by day, department, category, level, urgency and channel. Exact to the last commit; a case counts on the local day of its receipt in desk.time_zone, with what it has come to by now';
COMMENT ON COLUMN kpi_day.day IS 'local day of receipt; for closings of the end';
COMMENT ON COLUMN kpi_day.department IS 'department of the case now; NULL: none';
COMMENT ON COLUMN kpi_day.category IS 'category now; NULL: none found';
COMMENT ON COLUMN kpi_day.level IS 'level now';
COMMENT ON COLUMN kpi_day.urgency IS 'urgency now';
COMMENT ON COLUMN kpi_day.channel IS 'channel';
COMMENT ON COLUMN kpi_day.closings IS 'cases closed in the period, by the local day of the end; all other figures are by the day of receipt';
COMMENT ON COLUMN kpi_day.received IS 'complaint sheets received in the period, imported ones too';
COMMENT ON COLUMN kpi_day.joined IS 'of these, sheets that joined an open case: they count nowhere else, but for their contacts and remedies';
COMMENT ON COLUMN kpi_day.complaints IS 'received - joined: the complaints that had to be handled; rates and regulators'' returns count these';
COMMENT ON COLUMN kpi_day.still_open IS 'of the complaints, not in a final state now';
COMMENT ON COLUMN kpi_day.closed IS 'of the complaints, in a final state now';
COMMENT ON COLUMN kpi_day.resolved_fully IS 'of these, closed in a state whose state.resolution is full or not said, and not only partly upheld by the latest conclusion';
COMMENT ON COLUMN kpi_day.resolved_partly IS 'of these, closed in a state whose state.resolution is part, or in one that resolves fully where the latest conclusion says partly';
COMMENT ON COLUMN kpi_day.invalid IS 'of the complaints, validity is invalid';
COMMENT ON COLUMN kpi_day.responded IS 'of the complaints, with a first response: an outgoing contact that reached the customer, acknowledgements not counted, or what else met clock first_response, such as the end of a case settled on the call';
COMMENT ON COLUMN kpi_day.ended IS 'of the closed ones, those whose end is known; imported ones may lack it';
COMMENT ON COLUMN kpi_day.contacts IS 'contacts that reached somebody';
COMMENT ON COLUMN kpi_day.attempts IS 'outgoing contacts that reached nobody';
COMMENT ON COLUMN kpi_day.reopened IS 'cases reopened at least once';
COMMENT ON COLUMN kpi_day.reopenings IS 'how often they were reopened';
COMMENT ON COLUMN kpi_day.repeats IS 'cases linked to an earlier one of the same customer about the same issue';
COMMENT ON COLUMN kpi_day.escalated_complaints IS 'repeats whose kind is escalated';
COMMENT ON COLUMN kpi_day.escalated IS 'cases with a clock that reached an escalation step';
COMMENT ON COLUMN kpi_day.reclassified IS 'cases whose category or level was changed after receipt, by whomever';
COMMENT ON COLUMN kpi_day.rerouted IS 'cases that went from one department to another';
COMMENT ON COLUMN kpi_day.accurate IS 'neither reclassified nor rerouted';
COMMENT ON COLUMN kpi_day.in_batches IS 'cases that belong to an incident';
COMMENT ON COLUMN kpi_day.scored IS 'cases with a score of satisfaction; the latest counts';
COMMENT ON COLUMN kpi_day.satisfied IS 'scores that satisfaction_grade calls satisfied';
COMMENT ON COLUMN kpi_day.investigated IS 'cases with a conclusion; the latest counts';
COMMENT ON COLUMN kpi_day.upheld IS 'conclusion upheld or partly';
COMMENT ON COLUMN kpi_day.cause_identified IS 'conclusion with a cause';
COMMENT ON COLUMN kpi_day.promises_met IS 'clocks of the cases that were met in time';
COMMENT ON COLUMN kpi_day.promises_late IS 'clocks that were met after the deadline';
COMMENT ON COLUMN kpi_day.promises_overdue IS 'open clocks that run_clocks found past their deadline';
COMMENT ON COLUMN kpi_day.promises_cancelled IS 'clocks that ended without being judged';
COMMENT ON COLUMN kpi_day.remedies IS 'remedies that were executed';
COMMENT ON COLUMN kpi_day.cost IS 'amounts of executed remedies in desk.currency; other currencies are left out';
COMMENT ON COLUMN kpi_day.resolution_rate IS '(resolved_fully + resolved_partly) / complaints; nothing left out';
COMMENT ON COLUMN kpi_day.full_resolution_rate IS 'resolved_fully / complaints';
COMMENT ON COLUMN kpi_day.on_time_rate IS 'promises_met / (met + late + overdue) over all clocks (及时率); running and cancelled ones are left out';
COMMENT ON COLUMN kpi_day.accuracy_rate IS 'accurate / complaints (准确率)';
COMMENT ON COLUMN kpi_day.satisfied_share IS 'satisfied / scored (满意度)';
COMMENT ON COLUMN kpi_day.mean_score IS 'mean score of satisfaction, 1 to 5 (CSAT)';
COMMENT ON COLUMN kpi_day.repeat_rate IS 'repeats / complaints';
COMMENT ON COLUMN kpi_day.escalation_rate IS 'escalated / complaints';
COMMENT ON COLUMN kpi_day.cause_identified_rate IS 'cause_identified / upheld';
COMMENT ON COLUMN kpi_day.first_response_mean IS 'mean time from receipt to the first response, in minutes, exact';
COMMENT ON COLUMN kpi_day.first_response_median IS 'median of the time from receipt to the first response, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_day.first_response_p90 IS 'time that 90 percent do not exceed from receipt to the first response, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_day.first_response_business_mean IS 'mean time from receipt to the first response within the hours of desk.calendar, in minutes, exact';
COMMENT ON COLUMN kpi_day.first_response_business_median IS 'median of the time from receipt to the first response within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_day.first_response_business_p90 IS 'time that 90 percent do not exceed from receipt to the first response within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_day.resolution_mean IS 'mean time from receipt to the end, in minutes, exact';
COMMENT ON COLUMN kpi_day.resolution_median IS 'median of the time from receipt to the end, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_day.resolution_p90 IS 'time that 90 percent do not exceed from receipt to the end, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_day.resolution_business_mean IS 'mean time from receipt to the end within the hours of desk.calendar, in minutes, exact';
COMMENT ON COLUMN kpi_day.resolution_business_median IS 'median of the time from receipt to the end within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_day.resolution_business_p90 IS 'time that 90 percent do not exceed from receipt to the end within the hours of desk.calendar, in minutes, within 4.9 percent';

CREATE VIEW kpi_week AS
SELECT week, department, category,
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
  FROM (SELECT week, department, category, complaint_flow.figures_sum(figures, 1) AS f,
               complaint_flow.histogram_sum(first_response) AS first_response,
               complaint_flow.histogram_sum(first_response_business) AS first_response_business,
               complaint_flow.histogram_sum(resolution) AS resolution,
               complaint_flow.histogram_sum(resolution_business) AS resolution_business
          FROM (SELECT week, department, category, figures,
                       first_response, first_response_business, resolution, resolution_business
                  FROM kpi_week_sum
                UNION ALL
                SELECT week, department, category, complaint_flow.figures_sum(figures, times),
                       complaint_flow.histogram_of(first_response, times),
                       complaint_flow.histogram_of(first_response_business, times),
                       complaint_flow.histogram_of(resolution, times),
                       complaint_flow.histogram_of(resolution_business, times)
                  FROM kpi_pending_line
                 GROUP BY 1, 2, 3) AS both_of_them
         GROUP BY 1, 2, 3) AS total
 WHERE coalesce(f[1], 0) <> 0 OR coalesce(f[2], 0) <> 0;
COMMENT ON VIEW kpi_week IS 'figures by week, department and category. Exact to the last commit; a case counts on the local day of its receipt in desk.time_zone, with what it has come to by now';
COMMENT ON COLUMN kpi_week.week IS 'Monday of the week of receipt; for closings of the end';
COMMENT ON COLUMN kpi_week.department IS 'department of the case now; NULL: none';
COMMENT ON COLUMN kpi_week.category IS 'category now; NULL: none found';
COMMENT ON COLUMN kpi_week.closings IS 'cases closed in the period, by the local day of the end; all other figures are by the day of receipt';
COMMENT ON COLUMN kpi_week.received IS 'complaint sheets received in the period, imported ones too';
COMMENT ON COLUMN kpi_week.joined IS 'of these, sheets that joined an open case: they count nowhere else, but for their contacts and remedies';
COMMENT ON COLUMN kpi_week.complaints IS 'received - joined: the complaints that had to be handled; rates and regulators'' returns count these';
COMMENT ON COLUMN kpi_week.still_open IS 'of the complaints, not in a final state now';
COMMENT ON COLUMN kpi_week.closed IS 'of the complaints, in a final state now';
COMMENT ON COLUMN kpi_week.resolved_fully IS 'of these, closed in a state whose state.resolution is full or not said, and not only partly upheld by the latest conclusion';
COMMENT ON COLUMN kpi_week.resolved_partly IS 'of these, closed in a state whose state.resolution is part, or in one that resolves fully where the latest conclusion says partly';
COMMENT ON COLUMN kpi_week.invalid IS 'of the complaints, validity is invalid';
COMMENT ON COLUMN kpi_week.responded IS 'of the complaints, with a first response: an outgoing contact that reached the customer, acknowledgements not counted, or what else met clock first_response, such as the end of a case settled on the call';
COMMENT ON COLUMN kpi_week.ended IS 'of the closed ones, those whose end is known; imported ones may lack it';
COMMENT ON COLUMN kpi_week.contacts IS 'contacts that reached somebody';
COMMENT ON COLUMN kpi_week.attempts IS 'outgoing contacts that reached nobody';
COMMENT ON COLUMN kpi_week.reopened IS 'cases reopened at least once';
COMMENT ON COLUMN kpi_week.reopenings IS 'how often they were reopened';
COMMENT ON COLUMN kpi_week.repeats IS 'cases linked to an earlier one of the same customer about the same issue';
COMMENT ON COLUMN kpi_week.escalated_complaints IS 'repeats whose kind is escalated';
COMMENT ON COLUMN kpi_week.escalated IS 'cases with a clock that reached an escalation step';
COMMENT ON COLUMN kpi_week.reclassified IS 'cases whose category or level was changed after receipt, by whomever';
COMMENT ON COLUMN kpi_week.rerouted IS 'cases that went from one department to another';
COMMENT ON COLUMN kpi_week.accurate IS 'neither reclassified nor rerouted';
COMMENT ON COLUMN kpi_week.in_batches IS 'cases that belong to an incident';
COMMENT ON COLUMN kpi_week.scored IS 'cases with a score of satisfaction; the latest counts';
COMMENT ON COLUMN kpi_week.satisfied IS 'scores that satisfaction_grade calls satisfied';
COMMENT ON COLUMN kpi_week.investigated IS 'cases with a conclusion; the latest counts';
COMMENT ON COLUMN kpi_week.upheld IS 'conclusion upheld or partly';
COMMENT ON COLUMN kpi_week.cause_identified IS 'conclusion with a cause';
COMMENT ON COLUMN kpi_week.promises_met IS 'clocks of the cases that were met in time';
COMMENT ON COLUMN kpi_week.promises_late IS 'clocks that were met after the deadline';
COMMENT ON COLUMN kpi_week.promises_overdue IS 'open clocks that run_clocks found past their deadline';
COMMENT ON COLUMN kpi_week.promises_cancelled IS 'clocks that ended without being judged';
COMMENT ON COLUMN kpi_week.remedies IS 'remedies that were executed';
COMMENT ON COLUMN kpi_week.cost IS 'amounts of executed remedies in desk.currency; other currencies are left out';
COMMENT ON COLUMN kpi_week.resolution_rate IS '(resolved_fully + resolved_partly) / complaints; nothing left out';
COMMENT ON COLUMN kpi_week.full_resolution_rate IS 'resolved_fully / complaints';
COMMENT ON COLUMN kpi_week.on_time_rate IS 'promises_met / (met + late + overdue) over all clocks (及时率); running and cancelled ones are left out';
COMMENT ON COLUMN kpi_week.accuracy_rate IS 'accurate / complaints (准确率)';
COMMENT ON COLUMN kpi_week.satisfied_share IS 'satisfied / scored (满意度)';
COMMENT ON COLUMN kpi_week.mean_score IS 'mean score of satisfaction, 1 to 5 (CSAT)';
COMMENT ON COLUMN kpi_week.repeat_rate IS 'repeats / complaints';
COMMENT ON COLUMN kpi_week.escalation_rate IS 'escalated / complaints';
COMMENT ON COLUMN kpi_week.cause_identified_rate IS 'cause_identified / upheld';
COMMENT ON COLUMN kpi_week.first_response_mean IS 'mean time from receipt to the first response, in minutes, exact';
COMMENT ON COLUMN kpi_week.first_response_median IS 'median of the time from receipt to the first response, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_week.first_response_p90 IS 'time that 90 percent do not exceed from receipt to the first response, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_week.first_response_business_mean IS 'mean time from receipt to the first response within the hours of desk.calendar, in minutes, exact';
COMMENT ON COLUMN kpi_week.first_response_business_median IS 'median of the time from receipt to the first response within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_week.first_response_business_p90 IS 'time that 90 percent do not exceed from receipt to the first response within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_week.resolution_mean IS 'mean time from receipt to the end, in minutes, exact';
COMMENT ON COLUMN kpi_week.resolution_median IS 'median of the time from receipt to the end, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_week.resolution_p90 IS 'time that 90 percent do not exceed from receipt to the end, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_week.resolution_business_mean IS 'mean time from receipt to the end within the hours of desk.calendar, in minutes, exact';
COMMENT ON COLUMN kpi_week.resolution_business_median IS 'median of the time from receipt to the end within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_week.resolution_business_p90 IS 'time that 90 percent do not exceed from receipt to the end within the hours of desk.calendar, in minutes, within 4.9 percent';

CREATE VIEW kpi_month AS
SELECT month, department, category,
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
  FROM (SELECT month, department, category, complaint_flow.figures_sum(figures, 1) AS f,
               complaint_flow.histogram_sum(first_response) AS first_response,
               complaint_flow.histogram_sum(first_response_business) AS first_response_business,
               complaint_flow.histogram_sum(resolution) AS resolution,
               complaint_flow.histogram_sum(resolution_business) AS resolution_business
          FROM (SELECT month, department, category, figures,
                       first_response, first_response_business, resolution, resolution_business
                  FROM kpi_month_sum
                UNION ALL
                SELECT month, department, category, complaint_flow.figures_sum(figures, times),
                       complaint_flow.histogram_of(first_response, times),
                       complaint_flow.histogram_of(first_response_business, times),
                       complaint_flow.histogram_of(resolution, times),
                       complaint_flow.histogram_of(resolution_business, times)
                  FROM kpi_pending_line
                 GROUP BY 1, 2, 3) AS both_of_them
         GROUP BY 1, 2, 3) AS total
 WHERE coalesce(f[1], 0) <> 0 OR coalesce(f[2], 0) <> 0;
COMMENT ON VIEW kpi_month IS 'figures by month, department and category. Exact to the last commit; a case counts on the local day of its receipt in desk.time_zone, with what it has come to by now';
COMMENT ON COLUMN kpi_month.month IS 'first day of the month of receipt; for closings of the end';
COMMENT ON COLUMN kpi_month.department IS 'department of the case now; NULL: none';
COMMENT ON COLUMN kpi_month.category IS 'category now; NULL: none found';
COMMENT ON COLUMN kpi_month.closings IS 'cases closed in the period, by the local day of the end; all other figures are by the day of receipt';
COMMENT ON COLUMN kpi_month.received IS 'complaint sheets received in the period, imported ones too';
COMMENT ON COLUMN kpi_month.joined IS 'of these, sheets that joined an open case: they count nowhere else, but for their contacts and remedies';
COMMENT ON COLUMN kpi_month.complaints IS 'received - joined: the complaints that had to be handled; rates and regulators'' returns count these';
COMMENT ON COLUMN kpi_month.still_open IS 'of the complaints, not in a final state now';
COMMENT ON COLUMN kpi_month.closed IS 'of the complaints, in a final state now';
COMMENT ON COLUMN kpi_month.resolved_fully IS 'of these, closed in a state whose state.resolution is full or not said, and not only partly upheld by the latest conclusion';
COMMENT ON COLUMN kpi_month.resolved_partly IS 'of these, closed in a state whose state.resolution is part, or in one that resolves fully where the latest conclusion says partly';
COMMENT ON COLUMN kpi_month.invalid IS 'of the complaints, validity is invalid';
COMMENT ON COLUMN kpi_month.responded IS 'of the complaints, with a first response: an outgoing contact that reached the customer, acknowledgements not counted, or what else met clock first_response, such as the end of a case settled on the call';
COMMENT ON COLUMN kpi_month.ended IS 'of the closed ones, those whose end is known; imported ones may lack it';
COMMENT ON COLUMN kpi_month.contacts IS 'contacts that reached somebody';
COMMENT ON COLUMN kpi_month.attempts IS 'outgoing contacts that reached nobody';
COMMENT ON COLUMN kpi_month.reopened IS 'cases reopened at least once';
COMMENT ON COLUMN kpi_month.reopenings IS 'how often they were reopened';
COMMENT ON COLUMN kpi_month.repeats IS 'cases linked to an earlier one of the same customer about the same issue';
COMMENT ON COLUMN kpi_month.escalated_complaints IS 'repeats whose kind is escalated';
COMMENT ON COLUMN kpi_month.escalated IS 'cases with a clock that reached an escalation step';
COMMENT ON COLUMN kpi_month.reclassified IS 'cases whose category or level was changed after receipt, by whomever';
COMMENT ON COLUMN kpi_month.rerouted IS 'cases that went from one department to another';
COMMENT ON COLUMN kpi_month.accurate IS 'neither reclassified nor rerouted';
COMMENT ON COLUMN kpi_month.in_batches IS 'cases that belong to an incident';
COMMENT ON COLUMN kpi_month.scored IS 'cases with a score of satisfaction; the latest counts';
COMMENT ON COLUMN kpi_month.satisfied IS 'scores that satisfaction_grade calls satisfied';
COMMENT ON COLUMN kpi_month.investigated IS 'cases with a conclusion; the latest counts';
COMMENT ON COLUMN kpi_month.upheld IS 'conclusion upheld or partly';
COMMENT ON COLUMN kpi_month.cause_identified IS 'conclusion with a cause';
COMMENT ON COLUMN kpi_month.promises_met IS 'clocks of the cases that were met in time';
COMMENT ON COLUMN kpi_month.promises_late IS 'clocks that were met after the deadline';
COMMENT ON COLUMN kpi_month.promises_overdue IS 'open clocks that run_clocks found past their deadline';
COMMENT ON COLUMN kpi_month.promises_cancelled IS 'clocks that ended without being judged';
COMMENT ON COLUMN kpi_month.remedies IS 'remedies that were executed';
COMMENT ON COLUMN kpi_month.cost IS 'amounts of executed remedies in desk.currency; other currencies are left out';
COMMENT ON COLUMN kpi_month.resolution_rate IS '(resolved_fully + resolved_partly) / complaints; nothing left out';
COMMENT ON COLUMN kpi_month.full_resolution_rate IS 'resolved_fully / complaints';
COMMENT ON COLUMN kpi_month.on_time_rate IS 'promises_met / (met + late + overdue) over all clocks (及时率); running and cancelled ones are left out';
COMMENT ON COLUMN kpi_month.accuracy_rate IS 'accurate / complaints (准确率)';
COMMENT ON COLUMN kpi_month.satisfied_share IS 'satisfied / scored (满意度)';
COMMENT ON COLUMN kpi_month.mean_score IS 'mean score of satisfaction, 1 to 5 (CSAT)';
COMMENT ON COLUMN kpi_month.repeat_rate IS 'repeats / complaints';
COMMENT ON COLUMN kpi_month.escalation_rate IS 'escalated / complaints';
COMMENT ON COLUMN kpi_month.cause_identified_rate IS 'cause_identified / upheld';
COMMENT ON COLUMN kpi_month.first_response_mean IS 'mean time from receipt to the first response, in minutes, exact';
COMMENT ON COLUMN kpi_month.first_response_median IS 'median of the time from receipt to the first response, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_month.first_response_p90 IS 'time that 90 percent do not exceed from receipt to the first response, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_month.first_response_business_mean IS 'mean time from receipt to the first response within the hours of desk.calendar, in minutes, exact';
COMMENT ON COLUMN kpi_month.first_response_business_median IS 'median of the time from receipt to the first response within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_month.first_response_business_p90 IS 'time that 90 percent do not exceed from receipt to the first response within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_month.resolution_mean IS 'mean time from receipt to the end, in minutes, exact';
COMMENT ON COLUMN kpi_month.resolution_median IS 'median of the time from receipt to the end, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_month.resolution_p90 IS 'time that 90 percent do not exceed from receipt to the end, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_month.resolution_business_mean IS 'mean time from receipt to the end within the hours of desk.calendar, in minutes, exact';
COMMENT ON COLUMN kpi_month.resolution_business_median IS 'median of the time from receipt to the end within the hours of desk.calendar, in minutes, within 4.9 percent';
COMMENT ON COLUMN kpi_month.resolution_business_p90 IS 'time that 90 percent do not exceed from receipt to the end within the hours of desk.calendar, in minutes, within 4.9 percent';
