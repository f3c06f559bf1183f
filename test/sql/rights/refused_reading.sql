-- Who may read a desk, but has not its owner's rights, is not made to run
-- code of others by a function of complaint_flow: what would run it is named.
\i test/helper/owner_and_agent.sql
\set ECHO all
CREATE TABLE code.ran (who name);
GRANT INSERT ON code.ran TO PUBLIC;
CREATE FUNCTION code.note() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN INSERT INTO code.ran VALUES (current_user); RETURN true; END $$;
CREATE FUNCTION code.constant() RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM code.note(); RETURN 1; END $$;
RESET ROLE;

-- tried by an agent
CREATE PROCEDURE public.read_it() LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
    hint text;
BEGIN
    SET LOCAL ROLE regress_cf_agent;
    PERFORM complaint_flow.complaint_sheet('support', 1);
    RESET ROLE;
    RAISE WARNING 'read';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RAISE WARNING '% %', SQLSTATE, message USING DETAIL = regexp_replace(detail, 'role "(?!regress)[^"]*"', 'role "<superuser>"'), HINT = hint;
END $$;
CALL read_it();

-- 1. a policy
SET ROLE regress_cf_desk_owner;
CREATE POLICY agents ON support.complaint USING (code.note());
ALTER TABLE support.complaint ENABLE ROW LEVEL SECURITY;
RESET ROLE;
CALL read_it();
-- SECURITY DEFINER is one cure: it runs with its owner's rights then
ALTER FUNCTION code.note() SECURITY DEFINER;
GRANT SELECT ON code.ran TO PUBLIC;
CREATE OR REPLACE FUNCTION code.note() RETURNS boolean STABLE SECURITY DEFINER LANGUAGE sql AS $$ SELECT count(*) >= 0 FROM code.ran $$;
CALL read_it();
-- a superuser's function is another, if it is immutable
CREATE OR REPLACE FUNCTION code.note() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
ALTER FUNCTION code.note() OWNER TO CURRENT_USER;
CALL read_it();
ALTER FUNCTION code.note() STABLE;
CALL read_it();
ALTER FUNCTION code.note() IMMUTABLE;
CALL read_it();
-- the system's own that read by name, or write
ALTER POLICY agents ON support.complaint USING (query_to_xml('SELECT code.note()', true, true, '') IS NOT NULL);
CALL read_it();
ALTER POLICY agents ON support.complaint USING (table_to_xml('support.desk', true, true, '') IS NOT NULL);
CALL read_it();
ALTER POLICY agents ON support.complaint USING (complaint_flow.fold_kpi('support') >= 0);
CALL read_it();
ALTER POLICY agents ON support.complaint USING (title IS NOT NULL AND now() > received_at - interval '1 day');
CALL read_it();
-- through a view of another schema
SET ROLE regress_cf_desk_owner;
CREATE OR REPLACE FUNCTION code.constant() RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
CREATE VIEW code.one AS SELECT code.constant() AS number;
GRANT SELECT ON code.one TO PUBLIC;
ALTER POLICY agents ON support.complaint USING (EXISTS (SELECT FROM code.one));
RESET ROLE;
CALL read_it();
SET ROLE regress_cf_desk_owner;
DROP POLICY agents ON support.complaint;
ALTER TABLE support.complaint DISABLE ROW LEVEL SECURITY;
RESET ROLE;
CALL read_it();

-- 2. what the planner computes
SET ROLE regress_cf_desk_owner;
CREATE INDEX one ON support.contact ((code.constant()));
RESET ROLE;
CALL read_it();
DROP INDEX support.one;
CREATE INDEX one ON support.contact (id) WHERE code.constant() = 1;
CALL read_it();
DROP INDEX support.one;
CREATE STATISTICS support.one ON (title || code.constant()) FROM support.complaint;
CALL read_it();
DROP STATISTICS support.one;
ALTER TABLE support.channel ADD CONSTRAINT one CHECK (code.constant() = 1);
CALL read_it();
ALTER TABLE support.channel DROP CONSTRAINT one;
ALTER TABLE support.channel ADD COLUMN one int GENERATED ALWAYS AS (code.constant()) STORED;
CALL read_it();
ALTER TABLE support.channel DROP COLUMN one;

