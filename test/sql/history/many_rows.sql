-- The history of cases that one statement takes in together.
\i test/helper/support_desk.sql
\set ECHO all

-- Rows that are dropped after they were decided, in one statement with others.
INSERT INTO complaint (id, channel, title) VALUES (102, 'app', '杯子碎了');
INSERT INTO complaint (id, channel, title)
    SELECT n, 'app', '杯子碎了 ' || n FROM generate_series(101, 104) AS n, generate_series(1, 2) ON CONFLICT DO NOTHING;
SELECT id, title, event_count FROM complaint ORDER BY id;

-- Rows that are changed after all.
INSERT INTO complaint AS c (id, channel, title)
    SELECT n, 'app', '杯子还是碎的 ' || n FROM generate_series(103, 106) AS n
    ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title, reason = '更正';
MERGE INTO complaint AS c USING (SELECT n FROM generate_series(105, 108) AS n) AS s ON c.id = s.n
 WHEN MATCHED THEN UPDATE SET title = '杯子换了 ' || s.n, reason = '更正'
 WHEN NOT MATCHED THEN INSERT (id, channel, title) VALUES (s.n, 'app', '杯子又碎了 ' || s.n);
SELECT id, title, event_count FROM complaint ORDER BY id;

-- A statement that fails on its third row, and one that follows in the same
-- transaction.
BEGIN;
SAVEPOINT before;
INSERT INTO complaint (id, channel, title) VALUES (109, 'app', '没有收到货'), (110, 'app', '没有收到货'), (111, 'smoke', '没有收到货');
ROLLBACK TO before;
INSERT INTO complaint (id, channel, title) VALUES (109, 'app', '没有收到货'), (110, 'letter', '没有收到货'), (111, 'app', '没有收到货');
COMMIT;

-- Triggers of the desk's own take in a case before and after each row, several
-- at a time.
CREATE FUNCTION copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.channel = 'letter' THEN
        INSERT INTO complaint (channel, title)
            SELECT 'app', format('%s %s %s', TG_WHEN, NEW.title, n) FROM generate_series(1, 3) AS n;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER copies_before BEFORE INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION copies();
CREATE TRIGGER copies_after AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION copies();
COPY complaint (channel, title) FROM stdin;
letter	信一
app	电话
letter	信二
app	电话
\.
SELECT title, event_count FROM complaint WHERE title ~ '信|电话' ORDER BY title, id;

-- An event names the role that wrote: where a trigger changes the role between
-- rows, the statement is refused, unless PostgreSQL runs the triggers of all rows
-- as the role that wrote them, as 18 does.
CREATE ROLE regress_cf_other;
CREATE FUNCTION change_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('role', 'regress_cf_other', true);
    RETURN NULL;
END $$;
CREATE FUNCTION written_by_others(statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    writer name := current_user;
BEGIN
    EXECUTE statement;
    RESET ROLE;
    RETURN (SELECT count(*) FROM complaint_event WHERE db_role <> writer);
EXCEPTION WHEN triggered_data_change_violation OR insufficient_privilege THEN
    RETURN 0;
END $$;
BEGIN;
CREATE TRIGGER changes_role AFTER INSERT ON complaint FOR EACH ROW WHEN (NEW.title = '换人') EXECUTE FUNCTION change_role();
SELECT written_by_others($$INSERT INTO complaint (id, channel, title) VALUES (112, 'app', '换人'), (113, 'app', '没有换'), (114, 'app', '没有换')$$);
ROLLBACK;
BEGIN;
CREATE TRIGGER changes_role AFTER UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION change_role();
SELECT written_by_others($$UPDATE complaint SET title = '换人', reason = '更正' WHERE id BETWEEN 101 AND 104$$);
ROLLBACK;
DROP ROLE regress_cf_other;

SELECT count(*) AS cases, (SELECT count(*) FROM complaint_event WHERE seq = 1) AS first_events FROM complaint;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
