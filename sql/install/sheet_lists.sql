-- The lists of the complaint sheet: what was found, proposed, decided, said.

CREATE FUNCTION @extschema@.sheet_line(desk name, kind text, words jsonb, language text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    line text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT %I FROM %I.term WHERE code = $1', CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
       INTO line USING 'line:' || kind;
    RETURN @extschema@.fill_words(coalesce(line,
        (SELECT string_agg('[{' || key || '}]', ' ' ORDER BY key) FROM jsonb_object_keys(words) AS key)), words);
END
$$;
COMMENT ON FUNCTION @extschema@.sheet_line IS 'words as a line of a sheet, by the row line:<kind> of table term; readable without one too';

CREATE FUNCTION @extschema@.sheet_told(desk name, id bigint, language text, masked boolean)
RETURNS TABLE (field text, at timestamptz, who text, line text)
LANGUAGE sql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT f.field, t.at, t.who, t.line
      FROM @extschema@.told_events(desk, id, language, masked) t
      CROSS JOIN LATERAL (SELECT CASE
            WHEN t.entry IN ('assessment', 'investigation', 'evidence') THEN 'investigation'
            -- these have lists of their own
            WHEN t.entry IN ('remedy', 'approval', 'execution', 'satisfaction') THEN NULL
            WHEN t.entry IS NOT NULL THEN 'file'
            WHEN t.words ->> 'reason' <> '' THEN 'reason' END AS field) f
     WHERE f.field IS NOT NULL
$$;
COMMENT ON FUNCTION @extschema@.sheet_told IS 'lines of a sheet that are told as in case_timeline: what was found, what others did, and reasons';

CREATE FUNCTION @extschema@.sheet_agreed(desk name, id bigint, language text, masked boolean)
RETURNS TABLE (field text, at timestamptz, who text, line text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($agreed$
        WITH said AS (
            SELECT 'solution' AS field, i.recorded_at AS at, i.recorded_by AS who, i.id AS place, jsonb_build_object(
                       'proposal', i.proposal, 'findings', i.findings,
                       'conclusion', @extschema@.value_in_words($2, 'conclusion', to_jsonb(i.conclusion), $3),
                       'cause', @extschema@.code_in_words($2, 'cause', i.cause, $3)) AS words, '{proposal,findings}'::text[] AS personal
              FROM %1$I.investigation i WHERE i.complaint_id = $1 AND i.proposal <> ''
            UNION ALL
            SELECT 'remedies', r.recorded_at, r.recorded_by, r.id, jsonb_build_object(
                       'kind', @extschema@.code_in_words($2, 'remedy_kind', r.kind, $3), 'amount', trim_scale(r.amount), 'currency', r.currency,
                       'description', r.description, 'status', @extschema@.code_in_words($2, 'term', r.status, $3),
                       'executed_at', @extschema@.value_in_words($2, 'executed_at', to_jsonb(r.executed_at), $3),
                       'reference', x.reference), '{description,reference}'
              FROM %1$I.remedy r LEFT JOIN %1$I.execution x ON x.remedy_id = r.id
             WHERE r.complaint_id = $1
            UNION ALL
            SELECT 'approvals', a.recorded_at, a.recorded_by, a.id, jsonb_build_object(
                       'decision', @extschema@.code_in_words($2, 'term', CASE WHEN a.decision = 'approved' AND NOT a.settled
                                                                             THEN 'step' ELSE a.decision END, $3),
                       'kind', @extschema@.code_in_words($2, 'remedy_kind', r.kind, $3), 'amount', trim_scale(r.amount), 'currency', r.currency,
                       'new_due_at', @extschema@.value_in_words($2, 'new_due_at', to_jsonb(x.new_due_at), $3),
                       'on_behalf_of', @extschema@.code_in_words($2, 'staff', a.on_behalf_of, $3), 'reason', a.reason), '{reason}'
              FROM %1$I.approval a
              LEFT JOIN %1$I.remedy r ON r.id = a.remedy_id
              LEFT JOIN %1$I.extension x ON x.id = a.extension_id
             WHERE a.complaint_id = $1
            UNION ALL
            -- changes of state that only some roles may make are decisions, too
            SELECT 'approvals', e.at, e.actor, e.seq, jsonb_build_object(
                       'from', @extschema@.code_in_words($2, 'state', e.changes -> 'state' ->> 0, $3),
                       'to', @extschema@.code_in_words($2, 'state', e.changes -> 'state' ->> 1, $3),
                       'reason', coalesce(p.changes -> 'reason', e.changes -> 'reason') ->> 1), '{reason}'
              FROM %1$I.complaint_event e
              LEFT JOIN %1$I.complaint_event_personal p ON p.complaint_id = e.complaint_id AND p.seq = e.seq
              CROSS JOIN LATERAL (SELECT bool_and(t.roles IS NOT NULL) AS by_role FROM %1$I.transition t
                                   WHERE t.from_state = e.changes -> 'state' ->> 0 AND t.to_state = e.changes -> 'state' ->> 1) way
             WHERE e.complaint_id = $1 AND e.activity LIKE 'state:%%' AND way.by_role
            UNION ALL
            SELECT 'satisfaction', s.recorded_at, s.recorded_by, s.id, jsonb_build_object(
                       'score', s.score, 'grade', (SELECT CASE $3 WHEN 'zh' THEN g.grade_zh ELSE g.grade END
                                                     FROM %1$I.satisfaction_grade g WHERE g.score = s.score),
                       'handling', (SELECT CASE $3 WHEN 'zh' THEN g.grade_zh ELSE g.grade END
                                      FROM %1$I.satisfaction_grade g WHERE g.score = s.handling_score),
                       'no_score', @extschema@.value_in_words($2, 'no_score_reason', to_jsonb(s.no_score_reason), $3),
                       'comment', s.comment), '{comment}'
              FROM %1$I.satisfaction s WHERE s.complaint_id = $1)
        SELECT said.field, said.at, @extschema@.code_in_words($2, 'staff', said.who, $3),
               @extschema@.sheet_line($2, CASE WHEN said.words ? 'to' THEN 'decision' ELSE said.field END,
                   said.words || coalesce((SELECT jsonb_object_agg(w.key, '***') FROM jsonb_each_text(said.words) w
                                            WHERE $4 AND w.key = ANY (said.personal) AND w.value <> ''), '{}'), $3)
          FROM said ORDER BY said.at, said.place$agreed$, desk)
     USING id, desk, language, masked;
END
$$;
COMMENT ON FUNCTION @extschema@.sheet_agreed IS 'lines of a sheet about solutions, remedies, decisions and satisfaction';

CREATE FUNCTION @extschema@.sheet_contacts(desk name, id bigint, language text, masked boolean)
RETURNS TABLE (field text, at timestamptz, who text, line text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($contacts$
        SELECT f.field, n.contacted_at, @extschema@.code_in_words($2, 'staff', n.made_by, $3),
               @extschema@.sheet_line($2, f.field, jsonb_build_object(
                   'way', CASE n.direction WHEN 'out' THEN '->' ELSE '<-' END,
                   'purpose', @extschema@.code_in_words($2, 'contact_purpose', n.purpose, $3),
                   'result', CASE n.result WHEN 'not_reached' THEN @extschema@.code_in_words($2, 'term', n.result, $3) END,
                   'answer', @extschema@.code_in_words($2, 'term', 'answer:' || n.answer, $3),
                   'note', CASE WHEN n.note <> '' AND $4 THEN '***' ELSE n.note END), $3)
          FROM %1$I.contact n
          LEFT JOIN %1$I.contact_purpose p ON p.code = n.purpose
          CROSS JOIN LATERAL (SELECT CASE WHEN p.follow_up THEN 'follow_ups' ELSE 'contacts' END AS field
                              UNION ALL SELECT 'answer' WHERE n.answer IS NOT NULL) f
         WHERE n.complaint_id = $1
         ORDER BY n.contacted_at, n.id$contacts$, desk)
     USING id, desk, language, masked;
END
$$;
COMMENT ON FUNCTION @extschema@.sheet_contacts IS 'lines of a sheet about contacts with the customer, and the customer''s answers';

CREATE FUNCTION @extschema@.sheet_times(desk name, id bigint, language text)
RETURNS TABLE (field text, at timestamptz, who text, line text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($times$
        (SELECT 'clocks', k.due_at, NULL::text,
                concat_ws('  ', @extschema@.code_in_words($2, 'term', k.metric, $3),
                          @extschema@.code_in_words($2, 'term', coalesce(k.outcome,
                              CASE WHEN k.paused_at IS NOT NULL THEN 'paused' WHEN k.breached_at IS NOT NULL THEN 'breached'
                                   WHEN k.warned_at IS NOT NULL THEN 'warned' ELSE 'running' END), $3),
                          (SELECT @extschema@.activity_line($2, 'deadline:' || a.agreed_with, '{}', $3)
                             FROM %1$I.agreed_deadline a WHERE a.id = k.deadline_entry_id))
           FROM %1$I.clock k WHERE k.complaint_id = $1 ORDER BY k.due_at, k.metric, k.cycle)
        UNION ALL
        (SELECT 'events', e.at, @extschema@.code_in_words($2, 'staff', e.actor, $3), l.line
           FROM %1$I.complaint_event e
           CROSS JOIN LATERAL (SELECT @extschema@.activity_line($2, e.activity, '{}', $3) AS line) l
          WHERE e.complaint_id = $1 AND l.line <> '' ORDER BY e.seq)$times$, desk)
     USING id, desk, language;
END
$$;
COMMENT ON FUNCTION @extschema@.sheet_times IS 'lines of a sheet about deadlines and events; an event in the fewest words';

CREATE FUNCTION @extschema@.sheet_lists(desk name, id bigint, language text, masked boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT time_zone FROM %I.desk', desk) INTO zone;
    RETURN (SELECT jsonb_object_agg(g.field, g.list)
              FROM (SELECT l.field, string_agg(concat_ws('  ', to_char(l.at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI'), l.who, l.line),
                                               E'\n' ORDER BY l.place) AS list
                      FROM (SELECT * FROM @extschema@.sheet_told(desk, id, language, masked) WITH ORDINALITY
                            UNION ALL SELECT * FROM @extschema@.sheet_agreed(desk, id, language, masked) WITH ORDINALITY
                            UNION ALL SELECT * FROM @extschema@.sheet_contacts(desk, id, language, masked) WITH ORDINALITY
                            UNION ALL SELECT * FROM @extschema@.sheet_times(desk, id, language) WITH ORDINALITY) l (field, at, who, line, place)
                     GROUP BY l.field) g);
END
$$;
COMMENT ON FUNCTION @extschema@.sheet_lists IS 'the fields of a complaint sheet that are lists, each line with its time and person';
