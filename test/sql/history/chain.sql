-- A case's history: every change is an event, the chain shows what was
-- tampered with, and any past state can be read.
\i test/helper/session.sql
\set ECHO queries
SELECT complaint_flow.create_desk('hist');
INSERT INTO hist.staff (code, name, role, department, manager)
VALUES ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL),
       ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li');
SET complaint_flow.actor = 'li.na';

-- an agent takes a call, calls back, corrects the title
INSERT INTO hist.complaint (channel, received_by, product, title, description, amount)
VALUES ('hotline', 'li.na', 'kettle', 'Kettle is broken', 'The kettle that I bought is broken.', 12.50);
INSERT INTO hist.contact (complaint_id, direction, channel, purpose, result)
VALUES (1, 'out', 'hotline', 'first_response', 'reached');
UPDATE hist.complaint SET title = 'Kettle arrived broken', reason = 'customer said more' WHERE id = 1;
UPDATE hist.complaint SET state = 'verifying' WHERE id = 1;

SELECT seq, activity, actor, db_role = current_user AS by_me, changes - 'contact' - 'judged_by' - 'due_at' - 'last_contact_at' - 'first_response_at' AS changes
  FROM hist.complaint_event ORDER BY seq;
SELECT seq, changes FROM hist.complaint_event_personal ORDER BY seq;

-- an update that changes nothing is no event
UPDATE hist.complaint SET title = title, state = state WHERE id = 1;
SELECT event_count, reason FROM hist.complaint;

-- nothing is wrong
SELECT * FROM complaint_flow.verify_history('hist');
-- and no setting of the session changes that
SET TimeZone = 'America/New_York'; SET DateStyle = 'German'; SET extra_float_digits = -3;
SELECT * FROM complaint_flow.verify_history('hist');
SET TimeZone = 'Asia/Shanghai'; SET DateStyle = 'ISO, YMD'; RESET extra_float_digits;

-- the past
SELECT complaint_flow.complaint_as_of('hist', 1, received_at - interval '1 second') IS NULL AS before_receipt FROM hist.complaint;
SELECT e.seq, past ->> 'title' AS title, past ->> 'state' AS state, past -> 'contact_count' AS contacts
  FROM hist.complaint_event e, complaint_flow.complaint_as_of('hist', e.complaint_id, e.at) past ORDER BY seq;
SELECT complaint_flow.complaint_as_of('hist', 99, now()) IS NULL AS unknown_case;

-- tampering, each alone
SET client_min_messages = warning;
ALTER TABLE hist.complaint DISABLE TRIGGER USER;
ALTER TABLE hist.complaint_event DISABLE TRIGGER USER;
BEGIN; UPDATE hist.complaint_event SET actor = 'sun.li' WHERE seq = 4;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint_event SET changes = jsonb_set(changes, '{state,1}', '"closed"') WHERE seq = 4;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint_event SET at = at + interval '1 hour' WHERE seq = 2;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; DELETE FROM hist.complaint_event WHERE seq = 2;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; DELETE FROM hist.complaint_event WHERE seq = 4;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; DELETE FROM hist.complaint_event;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint_event SET seq = seq + 10 WHERE seq IN (3, 4); UPDATE hist.complaint_event SET seq = 17 - seq WHERE seq IN (13, 14);
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint_event_personal SET changes = '{"title": ["x", "Kettle arrived broken"]}' WHERE seq = 3;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; DELETE FROM hist.complaint_event_personal;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint SET state = 'closed';
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint SET amount = 12.5;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; DELETE FROM hist.complaint;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; INSERT INTO hist.complaint (channel, title) VALUES ('hotline', 'past the triggers');
SELECT problem FROM complaint_flow.verify_history('hist'); ROLLBACK;
ALTER TABLE hist.complaint ENABLE TRIGGER USER;
ALTER TABLE hist.complaint_event ENABLE TRIGGER USER;

-- personal data that somebody removed by hand: the chain is intact, the past
-- says so, but nobody recorded an erasure
BEGIN;
ALTER TABLE hist.complaint DISABLE TRIGGER USER;
UPDATE hist.complaint SET title = 'erased', description = NULL, salt = NULL;
DELETE FROM hist.complaint_event_personal;
SELECT * FROM complaint_flow.verify_history('hist');
SELECT past ->> 'title' AS title, past ->> 'description' AS description, past ->> 'product' AS product
  FROM complaint_flow.complaint_as_of('hist', 1, now() + interval '1 hour') past;
ROLLBACK;

-- a column of the desk's own: changes are recorded, its loss later does no harm
ALTER TABLE hist.complaint ADD COLUMN shelf text, ADD COLUMN weight real, ADD COLUMN bought_on date;
UPDATE hist.complaint SET shelf = 'B7', weight = 1.1, bought_on = '2026-11-01' WHERE id = 1;
SELECT changes FROM hist.complaint_event ORDER BY seq DESC LIMIT 1;
ALTER TABLE hist.complaint DROP COLUMN shelf;
SELECT * FROM complaint_flow.verify_history('hist');
-- an entry may bear the name of a column: evidence is both
UPDATE hist.complaint SET evidence = '{receipt}' WHERE id = 1;
INSERT INTO hist.evidence (complaint_id, kind, reference, description) VALUES (1, 'photo', 'archive/17', 'the broken box');
UPDATE hist.complaint SET evidence = '{receipt,photo}' WHERE id = 1;
SELECT * FROM complaint_flow.verify_history('hist');
SELECT complaint_flow.complaint_as_of('hist', 1, now()) -> 'evidence' AS evidence;

