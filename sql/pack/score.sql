-- The composite score: what counts how much, and between which values; ours,
-- the procedure names the measures and leaves their weights open.
INSERT INTO kpi_weight (measure, weight, at_worst, at_best) VALUES
    ('on_time_rate', 25, 0.60, 1.00),
    ('satisfied_share', 25, 0.50, 1.00),
    ('resolution_rate', 20, 0.50, 1.00),
    ('accuracy_rate', 10, 0.70, 1.00),
    ('repeat_rate', 10, 0.20, 0.00),
    ('escalation_rate', 10, 0.20, 0.00);
