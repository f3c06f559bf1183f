-- What has to be done next on a case, and by whom.

CREATE FUNCTION @extschema@.audience_in_words(desk name, audience text, language text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(CASE split_part(one, ' ', 1)
                          WHEN 'person' THEN @extschema@.code_in_words(desk, 'staff', substr(one, 8), language)
                          WHEN 'role' THEN @extschema@.code_in_words(desk, 'staff_role', substr(one, 6), language)
                          WHEN 'department' THEN @extschema@.code_in_words(desk, 'department', substr(one, 12), language)
                          ELSE @extschema@.code_in_words(desk, 'term', one, language) END,
                      CASE language WHEN 'zh' THEN '、' ELSE ', ' END ORDER BY place)
      FROM string_to_table(audience, ', ') WITH ORDINALITY AS a (one, place)
$$;
COMMENT ON FUNCTION @extschema@.audience_in_words IS 'who is meant by person <code>, role <code>, department <code>, or several of them with commas, by their names';

CREATE FUNCTION @extschema@.notes_in_words(desk name, notes text[], language text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    result text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format($notes$
        SELECT string_agg(coalesce((SELECT w.%1$I FROM %2$I.term w WHERE w.code = n.note),
                                   @extschema@.fill_words(t.%1$I, jsonb_build_object(
                                       'what', coalesce((SELECT w.%1$I FROM %2$I.term w WHERE w.code = 'column:' || p.parts[2]), p.parts[2]),
                                       'rule', r.parts[1], 'name', r.parts[2], 'code', r.parts[3])),
                                   n.note),
                          CASE $2 WHEN 'zh' THEN '、' ELSE ', ' END ORDER BY n.place)
          FROM unnest($1) WITH ORDINALITY AS n (note, place)
          CROSS JOIN LATERAL (SELECT regexp_match(n.note, '^(a value in|the condition|rule) (.*)$') AS parts) p
          CROSS JOIN LATERAL (SELECT regexp_match(n.note, '^rule (\d+) "(.*)" [a-z ]+ \((\w+)\)$') AS parts) r
          LEFT JOIN %2$I.term t ON t.code = 'note:' || p.parts[1]$notes$,
        CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
       INTO result USING notes, language;
    RETURN result;
END
$$;
COMMENT ON FUNCTION @extschema@.notes_in_words IS 'what a transition lacks, or what a person must look at, in a language: a row of table term for the whole text, or note:<its beginning>';

CREATE FUNCTION @extschema@.steps_by_rule(desk name, id bigint, language text)
RETURNS TABLE (place int, step text, audience text, due_at timestamptz, words jsonb)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($steps$
        WITH this AS (
            SELECT c.*, coalesce('person ' || c.owner, q.audience, 'nobody') AS handler, q.audience
              FROM %1$I.complaint c
              -- by its whole key: the queue has no index on the case alone
              LEFT JOIN %1$I.queue q ON (q.priority, q.due_at, q.complaint_id) = (c.priority, coalesce(c.due_at, 'infinity'), c.id)
             WHERE c.id = $1
        ), open_clock AS (
            -- a clock that only the case's own progress meets is an aim, not a step
            SELECT k.metric, k.due_at, k.department, k.subject, NOT EXISTS (SELECT FROM unnest(r.met_by) m WHERE m NOT LIKE 'state:%%') AS aim
              FROM %1$I.clock k LEFT JOIN %1$I.clock_rule r ON r.id = k.rule_id
             WHERE k.complaint_id = $1 AND k.outcome IS NULL AND k.paused_at IS NULL
        ), possible AS (
            SELECT * FROM @extschema@.allowed_transitions($2, $1)
        )
        SELECT 10, 'claim', t.audience, NULL::timestamptz, '{}'::jsonb FROM this t WHERE t.owner IS NULL AND t.audience IS NOT NULL
        UNION ALL
        SELECT CASE WHEN k.aim THEN 90 ELSE 20 END, 'clock', coalesce('department ' || k.department, t.handler), k.due_at,
               jsonb_build_object('what', @extschema@.code_in_words($2, 'term', k.metric, $3))
          FROM this t CROSS JOIN open_clock k
         WHERE k.subject IS NULL
            OR NOT EXISTS (SELECT id FROM %1$I.work_order w WHERE w.id = k.subject
                           UNION ALL SELECT id FROM %1$I.remedy r WHERE r.id = k.subject
                           UNION ALL SELECT id FROM %1$I.extension e WHERE e.id = k.subject)
        UNION ALL
        SELECT 20, 'answer', 'department ' || w.department, k.due_at,
               jsonb_build_object('what', CASE WHEN @extschema@.is_sensitive($2, $1) THEN '***'
                                               ELSE @extschema@.value_in_words($2, 'task', to_jsonb(w.task), $3) END)
          FROM %1$I.work_order w LEFT JOIN open_clock k ON k.subject = w.id
         WHERE w.complaint_id = $1 AND w.status = 'open'
        UNION ALL
        SELECT 20, 'approve', 'role ' || r.next_role, k.due_at,
               jsonb_build_object('what', concat_ws(' ', @extschema@.code_in_words($2, 'remedy_kind', r.kind, $3), trim_scale(r.amount), r.currency))
          FROM %1$I.remedy r LEFT JOIN open_clock k ON k.subject = r.id
         WHERE r.complaint_id = $1 AND r.status = 'proposed'
        UNION ALL
        SELECT 25, 'execute', t.handler, NULL,
               jsonb_build_object('what', concat_ws(' ', @extschema@.code_in_words($2, 'remedy_kind', r.kind, $3), trim_scale(r.amount), r.currency))
          FROM this t JOIN %1$I.remedy r ON r.complaint_id = t.id AND r.status = 'approved'
         WHERE r.alternative IS NULL OR 1 = (SELECT count(*) FROM %1$I.remedy o WHERE o.complaint_id = t.id
                                                AND o.alternative = r.alternative AND o.status IN ('proposed', 'approved'))
        UNION ALL
        SELECT 24, 'choose', t.handler, NULL,
               jsonb_build_object('what', string_agg(concat_ws(' ', @extschema@.code_in_words($2, 'remedy_kind', r.kind, $3), trim_scale(r.amount), r.currency,
                   format('(%%s)', r.id)), ' / ' ORDER BY r.id))
          FROM this t JOIN %1$I.remedy r ON r.complaint_id = t.id AND r.alternative IS NOT NULL AND r.status IN ('proposed', 'approved')
         GROUP BY t.handler, r.alternative HAVING count(*) > 1
        UNION ALL
        SELECT 20, 'extend', (SELECT string_agg('role ' || role, ', ') FROM %1$I.desk, unnest(extension_roles) AS role), k.due_at,
               jsonb_build_object('what', to_char(e.new_due_at AT TIME ZONE (SELECT time_zone FROM %1$I.desk), 'YYYY-MM-DD HH24:MI'))
          FROM %1$I.extension e LEFT JOIN open_clock k ON k.subject = e.id
         WHERE e.complaint_id = $1 AND e.status = 'asked'
        UNION ALL
        SELECT 15, 'accept', coalesce('person ' || h.to_staff, 'department ' || h.to_department), NULL, '{}'
          FROM this t JOIN %1$I.handover h ON h.complaint_id = t.id AND h.status = 'asked' WHERE t.closed_at IS NULL
        UNION ALL
        SELECT 30, 'triage', t.handler, NULL, jsonb_build_object('what', @extschema@.notes_in_words($2, t.triage, $3))
          FROM this t WHERE t.triage IS NOT NULL
        UNION ALL
        SELECT 40, 'ask', t.handler, NULL, jsonb_build_object('what', CASE $3 WHEN 'zh' THEN r.question_zh ELSE r.question END)
          FROM this t JOIN %1$I.completeness_rule r ON r.name = ANY (t.missing)
         WHERE t.closed_at IS NULL
        UNION ALL
        -- onward first, then waiting, then the ends
        SELECT CASE s.kind WHEN 'final' THEN 72 WHEN 'waiting' THEN 71 ELSE 70 END,
               CASE WHEN lacking.hint IS NULL THEN 'state' ELSE 'state lacks' END,
               coalesce((SELECT string_agg('role ' || role, ', ' ORDER BY place) FROM unnest(r.roles) WITH ORDINALITY AS roles (role, place)),
                        t.handler),
               NULL, jsonb_build_object('name', a.name, 'what', @extschema@.code_in_words($2, 'state', a.to_state, $3),
                                        'position', r.id,
                                        'hint', lacking.hint)
          FROM this t
          CROSS JOIN possible a
          JOIN %1$I.transition r ON r.from_state = t.state AND r.to_state = a.to_state AND r.name = a.name
          JOIN %1$I.state s ON s.code = a.to_state
          -- who is asked and why stands elsewhere
          CROSS JOIN LATERAL (SELECT CASE WHEN count(*) > 0 THEN @extschema@.notes_in_words($2, CASE WHEN a.hint IS NULL THEN array_agg(lack) ELSE ARRAY[a.hint] END, $3) END AS hint
                                FROM unnest(a.lacks) AS lack WHERE lack <> 'a reason' AND lack NOT LIKE 'role %%') lacking
         WHERE t.closed_at IS NULL
           -- one that lets the change pass is enough
           AND (lacking.hint IS NULL OR NOT EXISTS (SELECT FROM possible b WHERE b.to_state = a.to_state AND b.allowed))
        UNION ALL
        SELECT 35, 'category', t.handler, NULL, jsonb_build_object('what', @extschema@.categories_in_words($2, t.guesses, $3))
          FROM this t WHERE t.guesses IS NOT NULL AND t.closed_at IS NULL$steps$, desk)
     USING id, desk, language;
END
$$;
COMMENT ON FUNCTION @extschema@.steps_by_rule IS 'steps that state, clocks, completeness and open entries of a case call for; see next_action';

CREATE FUNCTION @extschema@.next_action_as_reader(desk name, id bigint, language text DEFAULT NULL)
RETURNS TABLE (step int, action text, who text, due_at timestamptz, kind text, audience text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue constant text := @extschema@.reading_language(desk, language);
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_case(desk, id);
    RETURN QUERY EXECUTE format($next$
        SELECT (row_number() OVER (ORDER BY s.place, s.due_at, (s.words ->> 'position')::bigint, s.words ->> 'what'))::int,
               @extschema@.fill_words(coalesce(t.%1$I, split_part(s.step, ' ', 1) || '[: {what}]'), s.words),
               @extschema@.audience_in_words($1, s.audience, $3), s.due_at, split_part(s.step, ' ', 1), s.audience
          FROM @extschema@.steps_by_rule($1, $2, $3) s
          LEFT JOIN %2$I.term t ON t.code = 'step:' || s.step
         ORDER BY 1$next$, CASE tongue WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
     USING desk, id, tongue;
END
$$;
CALL @extschema@.make_public('next_action_as_reader',
    'what has to be done on a case, the next step first: who has to do it and by when, in English (en) or Chinese (zh), by default in the desk''s language. kind: claim, accept (a hand-over), clock, answer (a work order), approve and execute (a remedy), choose (one of several remedies, by the customer), extend (decide about more time), triage, category (with what the model thinks likeliest), ask, state; the words are rows of table term (step:<kind>). State changes are as the actor could make them now. No row: nothing is to be done');
