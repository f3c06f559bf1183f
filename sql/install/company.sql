-- Companies of a group at the head office: taking one in, letting one go.

CREATE FUNCTION @extschema@.require_server(place name) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.require_extension('postgres_fdw'), @extschema@.require_extension('dblink');
    IF NOT (EXISTS (SELECT FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw AND w.fdwname = 'postgres_fdw'
                     JOIN pg_user_mappings m ON m.srvid = s.oid AND m.usename = current_user
                    WHERE s.srvname = place)) THEN
        RAISE EXCEPTION 'the way to the company''s server is not known'
            USING ERRCODE = 'KF018',
                  DETAIL = format('There is no foreign server "%s" of postgres_fdw with a user mapping for role "%s".', place, current_user),
                  HINT = format('CREATE SERVER %1$I FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host ''...'', dbname ''...''); CREATE USER MAPPING FOR CURRENT_USER SERVER %1$I OPTIONS (user ''...'', password ''...''), with the role that the company named in join_group.', place);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.require_server IS 'refuses with KF018 where no foreign server and user mapping lead to a company';

CREATE FUNCTION @extschema@.meet_company("group" name, company text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name := @extschema@.group_place("group", company);
    dblink name := @extschema@.require_extension('dblink');
    other jsonb;
    fault text;
    reason text;
    cure text;
BEGIN
    BEGIN
        EXECUTE format('SELECT %I.dblink_connect($1, $1)', dblink) USING place;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS fault = MESSAGE_TEXT, reason = PG_EXCEPTION_DETAIL;
        RAISE EXCEPTION 'company "%" does not answer', company
            USING ERRCODE = 'KF018', DETAIL = concat_ws(': ', fault, nullif(reason, '')),
                  HINT = format('Look at server %I and its user mapping, and whether the company''s server lets this one in (pg_hba.conf).', place);
    END;
    other := @extschema@.ask_server(place, format(
        'SELECT pg_catalog.jsonb_build_object(''version'', (SELECT e.extversion FROM pg_catalog.pg_extension e WHERE e.extname = ''complaint_flow''),
                ''joined'', pg_catalog.to_regclass(%1$L) IS NOT NULL, ''wal_level'', pg_catalog.current_setting(''wal_level''),
                ''standby'', pg_catalog.pg_is_in_recovery(), ''replication'', (SELECT r.rolreplication OR r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER),
                ''published'', (SELECT pg_catalog.jsonb_agg(p.schemaname || ''.'' || p.tablename ORDER BY p.tablename) FROM pg_catalog.pg_publication_tables p WHERE p.pubname = %2$L))::text',
        format('%I.membership', place), place));
    SELECT v.fault, v.cure INTO fault, cure
      FROM (VALUES
          (1, other ->> 'version' IS NULL, 'there is no extension complaint_flow in that database',
              'Look at option dbname of the server.'),
          (2, other ->> 'version' <> @extschema@.engine_version(), format('it runs complaint_flow %s, and this database %s', other ->> 'version', @extschema@.engine_version()),
              'Install the same version on both servers, and run ALTER EXTENSION complaint_flow UPDATE.'),
          (3, NOT (other ->> 'joined')::boolean, format('company "%s" has not joined group "%s" there', company, "group"),
              format('At the company: SELECT complaint_flow.join_group(desk => ''...'', "group" => %L, company => %L, head_office => ''...'')', "group", company)),
          (4, (other ->> 'standby')::boolean, 'it is a standby', 'Connect to the primary server.'),
          (5, other ->> 'wal_level' <> 'logical', 'its wal_level is not logical', 'Set wal_level = logical there, and restart.'),
          (6, NOT (other ->> 'replication')::boolean, 'the role may not replicate', 'At the company: ALTER ROLE ... REPLICATION.'),
          (7, other -> 'published' IS DISTINCT FROM (SELECT jsonb_agg(format('%s.%s', place, t) ORDER BY t) FROM unnest(@extschema@.reported_tables()) AS t),
              'it does not publish what a company publishes', 'At the company: leave_group and join_group make the publication anew.')
          ) AS v (place, wrong, fault, cure)
     WHERE v.wrong ORDER BY v.place LIMIT 1;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'server "%" is not that of company "%"', place, company
            USING ERRCODE = 'KF018', DETAIL = upper(left(fault, 1)) || substr(fault, 2) || '.', HINT = cure;
    END IF;
    RETURN @extschema@.ask_server(place, format(
        'SELECT pg_catalog.to_jsonb(m)::text FROM %I.membership m', place));
