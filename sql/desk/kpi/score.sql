-- How well a department does, in one number: a few measures, each on its way
-- from bad to good, weighted.

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
COMMENT ON COLUMN kpi_measure.label IS 'English name';
COMMENT ON COLUMN kpi_measure.label_zh IS 'Chinese name';
COMMENT ON COLUMN kpi_measure.definition IS 'what it is';
INSERT INTO kpi_measure (code, unit, label, label_zh, definition) VALUES
    ('resolution_rate', 'share', 'resolution rate', '解决率', '(resolved_fully + resolved_partly) / complaints'),
    ('full_resolution_rate', 'share', 'rate of full resolution', '完全解决率', 'resolved_fully / complaints'),
    ('on_time_rate', 'share', 'on-time rate', '及时率', 'promises_met / (promises_met + promises_late + promises_overdue)'),
    ('accuracy_rate', 'share', 'accuracy rate', '准确率', 'accurate / complaints'),
    ('satisfied_share', 'share', 'satisfied share', '满意度', 'satisfied / scored'),
    ('mean_score', 'points', 'mean score', '平均评分', 'sum of the latest scores / scored'),
    ('repeat_rate', 'share', 'repeat rate', '重复投诉率', 'repeats / complaints'),
    ('escalation_rate', 'share', 'escalation rate', '督办率', 'escalated / complaints'),
    ('reopening_rate', 'share', 'reopening rate', '重开率', 'reopened / complaints'),
    ('cause_identified_rate', 'share', 'rate of causes found', '原因查明率', 'cause_identified / upheld'),
    ('cost_per_case', 'money', 'cost per case', '件均补救成本', 'cost / complaints'),
    ('first_response_mean', 'minutes', 'mean time to first response', '平均首次响应时间', 'from receipt to the first response, elapsed'),
    ('first_response_median', 'minutes', 'median time to first response', '首次响应时间中位数', 'from receipt to the first response, elapsed, within 4.9 percent'),
    ('first_response_p90', 'minutes', 'time to first response, 90 percent', '首次响应时间九成', 'that 90 percent do not exceed, elapsed, within 4.9 percent'),
    ('first_response_business_mean', 'minutes', 'mean business time to first response', '平均首次响应工作时间', 'from receipt to the first response, within the hours of desk.calendar'),
    ('first_response_business_median', 'minutes', 'median business time to first response', '首次响应工作时间中位数', 'the same, within 4.9 percent'),
    ('first_response_business_p90', 'minutes', 'business time to first response, 90 percent', '首次响应工作时间九成', 'that 90 percent do not exceed, within 4.9 percent'),
    ('resolution_mean', 'minutes', 'mean time to the end', '平均处理时间', 'from receipt to the end, elapsed'),
    ('resolution_median', 'minutes', 'median time to the end', '处理时间中位数', 'from receipt to the end, elapsed, within 4.9 percent'),
    ('resolution_p90', 'minutes', 'time to the end, 90 percent', '处理时间九成', 'that 90 percent do not exceed, elapsed, within 4.9 percent'),
    ('resolution_business_mean', 'minutes', 'mean business time to the end', '平均处理工作时间', 'from receipt to the end, within the hours of desk.calendar'),
    ('resolution_business_median', 'minutes', 'median business time to the end', '处理工作时间中位数', 'the same, within 4.9 percent'),
    ('resolution_business_p90', 'minutes', 'business time to the end, 90 percent', '处理工作时间九成', 'that 90 percent do not exceed, within 4.9 percent');

