-- Old sheets come in with their numbers, some of them of the form that the desk
-- itself gives: no new complaint is refused for that (SPEC R10).
\i test/helper/support_desk.sql
\set ECHO all

SET complaint_flow.importing = on;
INSERT INTO complaint (sheet_no, received_at, channel, state, title) VALUES
    ('20260302-000008', '2026-03-02 09:00', 'hotline', 'closed', '旧系统的投诉'),
    ('20260302-000001', '2026-03-02 09:05', 'hotline', 'closed', '旧系统的投诉'),
    -- no number of ours
    ('2026-000007', '2026-03-02 09:10', 'hotline', 'closed', '旧系统的投诉'),
    ('20260302-9', '2026-03-02 09:15', 'hotline', 'closed', '旧系统的投诉'),
    ('20260302-000012A', '2026-03-02 09:20', 'hotline', 'closed', '旧系统的投诉');
RESET complaint_flow.importing;
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (received_at, channel, title) SELECT '2026-03-02 10:00', 'hotline', '包裹少发一件' FROM generate_series(1, 6);
SELECT count(*), count(DISTINCT sheet_no), min(id) > 8 AS passed_over FROM complaint WHERE imported_at IS NULL;
-- A number far ahead stays as it is, and does not use up the desk's own.
SET complaint_flow.importing = on;
INSERT INTO complaint (sheet_no, received_at, channel, state, title) VALUES ('20260302-900719925474', '2026-03-02 09:30', 'hotline', 'closed', '旧系统的投诉')
    RETURNING id < 100 AS small;
RESET complaint_flow.importing;
INSERT INTO complaint (channel, title) VALUES ('hotline', '包裹少发一件') RETURNING id < 100 AS small;
-- A desk's own sheets, brought in with their ids, move nothing: advance_sequences does.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, sheet_no, received_at, channel, state, title) VALUES (200, '20260302-000200', '2026-03-02 09:40', 'hotline', 'closed', '另一个服务台的投诉');
RESET complaint_flow.importing;
INSERT INTO complaint (channel, title) VALUES ('hotline', '包裹少发一件') RETURNING id < 100 AS small;
-- Rows that came past the triggers: the numbers of sheets count, too.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET sheet_no = '20260302-000300' WHERE id = 200;
COMMIT;
SELECT complaint_flow.advance_sequences('support') LIKE '%, now at 300';
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
