-- Years that are over: copied into partitions of their own, closed, taken out,
-- brought back, and no longer kept.
\i test/helper/support_desk.sql
\set ECHO all
SET client_min_messages = warning;

INSERT INTO customer (id, name) VALUES (1, 'Miss Marple'), (2, 'Mr Quin');
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, customer_id, title, description, category, level, urgency, state, closed_at)
    SELECT n, at, 'hotline', 1 + n % 2, '包裹少了一件', 'Miss Marple called', '1.2', 'I', 'ordinary', 'closed', at + interval '3 days'
      FROM (SELECT n, timestamptz '2023-11-02 10:00' + n * interval '50 days' AS at FROM generate_series(1, 16) AS n) AS past;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note)
    SELECT id, 'out', 'hotline', 'first_response', received_at + interval '1 hour', 'reached', 'Miss Marple' FROM complaint;
RESET complaint_flow.importing;
SELECT complaint_flow.advance_sequences('support');
INSERT INTO complaint (channel, received_by, title, customer_id, received_at)
    VALUES ('hotline', 'li.na', '包裹少了一件', 2, '2026-03-02 10:05');
UPDATE complaint SET customer_tier = NULL, product = 'cup', updated_by = 'sun.li' WHERE id = 9;

SELECT count(*) > 5 AS done FROM complaint_flow.partition_complaints('support', copy => true);
SELECT tableoid::regclass AS partition, count(*), min(received_at), max(received_at) FROM complaint GROUP BY 1 ORDER BY 3;
SELECT from_at, until_at, attached, closed FROM complaint_flow.case_partitions('support') WHERE until_at < '2027-01-02';
\i test/helper/disagreement.sql
\set ECHO all
SELECT * FROM disagreement;

-- a year that is over is closed to people, not to what the law asks for
CREATE TRIGGER closed BEFORE INSERT OR UPDATE ON complaint_p2024 FOR EACH ROW EXECUTE FUNCTION complaint_flow.refuse_change('complaint');
UPDATE complaint SET reason = 'again' WHERE received_at < '2024-03-01';
INSERT INTO complaint (channel, title, received_at) VALUES ('web_form', 'late', '2024-06-01');
TRUNCATE complaint_p2024;
DELETE FROM complaint WHERE id = 2;
SELECT closed FROM complaint_flow.case_partitions('support') WHERE partition = 'complaint_p2024'::regclass;
SELECT complaint_flow.erase_customer('support', 2, 'asked by letter', open_cases => true) AS erased;
SELECT count(*) FROM complaint_p2024 WHERE description IS NOT NULL AND customer_id = 2;
SELECT * FROM disagreement;

-- a contact is noted all the same
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (3, 'in', 'hotline', 'update', '2026-03-02 11:00', 'reached');
SELECT contact_count FROM complaint WHERE id = 3;

-- taking a year out
SELECT complaint_flow.detach_cases('support', 'complaint_p2026');
SELECT complaint_flow.detach_cases('support', 'complaint_p1999');
SELECT complaint_flow.detach_cases('support', 'contact');
SELECT sum(received) AS received FROM kpi_month;
SELECT complaint_flow.detach_cases('support', 'complaint_p2024');
SELECT complaint_flow.detach_cases('support', 'complaint_p2025');
SELECT partition, attached, closed FROM complaint_flow.case_partitions('support') WHERE NOT attached;
SELECT count(*) FROM complaint;
-- figures stay; who would count anew is told
SELECT sum(received) AS received FROM kpi_month;
SELECT complaint_flow.kpi_rebuild('support');
-- nothing is passed over in silence
SELECT complaint_flow.erase_customer('support', 1, 'asked by letter', open_cases => true);
SELECT * FROM complaint_flow.verify_history('support');
-- nor for an auditor, who may read the table or not
CREATE ROLE test_auditor;
SELECT complaint_flow.grant_desk('support', 'auditor', 'test_auditor');
SET ROLE test_auditor;
SELECT * FROM complaint_flow.verify_history('support');
RESET ROLE;
REVOKE SELECT ON complaint_p2024 FROM test_auditor;
SET ROLE test_auditor;
SELECT count(*) AS said_to_be_removed FROM complaint_flow.verify_history('support');
RESET ROLE;
SELECT complaint_flow.complaint_as_of('support', 9, '2026-01-01');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (9, 'out', 'hotline', 'first_response', 'reached');
UPDATE complaint_p2025 SET description = 'something else';
DELETE FROM complaint_p2025;
INSERT INTO complaint (channel, title, received_at) VALUES ('web_form', 'late', '2025-06-01');
SELECT complaint_flow.mend_queue('support') AS mended, complaint_flow.run_clocks('support', '2026-03-02 11:00') AS done;

