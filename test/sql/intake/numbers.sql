-- Numbers of rows come from their sequence.  Who could choose one ahead of it
-- would lie in wait for somebody else's complaint; the owner may, for a history.
SET client_min_messages = warning;
\i test/helper/support_desk.sql
CREATE ROLE regress_cf_agent;
CREATE ROLE regress_cf_supervisor;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent'), complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_supervisor') \gset
UPDATE staff SET database_role = 'regress_cf_agent' WHERE code = 'li.na';
UPDATE staff SET database_role = 'regress_cf_supervisor' WHERE code = 'sun.li';
\set ECHO all
SET ROLE regress_cf_agent;
INSERT INTO customer (name) VALUES ('Mrs Chen');
INSERT INTO complaint (channel, customer_id, title) VALUES ('hotline', 1, 'x') RETURNING id;
\set VERBOSITY sqlstate
-- Ahead of the sequence: refused, in every table that has one.
INSERT INTO complaint (id, channel, title) VALUES (2, 'hotline', 'x');
INSERT INTO complaint (id, channel, title) VALUES (9223372036854775807, 'hotline', 'x');
INSERT INTO customer (id, name) VALUES (2, 'x');
UPDATE customer SET id = 2 WHERE id = 1;
INSERT INTO contact (id, complaint_id, direction, channel, purpose, result) VALUES (5, 1, 'out', 'hotline', 'update', 'reached');
INSERT INTO evidence (id, complaint_id, kind, reference) VALUES (100, 1, 'photo', 'x');
INSERT INTO work_order (id, complaint_id, department, task) VALUES (100, 1, 'risk_control', 'x');
INSERT INTO lesson (id, title, body) VALUES (100, 'x', 'y');
INSERT INTO suggestion (id, body, source) VALUES (100, 'x', 'customer');
MERGE INTO complaint c USING (VALUES (77)) v (id) ON c.id = v.id WHEN NOT MATCHED THEN INSERT (id, channel, title) VALUES (v.id, 'hotline', 'x');
COPY complaint (id, channel, title) FROM stdin;
2	hotline	x
\.
RESET ROLE;
SET ROLE regress_cf_supervisor;
INSERT INTO absence (id, staff, from_at) VALUES (100, 'li.na', now() + interval '1 day');
INSERT INTO classification_rule (id, position, name, condition, category) VALUES (100000, 900, 'x', $$title = 'x'$$, '1.2');
INSERT INTO authority (id, role, up_to) VALUES (100000, 'agent', 5);
INSERT INTO training (id, topic, held_on) VALUES (100, 'x', '2026-01-01');
\set VERBOSITY default
INSERT INTO complaint (id, channel, title) VALUES (2, 'hotline', 'x');
-- A number that was handed out before does no harm: it is free, or it is not.
RESET ROLE;
SET ROLE regress_cf_agent;
BEGIN;
INSERT INTO complaint (channel, title) VALUES ('hotline', 'thought better of it') RETURNING id > 1 AS handed_out;
ROLLBACK;
INSERT INTO complaint (id, channel, title) VALUES (2, 'hotline', 'x') RETURNING id;
INSERT INTO complaint (id, channel, title) VALUES (1, 'hotline', 'x');
INSERT INTO complaint (channel, title) SELECT 'hotline', 'many ' || g FROM generate_series(1, 100) g;
UPDATE customer SET name = 'Mrs Chen-Li' WHERE id = 1;
SELECT count(*), max(id) > 100 AS numbered FROM complaint;

-- The owner brings numbers along, but none that leaves no number after it.
RESET ROLE;
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, state) VALUES (9223372036854775807, '2019-03-04', 'letter', 'old', 'closed');
INSERT INTO complaint (id, received_at, channel, title, state) VALUES (5000, '2019-03-04', 'letter', 'old', 'closed');
INSERT INTO customer (id, name) VALUES (9007199254740992, 'x');
RESET complaint_flow.importing;
-- One that stands already, from before: the sequence is not led to its end.
ALTER TABLE customer DISABLE TRIGGER USER;
INSERT INTO customer (id, name) VALUES (9223372036854775807, 'from before');
ALTER TABLE customer ENABLE TRIGGER USER;
SELECT complaint_flow.advance_sequences('support');
SET ROLE regress_cf_agent;
INSERT INTO complaint (channel, title) VALUES ('hotline', 'x') RETURNING id;
INSERT INTO customer (name) VALUES ('Mr Liu') RETURNING id;
UPDATE customer SET name = 'from before, and corrected' WHERE id > 1000;
RESET ROLE;
-- A table that lost its default, or got another sequence.
ALTER TABLE customer ALTER id DROP IDENTITY;
SET ROLE regress_cf_agent;
INSERT INTO customer (id, name) VALUES (77, 'by hand') RETURNING id;
RESET ROLE;
CREATE SEQUENCE own_numbers START 500;
ALTER TABLE customer ALTER id SET DEFAULT 1 + nextval('own_numbers');
GRANT USAGE ON SEQUENCE own_numbers TO regress_cf_agent;
SET ROLE regress_cf_agent;
INSERT INTO customer (name) VALUES ('of our own sequence') RETURNING id;
RESET ROLE;
RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_agent, regress_cf_supervisor;
