-- Groups of companies: the company's side.  Joining makes a schema with what
-- the head office reads and where it lays down cases; see sql/group/company.sql.

CREATE FUNCTION @extschema@.company_template() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$ SELECT $cf_company_template$
@company_template@
$cf_company_template$::text $function$;
COMMENT ON FUNCTION @extschema@.company_template IS 'SQL that makes the tables by which a company belongs to a group, in the first schema of the search path; @desk@ stands for the desk';

CREATE FUNCTION @extschema@.copy_sums() RETURNS trigger
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place text := quote_ident(tg_argv[0]) || '.' || quote_ident(tg_table_name);
    key text := tg_argv[1];
BEGIN
    CASE tg_op
        WHEN 'INSERT' THEN
            EXECUTE format('INSERT INTO %s SELECT * FROM new_rows', place);
        WHEN 'UPDATE' THEN
            EXECUTE format('UPDATE %s AS s SET %s FROM new_rows AS n WHERE (%s)', place,
                (SELECT string_agg(format('%1$I = n.%1$I', a.attname), ', ') FROM pg_attribute a
                  WHERE a.attrelid = tg_relid AND a.attnum > 0 AND NOT a.attisdropped),
                (SELECT string_agg(format('s.%1$s = n.%1$s', k), ' AND ') FROM unnest(string_to_array(key, ', ')) AS k));
        WHEN 'DELETE' THEN
            EXECUTE format('DELETE FROM %s AS s USING old_rows AS o WHERE (%s)', place,
                (SELECT string_agg(format('s.%1$s = o.%1$s', k), ' AND ') FROM unnest(string_to_array(key, ', ')) AS k));
        WHEN 'TRUNCATE' THEN
            EXECUTE format('TRUNCATE %s', place);
    END CASE;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.copy_sums IS 'trigger on a table of sums of a desk that belongs to a group: does the same to its copy for the head office; arguments: the schema of the copy, and the key';

CREATE FUNCTION @extschema@.join_group_as_owner(desk name, "group" name, company text, head_office name,
    title text DEFAULT NULL, channel text DEFAULT 'group_hq') RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name := @extschema@.group_place("group", company);
    known boolean;
    statement text;
    sums record;
    operation text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF to_regnamespace(quote_ident(place)) IS NOT NULL THEN
        RAISE EXCEPTION 'schema "%" already exists', place
            USING ERRCODE = 'KF013', SCHEMA = place,
                  DETAIL = 'A company gets a schema of its own, named after group and company.',
                  HINT = 'Where the desk has joined already, complaint_flow.desk_groups shows it and leave_group takes it out; else rename or drop that schema.';
    END IF;
    IF EXISTS (SELECT FROM pg_publication WHERE pubname = place) THEN
        RAISE EXCEPTION 'publication "%" already exists', place
            USING ERRCODE = 'KF013',
                  HINT = format('If it is left of a schema %I that was dropped by hand: DROP PUBLICATION %I', place, place);
    END IF;
    IF NOT has_database_privilege(current_database(), 'CREATE') THEN
        RAISE EXCEPTION 'role "%" may not create a schema in this database', current_user
            USING ERRCODE = 'KF003',
                  HINT = format('GRANT CREATE ON DATABASE %I TO %I', current_database(), current_user);
    END IF;
    IF NOT (EXISTS (SELECT FROM pg_roles WHERE rolname = head_office)) THEN
        RAISE EXCEPTION 'role "%" does not exist', head_office
            USING ERRCODE = 'KF008',
                  DETAIL = 'The head office''s server logs in with it.',
                  HINT = format('CREATE ROLE %I LOGIN REPLICATION PASSWORD ''...''', coalesce(head_office, 'head_office'));
    END IF;
    EXECUTE format('SELECT count(*) > 0 FROM %I.channel WHERE code = $1', desk) INTO known USING channel;
    IF NOT known THEN
        RAISE EXCEPTION 'channel "%" does not exist', channel
            USING ERRCODE = 'KF008', SCHEMA = desk,
                  DETAIL = 'Cases that the head office hands down come by this channel.',
                  HINT = format('Name a code of table %I.channel, or add one.', desk);
    END IF;
    EXECUTE format('CREATE SCHEMA %I', place);
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', place, format('company %s of group %s, of complaint_flow', company, "group"));
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', place), true);
    EXECUTE replace(@extschema@.company_template(), '@desk@', quote_ident(desk));
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    FOR statement IN
        SELECT format('COMMENT ON COLUMN %I.fact_complaint.%I IS %L', place, a.attname, col_description(a.attrelid, a.attnum))
          FROM pg_attribute a
         WHERE a.attrelid = to_regclass(format('%I.fact_complaint', desk)) AND a.attnum > 0 AND NOT a.attisdropped
    LOOP
        EXECUTE statement;
    END LOOP;
    EXECUTE format('INSERT INTO %I.membership SELECT $1, $2, coalesce($3, d.title, $2), $4, $5, $6, now() FROM %I.desk d', place, desk)
      USING "group", company, title, desk, channel, head_office;
    FOR sums IN
        SELECT t.name, CASE t.name WHEN 'kpi_issue_sum' THEN 'day, issue_key' ELSE 'id' END AS key
          FROM unnest(@extschema@.reported_tables()) AS t (name) WHERE t.name LIKE 'kpi%'
    LOOP
        FOREACH operation IN ARRAY '{insert,update,delete,truncate}'::text[]
        LOOP
            -- from here on nobody writes the sums until all is done
            EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I.%I %s FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.copy_sums(%L, %L)',
                place || '_' || operation, operation, desk, sums.name,
                CASE operation WHEN 'insert' THEN 'REFERENCING NEW TABLE AS new_rows' WHEN 'update' THEN 'REFERENCING NEW TABLE AS new_rows'
                     WHEN 'delete' THEN 'REFERENCING OLD TABLE AS old_rows' ELSE '' END, place, sums.key);
        END LOOP;
        EXECUTE format('INSERT INTO %I.%I SELECT * FROM %I.%I', place, sums.name, desk, sums.name);
    END LOOP;
    EXECUTE format('CREATE PUBLICATION %I FOR TABLE %s', place,
        (SELECT string_agg(format('%I.%I', place, t), ', ') FROM unnest(@extschema@.reported_tables()) AS t));
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', place, head_office);
    EXECUTE format('GRANT SELECT ON %s TO %I',
        (SELECT string_agg(format('%I.%I', place, t), ', ') FROM unnest(@extschema@.reported_tables() || '{membership,fact_complaint}'::text[]) AS t), head_office);
    EXECUTE format('GRANT INSERT (%s) ON %I.inbox TO %I', (SELECT string_agg(quote_ident(h.name), ', ') FROM @extschema@.handed_columns() h), place, head_office);
    PERFORM @extschema@.report_to_group(desk, place, now());
