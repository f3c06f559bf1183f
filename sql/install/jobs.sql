-- Jobs of a desk.  pg_cron runs them where it is in this database; any other
-- scheduler may call the same functions.

CREATE FUNCTION @extschema@.cron_job_name(job text, database text, desk text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 'cf ' || job || ' '
           -- pg_cron cuts names at 63 bytes; of two places none may be called like the other
           || CASE WHEN octet_length(database) + octet_length(desk) > 36 OR strpos(database || desk, '.') > 0
                   THEN md5(octet_length(database) || '.' || database || '.' || desk)
                   ELSE database || '.' || desk END
$$;
COMMENT ON FUNCTION @extschema@.cron_job_name IS 'name by which pg_cron knows a job of a desk of a database';

CREATE FUNCTION @extschema@.desk_groups(desk name) RETURNS TABLE (place name, is_head boolean)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT n.nspname, true
      FROM pg_class w
      JOIN pg_constraint k ON k.confrelid = w.oid AND k.contype = 'f'
      JOIN pg_class r ON r.oid = k.conrelid AND r.relname = 'referral'
      JOIN pg_namespace n ON n.oid = r.relnamespace AND n.oid <> w.relnamespace
     WHERE w.relnamespace = to_regnamespace(quote_ident(desk)) AND w.relname = 'work_order'
    UNION ALL
    SELECT n.nspname, false
      FROM pg_class s
      JOIN pg_trigger t ON t.tgrelid = s.oid
      JOIN pg_proc f ON f.oid = t.tgfoid AND f.proname = 'copy_sums' AND f.pronamespace = '@extschema@'::regnamespace
      JOIN pg_namespace n ON t.tgname = n.nspname || '_insert'
     WHERE s.relnamespace = to_regnamespace(quote_ident(desk)) AND s.relname = 'kpi_month_sum'
     ORDER BY 2, 1
$$;
COMMENT ON FUNCTION @extschema@.desk_groups IS 'schemas by which a desk belongs to groups: that of a group whose head office it is, or its own as a company; found in the catalog, by the foreign key of referral and the triggers on sums';

CREATE FUNCTION @extschema@.desk_jobs(desk name)
RETURNS TABLE (name text, schedule text, command text, job_name text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT j.name, j.schedule, format('SELECT @extschema@.%I(%L)', j.name, desk),
           @extschema@.cron_job_name(j.name, current_database(), desk)
      FROM (VALUES ('run_clocks', '* * * * *'),
                   ('publish_drafts', '* * * * *'),
                   ('fold_kpi', '* * * * *'),
                   ('send_digests', '* * * * *'),
                   ('report_departments', '5 * * * *'),
                   ('purge_outbox', '30 1 * * *'),
                   ('warn_calendar_end', '10 1 * * *'),
                   ('publish_history_digest', '20 * * * *'),
                   ('train_models', '40 2 * * *'),
                   ('exchange_cases', '* * * * *')) AS j (name, schedule)
     -- '' stands for all jobs that there are
     WHERE j.name <> 'exchange_cases' OR desk = '' OR EXISTS (SELECT FROM @extschema@.desk_groups(desk))
$$;
COMMENT ON FUNCTION @extschema@.desk_jobs IS 'the jobs that a desk needs: function, schedule, command, and the name that schedule_jobs gives to pg_cron, with this database in it';

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
COMMENT ON FUNCTION @extschema@.cron_database IS 'database in which pg_cron lives: NULL when it is not loaded in this server, empty when the caller may not know';

CREATE FUNCTION @extschema@.cron_is_here() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT has_schema_privilege('cron', 'USAGE') FROM pg_extension WHERE extname = 'pg_cron'), false)
$$;
COMMENT ON FUNCTION @extschema@.cron_is_here IS 'whether the caller can use pg_cron in this database';