END
$$;
COMMENT ON FUNCTION @extschema@.meet_company IS 'connects to a company by dblink, under the name of its place, and returns its membership; KF018 where it does not answer, has not joined, or answers as something else';

CREATE FUNCTION @extschema@.drop_slots(place name, subscription oid DEFAULT 0) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- that of the subscription, and those of a first copy under way
    ours text := format('s.slot_name = %L OR s.slot_name ~ %L', place, format('^pg_%s_sync_.*_%s$', subscription, (SELECT system_identifier FROM pg_control_system())));
BEGIN
    FOR attempt IN 1 .. 50
    LOOP
        PERFORM @extschema@.ask_server(place, format(
            'SELECT to_json(count(pg_catalog.pg_terminate_backend(s.active_pid)))::text FROM pg_catalog.pg_replication_slots s WHERE s.active AND (%s)', ours));
        BEGIN
            PERFORM @extschema@.ask_server(place, format(
                'SELECT to_json(count(pg_catalog.pg_drop_replication_slot(s.slot_name)))::text FROM pg_catalog.pg_replication_slots s WHERE %s', ours));
            RETURN;
        EXCEPTION WHEN object_in_use THEN
            PERFORM pg_sleep(0.1);
        END;
    END LOOP;
    RAISE EXCEPTION 'replication slot "%" of the company is in use', place
        USING ERRCODE = 'KF013', HINT = 'End the connection that uses it, see pg_stat_replication there.';
END
$$;
COMMENT ON FUNCTION @extschema@.drop_slots IS 'drops the replication slots of a company, over the connection that meet_company has opened';

