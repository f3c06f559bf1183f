-- What was changed behind the engine's back, or beside it, is met with an error
-- or found by the verification.
\i test/helper/bad_input_desk.sql
\set ECHO all
-- at this desk whoever may write a case may name its owner
UPDATE desk SET handover_needs_acceptance = false;
-- complaints of strangers are acknowledged, too
UPDATE clock_rule SET condition = NULL WHERE metric = 'acknowledgement';
SET client_min_messages = warning;
\set VERBOSITY terse
INSERT INTO complaint (id, channel, received_by, title) VALUES (1001, 'hotline', 'li.na', '包裹少发一件');
INSERT INTO customer (id, name, tier) VALUES (7, 'Qian', '3');
\set insert '$$INSERT INTO support.complaint (channel, title, customer_id) VALUES (''hotline'', ''少发一件'', 7)$$'

-- an owner who is gone: the case can be handed to somebody, but not stay
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM staff WHERE code = 'li.na';
SET LOCAL session_replication_role = origin;
SELECT refused($$UPDATE support.complaint SET handler_role = 'supervisor', reason = 'x'$$);
SELECT refused($$UPDATE support.complaint SET department = 'risk_control', reason = 'x'$$);
UPDATE complaint SET owner = 'sun.li', reason = '李娜离职' RETURNING owner, department;
ROLLBACK;

-- rows that look decided, without the trigger that decides
BEGIN;
ALTER TABLE complaint DISABLE TRIGGER zzz_decide;
SELECT refused($$INSERT INTO support.complaint (channel, title, head_hash, event_count, rules_version) VALUES ('hotline', 'x', '', 1, 1)$$);
SELECT refused($$INSERT INTO support.complaint (channel, title, head_hash, event_count, rules_version, state, level, urgency, priority, contact_count, attempt_count, updated_at)
    VALUES ('hotline', 'x', '', 1, 1, 'registered', 'I', 'ordinary', 1, 0, 0, now())$$);
SELECT refused($$UPDATE support.complaint SET event_count = 2, state = NULL$$);
SELECT refused($$UPDATE support.complaint SET event_count = 2, salt = NULL$$);
ROLLBACK;

