-- The sums behind the KPI views: folding, checking, making anew.

CREATE FUNCTION @extschema@.kpi_sums()
RETURNS TABLE (name text, keys text, source text, times text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH of_cases (times) AS (
        VALUES ('{first_response,first_response_business,resolution,resolution_business}'::text[])
    )
    SELECT s.name, s.keys, s.source, of_cases.times
      FROM of_cases
      CROSS JOIN (VALUES
          ('kpi_day_sum', 'day, department, category, level, urgency, channel', 'line'),
          ('kpi_month_sum', 'month, department, category', 'line'),
          ('kpi_by_sum', 'dimension, month, code',
           'line CROSS JOIN LATERAL (VALUES (''owner'', owner), (''level'', level), (''urgency'', urgency), (''channel'', channel),
                (''product'', product), (''merchant'', merchant)) AS along (dimension, code)')) AS s (name, keys, source)
    UNION ALL
    SELECT 'kpi_part_sum', 'kind, month, code, department, category', 'part', '{times}'
$$;
COMMENT ON FUNCTION @extschema@.kpi_sums() IS
'the tables of sums: their keys, where they come from in kpi_lines, and their histograms';
REVOKE ALL ON FUNCTION @extschema@.kpi_sums() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.kpi_sums() TO PUBLIC;

CREATE FUNCTION @extschema@.kpi_lines() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$ SELECT $lines$
    line AS MATERIALIZED (
        SELECT c.n, l.day, date_trunc('month', l.day::timestamp)::date AS month, c.department, c.owner, c.category, c.level, c.urgency, c.channel,
               c.product, c.merchant, l.first_response, l.first_response_business, l.resolution, l.resolution_business, l.figures
          FROM counted c
          CROSS JOIN LATERAL (VALUES (c.day, c.first_response, c.first_response_business, c.resolution, c.resolution_business, c.figures),
                                     (c.closed_day, NULL, NULL, NULL, NULL, '{1}'))
                  AS l (day, first_response, first_response_business, resolution, resolution_business, figures)
         WHERE l.day IS NOT NULL
    ), part AS (
        SELECT c.n, p.kind, date_trunc('month', c.day::timestamp)::date AS month, p.code, p.department, c.category,
               ARRAY[(p.place = 1)::int, (p.place = 2)::int, (p.place = 3)::int, (p.place = 4)::int, (p.place = 5)::int,
                     coalesce(p.seconds, 0)]::bigint[] AS figures, p.seconds AS times
          FROM counted c
          CROSS JOIN LATERAL unnest(c.parts) AS p
    )$lines$::text $function$;
COMMENT ON FUNCTION @extschema@.kpi_lines() IS
'SQL that takes apart rows "counted", which are as in kpi_case and have to be counted n times: in lines of cases, and in parts, their clocks and stays in states; as views kpi_pending_line and kpi_pending_part do';
REVOKE ALL ON FUNCTION @extschema@.kpi_lines() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.kpi_lines() TO PUBLIC;

CREATE FUNCTION @extschema@.kpi_totals(sums text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('SELECT %s, @extschema@.figures_sum(figures, n) AS figures, %s FROM %s GROUP BY %s', s.keys,
                  (SELECT string_agg(format('@extschema@.histogram_of(%1$s, n) AS %1$s', t), ', ') FROM unnest(s.times) AS t),
                  s.source, s.keys)
      FROM @extschema@.kpi_sums() s
     WHERE s.name = sums
$$;
COMMENT ON FUNCTION @extschema@.kpi_totals(text) IS 'SQL that adds up what kpi_lines took apart, for a table of sums';
REVOKE ALL ON FUNCTION @extschema@.kpi_totals(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.kpi_totals(text) TO PUBLIC;

CREATE FUNCTION @extschema@.kpi_additions() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(format(
               'add_to_%1$s AS (INSERT INTO %1$I AS s (%2$s, figures, %3$s) %4$s
                    ON CONFLICT (%2$s) DO UPDATE SET figures = @extschema@.figures_plus(s.figures, excluded.figures), %5$s)',
               s.name, s.keys, array_to_string(s.times, ', '), @extschema@.kpi_totals(s.name),
               (SELECT string_agg(format('%1$s = @extschema@.histogram_plus(s.%1$s, excluded.%1$s)', t), ', ') FROM unnest(s.times) AS t)),
               ', ')
      FROM @extschema@.kpi_sums() s
$$;
COMMENT ON FUNCTION @extschema@.kpi_additions() IS 'SQL that adds what kpi_lines took apart to all tables of sums';
REVOKE ALL ON FUNCTION @extschema@.kpi_additions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.kpi_additions() TO PUBLIC;

CREATE FUNCTION @extschema@.fold_kpi(desk name, at_most int DEFAULT 100000) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    cases bigint[];
    taken bigint;
BEGIN
    IF NOT @extschema@.job_may_run(desk, 'fold_kpi') THEN
        RETURN 0;
    END IF;
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', desk), true);
    -- what changes after this is read, too, leaves a row of its own
    WITH gone AS (
        DELETE FROM kpi_change
         WHERE ctid = ANY (ARRAY(SELECT ctid FROM kpi_change LIMIT at_most))
        RETURNING complaint_id
    )
    SELECT array_agg(DISTINCT complaint_id), count(*) INTO cases, taken FROM gone;
    IF taken > 0 THEN
        EXECUTE 'WITH found AS MATERIALIZED (
                SELECT x.complaint_id, now_counts.r AS now_counts, counted.r AS counted
                  FROM unnest($1) AS x (complaint_id)
                  LEFT JOIN LATERAL (SELECT kpi_now AS r FROM kpi_now WHERE kpi_now.complaint_id = x.complaint_id OFFSET 0) AS now_counts ON true
                  LEFT JOIN LATERAL (SELECT kpi_case AS r FROM kpi_case WHERE kpi_case.complaint_id = x.complaint_id OFFSET 0) AS counted ON true
                 WHERE now_counts.r IS DISTINCT FROM counted.r
            ), counted AS (
                SELECT 1 AS n, (now_counts).* FROM found WHERE (now_counts).complaint_id IS NOT NULL
                UNION ALL
                SELECT -1, (counted).* FROM found WHERE (counted).complaint_id IS NOT NULL
            ), forget AS (
                DELETE FROM kpi_case k USING found f
                 WHERE k.complaint_id = f.complaint_id AND (f.now_counts).complaint_id IS NULL
            ), keep AS (
                INSERT INTO kpi_case AS k
                SELECT (now_counts).* FROM found WHERE (now_counts).complaint_id IS NOT NULL
                    ON CONFLICT (complaint_id) DO UPDATE SET
                       day = excluded.day, closed_day = excluded.closed_day, department = excluded.department, owner = excluded.owner,
                       category = excluded.category, level = excluded.level, urgency = excluded.urgency, channel = excluded.channel,
                       product = excluded.product, merchant = excluded.merchant, first_response = excluded.first_response,
                       first_response_business = excluded.first_response_business, resolution = excluded.resolution,
                       resolution_business = excluded.resolution_business, figures = excluded.figures, parts = excluded.parts
            ), ' || @extschema@.kpi_lines() || ', ' || @extschema@.kpi_additions() || '
            SELECT'
          USING cases;
    END IF;
    PERFORM @extschema@.note_job_run(desk, 'fold_kpi', started_at, taken);
    RETURN taken;
END
$$;
COMMENT ON FUNCTION @extschema@.fold_kpi(name, int) IS
'job: takes up to so many rows of kpi_change into the sums behind the KPI views, which show the same before and after; makes no writer wait; returns how many rows it took';
REVOKE ALL ON FUNCTION @extschema@.fold_kpi(name, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.fold_kpi(name, int) TO PUBLIC;

CREATE FUNCTION @extschema@.kpi_rebuild(desk name) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
DECLARE
    sums text;
    cases bigint;
BEGIN
    PERFORM @extschema@.check_desk(desk, as_owner => true);
    -- one after the other with fold_kpi; writers go on
    PERFORM pg_advisory_xact_lock(hashtextextended(format('complaint_flow %s %s', desk, 'fold_kpi'), 0));
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', desk), true);
    -- first: what changes after this is read, too, leaves a row of its own
    DELETE FROM kpi_change;
    DELETE FROM kpi_case;
    FOR sums IN SELECT s.name FROM @extschema@.kpi_sums() s
    LOOP
        EXECUTE format('DELETE FROM %I', sums);
    END LOOP;
    EXECUTE 'WITH counted AS MATERIALIZED (INSERT INTO kpi_case SELECT * FROM kpi_now RETURNING 1 AS n, kpi_case.*), '
            || @extschema@.kpi_lines() || ', ' || @extschema@.kpi_additions() || ' SELECT count(*) FROM counted'
       INTO cases;
    RETURN cases;
END
$$;
COMMENT ON FUNCTION @extschema@.kpi_rebuild(name) IS
'makes all sums behind the KPI views anew, in one transaction, while people write and read; needed after changes of what figures are read from without a change of the cases: desk.time_zone, hours of past days in the calendar, satisfaction_grade, state.resolution; by the owner; returns the number of cases';
REVOKE ALL ON FUNCTION @extschema@.kpi_rebuild(name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.kpi_rebuild(name) TO PUBLIC;

CREATE FUNCTION @extschema@.kpi_differences(desk name, sums text)
RETURNS TABLE (key text, figure text, is_now text, should_be text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
DECLARE
    shape record;
    columns text;
BEGIN
    PERFORM @extschema@.check_desk(desk);
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', desk), true);
    SELECT * INTO STRICT shape FROM @extschema@.kpi_sums() s WHERE s.name = sums;
    columns := shape.keys || ', figures, ' || array_to_string(shape.times, ', ');
    -- only rows that differ are taken apart: there may be many that do not
    RETURN QUERY EXECUTE format($differences$
        WITH counted AS (
            SELECT 1 AS n, * FROM kpi_case
        ), %1$s, held AS (
            SELECT ROW (%2$s)::text AS id, concat_ws(', ', %3$s) AS key, %4$s FROM %5$I
        ), due AS (
            SELECT ROW (%2$s)::text AS id, concat_ws(', ', %3$s) AS key, %4$s FROM (%6$s) AS total
        )
        SELECT coalesce(held.key, due.key), v.figure, v.held, v.due
          FROM held
          FULL JOIN due ON due.id = held.id
          CROSS JOIN LATERAL (
              SELECT coalesce(f.code, u.position::text), nullif(u.held, 0)::text, nullif(u.due, 0)::text
                FROM unnest(held.figures, due.figures) WITH ORDINALITY AS u (held, due, position)
                LEFT JOIN kpi_figure f ON f.position = u.position AND %7$L
              UNION ALL
              SELECT t.column1, nullif(t.column2::text, ''), nullif(t.column3::text, '') FROM (VALUES %8$s) AS t) AS v (figure, held, due)
         WHERE (held.figures IS DISTINCT FROM due.figures OR (%9$s) IS NOT TRUE)
           AND v.held IS DISTINCT FROM v.due
         ORDER BY 1, 2$differences$,
        @extschema@.kpi_lines(), shape.keys,
        (SELECT string_agg(format('coalesce(%s::text, ''-'')', k), ', ') FROM unnest(string_to_array(shape.keys, ', ')) AS k),
        columns, sums, @extschema@.kpi_totals(sums), shape.source <> 'part',
        (SELECT string_agg(format('(%1$L, held.%1$I, due.%1$I)', t), ', ') FROM unnest(shape.times) AS t),
        (SELECT string_agg(format('held.%1$I OPERATOR(@extschema@.=) due.%1$I', t), ' AND ') FROM unnest(shape.times) AS t));
END
$$;
COMMENT ON FUNCTION @extschema@.kpi_differences(name, text) IS
'what a table of sums holds and what the rows of kpi_case add up to, where they differ';
REVOKE ALL ON FUNCTION @extschema@.kpi_differences(name, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.kpi_differences(name, text) TO PUBLIC;

CREATE FUNCTION @extschema@.kpi_verify(desk name)
RETURNS TABLE (sums text, key text, figure text, is_now text, should_be text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
BEGIN
    PERFORM @extschema@.check_desk(desk);
    RETURN QUERY EXECUTE format($verify$
        WITH odd AS (
            SELECT coalesce(n.complaint_id, k.complaint_id) AS complaint_id,
                   to_jsonb(k) - 'figures' || (SELECT jsonb_object_agg(f.code, k.figures[f.position]) FROM %1$I.kpi_figure f) AS held,
                   to_jsonb(n) - 'figures' || (SELECT jsonb_object_agg(f.code, n.figures[f.position]) FROM %1$I.kpi_figure f) AS counted
              FROM %1$I.kpi_now n
              FULL JOIN %1$I.kpi_case k ON k.complaint_id = n.complaint_id
             WHERE n IS DISTINCT FROM k
               AND NOT EXISTS (SELECT FROM %1$I.kpi_change x WHERE x.complaint_id = coalesce(n.complaint_id, k.complaint_id))
        )
        SELECT 'kpi_case', odd.complaint_id::text, part.name, odd.held ->> part.name, odd.counted ->> part.name
          FROM odd
          CROSS JOIN LATERAL jsonb_object_keys(coalesce(held, counted)) AS part (name)
         WHERE odd.held -> part.name IS DISTINCT FROM odd.counted -> part.name
         ORDER BY odd.complaint_id, part.name$verify$, desk);
    RETURN QUERY
        SELECT s.name, d.key, d.figure, d.is_now, d.should_be
          FROM @extschema@.kpi_sums() s
          CROSS JOIN LATERAL @extschema@.kpi_differences(desk, s.name) d;
END
$$;
COMMENT ON FUNCTION @extschema@.kpi_verify(name) IS
'recounts all cases, clocks and histories, and lists where kpi_case and the sums behind the KPI views differ; changes that are not folded yet are no difference. Columns: table, key, figure (a name of kpi_figure, a column, or a place of figures), what is there and what should be; no row when all is right; kpi_rebuild mends it';
REVOKE ALL ON FUNCTION @extschema@.kpi_verify(name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.kpi_verify(name) TO PUBLIC;