CREATE FUNCTION @extschema@.cron_jobs()
RETURNS TABLE (jobid bigint, job_name text, job text, desk text, database text, username text, schedule text, active boolean)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT @extschema@.cron_is_here() THEN
        RETURN;
    END IF;
    -- whose a job is, its command says: names may be those of former times
    RETURN QUERY EXECUTE $jobs$
        SELECT j.jobid, j.jobname::text, m[1], q.desk, j.database::text, j.username::text, j.schedule::text, j.active
          FROM cron.job j
          CROSS JOIN LATERAL regexp_match(j.command, '^SELECT @extschema@[.]([a-z_]+)[(] ?(E?)''(.*)''[)]$') AS m
          CROSS JOIN LATERAL (SELECT replace(m[3], '''''', '''') AS plain) AS p
          CROSS JOIN LATERAL (SELECT CASE m[2] WHEN 'E' THEN replace(p.plain, repeat(chr(92), 2), chr(92)) ELSE p.plain END AS desk) AS q
         WHERE m[1] IN (SELECT d.name FROM @extschema@.desk_jobs('') d)$jobs$;
END
$$;
COMMENT ON FUNCTION @extschema@.cron_jobs IS 'jobs of complaint_flow that pg_cron has, in all databases, as far as it shows them to the caller: superusers see all, others their own';

CREATE FUNCTION @extschema@.stale_jobs()
RETURNS TABLE (jobid bigint, job_name text, desk text, database text, username text, fault text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.jobid, c.job_name, c.desk, c.database, c.username, f.fault
      FROM (SELECT o.*, count(*) OVER (PARTITION BY o.database, o.desk, o.job) AS copies FROM @extschema@.cron_jobs() o) AS c
      LEFT JOIN pg_database d ON d.datname = c.database
      LEFT JOIN pg_roles r ON r.rolname = c.username
      LEFT JOIN (SELECT n.nspname, t.relowner FROM pg_namespace n
                   JOIN pg_class t ON t.relnamespace = n.oid AND t.relname = 'desk' AND t.relkind = 'r'
                   JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'engine_version' AND NOT a.attisdropped) AS place
             ON place.nspname = c.desk
      CROSS JOIN LATERAL (SELECT CASE
               WHEN d.oid IS NULL THEN format('database "%s" does not exist', c.database)
               WHEN r.oid IS NULL THEN format('role "%s" does not exist', c.username)
               -- what another database holds cannot be seen from here
               WHEN c.database <> current_database() THEN NULL
               WHEN place.nspname IS NULL THEN format('desk "%s" does not exist', c.desk)
               WHEN NOT pg_has_role(r.oid, place.relowner, 'USAGE') THEN format('role "%s" may not act as the owner of desk "%s"', c.username, c.desk)
               WHEN c.job_name IS DISTINCT FROM @extschema@.cron_job_name(c.job, c.database, c.desk) THEN 'its name is not what schedule_jobs gives: the database or the desk had another name'
               WHEN c.copies > 1 THEN 'another role has the same job'
               END) AS f (fault)
     WHERE f.fault IS NOT NULL
     ORDER BY c.jobid
$$;
COMMENT ON FUNCTION @extschema@.stale_jobs IS 'jobs of complaint_flow in pg_cron that do nothing, or not what their name says, mostly because a role, schema or database was renamed or dropped, as far as the caller may see them; schedule_jobs and unschedule_jobs of the desk take them out';

CREATE FUNCTION @extschema@.require_cron(desk name) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    home text := @extschema@.cron_database();
    owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = desk AND c.relname = 'desk');
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
                       desk, current_database(), owner);
    ELSIF home = current_database() THEN
        reason := 'pg_cron is loaded for this database, but its extension is not created.';
        cure := 'A superuser has to run here: CREATE EXTENSION pg_cron';
    ELSE
        reason := format('pg_cron lives in database "%s" (cron.database_name).', home);
        cure := format('There, somebody with the right has to run: %s.',
            (SELECT string_agg(format('SELECT cron.schedule_in_database(%L, %L, %L, %L, %L)',
                    j.job_name, j.schedule, j.command, current_database(), owner), '; ')
               FROM @extschema@.desk_jobs(desk) j));
    END IF;
    RAISE EXCEPTION 'pg_cron cannot run the jobs of desk "%" from this database', desk
        USING ERRCODE = 'KF014', SCHEMA = desk, DETAIL = reason,
              HINT = rtrim(cure, '.') || format('. Any other scheduler may do the same: every minute SELECT complaint_flow.run_clocks(%L).', desk);
END
$$;
COMMENT ON FUNCTION @extschema@.require_cron IS 'refuses with KF014 where the caller cannot use pg_cron in this database, and says why and what to run where';

CREATE FUNCTION @extschema@.unschedule(desk name, but_of name) RETURNS int
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended int := 0;
BEGIN
    IF @extschema@.cron_is_here() THEN
        EXECUTE 'SELECT count(cron.unschedule(ours.jobid))
                   FROM (SELECT c.jobid FROM @extschema@.cron_jobs() c
                           LEFT JOIN @extschema@.stale_jobs() s ON s.jobid = c.jobid
                          WHERE c.desk = $1 AND c.database = current_database()
                                AND (c.username <> $2
                                     OR c.job_name IS DISTINCT FROM @extschema@.cron_job_name(c.job, c.database, c.desk))
                             -- dead: of this desk in a database that is gone, or of a desk that is gone from here
                             OR c.desk = $1 AND NOT EXISTS (SELECT FROM pg_database WHERE datname = c.database)
                             OR c.database = current_database() AND s.fault = format(''desk "%s" does not exist'', c.desk)
                         OFFSET 0) AS ours'
           INTO ended USING desk, but_of;
    END IF;
    RETURN ended;
END
$$;
COMMENT ON FUNCTION @extschema@.unschedule IS 'part of schedule_jobs and unschedule_jobs: takes out of pg_cron the jobs of a desk, but those that bear their right name and run as the role given, and dead ones; those that the caller may see; returns how many';

CREATE FUNCTION @extschema@.schedule_jobs(desk name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    job record;
    owner name;
    as_owner boolean;
BEGIN
    SELECT pg_get_userbyid(c.relowner) INTO owner FROM pg_class c
     WHERE c.relnamespace = @extschema@.check_desk(desk, as_owner => true) AND c.relname = 'desk';
    -- one node calls the jobs, and the engine runs them where the desk is
    IF @extschema@.is_distributed(desk) THEN
        PERFORM @extschema@.require_coordinator(desk, 'pg_catalog.citus_schema_distribute(regnamespace)');
    END IF;
    PERFORM @extschema@.require_cron(desk);
    -- who may, schedules them for the owner, whose rights are enough
    as_owner := owner <> current_user AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
        AND to_regprocedure('cron.schedule_in_database(text, text, text, text, text, boolean)') IS NOT NULL;
    IF NOT as_owner THEN
        owner := current_user;
    END IF;
    PERFORM @extschema@.unschedule(desk, owner);
    FOR job IN SELECT * FROM @extschema@.desk_jobs(desk)
    LOOP
        IF as_owner THEN
            EXECUTE format('SELECT cron.schedule_in_database(%L, %L, %L, %L, %L)',
                           job.job_name, job.schedule, job.command, current_database(), owner);
        ELSE
            EXECUTE format('SELECT cron.schedule(%L, %L, %L)', job.job_name, job.schedule, job.command);
        END IF;
        RETURN NEXT format('%s: %s', job.schedule, job.command);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.schedule_jobs IS 'has pg_cron run the jobs of a desk with the rights of its owner, also when a superuser calls; takes out what is left of the desk under former names of the role, the schema or the database; calling it again changes nothing';

CREATE FUNCTION @extschema@.unschedule_jobs(desk name) RETURNS int
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- under its former name a desk is not there, but its jobs may be
    former boolean := EXISTS (SELECT FROM @extschema@.stale_jobs() s
                               WHERE s.desk = unschedule_jobs.desk AND s.fault = format('desk "%s" does not exist', s.desk));
BEGIN
    IF NOT former THEN
        PERFORM @extschema@.check_desk(desk, as_owner => true);
    END IF;
    RETURN @extschema@.unschedule(desk, '');
END
$$;
COMMENT ON FUNCTION @extschema@.unschedule_jobs IS 'takes the jobs of a desk out of pg_cron, also under a former name of the schema or the database, those that the caller may see; returns how many';

CREATE FUNCTION @extschema@.job_states(desk name)
RETURNS TABLE (job text, started_at timestamptz, finished_at timestamptz, rows bigint, failing bigint, waiting_since timestamptz)
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_job_states';
COMMENT ON FUNCTION @extschema@.job_states IS 'job_run of a desk, and since when jobs wait by job_wait, for who may read job_run; read with the rights of the desk''s owner';

CREATE FUNCTION @extschema@.jobs(desk name)
RETURNS TABLE (name text, schedule text, active boolean, last_run timestamptz, duration interval,
               rows bigint, status text, error text, failing bigint, waiting_since timestamptz, fault text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_desk(desk);
    FOR name, schedule, active, last_run, duration, rows, failing, waiting_since, fault, status, error IN
        SELECT j.name, c.schedule, c.active, r.started_at, r.finished_at - r.started_at, r.rows, r.failing, r.waiting_since,
               (SELECT string_agg(s.fault, '; ' ORDER BY s.jobid) FROM @extschema@.stale_jobs() s
                 WHERE s.jobid = ANY (c.jobids)), NULL, NULL
          FROM @extschema@.desk_jobs(desk) j
          LEFT JOIN @extschema@.job_states(desk) r ON r.job = j.name
          LEFT JOIN LATERAL (SELECT (array_agg(o.schedule ORDER BY o.jobid DESC))[1] AS schedule,
                                    (array_agg(o.active ORDER BY o.jobid DESC))[1] AS active, array_agg(o.jobid) AS jobids
                               FROM @extschema@.cron_jobs() o
                              WHERE o.job = j.name AND o.desk = jobs.desk
                                AND (o.database = current_database()
                                     OR NOT EXISTS (SELECT FROM pg_database d WHERE d.datname = o.database))) AS c ON true
         ORDER BY j.name
    LOOP
        IF schedule IS NOT NULL THEN
            EXECUTE 'SELECT d.status, CASE WHEN d.status = ''failed'' THEN d.return_message END
                       FROM cron.job_run_details d
                      WHERE d.jobid IN (SELECT c.jobid FROM @extschema@.cron_jobs() c WHERE c.job = $1 AND c.desk = $2 AND c.database = current_database())
                      ORDER BY d.runid DESC LIMIT 1'
               INTO status, error USING name, desk;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.jobs IS 'the jobs of a desk: schedule, whether active, last finished run with duration and number of things done, status and error of the last run by pg_cron, how much the job goes round (job_failure), since when it waits for a lock, and what is wrong with its entry in pg_cron (stale_jobs)';

CREATE FUNCTION @extschema@.job_may_run(desk name, job text) RETURNS boolean
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_job_may_run';
COMMENT ON FUNCTION @extschema@.job_may_run IS 'part of jobs: false on a standby and while another run of the job is under way, which it says in job_wait, and to the role of desk.fallback_role when it lasts';

CREATE FUNCTION @extschema@.go_round(desk name, job text, kind text, statement text, subjects text, as_of timestamptz) RETURNS bigint
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_go_round_sql';
COMMENT ON FUNCTION @extschema@.go_round IS 'part of jobs: runs a statement, which returns how much it did, for all its subjects, and where it fails for those that can be written; the others are named in job_failure. The statement knows $1 the time, $2 the subjects wanted (NULL: all), $3 those to be left out; "subjects" returns them all as text[]. NULL: waited for locks in vain';

CREATE FUNCTION @extschema@.note_job_run(desk name, job text, started_at timestamptz, rows bigint) RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_note_job_run';
COMMENT ON FUNCTION @extschema@.note_job_run IS 'part of jobs: records the run, and tells what cannot be written; rows NULL: it waited for locks in vain';

CREATE FUNCTION @extschema@.warn_calendar_end_as_owner(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    ending text := format($ending$
          FROM %1$I.calendar c
          JOIN (SELECT calendar, max(year) AS last_year FROM %1$I.calendar_year GROUP BY calendar) y
            ON y.calendar = c.name
         WHERE c.by_year AND $1 >= make_timestamptz(y.last_year + 1, 1, 1, 0, 0, 0, c.time_zone) - interval '60 days'
           AND c.name <> ALL ($3)$ending$, desk);
    told bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT @extschema@.job_may_run(desk, 'warn_calendar_end') THEN
        RETURN 0;
    END IF;
    told := @extschema@.go_round(desk, 'warn_calendar_end', 'calendar', format($warn$
        WITH told AS (
            INSERT INTO %1$I.outbox (created_at, topic, dedup_key, content)
            SELECT $1, 'calendar_ends', 'calendar_ends:' || c.name || ':' || y.last_year,
                   jsonb_build_object('calendar', c.name, 'last_year', y.last_year)
            %2$s
               AND ($2 IS NULL OR c.name = ANY ($2))
            ON CONFLICT (dedup_key) DO NOTHING
            RETURNING id
        )
        SELECT count(*) FROM told$warn$, desk, ending),
        'SELECT array_agg(c.name ORDER BY c.name) ' || ending || ' AND $2 IS NULL', as_of);
    PERFORM @extschema@.note_job_run(desk, 'warn_calendar_end', started_at, told);
    RETURN coalesce(told, 0);
END
$$;
CALL @extschema@.make_public('warn_calendar_end_as_owner',
    'job: an outbox message for each calendar whose last loaded year ends within 60 days, once a year and calendar; returns how many', is_job => true);

CREATE FUNCTION @extschema@.history_digest_as_reader(desk name)
RETURNS TABLE (cases bigint, last_id bigint, digest text, erased bigint)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
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
CALL @extschema@.make_public('history_digest_as_reader',
    'one SHA-256 over the numbers and history heads of all cases, and the history of the rules: of the digests of blocks of 10000 numbers, each over (number as 8 bytes, head_hash) in order, and of rules_digest; and how many cases were erased');

CREATE FUNCTION @extschema@.publish_history_digest_as_owner(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    told bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT @extschema@.job_may_run(desk, 'publish_history_digest') THEN
        RETURN 0;
    END IF;
    told := @extschema@.go_round(desk, 'publish_history_digest', 'day', format($publish$
        WITH told AS (
            INSERT INTO %1$I.outbox (created_at, topic, dedup_key, content)
            SELECT $1, 'history_digest', 'history_digest:' || today.day,
                   jsonb_build_object('day', today.day, 'cases', h.cases, 'last_id', h.last_id, 'sha256', h.digest, 'erased', h.erased)
              FROM (SELECT to_char($1 AT TIME ZONE time_zone, 'YYYY-MM-DD') AS day FROM %1$I.desk) AS today
              -- not to read all cases for nothing
              LEFT JOIN %1$I.published_digest p ON p.day = today.day::date
              CROSS JOIN LATERAL @extschema@.keep_digest(%2$L, today.day::date, $1) AS h
             WHERE ($2 IS NULL OR today.day = ANY ($2)) AND $3 IS NOT NULL AND p.day IS NULL
            ON CONFLICT (dedup_key) DO NOTHING
            RETURNING id
        )
        SELECT count(*) FROM told$publish$, desk, desk),
        format($day$SELECT array_agg(to_char($1 AT TIME ZONE time_zone, 'YYYY-MM-DD')) FROM %I.desk
                     WHERE $2 IS NULL AND $3 IS NOT NULL$day$, desk), as_of);
    PERFORM @extschema@.note_job_run(desk, 'publish_history_digest', started_at, told);
    RETURN coalesce(told, 0);
END
$$;
CALL @extschema@.make_public('publish_history_digest_as_owner',
    'job: puts history_digest into the outbox, once a local day, so that a copy leaves the database, and keeps what verify_digest needs to compare it later (SPEC R44); a day on which every run was refused gets none; returns 1 or 0', is_job => true);
