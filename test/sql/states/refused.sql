-- Ways around the handling of a case: states, work orders, hand-overs, entries that
-- are what they are.  Each attempt is one statement on the tables.
SET TimeZone = 'Asia/Shanghai';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'iso_8601';
SET client_min_messages = warning;
\set SHOW_CONTEXT never
\getenv here PG_ABS_SRCDIR
\set desk :here '/helper/refused_desk.sql'
\set ECHO none
\i :desk
\set ECHO all
\pset footer off

INSERT INTO tries (who, attempt, statement) VALUES
    ('li.na', 'close without a follow-up',
     $$UPDATE complaint SET state = 'closed' WHERE id = 8$$),
    ('li.na', 'close with a follow-up but no score',
     $$WITH c AS (INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (8, 'out', 'hotline', 'follow_up', 'reached')) UPDATE complaint SET state = 'closed' WHERE id = 8$$),
    ('li.na', 'close on the first call with an open work order',
     $$INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'technical', 'look'); UPDATE complaint SET state = 'closed', reason = 'done' WHERE id = 1$$),
    ('li.na', 'close at once',
     $$UPDATE complaint SET state = 'closed', reason = 'done' WHERE id = 3$$),
    ('li.na', 'jump from registered to executing',
     $$UPDATE complaint SET state = 'executing' WHERE id = 1$$),
    ('li.na', 'skip the approval',
     $$UPDATE complaint SET state = 'offered' WHERE id = 4$$),
    ('li.na', 'approve as an agent',
     $$UPDATE complaint SET state = 'approved' WHERE id = 4$$),
    ('zhou.min', 'approve the own solution',
     $$UPDATE complaint SET state = 'approved' WHERE id = 13$$),
    ('li.na', 'propose a solution without a conclusion',
     $$UPDATE complaint SET state = 'solution_proposed', reason = 'refund' WHERE id = 3$$),
    ('li.na', 'accept as valid without saying why',
     $$UPDATE complaint SET state = 'investigating', validity = 'valid' WHERE id = 2$$),
    ('li.na', 'find invalid without telling the customer',
     $$UPDATE complaint SET state = 'invalid', validity = 'invalid', validity_reason = 'no' WHERE id = 2$$),
    ('li.na', 'execute an offer that nobody accepted',
     $$UPDATE complaint SET state = 'executing' WHERE id = 6$$),
    ('li.na', 'reopen as an agent',
     $$UPDATE complaint SET state = 'reopened', reason = 'again' WHERE id = 9$$),
    ('li.na', 'withdraw without a reason',
     $$UPDATE complaint SET state = 'withdrawn' WHERE id = 1$$),
    ('li.na', 'withdraw with a blank reason',
     $$UPDATE complaint SET state = 'withdrawn', reason = '　 ' WHERE id = 1$$),
    ('li.na', 'a state that does not exist',
     $$UPDATE complaint SET state = 'done' WHERE id = 1$$),
    ('li.na', 'no state',
     $$UPDATE complaint SET state = NULL WHERE id = 1$$),
    ('li.na', 'begin in a final state',
     $$INSERT INTO complaint (channel, title, state) VALUES ('hotline', 'x', 'closed')$$),
    ('li.na', 'write the end without the state',
     $$UPDATE complaint SET closed_at = now() WHERE id = 8$$),
    ('li.na', 'put a sheet away as joined',
     $$UPDATE complaint SET state = 'joined' WHERE id = 1$$),
    ('li.na', 'take a joined sheet out',
     $$UPDATE complaint SET state = 'registered', reason = 'own' WHERE id = 10$$),
    ('li.na', 'hand over without acceptance',
     $$UPDATE complaint SET owner = 'wang.fang', reason = 'busy' WHERE id = 1$$),
    ('li.na', 'give the case to nobody',
     $$UPDATE complaint SET owner = NULL, reason = 'busy' WHERE id = 1$$),
    ('li.na', 'push it to another department',
     $$UPDATE complaint SET department = 'legal', reason = 'busy' WHERE id = 1$$),
    ('li.na', 'take the case of somebody else',
     $$UPDATE complaint SET owner = 'li.na', reason = 'mine' WHERE id = 13$$),
    ('li.na', 'hand over the case of somebody else',
     $$INSERT INTO handover (complaint_id, to_staff, reason) VALUES (13, 'wang.fang', 'x')$$),
    ('li.na', 'accept a hand-over that one asked for',
     $$INSERT INTO handover_answer (handover_id, accepted) VALUES (131, true)$$),
    ('feng.tao', 'accept the hand-over of somebody else',
     $$INSERT INTO handover_answer (handover_id, accepted) VALUES (131, true)$$),
    ('li.na', 'ask for two hand-overs',
     $$INSERT INTO handover (complaint_id, to_staff, reason) VALUES (2, 'liu.yang', 'x')$$),
    ('li.na', 'write an accepted hand-over',
     $$INSERT INTO handover (complaint_id, to_staff, reason, status) VALUES (1, 'wang.fang', 'x', 'accepted')$$),
    ('li.na', 'hand over without a reason',
     $$INSERT INTO handover (complaint_id, to_staff, reason) VALUES (1, 'wang.fang', '')$$),
    ('li.na', 'answer the order of another department',
     $$INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (102, 'done', 'ok')$$),
    ('feng.tao', 'answer an order twice',
     $$INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (101, 'done', 'again')$$),
    ('feng.tao', 'answer under another case',
     $$INSERT INTO work_order_answer (complaint_id, work_order_id, result, answer) VALUES (3, 101, 'done', 'ok')$$),
    ('li.na', 'write an order that is answered already',
     $$INSERT INTO work_order (complaint_id, department, task, status) VALUES (3, 'legal', 'x', 'answered')$$),
    ('feng.tao', 'edit an answer',
     $$UPDATE work_order_answer SET answer = 'better' WHERE id = 151$$),
    ('li.na', 'edit an answered order',
     $$UPDATE work_order SET task = 'other' WHERE id = 101$$),
    ('li.na', 'take an order back',
     $$DELETE FROM work_order WHERE id = 102$$),
    ('li.na', 'edit an investigation',
     $$UPDATE investigation SET conclusion = 'upheld' WHERE id = 111$$),
    ('li.na', 'exchange a piece of evidence',
     $$UPDATE evidence SET reference = 'file 2' WHERE id = 121$$),
    ('li.na', 'raise a score afterwards',
     $$UPDATE satisfaction SET score = 5 WHERE id = 141$$),
    ('li.na', 'delete a hand-over',
     $$DELETE FROM handover WHERE id = 131$$),
    ('li.na', 'add to a case that is over',
     $$INSERT INTO investigation (complaint_id, findings) VALUES (9, 'late')$$),
    ('li.na', 'add to a case that does not exist',
     $$INSERT INTO evidence (complaint_id, kind, reference) VALUES (999, 'photo', 'x')$$),
    ('li.na', 'an entry before the complaint',
     $$INSERT INTO evidence (complaint_id, kind, reference, recorded_at) VALUES (3, 'photo', 'x', now() - interval '9 days')$$),
    ('li.na', 'an entry of tomorrow',
     $$INSERT INTO evidence (complaint_id, kind, reference, recorded_at) VALUES (3, 'photo', 'x', now() + interval '1 day')$$),
    ('li.na', 'a call of tomorrow, to meet a deadline',
     $$INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (3, 'out', 'hotline', 'first_response', now() + interval '1 day', 'reached')$$),
    ('li.na', 'a call before the complaint',
     $$INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (3, 'out', 'hotline', 'first_response', now() - interval '9 days', 'reached')$$),
    ('li.na', 'edit a call',
     $$UPDATE contact SET contacted_at = now() - interval '4 days' WHERE complaint_id = 9$$),
    ('li.na', 'a later receipt, for a later deadline',
     $$UPDATE complaint SET received_at = now() WHERE id = 3$$);

-- who, what, and what the desk says to it
SELECT no, who, attempt, code, told FROM tries, try(who, statement) ORDER BY no;
-- nothing has happened
SELECT * FROM complaint_flow.verify_history('support');
SELECT count(*) AS events, count(DISTINCT complaint_id) AS cases FROM complaint_event;

\set ECHO none
DROP SCHEMA support CASCADE;
DROP TABLE tries;
DROP FUNCTION try;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_cf_owner', current_database()); END $$;
DROP ROLE regress_cf_owner, "regress_cf_li.na", "regress_cf_liu.yang", "regress_cf_zhou.min", "regress_cf_wu.gang", "regress_cf_feng.tao", regress_cf_app, regress_cf_auditor;
