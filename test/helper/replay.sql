\set ECHO none
-- For the replay of a log on the desk in the search path: image_of() gives
-- everything that the desk knows about a case, trace takes what became of each step.
CREATE FUNCTION image_of(case_id bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN concat(c, (SELECT string_agg(e::text, ',' ORDER BY e.seq) FROM complaint_event e WHERE e.complaint_id = c.id),
                  (SELECT string_agg(k::text, ',' ORDER BY k.metric, k.cycle) FROM clock k WHERE k.complaint_id = c.id),
                  (SELECT q::text FROM queue q
                    WHERE (q.priority, q.due_at, q.complaint_id) = (c.priority, coalesce(c.due_at, 'infinity'), c.id)))
      FROM complaint c WHERE c.id = case_id;
END $$;
CREATE TEMP TABLE trace (id bigint, n bigint, outcome text, left_something boolean);
