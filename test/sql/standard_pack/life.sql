-- The life of a case under the standard pack: every way from receipt to an end.
\i test/helper/session.sql
\set ECHO all
\set VERBOSITY sqlstate

SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
UPDATE desk SET language = 'en';
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('wu.gang', 'Wu Gang', 'manager', 'customer_service', NULL),
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', 'wu.gang'),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li'),
    ('wang.fang', 'Wang Fang', 'agent', 'customer_service', 'sun.li'),
    ('he.xin', 'He Xin', 'agent', 'technical', NULL),
    ('app', 'application', 'agent', 'customer_service', NULL);
UPDATE staff SET database_role = current_user, speaks_for_others = true WHERE code = 'app';
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description)
    SELECT n, '2025-03-07 10:00', 'hotline', '漏发', '包裹漏发了一件' FROM generate_series(1, 6) AS n;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    SELECT n, 'out', 'hotline', 'first_response', '2025-03-07 11:00', 'reached' FROM generate_series(1, 4) AS n;

-- 1: the long way, with what is refused on it
UPDATE complaint SET state = 'investigating' WHERE id = 1;
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'awaiting_customer' WHERE id = 1;
UPDATE complaint SET state = 'awaiting_customer', reason = 'asked for the order number' WHERE id = 1;
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = 'seen on the scales' WHERE id = 1;
UPDATE complaint SET state = 'solution_proposed', reason = 'send the missing piece' WHERE id = 1;
INSERT INTO investigation (complaint_id, methods, findings, cause, conclusion) VALUES (1, 'weight of the parcel', 'one piece less', 'process', 'upheld');
UPDATE complaint SET state = 'solution_proposed', reason = 'send the missing piece' WHERE id = 1;
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'offer', 'reached');
UPDATE complaint SET state = 'offered' WHERE id = 1;
UPDATE complaint SET state = 'executing' WHERE id = 1;
UPDATE complaint SET state = 'investigating' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'rejected');
UPDATE complaint SET state = 'executing' WHERE id = 1;
UPDATE complaint SET state = 'investigating' WHERE id = 1;
UPDATE complaint SET state = 'solution_proposed', reason = 'and a voucher' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1;
UPDATE complaint SET state = 'closed' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
UPDATE complaint SET state = 'closed' WHERE id = 1;
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 4);
UPDATE complaint SET state = 'closed' WHERE id = 1;
UPDATE complaint SET state = 'reopened', reason = 'still broken' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'reopened', reason = 'still broken' WHERE id = 1;
SELECT metric, cycle, outcome IS NULL AS open FROM clock WHERE complaint_id = 1 ORDER BY metric, cycle;
-- an outside authority
UPDATE complaint SET state = 'mediating' WHERE id = 1;
UPDATE complaint SET state = 'referred', reason = 'to the consumer council' WHERE id = 1;

-- 2: invalid, appealed, found valid; nobody approves their own
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'verifying' WHERE id = 2;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (2, 'out', 'hotline', 'update', 'reached');
UPDATE complaint SET state = 'invalid', validity = 'invalid', validity_reason = 'all pieces delivered' WHERE id = 2;
SELECT count(*) AS open FROM clock WHERE complaint_id = 2 AND outcome IS NULL;
UPDATE complaint SET state = 'verifying', reason = 'photo of the parcel' WHERE id = 2;
SELECT metric, cycle FROM clock WHERE complaint_id = 2 AND outcome IS NULL ORDER BY 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = 'the photo shows it' WHERE id = 2;
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (2, 'process', 'upheld');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET owner = 'sun.li', reason = 'appeal' WHERE id = 2;
UPDATE complaint SET state = 'solution_proposed', reason = 'send it' WHERE id = 2;
UPDATE complaint SET state = 'approved' WHERE id = 2;
SET complaint_flow.actor = 'wu.gang';
UPDATE complaint SET state = 'approved' WHERE id = 2;

-- 3: mediation ends in agreement
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'verifying' WHERE id = 3;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = 'yes' WHERE id = 3;
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (3, 'process', 'partly');
UPDATE complaint SET state = 'solution_proposed', reason = 'voucher' WHERE id = 3;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'investigating', reason = 'voucher too small' WHERE id = 3;
UPDATE complaint SET state = 'solution_proposed', reason = 'bigger voucher' WHERE id = 3;
-- who proposed it does not approve it, owner or not
UPDATE complaint SET state = 'approved' WHERE id = 3;
SET complaint_flow.actor = 'wu.gang';
UPDATE complaint SET state = 'approved' WHERE id = 3;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (3, 'out', 'hotline', 'offer', 'reached');
UPDATE complaint SET state = 'offered' WHERE id = 3;
UPDATE complaint SET state = 'mediating', reason = 'no' WHERE id = 3;
UPDATE complaint SET state = 'agreed' WHERE id = 3;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (3, 'out', 'hotline', 'offer', 'reached', 'accepted');
UPDATE complaint SET state = 'agreed' WHERE id = 3;
UPDATE complaint SET state = 'executing' WHERE id = 3;
UPDATE complaint SET state = 'follow_up_due' WHERE id = 3;
UPDATE complaint SET state = 'reopened', reason = 'not what was agreed' WHERE id = 3;
UPDATE complaint SET state = 'investigating' WHERE id = 3;
SELECT level, reopen_count FROM complaint WHERE id = 3;

-- 4: settled on the first call, by the receiver only; 5: invalid without telling; 6: withdrawn
SET complaint_flow.actor = 'wang.fang';
UPDATE complaint SET state = 'closed', reason = 'sent at once' WHERE id = 4;
SET complaint_flow.actor = 'li.na';
INSERT INTO work_order (complaint_id, department, task) VALUES (4, 'technical', 'the counter at the packing table');
UPDATE complaint SET state = 'closed', reason = 'sent at once' WHERE id = 4;
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', 'repaired' FROM work_order;
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'closed', reason = 'sent at once' WHERE id = 4;
UPDATE complaint SET state = 'verifying' WHERE id = 5;
UPDATE complaint SET state = 'invalid', validity = 'invalid', validity_reason = 'no' WHERE id = 5;
UPDATE complaint SET state = 'withdrawn' WHERE id = 6;
UPDATE complaint SET state = 'withdrawn', reason = 'found it' WHERE id = 6;

SELECT id, state, closed_at IS NOT NULL AS closed,
       EXISTS (SELECT FROM queue q WHERE q.complaint_id = c.id) AS queued
  FROM complaint c ORDER BY id;
SELECT string_agg(activity, ' ' ORDER BY seq) FROM complaint_event WHERE complaint_id = 1;

RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
