-- Tables of the policy that a scan of their rows would not do justice to: they
-- are read as the owner's SQL would read them.
\i test/helper/session.sql
\set VERBOSITY terse
\set ECHO all
CREATE ROLE regress_cf_owner;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_cf_owner', current_database()) \gexec
SET ROLE regress_cf_owner;
SELECT complaint_flow.create_desk('ours', pack => 'empty');
SET search_path = ours, pg_catalog;
INSERT INTO channel VALUES ('web', 'web', '网站');
INSERT INTO category VALUES ('seen', 'seen', 'ordinary', 'seen', '见'), ('hidden', 'hidden', 'ordinary', 'hidden', '隐');
INSERT INTO complaint (channel, category, title) VALUES ('web', 'hidden', 'all is plain') RETURNING category;

-- rows of a child
CREATE TABLE more_channels () INHERITS (channel);
INSERT INTO more_channels VALUES ('fax', 'fax', '传真');
INSERT INTO complaint (channel, title) VALUES ('fax', 'by fax') RETURNING channel;

-- rows that a policy hides from the owner, too
ALTER TABLE category ENABLE ROW LEVEL SECURITY;
INSERT INTO complaint (channel, category, title) VALUES ('web', 'hidden', 'not from the owner') RETURNING category;
ALTER TABLE category FORCE ROW LEVEL SECURITY;
CREATE POLICY not_hidden ON category USING (code <> 'hidden');
INSERT INTO complaint (channel, category, title) VALUES ('web', 'hidden', 'hidden') RETURNING category;
INSERT INTO complaint (channel, category, title) VALUES ('web', 'seen', 'seen') RETURNING category;

-- a table that the owner may not read
REVOKE SELECT ON risk FROM regress_cf_owner;
INSERT INTO complaint (channel, title) VALUES ('web', 'no right');
GRANT SELECT (code) ON risk TO regress_cf_owner;
INSERT INTO complaint (channel, title) VALUES ('web', 'the column is enough') RETURNING title;
GRANT SELECT ON risk TO regress_cf_owner;

-- partitions
ALTER TABLE risk RENAME TO risk_before;
CREATE TABLE risk (LIKE risk_before INCLUDING ALL) PARTITION BY LIST (code);
CREATE TABLE risk_of_media PARTITION OF risk FOR VALUES IN ('media');
CREATE TABLE other_risk PARTITION OF risk DEFAULT;
INSERT INTO risk SELECT * FROM (VALUES ('media', 'media', '媒体'), ('law', 'law', '法律')) AS r;
INSERT INTO complaint (channel, title, risks) VALUES ('web', 'two partitions', '{law,media}') RETURNING risks;
INSERT INTO complaint (channel, title, risks) VALUES ('web', 'no partition', '{fame}') RETURNING risks;

-- columns in another order, and what a constraint kept out
ALTER TABLE channel DROP COLUMN active;
ALTER TABLE channel ADD note text, ADD active boolean NOT NULL DEFAULT true;
UPDATE channel SET active = false WHERE code = 'fax';
INSERT INTO complaint (channel, title) VALUES ('fax', 'not active');
INSERT INTO complaint (channel, title) VALUES ('web', 'active') RETURNING channel;
ALTER TABLE classification_rule ALTER position DROP NOT NULL, ALTER active DROP NOT NULL;
INSERT INTO classification_rule (position, name, category, active) VALUES (NULL, 'last', 'hidden', true), (-1, 'neither', 'hidden', NULL), (2, 'first', 'seen', true);
INSERT INTO complaint (channel, title) VALUES ('web', 'the order of rules') RETURNING category;
UPDATE classification_rule SET active = false WHERE name = 'first';
ALTER TABLE category NO FORCE ROW LEVEL SECURITY;
INSERT INTO complaint (channel, title) VALUES ('web', 'the last one') RETURNING category;

DROP TABLE risk_before;
SELECT complaint_flow.drop_desk('ours', true);
RESET ROLE;
DROP OWNED BY regress_cf_owner CASCADE;
DROP ROLE regress_cf_owner;
