-- Ways around the rules about remedies and extensions, each refused.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title) VALUES (1, '2026-03-02 10:00', 'hotline', '退款');
INSERT INTO complaint (id, received_at, channel, title, category, accused_staff)
    VALUES (2, '2026-03-02 10:00', 'hotline', '态度', '2.2', 'zhou.min');
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES
    (501, 1, 'refund', 30), (502, 1, 'refund', 800), (503, 2, 'refund', 800);
INSERT INTO extension (id, complaint_id, new_due_at, reason, recorded_at)
    VALUES (601, 1, '2026-03-20 18:00', '待查', '2026-03-03 10:00');
\set VERBOSITY sqlstate

-- The proposer approves, in the own name or in another.
INSERT INTO approval (remedy_id, decision) VALUES (502, 'approved');
INSERT INTO approval (extension_id, decision) VALUES (601, 'approved');
-- Engine columns are filled in by hand.
INSERT INTO remedy (complaint_id, kind, amount, status) VALUES (1, 'refund', 800, 'approved');
INSERT INTO remedy (complaint_id, kind, amount, approvals) VALUES (1, 'refund', 40, 1);
INSERT INTO remedy (complaint_id, kind, amount, approved_at) VALUES (1, 'refund', 40, '2026-03-01');
INSERT INTO remedy (complaint_id, kind, amount, next_role) VALUES (1, 'refund', 800, 'agent');
INSERT INTO approval (remedy_id, decision, settled) VALUES (502, 'approved', false);
INSERT INTO approval (remedy_id, decision, rung) VALUES (502, 'approved', 'manager');
INSERT INTO extension (complaint_id, new_due_at, reason, status) VALUES (1, '2026-03-20', 'x', 'granted');
-- A row is changed or removed.
UPDATE remedy SET status = 'approved' WHERE id = 502;
UPDATE remedy SET amount = 10 WHERE id = 502;
DELETE FROM remedy WHERE id = 502;
TRUNCATE approval;
UPDATE extension SET status = 'granted' WHERE id = 601;
-- Executed before approval, with another amount, twice, or changed afterwards.
INSERT INTO execution (remedy_id) VALUES (502);
INSERT INTO execution (remedy_id, amount) VALUES (501, 31);
INSERT INTO execution (remedy_id, amount) VALUES (501, 30);
INSERT INTO execution (remedy_id, amount) VALUES (501, 30);
UPDATE execution SET amount = 3000 WHERE remedy_id = 501;
-- Approved and executed, or withdrawn and executed, in one statement.
WITH a AS (INSERT INTO approval (remedy_id, decision, recorded_by) VALUES (502, 'approved', 'wu.gang'))
    INSERT INTO execution (remedy_id) VALUES (502);
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (504, 1, 'refund', 20);
WITH a AS (INSERT INTO approval (remedy_id, decision) VALUES (504, 'withdrawn'))
    INSERT INTO execution (remedy_id) VALUES (504);
-- What was executed is not taken back.
INSERT INTO approval (remedy_id, decision) VALUES (501, 'withdrawn');
-- Amounts that are none.
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 0);
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', -5);
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 'NaN');
INSERT INTO remedy (complaint_id, kind) VALUES (1, 'refund');
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'apology_private', 5);
INSERT INTO remedy (complaint_id, kind, amount, currency) VALUES (1, 'refund', 5, 'yuan');
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'bribe', 5);
UPDATE remedy_kind SET active = false WHERE code = 'gift';
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'gift', 5);

-- A lower role decides, a colleague of the same role, the person complained
-- about, a person twice, somebody in place of one who lent nothing.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO approval (remedy_id, decision) VALUES (502, 'approved');
INSERT INTO approval (remedy_id, decision) VALUES (502, 'withdrawn');
INSERT INTO approval (remedy_id, decision, on_behalf_of) VALUES (502, 'approved', 'sun.li');
SET complaint_flow.actor = 'zhou.min';
INSERT INTO approval (remedy_id, decision) VALUES (503, 'approved');
SET complaint_flow.actor = 'chen.jie';
INSERT INTO approval (remedy_id, decision) VALUES (502, 'approved');
INSERT INTO approval (remedy_id, decision) VALUES (502, 'approved');
INSERT INTO approval (extension_id, decision) VALUES (601, 'approved');
-- The other case's number, both subjects, none, an unknown one.
SET complaint_flow.actor = 'sun.li';
INSERT INTO approval (complaint_id, remedy_id, decision) VALUES (2, 502, 'approved');
INSERT INTO approval (remedy_id, extension_id, decision) VALUES (502, 601, 'approved');
INSERT INTO approval (complaint_id, decision) VALUES (1, 'approved');
INSERT INTO approval (remedy_id, decision) VALUES (999, 'approved');
INSERT INTO approval (remedy_id, decision) VALUES (502, 'perhaps');
INSERT INTO approval (remedy_id, decision) VALUES (502, 'rejected');
-- Decided twice, also in one statement.
INSERT INTO approval (remedy_id, decision, reason, recorded_by) VALUES
    (502, 'approved', NULL, 'sun.li'), (502, 'rejected', 'no', 'wu.gang');
INSERT INTO approval (remedy_id, decision) VALUES (502, 'approved');
INSERT INTO approval (remedy_id, decision, reason, recorded_by) VALUES (502, 'rejected', 'no', 'wu.gang');
SELECT id, status, approvals FROM remedy WHERE complaint_id = 1 ORDER BY id;

-- More time than is asked, less, for a clock that does not run, too late, by
-- somebody who has nothing to do with the case.
INSERT INTO extension (complaint_id, new_due_at, reason, recorded_at) VALUES (1, '2026-03-03', 'x', '2026-03-03');
INSERT INTO extension (complaint_id, metric, new_due_at, reason, recorded_at) VALUES (1, 'approvel', '2026-03-20', 'x', '2026-03-03');
INSERT INTO extension (complaint_id, metric, new_due_at, reason, recorded_at) VALUES (1, 'acknowledgement', '2026-03-20', 'x', '2026-03-03');
INSERT INTO extension (complaint_id, new_due_at, recorded_at) VALUES (1, '2026-03-20', '2026-03-03');
SET complaint_flow.actor = 'wang.fang';
INSERT INTO extension (complaint_id, metric, new_due_at, reason, recorded_at) VALUES (1, 'first_response', '2026-03-20', 'x', '2026-03-03');

-- A fifth rung; a limit below zero; a delegation without end, to oneself, of
-- somebody above.
INSERT INTO staff_role VALUES ('director', 60, 'director', '总监', true);
INSERT INTO authority (role, up_to) VALUES ('director', NULL);
INSERT INTO authority (role, up_to, approves) VALUES ('director', -1, false);
INSERT INTO delegation (from_staff, to_staff, reason) VALUES ('wang.fang', 'li.na', 'x');
INSERT INTO delegation (from_staff, to_staff, valid, reason) VALUES ('wang.fang', 'li.na', tstzrange(now(), NULL), 'x');
INSERT INTO delegation (from_staff, to_staff, valid, reason) VALUES ('wang.fang', 'wang.fang', tstzrange(now(), now() + interval '1 day'), 'x');
INSERT INTO delegation (from_staff, to_staff, valid, reason) VALUES ('wu.gang', 'wang.fang', tstzrange(now(), now() + interval '1 day'), 'x');
-- A role that nobody above suffices for.
UPDATE authority SET active = false WHERE role = 'head_of_operations';
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 10001);
-- Whoever is nobody of the staff.
RESET complaint_flow.actor;
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 10);
-- A case that is over.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'withdrawn', reason = '撤诉' WHERE id = 1;
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 10);
SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