CREATE TABLE kpi_weight (
    measure  text PRIMARY KEY REFERENCES kpi_measure,
    weight   numeric NOT NULL CHECK (weight > 0 AND weight <= 1000000),
    at_worst numeric NOT NULL CHECK (at_worst BETWEEN -1000000000 AND 1000000000),
    at_best  numeric NOT NULL CHECK (at_best BETWEEN -1000000000 AND 1000000000),
    active   boolean NOT NULL DEFAULT true,
    CONSTRAINT kpi_weight_has_a_way CHECK (at_worst <> at_best)
);
COMMENT ON TABLE kpi_weight IS 'what makes up kpi_score: each measure gives 0 points at or beyond at_worst, 100 at or beyond at_best, and in between its share of the way';
COMMENT ON COLUMN kpi_weight.measure IS 'measure, see kpi_measure';
COMMENT ON COLUMN kpi_weight.weight IS 'how much it counts, against the other rows';
COMMENT ON COLUMN kpi_weight.at_worst IS 'value that gives 0 points; above at_best where less is better';
COMMENT ON COLUMN kpi_weight.at_best IS 'value that gives 100 points';
COMMENT ON COLUMN kpi_weight.active IS 'false: does not count';

CREATE VIEW kpi_measured AS
SELECT t.month, t.department, m.measure, m.value
  -- sums may end before the last place where that is zero
  FROM (SELECT month, department,
               complaint_flow.figures_plus(complaint_flow.figures_sum(figures, 1), array_fill(0::bigint, '{37}')) AS f,
               complaint_flow.histogram_sum(first_response) AS first_response,
               complaint_flow.histogram_sum(first_response_business) AS first_response_business,
               complaint_flow.histogram_sum(resolution) AS resolution,
               complaint_flow.histogram_sum(resolution_business) AS resolution_business
          FROM (SELECT month, department, figures,
                       first_response, first_response_business, resolution, resolution_business
                  FROM kpi_month_sum
                UNION ALL
                SELECT month, department, complaint_flow.figures_sum(figures, times),
                       complaint_flow.histogram_of(first_response, times),
                       complaint_flow.histogram_of(first_response_business, times),
                       complaint_flow.histogram_of(resolution, times),
                       complaint_flow.histogram_of(resolution_business, times)
                  FROM kpi_pending_line
                 GROUP BY 1, 2) AS both_of_them
         GROUP BY 1, 2) AS t
  CROSS JOIN LATERAL (VALUES
       ('resolution_rate', round((f[5] + f[6])::numeric / nullif(f[2] - f[37], 0), 4)),
       ('full_resolution_rate', round(f[5]::numeric / nullif(f[2] - f[37], 0), 4)),
       ('on_time_rate', round(f[31]::numeric / nullif(f[31] + f[32] + f[33], 0), 4)),
       ('accuracy_rate', round(f[23]::numeric / nullif(f[2] - f[37], 0), 4)),
       ('satisfied_share', round(f[27]::numeric / nullif(f[25], 0), 4)),
       ('mean_score', round(f[26]::numeric / nullif(f[25], 0), 2)),
       ('repeat_rate', round(f[18]::numeric / nullif(f[2] - f[37], 0), 4)),
       ('escalation_rate', round(f[20]::numeric / nullif(f[2] - f[37], 0), 4)),
       ('reopening_rate', round(f[16]::numeric / nullif(f[2] - f[37], 0), 4)),
       ('cause_identified_rate', round(f[30]::numeric / nullif(f[29], 0), 4)),
       ('cost_per_case', round(f[36]::numeric / nullif(100 * (f[2] - f[37]), 0), 2)),
       ('first_response_mean', round(f[9]::numeric / nullif(60 * f[8], 0), 2)),
       ('first_response_median', complaint_flow.histogram_minutes(first_response, 0.5)),
       ('first_response_p90', complaint_flow.histogram_minutes(first_response, 0.9)),
       ('first_response_business_mean', round(f[10]::numeric / nullif(60 * f[8], 0), 2)),
       ('first_response_business_median', complaint_flow.histogram_minutes(first_response_business, 0.5)),
       ('first_response_business_p90', complaint_flow.histogram_minutes(first_response_business, 0.9)),
       ('resolution_mean', round(f[12]::numeric / nullif(60 * f[11], 0), 2)),
       ('resolution_median', complaint_flow.histogram_minutes(resolution, 0.5)),
       ('resolution_p90', complaint_flow.histogram_minutes(resolution, 0.9)),
       ('resolution_business_mean', round(f[13]::numeric / nullif(60 * f[11], 0), 2)),
       ('resolution_business_median', complaint_flow.histogram_minutes(resolution_business, 0.5)),
       ('resolution_business_p90', complaint_flow.histogram_minutes(resolution_business, 0.9)))
       AS m (measure, value)
 WHERE f[2] > f[37] AND m.value IS NOT NULL;
