-- History is not rewritten, by any way; what somebody with all rights does
-- past the triggers is found.
\i test/helper/bad_input_desk.sql
\set ECHO all
SET client_min_messages = warning;
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, received_by, title, description) VALUES
    (1001, 'hotline', 'li.na', '包裹少发一件', '漏发了杯子'),
    (1002, 'hotline', 'li.na', '杯子坏了', '用一次就漏水');
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    VALUES (1001, 'out', 'hotline', 'first_response', 'reached');
UPDATE complaint SET state = 'verifying', product = '杯子' WHERE id = 1001;
SELECT remember();

SELECT refused($$DELETE FROM complaint$$);
SELECT refused($$DELETE FROM complaint WHERE id = 1002$$);
SELECT refused($$TRUNCATE complaint$$);
SELECT refused($$TRUNCATE complaint CASCADE$$);
SELECT refused($$TRUNCATE customer CASCADE$$);
SELECT refused($$DELETE FROM contact$$);
SELECT refused($$UPDATE contact SET result = 'not_reached'$$);
SELECT refused($$UPDATE contact SET note = note$$);
SELECT refused($$TRUNCATE contact$$);
SELECT refused($$UPDATE complaint_event SET actor = 'wang.fang'$$);
SELECT refused($$DELETE FROM complaint_event WHERE seq = 2$$);
SELECT refused($$TRUNCATE complaint_event$$);
SELECT refused($$INSERT INTO complaint_event SELECT complaint_id, seq, at, activity, actor, db_role, rules_version, judged_by, changes, personal_hash, hash FROM complaint_event$$);
SELECT refused($$UPDATE rule_history SET content = '{}'$$);
SELECT refused($$DELETE FROM rule_history$$);
SELECT refused($$TRUNCATE rule_history$$);
SELECT refused($$INSERT INTO complaint (id, channel, title) VALUES (1001, 'hotline', 'x')$$);
SELECT refused($$MERGE INTO complaint c USING (VALUES (1002)) AS v (id) ON c.id = v.id WHEN MATCHED THEN DELETE$$);
SELECT refused($$SELECT complaint_flow.verify_history('nowhere')$$);
SELECT unchanged();
SELECT * FROM complaint_flow.verify_history('support');

-- triggers switched off: the desk says so, upgrade_desk mends it, and what was
-- written meanwhile does not fit the history
ALTER TABLE complaint DISABLE TRIGGER zzz_decide;
ALTER TABLE complaint DISABLE TRIGGER aaa_record;
ALTER TABLE contact DISABLE TRIGGER ALL;
DROP TRIGGER zzz_keep ON complaint_event;
SELECT ready, unnest(damage) FROM complaint_flow.desks();
UPDATE complaint SET state = 'closed', owner = 'wang.fang' WHERE id = 1001;
INSERT INTO complaint (id, channel, title) VALUES (1003, 'hotline', '少发三件');
SELECT complaint_flow.upgrade_desk('support');
SELECT ready FROM complaint_flow.desks();
SELECT complaint_id, seq, problem FROM complaint_flow.verify_history('support') ORDER BY 1, 2, 3;
SELECT refused($$UPDATE complaint SET product = 'x' WHERE id = 1003$$);
SELECT refused($$INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1003, 'out', 'hotline', 'update', 'reached')$$);
SELECT refused($$SELECT complaint_flow.claim('support', 'sun.li')$$);

-- session_replication_role, as a restore or a superuser uses it
SET session_replication_role = replica;
DELETE FROM complaint WHERE id = 1003;
UPDATE complaint SET state = 'verifying', owner = 'li.na' WHERE id = 1001;
RESET session_replication_role;
SELECT complaint_id, seq, problem FROM complaint_flow.verify_history('support') ORDER BY 1, 2, 3;
SET session_replication_role = replica;
UPDATE complaint_event SET actor = 'wang.fang' WHERE complaint_id = 1001 AND seq = 3;
DELETE FROM complaint WHERE id = 1002;
RESET session_replication_role;
SELECT complaint_id, seq, problem FROM complaint_flow.verify_history('support') ORDER BY 1, 2, 3;
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
