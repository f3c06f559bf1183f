-- The boards of this moment read what the queue holds of each case.  Whatever
-- is done with a case, its row follows; kpi_verify compares it with the case,
-- its clocks and its history, and kpi_rebuild mends it.
SET client_min_messages = warning;
\pset null '-'
\i test/helper/support_desk.sql
\set ECHO all
-- One promise of eight hours that stands still while the customer is asked.
UPDATE clock_rule SET active = false;
UPDATE desk SET handover_needs_acceptance = false;
INSERT INTO clock_rule (position, name, metric, met_by, target, pausing_states)
    VALUES (1, 'eight hours', 'resolution', '{state:closed}', '8 hours', '{awaiting_customer}'),
           (2, 'a call', 'first_response', '{contact:first_response}', '2 hours', '{}');
INSERT INTO clock_rule (position, name, metric, starts_on, met_by, target)
    VALUES (3, 'an answer', 'department_feedback', '{work_order:technical}', '{answer:technical}', '1 hour');
-- the row of each case, times since receipt; and where it is wrong
CREATE TEMP VIEW board AS
SELECT complaint_id AS id, state, department, owner, audience, paused, date_trunc('minute', warn_at - received_at) AS warns,
       date_trunc('minute', overdue_since - received_at) AS overdue,
       in_state_since > received_at AS moved
  FROM queue ORDER BY 1;
CREATE TEMP VIEW wrong AS SELECT key, figure, is_now, should_be FROM complaint_flow.kpi_verify('support') WHERE sums = 'queue';
INSERT INTO customer (id, name) VALUES (7, 'Qian');
INSERT INTO complaint (id, customer_id, received_at, channel, received_by, category, title) VALUES
    (1, 7, '2026-03-02 10:00', 'hotline', 'li.na', '1.2', 'late'), (2, NULL, '2026-03-02 10:00', 'app', NULL, '3.2', 'account stolen');
SELECT * FROM board;
SELECT * FROM wrong;
-- nobody's case: the lowest role may claim it, of two of one rank the first
BEGIN;
INSERT INTO staff_role (code, rank, label, label_zh) SELECT code, 0, code, code FROM unnest('{trainee,helper}'::text[]) AS code;
UPDATE routing_rule SET active = false;
INSERT INTO complaint (id, channel, title) VALUES (4, 'app', 'whose?');
SET LOCAL complaint_flow.actor = 'sun.li';
UPDATE complaint SET handler_role = NULL, reason = 'who is free' WHERE id = 4;
SELECT id, department, owner, audience FROM board WHERE id = 4;
SELECT * FROM wrong;
ROLLBACK;
-- claimed; the customer is called and asked, once before the deadline
SELECT complaint_flow.claim('support', 'feng.tao');
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at)
    VALUES (1, 'out', 'hotline', 'first_response', 'reached', '2026-03-02 11:00');
SELECT * FROM board;
INSERT INTO complaint (id, received_at, channel, received_by, category, title) VALUES (3, now() - interval '1 hour', 'hotline', 'li.na', '1.2', 'late');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (3, 'out', 'hotline', 'first_response', 'reached');
UPDATE complaint SET state = 'verifying' WHERE id IN (1, 3);
UPDATE complaint SET state = 'awaiting_customer', reason = 'which parcel' WHERE id IN (1, 3);
SELECT * FROM board;
SELECT in_state_since = updated_at AS by_event FROM queue JOIN complaint c ON c.id = complaint_id WHERE c.id IN (1, 3);
UPDATE complaint SET state = 'verifying', reason = 'he knows' WHERE id = 3;
SELECT id, paused, moved FROM board WHERE id = 3;
SELECT * FROM wrong;
-- a work order: its clock is the technicians', until the case is
INSERT INTO work_order (id, complaint_id, department, task, recorded_at) VALUES (501, 1, 'technical', 'what does the log say', '2026-03-02 10:00');
SELECT id, warns, overdue FROM board WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET department = 'technical', owner = NULL, reason = 'all theirs' WHERE id = 1;
SELECT * FROM board WHERE id = 1;
UPDATE complaint SET department = 'customer_service', owner = 'sun.li', reason = 'ours' WHERE id = 1;
SELECT * FROM board WHERE id = 1;
SELECT * FROM wrong;
-- another urgency, and another target; another title, which nothing shows
INSERT INTO clock_rule (position, name, metric, met_by, target, condition) VALUES (0, 'urgent', 'resolution', '{state:closed}', '4 hours', 'urgency = ''urgent''');
UPDATE complaint SET urgency = 'urgent', reason = 'he is right' WHERE id = 3;
SELECT id, warns, overdue FROM board WHERE id = 3;
UPDATE complaint SET title = 'very late' WHERE id = 3;
-- more time is agreed upon; the job warns and flags; calendars are computed anew
INSERT INTO agreed_deadline (complaint_id, new_due_at, agreed_with, reason) VALUES (3, now() + interval '2 days', 'customer', 'she is away');
SELECT id, overdue > '1 day' AS later FROM board WHERE id = 3;
RESET complaint_flow.actor;
SELECT * FROM wrong;
SELECT complaint_flow.run_clocks('support', now() + interval '1 hour') > 0 AS flagged;
UPDATE clock_rule SET target = '6 hours' WHERE position = 1;
SELECT complaint_flow.recompute_clocks('support', 'other targets', false) IS NOT NULL AS recomputed;
SELECT * FROM wrong;
-- a batch, a call again, an import, a closing and a return
INSERT INTO complaint (id, channel, product, merchant, title, description)
    SELECT n, 'web_form', 'kettle', 'Jade Shop', 'broken', '商品有破损' FROM generate_series(201, 211) AS n;
