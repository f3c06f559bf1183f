-- While the engine acts as the owner of a desk, nothing of the owner's can be
-- put off until somebody else's rights are back.
\i test/helper/session.sql
\set ECHO all
SET client_min_messages = warning;

CREATE ROLE regress_cf_desk_owner;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_cf_desk_owner', current_database()); END $$;
CREATE SCHEMA notes;
GRANT ALL ON SCHEMA notes TO regress_cf_desk_owner;
SET ROLE regress_cf_desk_owner;
SELECT FROM complaint_flow.create_desk('support');

CREATE TABLE notes.ran (who name, jit text);
CREATE TABLE notes.later (complaint_id bigint);
CREATE FUNCTION notes.note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO notes.ran VALUES (current_user, current_setting('jit'));
    RETURN NULL;
END $$;
CREATE FUNCTION notes.put_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO notes.later VALUES (new.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER note AFTER INSERT ON notes.later DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION notes.note();
CREATE TRIGGER put_off AFTER UPDATE ON support.complaint FOR EACH ROW EXECUTE FUNCTION notes.put_off();
INSERT INTO support.complaint (channel, title) VALUES ('hotline', 'broken lamp');
RESET ROLE;

-- a superuser's contact, which updates the case as the owner
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'reached');
TABLE notes.ran;

-- at once it works, as the owner; nothing of it waits to be compiled
SET ROLE regress_cf_desk_owner;
DROP TRIGGER note ON notes.later;
CREATE TRIGGER note AFTER INSERT ON notes.later FOR EACH ROW EXECUTE FUNCTION notes.note();
RESET ROLE;
SET jit = on;
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'reached');
SELECT DISTINCT who, jit AS jit_inside, current_setting('jit') AS jit_after FROM notes.ran;
RESET jit;

-- neither a temporary table nor another role
SET ROLE regress_cf_desk_owner;
CREATE OR REPLACE FUNCTION notes.put_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE kept (id bigint);
    RETURN NULL;
END $$;
RESET ROLE;
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'reached');
SET ROLE regress_cf_desk_owner;
CREATE OR REPLACE FUNCTION notes.put_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    RETURN NULL;
END $$;
RESET ROLE;
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'reached');

-- what an owner writes by hand may be deferred as ever
SET ROLE regress_cf_desk_owner;
TRUNCATE notes.ran;
CREATE CONSTRAINT TRIGGER note_by_hand AFTER INSERT ON notes.later DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION notes.note();
BEGIN;
INSERT INTO notes.later VALUES (1);
SELECT count(*) FROM notes.ran;
COMMIT;
SELECT count(*) FROM notes.ran;
RESET ROLE;

DROP SCHEMA support CASCADE;
DROP SCHEMA notes CASCADE;
DROP OWNED BY regress_cf_desk_owner;
DROP ROLE regress_cf_desk_owner;
