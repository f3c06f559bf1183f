-- What the engine adds to a case and checks in an entry holds, whatever a
-- session is set to, whatever rules say, and whatever an owner does to a table.
SET client_min_messages = warning;
\i test/helper/support_desk.sql
\set ECHO all
CREATE ROLE regress_cf_agent;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
UPDATE staff SET database_role = 'regress_cf_agent' WHERE code = 'li.na';
INSERT INTO action_rule (id, position, name, activities, action, argument, task)
    VALUES (9001, 1, 'ask the shop', '{updated}', 'work order', 'merchant_care', 'ask');
INSERT INTO complaint (id, channel, title) VALUES (1, 'hotline', '差价'), (2, 'hotline', '差价');

-- An agent says that this is history.  The engine's work order is none: it has
-- its event and its clock.
SET ROLE regress_cf_agent;
SET complaint_flow.importing = on;
UPDATE complaint SET description = '要求退差价' WHERE id = 1;
RESET complaint_flow.importing;
RESET ROLE;
SELECT seq, activity FROM complaint_event WHERE complaint_id = 1 ORDER BY seq;
SELECT metric, department FROM clock WHERE subject IS NOT NULL;

UPDATE entry_rule SET active = false;
-- Two rules that call one another each time: the case is written, each rule
-- acts once, and a supervisor hears of the loop.
INSERT INTO action_rule (id, position, name, activities, action, argument, task, once) VALUES
    (9002, 2, 'freeze with every order', '{work_order:*}', 'freeze account', NULL, NULL, false),
    (9003, 3, 'an order with every freeze', '{account:freeze}', 'work order', 'risk_control', 'look', false);
INSERT INTO work_order (complaint_id, department, task) VALUES (2, 'technical', 'log');
SELECT activity FROM complaint_event WHERE complaint_id = 2 ORDER BY seq;
SELECT content ->> 'rule' AS rule FROM outbox WHERE topic = 'rule_failed';
DELETE FROM action_rule WHERE id > 9000;

-- What a table itself refuses is refused without a word of the row.
INSERT INTO assessment (complaint_id, severity, impact, note) VALUES (1, 'low', 'odd', '客户姓王');
INSERT INTO investigation (complaint_id, findings, conclusion) VALUES (1, '客户姓王', 'upheld');
INSERT INTO evidence (complaint_id, kind, reference, sha256) VALUES (1, 'photo', '客户姓王', '\x00');
INSERT INTO assessment (complaint_id, severity, note) VALUES (1, NULL, '客户姓王');
SET complaint_flow.importing = on;
INSERT INTO assessment (complaint_id, severity, impact, note) VALUES (1, 'low', 'odd', '客户姓王');
RESET complaint_flow.importing;
-- an owner's own constraint, too; what is computed later is not missing
ALTER TABLE evidence ADD COLUMN place text NOT NULL GENERATED ALWAYS AS (kind || '/' || reference) STORED;
ALTER TABLE evidence ADD CONSTRAINT evidence_in_archive CHECK (place LIKE 'photo/%' AND reference <> '');
ALTER TABLE evidence ADD CONSTRAINT evidence_short CHECK (length(reference) < 10);
INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'photo', 'a') RETURNING place;
INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'photo', '客户姓王客户姓王客户姓王');
-- what the owner's functions compute, and what they raise
CREATE FUNCTION public.shelf(kind text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN upper(kind); END $$;
CREATE FUNCTION public.is_open(shelf text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
    $$ BEGIN IF shelf = 'RECORD' THEN RAISE EXCEPTION 'the archive of records is closed'; END IF; RETURN true; END $$;
ALTER TABLE evidence DROP CONSTRAINT evidence_in_archive, ADD COLUMN shelf text GENERATED ALWAYS AS (public.shelf(kind)) STORED,
    ADD CONSTRAINT evidence_open CHECK (public.is_open(shelf));
INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'photo', 'b') RETURNING shelf;
INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'record', 'c');
ALTER TABLE conduct_finding ADD COLUMN heading text NOT NULL GENERATED ALWAYS AS (staff || ': ' || kind) STORED;
INSERT INTO conduct_finding (complaint_id, staff, kind) VALUES (1, 'wang.fang', 'attitude') RETURNING heading;

-- A finding that follows from a rule is the engine's, also where the owner of
-- the desk is the very person.
DO $$ BEGIN EXECUTE format('UPDATE staff SET database_role = %L WHERE code = %L', current_user, 'zhang.wei'); END $$;
INSERT INTO complaint (id, channel, title, category, accused_staff) VALUES (3, 'hotline', '态度差', '2.2', 'zhang.wei');
INSERT INTO action_rule (position, name, activities, action, argument)
    VALUES (1, 'upheld', '{investigation:upheld}', 'conduct finding', 'attitude');
SET ROLE regress_cf_agent;
INSERT INTO investigation (complaint_id, conclusion, cause) VALUES (3, 'upheld', 'skill');
RESET ROLE;
SELECT staff, recorded_by FROM conduct_finding WHERE complaint_id = 3;
UPDATE staff SET database_role = NULL WHERE code = 'zhang.wei';

-- An entry that nobody checked has no effect.
ALTER TABLE handover_answer DISABLE TRIGGER zzz_decide;
INSERT INTO handover_answer (complaint_id, handover_id, accepted) VALUES (1, 1, true);
ALTER TABLE handover_answer ENABLE TRIGGER zzz_decide;
CREATE FUNCTION public.meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.work_order_id := 0; RETURN NEW; END $$;
CREATE TRIGGER zzzz_meddle BEFORE INSERT ON work_order_answer FOR EACH ROW EXECUTE FUNCTION public.meddle();
INSERT INTO work_order_answer (work_order_id, recorded_by, result, answer)
    SELECT id, 'he.xin', 'done', 'x' FROM work_order WHERE complaint_id = 1;

-- Codes that entries name stay.
INSERT INTO handover (complaint_id, to_department, reason, recorded_by) VALUES (1, 'legal', 'x', 'zhou.min');
INSERT INTO remedy_kind (code, label, label_zh, has_amount) VALUES ('flowers', 'flowers', '鲜花', false), ('cake', 'cake', '蛋糕', false);
INSERT INTO remedy (complaint_id, kind, recorded_by) VALUES (1, 'flowers', 'zheng.hua');
DELETE FROM department WHERE code = 'legal';
DELETE FROM cause WHERE code = 'skill';
DELETE FROM remedy_kind WHERE code = 'flowers';
DELETE FROM remedy_kind WHERE code = 'cake';

-- An index of the owner's over some messages does not hide the others.
CREATE UNIQUE INDEX told_once ON outbox (dedup_key) WHERE acked_at IS NOT NULL;
INSERT INTO action_rule (position, name, activities, action, argument, topic) VALUES (9, 'told', '{updated}', 'notify', 'owner', 'told');
UPDATE complaint SET description = 'one' WHERE id = 3;
UPDATE complaint SET description = 'two' WHERE id = 3;
SELECT count(*) FROM outbox WHERE topic = 'told' AND complaint_id = 3;

DROP FUNCTION public.meddle() CASCADE;
SELECT complaint_flow.drop_desk('support', even_with_cases => true);
DROP ROLE regress_cf_agent;
