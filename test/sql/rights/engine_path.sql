-- When the engine writes, the desk's own triggers find what pg_catalog and the
-- desk hold, whatever path the client has set.
\i test/helper/support_desk.sql
CREATE SCHEMA regress_cf_evil;
CREATE FUNCTION regress_cf_evil.upper(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$;
CREATE TABLE path_seen (at bigint GENERATED ALWAYS AS IDENTITY, who text, path name[]);
CREATE FUNCTION note_path() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO path_seen (who, path) VALUES (upper(TG_TABLE_NAME), current_schemas(true));
    RETURN NULL;
END $$;
CREATE TRIGGER zzz_note AFTER UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION note_path();
CREATE TRIGGER zzz_note AFTER INSERT ON work_order FOR EACH ROW EXECUTE FUNCTION note_path();
INSERT INTO customer (id, name) VALUES (1, '王建国');
\set ECHO all

-- The rule for account security opens a work order, which changes the case.
SET search_path = regress_cf_evil, pg_catalog, support;
INSERT INTO complaint (channel, received_by, customer_id, category, title) VALUES ('hotline', 'li.na', 1, '3.2', '卡被盗刷');
SET search_path = support, public;
INSERT INTO complaint (channel, received_by, customer_id, category, title) VALUES ('hotline', 'li.na', 1, '3.2', '卡又被盗刷');
SET search_path = support;
INSERT INTO complaint (channel, received_by, customer_id, category, title) VALUES ('hotline', 'li.na', NULL, '3.2', '卡被盗刷');
SELECT who, path, count(*) FROM path_seen GROUP BY 1, 2 ORDER BY 1, 2;
-- The client's path is as it was, also after an error inside.
SHOW search_path;
INSERT INTO complaint (channel, received_by, customer_id, title) VALUES ('hotline', 'li.na', 4711, 'x');
SHOW search_path;

-- A temporary table hides none of the desk's.
CREATE TEMP TABLE work_order (id int);
INSERT INTO complaint (channel, received_by, category, title) VALUES ('hotline', 'li.na', '3.2', '卡被盗刷');
SELECT count(*) FROM support.work_order;
SELECT count(*) FROM path_seen WHERE path[1:2] <> '{pg_catalog,support}';

\set ECHO none
DROP TABLE pg_temp.work_order;
SELECT complaint_flow.drop_desk('support', true);
DROP SCHEMA regress_cf_evil CASCADE;
