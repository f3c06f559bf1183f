-- The sums behind the KPI views: folding, checking, making anew.

CREATE FUNCTION @extschema@.kpi_counts_directly(desk regclass) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_kpi_counts_directly';
COMMENT ON FUNCTION @extschema@.kpi_counts_directly IS 'can kpi_counts be asked about the desk of this table "desk"? It can by those who may read fact_complaint and fact_clock, where the tables of cases are plain ones with the columns and indexes of the template; else view kpi_now is';

CREATE FUNCTION @extschema@.kpi_counts(desk regclass, cases bigint[])
RETURNS TABLE (complaint_id bigint, day date, closed_day date, department text, owner text, category text, level text, urgency text, channel text,
               product text, merchant text, issue_key text, first_response bigint, first_response_business bigint,
               resolution bigint, resolution_business bigint, figures bigint[], parts @extschema@.kpi_part[],
               rules bigint[], overruled bigint[])
LANGUAGE c STABLE STRICT PARALLEL UNSAFE ROWS 100 AS 'MODULE_PATHNAME', 'cf_kpi_counts';
COMMENT ON FUNCTION @extschema@.kpi_counts IS 'what cases count in the sums at this moment, as view kpi_now defines it, read without SQL; only where kpi_counts_directly says so, to others it is refused';

CREATE FUNCTION @extschema@.kpi_pending_sums(desk regclass, sums text, cases bigint[])
RETURNS TABLE (sums_of text, period date, codes text[], figures bigint[], times @extschema@.histogram[])
LANGUAGE c STABLE STRICT PARALLEL UNSAFE ROWS 100 AS 'MODULE_PATHNAME', 'cf_kpi_pending_sums';
COMMENT ON FUNCTION @extschema@.kpi_pending_sums IS 'engine: what these cases, which are not folded yet, add to one table of sums (kpi_day_sum, kpi_week_sum, kpi_month_sum, kpi_by_sum, kpi_part_sum, kpi_issue_sum or kpi_rule_sum): its period, its other keys in their order, figures and times as in that table, negative for what was counted before; the same key may come in several rows; only where kpi_counts_directly says so, to others it is refused';

CREATE FUNCTION @extschema@.kpi_recount(desk name, cases bigint[])
RETURNS TABLE (sums text, period date, codes text[], figures bigint[], times @extschema@.histogram[])
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE ROWS 1000 AS 'MODULE_PATHNAME', 'cf_kpi_recount';
COMMENT ON FUNCTION @extschema@.kpi_recount IS 'writes into kpi_case what these cases count now, and returns what has to be added to the sums for that; part of fold_kpi and kpi_rebuild, refused elsewhere: the sums would miss it';

CREATE FUNCTION @extschema@.kpi_sums()
RETURNS TABLE (name text, keys text[], source text, times text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.name, s.keys::text[], s.source, '{first_response,first_response_business,resolution,resolution_business}'::text[]
      FROM (VALUES
@each case_sum
          ('{view}_sum', '{{keys}}', $source$line {along}$source$){comma}
@end
          ) AS s (name, keys, source)
    UNION ALL
    VALUES ('kpi_part_sum', '{kind,month,code,department,category}'::text[], 'part', '{times}'::text[]),
           ('kpi_issue_sum', '{day,issue_key}',
            '(SELECT n, day, issue_key, ARRAY[1, figures[3]]::bigint[] AS figures FROM counted WHERE issue_key IS NOT NULL) AS issue', '{}'),
           ('kpi_rule_sum', '{day,rule_id}', 'rule', '{}')
$$;
COMMENT ON FUNCTION @extschema@.kpi_sums IS 'the tables of sums: their keys, where they come from in kpi_lines, and their histograms';

CREATE FUNCTION @extschema@.kpi_additions(desk name) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT string_agg(format(
               'add_to_%1$s AS (INSERT INTO %6$I.%1$I AS s (%2$s, %3$s) SELECT %4$s FROM total WHERE sums = %1$L
                    ON CONFLICT (%2$s) DO UPDATE SET %5$s)',
               s.name, array_to_string(s.keys, ', '), array_to_string('figures'::text || s.times, ', '),
               -- one key is a period, the others are codes; then the values
               (SELECT string_agg(CASE WHEN k.name IN ('day', 'week', 'month') THEN 'period'
                                       ELSE format('codes[%s]%s', k.place - (period.place < k.place)::int,
                                                   CASE k.name WHEN 'rule_id' THEN '::bigint' END) END, ', ' ORDER BY k.place)
                  FROM unnest(s.keys) WITH ORDINALITY AS k (name, place)) || ', figures'
               || coalesce((SELECT string_agg(format(', times[%s]', t.place), '' ORDER BY t.place) FROM unnest(s.times) WITH ORDINALITY AS t (name, place)), ''),
               'figures = @extschema@.figures_plus(s.figures, excluded.figures)'
               || coalesce((SELECT string_agg(format(', %1$s = @extschema@.histogram_plus(s.%1$s, excluded.%1$s)', t), '') FROM unnest(s.times) AS t), ''),
               desk),
               ', ')
      FROM @extschema@.kpi_sums() s
      CROSS JOIN LATERAL (SELECT k.place FROM unnest(s.keys) WITH ORDINALITY AS k (name, place)
                           WHERE k.name IN ('day', 'week', 'month')) AS period
