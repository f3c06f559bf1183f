\set ECHO none
-- A desk "support" of the role regress_cf_desk_owner, which stays the current
-- role, with one case, the agent regress_cf_agent, and a schema "code" for what
-- the owner plants.
\ir session.sql
SET client_min_messages = warning;
CREATE ROLE regress_cf_desk_owner;
CREATE ROLE regress_cf_agent;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_cf_desk_owner', current_database()); END $$;
SET ROLE regress_cf_desk_owner;
SELECT FROM complaint_flow.create_desk('support');
SELECT FROM complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
INSERT INTO support.staff (code, name, role, department, database_role) VALUES ('li.na', 'Li Na', 'agent', 'customer_service', 'regress_cf_agent');
INSERT INTO support.complaint (id, channel, title) VALUES (1, 'hotline', 'broken lamp');
CREATE SCHEMA code;
GRANT USAGE ON SCHEMA code TO regress_cf_agent;
