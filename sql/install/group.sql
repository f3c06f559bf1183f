-- Groups of companies: the head office's side.  A group is a schema of
-- ordinary tables, as a desk is; each company has a schema beside it with what
-- it reports.  The tables of both stand in sql/group.

CREATE FUNCTION @extschema@.group_template() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$ SELECT $cf_group_template$
@group_template@
$cf_group_template$::text $function$;
COMMENT ON FUNCTION @extschema@.group_template IS 'SQL that makes the tables of a group at its head office in the first schema of the search path; @desk@ stands for the desk';

CREATE FUNCTION @extschema@.reported_tables() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY[
@each case_sum
        '{view}_sum',
@end
        'kpi_part_sum', 'kpi_issue_sum',
@each reported_table
        '{table}'{comma}
@end
    ]
$$;
COMMENT ON FUNCTION @extschema@.reported_tables IS 'tables that a company publishes for its head office';

CREATE FUNCTION @extschema@.group_views() RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
    WITH wanted AS (
        SELECT v.name, v.place, w[1] AS statement, w.nth
          FROM unnest('{kpi_day,kpi_week,kpi_month,kpi_by,kpi_clock,kpi_state,kpi_within,kpi_issue_day}'::text[]) WITH ORDINALITY AS v (name, place)
          CROSS JOIN LATERAL regexp_matches(@extschema@.desk_template(),
               format('^((?:CREATE VIEW|COMMENT ON COLUMN) %s[ .](?:[^;]|;(?!\n))*);$', v.name), 'gw') WITH ORDINALITY AS w (w, nth)
    )
    SELECT statement FROM (
        SELECT place, 1 AS kind, nth, statement FROM wanted
        UNION ALL
        SELECT place, 2, 0, format('COMMENT ON VIEW %1$s IS %2$L', name,
               format('%s of a desk, over all companies of the group, as of their last reports (company_now)', name))
          FROM wanted WHERE nth = 1
        UNION ALL
        -- the same with the company as a further key
        SELECT place, 3, nth,
               regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(statement,
                   '^(CREATE VIEW|COMMENT ON COLUMN) (kpi_[a-z]+(?:_day)?)', '\1 \2_by_company'),
                   '( AS\n *SELECT )', '\1company, '),
                   '(FROM \(SELECT )', '\1company, '),
                   '(FROM kpi_[a-z]+)_exact', '\1_sum'),
                   '(GROUP BY )', '\1company, ')
          FROM wanted
        UNION ALL
        SELECT place, 4, 0, format('COMMENT ON VIEW %1$s_by_company IS %2$L; COMMENT ON COLUMN %1$s_by_company.company IS ''company''', name,
               format('%s of a desk for each company of the group, as of its last report (company_now)', name))
          FROM wanted WHERE nth = 1) AS made
     ORDER BY place, kind, nth
$function$;
COMMENT ON FUNCTION @extschema@.group_views IS 'SQL of the KPI views of a group: those of a desk, over all companies, and the same by company';

CREATE FUNCTION @extschema@.group_place("group" name, company text) RETURNS name
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- replication slots allow no other characters, and names of triggers no more
    IF "group" !~ '^(?!pg_)[a-z][a-z0-9_]{0,23}$' OR company !~ '^[a-z][a-z0-9_]{0,23}$' THEN
        RAISE EXCEPTION '"%" cannot be the name of a %', CASE WHEN "group" !~ '^(?!pg_)[a-z][a-z0-9_]{0,23}$' THEN "group" ELSE company END,
            CASE WHEN "group" !~ '^(?!pg_)[a-z][a-z0-9_]{0,23}$' THEN 'group' ELSE 'company' END
            USING ERRCODE = 'KF011',
                  DETAIL = 'Such names consist of small letters, digits and underscores, begin with a letter but not with pg_, and have 24 characters at most.',
                  HINT = 'Choose names like "acme" and "beijing".';
    END IF;
    RETURN "group" || '_' || company;
END
$$;
COMMENT ON FUNCTION @extschema@.group_place IS 'name of the schema of a company of a group, on both sides, and of server, publication, subscription and replication slot; KF011 for names that cannot be';

