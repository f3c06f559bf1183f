-- What happened on a case, one readable line a thing (SPEC R29, issue 3).

CREATE FUNCTION @extschema@.entry_row(desk name, entry_table text, entry jsonb, masked boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    whole jsonb;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- the history holds no personal columns; the table does, until erased
    IF entry_table = ANY (@extschema@.entry_tables())
        AND has_table_privilege(format('%I.%I', desk, entry_table), 'SELECT')
    THEN
        EXECUTE format('SELECT to_jsonb(t) FROM %I.%I t WHERE id = $1', desk, entry_table)
           INTO whole USING (entry ->> 'id')::bigint;
    END IF;
    IF masked THEN
        -- what the history does not hold is personal
        whole := (SELECT jsonb_object_agg(key, CASE WHEN entry ? key OR value = 'null' THEN value ELSE '"***"' END)
                    FROM jsonb_each(whole));
    END IF;
    RETURN coalesce(whole, '{}') || entry;
END
$$;
COMMENT ON FUNCTION @extschema@.entry_row IS 'an entry as an event holds it, with those of its columns that only its table has, as far as the caller may read them, or stars in their place';

CREATE FUNCTION @extschema@.changes_in_words(desk name, changes jsonb, personal jsonb, language text, masked boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    words jsonb := '{}';
    listed text[] := '{}';
    field record;
    label text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR field IN
        SELECT c.key, c.value -> 0 AS old, c.value -> 1 AS new, false AS is_personal
          FROM jsonb_each(changes) c WHERE jsonb_array_length(c.value) = 2
        UNION ALL
        -- an entry: its columns are values of the event
        SELECT f.key, NULL, f.value, false
          FROM jsonb_each(changes) c
          CROSS JOIN jsonb_each(@extschema@.entry_row(desk, c.key, c.value -> 0, masked)) f
         WHERE jsonb_array_length(c.value) = 1
        UNION ALL
        SELECT p.key, v.old, v.new, true
          FROM jsonb_each(personal) p
          CROSS JOIN LATERAL (SELECT CASE WHEN masked THEN '"***"' ELSE p.value -> 0 END AS old,
                                     CASE WHEN masked THEN '"***"' ELSE p.value -> 1 END AS new) v
         WHERE jsonb_typeof(p.value) = 'array' AND jsonb_array_length(p.value) = 2
         ORDER BY 1
    LOOP
        words := words || jsonb_build_object(
            field.key, @extschema@.value_in_words(desk, field.key, field.new, language),
            field.key || '.old', @extschema@.value_in_words(desk, field.key, field.old, language));
        EXECUTE format('SELECT %I FROM %I.term WHERE code = $1',
                       CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
           INTO label USING 'column:' || field.key;
        IF label IS NOT NULL THEN
            listed := listed || CASE WHEN field.is_personal THEN label
                ELSE concat_ws(' ', label, words ->> (field.key || '.old'), '→', words ->> field.key) END;
        END IF;
    END LOOP;
    RETURN words || jsonb_build_object('changes',
        nullif(array_to_string(listed, CASE language WHEN 'zh' THEN '，' ELSE ', ' END), ''));
END
$$;
COMMENT ON FUNCTION @extschema@.changes_in_words IS 'the changes of an event as words for the lines of activity_label: column, column.old, and changes, which lists the columns that table term knows as column:<name>';

CREATE FUNCTION @extschema@.activity_line(desk name, activity text, words jsonb, language text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kind constant text := split_part(activity, ':', 1);
    code constant text := nullif(substr(activity, length(kind) + 2), '');
    line text;
    codes text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT %I, codes FROM %I.activity_label WHERE pattern = ANY ($1)
                     ORDER BY array_position($1, pattern) LIMIT 1',
                   CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
       INTO line, codes USING ARRAY[activity, kind || ':*', kind];
    RETURN @extschema@.fill_words(coalesce(line, replace(kind, '_', ' ') || '[: {code}]'),
        words || jsonb_build_object('code', @extschema@.code_in_words(desk, coalesce(codes, 'term'), code, language)));
END
$$;
COMMENT ON FUNCTION @extschema@.activity_line IS 'an activity as a line, by the row of activity_label that fits it best; readable without one too; empty where the desk hides it';

CREATE FUNCTION @extschema@.check_case(desk name, id bigint) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    present boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.complaint WHERE id = $1)', desk) INTO present USING id;
    IF NOT present THEN
        RAISE EXCEPTION 'complaint % does not exist in desk "%"', id, desk
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'complaint';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_case IS 'refuses a case that the desk has not, or that the caller may not see (KF008)';

CREATE FUNCTION @extschema@.told_events(desk name, id bigint, language text, masked boolean)
RETURNS TABLE (at timestamptz, activity text, who text, line text, entry text, words jsonb)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    happened record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR happened IN EXECUTE format($events$
        -- an event says when it was written down; what is told is when it happened
        SELECT CASE WHEN e.activity = 'received' THEN c.received_at
                    ELSE coalesce((SELECT (f.value -> 0 ->> 'recorded_at')::timestamptz FROM jsonb_each(e.changes) f
                                    WHERE f.key = ANY (@extschema@.entry_tables())), e.at) END AS at,
               e.activity ~ '^(clock_|escalated)' OR EXISTS (
                   SELECT FROM jsonb_each(e.changes) f WHERE f.key = ANY (@extschema@.entry_tables())
                      AND f.value -> 0 ->> 'rule_id' IS NOT NULL) AS by_rule,
               e.at AS at_event, e.activity, e.actor, e.db_role, e.seq, e.changes, p.changes AS personal, NULL::jsonb AS contact
          FROM %1$I.complaint_event e
          JOIN %1$I.complaint c ON c.id = e.complaint_id
          LEFT JOIN %1$I.complaint_event_personal p ON p.complaint_id = e.complaint_id AND p.seq = e.seq
         WHERE e.complaint_id = $1 AND e.activity !~ '^(contact|attempt|incoming):'
        UNION ALL
        -- contacts tell more than their events, and of imported cases have none
        SELECT n.contacted_at, false, NULL, CASE WHEN n.direction = 'in' THEN 'incoming:' WHEN n.result = 'reached' THEN 'contact:'
                                    ELSE 'attempt:' END || n.purpose,
               n.made_by, NULL, 0, NULL, NULL,
               jsonb_build_object('channel', n.channel, 'note', CASE WHEN n.note <> '' AND $2 THEN '***' ELSE n.note END, 'next_contact_at', n.next_contact_at,
                   'chosen_remedy', (SELECT concat_ws(' ', @extschema@.code_in_words($3, 'remedy_kind', r.kind, $4), trim_scale(r.amount), r.currency)
                                       FROM %1$I.remedy r WHERE r.id = n.chosen_remedy))
          FROM %1$I.contact n WHERE n.complaint_id = $1
         ORDER BY at, seq$events$, desk) USING id, masked, desk, language
    LOOP
        words := CASE
            WHEN happened.contact IS NOT NULL THEN
                (SELECT jsonb_object_agg(c.key, @extschema@.value_in_words(desk, c.key, c.value, language))
                   FROM jsonb_each(happened.contact) c)
            -- the first event stores no values
            WHEN happened.seq = 1 THEN
                (SELECT jsonb_object_agg(c.key, @extschema@.value_in_words(desk, c.key, c.value, language))
                   FROM jsonb_each(@extschema@.complaint_as_of(desk, id, happened.at_event)) c
                  WHERE c.key IN ('channel', 'category', 'urgency', 'owner'))
            ELSE @extschema@.changes_in_words(desk, happened.changes, happened.personal, language, masked) END;
        line := @extschema@.activity_line(desk, happened.activity, coalesce(words, '{}'), language);
        CONTINUE WHEN line = '';
        at := happened.at;
        activity := happened.activity;
        entry := (SELECT key FROM jsonb_object_keys(happened.changes) AS key WHERE key = ANY (@extschema@.entry_tables()) LIMIT 1);
        who := coalesce(@extschema@.code_in_words(desk, 'staff', happened.actor, language),
            CASE WHEN happened.by_rule
                 THEN @extschema@.code_in_words(desk, 'term', 'system', language) ELSE happened.db_role END);
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.told_events IS 'what happened on a case with its activities, the table of what was added, and the words of the line; with stars in the place of texts where masked; see case_timeline';

CREATE FUNCTION @extschema@.case_timeline_as_reader(desk name, id bigint, language text DEFAULT NULL)
RETURNS TABLE (at timestamptz, who text, line text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue constant text := @extschema@.reading_language(desk, language);
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_case(desk, id);
    RETURN QUERY SELECT t.at, t.who, t.line
      FROM @extschema@.told_events(desk, id, tongue, @extschema@.is_sensitive(desk, id)) t;
END
$$;
CALL @extschema@.make_public('case_timeline_as_reader',
    'what happened on a case: time, person, and a line in English (en) or Chinese (zh), by default in the desk''s language; the lines are rows of activity_label. The texts of a sensitive category are hidden: see read_sheet. Reads with the caller''s rights');
