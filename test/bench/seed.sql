-- Many cases at once: the engine judges one, its rows are multiplied past the
-- triggers.  Called by the programs with the desk's name.

-- case n has its earliest clock due n seconds from now, the others in a year
CREATE FUNCTION bench.multiply(desk name, cases int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := jsonb_build_object('id', 'n', 'complaint_id', 'n', 'sheet_no', 'n::text', 'due_at', 'due', 'original_due_at', 'due', 'next_at', 'due',
                                        'warn_at', 'NULL');
    name text;
    values text;
BEGIN
    PERFORM set_config('search_path', format('%I, pg_catalog', desk), true);
    PERFORM set_config('session_replication_role', 'replica', true);
    UPDATE complaint SET due_at = now() + interval '1 second' WHERE id = 1;
    UPDATE queue SET due_at = now() + interval '1 second', priority = 9999 WHERE complaint_id = 1;
    UPDATE clock SET due_at = c.due, original_due_at = c.due, next_at = c.due, warn_at = NULL
      FROM (SELECT metric, now() + CASE row_number() OVER (ORDER BY due_at, metric) WHEN 1 THEN interval '1 second' ELSE interval '1 year' END AS due
              FROM clock) AS c
     WHERE c.metric = clock.metric;
    FOREACH name IN ARRAY '{complaint,complaint_event,queue,clock}'::text[]
    LOOP
        SELECT string_agg(coalesce(changed ->> attname, 't.' || quote_ident(attname)), ', ' ORDER BY attnum) INTO values
          FROM pg_attribute WHERE attrelid = format('%I.%I', desk, name)::regclass AND attnum > 0 AND NOT attisdropped;
        EXECUTE format('INSERT INTO %I SELECT %s FROM %I AS t, generate_series(2, %s) AS n,
                               LATERAL (SELECT %s + (n - 1) * interval ''1 second'' AS due) AS d WHERE t.%I = 1',
                       name, values, name, cases, CASE name WHEN 'complaint_event' THEN 'now()' ELSE 't.due_at' END, CASE name WHEN 'complaint' THEN 'id' ELSE 'complaint_id' END);
    END LOOP;
    PERFORM set_config('session_replication_role', 'origin', true);
    PERFORM setval(pg_get_serial_sequence('complaint', 'id'), cases + 1);
END
$$;

-- a desk with one rule of each kind, and one case that the engine judged
CREATE FUNCTION bench.small_desk(desk name) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM complaint_flow.create_desk(desk, pack => 'empty', time_zone => 'Asia/Shanghai');
    PERFORM set_config('search_path', format('%I, pg_catalog', desk), true);
    INSERT INTO staff_role (code, rank, label, label_zh) VALUES ('agent', 10, 'agent', '客服');
    INSERT INTO staff (code, name, role) SELECT 'agent' || n, 'agent', 'agent' FROM generate_series(0, 7) AS n;
    INSERT INTO channel (code, label, label_zh) VALUES ('app', 'app', 'app');
    INSERT INTO routing_rule (position, name, handler, argument) VALUES (1, 'agents', 'role', 'agent');
    INSERT INTO clock_rule (position, name, metric, met_by, target, warn_at_percent)
        VALUES (1, 'resolution', 'resolution', '{state:closed}', '30 days', 100);
    INSERT INTO complaint (channel, title, description) VALUES ('app', 'one of many', repeat('多次拨打客服热线没有得到答复', 8));
END
$$;