CREATE FUNCTION @extschema@.check_group("group" name) RETURNS name
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place record;
BEGIN
    -- the foreign key of referral says whose group it is
    SELECT c.relowner AS owner, d.nspname AS desk INTO place
      FROM pg_namespace n
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'referral' AND c.relkind = 'r'
      JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
      JOIN pg_class w ON w.oid = k.confrelid AND w.relname = 'work_order'
      JOIN pg_namespace d ON d.oid = w.relnamespace
     WHERE n.nspname = "group";
    IF NOT FOUND THEN
        RAISE EXCEPTION 'group "%" does not exist', "group"
            USING ERRCODE = 'KF008', SCHEMA = "group",
                  HINT = 'complaint_flow.create_group makes a group, at the head office.';
    END IF;
    -- not who may act as the owner: a superuser would run code of that role
    IF place.owner <> current_user::regrole THEN
        RAISE EXCEPTION 'only the owner of group "%" may do this', "group"
            USING ERRCODE = 'KF003', SCHEMA = "group",
                  DETAIL = format('The owner is role "%s".', pg_get_userbyid(place.owner)),
                  HINT = format('SET ROLE %I, if you may.', pg_get_userbyid(place.owner));
    END IF;
    RETURN place.desk;
END
$$;
COMMENT ON FUNCTION @extschema@.check_group IS 'desk of the head office of a group; refuses what is no group (KF008) and who is not its owner (KF003)';

CREATE FUNCTION @extschema@.refuse_distributed(desk name) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF @extschema@.is_distributed(desk) THEN
        RAISE EXCEPTION 'desk "%" is distributed', desk
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  DETAIL = 'What a group needs of a desk stays on one server.',
                  HINT = 'undistribute_desk, or let another desk belong to the group.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.refuse_distributed IS 'part of create_group and join_group: refuses (KF013) a distributed desk';

CREATE FUNCTION @extschema@.require_extension(name name) RETURNS name
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = name);
BEGIN
    IF place IS NULL THEN
        RAISE EXCEPTION 'extension "%" is needed in this database', name
            USING ERRCODE = 'KF019',
                  DETAIL = 'The head office reads its companies by postgres_fdw and calls them by dblink; both come with PostgreSQL.',
                  HINT = format('A superuser has to run here: CREATE EXTENSION %I', name);
    END IF;
    RETURN place;
END
$$;
COMMENT ON FUNCTION @extschema@.require_extension IS 'schema of an extension that groups need; KF019 where it is not in this database';

CREATE FUNCTION @extschema@.reach_server(server name, statement text) RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'cf_reach_server';
COMMENT ON FUNCTION @extschema@.reach_server IS 'runs a statement that connects to a foreign server, a SELECT, and gives up after the server''s connect_timeout, 5 seconds where it has none (KF019): dblink and postgres_fdw of PostgreSQL 16 and later do not. Its rows are thrown away, its errors come as they are';

CREATE FUNCTION @extschema@.ask_server(connection text, statement text, patience interval DEFAULT '30 seconds') RETURNS jsonb
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    dblink name := @extschema@.require_extension('dblink');
    until timestamptz := clock_timestamp() + patience;
    pause float := 0.001;
    busy boolean;
    answer text;
BEGIN
    -- dblink itself would wait for ever, and could not be cancelled
    EXECUTE format('SELECT %I.dblink_send_query($1, $2)', dblink) USING connection, statement;
    LOOP
        EXECUTE format('SELECT %I.dblink_is_busy($1) = 1', dblink) INTO busy USING connection;
        EXIT WHEN NOT busy;
        IF clock_timestamp() > until THEN
            RAISE EXCEPTION 'the server gives no answer'
                USING ERRCODE = 'KF019', DETAIL = format('It was waited for %s.', patience),
                      HINT = 'Look at the other server, and at the network.';
        END IF;
        PERFORM pg_sleep(pause);
        pause := least(2 * pause, 0.1);
    END LOOP;
    BEGIN
        EXECUTE format('SELECT a FROM %I.dblink_get_result($1) AS r (a text)', dblink) INTO answer USING connection;
    EXCEPTION WHEN OTHERS THEN
        -- or the next statement would get the end of this one
        EXECUTE format('SELECT a FROM %I.dblink_get_result($1, false) AS r (a text)', dblink) USING connection;
        RAISE;
    END;
    EXECUTE format('SELECT a FROM %I.dblink_get_result($1) AS r (a text)', dblink) USING connection;
    BEGIN
        RETURN answer::jsonb;
    EXCEPTION WHEN invalid_text_representation THEN
        RAISE EXCEPTION 'the server''s answer is none'
            USING ERRCODE = 'KF019', DETAIL = left(answer, 200),
                  HINT = 'The other server is not what it should be: ask who runs it.';
    END;
