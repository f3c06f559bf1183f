-- Why a case is as it is (SPEC R16, R40): each attribute with the rule that
-- set it, as the rule read when it decided, and what it looked at.

CREATE FUNCTION @extschema@.rule_in_version(desk name, rule_id bigint, version int)
RETURNS TABLE (table_name text, content jsonb)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- two tables have numbers of their own
    RETURN QUERY EXECUTE format('SELECT h.table_name, h.content FROM %I.rule_history h
        WHERE h.table_name NOT IN (''calendar_day'', ''script'') AND h.rule_key = $1::text AND h.content ->> ''id'' = $1::text
          AND h.from_version <= $2 AND (h.to_version IS NULL OR $2 < h.to_version)', desk)
      USING rule_id, version;
END
$$;
COMMENT ON FUNCTION @extschema@.rule_in_version IS 'a rule as it read in a version of the desk''s rules: its table and its row';

CREATE FUNCTION @extschema@.rules_before(desk name, table_name text, rule jsonb, attribute text, version int, matched bigint[])
RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    names text[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- routing rules all set the handler, the others the column of that name
    EXECUTE format($before$
        SELECT array_agg(h.content ->> 'name' ORDER BY (h.content ->> 'position')::int, (h.content ->> 'id')::bigint)
          FROM %I.rule_history h
         WHERE h.table_name = $1
           AND h.from_version <= $4 AND (h.to_version IS NULL OR $4 < h.to_version)
           AND (h.content ->> 'active')::boolean
           AND ($3 = 'handler' OR h.content ->> $3 IS NOT NULL OR h.content ->> 'takes_prediction' = $3)
           AND ($3 <> 'metric' OR h.content ->> 'metric' = $2 ->> 'metric')
           AND NOT (h.content ->> 'id')::bigint = ANY ($5)
           AND ((h.content ->> 'position')::int, (h.content ->> 'id')::bigint)
             < (($2 ->> 'position')::int, ($2 ->> 'id')::bigint)$before$, desk)
       INTO names USING table_name, rule, attribute, version, coalesce(matched, '{}');
    RETURN names;
END
$$;
COMMENT ON FUNCTION @extschema@.rules_before IS 'names of the rules that stood before a rule in a version of the rules, could have set the same attribute, and did not match';

CREATE FUNCTION @extschema@.inputs_of_condition(desk name, id bigint, condition text, at timestamptz, actor text)
RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    names text[];
    known jsonb;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF condition IS NULL THEN
        RETURN NULL;
    END IF;
    names := @extschema@.condition_columns(desk, condition);
    known := @extschema@.complaint_as_of(desk, id, at)
        || jsonb_build_object('judged_at', at, 'actor', actor);
    RETURN (SELECT jsonb_object_agg(n, known -> n ORDER BY n) FROM unnest(names) AS n);
EXCEPTION WHEN SQLSTATE 'KF005' THEN
    -- the rule names a column that is gone: the rest of the answer stands
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.inputs_of_condition IS 'values that the columns and facts of a condition had for a case at a time; NULL when the condition can no longer be read';

CREATE FUNCTION @extschema@.decided_when(desk name, id bigint, rule_id bigint)
RETURNS TABLE (at timestamptz, actor text, rules_version int, matched bigint[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- each event that notes rules notes all that hold after it
    RETURN QUERY EXECUTE format('SELECT e.at, e.actor, e.rules_version, e.judged_by FROM %1$I.complaint_event e
        WHERE e.complaint_id = $1 AND $2 = ANY (e.judged_by)
          AND e.seq > coalesce((SELECT max(o.seq) FROM %1$I.complaint_event o
                                 WHERE o.complaint_id = $1 AND NOT $2 = ANY (o.judged_by)
                                   AND EXISTS (SELECT FROM %1$I.complaint_event l
                                                WHERE l.complaint_id = $1 AND l.seq > o.seq AND $2 = ANY (l.judged_by))), 0)
        ORDER BY e.seq LIMIT 1', desk)
      USING id, rule_id;
END
$$;
COMMENT ON FUNCTION @extschema@.decided_when IS 'the event by which a rule last came to hold for a case: time, actor, version of the rules, all rules that held';

CREATE FUNCTION @extschema@.prediction_in_words(desk name, id bigint, target text, code text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said text;
    model bigint;
    words text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format($text$SELECT concat_ws(' ', c.title, c.description),
                                (SELECT m.id FROM %1$I.text_model m WHERE m.target = $2 AND m.active)
                           FROM %1$I.complaint c WHERE c.id = $1$text$, desk)
       INTO said, model USING id, target;
    SELECT string_agg(format('%s %s', p.code, round(p.probability::numeric, 2)), ', ')
      INTO words
      FROM (SELECT * FROM @extschema@.predict(desk, said, target) LIMIT 3) p;
    RETURN (SELECT concat_ws('; ', format('model %s: %s', model, words),
                   'for: ' || string_agg(e.ngram, ', ' ORDER BY e.weight DESC) FILTER (WHERE e.weight > 0 AND e.place <= 5),
                   'against: ' || string_agg(e.ngram, ', ' ORDER BY e.weight) FILTER (WHERE e.weight < 0 AND e.place_from_below <= 5))
              FROM (SELECT x.*, row_number() OVER (ORDER BY x.weight DESC) AS place,
                           row_number() OVER (ORDER BY x.weight) AS place_from_below
                      FROM @extschema@.explain_prediction(desk, said, target, code) x) e
            HAVING words IS NOT NULL);
END
$$;
COMMENT ON FUNCTION @extschema@.prediction_in_words IS 'what the model in use thinks of a case, in a line: the likeliest codes with their probabilities, the n-grams that spoke most for a code (NULL: the likeliest) and against it';

CREATE FUNCTION @extschema@.decisions(desk name, id bigint)
RETURNS TABLE (place int, attribute text, value text, decided_by text, rule_id bigint, note text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($decisions$
    WITH the_case AS (
        SELECT c.*, CASE WHEN c.imported_at IS NOT NULL THEN 'import' END AS imported
          FROM %1$I.complaint c WHERE c.id = $1
    ), judged AS (
        SELECT r.table_name, r.content, j.rule_id, w.at,
               coalesce(r.content ->> 'category', CASE r.content ->> 'takes_prediction' WHEN 'category' THEN c.category END) AS category,
               coalesce(r.content ->> 'urgency', CASE r.content ->> 'takes_prediction' WHEN 'urgency' THEN c.urgency END) AS urgency
          FROM the_case c
          CROSS JOIN unnest(c.judged_by) AS j (rule_id)
          CROSS JOIN LATERAL @extschema@.decided_when($2, c.id, j.rule_id) w
          CROSS JOIN LATERAL @extschema@.rule_in_version($2, j.rule_id, w.rules_version) r
    ), changed AS (
        -- what rules decided is told from what persons did by traces that only
        -- one of them leaves, see classified_by_rules in complaint_update.c
        SELECT a.attribute, e.seq, e.at, e.changes -> 'urgency' ->> 1 AS urgency,
               concat_ws(', ', e.activity, 'by ' || coalesce(e.actor, e.db_role),
                         to_char(e.at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'),
                         'because: ' || coalesce(e.changes -> 'reason' ->> 1, p.changes -> 'reason' ->> 1)) AS note
          FROM %1$I.complaint_event e
          CROSS JOIN the_case c
          CROSS JOIN %1$I.desk d
          LEFT JOIN %1$I.complaint_event_personal p ON p.complaint_id = e.complaint_id AND p.seq = e.seq
          -- a person has taken the classification over from the rules
          CROSS JOIN LATERAL (SELECT c.category_by = 'person' AND NOT EXISTS
              (SELECT FROM %1$I.complaint_event l
                WHERE l.complaint_id = e.complaint_id AND l.seq > e.seq
                  AND l.changes -> 'category_by' ->> 1 = 'person')) AS after (rules)
          CROSS JOIN LATERAL (VALUES
              ('category', e.changes ? 'category' AND after.rules),
              ('level', e.changes ? 'level' AND after.rules),
              ('urgency', e.changes ? 'urgency' AND e.changes -> 'urgent_reasons' ->> 1 IS NULL),
              ('handler', e.changes ?| '{owner,department,handler_role}'
                  AND NOT (e.activity = 'rerouted' AND e.changes ? 'accused_staff'))) AS a (attribute, yes)
         WHERE e.complaint_id = $1 AND a.yes
    ), by_person AS (
        -- the latest change of each attribute by a person
        SELECT DISTINCT ON (k.attribute) k.*
          FROM changed k
         WHERE k.attribute <> 'handler'
            OR k.at > coalesce((SELECT max(j.at) FROM judged j WHERE j.table_name = 'routing_rule'), '-infinity')
         ORDER BY k.attribute, k.seq DESC
    )
    SELECT 1, 'category', c.category,
           CASE WHEN p.note IS NOT NULL THEN 'person' WHEN j.by_model THEN 'model' WHEN j.rule_id IS NOT NULL THEN 'rule'
                ELSE coalesce(c.imported, c.category_by, 'default') END,
           CASE WHEN p.note IS NULL THEN j.rule_id END,
           coalesce(p.note,
                    CASE WHEN j.by_model THEN @extschema@.prediction_in_words($2, c.id, 'category', c.category)
                         WHEN c.category IS NULL AND c.imported IS NULL
                         THEN concat_ws('; ', 'no rule matched', CASE WHEN c.guesses IS NOT NULL
                             THEN @extschema@.prediction_in_words($2, c.id, 'category', NULL) END) END)
      FROM the_case c
      LEFT JOIN by_person p ON p.attribute = 'category'
      LEFT JOIN LATERAL (SELECT w.rule_id, w.content ->> 'category' IS NULL AS by_model FROM judged w WHERE w.category = c.category
                            AND c.category_by <> 'writer' LIMIT 1) AS j ON true
    UNION ALL
    SELECT 2, 'level', c.level,
           CASE WHEN p.note IS NOT NULL THEN 'person' WHEN j.rule_id IS NOT NULL THEN 'rule'
                ELSE coalesce(c.imported, 'default') END,
           CASE WHEN p.note IS NULL THEN j.rule_id END,
           coalesce(p.note, CASE WHEN j.rule_id IS NOT NULL OR c.imported IS NOT NULL THEN NULL
                                 WHEN c.category IS NULL THEN 'desk.default_level'
                                 ELSE format('level of category %%s', c.category) END)
      FROM the_case c
      LEFT JOIN by_person p ON p.attribute = 'level'
      -- rules of the same level gave reasons of urgency
      LEFT JOIN LATERAL (SELECT w.rule_id FROM judged w
                          WHERE w.table_name = 'classification_rule' AND w.content ->> 'level' = c.level
                          ORDER BY (w.content ->> 'position')::int, w.rule_id LIMIT 1) AS j ON true
    UNION ALL
    SELECT 3, 'urgency', c.urgency, CASE WHEN p.note IS NULL THEN coalesce(c.imported, 'default') ELSE 'person' END, NULL,
           coalesce(p.note, CASE WHEN c.imported IS NULL THEN 'desk.default_urgency: no rule raised it' END)
      FROM the_case c
      LEFT JOIN by_person p ON p.attribute = 'urgency'
     WHERE p.urgency = c.urgency
        OR NOT EXISTS (SELECT FROM judged j WHERE j.table_name = 'classification_rule' AND j.urgency IS NOT NULL)
    UNION ALL
    -- rules that a person overruled afterwards explain nothing any more
    SELECT 3, 'urgency', j.urgency, CASE j.content ->> 'takes_prediction' WHEN 'urgency' THEN 'model' ELSE 'rule' END, j.rule_id,
           concat_ws('; ', coalesce(j.content ->> 'reason', j.content ->> 'name'), CASE j.content ->> 'takes_prediction' WHEN 'urgency'
               THEN @extschema@.prediction_in_words($2, $1, 'urgency', j.urgency) END)
      FROM judged j
      LEFT JOIN by_person p ON p.attribute = 'urgency'
     WHERE j.table_name = 'classification_rule' AND j.urgency IS NOT NULL
       AND (p.at IS NULL OR j.at > p.at)
    UNION ALL
    SELECT 4, 'handler',
           concat_ws(', ', 'person ' || c.owner, 'department ' || c.department, 'role ' || c.handler_role),
           CASE WHEN p.note IS NOT NULL THEN 'person' WHEN j.rule_id IS NOT NULL THEN 'rule'
                ELSE coalesce(c.imported, 'default') END,
           j.rule_id,
           coalesce(p.note, CASE WHEN j.rule_id IS NULL AND c.imported IS NOT NULL THEN NULL
                                 WHEN j.rule_id IS NULL THEN 'desk.fallback_role: no routing rule matched'
                                 ELSE concat_ws(' ', j.content ->> 'handler', j.content ->> 'argument',
                                     CASE WHEN c.owner IS NULL AND j.content ->> 'handler' NOT IN ('role', 'department', 'other agent')
                                          THEN 'is absent, inactive or accused: desk.fallback_role' END) END)
      FROM the_case c
      LEFT JOIN by_person p ON p.attribute = 'handler'
      LEFT JOIN judged j ON j.table_name = 'routing_rule'
    UNION ALL
    SELECT 5, 'clock ' || k.metric,
           to_char(k.due_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'),
           CASE WHEN k.deadline_entry_id IS NULL THEN 'rule' ELSE 'person' END, k.rule_id,
           concat_ws(', ', 'started ' || to_char(k.started_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'),
                     coalesce('target ' || k.target::text, 'as promised'), 'calendar ' || k.calendar,
                     CASE WHEN k.cycle > 1 THEN 'cycle ' || k.cycle END,
                     CASE WHEN k.due_at <> k.original_due_at
                          THEN 'originally ' || to_char(k.original_due_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI') END,
                     (SELECT format('%%s by %%s', CASE a.agreed_with WHEN 'customer' THEN 'agreed with the customer' ELSE 'ordered' END,
                                    coalesce(a.ordered_by, a.recorded_by))
                        FROM %1$I.agreed_deadline a WHERE a.id = k.deadline_entry_id),
                     (SELECT 'extension granted by ' || a.recorded_by
                        FROM %1$I.approval a WHERE a.extension_id = k.deadline_entry_id),
                     CASE WHEN k.provisional THEN 'provisional' END, k.outcome)
      FROM the_case c
      CROSS JOIN %1$I.desk d
      JOIN %1$I.clock k ON k.complaint_id = c.id
    UNION ALL
    SELECT 6, 'issue_key', c.issue_key, 'rule', j.rule_id,
           concat_ws(', ', j.content ->> 'issue_key', 'incident ' || c.incident_id)
      FROM the_case c
      JOIN judged j ON j.table_name = 'issue_rule'
    UNION ALL
    SELECT 7, 'repeat_of', c.repeat_of::text, 'rule', j.rule_id,
           concat_ws(', ', (SELECT 'same ' || string_agg(n, ', ') FROM jsonb_array_elements_text(j.content -> 'equal_columns') AS n),
                     'texts alike by ' || (j.content ->> 'likeness') || ' or more')
      FROM the_case c
      JOIN judged j ON j.table_name = 'same_matter_rule'
    UNION ALL
    SELECT 8, 'repeat_kind', c.repeat_kind, CASE WHEN j.rule_id IS NULL THEN 'default' ELSE 'rule' END, j.rule_id,
           format('earlier complaint %%s', c.repeat_of)
      FROM the_case c
      LEFT JOIN judged j ON j.table_name = 'repeat_rule'
     WHERE c.repeat_of IS NOT NULL$decisions$, desk)
      USING id, desk;
END
$$;
COMMENT ON FUNCTION @extschema@.decisions IS 'what was decided about a case, by whom or which rule, without the rules'' texts; see explain_complaint';

CREATE FUNCTION @extschema@.explain_complaint_as_reader(desk name, id bigint)
RETURNS TABLE (attribute text, value text, decided_by text, rule_id bigint, rule_name text, rules_version int,
               condition text, inputs jsonb, not_matched text[], note text, policy_at timestamptz)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_case(desk, id);
    RETURN QUERY
    SELECT d.attribute, d.value, d.decided_by, d.rule_id, r.content ->> 'name', w.rules_version,
           r.content ->> 'condition',
           -- a repeat rule read another case
           CASE WHEN d.attribute <> 'repeat_kind'
                THEN @extschema@.inputs_of_condition(desk, id, r.content ->> 'condition', w.at, w.actor) END,
           @extschema@.rules_before(desk, r.table_name, r.content,
               CASE WHEN d.attribute LIKE 'clock %' THEN 'metric' ELSE d.attribute END, w.rules_version, w.matched),
           d.note, @extschema@.version_at(desk, w.rules_version)
      FROM @extschema@.decisions(desk, id) d
      LEFT JOIN LATERAL @extschema@.decided_when(desk, id, d.rule_id) w ON true
      LEFT JOIN LATERAL @extschema@.rule_in_version(desk, d.rule_id, w.rules_version) r ON true
     ORDER BY d.place, (r.content ->> 'position')::int, d.attribute, d.rule_id;
END
$$;
CALL @extschema@.make_public('explain_complaint_as_reader',
    'why a case is as it is: one row an attribute (urgency: one a reason, and each clock): the rule with its text as it read then, the values of the columns it read, the earlier rules that did not match; or that the writer, a person or the default decided, or that it was imported so. policy_at: since when the version of the policy held by which the rule decided. Where the model decided or guesses, the note says what the model in use thinks of the text as it is now, and why');
