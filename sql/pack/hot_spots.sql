-- What counts as rising, for every pack; ours.
INSERT INTO hot_spot_rule (subject, window_days, at_least, ratio) VALUES
    ('issue', 30, 5, 1.5),
    ('category', 30, 20, 1.2);
