-- Companies of a group at the head office: taking one in, letting one go.
-- Two foreign servers lead to a company: one for what the head office reads and
-- delivers, and one for replication, whose role is a powerful one.

CREATE FUNCTION @extschema@.refuse_transaction_block(action text) RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_refuse_transaction_block';
COMMENT ON FUNCTION @extschema@.refuse_transaction_block IS 'refuses (25001) what touches a replication slot inside a transaction block: no ROLLBACK would bring the slot back';

CREATE FUNCTION @extschema@.require_server(server name, roles text) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.require_extension('postgres_fdw'), @extschema@.require_extension('dblink');
    IF NOT (EXISTS (SELECT FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw AND w.fdwname = 'postgres_fdw'
                     JOIN pg_user_mappings m ON m.srvid = s.oid AND m.usename = current_user
                    WHERE s.srvname = server)) THEN
        RAISE EXCEPTION 'the way to the company''s server is not known'
            USING ERRCODE = 'KF019',
                  DETAIL = format('There is no foreign server "%s" of postgres_fdw with a user mapping for role "%s".', server, current_user),
                  HINT = format('CREATE SERVER %1$I FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host ''...'', dbname ''...''); CREATE USER MAPPING FOR CURRENT_USER SERVER %1$I OPTIONS (user ''...'', password ''...''), with the role that the company named as %2$s in join_group.', server, roles);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.require_server IS 'refuses with KF019 where no foreign server and user mapping lead to a company';

CREATE FUNCTION @extschema@.call_up(company text, server name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    dblink name := @extschema@.require_extension('dblink');
    fault text;
    reason text;
BEGIN
    PERFORM @extschema@.reach_server(server, format('SELECT %1$I.dblink_connect(%2$L, %2$L)', dblink, server));
    -- less than ask_server waits
    PERFORM @extschema@.ask_server(server, 'SELECT pg_catalog.to_jsonb(pg_catalog.set_config(''statement_timeout'', ''25s'', false))::pg_catalog.text');
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS fault = MESSAGE_TEXT, reason = PG_EXCEPTION_DETAIL;
    RAISE EXCEPTION 'company "%" does not answer', company
        USING ERRCODE = 'KF019', DETAIL = concat_ws(': ', fault, nullif(reason, '')),
              HINT = format('Look at server %I and its user mapping, and whether the company''s server lets this one in (pg_hba.conf).', server);
END
$$;
COMMENT ON FUNCTION @extschema@.call_up IS 'connects to a company by dblink, under the name of the foreign server; KF019 where it does not answer';

CREATE FUNCTION @extschema@.hang_up(place name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    dblink name := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'dblink');
BEGIN
    IF dblink IS NOT NULL THEN
        EXECUTE format('SELECT %1$I.dblink_disconnect(c) FROM unnest(%1$I.dblink_get_connections()) AS c WHERE c IN ($1, $1 || ''_replication'')', dblink)
          USING place::text;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.hang_up IS 'closes the connections of dblink to a company, if there are any';

CREATE FUNCTION @extschema@.head_identity("group" name) RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    identity text;
BEGIN
    EXECUTE format('SELECT concat_ws('' '', h.id, c.system_identifier, current_database()) FROM %I.head_office h, pg_control_system() c', "group") INTO identity;
    RETURN identity;
END
$$;
COMMENT ON FUNCTION @extschema@.head_identity IS 'by what a company knows its head office: the number of the group, the cluster, the database. A copy of the head office somewhere else is another one';

CREATE FUNCTION @extschema@.meet_company("group" name, company text, place name) RETURNS jsonb
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    server name := place || '_replication';
    other jsonb;
    fault text;
    cure text;
BEGIN
    PERFORM @extschema@.call_up(company, place), @extschema@.call_up(company, server);
    other := @extschema@.ask_server(place, format(
        'SELECT pg_catalog.jsonb_build_object(''version'', (SELECT e.extversion FROM pg_catalog.pg_extension e WHERE e.extname = ''complaint_flow''),
                ''joined'', pg_catalog.to_regclass(%1$L) IS NOT NULL, ''wal_level'', pg_catalog.current_setting(''wal_level''),
                ''standby'', pg_catalog.pg_is_in_recovery(),
                ''published'', (SELECT pg_catalog.jsonb_agg(p.schemaname || ''.'' || p.tablename ORDER BY p.tablename) FROM pg_catalog.pg_publication_tables p WHERE p.pubname = %2$L))::pg_catalog.text',
        format('%I.membership', place), place))
        || @extschema@.ask_server(server,
        'SELECT pg_catalog.jsonb_build_object(''replication'', r.rolreplication OR r.rolsuper)::pg_catalog.text FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER');
    IF (other ->> 'joined')::boolean THEN
        other := other || jsonb_build_object('membership', @extschema@.ask_server(place, format('SELECT pg_catalog.to_jsonb(m)::pg_catalog.text FROM %I.membership m', place)));
    END IF;
    SELECT v.fault, v.cure INTO fault, cure
      FROM (VALUES
          (1, other ->> 'version' IS NULL, 'there is no extension complaint_flow in that database',
              'Look at option dbname of the server.'),
          (2, other ->> 'version' <> @extschema@.engine_version(), format('it runs complaint_flow %s, and this database %s', other ->> 'version', @extschema@.engine_version()),
              'Install the same version on both servers, and run ALTER EXTENSION complaint_flow UPDATE.'),
          (3, other #>> '{membership,company}' IS DISTINCT FROM company, format('company "%s" has not joined group "%s" there', company, "group"),
              format('At the company: SELECT complaint_flow.join_group(desk => ''...'', "group" => %L, company => %L, head_office => ''...'', replicator => ''...'')', "group", company)),
          (4, (other ->> 'standby')::boolean, 'it is a standby', 'Connect to the primary server.'),
          (5, other ->> 'wal_level' <> 'logical', 'its wal_level is not logical', 'Set wal_level = logical there, and restart.'),
          (6, (other ->> 'replication')::boolean IS NOT TRUE, format('the role of server %I may not replicate', server), 'At the company: ALTER ROLE ... REPLICATION.'),
          (7, other -> 'published' IS DISTINCT FROM (SELECT jsonb_agg(format('%s.%s', place, t) ORDER BY t) FROM unnest(@extschema@.reported_tables()) AS t),
              'it does not publish what a company publishes', 'At the company: leave_group and join_group make the publication anew.')
          ) AS v (place, wrong, fault, cure)
     WHERE v.wrong ORDER BY v.place LIMIT 1;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'server "%" is not that of company "%"', place, company
            USING ERRCODE = 'KF019', DETAIL = upper(left(fault, 1)) || substr(fault, 2) || '.', HINT = cure;
    END IF;
    RETURN other -> 'membership';
