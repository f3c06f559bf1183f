-- A supervisor looks at the board (SPEC R35, R37): who has how much, what is
-- due, what is late, and in which state cases wait.
SET client_min_messages = warning;
\pset null '-'
\i test/helper/support_desk.sql
\set ECHO all
-- One promise that runs by day and by night: closed or offered in 8 hours,
-- with a warning after 6; while the customer has to answer it stands still.
UPDATE clock_rule SET active = false;
INSERT INTO clock_rule (position, name, metric, met_by, target, pausing_states)
    VALUES (1, 'eight hours', 'resolution', '{contact:offer,state:closed}', '8 hours', '{awaiting_customer}');
CREATE TEMP VIEW board AS
SELECT department, owner, open_cases AS open, waiting_cases AS waiting, due_soon, breached,
       date_trunc('hour', now() - oldest_received_at) AS oldest
  FROM kpi_live ORDER BY department NULLS FIRST, owner NULLS FIRST;
CREATE TEMP VIEW waits AS
SELECT state, department, cases, round(median_minutes / 60) AS median, round(p90_minutes / 60) AS p90, round(longest_minutes / 60) AS longest
  FROM kpi_waiting ORDER BY 1, 2;
SELECT * FROM board;
INSERT INTO complaint (id, received_at, channel, received_by, category, title)
    SELECT id, now() - hours * interval '1 hour', 'hotline', by, '1.2', 'late'
      FROM (VALUES (1, 1, 'li.na'), (2, 7, 'li.na'), (3, 9, 'li.na'), (4, 7, 'wang.fang'), (5, 9, 'wang.fang')) AS c (id, hours, by);
-- risk control gets one, and nobody has it yet
INSERT INTO complaint (id, received_at, channel, category, title) VALUES (6, now() - interval '3 hours', 'app', '3.2', 'account stolen');
SELECT * FROM board;
SELECT * FROM waits;

-- Wang Fang asks both customers.  Her first promise stands still, the second
-- was broken before she asked; the job has not been here yet.
SET complaint_flow.actor = 'wang.fang';
UPDATE complaint SET state = 'verifying' WHERE id IN (4, 5);
UPDATE complaint SET state = 'awaiting_customer', reason = 'which parcel' WHERE id IN (4, 5);
RESET complaint_flow.actor;
SELECT * FROM board WHERE owner = 'wang.fang';
SELECT * FROM waits;
-- The job changes nothing of it.
SELECT complaint_flow.run_clocks('support') > 0 AS flagged;
SELECT * FROM board;
-- An offer keeps a promise, though late; it is no longer an open one.
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    VALUES (3, 'out', 'hotline', 'offer', 'reached'), (2, 'out', 'hotline', 'offer', 'reached');
SELECT * FROM board WHERE owner = 'li.na';

-- Li Na asks the technicians and the lawyers, who have four hours each: one is
-- late, one nearly.  That is theirs, not hers, to answer for.
INSERT INTO clock_rule (position, name, metric, starts_on, met_by, target)
    VALUES (2, 'an answer', 'department_feedback', '{work_order:technical,work_order:legal}', '{answer:technical,answer:legal}', '4 hours');
SET complaint_flow.actor = 'li.na';
INSERT INTO work_order (id, complaint_id, department, task, recorded_at) VALUES
    (501, 2, 'technical', 'what does the log say', now() - interval '5 hours'), (502, 2, 'legal', 'may we', now() - interval '3.5 hours'),
    (503, 2, 'legal', 'must we', now() - interval '1 hour'), (504, 1, 'legal', 'can we', now());
RESET complaint_flow.actor;
SELECT department, open_orders, due_soon, breached, date_trunc('hour', now() - oldest_asked_at) AS oldest, department_label_zh FROM kpi_orders ORDER BY 1;
SELECT * FROM board WHERE owner = 'li.na';
-- Cases of an older system: one is open there, for a month; one is closed.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, department, state) VALUES
    (101, now() - interval '30 days', 'letter', 'old', '2.1', 'merchant_care', 'verifying'),
    (102, now() - interval '30 days', 'letter', 'older', '2.1', 'merchant_care', 'closed');
RESET complaint_flow.importing;
SELECT * FROM board;
SELECT state_label, state_label_zh, department_label, department_label_zh, cases, round(longest_minutes / 1440) AS days FROM kpi_waiting WHERE department = 'merchant_care';
SELECT DISTINCT department_label, department_label_zh FROM kpi_live ORDER BY 1;
-- What ends leaves the board; what is not in a final state is on it.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'withdrawn', reason = 'the parcel came' WHERE id = 1;
RESET complaint_flow.actor;
SELECT open_orders FROM kpi_orders WHERE department = 'legal';
SELECT (SELECT sum(open_cases) FROM kpi_live) AS live, (SELECT sum(cases) FROM kpi_waiting) AS waiting, (SELECT sum(still_open) FROM kpi_month) AS still_open;

-- An analyst reads the board, and the supervisor sees all departments on it.
CREATE ROLE regress_live_analyst;
CREATE ROLE regress_live_agent;
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_live_analyst');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_live_agent');
SELECT complaint_flow.filter_by_department('support', true);
SET ROLE regress_live_analyst;
SELECT sum(open_cases) AS open FROM kpi_live;
SELECT sum(cases) AS cases FROM kpi_waiting;
SELECT count(*) FROM kpi_open;
SET ROLE regress_live_agent;
SELECT count(*) FROM kpi_live;
RESET ROLE;
-- Among many closed cases only the open ones are read.
CREATE FUNCTION pg_temp.scans(query text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        IF line ~ 'Scan.* on (complaint|complaint_event)\y' THEN
            RETURN NEXT substring(line, '[A-Z].*');
        END IF;
    END LOOP;
END
$$;
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, department, state)
    SELECT n, '2026-01-05 10:00', 'letter', 'old', '2.1', 'merchant_care', 'closed' FROM generate_series(1001, 3000) AS n;
RESET complaint_flow.importing;
VACUUM ANALYZE complaint, clock, complaint_event, queue;
SELECT * FROM pg_temp.scans('SELECT * FROM kpi_live');
SELECT * FROM pg_temp.scans('SELECT * FROM kpi_waiting');
DROP VIEW board, waits;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_live_analyst, regress_live_agent;
