-- Groups of companies: the company's side.  Joining makes a schema with what
-- the head office reads and where it lays down cases; see sql/group/company.sql.

CREATE FUNCTION @extschema@.company_template() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$ SELECT $cf_company_template$
@company_template@
$cf_company_template$::text $function$;
COMMENT ON FUNCTION @extschema@.company_template IS 'SQL that makes the tables by which a company belongs to a group, in the first schema of the search path; @desk@ stands for the desk';

CREATE FUNCTION @extschema@.sums_key(sums text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN sums <> ALL (@extschema@.reported_tables()) OR sums NOT LIKE 'kpi%' THEN NULL
                WHEN sums = 'kpi_issue_sum' THEN '{day,issue_key}'::text[]
                ELSE '{id}'::text[] END
$$;
COMMENT ON FUNCTION @extschema@.sums_key IS 'primary key of a table of sums that a company copies for its head office; NULL: it copies no such table';

CREATE FUNCTION @extschema@.copy_sums() RETURNS trigger
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place text := quote_ident(tg_argv[0]) || '.' || quote_ident(tg_table_name);
    same text := (SELECT string_agg(format('s.%1$I = o.%1$I', k), ' AND ') FROM unnest(@extschema@.sums_key(tg_table_name)) AS k);
BEGIN
    -- with the rights of whoever writes the sums, so only into tables of who owns them
    IF same IS NULL OR NOT (EXISTS (SELECT FROM pg_class s JOIN pg_class c ON c.relowner = s.relowner AND c.relkind = 'r'
                                     WHERE s.oid = tg_relid AND c.oid = to_regclass(place))) THEN
        RAISE EXCEPTION 'the copy of table "%" for the head office is gone', tg_table_name
            USING ERRCODE = 'KF010', SCHEMA = tg_table_schema,
                  DETAIL = format('Schema %I has no such table of the desk''s owner.', tg_argv[0]),
                  HINT = 'leave_group removes what is left of the membership; join_group makes it anew.';
    END IF;
    CASE tg_op
        WHEN 'INSERT' THEN
            EXECUTE format('INSERT INTO %s SELECT * FROM new_rows', place);
        WHEN 'UPDATE' THEN
            EXECUTE format('UPDATE %s AS s SET %s FROM new_rows AS o WHERE %s', place,
                (SELECT string_agg(format('%1$I = o.%1$I', a.attname), ', ') FROM pg_attribute a
                  WHERE a.attrelid = tg_relid AND a.attnum > 0 AND NOT a.attisdropped), same);
        WHEN 'DELETE' THEN
            EXECUTE format('DELETE FROM %s AS s USING old_rows AS o WHERE %s', place, same);
        WHEN 'TRUNCATE' THEN
            EXECUTE format('TRUNCATE %s', place);
    END CASE;
    IF tg_table_name = 'kpi_month_sum' THEN
        EXECUTE format('UPDATE %I.company_report SET received = (SELECT coalesce(sum(figures[2]), 0) FROM %s)', tg_argv[0], place);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.copy_sums IS 'trigger on a table of sums of a desk that belongs to a group: does the same to its copy for the head office; argument: the schema of the copy, whose tables must belong to the owner of the sums (else KF010)';

CREATE FUNCTION @extschema@.memberships(desk name) RETURNS TABLE (group_name text, place name, is_whole boolean)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- by the triggers, also where somebody has dropped the rest by hand
    FOR place, is_whole IN
        SELECT left(t.tgname, -length('_insert'))::name, c.oid IS NOT NULL
          FROM pg_class s
          JOIN pg_trigger t ON t.tgrelid = s.oid AND t.tgfoid = to_regproc('@extschema@.copy_sums') AND t.tgname LIKE '%\_insert'
          LEFT JOIN pg_class c ON c.oid = to_regclass(format('%I.membership', left(t.tgname, -length('_insert')))) AND c.relowner = s.relowner
         WHERE s.relnamespace = to_regnamespace(quote_ident(desk)) AND s.relname = 'kpi_month_sum'
    LOOP
        group_name := NULL;
        IF is_whole THEN
            EXECUTE format('SELECT m.group_name FROM %I.membership m WHERE @extschema@.group_place(m.group_name, m.company) = %L', place, place) INTO group_name;
        END IF;
        is_whole := group_name IS NOT NULL;
        -- what it was called, as far as the name tells
        group_name := coalesce(group_name, regexp_replace(place, '_[a-z0-9]+$', ''));
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.memberships IS 'groups to which a desk belongs as a company; not whole: its schema was dropped by hand';

CREATE FUNCTION @extschema@.drop_copying(desk name, place name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    sums text;
    operation text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOREACH sums IN ARRAY @extschema@.reported_tables()
    LOOP
        CONTINUE WHEN @extschema@.sums_key(sums) IS NULL;
        FOREACH operation IN ARRAY '{insert,update,delete,truncate}'::text[]
        LOOP
            EXECUTE format('DROP TRIGGER IF EXISTS %I ON %I.%I', place || '_' || operation, desk, sums);
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.drop_copying IS 'part of join_group and leave_group: drops the triggers that copy sums';

CREATE FUNCTION @extschema@.join_group_as_owner(desk name, "group" name, company text, head_office name, replicator name,
    title text DEFAULT NULL, channel text DEFAULT 'group_hq') RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name := @extschema@.group_place("group", company);
    known boolean;
    statement text;
    role name;
    wanted text;
    fault text;
    cure text;
    sums text;
    operation text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.refuse_distributed(desk);
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
    FOR role, wanted, fault, cure IN
        SELECT v.role, v.wanted,
               CASE WHEN r.oid IS NULL THEN 'It does not exist.'
                    WHEN v.wanted = 'replicator' AND NOT r.rolreplication AND NOT r.rolsuper THEN 'It may not replicate.'
                    WHEN v.wanted = 'head_office' AND (r.rolreplication OR r.rolsuper) THEN 'It may replicate or is a superuser, and triggers of this desk run with its rights.' END,
               v.cure
          FROM (VALUES (head_office, 'head_office', format('CREATE ROLE %I LOGIN PASSWORD ''...''', coalesce(head_office, 'head_office'))),
                       (replicator, 'replicator', format('CREATE ROLE %I LOGIN REPLICATION PASSWORD ''...''', coalesce(replicator, 'head_replicator')))) AS v (role, wanted, cure)
          LEFT JOIN pg_roles r ON r.rolname = v.role
    LOOP
        IF fault IS NOT NULL THEN
            RAISE EXCEPTION 'role "%" cannot be the % of a group', role, wanted
                USING ERRCODE = 'KF008', DETAIL = fault, HINT = cure;
        END IF;
    END LOOP;
    IF EXISTS (SELECT FROM @extschema@.memberships(desk) m WHERE m.group_name = "group" AND m.is_whole) THEN
        RAISE EXCEPTION 'desk "%" belongs to group "%" already', desk, "group"
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  HINT = 'A second company would count its cases twice; leave_group first.';
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
      USING "group", company, title, channel, head_office, replicator;
    PERFORM @extschema@.drop_copying(desk, place);
    FOREACH sums IN ARRAY @extschema@.reported_tables()
    LOOP
        CONTINUE WHEN @extschema@.sums_key(sums) IS NULL;
        FOREACH operation IN ARRAY '{insert,update,delete,truncate}'::text[]
        LOOP
            -- from here on nobody writes the sums until all is done
            EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I.%I %s FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.copy_sums(%L)',
                place || '_' || operation, operation, desk, sums,
                CASE operation WHEN 'insert' THEN 'REFERENCING NEW TABLE AS new_rows' WHEN 'update' THEN 'REFERENCING NEW TABLE AS new_rows'
                     WHEN 'delete' THEN 'REFERENCING OLD TABLE AS old_rows' ELSE '' END, place);
        END LOOP;
        EXECUTE format('INSERT INTO %I.%I SELECT * FROM %I.%I', place, sums, desk, sums);
    END LOOP;
    EXECUTE format('CREATE PUBLICATION %I FOR TABLE %s', place,
        (SELECT string_agg(format('%I.%I', place, t), ', ') FROM unnest(@extschema@.reported_tables()) AS t));
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I, %I', place, head_office, replicator);
    EXECUTE format('GRANT SELECT ON %s TO %I',
        (SELECT string_agg(format('%I.%I', place, t), ', ') FROM unnest(@extschema@.reported_tables()) AS t), replicator);
    EXECUTE format('GRANT SELECT ON %1$I.membership, %1$I.fact_complaint TO %2$I', place, head_office);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON %I.admission TO %I', place, head_office);
    EXECUTE format('GRANT INSERT (%s) ON %I.inbox TO %I', (SELECT string_agg(quote_ident(h.name), ', ') FROM @extschema@.handed_columns() h), place, head_office);
    PERFORM @extschema@.report_to_group(desk, place, now());
END
$$;
CALL @extschema@.make_public('join_group_as_owner',
    'lets a desk belong to a group as one of its companies, at the company: makes a schema group_company with what the head office reads and an inbox for cases that it hands down, and publishes it. head_office is the database role as which the head office reads and delivers, replicator the one as which it replicates; they get rights there and nowhere else. By the owner of the desk; the head office then calls admit_company');

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
    is_whole boolean;
    still_open bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT m.place, m.is_whole INTO place, is_whole FROM @extschema@.memberships(desk) m WHERE m.group_name = "group";
    IF place IS NULL THEN
        RAISE EXCEPTION 'desk "%" does not belong to group "%"', desk, "group"
            USING ERRCODE = 'KF008', SCHEMA = desk,
                  HINT = format('SELECT * FROM complaint_flow.desk_groups(%L) lists the schemas by which it belongs to groups.', desk);
    END IF;
    IF NOT is_whole THEN
        PERFORM @extschema@.drop_copying(desk, place);
        EXECUTE format('DROP PUBLICATION IF EXISTS %I', place);
        RETURN place;
    END IF;
    EXECUTE format('SELECT (SELECT count(*) FROM %1$I.inbox WHERE NOT settled) + (SELECT count(*) FROM %1$I.referral_status WHERE status = ''filed'')', place)
       INTO still_open;
    IF still_open > 0 AND NOT even_with_open THEN
        RAISE EXCEPTION '% cases from the head office are not closed', still_open
            USING ERRCODE = 'KF013', SCHEMA = place,
                  DETAIL = 'After leaving, the head office learns nothing of them.',
                  HINT = 'Close them, or call leave_group with even_with_open => true: those that were filed stay cases of the desk.';
    END IF;
    PERFORM @extschema@.drop_copying(desk, place);
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
    place name;
    slot name;
BEGIN
    PERFORM @extschema@.refuse_transaction_block('leave_group');
    place := @extschema@.take_leave(desk, "group", even_with_open);
    FOR attempt IN 1 .. 50
    LOOP
        BEGIN
            -- a head office that has not let the company go connects again
            PERFORM pg_terminate_backend(s.active_pid) FROM pg_replication_slots s
              WHERE s.slot_name = place AND s.active AND s.database = current_database() AND s.plugin = 'pgoutput';
            FOR slot IN SELECT s.slot_name FROM pg_replication_slots s
                         WHERE s.database = current_database() AND s.plugin = 'pgoutput'
                           -- also what a first copy has left that died
                           AND (s.slot_name = place OR s.slot_name ~ '^pg_[0-9]+_sync_[0-9]+_[0-9]+$' AND NOT s.active)
            LOOP
                PERFORM pg_drop_replication_slot(slot);
            END LOOP;
            RETURN;
        EXCEPTION
            WHEN object_in_use THEN
                PERFORM pg_sleep(0.1);
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'role "%" may not drop replication slot "%"', current_user, place
                    USING ERRCODE = 'KF003',
                          HINT = 'Call remove_company at the head office first, or let a superuser call leave_group.';
        END;
    END LOOP;
    RAISE EXCEPTION 'replication slot "%" is in use', place
        USING ERRCODE = 'KF013', HINT = 'Call remove_company at the head office first, or end the connection that uses it, see pg_stat_replication.';
END
$$;
COMMENT ON FUNCTION @extschema@.leave_group IS 'takes a desk out of a group, at the company: drops its schema there, publication, triggers and replication slot, whether the head office has let it go or not; what was handed down and filed stays. Refuses while such cases are open unless told';
