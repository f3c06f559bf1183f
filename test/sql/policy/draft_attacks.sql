-- What strangers, settings and other schemas could do to drafts.
\i test/helper/logins_desk.sql
\i test/helper/refused.sql
\pset format unaligned
\pset tuples_only on
CREATE ROLE regress_cf_stranger;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_cf_stranger', current_database()); END $$;
CREATE FUNCTION public.plant(draft name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place name := 'support_draft_' || draft;
    part text;
BEGIN
    EXECUTE format('CREATE SCHEMA %I', place);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO PUBLIC', place);
    EXECUTE format('CREATE FUNCTION %I.trap() RETURNS boolean LANGUAGE plpgsql AS ''BEGIN RAISE WARNING ''''code of a stranger runs as %%'''', current_user; RETURN true; END''', place);
    EXECUTE format('CREATE VIEW %I.draft AS SELECT 1 AS one', place);
    FOR part IN SELECT table_name FROM complaint_flow.draft_tables() LOOP
        EXECUTE format('CREATE VIEW %1$I.%2$I AS SELECT * FROM jsonb_populate_recordset(NULL::support.%2$I, ''[]'') WHERE %1$I.trap()', place, part);
        EXECUTE format('GRANT SELECT ON %I.%I TO PUBLIC', place, part);
    END LOOP;
END
$$;
\set ECHO queries
-- a schema that was dropped, and that a stranger makes again
SET ROLE "regress_cf_zhou.min";
SELECT complaint_flow.draft_policy('support', 'lost');
RESET ROLE;
SET client_min_messages = warning;
DROP SCHEMA support_draft_lost CASCADE;
GRANT USAGE ON SCHEMA support TO regress_cf_stranger;
RESET client_min_messages;
SET ROLE regress_cf_stranger;
SELECT plant('lost');
SET ROLE "regress_cf_zhou.min";
SELECT refused($$SELECT complaint_flow.propose_policy('support', 'lost')$$);
SELECT refused($$SELECT complaint_flow.publish_policy('support', 'lost')$$);
SELECT refused($$SELECT complaint_flow.check_rules('support', 'lost')$$);
SELECT refused($$SELECT complaint_flow.check_examples('support', 'lost')$$);
SELECT refused($$SELECT complaint_flow.judge('support', '{"channel": "hotline", "title": "x"}', 'lost')$$);
SELECT refused($$SELECT complaint_flow.diff_policy('support', 'lost')$$);
SELECT refused($$SELECT complaint_flow.compare_policy('support', now() - interval '9 days', now(), 'lost')$$);
SELECT refused($$SELECT complaint_flow.refresh_policy('support', 'lost')$$);
RESET ROLE;
SELECT count(*) > 0 AS others_are_granted FROM complaint_flow.grant_desk('support', 'auditor', 'regress_cf_auditor');
SET ROLE "regress_cf_zhou.min";
SELECT complaint_flow.discard_policy('support', 'lost');
SELECT to_regnamespace('support_draft_lost') IS NOT NULL AS not_ours_to_drop;
RESET ROLE;
SET client_min_messages = warning;
DROP SCHEMA support_draft_lost CASCADE;
RESET client_min_messages;
SET ROLE "regress_cf_zhou.min";

-- a table of a draft that was replaced
SELECT complaint_flow.draft_policy('support', 'two');
SET ROLE regress_cf_owner;
ALTER TABLE support_draft_two.script RENAME TO script_before;
CREATE VIEW support_draft_two.script AS SELECT * FROM support_draft_two.script_before;
SET ROLE "regress_cf_zhou.min";
SELECT refused($$SELECT complaint_flow.check_rules('support', 'two')$$);
SET ROLE regress_cf_owner;
DROP VIEW support_draft_two.script;
ALTER TABLE support_draft_two.script_before RENAME TO script;

-- days are written in many ways
SET ROLE "regress_cf_zhou.min";
SET DateStyle = 'German';
SELECT count(*) AS differences FROM complaint_flow.diff_policy('support', 'two');
INSERT INTO calendar_day (calendar, day, kind) VALUES ('standard', '2031-05-01', 'closed');
INSERT INTO support_draft_two.calendar_day (calendar, day, kind) VALUES ('standard', '2031-05-02', 'closed');
SET DateStyle = 'ISO, YMD';
SELECT rule_key FROM rule_history WHERE table_name = 'calendar_day' AND content ->> 'day' ~ '2031-05';
DELETE FROM calendar_day WHERE day = '2031-05-01';
SELECT count(*) AS still_there FROM rule_history WHERE table_name = 'calendar_day' AND content ->> 'day' ~ '2031-05' AND to_version IS NULL;
SET DateStyle = 'SQL, DMY';
SELECT table_name, rule, change FROM complaint_flow.diff_policy('support', 'two');
SET ROLE "regress_cf_wu.gang";
SELECT complaint_flow.publish_policy('support', 'two') IS NOT NULL AS published;
SET DateStyle = 'ISO, YMD';
SELECT day FROM calendar_day WHERE day BETWEEN '2031-05-01' AND '2031-05-02';

-- an approval from a time when a lower role did
SET ROLE "regress_cf_zhou.min";
SELECT complaint_flow.draft_policy('support', 'early');
UPDATE support_draft_early.channel SET label = 'Telephone' WHERE code = 'hotline';
SET ROLE regress_cf_owner;
UPDATE staff SET database_role = 'regress_cf_stranger' WHERE code = 'sun.li';
SELECT FROM complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_stranger');
SET ROLE "regress_cf_zhou.min";
SELECT complaint_flow.propose_policy('support', 'early');
SET ROLE regress_cf_stranger;
SELECT complaint_flow.approve_policy('support', 'early');
SET ROLE regress_cf_owner;
INSERT INTO policy_approval (table_name, approver) VALUES ('channel', 'manager');
SET ROLE "regress_cf_wu.gang";
SELECT refused($$SELECT complaint_flow.publish_policy('support', 'early')$$);
SELECT complaint_flow.reject_policy('support', 'early', 'by a manager, please');
SELECT complaint_flow.propose_policy('support', 'early');
SELECT refused($$SELECT complaint_flow.approve_policy('support', 'early')$$);
SET ROLE regress_cf_owner;
SELECT complaint_flow.approve_policy('support', 'early');
SELECT complaint_flow.publish_policy('support', 'early') IS NOT NULL AS published;

-- another view of that name does not go with the desk
SET ROLE regress_cf_owner;
SELECT complaint_flow.draft_policy('support', 'three');
CREATE SCHEMA regress_cf_reports;
CREATE VIEW regress_cf_reports.draft AS SELECT name, state FROM support.draft;
SELECT refused($$SELECT complaint_flow.drop_desk('support', true)$$);
SET client_min_messages = warning;
DROP SCHEMA regress_cf_reports CASCADE;
SELECT complaint_flow.drop_desk('support', true);
SELECT nspname FROM pg_namespace WHERE nspname LIKE 'support%';
RESET ROLE;
\set ECHO none
DROP OWNED BY regress_cf_stranger;
DROP ROLE regress_cf_stranger;
DROP FUNCTION plant(name);
CREATE SCHEMA support;
\i test/helper/drop_logins_desk.sql
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
