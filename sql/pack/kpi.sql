-- Classes of kpi_within.  Ours: the procedure names none; these are the times
-- that the British conduct authority's complaints return asks for.

INSERT INTO closing_bucket (position, code, within, label, label_zh) VALUES
    (1, 'three_working_days', 'T+3', 'closed within three working days', '三个工作日内结案'),
    (2, 'four_weeks', '28 days', 'closed within four weeks', '四周内结案'),
    (3, 'eight_weeks', '56 days', 'closed within eight weeks', '八周内结案'),
    (4, 'longer', NULL, 'closed later', '超过八周结案');

-- The composite score: what counts how much, and between which values; ours,
-- the procedure names the measures and leaves their weights open.
INSERT INTO kpi_weight (measure, weight, at_worst, at_best) VALUES
    ('on_time_rate', 25, 0.60, 1.00),
    ('satisfied_share', 25, 0.50, 1.00),
    ('resolution_rate', 20, 0.50, 1.00),
    ('accuracy_rate', 10, 0.70, 1.00),
    ('repeat_rate', 10, 0.20, 0.00),
    ('escalation_rate', 10, 0.20, 0.00);
