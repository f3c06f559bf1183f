-- Jobs without pg_cron: the functions work, scheduling says what to do.
\i test/helper/session.sql
\set ECHO all

CREATE ROLE regress_cf_owner;
CREATE ROLE regress_cf_reader;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_cf_owner', current_database()); END $$;
SET ROLE regress_cf_owner;
SELECT complaint_flow.create_desk('support');

-- which detail depends on the server: the code does not
\set VERBOSITY sqlstate
SELECT complaint_flow.schedule_jobs('support');
\set VERBOSITY default
SELECT complaint_flow.unschedule_jobs('support');
DO $$
DECLARE
    cure text;
    why text;
BEGIN
    PERFORM complaint_flow.schedule_jobs('support');
EXCEPTION WHEN SQLSTATE 'KF014' THEN
    GET STACKED DIAGNOSTICS cure = PG_EXCEPTION_HINT, why = PG_EXCEPTION_DETAIL;
    RAISE NOTICE 'says why: %, says what to run: %', why LIKE '%pg_cron%',
        cure LIKE '%every minute SELECT complaint_flow.run_clocks(''support'').';
END
$$;
SELECT * FROM complaint_flow.desk_jobs('support');
SELECT job_name FROM complaint_flow.desk_jobs(repeat('x', 60)::name) WHERE octet_length(job_name) > 63;
SELECT name, schedule, active, last_run, rows, status, error FROM complaint_flow.jobs('support');

-- the end of the calendar, told once
SELECT max(year) AS last_year FROM support.calendar_year \gset
SELECT complaint_flow.warn_calendar_end('support', make_timestamptz(:last_year, 11, 1, 0, 0, 0) - interval '1 second');
SELECT complaint_flow.warn_calendar_end('support', make_timestamptz(:last_year, 11, 3, 0, 0, 0));
SELECT complaint_flow.warn_calendar_end('support', make_timestamptz(:last_year, 11, 4, 0, 0, 0));
SELECT topic, complaint_id, audience, content - 'last_year' AS content,
       (content ->> 'last_year')::int = :last_year AS right_year,
       dedup_key = 'calendar_ends:standard:' || :last_year AS right_key
  FROM support.outbox;
-- a later year loaded, told again before that one ends
INSERT INTO support.calendar_year (calendar, year, source) SELECT 'standard', :last_year + 1, 'a notice';
SELECT complaint_flow.warn_calendar_end('support', make_timestamptz(:last_year, 12, 31, 0, 0, 0));
SELECT complaint_flow.warn_calendar_end('support', make_timestamptz(:last_year + 1, 12, 1, 0, 0, 0));
-- a calendar that needs no years is no matter
UPDATE support.calendar SET by_year = false;
DELETE FROM support.outbox;
SELECT complaint_flow.warn_calendar_end('support', make_timestamptz(:last_year + 2, 1, 1, 0, 0, 0));

-- the digest, once a local day
SELECT cases, last_id, length(digest), erased FROM complaint_flow.history_digest('support');
SELECT complaint_flow.publish_history_digest('support', '2026-03-01 15:00+00');
SELECT complaint_flow.publish_history_digest('support', '2026-03-01 15:59+00');
SELECT complaint_flow.publish_history_digest('support', '2026-03-01 16:00+00');
SELECT created_at, topic, dedup_key, content - 'sha256' AS content FROM support.outbox ORDER BY id;
INSERT INTO support.complaint (channel, title) VALUES ('web_form', 'one'), ('web_form', 'two');
SELECT cases, last_id, digest <> encode(sha256(''), 'hex') AS differs,
       digest = encode(sha256((SELECT sha256(string_agg(int8send(id) || coalesce(head_hash, ''), ''::bytea ORDER BY id))
                                 FROM support.complaint)
                              || complaint_flow.rules_digest('support', (SELECT rules_version FROM support.desk))), 'hex') AS as_described
  FROM complaint_flow.history_digest('support');
SELECT name, last_run > now() - interval '1 minute' AS recent, duration < interval '1 minute' AS quick, rows
  FROM support.job ORDER BY name;

-- jobs belong to the owner
SET ROLE regress_cf_reader;
SELECT complaint_flow.publish_history_digest('support');
SELECT complaint_flow.schedule_jobs('support');
SELECT complaint_flow.unschedule_jobs('support');
SELECT * FROM complaint_flow.jobs('support');
RESET ROLE;

SELECT complaint_flow.drop_desk('support', true);
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_cf_owner', current_database()); END $$;
DROP ROLE regress_cf_owner, regress_cf_reader;
