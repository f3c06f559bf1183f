-- Many cases at once: the engine judges one, its rows are multiplied past the
-- triggers.  Called by the programs with the desk's name.

CREATE FUNCTION bench.multiply(desk name, cases int, waiting boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    columns text;
BEGIN
    PERFORM set_config('search_path', format('%I, pg_catalog', desk), true);
    SELECT string_agg(CASE attname WHEN 'id' THEN 'n' WHEN 'sheet_no' THEN 'n::text'
                                   WHEN 'due_at' THEN 'now() + n * interval ''1 second''' ELSE quote_ident(attname) END, ', ' ORDER BY attnum)
      INTO columns
      FROM pg_attribute WHERE attrelid = format('%I.complaint', desk)::regclass AND attnum > 0 AND NOT attisdropped;
    PERFORM set_config('session_replication_role', 'replica', true);
    EXECUTE format('INSERT INTO complaint SELECT %s FROM complaint, generate_series(2, %s) AS n WHERE id = 1', columns, cases);
    INSERT INTO complaint_event
        SELECT n, e.seq, e.at, e.activity, e.actor, e.db_role, e.rules_version, e.judged_by, e.changes, e.personal_hash, e.hash
          FROM complaint_event e, generate_series(2, cases) AS n WHERE e.complaint_id = 1;
    INSERT INTO queue
        SELECT 9999, d.due, n, q.audience, q.received_at, q.department, q.owner, q.state, q.in_state_since, q.paused, q.warn_at, d.due
          FROM queue q, generate_series(2, cases) AS n, LATERAL (SELECT now() + n * interval '1 second' AS due) AS d WHERE q.complaint_id = 1;
    INSERT INTO clock (complaint_id, metric, cycle, rule_id, started_at, target, calendar, due_at, original_due_at, provisional, step, next_at)
        SELECT n, c.metric, c.cycle, c.rule_id, c.started_at, c.target, c.calendar, due, due, false, 0, due
          FROM clock c, generate_series(2, cases) AS n, LATERAL (SELECT now() + n * interval '1 second' AS due) AS d
         WHERE c.complaint_id = 1;
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
