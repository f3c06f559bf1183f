-- The empty pack: no policy, only what a desk cannot be without.  States,
-- channels, roles and rules are the owner's to write.

INSERT INTO urgency (code, rank, label, label_zh) VALUES ('ordinary', 0, 'ordinary', '普通');
INSERT INTO level (code, rank, label, label_zh) VALUES ('ordinary', 0, 'ordinary', '普通');

INSERT INTO calendar (name, time_zone, title, title_zh, by_year)
    VALUES ('always', 'UTC', 'always open', '全天', false);
INSERT INTO calendar_hours (calendar, weekday, opens, closes)
    SELECT 'always', weekday, '00:00', '24:00' FROM generate_series(1, 7) AS weekday;

INSERT INTO desk (engine_version, pack, calendar, default_urgency, default_level)
    VALUES (complaint_flow.engine_version(), 'empty', 'always', 'ordinary', 'ordinary');

INSERT INTO state (code, kind, label, label_zh) VALUES
    ('open', 'initial', 'open', '处理中'),
    ('closed', 'final', 'closed', '已办结');
INSERT INTO transition (from_state, to_state, name) VALUES
    ('open', 'closed', 'close'),
    ('closed', 'open', 'reopen');
UPDATE transition SET reopens = true WHERE from_state = 'closed';