-- back again: the erasure goes on
ALTER TABLE complaint ATTACH PARTITION complaint_p2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE complaint ATTACH PARTITION complaint_p2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
SELECT complaint_flow.erase_customer('support', 1, 'asked by letter', open_cases => true) AS erased;
SELECT * FROM disagreement;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');
-- what plain SQL does not look after: open cases, and figures that wait
CREATE TABLE aside AS SELECT sum(received) AS received FROM kpi_month;
BEGIN;
SELECT count(*) FROM kpi_change;
ALTER TABLE complaint DETACH PARTITION complaint_p2026;
SELECT count(*) AS without_case FROM queue q WHERE NOT EXISTS (SELECT FROM complaint c WHERE c.id = q.complaint_id);
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT a.received - (SELECT sum(received) FROM kpi_month) > 0 AS lost FROM aside a;
ROLLBACK;
DROP TABLE aside;
-- an open year again
DROP TRIGGER zzz_closed ON complaint_p2025;
UPDATE complaint SET product = 'cups', updated_by = 'sun.li' WHERE id = 9;
SELECT complaint_flow.trigger_faults('support');

-- the term is over
SELECT complaint_flow.forget_cases('support', 'complaint_p2024', 'kept for two years');
SELECT complaint_flow.detach_cases('support', 'complaint_p2024') IS NOT NULL AS detached;
SELECT complaint_flow.forget_cases('support', 'complaint_p2024', NULL);
SELECT complaint_flow.forget_cases('support', 'complaint_p2024', ' ');
CREATE TABLE copied AS SELECT * FROM complaint;
SELECT complaint_flow.forget_cases('support', 'copied', 'a mistake');
CREATE TRIGGER keep BEFORE UPDATE ON copied FOR EACH ROW EXECUTE FUNCTION complaint_flow.refuse_change('complaint');
SELECT complaint_flow.forget_cases('support', 'copied', 'a mistake');
DROP TABLE copied;
SELECT count(*) AS events, count(DISTINCT complaint_id) AS cases FROM complaint_event;
SELECT complaint_flow.forget_cases('support', 'complaint_p2024', 'kept for two years') AS forgotten;
SELECT count(*) AS events, count(DISTINCT complaint_id) AS cases FROM complaint_event;
SELECT count(*) AS contacts FROM contact;
SELECT to_regclass('complaint_p2024') IS NULL AS gone;
SELECT customer_id, reason, cases FROM erasure ORDER BY id;
SELECT sum(received) AS received FROM kpi_month;
SELECT * FROM disagreement;
SELECT complaint_flow.kpi_rebuild('support');
SELECT complaint_flow.kpi_rebuild('support', without_past => true) AS counted;
SELECT sum(received) AS received FROM kpi_month;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');
-- before there is no place for new cases, desks() says so
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT partition FROM complaint_flow.case_partitions('support') WHERE until_at > '2026-06-01' LOOP
        EXECUTE format('ALTER TABLE complaint DETACH PARTITION %s', part);
    END LOOP;
END $$;
SELECT ready, damage FROM complaint_flow.desks() WHERE desk = 'support';
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE test_auditor;