-- 3. types: a domain whose check is harmless may stay
SET ROLE regress_cf_desk_owner;
CREATE DOMAIN code.word AS text CHECK (length(value) < 100);
CREATE DOMAIN code.other_word AS text CHECK (code.constant() = 1);
CREATE TYPE code.span AS RANGE (SUBTYPE = text);
ALTER TABLE support.channel ADD COLUMN word code.word, ADD COLUMN words code.word[];
RESET ROLE;
CALL read_it();
ALTER TABLE support.channel ADD COLUMN other code.other_word[];
CALL read_it();
ALTER TABLE support.channel DROP COLUMN other, ADD COLUMN span code.span;
CALL read_it();
ALTER TABLE support.channel DROP COLUMN span;
CALL read_it();
-- a verdict does not outlive what it looked at
SET ROLE regress_cf_desk_owner;
ALTER DOMAIN code.word ADD CONSTRAINT later CHECK (code.constant() = 1) NOT VALID;
RESET ROLE;
CALL read_it();
ALTER DOMAIN code.word DROP CONSTRAINT later;
-- an enum whose values become JSON by the owner's code
SET ROLE regress_cf_desk_owner;
CREATE TYPE code.mood AS ENUM ('good', 'bad');
ALTER TABLE support.channel ADD COLUMN mood code.mood;
RESET ROLE;
CALL read_it();
SET ROLE regress_cf_desk_owner;
CREATE FUNCTION code.as_json(code.mood) RETURNS json LANGUAGE plpgsql AS $$ BEGIN PERFORM code.constant(); RETURN '1'; END $$;
CREATE CAST (code.mood AS json) WITH FUNCTION code.as_json(code.mood);
RESET ROLE;
CALL read_it();
ALTER TABLE support.channel DROP COLUMN mood;
-- columns that a query gives to what a function returns
SET ROLE regress_cf_desk_owner;
CREATE VIEW code.made AS SELECT r.a FROM jsonb_to_recordset('[{"a": "x", "b": "y"}]') AS r (a text, b code.other_word);
GRANT SELECT ON code.made TO PUBLIC;
CREATE POLICY made ON support.channel USING (EXISTS (SELECT FROM code.made));
ALTER TABLE support.channel ENABLE ROW LEVEL SECURITY;
RESET ROLE;
CALL read_it();
SET ROLE regress_cf_desk_owner;
CREATE OR REPLACE VIEW code.made AS SELECT r.a FROM XMLTABLE('/r' PASSING '<r/>' COLUMNS a text, b code.other_word) AS r;
RESET ROLE;
CALL read_it();
SET ROLE regress_cf_desk_owner;
DROP POLICY made ON support.channel;
-- a part of ours that is told which table to read
CREATE VIEW support.planted AS SELECT 'x' AS code, code.constant()::text AS label, '' AS label_zh;
GRANT SELECT ON support.planted TO PUBLIC;
CREATE POLICY made ON support.channel USING (complaint_flow.code_in_words('support', 'planted', 'x', 'en') IS NOT NULL);
RESET ROLE;
CALL read_it();
SET ROLE regress_cf_desk_owner;
DROP POLICY made ON support.channel;
ALTER TABLE support.channel DISABLE ROW LEVEL SECURITY;
DROP VIEW support.planted;
RESET ROLE;
CALL read_it();

-- 4. a table of the owner's beside those of the template, which read_case
-- shows, too
SET ROLE regress_cf_desk_owner;
CREATE TABLE support.parcel (complaint_id bigint, number text);
GRANT SELECT ON support.parcel TO regress_cf_agent;
INSERT INTO support.parcel VALUES (1, 'SF1');
SET ROLE regress_cf_agent;
SELECT complaint_flow.read_case('support', 1, 'the customer calls') -> 'parcel' AS parcel;
SET ROLE regress_cf_desk_owner;
CREATE POLICY p ON support.parcel USING (code.constant() = 1);
ALTER TABLE support.parcel ENABLE ROW LEVEL SECURITY;
SET ROLE regress_cf_agent;
SELECT complaint_flow.read_case('support', 1, 'the customer calls') -> 'parcel' AS parcel;
-- its partitions, and how they are told apart
SET ROLE regress_cf_desk_owner;
DROP TABLE support.parcel;
CREATE TABLE support.parcel (complaint_id bigint, number text) PARTITION BY LIST (number);
CREATE TABLE support.parcel_sf PARTITION OF support.parcel FOR VALUES IN ('SF1');
GRANT SELECT ON support.parcel TO regress_cf_agent;
INSERT INTO support.parcel VALUES (1, 'SF1');
SET ROLE regress_cf_agent;
SELECT complaint_flow.read_case('support', 1, 'the customer calls') -> 'parcel' AS parcel;
SET ROLE regress_cf_desk_owner;
ALTER TABLE support.parcel_sf ADD CONSTRAINT one CHECK (code.constant() = 1);
SET ROLE regress_cf_agent;
SELECT complaint_flow.read_case('support', 1, 'the customer calls') -> 'parcel' AS parcel;
SET ROLE regress_cf_desk_owner;
DROP TABLE support.parcel;
CREATE FUNCTION code.shelf(number text) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN code.constant(); END $$;
CREATE TABLE support.parcel (complaint_id bigint, number text) PARTITION BY LIST (code.shelf(number));
GRANT SELECT ON support.parcel TO regress_cf_agent;
SET ROLE regress_cf_agent;
SELECT complaint_flow.read_case('support', 1, 'the customer calls') -> 'parcel' AS parcel;
RESET ROLE;

