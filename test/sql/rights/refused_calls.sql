-- Code of others is refused when it is called, too: casts and operators that
-- no view, policy or column names, so that looking at these does not find it.
\i test/helper/owner_and_agent.sql
\set ECHO all
CREATE FUNCTION code.run() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'code of the desk''s owner runs as %', current_user; RETURN true; END $$;
CREATE TYPE code.word AS ENUM ('word');
CREATE FUNCTION code.text_of(code.word) RETURNS text LANGUAGE sql AS $$ SELECT 'text ' || code.run() $$;
CREATE FUNCTION code.json_of(code.word) RETURNS json LANGUAGE sql AS $$ SELECT to_json(code.run()) $$;
CREATE FUNCTION code.joined(jsonb, jsonb) RETURNS jsonb LANGUAGE sql SET work_mem = '1MB' AS $$ SELECT to_jsonb(code.run()) $$;

-- 1. a column's value becomes text by a cast, when it is assigned
CREATE CAST (code.word AS text) WITH FUNCTION code.text_of(code.word) AS ASSIGNMENT;
ALTER TABLE support.desk ALTER title DROP DEFAULT, ALTER title TYPE code.word USING 'word';
SET ROLE regress_cf_agent;
SELECT desk, ready, damage FROM complaint_flow.desks() WHERE desk = 'support';
SELECT title FROM complaint_flow.desk_settings('support');
-- to the owner, and to those who are the owner there, it is the owner's own code
RESET ROLE;
SELECT title FROM complaint_flow.desk_settings('support');
SET ROLE regress_cf_desk_owner;
ALTER TABLE support.desk ALTER title TYPE text USING NULL;

-- 2. a function of the system calls a cast
CREATE CAST (code.word AS json) WITH FUNCTION code.json_of(code.word);
CREATE POLICY agents ON support.desk USING (to_json('word'::code.word) IS NOT NULL);
ALTER TABLE support.desk ENABLE ROW LEVEL SECURITY;
SET ROLE regress_cf_agent;
SELECT title FROM complaint_flow.desk_settings('support');
SET ROLE regress_cf_desk_owner;
ALTER TABLE support.desk DISABLE ROW LEVEL SECURITY;

-- 3. a SECURITY DEFINER function turns the path of who called it
CREATE OPERATOR code.|| (LEFTARG = jsonb, RIGHTARG = jsonb, FUNCTION = code.joined);
CREATE FUNCTION code.turn() RETURNS boolean SECURITY DEFINER LANGUAGE sql AS $$ SELECT set_config('search_path', 'code, pg_catalog', false) <> '' $$;
CREATE POLICY agents ON support.complaint USING (code.turn());
ALTER TABLE support.complaint ENABLE ROW LEVEL SECURITY;
SET ROLE regress_cf_agent;
SELECT complaint_flow.whole_case('support', 1) -> 'complaint' -> 'title' AS title;
SET ROLE regress_cf_desk_owner;
DROP OPERATOR code.|| (jsonb, jsonb);
SET ROLE regress_cf_agent;
SELECT complaint_flow.whole_case('support', 1) -> 'complaint' -> 'title' AS title;
RESET ROLE;

SET client_min_messages = error;
SELECT FROM complaint_flow.drop_desk('support', even_with_cases => true);
DROP SCHEMA code CASCADE;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_cf_desk_owner', current_database()); END $$;
DROP ROLE regress_cf_desk_owner, regress_cf_agent;