COMMENT ON VIEW kpi_measured IS 'measures of departments, one a row, all categories together, by the month of receipt as in kpi_month; measures that have no value are left out. Exact to the last commit, percentiles within 4.9 percent';
COMMENT ON COLUMN kpi_measured.month IS 'first day of the month of receipt';
COMMENT ON COLUMN kpi_measured.department IS 'department of the cases now; NULL: none';
COMMENT ON COLUMN kpi_measured.measure IS 'measure, see kpi_measure for unit and definition';
COMMENT ON COLUMN kpi_measured.value IS 'its value';

CREATE VIEW kpi_score_part AS
SELECT v.month, v.department, v.measure, v.value,
       round(100 * least(greatest((v.value - w.at_worst) / (w.at_best - w.at_worst), 0), 1), 2) AS points,
       w.weight, m.label, m.label_zh
  FROM kpi_measured v
  JOIN kpi_weight w ON w.measure = v.measure AND w.active
  JOIN kpi_measure m ON m.code = v.measure;
COMMENT ON VIEW kpi_score_part IS 'what kpi_score is made of: the points of each measure';
COMMENT ON COLUMN kpi_score_part.month IS 'first day of the month of receipt';
COMMENT ON COLUMN kpi_score_part.department IS 'department of the cases now; NULL: none';
COMMENT ON COLUMN kpi_score_part.measure IS 'measure, see kpi_measure';
COMMENT ON COLUMN kpi_score_part.value IS 'its value, see kpi_measured';
COMMENT ON COLUMN kpi_score_part.points IS '100 * (value - at_worst) / (at_best - at_worst), not below 0 and not above 100, see kpi_weight';
COMMENT ON COLUMN kpi_score_part.weight IS 'how much it counts, see kpi_weight';
COMMENT ON COLUMN kpi_score_part.label IS 'English name of the measure';
COMMENT ON COLUMN kpi_score_part.label_zh IS 'Chinese name of the measure';

CREATE VIEW kpi_score AS
SELECT p.month, p.department, round(sum(p.points * p.weight) / sum(p.weight), 2) AS score, count(*) AS measures,
       round(sum(p.weight) / (SELECT sum(weight) FROM kpi_weight WHERE active), 4) AS weight_share,
       d.label AS department_label, d.label_zh AS department_label_zh
  FROM kpi_score_part p
  LEFT JOIN department d ON d.code = p.department
 GROUP BY p.month, p.department, d.label, d.label_zh;
COMMENT ON VIEW kpi_score IS 'composite score of each department and month (SPEC R33), made from the measures and weights of kpi_weight; kpi_score_part shows how. Months with few cases say little: look at kpi_month.received';
COMMENT ON COLUMN kpi_score.month IS 'first day of the month of receipt';
COMMENT ON COLUMN kpi_score.department IS 'department of the cases now; NULL: none';
COMMENT ON COLUMN kpi_score.score IS 'weighted mean of the points of its measures, 0 to 100; measures without a value are left out';
COMMENT ON COLUMN kpi_score.measures IS 'how many measures had a value';
COMMENT ON COLUMN kpi_score.weight_share IS 'their share of all weights, 0 to 1: the lower, the less the score says';
COMMENT ON COLUMN kpi_score.department_label IS 'English name of the department';
COMMENT ON COLUMN kpi_score.department_label_zh IS 'Chinese name of the department';
