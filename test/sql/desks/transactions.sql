-- Statements and transactions of every kind leave a case, its history, its
-- clocks and the queue in agreement, or leave nothing.
\i test/helper/session.sql
\set ECHO all
SET client_min_messages = warning;

SELECT FROM complaint_flow.create_desk('support', pack => 'empty');
SET search_path = support, public;
INSERT INTO staff_role VALUES ('agent', 1, 'agent', '客服');
INSERT INTO staff (code, name, role) VALUES ('ann', 'Ann', 'agent'), ('bob', 'Bob', 'agent');
INSERT INTO channel VALUES ('phone', 'phone', '电话');
INSERT INTO contact_purpose VALUES ('update', 'update', '进度');
INSERT INTO category VALUES ('a', 'a', 'ordinary', 'a', 'a'), ('b', 'b', 'ordinary', 'b', 'b');
INSERT INTO classification_rule (id, position, name, category) VALUES (1001, 1, 'all', 'a');
INSERT INTO clock_rule (position, name, metric, target, met_by)
    VALUES (1, 'update', 'update', '1 hour', '{contact:update}');

\i test/helper/disagreement.sql
\set ECHO all

-- savepoints: what was rolled back left nothing, the rules included
BEGIN;
INSERT INTO complaint (id, channel, title) VALUES (1, 'phone', 'kept');
SAVEPOINT s;
UPDATE classification_rule SET category = 'b';
INSERT INTO complaint (id, channel, title) VALUES (2, 'phone', 'judged by a rule that is taken back') RETURNING category;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'phone', 'update', 'reached');
ROLLBACK TO s;
INSERT INTO complaint (id, channel, title) VALUES (3, 'phone', 'kept, too') RETURNING category;
SAVEPOINT t;
UPDATE classification_rule SET category = 'b';
RELEASE t;
INSERT INTO complaint (id, channel, title) VALUES (4, 'phone', 'judged by the new rule') RETURNING category;
SAVEPOINT u;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (9, 'out', 'phone', 'update', 'reached');
ROLLBACK TO u;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (3, 'out', 'phone', 'update', 'reached');
COMMIT;
SELECT id, category, contact_count, event_count FROM complaint ORDER BY id;
SELECT complaint_id, outcome FROM clock ORDER BY 1;
SELECT * FROM disagreement;
BEGIN;
UPDATE classification_rule SET category = 'a';
INSERT INTO complaint (id, channel, title) VALUES (6, 'phone', 'gone') RETURNING category;
ROLLBACK;
INSERT INTO complaint (id, channel, title) VALUES (5, 'phone', 'after the rollback') RETURNING category;

-- a write that changes nothing leaves nothing for the next one in its transaction
BEGIN;
UPDATE complaint SET title = title WHERE id IN (1, 3);
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (3, 'out', 'phone', 'update', 'reached');
UPDATE complaint SET title = title WHERE id = 3;
UPDATE complaint SET title = 'kept, and changed' WHERE id IN (1, 3);
COMMIT;
SELECT id, contact_count, event_count FROM complaint WHERE id IN (1, 3) ORDER BY id;

-- a loop of refused writes in a procedure keeps what was right
DO $$
BEGIN
    FOR i IN 11 .. 16 LOOP
        BEGIN
            INSERT INTO complaint (id, channel, title) VALUES (i, CASE i % 2 WHEN 0 THEN 'phone' ELSE 'smoke' END, 'loop');
            IF i = 14 THEN RAISE division_by_zero; END IF;
        EXCEPTION WHEN SQLSTATE 'KF008' OR division_by_zero THEN NULL;
        END;
    END LOOP;
END $$;
SELECT id FROM complaint WHERE title = 'loop' ORDER BY id;
SELECT * FROM disagreement;

-- ON CONFLICT
INSERT INTO complaint (id, channel, title) VALUES (1, 'phone', 'again'), (21, 'phone', 'new') ON CONFLICT (id) DO NOTHING;
INSERT INTO complaint (id, channel, title) VALUES (1, 'phone', 'better'), (22, 'phone', 'new')
    ON CONFLICT (id) DO UPDATE SET title = excluded.title;
INSERT INTO complaint (id, channel, title) VALUES (23, 'phone', 'twice'), (23, 'phone', 'twice')
    ON CONFLICT (id) DO UPDATE SET title = excluded.title;
SELECT id, title, event_count FROM complaint WHERE id = 1 OR id > 20 ORDER BY id;

-- MERGE, COPY, INSERT ... SELECT, a cursor
MERGE INTO complaint c USING (VALUES (21, 'merged'), (24, 'merged')) v (id, title) ON c.id = v.id
 WHEN MATCHED THEN UPDATE SET title = v.title
 WHEN NOT MATCHED THEN INSERT (id, channel, title) VALUES (v.id, 'phone', v.title);
COPY complaint (id, channel, title) FROM stdin;
31	phone	copied
32	phone	copied
\.
COPY complaint (id, channel, title) FROM stdin;
33	phone	copied
34	smoke	copied
\.
INSERT INTO complaint (id, channel, title) SELECT id + 10, channel, title FROM complaint WHERE id IN (31, 32);
BEGIN;
DECLARE open_cases CURSOR FOR SELECT id FROM complaint WHERE title = 'copied' ORDER BY id FOR UPDATE;
FETCH open_cases;
UPDATE complaint SET state = 'closed' WHERE CURRENT OF open_cases;
FETCH open_cases;
UPDATE complaint SET owner = 'ann', updated_by = 'ann' WHERE CURRENT OF open_cases;
COMMIT;
SELECT id, title, state, owner, event_count FROM complaint WHERE id > 20 ORDER BY id;

-- one statement, one case, several facts
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    SELECT 1, 'out', 'phone', 'update', result FROM unnest('{not_reached,reached,reached}'::text[]) AS result;
WITH new AS (INSERT INTO complaint (id, channel, title) VALUES (51, 'phone', 'received and answered') RETURNING id)
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    SELECT id, 'out', 'phone', 'update', 'reached' FROM new, generate_series(1, 2);
WITH seen AS (UPDATE complaint SET reason = 'first' WHERE id = 51 RETURNING id)
UPDATE complaint SET reason = 'second' WHERE id = 51;
UPDATE complaint c SET reason = 'joined' FROM generate_series(1, 3) g WHERE c.id = 51;
SELECT c.id, contact_count, attempt_count, reason, string_agg(e.activity, ' ' ORDER BY seq)
  FROM complaint c JOIN complaint_event e ON e.complaint_id = c.id WHERE c.id IN (1, 51) GROUP BY c.id ORDER BY c.id;
SELECT * FROM disagreement;
DROP SCHEMA support CASCADE;
