-- Messages: their words, and the workers that carry them away.

CREATE FUNCTION @extschema@.message_placeholders() RETURNS TABLE (name text, meaning text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    VALUES ('desk', 'title of the desk'),
           ('topic', 'topic of the message'),
           ('created_at', 'time of the fact'),
           ('sheet_no', 'number of the complaint sheet'),
           ('received_at', 'time of receipt'),
           ('channel', 'channel by which the case came'),
           ('title', 'title of the case'),
           ('category', 'category of the case'),
           ('level', 'level of the case'),
           ('urgency', 'urgency of the case'),
           ('urgent_reasons', 'why it is urgent'),
           ('state', 'state of the case'),
           ('owner', 'name of the owner, or the department or role for which the case waits'),
           ('receiver', 'name of who received the case'),
           ('accused', 'name of the person complained about'),
           ('department', 'department that handles the case, or whose report it is'),
           ('product', 'product or service'),
           ('merchant', 'merchant'),
           ('order_ref', 'order'),
           ('customer', 'name of the customer'),
           ('customer_phone', 'telephone number of the customer'),
           ('metric', 'what the clock measures'),
           ('due_at', 'deadline of the clock, or nearest deadline of the case'),
           ('call_back_by', 'deadline of the first response to the customer'),
           ('step', 'escalation step'),
           ('rule', 'rule that made the message'),
           ('calendar', 'calendar that ends'),
           ('last_year', 'last year of the calendar'),
           ('day', 'day of the digest of histories'),
           ('sha256', 'digest of histories'),
           ('count', 'number of messages in a digest'),
           ('items', 'titles of the messages in a digest, one a line'),
           ('content', 'all facts of the message')
$$;
COMMENT ON FUNCTION @extschema@.message_placeholders IS 'what a message_template may have in braces; besides, {content.x} is fact x of the message, whichever it is';

CREATE FUNCTION @extschema@.placeholders_in(template text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT DISTINCT m[1] FROM regexp_matches(template, '\{([^{}]*)\}', 'g') AS m ORDER BY 1 $$;
COMMENT ON FUNCTION @extschema@.placeholders_in IS 'names in braces of a text';

CREATE FUNCTION @extschema@.unknown_placeholders(template text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p FROM @extschema@.placeholders_in(template) AS p
     WHERE p !~ '^content\.[a-z0-9_]+$'
       AND p NOT IN (SELECT name FROM @extschema@.message_placeholders())
$$;
COMMENT ON FUNCTION @extschema@.unknown_placeholders IS 'names in braces that no message can fill in';

CREATE FUNCTION @extschema@.fill_in(template text, facts jsonb) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- one pass: what was filled in is not looked through for braces again
    SELECT string_agg(CASE WHEN m[1] ~ '^\{content\..*\}$' THEN coalesce(facts -> 'content' ->> substr(m[1], 10, length(m[1]) - 10), '')
                           WHEN m[1] ~ '^\{[^{}]*\}$' THEN coalesce(facts ->> substr(m[1], 2, length(m[1]) - 2), '')
                           ELSE m[1] END, '' ORDER BY part)
      FROM regexp_matches(template, '(\{[^{}]*\}|[^{]+|\{)', 'g') WITH ORDINALITY AS p (m, part)
$$;
COMMENT ON FUNCTION @extschema@.fill_in IS 'a template with the facts in the place of {their names}; what is not known is left out';

CREATE FUNCTION @extschema@.message_facts(desk name, ids bigint[], language text)
RETURNS TABLE (id bigint, words_in text, facts jsonb)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($facts$
        SELECT o.id, l.language, jsonb_build_object(
            'desk', d.title,
            'topic', o.topic,
            'created_at', to_char(o.created_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'),
            'sheet_no', coalesce(c.sheet_no, o.content ->> 'sheet_no'),
            'received_at', to_char(c.received_at AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'),
            'title', c.title, 'product', c.product, 'merchant', c.merchant, 'order_ref', c.order_ref,
            'urgent_reasons', array_to_string(c.urgent_reasons, CASE l.language WHEN 'zh' THEN '、' ELSE ', ' END),
            'owner', coalesce((SELECT name FROM %1$I.staff WHERE code = c.owner),
                              (SELECT CASE l.language WHEN 'zh' THEN label_zh ELSE label END FROM %1$I.department WHERE code = c.department),
                              (SELECT CASE l.language WHEN 'zh' THEN label_zh ELSE label END FROM %1$I.staff_role WHERE code = c.handler_role)),
            'receiver', (SELECT name FROM %1$I.staff WHERE code = c.received_by),
            'accused', (SELECT name FROM %1$I.staff WHERE code = c.accused_staff),
            'customer', coalesce(u.name, CASE l.language WHEN 'zh' THEN '客户' ELSE 'customer' END),
            'customer_phone', u.phone,
            'metric', (SELECT CASE l.language WHEN 'zh' THEN label_zh ELSE label END FROM %1$I.term WHERE code = o.content ->> 'metric'),
            'due_at', to_char(coalesce((o.content ->> 'due_at')::timestamptz, c.due_at) AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'),
            'call_back_by', to_char((SELECT due_at FROM %1$I.clock WHERE complaint_id = c.id AND metric = 'first_response'
                                      ORDER BY cycle DESC LIMIT 1) AT TIME ZONE d.time_zone, 'YYYY-MM-DD HH24:MI'),
            'step', o.content ->> 'step', 'rule', o.content ->> 'rule',
            'calendar', o.content ->> 'calendar', 'last_year', o.content ->> 'last_year',
            'day', o.content ->> 'day', 'sha256', o.content ->> 'sha256', 'count', o.content ->> 'count',
            'content', o.content)
            || (SELECT jsonb_object_agg(kind, CASE l.language WHEN 'zh' THEN label_zh ELSE label END)
                  FROM (SELECT 'channel' AS kind, label, label_zh FROM %1$I.channel WHERE code = c.channel
                        UNION ALL SELECT 'category', label, label_zh FROM %1$I.category WHERE code = c.category
                        UNION ALL SELECT 'level', label, label_zh FROM %1$I.level WHERE code = c.level
                        UNION ALL SELECT 'urgency', label, label_zh FROM %1$I.urgency WHERE code = c.urgency
                        UNION ALL SELECT 'state', label, label_zh FROM %1$I.state WHERE code = c.state
                        UNION ALL SELECT 'department', label, label_zh FROM %1$I.department WHERE code = coalesce(c.department, o.content ->> 'department')
                        UNION ALL SELECT 'end', '', '') AS labels)
          FROM %1$I.outbox o
          CROSS JOIN %1$I.desk d
          LEFT JOIN %1$I.complaint c ON c.id = o.complaint_id
          LEFT JOIN %1$I.customer u ON u.id = c.customer_id
          CROSS JOIN LATERAL (SELECT CASE WHEN o.audience = 'customer' THEN coalesce(u.language, $2, d.language)
                                          ELSE coalesce($2, d.language) END) AS l (language)
         WHERE o.id = ANY ($1)$facts$, desk)
      USING ids, language;
END
$$;
COMMENT ON FUNCTION @extschema@.message_facts IS 'the facts that messages can be filled in with, codes as words; the customer''s are read now, so that what was erased is gone; for who may read the tables';

CREATE FUNCTION @extschema@.message_words(desk name, ids bigint[], language text)
RETURNS TABLE (id bigint, words_in text, title text, body text, facts jsonb)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($words$
        SELECT f.id, f.words_in, complaint_flow.fill_in(coalesce(t.title, '{topic} {sheet_no}'), f.facts),
               coalesce(t.body, '{content}'), f.facts
          FROM complaint_flow.message_facts($1, $2, $3) AS f
          JOIN %1$I.outbox o ON o.id = f.id
          LEFT JOIN LATERAL (
                SELECT m.title, m.body FROM %1$I.message_template m
                 WHERE m.topic IN (o.topic, '*') AND m.language = f.words_in
                   AND coalesce(m.audience_kind, '') IN ('', split_part(o.audience, ' ', 1))
                 ORDER BY m.topic = '*', m.audience_kind NULLS LAST
                 LIMIT 1) AS t ON true$words$, desk)
      USING desk, ids, language;
END
$$;
COMMENT ON FUNCTION @extschema@.message_words IS 'title, template of the body, and facts of messages; for who may read the tables';

CREATE FUNCTION @extschema@.render_messages_as_reader(desk name, ids bigint[], language text DEFAULT NULL)
RETURNS TABLE (id bigint, complaint_id bigint, topic text, audience text, persons text[], recipient text,
               phone text, email text, words_in text, title text, body text, attempts int, address_changed_at timestamptz)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($render$
        SELECT o.id, o.complaint_id, o.topic, o.audience,
               CASE split_part(o.audience, ' ', 1)
               WHEN 'person' THEN ARRAY[a.name]
               WHEN 'role' THEN ARRAY(SELECT s.code FROM %1$I.staff s WHERE s.role = a.name AND s.active ORDER BY s.code)
               WHEN 'department' THEN ARRAY(SELECT s.code FROM %1$I.staff s WHERE s.department = a.name AND s.active ORDER BY s.code)
               END,
               CASE split_part(o.audience, ' ', 1)
               WHEN 'person' THEN (SELECT s.name FROM %1$I.staff s WHERE s.code = a.name)
               WHEN 'role' THEN (SELECT CASE w.words_in WHEN 'zh' THEN label_zh ELSE label END FROM %1$I.staff_role WHERE code = a.name)
               WHEN 'department' THEN (SELECT CASE w.words_in WHEN 'zh' THEN label_zh ELSE label END FROM %1$I.department WHERE code = a.name)
               WHEN 'customer' THEN u.name
               END,
               u.phone, u.email, w.words_in, w.title,
               complaint_flow.fill_in(w.body, w.facts || jsonb_build_object('items',
                   (SELECT string_agg(i.title, E'\n' ORDER BY i.id)
                      FROM complaint_flow.message_words($1, ARRAY(SELECT k.id FROM %1$I.outbox k WHERE k.digest_id = o.id), w.words_in) AS i
                     WHERE o.topic = 'digest'))),
               o.attempts,
               greatest((SELECT max(h.recorded_at) FROM %1$I.customer_change h
                          WHERE h.customer_id = u.id AND h.recorded_at >= o.created_at
                            AND h.columns && '{phone,email,address}'),
                        (SELECT max(e.at) FROM %1$I.complaint_event e
                          WHERE e.complaint_id = c.id AND e.at >= o.created_at AND e.changes ? 'customer_id'))
          FROM complaint_flow.message_words($1, $2, $3) AS w
          JOIN %1$I.outbox o ON o.id = w.id
          CROSS JOIN LATERAL (SELECT substr(o.audience, strpos(o.audience, ' ') + 1)) AS a (name)
          LEFT JOIN %1$I.complaint c ON c.id = o.complaint_id AND o.audience = 'customer'
          LEFT JOIN %1$I.customer u ON u.id = c.customer_id
         ORDER BY o.visible_at, o.id$render$, desk)
      USING desk, ids, language;
END
$$;
CALL @extschema@.make_public('render_messages_as_reader',
    'messages as their audience reads them, without taking them: the persons of the audience, name and address of the customer, since when the address is another one than when the message was written (NULL: it is the same), title and body in the language wanted, else the customer''s or the desk''s; for who may read the tables');

CREATE FUNCTION @extschema@.read_outbox(desk name, max int DEFAULT 100, visibility interval DEFAULT '5 minutes',
    audience text DEFAULT NULL, language text DEFAULT NULL, as_of timestamptz DEFAULT clock_timestamp())
RETURNS TABLE (id bigint, complaint_id bigint, topic text, audience text, persons text[], recipient text,
               phone text, email text, words_in text, title text, body text, attempts int, address_changed_at timestamptz)
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.read_outbox IS 'takes up to max messages for a worker, as render_messages shows them, for one audience (customer, role supervisor) or one kind (person, role, department); nobody else gets them for the time of visibility, then they come again unless ack_outbox was called; capacity messenger';

CREATE FUNCTION @extschema@.ack_outbox(desk name, ids bigint[], as_of timestamptz DEFAULT clock_timestamp())
RETURNS TABLE (id bigint, outcome text)
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.ack_outbox IS 'these messages are delivered and do not come again: acknowledged, acknowledged before, or unknown, for each; a message to a reachable customer whose topic is a contact_purpose is written down as contact, and so meets clocks; capacity messenger';

CREATE FUNCTION @extschema@.send_digests_as_owner(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    -- a message whose rule is gone waits no longer
    due text := format($due$
              FROM %1$I.outbox o
              CROSS JOIN %1$I.desk d
              LEFT JOIN %1$I.message_rule r ON r.id = o.digest_rule
              CROSS JOIN LATERAL (SELECT (date_bin(r.digest_every, o.created_at AT TIME ZONE d.time_zone, '2001-01-01')
                                          + r.digest_every) AT TIME ZONE d.time_zone) AS p (ends_at)
             WHERE o.digest_rule IS NOT NULL AND o.digest_id IS NULL AND o.acked_at IS NULL
               AND (p.ends_at <= $1 OR p.ends_at IS NULL)
               AND o.id <> ALL ($3::bigint[])$due$, desk);
    sent bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT @extschema@.job_may_run(desk, 'send_digests') THEN
        RETURN 0;
    END IF;
    sent := @extschema@.go_round(desk, 'send_digests', 'message', format($send$
        WITH waiting AS MATERIALIZED (
            SELECT o.id, o.digest_rule, o.audience, p.ends_at
            %2$s
               AND ($2 IS NULL OR o.id = ANY ($2::bigint[]))
             ORDER BY o.id
               FOR NO KEY UPDATE OF o SKIP LOCKED
        ), digest AS (
            INSERT INTO %1$I.outbox (created_at, topic, audience, dedup_key, content)
            SELECT $1, 'digest', w.audience, 'digest:' || min(w.id),
                   jsonb_build_object('count', count(*), 'until', w.ends_at)
              FROM waiting w
             GROUP BY w.digest_rule, w.audience, w.ends_at
             ORDER BY min(w.id)
            RETURNING id, dedup_key
        ), collected AS (
            UPDATE %1$I.outbox o SET digest_id = d.id, acked_at = $1
              FROM (SELECT w.id, 'digest:' || min(w.id) OVER (PARTITION BY w.digest_rule, w.audience, w.ends_at) AS dedup_key
                      FROM waiting w) AS member
              JOIN digest d ON d.dedup_key = member.dedup_key
             WHERE o.id = member.id
        )
        SELECT count(*) FROM digest$send$, desk, due),
        'SELECT array_agg(o.id::text ORDER BY o.digest_rule, o.audience, p.ends_at, o.id) ' || due || ' AND $2 IS NULL', as_of);
    PERFORM @extschema@.note_job_run(desk, 'send_digests', started_at, sent);
    RETURN coalesce(sent, 0);
END
$$;
CALL @extschema@.make_public('send_digests_as_owner',
    'job: one message instead of all that waited for an audience in a period of message_rule.digest_every that is over; more than one where a message among them cannot be written, which is gone round; returns how many digests', is_job => true);

CREATE FUNCTION @extschema@.purge_outbox_as_owner(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    -- while a case is open its messages say what has been told once
    old text := format($old$
         o.acked_at < $1 - d.keep_messages
           AND NOT EXISTS (SELECT FROM %1$I.complaint c JOIN %1$I.state s ON s.code = c.state
                            WHERE c.id = o.complaint_id AND s.kind <> 'final')
           AND NOT EXISTS (SELECT FROM %1$I.outbox k WHERE k.id = o.digest_id AND k.acked_at IS NULL)
           AND o.id <> ALL ($3::bigint[])$old$, desk);
    purged bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT @extschema@.job_may_run(desk, 'purge_outbox') THEN
        RETURN 0;
    END IF;
    purged := @extschema@.go_round(desk, 'purge_outbox', 'message', format($purge$
        WITH purged AS (
            DELETE FROM %1$I.outbox o
             USING %1$I.desk d
             WHERE %2$s
               AND ($2 IS NULL OR o.id = ANY ($2::bigint[]))
            RETURNING o.id
        )
        SELECT count(*) FROM purged$purge$, desk, old),
        format('SELECT array_agg(o.id::text ORDER BY o.id) FROM %1$I.outbox o CROSS JOIN %1$I.desk d WHERE %2$s AND $2 IS NULL', desk, old),
        as_of);
    PERFORM @extschema@.note_job_run(desk, 'purge_outbox', started_at, purged);
    RETURN coalesce(purged, 0);
END
$$;
CALL @extschema@.make_public('purge_outbox_as_owner',
    'job: removes messages acknowledged longer ago than desk.keep_messages, those of open cases excepted; returns how many', is_job => true);
