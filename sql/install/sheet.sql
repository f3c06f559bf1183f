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

CREATE FUNCTION @extschema@.sheet_labels(language text)
RETURNS TABLE (stage int, place int, field text, label text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT stage, place, field, CASE language WHEN 'zh' THEN zh ELSE en END
      FROM (VALUES
        (0, 1, NULL, 'COMPLAINT SHEET', '投诉处理单'),
        (1, 0, NULL, 'INTAKE', '一、投诉受理'),
        (1, 1, 'sheet_no', 'Sheet number', '单号'),
        (1, 2, 'received_at', 'Received', '受理时间'),
        (1, 3, 'received_place', 'Place of receipt', '受理地点'),
        (1, 4, 'channel', 'Channel', '投诉渠道'),
        (1, 5, 'received_by', 'Received by', '首问责任人'),
        (1, 6, 'complainant', 'Complainant', '投诉人'),
        (1, 7, 'standing', 'Group, tier', '身份/等级'),
        (1, 8, 'product', 'Product', '商品/服务'),
        (1, 9, 'merchant', 'Merchant', '商户'),
        (1, 10, 'reference', 'Order, contract', '订单/合同号'),
        (1, 11, 'amount', 'Amount', '涉及金额'),
        (1, 12, 'occurred', 'Occurred', '发生时间地点'),
        (1, 13, 'title', 'Title', '标题'),
        (1, 14, 'description', 'Description', '投诉内容'),
        (1, 15, 'remedy_sought', 'Asks for', '客户诉求'),
        (1, 16, 'evidence', 'Evidence', '证据'),
        (1, 17, 'questions', 'Still to ask', '待补充信息'),
        (2, 0, NULL, 'CLASSIFICATION AND DEADLINES', '二、分类与时限'),
        (2, 1, 'category', 'Category', '投诉类别'),
        (2, 2, 'level', 'Level', '级别'),
        (2, 3, 'urgency', 'Urgency', '紧急程度'),
        (2, 4, 'urgent_reasons', 'Because', '紧急原因'),
        (2, 5, 'handler', 'Handled by', '处理人'),
        (2, 6, 'accused', 'About', '被投诉人'),
        (2, 7, 'clocks', 'Deadlines', '时限'),
        (3, 0, NULL, 'INVESTIGATION AND SOLUTION', '三、调查处理'),
        (3, 1, 'validity', 'Valid', '是否成立'),
        (3, 2, 'validity_reason', 'Because', '认定理由'),
        (3, 3, 'investigation', 'Investigation', '调查评估'),
        (3, 4, 'work_orders', 'Work orders', '工单与联动'),
        (3, 5, 'remedies', 'Remedies', '解决方案'),
        (3, 6, 'state', 'State', '当前状态'),
        (3, 7, 'reason', 'Latest reason', '最近事由'),
        (4, 0, NULL, 'REPLY TO THE CUSTOMER', '四、客户答复'),
        (4, 1, 'contacts', 'Contacts', '联系记录'),
        (4, 2, 'promised_at', 'Next contact', '约定联系'),
        (5, 0, NULL, 'FOLLOW-UP', '五、回访与办结'),
        (5, 1, 'follow_ups', 'Follow-up', '回访记录'),
        (5, 2, 'satisfaction', 'Satisfaction', '满意度'),
        (5, 3, 'closed_at', 'Closed', '办结时间'),
        (6, 0, NULL, 'HISTORY', '六、处理经过'),
        (6, 1, 'history', 'Events', '经过')
      ) AS form (stage, place, field, en, zh)
$$;
COMMENT ON FUNCTION @extschema@.sheet_labels IS 'the form of the complaint sheet: stages, their fields in order, and labels in English (en) or Chinese (zh)';

CREATE FUNCTION @extschema@.sheet_word(word text, language text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE language WHEN 'zh' THEN coalesce('{
        "acknowledgement": "受理确认", "first_response": "首次回复", "promised_contact": "约定联系", "resolution": "办结时限",
        "department_feedback": "部门反馈", "approval": "审批", "solution_approval": "方案审批", "follow_up": "回访", "progress_update": "进度告知",
        "running": "进行中", "warned": "已预警", "breached": "已超时", "paused": "暂停", "met": "按时", "late": "逾期", "cancelled": "取消",
        "received": "受理", "joined": "并入", "separated": "单独处理", "raised": "升级", "imported": "历史导入", "reclassified": "重新分类", "rejudged": "规则重判", "rerouted": "重新分派", "claimed": "认领",
        "customer_changed": "客户资料变更", "handed_over": "移交", "updated": "更新", "recomputed": "时限重算", "contact": "联系客户", "attempt": "联系未果",
        "incoming": "客户来电", "clock_checked": "时限检查", "clock_warned": "时限预警", "clock_breached": "时限超时", "escalated": "上报",
        "valid": "成立", "invalid": "不成立", "not_reached": "未接通", "anonymous": "匿名", "erased": "已删除", "perhaps": "可能是"
        }'::jsonb ->> word, word) ELSE replace(word, '_', ' ') END
$$;
COMMENT ON FUNCTION @extschema@.sheet_word IS 'a code of the engine in the language of a sheet; the code itself where there is no word';

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
                                                     CASE WHEN c.salt IS NULL THEN @extschema@.sheet_word('erased', $2) END, '')
                                       FROM %2$I.customer u WHERE u.id = c.customer_id),
                                    @extschema@.sheet_word('anonymous', $2)),
            'standing', concat_ws(', ', coalesce((SELECT %1$I FROM %2$I.complainant_group WHERE code = c.complainant_group), c.complainant_group),
                                  coalesce((SELECT %1$I FROM %2$I.customer_tier WHERE code = c.customer_tier), c.customer_tier)),
            'product', c.product,
            'merchant', c.merchant,
            'reference', concat_ws(', ', c.order_ref, c.contract_ref),
            'amount', c.amount || ' ' || c.currency,
            'occurred', concat_ws(', ', to_char(c.occurred_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'), c.occurred_place),
            'title', c.title,
            'description', c.description,
            'remedy_sought', c.remedy_sought,
            'evidence', array_to_string(c.evidence, E'\n'),
            'questions', (SELECT string_agg(CASE $2 WHEN 'zh' THEN q.question_zh ELSE q.question END, E'\n' ORDER BY q.position)
                            FROM %2$I.completeness_rule q WHERE q.name = ANY (c.missing)),
            'category', CASE WHEN c.guesses IS NULL THEN concat_ws(' ', c.category, (SELECT %1$I FROM %2$I.category WHERE code = c.category))
                             ELSE @extschema@.sheet_word('perhaps', $2) || ' ' || @extschema@.categories_in_words($3, c.guesses, $2) END,
            'level', (SELECT %1$I FROM %2$I.level WHERE code = c.level),
            'urgency', (SELECT %1$I FROM %2$I.urgency WHERE code = c.urgency),
            'urgent_reasons', array_to_string(c.urgent_reasons, E'\n'),
            'handler', concat_ws(', ', c.owner || coalesce(' ' || (SELECT name FROM %2$I.staff WHERE code = c.owner), ''),
                                 (SELECT %1$I FROM %2$I.department WHERE code = c.department),
                                 (SELECT %1$I FROM %2$I.staff_role WHERE code = c.handler_role)),
            'accused', concat_ws(' ', c.accused_staff, (SELECT name FROM %2$I.staff WHERE code = c.accused_staff)),
            'validity', @extschema@.sheet_word(c.validity, $2),
            'validity_reason', c.validity_reason,
            'state', (SELECT %1$I FROM %2$I.state WHERE code = c.state),
            'reason', c.reason,
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

CREATE FUNCTION @extschema@.sheet_lists(desk name, id bigint, language text, masked boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lists jsonb;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format($lists$
        WITH zone AS (SELECT time_zone FROM %2$I.desk),
        clocks AS (
            SELECT string_agg(concat_ws('  ', to_char(k.due_at AT TIME ZONE time_zone, 'YYYY-MM-DD HH24:MI'),
                       @extschema@.sheet_word(k.metric, $2),
                       @extschema@.sheet_word(coalesce(k.outcome, CASE WHEN k.paused_at IS NOT NULL THEN 'paused'
                                                                       WHEN k.breached_at IS NOT NULL THEN 'breached'
                                                                       WHEN k.warned_at IS NOT NULL THEN 'warned'
                                                                       ELSE 'running' END), $2)),
                   E'\n' ORDER BY k.due_at, k.metric, k.cycle) AS list
              FROM %2$I.clock k, zone WHERE k.complaint_id = $1
        ), said AS (
            SELECT n.purpose = 'follow_up' AS is_follow_up,
                   string_agg(concat_ws('  ', to_char(n.contacted_at AT TIME ZONE time_zone, 'YYYY-MM-DD HH24:MI'),
                       CASE n.direction WHEN 'out' THEN '->' ELSE '<-' END,
                       (SELECT %1$I FROM %2$I.contact_purpose WHERE code = n.purpose), n.made_by,
                       CASE n.result WHEN 'not_reached' THEN @extschema@.sheet_word(n.result, $2) END,
                       CASE WHEN n.note <> '' AND $3 THEN '***' ELSE n.note END), E'\n' ORDER BY n.contacted_at, n.id) AS list
              FROM %2$I.contact n, zone WHERE n.complaint_id = $1
             GROUP BY 1
        ), happened AS (
            SELECT string_agg(concat_ws('  ', to_char(e.at AT TIME ZONE time_zone, 'YYYY-MM-DD HH24:MI'),
                       coalesce((SELECT %1$I FROM %2$I.state s WHERE e.activity = 'state:' || s.code),
                                concat_ws(' ', @extschema@.sheet_word(split_part(e.activity, ':', 1), $2),
                                          coalesce((SELECT %1$I FROM %2$I.contact_purpose p WHERE p.code = split_part(e.activity, ':', 2)),
                                                   @extschema@.sheet_word(nullif(split_part(e.activity, ':', 2), ''), $2)))), e.actor),
                   E'\n' ORDER BY e.seq) AS list
              FROM %2$I.complaint_event e, zone WHERE e.complaint_id = $1
        )
        SELECT jsonb_build_object(
            'clocks', (SELECT list FROM clocks),
            'contacts', (SELECT list FROM said WHERE NOT is_follow_up),
            'follow_ups', (SELECT list FROM said WHERE is_follow_up),
            'history', (SELECT list FROM happened))$lists$,
        CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk)
       INTO lists USING id, language, masked;
    RETURN lists;
END
$$;
COMMENT ON FUNCTION @extschema@.sheet_lists IS 'the fields of a complaint sheet that list deadlines, contacts and events';

CREATE FUNCTION @extschema@.mask_texts(fields jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT fields || coalesce(jsonb_object_agg(key, '***') FILTER (WHERE value <> ''), '{}')
      FROM jsonb_each_text(fields)
     WHERE key IN ('complainant', 'received_place', 'product', 'merchant', 'reference', 'occurred', 'title', 'description',
                   'remedy_sought', 'evidence', 'validity_reason', 'reason')
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

CREATE FUNCTION @extschema@.sheet_entries(desk name, id bigint, language text, masked boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT time_zone FROM %I.desk', desk) INTO zone;
    RETURN (SELECT jsonb_object_agg(g.field, g.list)
              FROM (SELECT f.field, string_agg(to_char(t.at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI') || '  ' || t.line,
                                               E'\n' ORDER BY t.at, t.place) AS list
                      FROM ROWS FROM (@extschema@.told_events(desk, id, language, masked))
                           WITH ORDINALITY AS t (at, activity, who, line, place)
                      JOIN (VALUES ('assessment', 'investigation'), ('investigation', 'investigation'),
                                   ('evidence', 'investigation'), ('work_order', 'work_orders'),
                                   ('answer', 'work_orders'), ('team', 'work_orders'), ('account', 'work_orders'),
                                   ('remedy', 'remedies'), ('approval', 'remedies'), ('execution', 'remedies'),
                                   ('satisfaction', 'satisfaction')) AS f (kind, field)
                        ON f.kind = split_part(t.activity, ':', 1)
                     GROUP BY f.field) g);
END
$$;
COMMENT ON FUNCTION @extschema@.sheet_entries IS 'the fields of a complaint sheet that list what people added to the file of the case';

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
    fields := fields || @extschema@.sheet_lists(desk, id, tongue, masked)
        || coalesce(@extschema@.sheet_entries(desk, id, tongue, masked), '{}');
    FOR row IN SELECT * FROM @extschema@.sheet_labels(tongue) l ORDER BY l.stage, l.place
    LOOP
        lines := lines || CASE
            WHEN row.field IS NOT NULL THEN @extschema@.sheet_field(row.label, fields ->> row.field)
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