$function$;
COMMENT ON FUNCTION @extschema@.kpi_additions IS 'SQL that adds "total", rows of kpi_recount, to all tables of sums of a desk';

CREATE FUNCTION @extschema@.kpi_take(desk name, cases bigint[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE 'WITH total AS MATERIALIZED (SELECT * FROM @extschema@.kpi_recount($1, $2)), ' || @extschema@.kpi_additions(desk) || ' SELECT'
      USING desk, cases;
    RETURN cardinality(cases);
END
$$;
COMMENT ON FUNCTION @extschema@.kpi_take IS 'part of fold_kpi and kpi_rebuild, which see to it that nobody else does so at the same time: brings kpi_case and the sums to what these cases count now; returns how many they are';

CREATE FUNCTION @extschema@.kpi_fold(desk name, at_most int, cases bigint[], left_out bigint[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed bigint[];
    taken bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- what changes after this is read, too, leaves a row of its own
    EXECUTE format($gone$
        WITH gone AS (
            DELETE FROM %1$I.kpi_change
             WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$I.kpi_change
                                      WHERE ($2 IS NULL OR complaint_id = ANY ($2)) AND complaint_id <> ALL ($3)
                                      LIMIT $1))
            RETURNING complaint_id
        )
        SELECT array_agg(complaint_id), count(*) FROM gone$gone$, desk)
       INTO changed, taken USING at_most, cases, left_out;
    IF taken > 0 THEN
        PERFORM @extschema@.kpi_take(desk, changed);
    END IF;
    RETURN taken;
END
$$;
COMMENT ON FUNCTION @extschema@.kpi_fold IS 'part of fold_kpi: takes up to so many rows of kpi_change into the sums, of these cases (NULL: all) but those left out; returns how many';

CREATE FUNCTION @extschema@.fold_kpi_as_owner(desk name, at_most int DEFAULT 100000) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    taken bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT @extschema@.job_may_run(desk, 'fold_kpi') THEN
        RETURN 0;
    END IF;
    taken := @extschema@.go_round(desk, 'fold_kpi', 'case',
        format('SELECT @extschema@.kpi_fold(%L, %s, $2::bigint[], $3::bigint[])', desk, at_most),
        format('SELECT array_agg(DISTINCT complaint_id::text)
                  FROM (SELECT complaint_id FROM %I.kpi_change WHERE complaint_id <> ALL ($3::bigint[]) LIMIT %s) AS changed', desk, at_most),
        now());
    PERFORM @extschema@.note_job_run(desk, 'fold_kpi', started_at, taken);
    RETURN coalesce(taken, 0);
END
$$;
CALL @extschema@.make_public('fold_kpi_as_owner',
    'job: takes up to so many rows of kpi_change into the sums behind the KPI views, which show the same before and after; makes no writer wait; a case that cannot be counted stays in kpi_change and is named in job_failure; returns how many rows it took', is_job => true);

CREATE FUNCTION @extschema@.mend_queue_as_owner(desk name) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wrong bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT count(*) FROM %1$I.queue_now n FULL JOIN %1$I.queue q ON q.complaint_id = n.complaint_id
                     WHERE (to_jsonb(q) @> to_jsonb(n)) IS NOT TRUE', desk) INTO wrong;
    IF wrong = 0 THEN
        RETURN 0;
    END IF;
    -- whoever writes a case waits: what is read below must not change
    EXECUTE format('LOCK TABLE %I.queue IN SHARE ROW EXCLUSIVE MODE', desk);
    PERFORM @extschema@.lock_shard(desk, 'queue', true);
    EXECUTE format('DELETE FROM %1$I.queue q
                     WHERE NOT EXISTS (SELECT FROM %1$I.queue_now n WHERE n.complaint_id = q.complaint_id AND to_jsonb(q) @> to_jsonb(n))', desk);
    EXECUTE format('INSERT INTO %1$I.queue (priority, due_at, complaint_id, audience, received_at, department, owner, state,
                                            in_state_since, paused, warn_at, overdue_since)
                    SELECT n.priority, n.due_at, n.complaint_id, n.audience, n.received_at, n.department, n.owner, n.state,
                           n.in_state_since, n.paused, n.warn_at, n.overdue_since
                      FROM %1$I.queue_now n
                     WHERE NOT EXISTS (SELECT FROM %1$I.queue q WHERE q.complaint_id = n.complaint_id)
                    -- a row that an older snapshot does not show is 40001
                        ON CONFLICT DO NOTHING', desk);
    RETURN wrong;
END
$$;
CALL @extschema@.make_public('mend_queue_as_owner',
    'makes the rows of queue anew that are not what queue_now says, after cases were written while triggers were off; while it does so, writers wait; returns how many rows were wrong, missing or too many when it began');

CREATE FUNCTION @extschema@.kpi_rebuild_as_owner(desk name, without_past boolean DEFAULT false) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    sums text;
    wanted text;
    first bigint := '-9223372036854775808';
    last bigint;
    cases bigint := 0;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT without_past THEN
        PERFORM @extschema@.check_past(desk);
    END IF;
    -- one after the other with fold_kpi; writers go on
    EXECUTE format('INSERT INTO %I.job_lock (job) VALUES (%L) ON CONFLICT (job) DO NOTHING', desk, 'fold_kpi');
    EXECUTE format('SELECT FROM %I.job_lock WHERE job = %L FOR UPDATE', desk, 'fold_kpi');
    -- first: what changes after this is read, too, leaves a row of its own
    EXECUTE format('DELETE FROM %I.kpi_change', desk);
    EXECUTE format('DELETE FROM %I.kpi_case', desk);
    FOR sums IN SELECT s.name FROM @extschema@.kpi_sums() s
    LOOP
        EXECUTE format('DELETE FROM %I.%I', desk, sums);
    END LOOP;
    EXECUTE format('DELETE FROM %I.job_failure WHERE job = %L', desk, 'fold_kpi');
    LOOP
        EXECUTE format('SELECT max(id) FROM (SELECT id FROM %I.complaint WHERE id > $1 ORDER BY id LIMIT 100000) AS batch', desk)
           INTO last USING first;
        EXIT WHEN last IS NULL;
        wanted := format('FROM %I.complaint WHERE id > %L AND id <= %L', desk, first, last);
        cases := cases + coalesce(@extschema@.go_round(desk, 'fold_kpi', 'case',
            format('SELECT @extschema@.kpi_take(%L, ARRAY(SELECT id %s AND ($2 IS NULL OR id = ANY ($2::bigint[])) ORDER BY id))', desk, wanted),
            format('SELECT array_agg(id::text ORDER BY id) %s', wanted), started_at), 0);
        first := last;
    END LOOP;
    -- what could not be counted is tried again
    EXECUTE format('INSERT INTO %1$I.kpi_change SELECT c.id FROM %1$I.complaint c
                     WHERE NOT EXISTS (SELECT FROM %1$I.kpi_case k WHERE k.complaint_id = c.id)', desk);
    -- last: writers may have to wait for it
    PERFORM @extschema@.mend_queue(desk);
    PERFORM @extschema@.note_job_run(desk, 'fold_kpi', started_at, cases);
    RETURN cases;
END
$$;
CALL @extschema@.make_public('kpi_rebuild_as_owner',
    'makes all sums behind the KPI views anew, and rows of queue that are wrong, in one transaction, while people write and read; needed after changes of what figures are read from without a change of the cases: desk.time_zone, hours of past days in the calendar, satisfaction_grade, state.resolution, closing_bucket; refuses (KF013) where cases were detached or forgotten, whose sums would be lost, unless told: without_past; by the owner; returns the number of cases counted');

CREATE FUNCTION @extschema@.kpi_lines() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$ SELECT $lines$
    line AS MATERIALIZED (
        SELECT c.n, l.day, date_trunc('week', l.day::timestamp)::date AS week,
               date_trunc('month', l.day::timestamp)::date AS month, c.department, c.owner, c.category, c.level, c.urgency, c.channel,
               c.product, c.merchant, c.issue_key, l.first_response, l.first_response_business, l.resolution, l.resolution_business, l.figures
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
    ), rule AS (
        SELECT c.n, c.day, r.rule_id, r.figures
          FROM counted c
          CROSS JOIN LATERAL (
               SELECT d.rule_id, ARRAY[1, (d.rule_id = ANY (c.overruled))::int]::bigint[] AS figures
                 FROM unnest(c.rules) AS d (rule_id)
               UNION ALL
               SELECT p.rule_id, ARRAY[0, 0, (p.place = 1)::int, (p.place = 2)::int, (p.place = 3)::int, (p.place = 4)::int, (p.place = 5)::int]::bigint[]
                 FROM unnest(c.parts) AS p
                WHERE p.rule_id IS NOT NULL) AS r
    )$lines$::text $function$;
COMMENT ON FUNCTION @extschema@.kpi_lines IS 'SQL that takes apart rows "counted", which are as in kpi_case and have to be counted n times: in lines of cases, in parts, their clocks and stays in states, and in what rules decided; as views kpi_pending_line, kpi_pending_part and kpi_pending_rule do';

CREATE FUNCTION @extschema@.kpi_totals(sums text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('SELECT %1$s, @extschema@.figures_sum(figures, n) AS figures%2$s FROM %3$s GROUP BY %1$s', array_to_string(s.keys, ', '),
                  (SELECT string_agg(format(', @extschema@.histogram_of(%1$s, n) AS %1$s', t), '') FROM unnest(s.times) AS t),
                  s.source)
      FROM @extschema@.kpi_sums() s
     WHERE s.name = sums
$$;
COMMENT ON FUNCTION @extschema@.kpi_totals IS 'SQL that adds up what kpi_lines took apart, for a table of sums';

CREATE FUNCTION @extschema@.kpi_differences(desk name, sums text)
RETURNS TABLE (key text, figure text, is_now text, should_be text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    shape record;
    columns text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT * INTO STRICT shape FROM @extschema@.kpi_sums() s WHERE s.name = sums;
    columns := array_to_string(shape.keys || 'figures'::text || shape.times, ', ');
    -- only rows that differ are taken apart: there may be many that do not
    RETURN QUERY EXECUTE format($differences$
        WITH counted AS (
            SELECT 1 AS n, * FROM %10$I.kpi_case
        ), %1$s, held AS (
            SELECT ROW (%2$s)::text AS id, concat_ws(', ', %3$s) AS key, %4$s FROM %10$I.%5$I
        ), due AS (
            SELECT ROW (%2$s)::text AS id, concat_ws(', ', %3$s) AS key, %4$s FROM (%6$s) AS total
        )
        SELECT coalesce(held.key, due.key), v.figure, v.held, v.due
          FROM held
          FULL JOIN due ON due.id = held.id
          CROSS JOIN LATERAL (
              SELECT coalesce(f.code, CASE WHEN u.position > 37 THEN 'closing_bucket ' || (u.position - 37) ELSE u.position::text END), nullif(u.held, 0)::text, nullif(u.due, 0)::text
                FROM unnest(held.figures, due.figures) WITH ORDINALITY AS u (held, due, position)
                LEFT JOIN %10$I.kpi_figure f ON f.position = u.position AND %7$L
              %8$s) AS v (figure, held, due)
         WHERE (held.figures IS DISTINCT FROM due.figures OR (%9$s) IS NOT TRUE)
           AND v.held IS DISTINCT FROM v.due
         ORDER BY 1, 2$differences$,
        @extschema@.kpi_lines(), array_to_string(shape.keys, ', '),
        (SELECT string_agg(format('coalesce(%s::text, ''-'')', k), ', ') FROM unnest(shape.keys) AS k),
        columns, sums, @extschema@.kpi_totals(sums), shape.name NOT IN ('kpi_part_sum', 'kpi_issue_sum', 'kpi_rule_sum'),
        (SELECT string_agg(format('UNION ALL SELECT %1$L, nullif(held.%1$I::text, ''''), nullif(due.%1$I::text, '''')', t), ' ')
           FROM unnest(shape.times) AS t),
        coalesce((SELECT string_agg(format('held.%1$I OPERATOR(@extschema@.=) due.%1$I', t), ' AND ') FROM unnest(shape.times) AS t), 'true'), desk);
END
$$;
COMMENT ON FUNCTION @extschema@.kpi_differences IS 'what a table of sums holds and what the rows of kpi_case add up to, where they differ';

CREATE FUNCTION @extschema@.kpi_verify_as_reader(desk name)
RETURNS TABLE (sums text, key text, figure text, is_now text, should_be text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    by_name text := $figures$(SELECT jsonb_object_agg(coalesce(f.code, CASE WHEN u.position > 37 THEN 'closing_bucket ' || (u.position - 37) ELSE u.position::text END), u.value)
                     FROM unnest(%s.figures) WITH ORDINALITY AS u (value, position)
                     LEFT JOIN %I.kpi_figure f ON f.position = u.position)$figures$;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($verify$
        WITH odd AS (
            SELECT coalesce(n.complaint_id, k.complaint_id) AS complaint_id,
                   to_jsonb(k) - 'figures' || %2$s AS held,
                   to_jsonb(n) - 'figures' || %3$s AS counted
              FROM %1$I.kpi_now n
              FULL JOIN %1$I.kpi_case k ON k.complaint_id = n.complaint_id
             WHERE n IS DISTINCT FROM k
               AND NOT EXISTS (SELECT FROM %1$I.kpi_change x WHERE x.complaint_id = coalesce(n.complaint_id, k.complaint_id))
        )
        SELECT 'kpi_case', odd.complaint_id::text, part.name, odd.held ->> part.name, odd.counted ->> part.name
          FROM odd
          CROSS JOIN LATERAL jsonb_object_keys(coalesce(held || counted, held, counted)) AS part (name)
         WHERE odd.held -> part.name IS DISTINCT FROM odd.counted -> part.name
         ORDER BY odd.complaint_id, part.name$verify$, desk, format(by_name, 'k', desk), format(by_name, 'n', desk));
    RETURN QUERY EXECUTE format($queue$
        SELECT 'queue', odd.complaint_id::text, part.name, odd.held ->> part.name, odd.due ->> part.name
          FROM (SELECT coalesce(n.complaint_id, q.complaint_id) AS complaint_id, to_jsonb(q) AS held, to_jsonb(n) AS due
                  FROM %1$I.queue_now n
                  FULL JOIN %1$I.queue q ON q.complaint_id = n.complaint_id
                 WHERE (to_jsonb(q) @> to_jsonb(n)) IS NOT TRUE) AS odd
          CROSS JOIN LATERAL jsonb_object_keys(coalesce(odd.due, odd.held)) AS part (name)
         WHERE odd.held ->> part.name IS DISTINCT FROM odd.due ->> part.name
         ORDER BY odd.complaint_id, part.name$queue$, desk);
    RETURN QUERY
        SELECT s.name, d.key, d.figure, d.is_now, d.should_be
          FROM @extschema@.kpi_sums() s
          CROSS JOIN LATERAL @extschema@.kpi_differences(desk, s.name) d;
END
$$;
CALL @extschema@.make_public('kpi_verify_as_reader',
    'recounts all cases, clocks and histories, and lists where kpi_case, the sums behind the KPI views, and queue, which the boards of this moment read, differ; changes that are not folded yet are no difference. Columns: table, key, figure (a name of kpi_figure, a column, or a place of figures), what is there and what should be; no row when all is right; kpi_rebuild mends it');
