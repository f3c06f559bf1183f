\set ECHO none
-- Takes away what logins_desk.sql has made.
DROP SCHEMA support CASCADE;
DROP TABLE tries;
DROP FUNCTION try;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_cf_owner', current_database()); END $$;
DROP ROLE regress_cf_owner, "regress_cf_li.na", "regress_cf_liu.yang", "regress_cf_zhou.min", "regress_cf_wu.gang", "regress_cf_feng.tao", regress_cf_app, regress_cf_auditor;
