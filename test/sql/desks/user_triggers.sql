-- Triggers that users put on the tables of a desk: before ours, after ours,
-- and such as write themselves.
\i test/helper/session.sql
\set ECHO all
SET client_min_messages = warning;

SELECT FROM complaint_flow.create_desk('support', pack => 'empty');
SET search_path = support, public;
INSERT INTO staff_role VALUES ('agent', 1, 'agent', '客服');
INSERT INTO staff (code, name, role) VALUES ('ann', 'Ann', 'agent');
INSERT INTO channel VALUES ('phone', 'phone', '电话');
INSERT INTO contact_purpose VALUES ('update', 'update', '进度'), ('acknowledgement', 'acknowledgement', '受理');
INSERT INTO category VALUES ('a', 'a', 'ordinary', 'a', 'a'), ('b', 'b', 'ordinary', 'b', 'b');
INSERT INTO classification_rule (position, name, condition, category) VALUES
    (1, 'parcels', $$title = 'parcel'$$, 'a'), (2, 'all', NULL, 'b');
INSERT INTO clock_rule (position, name, metric, target, met_by)
    VALUES (1, 'update', 'update', '1 hour', '{contact:*}');
INSERT INTO escalation_step (metric, step, after, notify) VALUES ('*', 1, '0 minutes', 'owner');

\i test/helper/disagreement.sql
\set ECHO all

CREATE FUNCTION tidy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.title = 'spam' THEN RETURN NULL; END IF;
    new.title := lower(new.title);
    RETURN new;
END $$;

-- before ours: what it makes of the row is what the rules see
CREATE TRIGGER tidy BEFORE INSERT OR UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION tidy();
INSERT INTO complaint (id, channel, title) VALUES (1, 'phone', 'PARCEL'), (2, 'phone', 'spam') RETURNING id, title, category;
UPDATE complaint SET title = 'spam' WHERE id = 1;
UPDATE complaint SET title = 'LETTER' WHERE id = 1 RETURNING title, category;
SELECT * FROM disagreement;

-- after ours it may drop the row, but not change it
ALTER TRIGGER tidy ON complaint RENAME TO zzzz;
INSERT INTO complaint (id, channel, title) VALUES (2, 'phone', 'spam'), (3, 'phone', 'parcel') RETURNING id;
UPDATE complaint SET title = 'spam' WHERE id = 1;
INSERT INTO complaint (id, channel, title) VALUES (4, 'phone', 'PARCEL');
UPDATE complaint SET title = 'PARCEL' WHERE id = 1;
SELECT id, title, event_count FROM complaint ORDER BY id;
SELECT * FROM disagreement;
DROP TRIGGER zzzz ON complaint;

-- an AFTER trigger that answers at once, and one that changes the new row
CREATE FUNCTION acknowledge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contact (complaint_id, direction, channel, purpose, result)
        VALUES (new.id, 'out', 'phone', 'acknowledgement', 'reached');
    UPDATE complaint SET product = 'of ' || new.title WHERE id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER acknowledge AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION acknowledge();
INSERT INTO complaint (id, channel, title) VALUES (11, 'phone', 'one'), (12, 'phone', 'two');
SELECT c.id, product, contact_count, string_agg(e.activity, ' ' ORDER BY seq)
  FROM complaint c JOIN complaint_event e ON e.complaint_id = c.id WHERE c.id IN (11, 12) GROUP BY c.id ORDER BY c.id;
SELECT * FROM disagreement;
DROP TRIGGER acknowledge ON complaint;

-- a row that waits for its record cannot be changed in between
CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE complaint SET product = 'meddled' WHERE id > 20 AND id <> new.id;
    RETURN new;
END $$;
CREATE TRIGGER meddle BEFORE INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION meddle();
INSERT INTO complaint (id, channel, title) VALUES (21, 'phone', 'one'), (22, 'phone', 'two');
INSERT INTO complaint (id, channel, title) VALUES (21, 'phone', 'one');
INSERT INTO complaint (id, channel, title) VALUES (22, 'phone', 'two');
SELECT id, product, event_count FROM complaint WHERE id > 20 ORDER BY id;
DROP TRIGGER meddle ON complaint;
CREATE CONSTRAINT TRIGGER meddle AFTER INSERT ON complaint DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION meddle();
INSERT INTO complaint (id, channel, title) VALUES (23, 'phone', 'three'), (24, 'phone', 'four');
SELECT id, product, event_count FROM complaint WHERE id > 20 ORDER BY id;
SELECT * FROM disagreement;
DROP TRIGGER meddle ON complaint;

-- what a trigger writes while a contact or the job changes a case is no
-- contact and no work of the job
CREATE FUNCTION spread() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 4 THEN
        UPDATE complaint SET product = old.sla_status || ' ' || new.sla_status WHERE id = 1;
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER spread AFTER UPDATE ON complaint FOR EACH ROW WHEN (new.id <> 1) EXECUTE FUNCTION spread();
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (23, 'out', 'phone', 'update', 'reached');
SELECT product, contact_count FROM complaint WHERE id = 1;
UPDATE complaint SET state = 'closed' WHERE id = 1;
SELECT complaint_flow.run_clocks('support', now() + interval '2 hours');
SELECT product, contact_count, sla_status FROM complaint WHERE id = 1;
SELECT activity, count(*) FROM complaint_event WHERE complaint_id = 1 GROUP BY 1 ORDER BY 1;
SELECT topic, count(*), count(DISTINCT complaint_id) FROM outbox GROUP BY 1 ORDER BY 1;
SELECT * FROM disagreement;

-- a trigger that changes rules: its own statement goes on by the old ones
CREATE FUNCTION change_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM clock_rule;
    UPDATE classification_rule SET category = 'a';
    RETURN new;
END $$;
CREATE TRIGGER change_rules AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION change_rules();
INSERT INTO complaint (id, channel, title) VALUES (31, 'phone', 'one'), (32, 'phone', 'two');
INSERT INTO complaint (id, channel, title) VALUES (33, 'phone', 'three');
SELECT c.id, category, c.due_at IS NULL AS no_clock, k.metric FROM complaint c LEFT JOIN clock k ON k.complaint_id = c.id
 WHERE c.id > 30 ORDER BY c.id;
SELECT * FROM disagreement;
DROP SCHEMA support CASCADE;
