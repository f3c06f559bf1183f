-- A desk whose complaint table is partitioned, and one whose complaint table
-- is a shard: another name than the logical one, beside an empty table.
\i test/helper/session.sql
\set ECHO all
SET client_min_messages = warning;

SELECT FROM complaint_flow.create_desk('support', pack => 'empty');
SET search_path = support, public;
INSERT INTO staff_role VALUES ('agent', 1, 'agent', '客服');
INSERT INTO staff (code, name, role) VALUES ('ann', 'Ann', 'agent');
INSERT INTO channel VALUES ('phone', 'phone', '电话');
INSERT INTO contact_purpose VALUES ('update', 'update', '进度');
INSERT INTO category VALUES ('a', 'a', 'ordinary', 'a', 'a');
INSERT INTO classification_rule (position, name, category) VALUES (1, 'all', 'a');
INSERT INTO clock_rule (position, name, metric, target, met_by)
    VALUES (1, 'update', 'update', '1 hour', '{contact:*}');

-- partitioned by the time of receipt
ALTER TABLE complaint RENAME TO complaint_before;
CREATE TABLE complaint (LIKE complaint_before INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING COMMENTS,
    PRIMARY KEY (id, received_at)) PARTITION BY RANGE (received_at);
DROP TABLE complaint_before CASCADE;
CREATE TABLE complaint_2025 PARTITION OF complaint FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- a partition made by hand has its columns in another order
CREATE TABLE complaint_2026 (note text, LIKE complaint INCLUDING DEFAULTS);
ALTER TABLE complaint_2026 DROP COLUMN note;
ALTER TABLE complaint ATTACH PARTITION complaint_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
SELECT count(*) > 0 AS mended FROM complaint_flow.upgrade_desk('support');

\i test/helper/disagreement.sql
\set ECHO all

INSERT INTO complaint (id, channel, title, received_at) VALUES
    (1, 'phone', 'last year', '2025-12-31 23:00'), (2, 'phone', 'this year', '2026-01-01 00:30');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at)
    SELECT id, 'out', 'phone', 'update', 'reached', received_at + interval '1 minute' FROM complaint WHERE id < 3;
UPDATE complaint SET state = 'closed' WHERE id = 1;
SELECT complaint_flow.claim('support', 'ann');
SELECT tableoid::regclass, id, state, owner, contact_count, category, event_count FROM complaint ORDER BY id;
SELECT * FROM disagreement;
-- the time of receipt is a fact: a case never moves to another partition
UPDATE complaint SET received_at = '2026-02-01' WHERE id = 1;
INSERT INTO complaint (id, channel, title, received_at) VALUES (3, 'phone', 'too old', '2024-06-01');
-- a column more is there for the next row of every partition
ALTER TABLE complaint ADD COLUMN branch text DEFAULT 'main';
INSERT INTO complaint (id, channel, title, received_at, branch) VALUES
    (4, 'phone', 'east', '2025-06-01', 'east'), (5, 'phone', 'west', '2026-06-01', 'west');
UPDATE complaint SET branch = 'north' WHERE id = 4;
-- and detaching one does not keep an old idea of it
ALTER TABLE complaint DETACH PARTITION complaint_2026;
ALTER TABLE complaint_2026 DROP COLUMN branch, ADD COLUMN branch text;
ALTER TABLE complaint ATTACH PARTITION complaint_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO complaint (id, channel, title, received_at, branch) VALUES (6, 'phone', 'south', '2026-06-02', 'south');
SELECT id, branch, event_count FROM complaint WHERE id > 3 ORDER BY id;
SELECT changes FROM complaint_event WHERE complaint_id = 4 AND seq = 2;
SELECT * FROM disagreement;
-- what rules add to the file is added when all triggers have seen the rows,
-- by the table's name and by the partition's
INSERT INTO action_rule (position, name, activities, condition, action) VALUES (1, 'frozen', '{received}', $$title = 'stolen'$$, 'freeze account');
CREATE FUNCTION saw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE WARNING '% % with % events', tg_op, new.id, new.event_count;
    RETURN NULL;
