-- What is counted of each case, and what is worked out from it: a figure has a
-- place in the arrays figures of kpi_case and of the sums, and its column in the
-- views; a measure is a share, a mean or a percentile of figures.

@list figure place code view fact label label_zh definition
-- view: the column stands before or after column complaints of the views;
-- fact: what a case has in fact_complaint, a flag (1 or 0) or a number
1 | closings | before | - | closings | 结案数 | cases closed in the period, by the local day of the end; all other figures are by the day of receipt
2 | received | before | - | received | 受理量 | complaint sheets received in the period, imported ones too
37 | joined | before | flag | joined | 并案 | sheets that joined an open case: they count nowhere else, but for their contacts and remedies; received less joined are the complaints that had to be handled
3 | still_open | after | flag | still open | 未结 | of the complaints, not in a final state now
4 | closed | after | flag | closed | 已结 | of the complaints, in a final state now
5 | resolved_fully | after | flag | resolved fully | 完全解决 | of these, closed in a state whose state.resolution is full or not said, and not only partly upheld by the latest conclusion
6 | resolved_partly | after | flag | resolved partly | 部分解决 | of these, closed in a state whose state.resolution is part, or in one that resolves fully where the latest conclusion says partly
7 | invalid | after | flag | invalid | 不成立 | of the complaints, validity is invalid
8 | responded | after | - | responded | 已首次响应 | of the complaints, with a first response: an outgoing contact that reached the customer, acknowledgements not counted, or what else met clock first_response, such as the end of a case settled on the call
9 | first_response_seconds | - | - | seconds to first response | 首次响应秒数 | from receipt to first response, summed up, elapsed
10 | first_response_business_seconds | - | - | business seconds to first response | 首次响应工作秒数 | of these, within the hours of desk.calendar
11 | ended | after | - | with time of end | 有结案时间 | of the closed ones, those whose end is known; imported ones may lack it
12 | resolution_seconds | - | - | seconds to the end | 处理秒数 | from receipt to the latest end, summed up, elapsed, pauses not taken off
13 | resolution_business_seconds | - | - | business seconds to the end | 处理工作秒数 | of these, within the hours of desk.calendar
14 | contacts | after | number | contacts | 联系次数 | contacts that reached somebody
15 | attempts | after | number | attempts | 未接通次数 | outgoing contacts that reached nobody
16 | reopened | after | flag | reopened | 重开件 | cases reopened at least once
17 | reopenings | after | number | reopenings | 重开次数 | how often they were reopened
18 | repeats | after | flag | repeats | 重复投诉 | cases linked to an earlier one of the same customer about the same matter
19 | escalated_complaints | after | flag | escalated complaints | 升级投诉 | repeats whose kind is escalated
20 | escalated | after | flag | escalated in handling | 督办件 | cases with a clock that reached an escalation step
21 | reclassified | after | flag | reclassified | 改类 | cases whose category or level was changed after receipt, by whomever; a first category, with its level, is no change
22 | rerouted | after | flag | rerouted | 转派 | cases that went from one department to another
23 | accurate | after | flag | accurate | 一次准确 | neither reclassified nor rerouted
24 | in_batches | after | flag | in batches | 批量投诉 | cases that belong to an incident
25 | scored | after | - | scored | 已评价 | cases whose latest satisfaction has a score
26 | score_sum | - | - | sum of scores | 评分合计 | scores, summed up
27 | satisfied | after | flag | satisfied | 满意 | scores that satisfaction_grade calls satisfied
28 | investigated | after | flag | investigated | 已调查 | cases with a conclusion; the latest counts
29 | upheld | after | flag | upheld | 成立 | conclusion upheld or partly
30 | cause_identified | after | flag | cause identified | 原因已查明 | conclusion with a cause
31 | promises_met | after | number | clocks met | 时限达成 | clocks of the cases that were met in time
32 | promises_late | after | number | clocks late | 时限超时 | clocks that were met after the deadline
33 | promises_overdue | after | number | clocks overdue | 时限逾期未办 | open clocks that run_clocks found past their deadline
34 | promises_cancelled | after | number | clocks cancelled | 时限取消 | clocks that ended without being judged
35 | remedies | after | number | remedies | 补救件数 | remedies that were executed
36 | cost_cents | - | - | cost in hundredths | 补救成本(百分之一) | their amounts in hundredths of desk.currency; other currencies are left out
@end

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
COMMENT ON COLUMN kpi_figure.definition IS 'what is counted';
INSERT INTO kpi_figure (position, code, label, label_zh, definition) VALUES
@each figure
    ({place}, '{code}', '{label}', '{label_zh}', '{definition}'){comma}
@end
;

