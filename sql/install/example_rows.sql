-- What is refused in the tables of examples.

CREATE FUNCTION @extschema@.is_person(desk name, person text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF @extschema@.is_player(person) THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %1$I.staff_role WHERE code = $1) AND ($2 IS NULL OR EXISTS (SELECT FROM %1$I.department WHERE code = $2))', desk)
           INTO known USING split_part(person, ' ', 2), nullif(split_part(person, ' ', 4), '');
    ELSIF person IS NOT NULL THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.staff WHERE code = $1)', desk) INTO known USING person;
    END IF;
    RETURN coalesce(known, true);
END
$$;
COMMENT ON FUNCTION @extschema@.is_person IS 'whether a person that an example names is there: NULL, one of the staff, or a role';

CREATE FUNCTION @extschema@.check_example_row(desk name, row_of jsonb) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    facts jsonb := row_of -> 'facts';
    players text[];
    stranger text;
    refusal text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_facts(desk, facts);
    SELECT array_agg(f.key), min(f.value) FILTER (WHERE NOT @extschema@.is_person(desk, f.value)) INTO players, stranger
      FROM jsonb_each_text(facts) f WHERE @extschema@.is_player(f.value);
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION 'nobody of the desk could be "%"', stranger
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'example', COLUMN = 'facts',
                  HINT = 'Write "role X" or "role X of DEPARTMENT", with codes of staff_role and department.';
    END IF;
    EXECUTE format('SELECT j.error FROM %I.desk d
        CROSS JOIN LATERAL @extschema@.judged_cases($1, '''', ARRAY[@extschema@.example_case($2, $3, $4, d.time_zone)]) j', desk)
       INTO refusal USING desk, row_of ->> 'content', facts - coalesce(players, '{}'), (row_of ->> 'received_at')::timestamp;
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION 'the case of the example would be refused'
            USING ERRCODE = 'KF011', SCHEMA = desk, TABLE = 'example', COLUMN = 'facts', DETAIL = refusal,
                  HINT = 'facts has the columns of a new row of table complaint.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_example_row IS 'refuses an example whose case could not be (KF008, KF011)';

CREATE FUNCTION @extschema@.check_example_step_row(desk name, row_of jsonb) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tables text[] := '{complaint,contact}'::text[] || @extschema@.entry_tables();
    stranger text;
    known boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT row_of ->> 'table_name' = ANY (tables) THEN
        RAISE EXCEPTION 'a step of an example writes no table "%"', row_of ->> 'table_name'
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'example_step', COLUMN = 'table_name',
                  HINT = format('The tables are %s.', array_to_string(tables, ', '));
    END IF;
    SELECT k INTO stranger
      FROM jsonb_object_keys(row_of -> 'content') AS k
     WHERE k IN ('id', 'complaint_id', 'recorded_at', 'recorded_by', 'contacted_at', 'made_by', 'updated_by')
        OR NOT EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = to_regclass(format('%I.%I', desk, row_of ->> 'table_name')) AND a.attname = k
                          AND a.attnum > 0 AND NOT a.attisdropped)
     ORDER BY 1 LIMIT 1;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION 'a step of an example writes no column "%" of "%"', stranger, row_of ->> 'table_name'
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'example_step', COLUMN = 'content',
                  HINT = 'Case, person and time follow from the example, actor and after.';
    END IF;
    IF row_of -> 'content' = '{}' THEN
        RAISE EXCEPTION 'a step of an example writes something'
            USING ERRCODE = 'KF012', SCHEMA = desk, TABLE = 'example_step', COLUMN = 'content',
                  HINT = 'Write columns and values: {"state": "verifying"}.';
    END IF;
    IF NOT @extschema@.is_person(desk, row_of ->> 'actor') THEN
        RAISE EXCEPTION 'staff member "%" does not exist', row_of ->> 'actor'
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'example_step', COLUMN = 'actor',
                  HINT = format('The actor is a code in table "%1$I.staff", or a role: "role X", "role X of DEPARTMENT".', desk);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_example_step_row IS 'refuses a step of an example that names a table, column or person that there is not (KF008), or no column (KF012)';

CREATE FUNCTION @extschema@.check_expectation_row(desk name, row_of jsonb) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fact text := row_of ->> 'fact';
    value text := row_of ->> 'value';
    metric text := split_part(fact, ' ', 2);
    code_table text := CASE fact WHEN 'owner' THEN 'staff' WHEN 'handler_role' THEN 'staff_role' WHEN 'remedy_next_role' THEN 'staff_role'
        ELSE (SELECT t FROM unnest('{category,level,urgency,state,department,frequency}'::text[]) AS t WHERE t = fact) END;
    known boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF fact ~ '^clock [^ ]+( state)?$' THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.clock_rule c WHERE c.metric = $1)', desk) INTO known USING metric;
    ELSE
        known := fact IN ('incident', 'issue_key', 'repeat_kind') OR @extschema@.is_of_file(fact) OR fact = 'refused' AND (row_of ->> 'step')::int > 0 OR code_table IS NOT NULL OR @extschema@.is_list(fact);
    END IF;
    IF NOT known THEN
        RAISE EXCEPTION 'an example cannot expect "%"', fact
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'expectation', COLUMN = 'fact',
                  HINT = 'Expect a column that the engine decides, incident, or clock and a metric of clock_rule; the comment on the column lists them.';
    END IF;
    EXECUTE format('SELECT $1 = 0 OR EXISTS (SELECT FROM %I.example_step s WHERE s.example_id = $2 AND s.step = $1)', desk)
       INTO known USING (row_of ->> 'step')::int, (row_of ->> 'example_id')::bigint;
    IF NOT known THEN
        RAISE EXCEPTION 'example % has no step %', row_of ->> 'example_id', row_of ->> 'step'
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'expectation', COLUMN = 'step',
                  HINT = 'Write the steps into table example_step first.';
    END IF;
    IF value IS NULL THEN
        RETURN;
    END IF;
    IF code_table IS NOT NULL THEN
        IF fact = 'owner' THEN
            known := @extschema@.is_person(desk, value);
        ELSE
            EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I WHERE code = $1)', desk, code_table) INTO known USING value;
        END IF;
        IF NOT known THEN
            RAISE EXCEPTION '% "%" does not exist', code_table, value
                USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'expectation', COLUMN = 'value',
                      HINT = format('Table %I.%I has the codes.', desk, code_table);
        END IF;
    END IF;
    IF fact = 'incident' AND value NOT IN ('yes', 'no')
        OR fact = 'refused' AND value !~ '^[0-9A-Z]{5}$'
        OR fact LIKE 'clock % state' AND value NOT IN ('running', 'paused', 'breached', 'met', 'late', 'cancelled')
        OR fact = 'account' AND value <> 'frozen'
        OR fact = 'remedy' AND value NOT IN ('proposed', 'approved', 'rejected', 'withdrawn', 'executed')
    THEN
        RAISE EXCEPTION '"%" is never "%"', fact, value
            USING ERRCODE = 'KF011', SCHEMA = desk, TABLE = 'expectation', COLUMN = 'value',
                  HINT = CASE fact WHEN 'incident' THEN 'It is yes or no.' WHEN 'refused' THEN 'It is the SQLSTATE of an error, such as KF002.'
                                   WHEN 'account' THEN 'It is frozen, or NULL.' WHEN 'remedy' THEN 'It is proposed, approved, rejected, withdrawn or executed.'
                                   ELSE 'It is running, paused, breached, met, late or cancelled.' END;
    END IF;
    PERFORM @extschema@.expected_value(fact, value);
EXCEPTION WHEN data_exception THEN
    RAISE EXCEPTION '"%" cannot be "%"', fact, value
        USING ERRCODE = 'KF011', SCHEMA = desk, TABLE = 'expectation', COLUMN = 'value',
              HINT = 'Deadlines read 2026-03-02 24:00, lists {one,two}.';
END
$$;
COMMENT ON FUNCTION @extschema@.check_expectation_row IS 'refuses an expectation about what is no fact, code or step (KF008), or with a value that the fact cannot have (KF011)';