END
$$;
COMMENT ON FUNCTION @extschema@.meet_company IS 'connects to a company by dblink and returns its membership; KF019 where it does not answer, has not joined, or answers as something else';

CREATE FUNCTION @extschema@.check_admission("group" name, place name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ours text := @extschema@.head_identity("group");
    theirs text := @extschema@.ask_server(place, format(
        'SELECT pg_catalog.to_jsonb(pg_catalog.min(a.head))::pg_catalog.text FROM %I.admission a', place)) #>> '{}';
BEGIN
    IF theirs <> ours THEN
        RAISE EXCEPTION 'the company belongs to another head office'
            USING ERRCODE = 'KF019',
                  DETAIL = 'It was admitted from another server or database: this one is a copy, or has moved.',
                  HINT = format('If the head office has moved here for good, at the company: DELETE FROM %I.admission, and here remove_company and admit_company.', place);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_admission IS 'refuses (KF019) a company that another head office has admitted: a copy of the head office must not deliver';

CREATE FUNCTION @extschema@.drop_slots(place name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    server name := place || '_replication';
    -- that of the subscription, and those of a first copy under way
    ours text := format('s.database = pg_catalog.current_database() AND s.plugin = ''pgoutput'' AND (s.slot_name = %L OR s.slot_name ~ %L)',
                        place, format('^pg_[0-9]+_sync_[0-9]+_%s$', (SELECT system_identifier FROM pg_control_system())));
BEGIN
    FOR attempt IN 1 .. 50
    LOOP
        PERFORM @extschema@.ask_server(server, format(
            'SELECT pg_catalog.to_jsonb(pg_catalog.count(pg_catalog.pg_terminate_backend(s.active_pid)))::pg_catalog.text FROM pg_catalog.pg_replication_slots s WHERE s.active AND %s', ours));
        BEGIN
            PERFORM @extschema@.ask_server(server, format(
                'SELECT pg_catalog.to_jsonb(pg_catalog.count(pg_catalog.pg_drop_replication_slot(s.slot_name)))::pg_catalog.text FROM pg_catalog.pg_replication_slots s WHERE %s', ours));
            RETURN;
        EXCEPTION WHEN object_in_use THEN
            PERFORM pg_sleep(0.1);
        END;
    END LOOP;
    RAISE EXCEPTION 'replication slot "%" of the company is in use', place
        USING ERRCODE = 'KF013', HINT = 'End the connection that uses it, see pg_stat_replication there.';
END
$$;
COMMENT ON FUNCTION @extschema@.drop_slots IS 'drops the replication slots of a company that has admitted this head office, over the connection that meet_company has opened';

CREATE FUNCTION @extschema@.let_go(place name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid AND d.datname = current_database() WHERE s.subname = place) THEN
        EXECUTE format('ALTER SUBSCRIPTION %I DISABLE', place);
        EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', place);
        EXECUTE format('DROP SUBSCRIPTION %I', place);
    END IF;
    EXECUTE format('DROP VIEW IF EXISTS %I.fact_complaint', place);
    EXECUTE format('DROP FOREIGN TABLE IF EXISTS %I.fact_complaint_there', place);
END
$$;
COMMENT ON FUNCTION @extschema@.let_go IS 'drops what binds a company to the head office on the side of the head office: subscription, foreign table';

CREATE FUNCTION @extschema@.keep_statuses("group" name, company text) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('UPDATE %1$I.referral r SET status_before = s.status FROM %1$I.referral_status s
                     WHERE r.company = $1 AND s.company = $1 AND s.id = r.id', "group") USING company;
    EXECUTE format('DELETE FROM %I.referral_status WHERE company = $1', "group") USING company;
END
$$;
COMMENT ON FUNCTION @extschema@.keep_statuses IS 'notes what a company said last of its referrals, before that is fetched anew or dropped';

CREATE FUNCTION @extschema@.prepare_place("group" name, company text, place name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reported text;
BEGIN
    IF to_regnamespace(quote_ident(place)) IS NOT NULL THEN
        -- the apply worker writes there with the rights of who subscribes
        IF (SELECT n.nspowner <> current_user::regrole FROM pg_namespace n WHERE n.nspname = place)
            OR EXISTS (SELECT FROM unnest(@extschema@.reported_tables()) AS t
                        WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid AND i.inhparent = to_regclass(format('%I.%I', "group", t))
                                           WHERE c.oid = to_regclass(format('%I.%I', place, t)) AND c.relowner = current_user::regrole))
        THEN
            RAISE EXCEPTION 'schema "%" is not that of the company any more', place
                USING ERRCODE = 'KF013', SCHEMA = place,
                      DETAIL = 'Its tables are no partitions of the group, or somebody else owns them.',
                      HINT = 'Drop or rename it.';
        END IF;
        PERFORM @extschema@.keep_statuses("group", company);
        FOREACH reported IN ARRAY @extschema@.reported_tables()
        LOOP
            EXECUTE format('DELETE FROM %I.%I', place, reported);
        END LOOP;
        RETURN;
    END IF;
    EXECUTE format('CREATE SCHEMA %I', place);
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', place, format('company %s of group %s, of complaint_flow', company, "group"));
    FOREACH reported IN ARRAY @extschema@.reported_tables()
    LOOP
        -- attaching lets people go on reading
        EXECUTE format('CREATE TABLE %1$I.%2$I (LIKE %3$I.%2$I INCLUDING ALL)', place, reported, "group");
        EXECUTE format('ALTER TABLE %I.%I ALTER company SET DEFAULT %L, ADD PRIMARY KEY (%s)', place, reported, company,
            CASE reported
                 WHEN 'kpi_issue_sum' THEN 'day, issue_key'
@each reported_table
                 WHEN '{table}' THEN '{key}'
@end
                 ELSE 'id' END);
        EXECUTE format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I FOR VALUES IN (%L)', "group", reported, place, reported, company);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.prepare_place IS 'part of admit_company: makes the partitions for what a company reports, or empties those that it had';

CREATE FUNCTION @extschema@.take_in("group" name, company text, place name, department text, membership jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    server name;
    missing text;
    reader regrole;
BEGIN
    -- a server that is not there must not keep anybody waiting
    FOREACH server IN ARRAY ARRAY[place, place || '_replication']::name[]
    LOOP
        FOR missing IN
            SELECT format('%s %L', w.name, w.value)
              FROM (VALUES ('connect_timeout', '5'), ('keepalives_idle', '10'), ('keepalives_interval', '5'),
                           ('keepalives_count', '3'), ('tcp_user_timeout', '30000'), ('options', '-c statement_timeout=30s')) AS w (name, value)
             WHERE w.name NOT IN (SELECT o.option_name FROM pg_foreign_server s CROSS JOIN LATERAL pg_options_to_table(s.srvoptions) AS o WHERE s.srvname = server)
               AND (w.name <> 'options' OR server = place)
        LOOP
            EXECUTE format('ALTER SERVER %I OPTIONS (ADD %s)', server, missing);
        END LOOP;
    END LOOP;
    PERFORM @extschema@.prepare_place("group", company, place);
    EXECUTE format('CREATE FOREIGN TABLE %I.fact_complaint_there (%s) SERVER %I OPTIONS (schema_name %L, table_name %L)', place,
        (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
           FROM pg_attribute a WHERE a.attrelid = format('%I.company_case', "group")::regclass AND a.attname <> 'problem'),
        place, place, 'fact_complaint');
    EXECUTE format('CREATE VIEW %1$I.fact_complaint AS SELECT * FROM %1$I.fact_complaint_there', place);
    EXECUTE format('INSERT INTO %I.company (code, title, department, place, admitted_at, joined_at) VALUES ($1, $2, $3, $4, now(), $5)
                        ON CONFLICT (code) DO UPDATE SET title = $2, department = $3, admitted_at = now(), joined_at = $5, left_at = NULL, problem = NULL', "group")
      USING company, membership ->> 'title', department, place, (membership ->> 'joined_at')::timestamptz;
    PERFORM @extschema@.share_with_job("group");
    -- who may look closer at the others, may do so here
    FOR reader IN
        SELECT DISTINCT a.grantee::regrole FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
         WHERE c.oid = format('%I.fact_complaint', "group")::regclass AND a.privilege_type = 'SELECT' AND a.grantee <> 0
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %s', place, reader);
        EXECUTE format('GRANT SELECT ON %I.fact_complaint TO %s', place, reader);
    END LOOP;
    EXECUTE format('CREATE SUBSCRIPTION %1$I CONNECTION %2$L PUBLICATION %1$I WITH (create_slot = false, slot_name = %1$L)',
                   place, @extschema@.server_conninfo(place || '_replication') || format(' application_name=''%s''', place));
    -- the other side names the tables that it writes
    IF EXISTS (SELECT FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid AND d.datname = current_database()
                 JOIN pg_subscription_rel r ON r.srsubid = s.oid JOIN pg_class c ON c.oid = r.srrelid
                WHERE s.subname = place AND (c.relnamespace <> to_regnamespace(quote_ident(place)) OR c.relname <> ALL (@extschema@.reported_tables())))
    THEN
        RAISE EXCEPTION 'company "%" publishes tables that are none of its own', company
            USING ERRCODE = 'KF019', HINT = 'Ask the company what publication it has made.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.take_in IS 'part of admit_company: makes what receives the reports of a company, and subscribes to them';

CREATE FUNCTION @extschema@.check_stand_in("group" name, company text, department text) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    desk name := @extschema@.check_group("group");
    other name;
    fault text;
BEGIN
    PERFORM @extschema@.check_readable(desk, 'department'), @extschema@.check_readable(desk, 'staff');
    EXECUTE format('SELECT CASE WHEN d.code IS NULL THEN ''There is no such department.''
                                WHEN NOT d.active THEN ''It takes no new cases.''
                                WHEN s.code IS NULL OR NOT s.active OR s.department IS DISTINCT FROM d.code
                                THEN ''It has no liaison who works in it; answers of the company are entered in the name of the liaison.'' END
                      FROM (SELECT $1 AS wanted) AS w LEFT JOIN %1$I.department d ON d.code = w.wanted LEFT JOIN %1$I.staff s ON s.code = d.liaison', desk)
       INTO fault USING department;
    FOR other IN SELECT g.place FROM @extschema@.desk_groups(desk) g
                   JOIN pg_class c ON c.oid = to_regclass(format('%I.company', g.place)) AND c.relowner = current_user::regrole
                  WHERE g.is_head
    LOOP
        EXECUTE format('SELECT coalesce($3, min(format(''It stands for company "%%s" of group "%%s".'', code, $4))) FROM %I.company
                         WHERE department = $1 AND left_at IS NULL AND (code <> $2 OR $4 <> $5)', other)
           INTO fault USING department, company, fault, other, "group";
    END LOOP;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'department "%" cannot stand for company "%"', department, company
            USING ERRCODE = 'KF008', SCHEMA = desk, DETAIL = fault,
                  HINT = format('Name another one, or mend table %I.department.', desk);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_stand_in IS 'refuses (KF008) a department that cannot stand for a company: there is none, it has no liaison, or it stands for another one';

CREATE FUNCTION @extschema@.admit_company("group" name, company text, department text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name;
    desk name;
    owner name;
    membership jsonb;
    was_admitted record;
BEGIN
    PERFORM @extschema@.refuse_transaction_block('admit_company');
    IF "group" IS NULL OR company IS NULL THEN
        RAISE EXCEPTION 'group and company have to be named' USING ERRCODE = 'KF012';
    END IF;
    desk := @extschema@.check_group("group");
    EXECUTE format('SELECT @extschema@.group_place(group_name, $1) FROM %I.head_office', "group") INTO place USING company;
    SELECT pg_get_userbyid(c.relowner) INTO owner FROM pg_class c WHERE c.oid = to_regclass(format('%I.desk', desk));
    -- one after the other, also with remove_company
    EXECUTE format('LOCK TABLE %I.company IN SHARE ROW EXCLUSIVE MODE', "group");
    EXECUTE format('SELECT joined_at, left_at FROM %I.company WHERE code = $1', "group") INTO was_admitted USING company;
    IF was_admitted.left_at IS NULL AND (was_admitted.joined_at IS NOT NULL OR to_regnamespace(quote_ident(place)) IS NOT NULL) THEN
        RAISE EXCEPTION 'schema "%" already exists', place
            USING ERRCODE = 'KF013', SCHEMA = place,
                  DETAIL = 'A company gets a schema of its own at the head office, named after group and company.',
                  HINT = format('It is a member where SELECT * FROM %I.company_now shows it: remove_company first. Else rename that schema.', "group");
    END IF;
    IF department IS NOT NULL THEN
        PERFORM @extschema@.check_stand_in("group", company, department);
    END IF;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
        AND (current_setting('server_version_num')::int < 160000 OR NOT pg_has_role(current_user, 'pg_create_subscription', 'USAGE'))
    THEN
        RAISE EXCEPTION 'role "%" may not create a subscription', current_user
            USING ERRCODE = 'KF003',
                  HINT = 'PostgreSQL lets superusers do so, and from version 16 on members of pg_create_subscription.';
    END IF;
    PERFORM @extschema@.require_server(place, 'head_office'), @extschema@.require_server(place || '_replication', 'replicator');
    IF owner <> current_user AND NOT (EXISTS (SELECT FROM pg_user_mappings m WHERE m.srvname = place AND m.usename = owner)) THEN
        RAISE EXCEPTION 'role "%" has no user mapping for server "%"', owner, place
            USING ERRCODE = 'KF019',
                  DETAIL = 'It owns the head office''s desk, and its job exchange_cases delivers cases to the company.',
                  HINT = format('CREATE USER MAPPING FOR %I SERVER %I OPTIONS (user ''...'', password ''...'')', owner, place);
    END IF;
    BEGIN
        membership := @extschema@.meet_company("group", company, place);
        PERFORM @extschema@.ask_server(place, format(
            'WITH laid AS (INSERT INTO %1$I.admission (head) VALUES (%2$L) ON CONFLICT DO NOTHING) SELECT ''0''', place, @extschema@.head_identity("group")));
        PERFORM @extschema@.check_admission("group", place);
        -- one that is left of an attempt that died; a slot waits for running
        -- transactions, also for this one, if both databases are of one cluster
        PERFORM @extschema@.drop_slots(place);
        PERFORM @extschema@.ask_server(place || '_replication', format(
            'SELECT pg_catalog.to_jsonb((pg_catalog.pg_create_logical_replication_slot(%L, ''pgoutput'')).slot_name)::pg_catalog.text', place));
        BEGIN
            PERFORM @extschema@.take_in("group", company, place, department, membership);
            -- it takes each once; who has joined anew has forgotten what it
            -- filed, and must not file that again
            EXECUTE format('UPDATE %I.referral SET delivered_at = NULL
                             WHERE company = $1 AND answered_at IS NULL AND delivered_at IS NOT NULL AND (status_before IS NULL OR $2)', "group")
              USING company, was_admitted.joined_at = (membership ->> 'joined_at')::timestamptz;
        EXCEPTION WHEN OTHERS THEN
            PERFORM @extschema@.drop_slots(place);
            RAISE;
        END;
        PERFORM @extschema@.hang_up(place);
    EXCEPTION WHEN OTHERS THEN
        PERFORM @extschema@.hang_up(place);
        RAISE;
    END;
END
$$;
COMMENT ON FUNCTION @extschema@.admit_company IS 'takes a company that has joined into its group, at the head office: subscribes to its reports, makes its cases readable, and hands work orders to the department down to it (NULL: none). Needs foreign servers named group_company and group_company_replication with user mappings; KF019 where the company does not answer or is not what it should be. After remove_company it fetches everything anew, and delivers again what may have got lost';

CREATE FUNCTION @extschema@.remove_company("group" name, company text, keep_figures boolean DEFAULT true) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    member record;
    undelivered bigint;
BEGIN
    PERFORM @extschema@.refuse_transaction_block('remove_company');
    PERFORM @extschema@.check_group("group");
    EXECUTE format('LOCK TABLE %I.company IN SHARE ROW EXCLUSIVE MODE', "group");
    EXECUTE format('SELECT place, left_at FROM %I.company WHERE code = $1', "group") INTO member USING company;
    IF member.place IS NULL THEN
        RAISE EXCEPTION 'company "%" is not in group "%"', company, "group"
            USING ERRCODE = 'KF008', HINT = format('SELECT * FROM %I.company_now lists the companies.', "group");
    END IF;
    IF member.left_at IS NULL THEN
        PERFORM @extschema@.let_go(member.place);
        EXECUTE format('UPDATE %I.company SET left_at = now(), problem = NULL WHERE code = $1', "group") USING company;
        EXECUTE format('WITH gone AS (DELETE FROM %I.referral WHERE company = $1 AND delivered_at IS NULL RETURNING 1) SELECT count(*) FROM gone', "group")
           INTO undelivered USING company;
        IF undelivered > 0 THEN
            RETURN NEXT format('%s work orders were not delivered: answer them, or let the department stand for another company', undelivered);
        END IF;
        BEGIN
            PERFORM @extschema@.call_up(company, member.place), @extschema@.call_up(company, member.place || '_replication');
            -- where it has left by itself, nothing is there
            IF @extschema@.ask_server(member.place, format('SELECT pg_catalog.to_jsonb(pg_catalog.to_regclass(%L))::pg_catalog.text', format('%I.admission', member.place))) <> 'null' THEN
                PERFORM @extschema@.check_admission("group", member.place);
                PERFORM @extschema@.drop_slots(member.place);
                PERFORM @extschema@.ask_server(member.place, format('WITH gone AS (DELETE FROM %I.admission) SELECT ''0''', member.place));
            END IF;
        EXCEPTION WHEN OTHERS THEN
            RETURN NEXT format('replication slot %s could not be dropped at the company (%s): leave_group does it there', member.place, SQLERRM);
        END;
        PERFORM @extschema@.hang_up(member.place);
    END IF;
    IF NOT keep_figures THEN
        PERFORM @extschema@.keep_statuses("group", company);
        EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', member.place);
        EXECUTE format('DELETE FROM %1$I.company c WHERE c.code = $1 AND NOT EXISTS (SELECT FROM %1$I.referral r WHERE r.company = c.code)', "group") USING company;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.remove_company IS 'lets a company go, at the head office: drops subscription, foreign table and, where the company answers, its replication slot; its last figures stay unless told. What was handed down to it stays in the views. Returns what is left to do, no row: nothing';

CREATE FUNCTION @extschema@.drop_group(name name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    company record;
BEGIN
    PERFORM @extschema@.refuse_transaction_block('drop_group');
    PERFORM @extschema@.check_group(name);
    FOR company IN EXECUTE format('SELECT code, place FROM %I.company ORDER BY code', name)
    LOOP
        RETURN QUERY SELECT * FROM @extschema@.remove_company(name, company.code, keep_figures => false);
    END LOOP;
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
END
$$;
COMMENT ON FUNCTION @extschema@.drop_group IS 'dissolves a group at the head office: removes all companies and drops what they reported; the cases and work orders of the head office''s desk stay. Returns what is left to do, no row: nothing';