@list measure code unit column label label_zh definition value
-- column: what the views have of it, a rate or a time in minutes
resolution_rate | share | rate | resolution rate | 解决率 | (resolved_fully + resolved_partly) / complaints; nothing left out | round((coalesce(f[5], 0) + coalesce(f[6], 0))::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4)
full_resolution_rate | share | rate | rate of full resolution | 完全解决率 | resolved_fully / complaints | round(coalesce(f[5], 0)::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4)
on_time_rate | share | rate | on-time rate | 及时率 | promises_met / (promises_met + promises_late + promises_overdue) | round(coalesce(f[31], 0)::numeric / nullif((coalesce(f[31], 0) + coalesce(f[32], 0) + coalesce(f[33], 0)), 0), 4)
accuracy_rate | share | rate | accuracy rate | 准确率 | accurate / complaints | round(coalesce(f[23], 0)::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4)
satisfied_share | share | rate | satisfied share | 满意度 | satisfied / scored | round(coalesce(f[27], 0)::numeric / nullif(coalesce(f[25], 0), 0), 4)
mean_score | points | rate | mean score | 平均评分 | sum of the latest scores / scored, 1 to 5 (CSAT) | round(coalesce(f[26], 0)::numeric / nullif(coalesce(f[25], 0), 0), 2)
repeat_rate | share | rate | repeat rate | 重复投诉率 | repeats / complaints | round(coalesce(f[18], 0)::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4)
escalation_rate | share | rate | escalation rate | 督办率 | escalated / complaints | round(coalesce(f[20], 0)::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4)
reopening_rate | share | - | reopening rate | 重开率 | reopened / complaints | round(coalesce(f[16], 0)::numeric / nullif(coalesce(f[2], 0) - coalesce(f[37], 0), 0), 4)
cause_identified_rate | share | rate | rate of causes found | 原因查明率 | cause_identified / upheld | round(coalesce(f[30], 0)::numeric / nullif(coalesce(f[29], 0), 0), 4)
cost_per_case | money | - | cost per case | 件均补救成本 | cost / complaints | round(coalesce(f[36], 0)::numeric / nullif(100 * (coalesce(f[2], 0) - coalesce(f[37], 0)), 0), 2)
first_response_mean | minutes | time | mean time to first response | 平均首次响应时间 | from receipt to the first response, elapsed | round(coalesce(f[9], 0)::numeric / nullif((60 * coalesce(f[8], 0)), 0), 2)
first_response_median | minutes | time | median time to first response | 首次响应时间中位数 | from receipt to the first response, elapsed, within 4.9 percent | complaint_flow.histogram_minutes(first_response, 0.5)
first_response_p90 | minutes | time | time to first response, 90 percent | 首次响应时间九成 | from receipt to the first response, which 90 percent do not exceed, elapsed, within 4.9 percent | complaint_flow.histogram_minutes(first_response, 0.9)
first_response_business_mean | minutes | time | mean business time to first response | 平均首次响应工作时间 | from receipt to the first response, within the hours of desk.calendar | round(coalesce(f[10], 0)::numeric / nullif((60 * coalesce(f[8], 0)), 0), 2)
first_response_business_median | minutes | time | median business time to first response | 首次响应工作时间中位数 | from receipt to the first response, within the hours of desk.calendar, within 4.9 percent | complaint_flow.histogram_minutes(first_response_business, 0.5)
first_response_business_p90 | minutes | time | business time to first response, 90 percent | 首次响应工作时间九成 | from receipt to the first response, which 90 percent do not exceed, within the hours of desk.calendar, within 4.9 percent | complaint_flow.histogram_minutes(first_response_business, 0.9)
resolution_mean | minutes | time | mean time to the end | 平均处理时间 | from receipt to the end, elapsed | round(coalesce(f[12], 0)::numeric / nullif((60 * coalesce(f[11], 0)), 0), 2)
resolution_median | minutes | time | median time to the end | 处理时间中位数 | from receipt to the end, elapsed, within 4.9 percent | complaint_flow.histogram_minutes(resolution, 0.5)
resolution_p90 | minutes | time | time to the end, 90 percent | 处理时间九成 | from receipt to the end, which 90 percent do not exceed, elapsed, within 4.9 percent | complaint_flow.histogram_minutes(resolution, 0.9)
resolution_business_mean | minutes | time | mean business time to the end | 平均处理工作时间 | from receipt to the end, within the hours of desk.calendar | round(coalesce(f[13], 0)::numeric / nullif((60 * coalesce(f[11], 0)), 0), 2)
resolution_business_median | minutes | time | median business time to the end | 处理工作时间中位数 | from receipt to the end, within the hours of desk.calendar, within 4.9 percent | complaint_flow.histogram_minutes(resolution_business, 0.5)
resolution_business_p90 | minutes | time | business time to the end, 90 percent | 处理工作时间九成 | from receipt to the end, which 90 percent do not exceed, within the hours of desk.calendar, within 4.9 percent | complaint_flow.histogram_minutes(resolution_business, 0.9)
@end

CREATE TABLE kpi_measure (
    code       text PRIMARY KEY,
    unit       text NOT NULL CHECK (unit IN ('share', 'points', 'minutes', 'money')),
    label      text NOT NULL,
    label_zh   text NOT NULL,
    definition text NOT NULL
);
COMMENT ON TABLE kpi_measure IS 'what departments can be measured by: names of kpi_measured, with words for reports';
COMMENT ON COLUMN kpi_measure.code IS 'name of the measure; where kpi_month has a column of this name, it is the same measure';
COMMENT ON COLUMN kpi_measure.unit IS 'share (0 to 1), points (1 to 5), minutes, or money (desk.currency)';
COMMENT ON COLUMN kpi_measure.definition IS 'what it is';
INSERT INTO kpi_measure (code, unit, label, label_zh, definition) VALUES
@each measure
    ('{code}', '{unit}', '{label}', '{label_zh}', '{definition}'){comma}
@end
;