-- the owner's own table of customers: other types and partitions serve as well
BEGIN;
ALTER TABLE customer ALTER tier TYPE int USING tier::int;
INSERT INTO complaint (channel, title, customer_id) VALUES ('hotline', '少发一件', 7) RETURNING customer_tier;
ROLLBACK;
BEGIN;
CREATE TYPE tier AS ENUM ('basic', 'gold');
ALTER TABLE customer ALTER tier TYPE tier USING 'gold';
INSERT INTO complaint (channel, title, customer_id) VALUES ('hotline', '少发一件', 7) RETURNING customer_tier;
ROLLBACK;
BEGIN;
ALTER TABLE complaint DROP CONSTRAINT complaint_customer_id_fkey;
DROP TABLE customer CASCADE;
CREATE TABLE customer (tier text, complainant_group text, id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE customer_1 PARTITION OF customer FOR VALUES FROM (1) TO (100);
INSERT INTO customer VALUES ('gold', 'media', 7);
INSERT INTO complaint (channel, title, customer_id) VALUES ('hotline', '少发一件', 7) RETURNING customer_tier, complainant_group;
ROLLBACK;
BEGIN;
ALTER TABLE complaint DROP CONSTRAINT complaint_customer_id_fkey;
UPDATE customer SET external_ref = 'Q7';
ALTER TABLE customer DROP CONSTRAINT customer_pkey, ADD PRIMARY KEY (external_ref, id);
INSERT INTO complaint (channel, title, customer_id) VALUES ('hotline', '少发一件', 7) RETURNING customer_tier;
ROLLBACK;
BEGIN;
ALTER TABLE customer RENAME TO person;
CREATE VIEW customer AS SELECT * FROM person;
SELECT refused(:insert);
ROLLBACK;

-- triggers of the owner's, after ours, take the name from who accepts, and the
-- decision from an approval
BEGIN;
CREATE FUNCTION public.nameless() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.recorded_by := NULL; RETURN NEW; END $$;
CREATE TRIGGER zzzz_nameless BEFORE INSERT ON handover_answer FOR EACH ROW EXECUTE FUNCTION public.nameless();
INSERT INTO handover (id, complaint_id, to_staff, reason, recorded_by) VALUES (501, 1001, 'wang.fang', 'x', 'li.na');
SELECT refused($$INSERT INTO support.handover_answer (handover_id, accepted, recorded_by) VALUES (501, true, 'wang.fang')$$);
ALTER TABLE approval ALTER decision DROP NOT NULL;
CREATE FUNCTION public.undecided() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.decision := NULL; RETURN NEW; END $$;
CREATE TRIGGER zzzz_undecided BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION public.undecided();
INSERT INTO remedy (id, complaint_id, kind, amount, recorded_by) VALUES (502, 1001, 'refund', 800, 'li.na');
SELECT refused($$INSERT INTO support.approval (remedy_id, decision, recorded_by) VALUES (502, 'approved', 'sun.li')$$);
ROLLBACK;

-- a state cannot become final around its cases, nor cease to be
SELECT refused($$UPDATE support.state SET kind = 'final' WHERE code = 'registered'$$);
UPDATE state SET kind = 'waiting' WHERE code = 'registered' RETURNING kind;
UPDATE state SET kind = 'initial' WHERE code = 'registered' RETURNING kind;
UPDATE state SET kind = 'final' WHERE code = 'mediating' RETURNING kind;

-- the job's moment is a moment
SELECT refused($$SELECT complaint_flow.run_clocks('support', 'infinity')$$);
SELECT refused($$SELECT complaint_flow.run_clocks('support', '-infinity')$$);

-- one damaged case does not keep the job from all others
BEGIN;
INSERT INTO complaint (id, received_at, channel, received_by, title) VALUES (1002, now() - interval '2 hours', 'hotline', 'li.na', '包裹少发两件');
SET LOCAL session_replication_role = replica;
UPDATE complaint SET state = NULL WHERE id = 1001;
SET LOCAL session_replication_role = origin;
SELECT complaint_flow.run_clocks('support', now() + interval '1 hour');
SELECT job, kind, subject, sqlstate, message FROM job_failure;
SELECT complaint_id, metric FROM clock WHERE breached_at IS NOT NULL;
ROLLBACK;

-- an application that was retired speaks for nobody any more
CREATE ROLE regress_cf_app;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_app');
INSERT INTO staff (code, name, role, database_role, speaks_for_others) VALUES ('app', 'App', 'agent', 'regress_cf_app', true);
SET ROLE regress_cf_app;
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (channel, title) VALUES ('hotline', '少发一件') RETURNING updated_by;
RESET ROLE;
UPDATE staff SET active = false WHERE code = 'app';
SET ROLE regress_cf_app;
SELECT refused($$INSERT INTO support.complaint (channel, title) VALUES ('hotline', '少发一件')$$);
RESET ROLE;
RESET complaint_flow.actor;

-- history: times of every kind fit
UPDATE complaint SET occurred_at = '2020-02-29 12:00:00.0001' WHERE id = 1001;
UPDATE complaint SET occurred_at = '2020-02-29 12:00:00.5' WHERE id = 1001;
UPDATE complaint SET occurred_at = '1900-01-02', amount = 5 WHERE id = 1001;
UPDATE complaint SET occurred_at = NULL WHERE id = 1001;
SELECT * FROM complaint_flow.verify_history('support');
-- what stands in an event in the place of a time is found, and stops nothing
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint_event SET changes = jsonb_set(changes, '{occurred_at,0}', '"the day before"')
 WHERE complaint_id = 1001 AND seq = 2;
SELECT * FROM complaint_flow.verify_history('support');
UPDATE complaint_event SET changes = jsonb_set(changes, '{occurred_at,0}', '"2020-13-32T25:61:61+00:00"')
 WHERE complaint_id = 1001 AND seq = 2;
SELECT * FROM complaint_flow.verify_history('support');
UPDATE complaint_event SET changes = jsonb_set(changes, '{occurred_at,0}', '{"a": [1]}')
 WHERE complaint_id = 1001 AND seq = 2;
SELECT * FROM complaint_flow.verify_history('support');
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET closed_at = 'infinity' WHERE id = 1001;
SELECT * FROM complaint_flow.verify_history('support');
ROLLBACK;
-- a salt that was taken away does not hide what was changed with it
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET salt = NULL, amount = 1 WHERE id = 1001;
SELECT * FROM complaint_flow.verify_history('support');
ROLLBACK;
SELECT * FROM complaint_flow.verify_history('support');
DROP OWNED BY regress_cf_app;
DROP ROLE regress_cf_app;
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
