-- A desk's own triggers on the rows that complaints lock, and own columns there.
\i test/helper/support_desk.sql
\set ECHO all

INSERT INTO customer (id, name) VALUES (1, 'one'), (2, 'two'), (3, 'three');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE INFO '% % % %', TG_WHEN, TG_OP, TG_LEVEL, TG_TABLE_NAME;
    RETURN NEW;
END $$;

-- Rows are written without SQL: one, then the same again, then two of which one is new.
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title) VALUES (1, '2026-03-02 01:00', 'app', 1, 'm1', '耳机', '耳机质量差');
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title) VALUES (2, '2026-03-02 01:00', 'app', 2, 'm1', '耳机', '耳机质量差');
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title)
    VALUES (3, '2026-03-02 01:00', 'app', 2, 'm2', '手表', '手表质量差'), (4, '2026-03-02 01:00', 'app', 3, 'm1', '耳机', '耳机质量差');
SELECT issue_key, count, members FROM issue_count ORDER BY 1;
SELECT customer_id FROM customer_turn ORDER BY 1;

-- A limit of the desk's own holds.
ALTER TABLE issue_count ADD CONSTRAINT few CHECK (count < 4);
ALTER TABLE customer_turn ADD CONSTRAINT known CHECK (customer_id < 4);
INSERT INTO customer (id, name) VALUES (4, 'four');
\set VERBOSITY terse
INSERT INTO complaint (id, received_at, channel, merchant, product, title) VALUES (5, '2026-03-02 01:00', 'app', 'm1', '耳机', '耳机质量差');
INSERT INTO complaint (id, received_at, channel, customer_id, product, title) VALUES (5, '2026-03-02 01:00', 'app', 4, '耳机', '耳机质量差');
-- So does another unique index.
CREATE UNIQUE INDEX one_size ON issue_count (count);
INSERT INTO complaint (id, received_at, channel, merchant, product, title) VALUES (5, '2026-03-02 01:00', 'app', 'm3', '耳机', '耳机质量差');
\set VERBOSITY default
DROP INDEX one_size;
ALTER TABLE issue_count DROP CONSTRAINT few;
ALTER TABLE customer_turn DROP CONSTRAINT known;

-- Triggers fire as those of INSERT ... ON CONFLICT.
CREATE TRIGGER t1 BEFORE INSERT OR UPDATE ON issue_count FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER t2 AFTER INSERT OR UPDATE ON issue_count FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER t3 AFTER INSERT OR UPDATE ON issue_count FOR EACH STATEMENT EXECUTE FUNCTION note();
CREATE TRIGGER t1 BEFORE INSERT ON customer_turn FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER t3 AFTER INSERT ON customer_turn FOR EACH STATEMENT EXECUTE FUNCTION note();
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title) VALUES (6, '2026-03-02 01:00', 'app', 4, 'm4', '灯', '灯质量差');
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title)
    VALUES (7, '2026-03-02 01:00', 'app', 4, 'm5', '鞋', '鞋质量差'), (8, '2026-03-02 01:00', 'app', 1, 'm4', '灯', '灯质量差');
DROP TRIGGER t1 ON issue_count;
DROP TRIGGER t2 ON issue_count;
DROP TRIGGER t3 ON issue_count;
DROP TRIGGER t1 ON customer_turn;
DROP TRIGGER t3 ON customer_turn;

-- Columns of the desk's own keep their values.
ALTER TABLE issue_count ADD COLUMN seen text DEFAULT 'new';
ALTER TABLE customer_turn ADD COLUMN seen text DEFAULT 'new';
UPDATE issue_count SET seen = 'old';
INSERT INTO customer (id, name) VALUES (5, 'five');
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title)
    VALUES (9, '2026-03-02 01:00', 'app', 5, 'm6', '伞', '伞质量差'), (10, '2026-03-02 01:00', 'app', 2, 'm4', '灯', '灯质量差');
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title) VALUES (11, '2026-03-02 01:00', 'app', 2, 'm7', '琴', '琴质量差');
SELECT issue_key, count, members, seen FROM issue_count ORDER BY 1;
SELECT customer_id, seen FROM customer_turn ORDER BY 1;

SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
