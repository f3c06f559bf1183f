-- A distributed engine keeps the rows of complaint in shards: tables of
-- another name beside an empty one.  The triggers of a shard know by their
-- argument which table they stand for, and reach the rest of the desk by SQL.
\i test/helper/session.sql
\set ECHO all
CREATE ROLE regress_shard_owner;
CREATE ROLE regress_shard_clerk;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_shard_owner', current_database()) \gexec
SET ROLE regress_shard_owner;
SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
-- at this desk whoever may write a case may name its owner
UPDATE desk SET handover_needs_acceptance = false;
-- entries name their case, and here that name is the empty table's
UPDATE action_rule SET active = false WHERE action <> 'notify';
INSERT INTO staff (code, name, role, department, manager, database_role) VALUES
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL, NULL),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li', 'regress_shard_clerk'),
    ('wang.fang', 'Wang Fang', 'agent', 'customer_service', 'sun.li', NULL);
INSERT INTO customer (name, tier, complainant_group) VALUES ('Zhao', 'vip', 'media');

ALTER TABLE complaint RENAME TO complaint_102014;
CREATE TABLE complaint (LIKE complaint_102014 INCLUDING ALL);
GRANT USAGE ON SCHEMA support TO regress_shard_clerk;
GRANT SELECT, INSERT, UPDATE ON complaint_102014 TO regress_shard_clerk;
GRANT SELECT ON state TO regress_shard_clerk;
CREATE VIEW case_life AS
    SELECT c.id, c.state, c.event_count, c.sla_status,
           (SELECT string_agg(e.activity, ' > ' ORDER BY e.seq) FROM complaint_event e WHERE e.complaint_id = c.id) AS life,
           (SELECT string_agg(k.metric || ' ' || coalesce(k.outcome, 'open'), ', ' ORDER BY k.metric, k.cycle)
              FROM clock k WHERE k.complaint_id = c.id) AS clocks,
           (SELECT string_agg(q.priority || ' until ' || q.due_at || coalesce(' for ' || q.audience, ''), ', ')
              FROM queue q WHERE q.complaint_id = c.id) AS queue
      FROM complaint_102014 c ORDER BY c.id;

-- an agent, who has no right on history, clocks and queue, takes cases in
SET ROLE regress_shard_clerk;
INSERT INTO complaint_102014 (received_at, channel, customer_id, title, description) VALUES
    ('2026-03-02 10:00', 'hotline', NULL, '少发一件', '包裹漏发'),
    ('2026-03-02 11:00', 'hotline', 1, '少发一件', '包裹漏发');
COPY complaint_102014 (received_at, channel, title, description) FROM stdin;
2026-03-02 12:00	app	账户被盗	积分被盗用
\.
RESET ROLE;
SELECT id, sheet_no, customer_tier, complainant_group, category, level, urgency, owner, department, handler_role, due_at
  FROM complaint_102014 ORDER BY id;
SELECT * FROM case_life;
SELECT count(*) AS rows_of_the_shell FROM ONLY complaint;
SELECT bool_and(e.hash = c.head_hash) AS heads_fit FROM complaint_102014 c JOIN complaint_event e ON (e.complaint_id, e.seq) = (c.id, c.event_count);

-- changes of state, reclassification, a new owner; illegal ones leave nothing
SET ROLE regress_shard_clerk;
UPDATE complaint_102014 SET state = 'verifying' WHERE id = 1;
UPDATE complaint_102014 SET state = 'closed' WHERE id = 1;
INSERT INTO complaint_102014 (channel, title, priority) VALUES ('app', 'first of all', 1);
RESET ROLE;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint_102014 SET category = '3.1', reason = 'the shop refused' WHERE id = 1;
UPDATE complaint_102014 SET owner = 'wang.fang', reason = 'knows the shop' WHERE id = 1;
UPDATE complaint_102014 SET state = 'withdrawn', reason = 'customer is content' WHERE id = 2;
RESET complaint_flow.actor;
SELECT * FROM case_life;
DELETE FROM complaint_102014;
TRUNCATE complaint_102014;

-- a column that only the shard has yet is seen at once
ALTER TABLE complaint_102014 ADD COLUMN region text;
UPDATE complaint_102014 SET region = 'north' WHERE id = 1;
SELECT region, event_count FROM complaint_102014 WHERE id = 1;
SELECT activity, changes FROM complaint_event WHERE (complaint_id, seq) = (1, 5);
ALTER TABLE complaint ADD COLUMN region text;

-- what begins elsewhere addresses the table by its logical name, which is the
-- engine's to route: without routing a contact is refused and the job is idle
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-02 15:00', 'reached');
SELECT complaint_flow.run_clocks('support', '2026-03-05 12:00') AS without_routing;
SELECT complaint_flow.claim('support', 'li.na') AS without_routing;
SELECT complaint_id, problem FROM complaint_flow.verify_history('support');

-- with routing, here by inheritance, all of it works
ALTER TABLE complaint_102014 INHERIT complaint;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, made_by, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-02 15:00', 'wang.fang', 'reached');
SELECT complaint_flow.run_clocks('support', '2026-03-05 12:00') AS with_routing;
INSERT INTO staff (code, name, role, department) VALUES ('feng.tao', 'Feng Tao', 'agent', 'risk_control');
SELECT complaint_flow.claim('support', 'feng.tao') AS with_routing;
SELECT * FROM case_life;
SELECT topic, count(*) FROM outbox GROUP BY topic ORDER BY topic;
SELECT complaint_flow.recompute_clocks('support', 'a look at all clocks', false) AS with_routing;
SELECT complaint_flow.erase_customer('support', 1, 'asked by letter', open_cases => true) AS with_routing;
SELECT id, title, salt IS NULL AS erased FROM complaint_102014 ORDER BY id;
SELECT count(*) AS problems FROM complaint_flow.verify_history('support');
SELECT complaint_flow.complaint_as_of('support', 1, now()) ->> 'owner' AS owner_now;
SELECT name, allowed FROM complaint_flow.allowed_transitions('support', 1) ORDER BY name;

RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
RESET ROLE;
SELECT format('REVOKE CREATE ON DATABASE %I FROM regress_shard_owner', current_database()) \gexec
DROP ROLE regress_shard_clerk, regress_shard_owner;
