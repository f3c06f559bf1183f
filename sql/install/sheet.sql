-- The complaint sheet (投诉处理单) as text, as it would stand on paper.

CREATE FUNCTION @extschema@.display_width(content text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT char_length(content) + char_length(regexp_replace(content,
        '[^\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]', '', 'g'))
$$;
COMMENT ON FUNCTION @extschema@.display_width IS 'columns that a text takes on a terminal or in a fixed-width font: Chinese characters take two';

CREATE FUNCTION @extschema@.sheet_field(label text, content text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    indent constant int := 18;
    columns constant int := 60;
    at_most constant int := 50000;
    lines text[] := '{}';
    line text := '  ' || label || repeat(' ', greatest(indent - 2 - @extschema@.display_width(label), 1));
    width int := 0;
    word text;
    word_width int;
BEGIN
    IF char_length(content) > at_most THEN
        content := left(content, at_most) || ' …';
    END IF;
    -- a word is a run of letters that may not be broken, or one character
    FOR word IN SELECT w[1] FROM regexp_matches(coalesce(content, ''), '([!-~]+| |\n|.)', 'g') AS w
    LOOP
        word_width := CASE WHEN word ~ '^[ -~]' THEN char_length(word) ELSE @extschema@.display_width(word) END;
        IF word = E'\n' OR (width + word_width > columns AND width > 0) THEN
            lines := lines || rtrim(line);
            line := repeat(' ', indent);
            width := 0;
            CONTINUE WHEN word IN (E'\n', ' ');
        END IF;
        line := line || word;
        width := width + word_width;
    END LOOP;
    RETURN array_to_string(lines || rtrim(line), E'\n');
END
$$;
COMMENT ON FUNCTION @extschema@.sheet_field IS 'a labelled field of a sheet, wrapped and aligned; of what would fill dozens of pages the beginning';

CREATE FUNCTION @extschema@.sheet_form()
RETURNS TABLE (stage int, place int, field text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT stage, place - 1, field
      FROM (VALUES
        (0, '{sheet}'::text[]),
        (1, '{intake,sheet_no,received_at,received_place,channel,received_by,complainant,standing,product,merchant,reference,
              amount,occurred,title,description,remedy_sought,evidence,questions}'),
        (2, '{classification,category,level,urgency,urgent_reasons,handler,accused,clocks,policy}'),
        (3, '{handling,validity,validity_reason,investigation,file,solution,remedies,approvals,state,reason}'),
        (4, '{reply,contacts,answer,promised_at}'),
        (5, '{end,follow_ups,satisfaction,closed_at}'),
        (6, '{history,events}')
      ) AS form (stage, fields), unnest(fields) WITH ORDINALITY AS listed (field, place)
$$;
COMMENT ON FUNCTION @extschema@.sheet_form IS 'the form of the complaint sheet: stages and their fields in order, the heading of a stage first; their labels are rows of table term, sheet:<field>';

CREATE FUNCTION @extschema@.sheet_head(desk name, id bigint, language text) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fields jsonb;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format($head$
        SELECT jsonb_build_object(
            'sheet_no', c.sheet_no,
            'received_at', to_char(c.received_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI') || ' (' || d.time_zone || ')',
            'received_place', c.received_place,
            'channel', (SELECT %1$I FROM %2$I.channel WHERE code = c.channel),
            'received_by', concat_ws(' ', c.received_by, (SELECT name FROM %2$I.staff WHERE code = c.received_by)),
            'complainant', coalesce((SELECT coalesce(nullif(concat_ws(', ', u.name, u.phone, u.email, u.address), ''),
                                                     CASE WHEN c.salt IS NULL THEN @extschema@.code_in_words($3, 'term', 'erased', $2) END, '')
                                       FROM %2$I.customer u WHERE u.id = c.customer_id),
                                    @extschema@.code_in_words($3, 'term', 'anonymous', $2)),
            'standing', concat_ws(', ', coalesce((SELECT %1$I FROM %2$I.complainant_group WHERE code = c.complainant_group), c.complainant_group),
                                  coalesce((SELECT %1$I FROM %2$I.customer_tier WHERE code = c.customer_tier), c.customer_tier)),
            'product', c.product,
            'merchant', c.merchant,
            'reference', concat_ws(', ', c.order_ref, c.contract_ref),
            'amount', trim_scale(c.amount) || ' ' || c.currency,
            'occurred', concat_ws(', ', to_char(c.occurred_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'), c.occurred_place),
            'title', c.title,
            'description', c.description,
            'remedy_sought', c.remedy_sought,
            'evidence', array_to_string(c.evidence, E'\n'),
            'questions', (SELECT string_agg(CASE $2 WHEN 'zh' THEN q.question_zh ELSE q.question END, E'\n' ORDER BY q.position)
                            FROM %2$I.completeness_rule q WHERE q.name = ANY (c.missing)),
            'category', CASE WHEN c.guesses IS NULL THEN concat_ws(' ', c.category, (SELECT %1$I FROM %2$I.category WHERE code = c.category))
                             ELSE concat_ws(' ', @extschema@.code_in_words($3, 'term', 'sheet:perhaps', $2),
                                            @extschema@.categories_in_words($3, c.guesses, $2)) END,
            'level', (SELECT %1$I FROM %2$I.level WHERE code = c.level),
            'urgency', (SELECT %1$I FROM %2$I.urgency WHERE code = c.urgency),
            'urgent_reasons', (SELECT string_agg(coalesce(t.%1$I, r.reason), E'\n' ORDER BY r.place)
                                 FROM unnest(c.urgent_reasons) WITH ORDINALITY AS r (reason, place)
                                 LEFT JOIN %2$I.term t ON t.code = r.reason),
            'handler', concat_ws(', ', c.owner || coalesce(' ' || (SELECT name FROM %2$I.staff WHERE code = c.owner), ''),
                                 (SELECT %1$I FROM %2$I.department WHERE code = c.department),
                                 (SELECT %1$I FROM %2$I.staff_role WHERE code = c.handler_role)),
            'accused', concat_ws(' ', c.accused_staff, (SELECT name FROM %2$I.staff WHERE code = c.accused_staff)),
            'policy', CASE WHEN c.rules_version <> d.rules_version THEN @extschema@.version_in_words($3, c.rules_version, $2) END,
            'validity', @extschema@.code_in_words($3, 'term', c.validity, $2),
            'validity_reason', c.validity_reason,
            'state', (SELECT %1$I FROM %2$I.state WHERE code = c.state),
            'promised_at', to_char(c.promised_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'),
            'closed_at', to_char(c.closed_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'))
          FROM %2$I.complaint c CROSS JOIN %2$I.desk d
         WHERE c.id = $1$head$,
        CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
       INTO fields USING id, language, desk;
    RETURN fields;
END
$$;
COMMENT ON FUNCTION @extschema@.sheet_head IS 'the fields of a complaint sheet that come from the case itself; NULL when there is no such case';

CREATE FUNCTION @extschema@.mask_texts(fields jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT fields || coalesce(jsonb_object_agg(key, '***') FILTER (WHERE value <> ''), '{}')
      FROM jsonb_each_text(fields)
     WHERE key IN ('complainant', 'received_place', 'product', 'merchant', 'reference', 'occurred', 'title', 'description',
                   'remedy_sought', 'evidence', 'validity_reason')
$$;
COMMENT ON FUNCTION @extschema@.mask_texts IS 'the fields of a complaint sheet with stars in the place of texts and names';

CREATE FUNCTION @extschema@.is_sensitive_as_reader(desk name, id bigint) RETURNS boolean
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    sensitive boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT g.sensitive FROM %1$I.complaint c JOIN %1$I.category g ON g.code = c.category WHERE c.id = $1', desk)
       INTO sensitive USING id;
    RETURN coalesce(sensitive, false);
END
$$;
CALL @extschema@.make_public('is_sensitive_as_reader',
    'whether the category of a case is sensitive: its texts are shown by read_case and read_sheet only');

CREATE FUNCTION @extschema@.sheet_text_as_reader(desk name, id bigint, language text, masked boolean) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue text := language;
    fields jsonb;
    row record;
    lines text[] := '{}';
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF language NOT IN ('en', 'zh') THEN
        RAISE EXCEPTION 'sheets are not printed in language "%"', language
            USING ERRCODE = 'KF008', HINT = 'The languages are en and zh.';
    END IF;
    IF tongue IS NULL THEN
        EXECUTE format('SELECT language FROM %I.desk', desk) INTO tongue;
    END IF;
    PERFORM @extschema@.check_case(desk, id);
    fields := @extschema@.sheet_head(desk, id, tongue);
    IF masked THEN
        fields := @extschema@.mask_texts(fields);
    END IF;
    fields := fields || coalesce(@extschema@.sheet_lists(desk, id, tongue, masked), '{}');
    FOR row IN EXECUTE format('SELECT f.*, coalesce(t.%I, f.field) AS label
                                 FROM @extschema@.sheet_form() f LEFT JOIN %I.term t ON t.code = ''sheet:'' || f.field
                                ORDER BY f.stage, f.place', CASE tongue WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
    LOOP
        -- said where another policy is in force by now
        CONTINUE WHEN row.field = 'policy' AND fields ->> 'policy' IS NULL;
        lines := lines || CASE
            WHEN row.place > 0 THEN @extschema@.sheet_field(row.label, fields ->> row.field)
            WHEN row.stage = 0 THEN row.label || '  ' || coalesce(fields ->> 'sheet_no', '') || E'\n' || repeat('=', 78)
            ELSE E'\n' || row.label || E'\n' || repeat('-', 78) END;
    END LOOP;
    RETURN array_to_string(lines, E'\n');
END
$$;
CALL @extschema@.make_public('sheet_text_as_reader',
    'the complaint sheet of a case, with stars in the place of texts where masked; used by complaint_sheet and read_sheet');

CREATE FUNCTION @extschema@.complaint_sheet_as_reader(desk name, id bigint, language text DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN desk IS NOT NULL AND id IS NOT NULL
                THEN @extschema@.sheet_text(desk, id, language, @extschema@.is_sensitive(desk, id)) END
$$;
CALL @extschema@.make_public('complaint_sheet_as_reader',
    'the complaint sheet (投诉处理单) of a case as readable text at its present stage, in English (en) or Chinese (zh), by default in the desk''s language; times in the desk''s zone. The texts of a sensitive category are hidden: see read_sheet');
