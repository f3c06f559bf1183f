-- A desk's tables belong to one role.  What somebody else put in the place of
-- one must not run with that role's rights.
\i test/helper/session.sql
\set ECHO queries
CREATE ROLE regress_cf_owner;
CREATE ROLE regress_cf_stranger;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_cf_owner', current_database()) \gexec
SET ROLE regress_cf_owner;
SELECT complaint_flow.create_desk('ours', pack => 'empty');
INSERT INTO ours.channel VALUES ('web', 'web', '网站');
GRANT USAGE, CREATE ON SCHEMA ours TO regress_cf_stranger;
GRANT SELECT, INSERT ON ours.complaint, ours.category TO regress_cf_stranger;
ALTER TABLE ours.state RENAME TO state_kept;
RESET ROLE;
SET ROLE regress_cf_stranger;
CREATE FUNCTION ours.who() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'run as %', current_user; RETURN 'initial'; END $$;
CREATE VIEW ours.state AS SELECT 'new'::text AS code, ours.who() AS kind, ''::text AS label, ''::text AS label_zh;
INSERT INTO ours.complaint (channel, title) VALUES ('web', 'a trap');
DROP VIEW ours.state;
CREATE TABLE ours.state AS SELECT 'new'::text AS code, 'initial'::text AS kind, ''::text AS label, ''::text AS label_zh;
INSERT INTO ours.complaint (channel, title) VALUES ('web', 'a trap');
SELECT complaint_flow.run_clocks('ours');
DROP TABLE ours.state;
-- nor can a stranger's table pass as policy
CREATE TABLE ours.fancy (id int, note text);
CREATE TRIGGER t AFTER INSERT ON ours.fancy FOR EACH ROW EXECUTE FUNCTION complaint_flow.version_policy('fancy', 'id');
INSERT INTO ours.fancy VALUES (1, 'x');
-- functions and operators of the schema stand behind the system's
CREATE FUNCTION ours.int8eq_trap(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'run as %', current_user; RETURN true; END $$;
CREATE OPERATOR ours.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = ours.int8eq_trap);
CREATE FUNCTION ours.now() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'run as %', current_user; RETURN '2000-01-01'; END $$;
RESET ROLE;
SET ROLE regress_cf_owner;
ALTER TABLE ours.state_kept RENAME TO state;
RESET ROLE;
SET ROLE regress_cf_stranger;
-- nor as a shard of complaint, to forge a history
CREATE TABLE ours.complaint_1 AS SELECT * FROM ours.complaint;
CREATE TRIGGER aaa AFTER INSERT ON ours.complaint_1 FOR EACH ROW EXECUTE FUNCTION complaint_flow.record_complaint('complaint');
INSERT INTO ours.complaint_1 (id, channel, title) VALUES (77, 'web', 'forged');
CREATE TRIGGER zzz BEFORE INSERT ON ours.complaint_1 FOR EACH ROW EXECUTE FUNCTION complaint_flow.decide_complaint('complaint');
INSERT INTO ours.complaint_1 (id, channel, title) VALUES (77, 'web', 'forged');
RESET ROLE;
SET ROLE regress_cf_owner;
UPDATE ours.urgency SET label = label || '!';
INSERT INTO ours.complaint (channel, title) VALUES ('web', 'no trap');
INSERT INTO ours.contact (complaint_id, direction, channel, purpose, result)
SELECT max(c.id), 'out', 'web', min(p.code), 'reached' FROM ours.complaint c, ours.contact_purpose p HAVING min(p.code) IS NOT NULL;
SELECT complaint_flow.run_clocks('ours');
SELECT * FROM complaint_flow.verify_history('ours');
RESET ROLE;
DROP OWNED BY regress_cf_stranger;
SELECT complaint_flow.drop_desk('ours', true);
DROP OWNED BY regress_cf_owner;
DROP ROLE regress_cf_owner, regress_cf_stranger;
