-- How well a department does, in one number: a few measures, each on its way
-- from bad to good, weighted.

CREATE TABLE kpi_weight (
    measure  text PRIMARY KEY REFERENCES kpi_measure,
    weight   numeric(9, 2) NOT NULL CHECK (weight > 0 AND weight <= 1000000),
    at_worst numeric(14, 4) NOT NULL CHECK (at_worst BETWEEN -1000000000 AND 1000000000),
    at_best  numeric(14, 4) NOT NULL CHECK (at_best BETWEEN -1000000000 AND 1000000000),
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
  FROM (SELECT month, department,
               complaint_flow.figures_sum(figures, 1) AS f,
               complaint_flow.histogram_sum(first_response) AS first_response,
               complaint_flow.histogram_sum(first_response_business) AS first_response_business,
               complaint_flow.histogram_sum(resolution) AS resolution,
               complaint_flow.histogram_sum(resolution_business) AS resolution_business
          FROM kpi_month_exact
         GROUP BY 1, 2) AS t
  CROSS JOIN LATERAL (VALUES
@each measure
       ('{code}', {value}){comma}
@end
       ) AS m (measure, value)
 WHERE f[2] > coalesce(f[37], 0) AND m.value IS NOT NULL;
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