SELECT count(DISTINCT incident_id) AS batches FROM complaint;
INSERT INTO complaint (id, customer_id, channel, category, title) VALUES (101, 7, 'hotline', '1.2', 'late');
SELECT repeat_kind, (SELECT count(*) FROM queue WHERE complaint_id = 101) AS queued FROM complaint WHERE id = 101;
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, department, state) VALUES (102, '2026-01-05 10:00', 'letter', 'old', '2.1', 'merchant_care', 'verifying');
RESET complaint_flow.importing;
SELECT * FROM board WHERE id = 102;
SELECT * FROM wrong;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'withdrawn', reason = 'no matter' WHERE id = 3;
SELECT count(*) FROM queue WHERE complaint_id = 3;
INSERT INTO transition (from_state, to_state, name, reopens) VALUES ('withdrawn', 'verifying', 'after all', true);
UPDATE complaint SET state = 'verifying', reason = 'after all' WHERE id = 3;
SELECT count(*) FROM queue WHERE complaint_id = 3;
RESET complaint_flow.actor;
SELECT * FROM wrong;
-- a desk may call the department personal: an erasure takes it from the row, too
UPDATE desk SET personal_columns = personal_columns || '{department}';
SELECT complaint_flow.erase_customer('support', 7, 'as asked', open_cases => true) > 0 AS erased;
SELECT id, department, audience, overdue FROM board WHERE id = 1;
SELECT * FROM wrong;

-- A state becomes one of waiting: the board says so without any write.
SELECT sum(waiting_cases) FROM kpi_live;
UPDATE state SET kind = 'waiting' WHERE code = 'verifying';
SELECT sum(waiting_cases) FROM kpi_live;

-- A row that was lost comes back with the next write of its case.
DELETE FROM queue WHERE complaint_id = 1;
SELECT key, figure FROM wrong WHERE figure IN ('state', 'owner');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET owner = 'zhou.min', handler_role = 'supervisor', reason = 'theirs' WHERE id = 1;
RESET complaint_flow.actor;
SELECT * FROM board WHERE id = 1;
SELECT * FROM wrong;
-- Cases are written while the triggers are off, and rows are spoilt.
SET session_replication_role = replica;
UPDATE complaint SET owner = 'wang.fang' WHERE id = 1;
UPDATE clock SET paused_at = started_at WHERE complaint_id = 102 OR complaint_id = 2 AND metric = 'resolution';
UPDATE complaint_event SET at = at + interval '1 minute' WHERE complaint_id = 1 AND changes ? 'state';
DELETE FROM queue WHERE complaint_id = 102;
INSERT INTO queue SELECT priority, due_at, 999, audience, received_at, department, owner, state, in_state_since, paused FROM queue WHERE complaint_id = 2;
RESET session_replication_role;
SELECT key, string_agg(figure, ', ' ORDER BY figure) AS figures FROM wrong GROUP BY key ORDER BY key::int;
SELECT complaint_flow.mend_queue('support') AS rows, complaint_flow.mend_queue('support') AS again;
SELECT * FROM wrong;
DELETE FROM queue WHERE complaint_id = 2;
SELECT complaint_flow.kpi_rebuild('support') > 0 AS rebuilt;
SELECT * FROM wrong;
-- Rows that an owner gave more columns, which are written by SQL.
ALTER TABLE queue ADD COLUMN note text DEFAULT 'n';
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET owner = 'zhou.min', reason = 'again' WHERE id = 1;
RESET complaint_flow.actor;
SELECT owner, note FROM queue WHERE complaint_id = 1;
SELECT * FROM wrong;
DROP VIEW board, wrong;
SELECT complaint_flow.drop_desk('support', true);