END $$;
CREATE TRIGGER saw AFTER INSERT OR UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION saw();
INSERT INTO complaint (id, channel, title, received_at) VALUES (7, 'phone', 'stolen', '2026-06-03'), (8, 'phone', 'parcel', '2026-06-03');
INSERT INTO complaint_2026 (id, channel, title, received_at) VALUES (9, 'phone', 'stolen', '2026-06-03'), (10, 'phone', 'parcel', '2026-06-03');
DROP TRIGGER saw ON complaint;
SELECT complaint_id, action FROM account_action ORDER BY 1;
SELECT * FROM disagreement;
-- a customer with cases in both partitions is erased
INSERT INTO customer (id, name) VALUES (9, 'Miss Marple');
UPDATE complaint SET customer_id = 9, description = 'Miss Marple called' WHERE id IN (1, 2);
SELECT complaint_flow.erase_customer('support', 9, 'asked by letter', open_cases => true) AS erased_cases;
SELECT tableoid::regclass, id, title, description, salt IS NULL AS erased FROM complaint WHERE id IN (1, 2, 4) ORDER BY id;
SELECT * FROM disagreement;
-- figures are counted from all partitions, by the columns' names
SELECT complaint_flow.kpi_counts_directly('desk') AS directly;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT count(*) AS differences FROM complaint_flow.kpi_verify('support');

-- partitioned by something that changes: a move is refused, not half done
CREATE TABLE moving (LIKE complaint INCLUDING DEFAULTS INCLUDING IDENTITY) PARTITION BY LIST (product);
CREATE TABLE moving_a PARTITION OF moving FOR VALUES IN ('a');
CREATE TABLE moving_b PARTITION OF moving FOR VALUES IN ('b');
CREATE TRIGGER zzz_decide BEFORE INSERT OR UPDATE ON moving FOR EACH ROW EXECUTE FUNCTION complaint_flow.decide_complaint('complaint');
CREATE TRIGGER aaa_record AFTER INSERT OR UPDATE ON moving FOR EACH ROW EXECUTE FUNCTION complaint_flow.record_complaint('complaint');
CREATE TRIGGER zzz_keep BEFORE DELETE ON moving FOR EACH ROW EXECUTE FUNCTION complaint_flow.refuse_change('complaint');
INSERT INTO moving (id, channel, title, product) VALUES (101, 'phone', 'moves', 'a');
UPDATE moving SET product = 'b' WHERE id = 101;
SELECT tableoid::regclass, product, event_count, (SELECT count(*) FROM complaint_event WHERE complaint_id = 101) AS events FROM moving;
DROP SCHEMA support CASCADE;

-- a shard
SELECT FROM complaint_flow.create_desk('support', pack => 'empty');
SET search_path = support, public;
INSERT INTO channel VALUES ('phone', 'phone', '电话');
INSERT INTO clock_rule (position, name, metric, target, met_by)
    VALUES (1, 'update', 'update', '1 hour', '{contact:*}');
CREATE TABLE empty_shell (LIKE complaint INCLUDING DEFAULTS);
ALTER TABLE complaint RENAME TO complaint_102014;
ALTER TABLE empty_shell RENAME TO complaint;
INSERT INTO complaint_102014 (id, channel, title) VALUES (1, 'phone', 'in a shard');
UPDATE complaint_102014 SET reason = 'seen' WHERE id = 1;
ALTER TABLE complaint_102014 ADD COLUMN branch text DEFAULT 'main';
UPDATE complaint_102014 SET branch = 'east' WHERE id = 1;
INSERT INTO complaint_102014 (id, channel, title, branch) VALUES (2, 'phone', 'in a shard', 'west');
SELECT c.id, branch, event_count, string_agg(e.activity, ' ' ORDER BY seq), (SELECT count(*) FROM clock k WHERE k.complaint_id = c.id) AS clocks
  FROM complaint_102014 c JOIN complaint_event e ON e.complaint_id = c.id GROUP BY c.id ORDER BY c.id;
SELECT count(*) AS in_shell FROM complaint;
DROP SCHEMA support CASCADE;
