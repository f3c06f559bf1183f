-- Desks: made, listed, damaged, mended and dropped by ordinary users.
\i test/helper/session.sql
\set ECHO all

CREATE ROLE regress_desk_owner;
CREATE ROLE regress_desk_other;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_desk_owner', current_database()); END $$;

-- who makes a desk needs CREATE on the database and nothing else
SET ROLE regress_desk_other;
\set VERBOSITY sqlstate
SELECT complaint_flow.create_desk('support');
\set VERBOSITY default
SET ROLE regress_desk_owner;
SELECT complaint_flow.create_desk('support', title => 'Customer support');
SELECT complaint_flow.create_desk('plain', pack => 'empty', time_zone => 'Europe/Berlin');
SELECT complaint_flow.create_desk('Odd "name"', 'empty');
SELECT desk, owner, pack, title, cases_estimate, ready, damage FROM complaint_flow.desks();
SELECT time_zone, calendar, (SELECT time_zone FROM plain.calendar) FROM plain.desk;
SELECT time_zone, calendar, language FROM support.desk;
SELECT count(DISTINCT c.relowner), min(c.relowner::regrole::text)
  FROM pg_class c WHERE c.relnamespace IN ('support'::regnamespace, 'plain'::regnamespace);
SELECT count(*) FROM pg_depend
 WHERE refobjid = (SELECT oid FROM pg_extension WHERE extname = 'complaint_flow') AND deptype = 'e'
   AND objid IN (SELECT oid FROM pg_class WHERE relnamespace = 'support'::regnamespace);

-- names that cannot be
SELECT complaint_flow.create_desk('support');
SELECT complaint_flow.create_desk('pg_support');
SELECT complaint_flow.create_desk('complaint_flow');
SELECT complaint_flow.create_desk('');
SELECT complaint_flow.create_desk(NULL);
SELECT complaint_flow.create_desk('other', 'nice');
SELECT complaint_flow.create_desk('other', time_zone => 'Nowhere/Town');
-- everything or nothing
SELECT count(*) FROM pg_namespace WHERE nspname = 'other';
SELECT current_setting('search_path');

-- others see that it exists, not more
SET ROLE regress_desk_other;
SELECT * FROM complaint_flow.desks() WHERE desk = 'support';
SELECT complaint_flow.upgrade_desk('support');
SELECT complaint_flow.drop_desk('support');
SELECT complaint_flow.drop_desk('nowhere');
SELECT complaint_flow.drop_desk('public');
RESET ROLE;

-- damage is seen and mended
SET ROLE regress_desk_owner;
SELECT complaint_flow.upgrade_desk('support');
ALTER TABLE support.complaint DISABLE TRIGGER aaa_record;
ALTER TABLE support.channel ENABLE TRIGGER zzz_announce;
DROP TRIGGER zzz_decide ON support.contact;
DROP TRIGGER zzz_announce_all ON support.desk;
SELECT ready, unnest(damage) FROM complaint_flow.desks() WHERE desk = 'support';
SELECT complaint_flow.upgrade_desk('support');
SELECT complaint_flow.upgrade_desk('support');
SELECT ready FROM complaint_flow.desks() WHERE desk = 'support';
ALTER TABLE support.outbox RENAME TO outbox_gone;
SELECT ready, damage FROM complaint_flow.desks() WHERE desk = 'support';
SELECT complaint_flow.upgrade_desk('support');
ALTER TABLE support.outbox_gone RENAME TO outbox;
ALTER TABLE support.contact RENAME COLUMN note TO said;
SELECT ready, damage FROM complaint_flow.desks() WHERE desk = 'support';
SELECT complaint_flow.upgrade_desk('support');
ALTER TABLE support.contact RENAME COLUMN said TO note;
DROP VIEW support.work_queue;
DROP VIEW support.job;
SELECT ready, damage FROM complaint_flow.desks() WHERE desk = 'support';
SELECT complaint_flow.upgrade_desk('support');
SELECT ready FROM complaint_flow.desks() WHERE desk = 'support';
SELECT count(*) FROM support.job;
SELECT col_description('support.work_queue'::regclass, 1) AS comment, reloptions
  FROM pg_class WHERE oid = 'support.work_queue'::regclass;

-- a renamed schema is the same desk
ALTER SCHEMA plain RENAME TO simple;
SELECT desk, ready FROM complaint_flow.desks() ORDER BY 1;
SELECT count(*) FROM simple.job;

-- dropping: not what others need, not cases unless told
CREATE SCHEMA regress_reports AUTHORIZATION regress_desk_owner;
CREATE VIEW regress_reports.open AS SELECT * FROM simple.open_case;
CREATE TABLE regress_reports.note (complaint_id bigint REFERENCES simple.complaint);
SELECT complaint_flow.drop_desk('simple');
DROP TABLE regress_reports.note;
DROP VIEW regress_reports.open;
DROP SCHEMA regress_reports;
SELECT complaint_flow.drop_desk('simple');
SELECT complaint_flow.drop_desk('Odd "name"');
INSERT INTO support.complaint (channel, title) VALUES ('web_form', 'a case');
SELECT complaint_flow.drop_desk('support');
SELECT complaint_flow.drop_desk('support', even_with_cases => true);
SELECT * FROM complaint_flow.desks();

RESET ROLE;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_desk_owner', current_database()); END $$;
DROP ROLE regress_desk_owner, regress_desk_other;
