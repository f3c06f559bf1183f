-- Does the history follow the state machine?  Every change of state is held
-- against the rules that were in force when it was made (SPEC R46).

CREATE FUNCTION @extschema@.replay_log_as_reader(desk name)
RETURNS TABLE (complaint_id bigint, seq int, at timestamptz, from_state text, to_state text, deviation text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($replay$
    WITH step AS (
        SELECT e.complaint_id, e.seq, e.at, e.activity, e.rules_version,
               e.changes -> 'state' ->> 0 AS was, e.changes -> 'state' ->> 1 AS became
          FROM %1$I.complaint_event e
         WHERE e.seq = 1 OR e.changes ? 'state' OR e.activity LIKE 'state:%%'
    ), followed AS (
        SELECT s.*, lag(s.became) OVER history AS before, lag(s.activity) OVER history AS came_by,
               lead(s.seq) OVER history IS NULL AS latest, row_number() OVER history AS n
          FROM step s
        WINDOW history AS (PARTITION BY s.complaint_id ORDER BY s.seq)
    ), initial AS (
        SELECT h.rule_key AS code, int4range(h.from_version, h.to_version) AS versions
          FROM %1$I.rule_history h
         WHERE h.table_name = 'state' AND h.content ->> 'kind' = 'initial'
    ), way AS (
        SELECT h.content ->> 'from_state' AS from_state, h.content ->> 'to_state' AS to_state,
               range_agg(int4range(h.from_version, h.to_version)) AS versions
          FROM %1$I.rule_history h
         WHERE h.table_name = 'transition' AND (h.content ->> 'active')::boolean
           AND h.from_version IS DISTINCT FROM h.to_version
         GROUP BY 1, 2
    ), walked AS (
        -- a case begins in the initial state; one that was imported, or joined
        -- to an earlier one, where it was put
        SELECT f.*, coalesce(f.before, CASE WHEN f.came_by = 'received' THEN
                   (SELECT i.code FROM initial i
                     WHERE f.rules_version <@ i.versions LIMIT 1) END) AS stood,
               -- two calls at once: the engine joins the second after its receipt
               coalesce(f.rules_version <@ y.versions, false) OR f.n = 2 AND f.activity = 'joined' AS allowed
          FROM followed f
          LEFT JOIN way y ON y.from_state = f.was AND y.to_state = f.became
    )
    SELECT w.complaint_id, w.seq, w.at, w.was, w.became, d.what
      FROM walked w
      CROSS JOIN LATERAL unnest(ARRAY[
          CASE WHEN w.n = 1 AND w.seq > 1
                THEN 'the log of the case does not begin with its receipt' END,
          CASE WHEN w.activity LIKE 'state:%%' AND w.activity IS DISTINCT FROM 'state:' || w.became
                THEN format('activity "%%s" is not what the event changed', w.activity) END,
          CASE WHEN w.became IS NOT NULL AND w.was <> w.stood
                THEN format('the case stood in state "%%s"', w.stood) END,
          CASE WHEN w.became IS NOT NULL AND NOT w.allowed
                THEN format('no transition of version %%s of the rules allows it', w.rules_version) END]) AS d (what)
     WHERE d.what IS NOT NULL
    UNION ALL
    SELECT coalesce(c.id, w.complaint_id), NULL, w.at, coalesce(w.became, w.stood), c.state,
           CASE WHEN c.id IS NULL THEN 'the log has no case'
                WHEN w.complaint_id IS NULL THEN 'the case has no log'
                ELSE 'the case is in another state than its log ends in' END
      FROM %1$I.complaint c
      FULL JOIN (SELECT * FROM walked WHERE latest) w ON w.complaint_id = c.id
     WHERE c.id IS NULL OR w.complaint_id IS NULL
        OR c.state <> coalesce(w.became, w.stood, (
               SELECT i.code FROM initial i
                WHERE w.activity = 'received' AND w.rules_version <@ i.versions LIMIT 1))
     ORDER BY 1, 2$replay$, desk);
END
$$;
CALL @extschema@.make_public('replay_log_as_reader',
    'replays the history of every case on the state machine and returns what deviates: a change of state that no transition then in force allowed, one that begins elsewhere than the one before ended, a case that is in another state than its log; no row: the log follows the rules. Sees the cases that the caller sees; verify_history tells what else was changed');