-- contacts and entries are what their events say
CREATE FUNCTION public.tampered(command text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    problems text[];
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE command;
    SET LOCAL session_replication_role = origin;
    problems := ARRAY(SELECT concat_ws(' ', complaint_id, seq, problem) FROM complaint_flow.verify_history('hist'));
    RAISE EXCEPTION USING MESSAGE = array_to_string(problems, E'\n');
EXCEPTION WHEN raise_exception THEN
    RETURN QUERY SELECT unnest(string_to_array(SQLERRM, E'\n'));
END
$$;
\pset tuples_only on
INSERT INTO hist.customer (name, phone) VALUES ('Wang', '1');
UPDATE hist.complaint SET customer_id = 1 WHERE id = 1;
UPDATE hist.customer SET phone = '2';
INSERT INTO hist.work_order (complaint_id, department, task) VALUES (1, 'technical', 'look at it');
SELECT tampered('UPDATE hist.contact SET result = ''not_reached''');
SELECT tampered('UPDATE hist.contact SET contacted_at = contacted_at + interval ''1 second''');
SELECT tampered('UPDATE hist.contact SET answer = ''accepted''');
SELECT tampered('UPDATE hist.contact SET note = ''never said''');
SELECT tampered('UPDATE hist.contact SET made_by = ''sun.li''');
SELECT tampered('DELETE FROM hist.contact');
SELECT tampered('INSERT INTO hist.contact (complaint_id, direction, channel, purpose, result) VALUES (1, ''out'', ''hotline'', ''update'', ''reached'')');
SELECT tampered('UPDATE hist.evidence SET reference = ''archive/18''');
SELECT tampered('UPDATE hist.work_order SET task = ''nothing''');
SELECT tampered('DELETE FROM hist.work_order');
SELECT tampered('UPDATE hist.customer_change SET changes = ''{"phone": ["1", "3"]}''');
SELECT tampered('UPDATE hist.customer_change SET changes = NULL');
SELECT tampered('DELETE FROM hist.customer_change');
SELECT tampered('UPDATE hist.complaint_event SET changes = jsonb_set(changes, ''{contact,0,contacted_at}'', ''"soon"'') WHERE changes ? ''contact''');
-- what the engine changes later in an entry is no tampering, an own column neither
INSERT INTO hist.staff (code, name, role, department) VALUES ('wu.tec', 'Wu', 'agent', 'technical');
INSERT INTO hist.work_order_answer (work_order_id, result, answer, recorded_by) SELECT id, 'done', 'repaired', 'wu.tec' FROM hist.work_order;
ALTER TABLE hist.contact ADD COLUMN mood text DEFAULT 'calm';
SELECT * FROM complaint_flow.verify_history('hist');
\pset tuples_only off
DROP FUNCTION tampered(text);
-- a column of the desk's own gets another type: its events keep what was
-- written, which is no difference, before and after the next change
ALTER TABLE hist.complaint ADD COLUMN n int DEFAULT 7, ADD COLUMN price numeric, ADD COLUMN seen date, ADD COLUMN word text, ADD COLUMN flag text;
UPDATE hist.complaint SET n = 8, price = 12.50, seen = '2026-11-01', word = '0042', flag = 'yes' WHERE id = 1;
ALTER TABLE hist.complaint ALTER n TYPE text, ALTER price TYPE numeric(10,3), ALTER seen TYPE timestamp, ALTER word TYPE int USING word::int, ALTER flag TYPE boolean USING flag::boolean;
SELECT * FROM complaint_flow.verify_history('hist');
UPDATE hist.complaint SET n = 'nine', price = 13, seen = '2026-11-02 10:00', word = 43, flag = false WHERE id = 1;
SELECT * FROM complaint_flow.verify_history('hist');
ALTER TABLE hist.complaint ALTER price TYPE double precision, ALTER seen TYPE text, ALTER word TYPE bigint;
SELECT * FROM complaint_flow.verify_history('hist');
-- a true difference is found, also one that a change of the type made
ALTER TABLE hist.complaint DISABLE TRIGGER USER;
ALTER TABLE hist.complaint_event DISABLE TRIGGER USER;
BEGIN; UPDATE hist.complaint SET word = NULL;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint SET word = 44;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint SET seen = '2026-11-02 10:01:00';
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint SET price = 13.01;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; UPDATE hist.complaint_event SET changes = jsonb_set(changes, '{word,1}', '"0041"') WHERE changes #>> '{word,1}' = '0042';
SELECT problem FROM complaint_flow.verify_history('hist'); ROLLBACK;
BEGIN; ALTER TABLE hist.complaint ALTER n TYPE int USING 9;
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
ALTER TABLE hist.complaint ENABLE TRIGGER USER;
ALTER TABLE hist.complaint_event ENABLE TRIGGER USER;
-- texts that look like one number are two texts
ALTER TABLE hist.complaint ADD COLUMN box text;
UPDATE hist.complaint SET box = '007' WHERE id = 1;
BEGIN; ALTER TABLE hist.complaint DISABLE TRIGGER USER;
UPDATE hist.complaint SET box = '7';
SELECT * FROM complaint_flow.verify_history('hist'); ROLLBACK;
SELECT complaint_flow.drop_desk('hist', true);
