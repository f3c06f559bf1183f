-- Jobs of a desk.  pg_cron runs them where it is in this database; any other
-- scheduler may call the same functions.

CREATE FUNCTION @extschema@.desk_jobs(desk name)
RETURNS TABLE (name text, schedule text, command text, job_name text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT j.name, j.schedule, format('SELECT @extschema@.%I(%L)', j.name, desk),
           -- pg_cron cuts names at 63 bytes
           'cf ' || j.name || ' ' || CASE WHEN octet_length(desk::text) > 32 THEN md5(desk::text) ELSE desk::text END
      FROM (VALUES ('run_clocks', '* * * * *'),
                   ('fold_kpi', '* * * * *'),
                   ('send_digests', '* * * * *'),
                   ('report_departments', '5 * * * *'),
                   ('purge_outbox', '30 1 * * *'),
                   ('warn_calendar_end', '10 1 * * *'),
                   ('publish_history_digest', '20 1 * * *')) AS j (name, schedule)
$$;
COMMENT ON FUNCTION @extschema@.desk_jobs(name) IS
'the jobs that a desk needs: function, schedule, command, and the name that schedule_jobs gives to pg_cron';
REVOKE ALL ON FUNCTION @extschema@.desk_jobs(name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.desk_jobs(name) TO PUBLIC;

CREATE FUNCTION @extschema@.cron_database() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN current_setting('cron.database_name', true);
EXCEPTION WHEN insufficient_privilege THEN
    -- the setting exists, but only pg_read_all_settings may see it
    RETURN '';
END
$$;
COMMENT ON FUNCTION @extschema@.cron_database() IS
'database in which pg_cron lives: NULL when it is not loaded in this server, empty when the caller may not know';
REVOKE ALL ON FUNCTION @extschema@.cron_database() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.cron_database() TO PUBLIC;

CREATE FUNCTION @extschema@.require_cron(desk name) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    home text := @extschema@.cron_database();
    reason text;
    cure text;
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        IF has_schema_privilege('cron', 'USAGE') THEN
            RETURN;
        END IF;
        reason := format('Role "%s" may not use schema cron.', current_user);
        cure := format('A superuser has to run here: GRANT USAGE ON SCHEMA cron TO %I', current_user);
    ELSIF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_cron') THEN
        reason := 'The software pg_cron is not installed on this server.';
        cure := 'Install pg_cron (Debian: package postgresql-<version>-cron), add it to shared_preload_libraries, set cron.database_name to this database, restart, and run CREATE EXTENSION pg_cron.';
    ELSIF home IS NULL THEN
        reason := 'pg_cron is installed, but not in shared_preload_libraries.';
        cure := 'Add pg_cron to shared_preload_libraries, set cron.database_name to this database, restart, and run CREATE EXTENSION pg_cron.';
    ELSIF home = '' THEN
        reason := 'pg_cron is loaded, but its extension is not in this database.';
        cure := format('A superuser has to run CREATE EXTENSION pg_cron in the database that SHOW cron.database_name names, and there, for each row of complaint_flow.desk_jobs(%L): SELECT cron.schedule_in_database(job_name, schedule, command, %L, %L)',
                       desk, current_database(), current_user);
    ELSIF home = current_database() THEN
        reason := 'pg_cron is loaded for this database, but its extension is not created.';
        cure := 'A superuser has to run here: CREATE EXTENSION pg_cron';
    ELSE
        reason := format('pg_cron lives in database "%s" (cron.database_name).', home);
        cure := format('There, somebody with the right has to run: %s.',
            (SELECT string_agg(format('SELECT cron.schedule_in_database(%L, %L, %L, %L, %L)',
                    j.job_name, j.schedule, j.command, current_database(), current_user), '; ')
               FROM @extschema@.desk_jobs(desk) j));
    END IF;
    RAISE EXCEPTION 'pg_cron cannot run the jobs of desk "%" from this database', desk
        USING ERRCODE = 'KF014', SCHEMA = desk, DETAIL = reason,
              HINT = rtrim(cure, '.') || format('. Any other scheduler may do the same: every minute SELECT complaint_flow.run_clocks(%L).', desk);
END
$$;
COMMENT ON FUNCTION @extschema@.require_cron(name) IS
'refuses with KF014 where the caller cannot use pg_cron in this database, and says why and what to run where';
REVOKE ALL ON FUNCTION @extschema@.require_cron(name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.require_cron(name) TO PUBLIC;

CREATE FUNCTION @extschema@.schedule_jobs(desk name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    job record;
BEGIN
    PERFORM @extschema@.check_desk(desk, as_owner => true);
    PERFORM @extschema@.require_cron(desk);
    FOR job IN SELECT * FROM @extschema@.desk_jobs(desk)
    LOOP
        EXECUTE format('SELECT cron.schedule(%L, %L, %L)', job.job_name, job.schedule, job.command);
        RETURN NEXT format('%s: %s', job.schedule, job.command);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.schedule_jobs(name) IS
'has pg_cron run the jobs of a desk with the rights of the caller, its owner; calling it again changes nothing';
REVOKE ALL ON FUNCTION @extschema@.schedule_jobs(name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.schedule_jobs(name) TO PUBLIC;

CREATE FUNCTION @extschema@.unschedule_jobs(desk name) RETURNS int
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended int := 0;
BEGIN
    PERFORM @extschema@.check_desk(desk, as_owner => true);
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron')
        AND has_schema_privilege('cron', 'USAGE')
    THEN
        EXECUTE 'SELECT count(cron.unschedule(j.jobid))
                   FROM cron.job j
                  WHERE j.database = current_database()
                    AND j.jobname IN (SELECT job_name FROM @extschema@.desk_jobs($1))'
           INTO ended USING desk;
    END IF;
    RETURN ended;
END
$$;
COMMENT ON FUNCTION @extschema@.unschedule_jobs(name) IS
'takes the jobs of a desk out of pg_cron, those that the caller may see; returns how many';
REVOKE ALL ON FUNCTION @extschema@.unschedule_jobs(name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.unschedule_jobs(name) TO PUBLIC;

CREATE FUNCTION @extschema@.jobs(desk name)
RETURNS TABLE (name text, schedule text, active boolean, last_run timestamptz, duration interval,
               rows bigint, status text, error text)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    job record;
    with_cron boolean := EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron')
        AND has_schema_privilege('cron', 'USAGE');
BEGIN
    PERFORM @extschema@.check_desk(desk);
    FOR job IN SELECT * FROM @extschema@.desk_jobs(desk) j ORDER BY j.name
    LOOP
        name := job.name;
        schedule := NULL;
        active := NULL;
        status := NULL;
        error := NULL;
        EXECUTE format('SELECT started_at, finished_at - started_at, rows FROM %I.job_run WHERE job = $1', desk)
           INTO last_run, duration, rows USING job.name;
        IF with_cron THEN
            EXECUTE 'SELECT j.schedule, j.active, d.status, CASE WHEN d.status = ''failed'' THEN d.return_message END
                       FROM cron.job j
                       LEFT JOIN LATERAL (SELECT status, return_message FROM cron.job_run_details
                                           WHERE jobid = j.jobid ORDER BY runid DESC LIMIT 1) d ON true
                      WHERE j.database = current_database() AND j.jobname = $1
                      ORDER BY j.jobid DESC LIMIT 1'
               INTO schedule, active, status, error USING job.job_name;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.jobs(name) IS
'the jobs of a desk: schedule, whether active, last finished run with duration and number of things done, status and error of the last run by pg_cron';
REVOKE ALL ON FUNCTION @extschema@.jobs(name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.jobs(name) TO PUBLIC;

CREATE FUNCTION @extschema@.job_may_run(desk name, job text) RETURNS boolean
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_is_in_recovery() THEN
        RETURN false;
    END IF;
    PERFORM @extschema@.check_desk(desk, as_owner => true);
    RETURN pg_try_advisory_xact_lock(hashtextextended(format('complaint_flow %s %s', desk, job), 0));
END
$$;
COMMENT ON FUNCTION @extschema@.job_may_run(name, text) IS
'false on a standby and while another run of the job is under way';
REVOKE ALL ON FUNCTION @extschema@.job_may_run(name, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.job_may_run(name, text) TO PUBLIC;

CREATE FUNCTION @extschema@.note_job_run(desk name, job text, started_at timestamptz, rows bigint) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.job_run AS r (job, started_at, finished_at, rows)
                    VALUES ($1, $2, clock_timestamp(), $3)
                    ON CONFLICT (job) DO UPDATE SET started_at = excluded.started_at,
                        finished_at = excluded.finished_at, rows = excluded.rows', desk)
      USING job, started_at, rows;
END
$$;
COMMENT ON FUNCTION @extschema@.note_job_run(name, text, timestamptz, bigint) IS 'records the last run of a job';
REVOKE ALL ON FUNCTION @extschema@.note_job_run(name, text, timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.note_job_run(name, text, timestamptz, bigint) TO PUBLIC;

CREATE FUNCTION @extschema@.warn_calendar_end(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    told bigint;
BEGIN
    IF NOT @extschema@.job_may_run(desk, 'warn_calendar_end') THEN
        RETURN 0;
    END IF;
    EXECUTE format($warn$
        INSERT INTO %1$I.outbox (created_at, topic, dedup_key, content)
        SELECT $1, 'calendar_ends', 'calendar_ends:' || c.name || ':' || y.last_year,
               jsonb_build_object('calendar', c.name, 'last_year', y.last_year)
          FROM %1$I.calendar c
          JOIN (SELECT calendar, max(year) AS last_year FROM %1$I.calendar_year GROUP BY calendar) y
            ON y.calendar = c.name
         WHERE c.by_year AND $1 >= make_timestamptz(y.last_year + 1, 1, 1, 0, 0, 0, c.time_zone) - interval '60 days'
        ON CONFLICT (dedup_key) DO NOTHING$warn$, desk)
      USING as_of;
    GET DIAGNOSTICS told = ROW_COUNT;
    PERFORM @extschema@.note_job_run(desk, 'warn_calendar_end', started_at, told);
    RETURN told;
END
$$;
COMMENT ON FUNCTION @extschema@.warn_calendar_end(name, timestamptz) IS
'job: an outbox message for each calendar whose last loaded year ends within 60 days, once a year and calendar; returns how many';
REVOKE ALL ON FUNCTION @extschema@.warn_calendar_end(name, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.warn_calendar_end(name, timestamptz) TO PUBLIC;

CREATE FUNCTION @extschema@.history_digest_as_reader(desk name)
RETURNS TABLE (cases bigint, last_id bigint, digest text, erased bigint)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- in blocks, so that no value grows with the number of cases
    RETURN QUERY EXECUTE format($digest$
        SELECT coalesce(sum(b.cases), 0)::bigint, max(b.last_id),
               encode(sha256(coalesce(string_agg(b.digest, ''::bytea ORDER BY b.block), '')
                             || (SELECT complaint_flow.rules_digest($1, rules_version) FROM %1$I.desk)), 'hex'),
               coalesce(sum(b.erased), 0)::bigint
          FROM (SELECT id / 10000 AS block, count(*) AS cases, max(id) AS last_id,
                       count(*) FILTER (WHERE salt IS NULL) AS erased,
                       sha256(string_agg(int8send(id) || coalesce(head_hash, ''), ''::bytea ORDER BY id)) AS digest
                  FROM %1$I.complaint
                 GROUP BY id / 10000) AS b$digest$, desk)
      USING desk;
END
$$;
COMMENT ON FUNCTION @extschema@.history_digest_as_reader(name) IS 'what history_digest does inside the desk';
REVOKE ALL ON FUNCTION @extschema@.history_digest_as_reader(name) FROM PUBLIC;

CREATE FUNCTION @extschema@.history_digest(desk name)
RETURNS TABLE (cases bigint, last_id bigint, digest text, erased bigint)
LANGUAGE C STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_call_as_reader';
COMMENT ON FUNCTION @extschema@.history_digest(name) IS
'one SHA-256 over the numbers and history heads of all cases, and the history of the rules: of the digests of blocks of 10000 numbers, each over (number as 8 bytes, head_hash) in order, and of rules_digest; and how many cases were erased';
REVOKE ALL ON FUNCTION @extschema@.history_digest(name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.history_digest(name) TO PUBLIC;

CREATE FUNCTION @extschema@.publish_history_digest(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    told bigint;
BEGIN
    IF NOT @extschema@.job_may_run(desk, 'publish_history_digest') THEN
        RETURN 0;
    END IF;
    EXECUTE format($publish$
        INSERT INTO %1$I.outbox (created_at, topic, dedup_key, content)
        SELECT $1, 'history_digest', 'history_digest:' || today.day,
               jsonb_build_object('day', today.day, 'cases', h.cases, 'last_id', h.last_id, 'sha256', h.digest, 'erased', h.erased)
          FROM (SELECT to_char($1 AT TIME ZONE time_zone, 'YYYY-MM-DD') AS day FROM %1$I.desk) AS today
          CROSS JOIN LATERAL @extschema@.keep_digest(%2$L, today.day::date, $1) AS h
        ON CONFLICT (dedup_key) DO NOTHING$publish$, desk, desk)
      USING as_of;
    GET DIAGNOSTICS told = ROW_COUNT;
    PERFORM @extschema@.note_job_run(desk, 'publish_history_digest', started_at, told);
    RETURN told;
END
$$;
COMMENT ON FUNCTION @extschema@.publish_history_digest(name, timestamptz) IS
'job: puts history_digest into the outbox, once a local day, so that a copy leaves the database, and keeps what verify_digest needs to compare it later (SPEC R44); returns 1 or 0';
REVOKE ALL ON FUNCTION @extschema@.publish_history_digest(name, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.publish_history_digest(name, timestamptz) TO PUBLIC;
