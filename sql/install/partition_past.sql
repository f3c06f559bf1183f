-- Cases of the past: taken out of complaint, and no longer kept.

CREATE FUNCTION @extschema@.forget_rows(desk name, part name, past name) RETURNS bigint
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.forget_rows IS 'removes the rows of a table of a desk that belong to cases of another, also where rows are kept; part of forget_cases';

CREATE FUNCTION @extschema@.check_case_table(desk name, name name, wanted boolean) RETURNS record
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT p.* INTO part FROM @extschema@.case_partitions(desk) p JOIN pg_class c ON c.oid = p.partition
     WHERE c.relname = name AND c.relnamespace = @extschema@.check_desk(desk) AND p.attached = wanted;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table "%" is no % of desk "%"', name,
                CASE WHEN wanted THEN 'partition of complaint' ELSE 'table of cases beside complaint' END, desk
            USING ERRCODE = 'KF008', SCHEMA = desk, HINT = 'complaint_flow.case_partitions() lists them.';
    END IF;
    RETURN part;
END
$$;
COMMENT ON FUNCTION @extschema@.check_case_table IS 'the row of case_partitions for a table of cases that is attached, or is not, as wanted; KF008 where there is none; part of detach_cases and forget_cases';

CREATE FUNCTION @extschema@.detach_cases_as_owner(desk name, partition name) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part record;
    place constant text := format('%I.%I', desk, partition);
    open_cases bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    part := @extschema@.check_case_table(desk, partition, true);
    EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', place);
    EXECUTE format('SELECT count(*) FROM %s c JOIN %I.state s ON s.code = c.state AND s.kind <> ''final''', place, desk) INTO open_cases;
    IF open_cases > 0 THEN
        RAISE EXCEPTION 'table "%" holds open cases', partition
            USING ERRCODE = 'KF013', SCHEMA = desk, DETAIL = format('There are %s.', open_cases),
                  HINT = 'Bring them to an end first.';
    END IF;
    -- a change that is counted later would take its case out of the sums
    EXECUTE format('INSERT INTO %I.job_lock (job) VALUES (%L) ON CONFLICT (job) DO NOTHING', desk, 'fold_kpi');
    EXECUTE format('SELECT FROM %I.job_lock WHERE job = %L FOR UPDATE', desk, 'fold_kpi');
    LOOP
        EXIT WHEN @extschema@.kpi_fold(desk, 100000, NULL, '{}') = 0;
    END LOOP;
    EXECUTE format('ALTER TABLE %I.complaint DETACH PARTITION %s', desk, place);
    EXECUTE format('CREATE OR REPLACE TRIGGER zzz_closed BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION @extschema@.refuse_change(''complaint'')', place);
    RETURN format('table %s holds cases received from %s until %s', partition, part.from_at, part.until_at);
END
$$;
CALL @extschema@.make_public('detach_cases_as_owner',
    'takes a partition out of complaint, once all its cases have ended and are counted in the figures, and closes it: it is a table beside complaint then, which nobody changes; refuses open cases with KF013; by the owner; says what it holds, which ALTER TABLE ... ATTACH PARTITION needs to bring it back');

CREATE FUNCTION @extschema@.forget_cases_as_owner(desk name, past name, reason text) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part name;
    cases bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF past IS NULL OR coalesce(btrim(reason), '') = '' THEN
        RAISE EXCEPTION 'forgetting cases needs a table and a reason'
            USING ERRCODE = 'KF012', SCHEMA = desk, HINT = 'Say by which rule; name nobody.';
    END IF;
    PERFORM @extschema@.check_case_table(desk, past, false);
    EXECUTE format('LOCK TABLE %I.%I IN ACCESS EXCLUSIVE MODE', desk, past);
    EXECUTE format('SELECT count(*) FROM %1$I.%2$I p WHERE EXISTS (SELECT FROM %1$I.complaint c WHERE c.id = p.id)', desk, past) INTO cases;
    IF cases > 0 THEN
        RAISE EXCEPTION 'cases of table "%" are in complaint, too', past
            USING ERRCODE = 'KF013', SCHEMA = desk, DETAIL = format('There are %s.', cases),
                  HINT = 'A copy of cases is no table of the past: drop it.';
    END IF;
    -- what was written about people and rules stays, and who read what
    FOR part IN
        SELECT c.relname
          FROM regexp_matches(@extschema@.desk_template(), '^COMMENT ON COLUMN ([a-z_]+)\.complaint_id IS', 'gn') AS w
          JOIN pg_class c ON c.relnamespace = @extschema@.check_desk(desk) AND c.relname = w[1] AND c.relkind = 'r'
         WHERE c.relname <> ALL ('{read_log,conduct_finding,lesson,corrective_action,suggestion}')
         ORDER BY c.relname
    LOOP
        PERFORM @extschema@.forget_rows(desk, part, past);
    END LOOP;
    EXECUTE format('SELECT count(*) FROM %I.%I', desk, past) INTO cases;
    EXECUTE format('INSERT INTO %I.erasure (at, db_role, reason, cases) VALUES (now(), session_user, $1, $2)', desk)
      USING reason, cases;
    EXECUTE format('DROP TABLE %I.%I', desk, past);
    RETURN cases;
END
$$;
CALL @extschema@.make_public('forget_cases_as_owner',
    'removes for ever the cases of a table that detach_cases left beside complaint, with their history, contacts, entries, clocks, messages and examples, and drops the table; the sums behind the KPI views keep what they counted, and erasure says why; what was written about people and rules stays, and so does read_log; by the owner; returns how many cases there were');

CREATE FUNCTION @extschema@.check_past(desk name) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    detached text := (SELECT string_agg(d::text, ', ') FROM @extschema@.detached_cases(desk) AS d);
    forgotten bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT sum(cases) FROM %I.erasure WHERE customer_id IS NULL', desk) INTO forgotten;
    IF detached IS NOT NULL OR forgotten > 0 THEN
        RAISE EXCEPTION 'the sums hold cases that are not in complaint'
            USING ERRCODE = 'KF013', SCHEMA = desk,
                  DETAIL = concat_ws(' ', 'Detached: ' || detached || '.', 'Forgotten: ' || nullif(forgotten, 0) || ' cases.'),
                  HINT = 'Attach them first. To lose what they counted, call kpi_rebuild with without_past => true.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_past IS 'refuses with KF013 to count anew where cases that were counted are not in complaint; part of kpi_rebuild';