CREATE FUNCTION @extschema@.hang_up(place name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    dblink name := @extschema@.require_extension('dblink');
BEGIN
    EXECUTE format('SELECT %1$I.dblink_disconnect($1) WHERE $1 = ANY (%1$I.dblink_get_connections())', dblink) USING place::text;
END
$$;
COMMENT ON FUNCTION @extschema@.hang_up IS 'closes the connection of dblink to a company, if there is one';

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

CREATE FUNCTION @extschema@.take_in("group" name, company text, department text, membership jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    place name := @extschema@.group_place("group", company);
    desk name := @extschema@.check_group("group");
    owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = format('%I.desk', desk)::regclass);
    reported text;
    missing text;
    reader regrole;
BEGIN
    -- a server that is not there must not keep anybody waiting
    FOR missing IN
        SELECT format('%s %L', w.name, w.value)
          FROM (VALUES ('connect_timeout', '5'), ('keepalives_idle', '10'), ('keepalives_interval', '5'),
                       ('keepalives_count', '3'), ('tcp_user_timeout', '30000')) AS w (name, value)
         WHERE w.name NOT IN (SELECT o.option_name FROM pg_foreign_server s CROSS JOIN LATERAL pg_options_to_table(s.srvoptions) AS o WHERE s.srvname = place)
    LOOP
        EXECUTE format('ALTER SERVER %I OPTIONS (ADD %s)', place, missing);
    END LOOP;
    IF to_regnamespace(quote_ident(place)) IS NULL THEN
        EXECUTE format('CREATE SCHEMA %I', place);
        EXECUTE format('COMMENT ON SCHEMA %I IS %L', place, format('company %s of group %s, of complaint_flow', company, "group"));
        FOREACH reported IN ARRAY @extschema@.reported_tables()
        LOOP
            EXECUTE format('CREATE TABLE %I.%I PARTITION OF %I.%I (company DEFAULT %L) FOR VALUES IN (%L)', place, reported, "group", reported, company, company);
            EXECUTE format('ALTER TABLE %I.%I ADD PRIMARY KEY (%s)', place, reported,
                CASE reported
                     WHEN 'kpi_issue_sum' THEN 'day, issue_key'
@each reported_table
                     WHEN '{table}' THEN '{key}'
@end
                     ELSE 'id' END);
        END LOOP;
    ELSE
        -- it belonged to the group before: all comes anew but what it said
        -- then of referrals, which it has forgotten
        FOREACH reported IN ARRAY @extschema@.reported_tables()
        LOOP
            CONTINUE WHEN reported = 'referral_status';
            EXECUTE format('TRUNCATE %I.%I', place, reported);
        END LOOP;
    END IF;
    EXECUTE format('CREATE FOREIGN TABLE %I.fact_complaint_there (%s) SERVER %I OPTIONS (schema_name %L, table_name %L)', place,
        (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
           FROM pg_attribute a WHERE a.attrelid = format('%I.company_case', "group")::regclass AND a.attname <> 'problem'),
        place, place, 'fact_complaint');
    EXECUTE format('CREATE VIEW %1$I.fact_complaint AS SELECT * FROM %1$I.fact_complaint_there', place);
    EXECUTE format('INSERT INTO %I.company (code, title, department, place, admitted_at) VALUES ($1, $2, $3, $4, now())
                        ON CONFLICT (code) DO UPDATE SET title = $2, department = $3, admitted_at = now(), left_at = NULL, problem = NULL', "group")
      USING company, membership ->> 'title', department, place;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', place, owner);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', place, owner);
    EXECUTE format('GRANT USAGE ON FOREIGN SERVER %I TO %I', place, owner);
    -- who may look closer at the others, may do so here
    FOR reader IN
        SELECT DISTINCT a.grantee::regrole FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
         WHERE c.oid = format('%I.fact_complaint', "group")::regclass AND a.privilege_type = 'SELECT' AND a.grantee <> 0
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %s', place, reader);
        EXECUTE format('GRANT SELECT ON %I.fact_complaint TO %s', place, reader);
    END LOOP;
    EXECUTE format('CREATE SUBSCRIPTION %1$I CONNECTION %2$L PUBLICATION %1$I WITH (create_slot = false, slot_name = %1$L)',
                   place, @extschema@.server_conninfo(place) || format(' application_name=''%s''', place));
    -- the other side names the tables that it writes
    IF EXISTS (SELECT FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid AND d.datname = current_database()
                 JOIN pg_subscription_rel r ON r.srsubid = s.oid JOIN pg_class c ON c.oid = r.srrelid
                WHERE s.subname = place AND (c.relnamespace <> to_regnamespace(quote_ident(place)) OR c.relname <> ALL (@extschema@.reported_tables())))
    THEN
        RAISE EXCEPTION 'company "%" publishes tables that are none of its own', company
            USING ERRCODE = 'KF018', HINT = 'Ask the company what publication it has made.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.take_in IS 'part of admit_company: makes what receives the reports of a company, and subscribes to them';

CREATE FUNCTION @extschema@.admit_company("group" name, company text, department text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name := @extschema@.group_place("group", company);
    desk name := @extschema@.check_group("group");
    owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = format('%I.desk', desk)::regclass);
    fault text;
    membership jsonb;
    is_back boolean;
BEGIN
    EXECUTE format('SELECT count(*) > 0 FROM %I.company WHERE code = $1 AND left_at IS NOT NULL', "group") INTO is_back USING company;
    IF NOT is_back AND to_regnamespace(quote_ident(place)) IS NOT NULL THEN
        RAISE EXCEPTION 'schema "%" already exists', place
            USING ERRCODE = 'KF013', SCHEMA = place,
                  DETAIL = 'A company gets a schema of its own at the head office, named after group and company.',
                  HINT = format('It is a member where SELECT * FROM %I.company_now shows it; else rename that schema.', "group");
    END IF;
    IF (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = format('%I.company', "group")::regclass) <> current_user THEN
        RAISE EXCEPTION 'role "%" does not own group "%"', current_user, "group"
            USING ERRCODE = 'KF003', SCHEMA = "group",
                  DETAIL = 'Replication writes tables of the group with the rights of who subscribes; a member of the owner''s role may be more than the owner.',
                  HINT = 'Let the owner call it, or be SET ROLE to it.';
    END IF;
    IF department IS NOT NULL THEN
        PERFORM @extschema@.check_readable(desk, 'department'), @extschema@.check_readable(desk, 'staff');
        EXECUTE format('SELECT CASE WHEN d.code IS NULL THEN ''There is no such department.''
                                    WHEN NOT d.active THEN ''It takes no new cases.''
                                    WHEN s.code IS NULL OR NOT s.active OR s.department IS DISTINCT FROM d.code
                                    THEN ''It has no liaison who works in it; answers of the company are entered in the name of the liaison.'' END
                          FROM (SELECT $1 AS wanted) AS w LEFT JOIN %1$I.department d ON d.code = w.wanted LEFT JOIN %1$I.staff s ON s.code = d.liaison', desk)
           INTO fault USING department;
        IF fault IS NOT NULL THEN
            RAISE EXCEPTION 'department "%" cannot stand for a company', department
                USING ERRCODE = 'KF008', SCHEMA = desk, DETAIL = fault,
                      HINT = format('Mend it in table %I.department.', desk);
        END IF;
    END IF;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
        AND (current_setting('server_version_num')::int < 160000 OR NOT pg_has_role(current_user, 'pg_create_subscription', 'USAGE'))
    THEN
        RAISE EXCEPTION 'role "%" may not create a subscription', current_user
            USING ERRCODE = 'KF003',
                  HINT = 'PostgreSQL lets superusers do so, and from version 16 on members of pg_create_subscription.';
    END IF;
    PERFORM @extschema@.require_server(place);
    IF owner <> current_user AND NOT EXISTS (SELECT FROM pg_user_mappings m WHERE m.srvname = place AND m.usename = owner) THEN
        RAISE EXCEPTION 'role "%" has no user mapping for server "%"', owner, place
            USING ERRCODE = 'KF018',
                  DETAIL = 'It owns the head office''s desk, and its job exchange_cases delivers cases to the company.',
                  HINT = format('CREATE USER MAPPING FOR %I SERVER %I OPTIONS (user ''...'', password ''...'')', owner, place);
    END IF;
    BEGIN
        membership := @extschema@.meet_company("group", company);
        -- one that is left of an attempt that died
        PERFORM @extschema@.drop_slots(place);
        PERFORM @extschema@.ask_server(place, format('SELECT to_json((pg_catalog.pg_create_logical_replication_slot(%L, ''pgoutput'')).slot_name)::text', place));
        BEGIN
            PERFORM @extschema@.take_in("group", company, department, membership);
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
COMMENT ON FUNCTION @extschema@.admit_company IS 'takes a company that has joined into its group, at the head office: subscribes to its reports, makes its cases readable, and hands work orders to the department down to it (NULL: none). Needs a foreign server named group_company with a user mapping; KF018 where the company does not answer or is not what it should be. Calling it again after remove_company fetches everything anew';

CREATE FUNCTION @extschema@.remove_company("group" name, company text, keep_figures boolean DEFAULT true) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name := @extschema@.group_place("group", company);
    is_member boolean;
    is_known boolean;
    subscription oid := coalesce((SELECT s.oid FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid AND d.datname = current_database()
                                   WHERE s.subname = place), 0);
BEGIN
    PERFORM @extschema@.check_group("group");
    EXECUTE format('SELECT count(*) > 0, count(*) FILTER (WHERE left_at IS NULL) > 0 FROM %I.company WHERE code = $1', "group") INTO is_known, is_member USING company;
    IF NOT is_known THEN
        RAISE EXCEPTION 'company "%" is not in group "%"', company, "group"
            USING ERRCODE = 'KF008', HINT = format('SELECT * FROM %I.company_now lists the companies.', "group");
    END IF;
    IF is_member THEN
        PERFORM @extschema@.let_go(place);
        BEGIN
            PERFORM @extschema@.meet_company("group", company);
            PERFORM @extschema@.drop_slots(place, subscription);
        EXCEPTION WHEN OTHERS THEN
            RETURN NEXT format('replication slot %s could not be dropped at the company (%s): leave_group does it there', place, SQLERRM);
        END;
        PERFORM @extschema@.hang_up(place);
        EXECUTE format('UPDATE %I.company SET left_at = now(), problem = NULL WHERE code = $1', "group") USING company;
    END IF;
    IF NOT keep_figures THEN
        EXECUTE format('DROP SCHEMA %I CASCADE', place);
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
    company text;
BEGIN
    PERFORM @extschema@.check_group(name);
    FOR company IN EXECUTE format('SELECT code FROM %I.company ORDER BY code', name)
    LOOP
        RETURN QUERY SELECT * FROM @extschema@.remove_company(name, company, keep_figures => true);
        EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', @extschema@.group_place(name, company));
    END LOOP;
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
END
$$;
COMMENT ON FUNCTION @extschema@.drop_group IS 'dissolves a group at the head office: removes all companies and drops what they reported; the cases and work orders of the head office''s desk stay. Returns what is left to do, no row: nothing';