-- 5. writing: the owner's triggers run as who writes
SET ROLE regress_cf_desk_owner;
DROP TABLE support.parcel;
GRANT SELECT, INSERT, UPDATE, DELETE ON support.calendar, support.calendar_day, support.calendar_year TO regress_cf_agent;
CREATE FUNCTION code.follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM code.constant(); RETURN NULL; END $$;
SET ROLE regress_cf_agent;
SELECT complaint_flow.load_official_days('support', 'standard', 'US', 2026, 2026);
SET ROLE regress_cf_desk_owner;
CREATE TRIGGER follow AFTER INSERT ON support.calendar_day FOR EACH ROW EXECUTE FUNCTION code.follow();
SET ROLE regress_cf_agent;
SELECT complaint_flow.load_official_days('support', 'standard', 'US', 2027, 2027);
RESET ROLE;
ALTER FUNCTION code.follow() SECURITY DEFINER;
SET ROLE regress_cf_agent;
SELECT complaint_flow.load_official_days('support', 'standard', 'US', 2027, 2027);
RESET ROLE;
SET ROLE regress_cf_desk_owner;
DROP TRIGGER follow ON support.calendar_day;
CREATE TRIGGER follow AFTER INSERT ON support.calendar_day FOR EACH ROW WHEN (code.constant() = 1) EXECUTE FUNCTION code.follow();
SET ROLE regress_cf_agent;
SELECT complaint_flow.load_official_days('support', 'standard', 'US', 2028, 2028);
RESET ROLE;

-- what a trigger of the owner's plants while the rows are written
SET ROLE regress_cf_desk_owner;
DROP TRIGGER follow ON support.calendar_day;
CREATE DOMAIN code.kind AS text;
CREATE TYPE code.kinds AS (kind code.kind);
CREATE FUNCTION code.plant() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    ALTER DOMAIN code.kind ADD CHECK (pg_sleep(0) IS NOT NULL) NOT VALID;
    RETURN NEW;
END $$;
CREATE TRIGGER aaa_plant BEFORE INSERT ON support.calendar_day FOR EACH ROW EXECUTE FUNCTION code.plant();
ALTER TABLE support.calendar_day ADD CONSTRAINT kinds
    CHECK ((json_populate_record(NULL::code.kinds, json_build_object('kind', kind))).kind IS NOT NULL) NOT VALID;
SET ROLE regress_cf_agent;
SELECT complaint_flow.load_official_days('support', 'standard', 'US', 2025, 2025);
SET ROLE regress_cf_desk_owner;
ALTER TABLE support.calendar_day DROP CONSTRAINT kinds;
DROP TRIGGER aaa_plant ON support.calendar_day;
RESET ROLE;