END
$$;
COMMENT ON FUNCTION @extschema@.ask_server IS 'runs a statement that returns one jsonb in a connection of dblink, and gives up when no answer comes in time (KF019); its errors come as they are';

CREATE FUNCTION @extschema@.share_with_job("group" name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    desk name := @extschema@.check_group("group");
    owner regrole := (SELECT c.relowner FROM pg_class c WHERE c.oid = to_regclass(format('%I.desk', desk)));
    place name;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %s', "group", owner);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %s', "group", owner);
    EXECUTE format('GRANT INSERT, UPDATE ON %I.referral TO %s', "group", owner);
    EXECUTE format('GRANT UPDATE (tried_at, exchanged_at, problem) ON %I.company TO %s', "group", owner);
    FOR place IN EXECUTE format('SELECT place FROM %I.company WHERE left_at IS NULL', "group")
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %s', place, owner);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %s', place, owner);
        EXECUTE format('GRANT USAGE ON FOREIGN SERVER %I TO %s', place, owner);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.share_with_job IS 'lets the job exchange_cases write a group, with the rights of the owner of the head office''s desk; call it when the desk has got another owner';

CREATE FUNCTION @extschema@.create_group(name name, desk name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statement text;
BEGIN
    PERFORM @extschema@.group_place(name, 'any'), @extschema@.check_desk(desk, as_owner => true);
    PERFORM @extschema@.refuse_distributed(desk);
    IF EXISTS (SELECT FROM @extschema@.missing_parts(desk)) OR EXISTS (SELECT FROM @extschema@.retyped_columns(desk)) THEN
        RAISE EXCEPTION 'desk "%" is damaged', desk
            USING ERRCODE = 'KF010', SCHEMA = desk,
                  HINT = 'complaint_flow.desks() tells what; mend it first.';
    END IF;
    PERFORM @extschema@.check_readable(desk, r) FROM unnest('{desk,work_order,complaint,clock,closing_bucket}'::name[]) AS r;
    IF EXISTS (SELECT FROM pg_namespace WHERE nspname = name) THEN
        RAISE EXCEPTION 'schema "%" already exists', name
            USING ERRCODE = 'KF013', SCHEMA = name,
                  DETAIL = 'A group gets a schema of its own.',
                  HINT = 'Choose another name for the group.';
    END IF;
    EXECUTE format('CREATE SCHEMA %I', name);
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', name, 'group of companies, of complaint_flow');
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', name), true);
    EXECUTE replace(@extschema@.group_template(), '@desk@', quote_ident(desk));
    FOR statement IN SELECT * FROM @extschema@.group_views()
    LOOP
        EXECUTE statement;
    END LOOP;
    EXECUTE 'INSERT INTO head_office (group_name) VALUES ($1)' USING name;
    EXECUTE format($view$
        CREATE VIEW fact_complaint AS
        SELECT m.company, m.month, f.*
          FROM (SELECT company, month FROM kpi_month_sum
                UNION SELECT code, date_trunc('month', now())::date FROM company WHERE left_at IS NULL) AS m
          CROSS JOIN LATERAL @extschema@.ask_company(NULL::company_case[], %L, m.company, m.month) AS f$view$, name);
    EXECUTE 'COMMENT ON VIEW fact_complaint IS ''cases of the companies without personal data, read there at this moment: choose company and month, each pair is asked by itself. A company that does not answer has a row with its problem and nothing else''';
    FOR statement IN
        SELECT format('COMMENT ON COLUMN fact_complaint.%I IS %L', a.attname,
                      CASE a.attname WHEN 'company' THEN 'company' WHEN 'month' THEN 'first day of the month of receipt'
                           WHEN 'problem' THEN 'why the company did not answer; NULL: the row is a case'
                           ELSE 'as in fact_complaint of a desk' END)
          FROM pg_attribute a
         WHERE a.attrelid = to_regclass(format('%I.fact_complaint', name)) AND a.attnum > 0
    LOOP
        EXECUTE statement;
    END LOOP;
    PERFORM @extschema@.share_with_job(name);
END
$$;
COMMENT ON FUNCTION @extschema@.create_group IS 'makes a group of companies, at its head office: a schema with the companies, what they report and the KPI views over it, owned by the caller, who has to be the owner of the head office''s desk or a superuser; work orders of that desk can then be handed down to companies';

CREATE FUNCTION @extschema@.ask_company(shape anyarray, "group" name, company text, month date) RETURNS SETOF anyelement
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name := @extschema@.group_place("group", company);
    -- who does not answer is asked once a statement, not once a month
    silence text := 'complaint_flow_silence.' || place;
    now_asking text := extract(epoch FROM statement_timestamp())::text;
    columns text := (SELECT string_agg('f.' || quote_ident(a.attname), ', ' ORDER BY a.attnum)
                       FROM pg_type t JOIN pg_attribute a ON a.attrelid = t.typrelid
                      WHERE t.typarray = pg_typeof(shape) AND a.attnum > 0 AND a.attname <> 'problem');
    row_type regtype := (SELECT t.oid FROM pg_type t WHERE t.typarray = pg_typeof(shape));
    cases shape%TYPE;
    problem text := substr(current_setting(silence, true), length(now_asking) + 2);
BEGIN
    IF split_part(current_setting(silence, true), ' ', 1) IS DISTINCT FROM now_asking THEN
        problem := NULL;
    END IF;
    IF problem IS NULL THEN
        BEGIN
            PERFORM @extschema@.reach_server(place, format('SELECT FROM %I.fact_complaint LIMIT 0', place));
            -- all or nothing: it may fail half-way
            EXECUTE format('SELECT array_agg(ROW(%s, NULL)::%s) FROM %I.fact_complaint f WHERE f.day >= $1 AND f.day < $2',
                           columns, row_type, place)
               INTO cases USING month, (month + interval '1 month')::date;
            RETURN QUERY SELECT * FROM unnest(cases);
            RETURN;
        EXCEPTION WHEN OTHERS THEN
            problem := SQLERRM;
        END;
        PERFORM set_config(silence, now_asking || ' ' || problem, true);
    END IF;
    RETURN QUERY EXECUTE format('SELECT (jsonb_populate_record(NULL::%s, jsonb_build_object(''problem'', $1))).*', row_type)
           USING problem;
END
$$;
COMMENT ON FUNCTION @extschema@.ask_company IS 'cases of a company that were received in a month, read there; where that fails one row with the problem; behind view fact_complaint of a group';

CREATE FUNCTION @extschema@.grant_group("group" name, role name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name;
BEGIN
    PERFORM @extschema@.check_group("group");
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', "group", role);
    EXECUTE format('GRANT SELECT ON %s TO %I',
        (SELECT string_agg(format('%I.%I', "group", c.relname), ', ') FROM pg_class c
          WHERE c.relnamespace = to_regnamespace(quote_ident("group"))
            AND (c.relkind = 'v' AND c.relname !~ '_exact$' OR c.relname = 'code_label')), role);
    FOR place IN EXECUTE format('SELECT place FROM %I.company WHERE left_at IS NULL', "group")
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', place, role);
        EXECUTE format('GRANT SELECT ON %I.fact_complaint TO %I', place, role);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.grant_group IS 'lets a database role read the views of a group, which hold no personal data, and look closer at its companies; by the owner of the group. Companies that are admitted later are readable to it, too';

CREATE FUNCTION @extschema@.server_conninfo(server name) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(format('%s=''%s''', o.option_name, replace(replace(o.option_value, '\', '\\'), '''', '\''')), ' ')
           -- the first copy must not run policies of the other side's owner
           || ' options=''' || coalesce(replace(replace(max(o.option_value) FILTER (WHERE o.option_name = 'options'), '\', '\\'), '''', '\''') || ' ', '') || '-c row_security=off'''
      FROM pg_foreign_server s
      CROSS JOIN LATERAL (
           SELECT (pg_options_to_table(s.srvoptions)).*
           UNION ALL
           SELECT (pg_options_to_table(m.umoptions)).* FROM pg_user_mappings m
            WHERE m.srvid = s.oid AND m.umuser = (SELECT oid FROM pg_roles WHERE rolname = current_user)) AS o
     WHERE s.srvname = server
       -- what is not for the connection, but for postgres_fdw
       AND o.option_name <> ALL ('{use_remote_estimate,fdw_startup_cost,fdw_tuple_cost,extensions,updatable,truncatable,fetch_size,batch_size,async_capable,parallel_commit,parallel_abort,analyze_sampling,keep_connections,password_required,application_name,use_scram_passthrough}')
$$;
COMMENT ON FUNCTION @extschema@.server_conninfo IS 'connection string of a foreign server and the caller''s user mapping, for a subscription';