END
$$;
CALL @extschema@.make_public('join_group_as_owner',
    'lets a desk belong to a group as one of its companies, at the company: makes a schema group_company with what the head office reads and an inbox for cases that it hands down, and publishes it. head_office is the database role as which the head office''s server logs in; it gets rights there and nowhere else. By the owner of the desk; the head office then calls admit_company');

CREATE FUNCTION @extschema@.handed_columns() RETURNS TABLE (name text, is_kept boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 26
SET search_path = pg_catalog, pg_temp
AS $$
    VALUES
@each handed
        ('{column}', '{kept}' = 'yes'){comma}
@end
$$;
COMMENT ON FUNCTION @extschema@.handed_columns IS 'columns of an inbox that the head office writes, and whether they stay when the case is filed';

CREATE FUNCTION @extschema@.take_leave_as_owner(desk name, "group" name, even_with_open boolean DEFAULT false) RETURNS name
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    place name;
    found_group text;
    sums text;
    operation text;
    still_open bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR place IN SELECT g.place FROM @extschema@.desk_groups(desk) g WHERE NOT g.is_head
    LOOP
        EXECUTE format('SELECT group_name FROM %I.membership', place) INTO found_group;
        EXIT WHEN found_group = "group";
    END LOOP;
    IF found_group IS DISTINCT FROM "group" THEN
        RAISE EXCEPTION 'desk "%" does not belong to group "%"', desk, "group"
            USING ERRCODE = 'KF008', SCHEMA = desk,
                  HINT = format('SELECT * FROM complaint_flow.desk_groups(%L) lists the schemas by which it belongs to groups.', desk);
    END IF;
    EXECUTE format('SELECT (SELECT count(*) FROM %1$I.inbox WHERE NOT settled) + (SELECT count(*) FROM %1$I.referral_status WHERE status = ''filed'')', place)
       INTO still_open;
    IF still_open > 0 AND NOT even_with_open THEN
        RAISE EXCEPTION '% cases from the head office are not closed', still_open
            USING ERRCODE = 'KF013', SCHEMA = place,
                  DETAIL = 'After leaving, the head office learns nothing of them.',
                  HINT = 'Close them, or call leave_group with even_with_open => true: those that were filed stay cases of the desk.';
    END IF;
    FOREACH sums IN ARRAY @extschema@.reported_tables()
    LOOP
        CONTINUE WHEN sums NOT LIKE 'kpi%';
        FOREACH operation IN ARRAY '{insert,update,delete,truncate}'::text[]
        LOOP
            EXECUTE format('DROP TRIGGER %I ON %I.%I', place || '_' || operation, desk, sums);
        END LOOP;
    END LOOP;
    EXECUTE format('DROP PUBLICATION IF EXISTS %I', place);
    EXECUTE format('DROP SCHEMA %I CASCADE', place);
    RETURN place;
END
$$;
CALL @extschema@.make_public('take_leave_as_owner',
    'part of leave_group: drops what binds a desk to its group; returns the name of its place there');

CREATE FUNCTION @extschema@.leave_group(desk name, "group" name, even_with_open boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name := @extschema@.take_leave(desk, "group", even_with_open);
BEGIN
    FOR attempt IN 1 .. 50
    LOOP
        -- a head office that has not let the company go connects again
        PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = place AND active;
        BEGIN
            PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = place;
            RETURN;
        EXCEPTION
            WHEN object_in_use THEN
                PERFORM pg_sleep(0.1);
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'role "%" may not drop replication slot "%"', current_user, place
                    USING ERRCODE = 'KF003',
                          HINT = format('A superuser, or a role with REPLICATION, has to run before: SELECT pg_drop_replication_slot(%L)', place);
        END;
    END LOOP;
    RAISE EXCEPTION 'replication slot "%" is in use', place
        USING ERRCODE = 'KF013', HINT = 'Call remove_company at the head office first, or end the connection that uses it, see pg_stat_replication.';
END
$$;
COMMENT ON FUNCTION @extschema@.leave_group IS 'takes a desk out of a group, at the company: drops its schema there, publication, triggers and replication slot, whether the head office has let it go or not; what was handed down and filed stays. Refuses while such cases are open unless told';