-- 6. rights of the reader's that the desk's owner has not are not lent to it
CREATE ROLE regress_cf_personnel;
CREATE SCHEMA pay AUTHORIZATION regress_cf_personnel;
SET ROLE regress_cf_personnel;
CREATE TABLE pay.salary (staff text, amount int);
GRANT USAGE ON SCHEMA pay TO regress_cf_desk_owner, regress_cf_agent;
GRANT SELECT ON pay.salary TO regress_cf_agent;
CREATE FUNCTION pay.out() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT true $$;
REVOKE ALL ON FUNCTION pay.out() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pay.out() TO regress_cf_agent;
SET ROLE regress_cf_desk_owner;
CREATE FUNCTION code.send(what text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RAISE WARNING 'sent: %', what; RETURN true; END $$;
CREATE POLICY lent ON support.complaint USING (code.send((SELECT string_agg(amount::text, ' ') FROM pay.salary)));
ALTER TABLE support.complaint ENABLE ROW LEVEL SECURITY;
RESET ROLE;
CALL read_it();
GRANT SELECT (staff) ON pay.salary TO regress_cf_desk_owner;
ALTER POLICY lent ON support.complaint USING ((SELECT count(staff) >= 0 FROM pay.salary));
CALL read_it();
ALTER POLICY lent ON support.complaint USING (NOT EXISTS (SELECT FROM pay.salary));
CALL read_it();
-- not those of other columns, nor rows that a filter shows to the reader
ALTER POLICY lent ON support.complaint USING (code.send((SELECT string_agg(amount::text, ' ') FROM pay.salary)));
CALL read_it();
ALTER POLICY lent ON support.complaint USING (code.send((SELECT string_agg(s::text, ' ') FROM pay.salary s)));
CALL read_it();
GRANT SELECT ON pay.salary TO regress_cf_desk_owner;
ALTER TABLE pay.salary ENABLE ROW LEVEL SECURITY;
CALL read_it();
-- a function of the reader's that runs what it is told
SET ROLE regress_cf_personnel;
GRANT CREATE ON SCHEMA pay TO regress_cf_agent;
SET ROLE regress_cf_agent;
CREATE FUNCTION pay.run(what text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN EXECUTE what; RETURN true; END $$;
RESET ROLE;
ALTER POLICY lent ON support.complaint USING (pay.run('SELECT code.send(string_agg(amount::text, '' '')) FROM pay.salary'));
CALL read_it();
-- with its owner's rights, whoever calls it: the desk's owner may do that anyway
ALTER FUNCTION pay.run(text) SECURITY DEFINER;
ALTER POLICY lent ON support.complaint USING (pay.run('SELECT 1'));
CALL read_it();
ALTER POLICY lent ON support.complaint USING (pay.out());
CALL read_it();
GRANT EXECUTE ON FUNCTION pay.out() TO regress_cf_desk_owner;
CALL read_it();
-- what the system tells each reader of what that one may read
ALTER POLICY lent ON support.complaint USING (code.send((SELECT min(most_common_vals::text) FROM pg_stats)));
CALL read_it();
ALTER POLICY lent ON support.complaint USING (code.send((SELECT min(query) FROM pg_stat_activity)));
CALL read_it();
ALTER POLICY lent ON support.complaint USING (code.send((SELECT min(query) FROM pg_stat_get_activity(NULL))));
CALL read_it();
-- a type that is told by name, whose check is a call that the guard cannot see
SET ROLE regress_cf_desk_owner;
CREATE DOMAIN code.trap AS text CHECK (code.send(query_to_xml('SELECT current_user', true, true, '')::text));
RESET ROLE;
ALTER POLICY lent ON support.complaint USING (array_in('{x}', 'code.trap'::regtype, -1) IS NOT NULL);
CALL read_it();
ALTER POLICY lent ON support.complaint USING (domain_in('x', 'code.trap'::regtype, -1) IS NOT NULL);
CALL read_it();
-- another desk, which the reader may read
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_cf_personnel', current_database()); END $$;
SET ROLE regress_cf_personnel;
SELECT FROM complaint_flow.create_desk('honest');
SELECT FROM complaint_flow.grant_desk('honest', 'agent', 'regress_cf_agent');
RESET ROLE;
ALTER POLICY lent ON support.complaint USING (code.send((SELECT pack FROM complaint_flow.desk_settings('honest'))));
CALL read_it();
DROP POLICY lent ON support.complaint;
ALTER TABLE support.complaint DISABLE ROW LEVEL SECURITY;
CALL read_it();
DROP SCHEMA pay, honest CASCADE;
DROP OWNED BY regress_cf_personnel;
DROP ROLE regress_cf_personnel;

-- 7. for its owner a desk of two owners is damaged: the other's triggers would
-- run as the first
CREATE ROLE regress_cf_third;
GRANT ALL ON SCHEMA support TO regress_cf_third;
ALTER TABLE support.term OWNER TO regress_cf_third;
ALTER SEQUENCE support.entry_id_seq OWNER TO regress_cf_third;
CREATE TABLE public.heir () INHERITS (support.complaint);
SELECT desk, ready, unnest(damage) FROM complaint_flow.desks();
SELECT complaint_flow.complaint_sheet('support', 1);
DROP TABLE public.heir;
ALTER TABLE support.term OWNER TO regress_cf_desk_owner;
ALTER SEQUENCE support.entry_id_seq OWNER TO regress_cf_desk_owner;
SELECT desk, ready FROM complaint_flow.desks();

-- 8. parts of other functions are not called by themselves
SELECT complaint_flow.sheet_head('support', 1, 'en');
SELECT complaint_flow.told_events('support', 1, 'en', false);
TABLE code.ran;

DROP PROCEDURE read_it();
DROP SCHEMA support CASCADE;
DROP SCHEMA code CASCADE;
DROP OWNED BY regress_cf_desk_owner, regress_cf_agent, regress_cf_third;
DROP ROLE regress_cf_desk_owner, regress_cf_agent, regress_cf_third;
