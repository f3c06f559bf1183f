-- A complaint comes in by the web form on a holiday night, when nobody works.
\i test/helper/support_desk.sql
\set ECHO all

-- A desk that nobody answers for on holidays: without the limit of 24 hours.
UPDATE clock_rule SET at_most = NULL WHERE metric = 'first_response';
-- Spring Festival 2026, Monday the 16th of February, 23:30.  The web site writes
-- the row as its own database role; nobody has received it.
SET complaint_flow.actor = '';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, amount, product, remedy_sought)
    VALUES (1, '2026-02-16 23:30', 'web_form', '保温杯漏水', '用一次就漏水，杯盖也拧不紧', 'JF26020077', 168, '保温杯', '换货');
SELECT sheet_no, category, level, received_by, owner, handler_role, missing FROM complaint;
-- The next working day counts as T+1: Tuesday the 24th, until midnight.
SELECT metric, target, due_at, provisional FROM clock WHERE metric = 'first_response';
SELECT day, label, complaint_flow.is_working_day('support', 'standard', day) AS works
  FROM calendar_day WHERE calendar = 'standard' AND day IN ('2026-02-16', '2026-02-28', '2026-02-23') ORDER BY day;

-- It waits for any agent.  Two ask; one gets it.
SELECT complaint_id, claimable_by, owner FROM work_queue;
SELECT complaint_flow.claim('support', 'wang.fang') AS wang_fang;
SELECT complaint_flow.claim('support', 'zhang.wei') AS zhang_wei;
SELECT complaint_id, claimable_by, owner FROM work_queue;
-- Who claims it is not who received it: nobody did.
SELECT received_by, owner, department FROM complaint;

-- Wang Fang writes to the customer: confirmation at once, an answer on Tuesday.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES
    (1, 'out', 'email', 'acknowledgement', '2026-02-16 23:31', 'reached'),
    (1, 'out', 'hotline', 'first_response', '2026-02-24 09:20', 'not_reached'),
    (1, 'out', 'hotline', 'first_response', '2026-02-24 16:05', 'reached');
SELECT metric, stopped_at, outcome FROM clock WHERE outcome IS NOT NULL ORDER BY stopped_at;
SELECT first_response_at, last_contact_at, contact_count, attempt_count FROM complaint;

-- Verification: the photograph shows a cup of another shop.
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'invalid', validity = 'invalid', validity_reason = '照片中的杯子并非本店商品' WHERE id = 1;
-- First the customer is told, politely.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note)
    VALUES (1, 'out', 'hotline', 'update', 'reached', '说明核实结果');
UPDATE complaint SET state = 'invalid', validity = 'invalid', validity_reason = '照片中的杯子并非本店商品' WHERE id = 1;
SELECT state, validity, closed_at IS NOT NULL AS closed, (SELECT count(*) FROM queue) AS queue FROM complaint;

-- He appeals with the right photograph; it is verified again, and valid now.
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'verifying', evidence = '{photo-2}', reason = '客户补充照片，申诉' WHERE id = 1;
SELECT state, closed_at, missing, (SELECT count(*) FROM queue) AS queue FROM complaint;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '补充照片属实' WHERE id = 1;
SELECT seq, activity, actor FROM complaint_event ORDER BY seq;
-- The clock of resolution began again with the appeal.
SELECT metric, cycle, target, outcome FROM clock WHERE metric = 'resolution' ORDER BY cycle;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
