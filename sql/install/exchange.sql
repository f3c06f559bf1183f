-- What passes between a head office and its companies once a minute: cases go
-- down, into an inbox where each arrives once however often it is sent; what
-- became of them comes back with the figures, by logical replication.

CREATE FUNCTION @extschema@.passes(sqlstate text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- not the case's fault: conflicts, resources, an operator, the system, rights, a broken desk
    SELECT left(sqlstate, 2) = ANY ('{08,25,40,42,53,54,55,57,58,F0,XX}'::text[])
        OR sqlstate = ANY ('{KF003,KF005,KF009,KF010}'::text[])
$$;
COMMENT ON FUNCTION @extschema@.passes IS 'whether an error may be gone the next time: then the case waits, else it is refused';

CREATE FUNCTION @extschema@.file_referrals(desk name, place name, at_most int DEFAULT 5000) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    referral uuid;
    failure text;
    state text;
    detail text;
    done bigint := 0;
    -- personal data shall be in the case alone
    emptied text := (SELECT string_agg(format('%I = NULL', h.name), ', ') FROM @extschema@.handed_columns() h WHERE NOT h.is_kept);
    -- one statement a case: the customer, the case, the state of the referral
    file text := format($file$
        WITH handed AS (
            SELECT i.*, m.channel, m.group_name FROM %2$I.inbox i, %2$I.membership m WHERE i.id = $1 AND NOT i.settled FOR UPDATE OF i
        ), known AS (
            INSERT INTO %1$I.customer AS c (name, phone, email, address, language, tier, complainant_group, external_ref)
            SELECT customer_name, customer_phone, customer_email, customer_address, CASE WHEN customer_language IN ('en', 'zh') THEN customer_language END,
                   (SELECT code FROM %1$I.customer_tier WHERE code = customer_tier),
                   (SELECT code FROM %1$I.complainant_group g WHERE g.code = handed.complainant_group), group_name || ':' || customer_ref
              FROM handed WHERE customer_ref IS NOT NULL
            ON CONFLICT (external_ref) DO UPDATE SET name = coalesce(excluded.name, c.name), phone = coalesce(excluded.phone, c.phone),
                   email = coalesce(excluded.email, c.email), address = coalesce(excluded.address, c.address), language = coalesce(excluded.language, c.language)
             WHERE (coalesce(excluded.name, c.name), coalesce(excluded.phone, c.phone), coalesce(excluded.email, c.email), coalesce(excluded.address, c.address), coalesce(excluded.language, c.language))
                   IS DISTINCT FROM (c.name, c.phone, c.email, c.address, c.language)
            RETURNING id
        ), filed AS (
            INSERT INTO %1$I.complaint (received_at, channel, customer_id, product, merchant, order_ref, contract_ref, amount, currency,
                   occurred_at, occurred_place, complainant_group, customer_tier, title, description, remedy_sought, evidence, reason)
            SELECT arrived_at, channel,
                   coalesce((SELECT id FROM known), (SELECT c.id FROM %1$I.customer c WHERE c.external_ref = group_name || ':' || customer_ref)),
                   product, merchant, order_ref, contract_ref, amount, currency, least(occurred_at, arrived_at), occurred_place,
                   (SELECT g.code FROM %1$I.complainant_group g WHERE g.code = handed.complainant_group),
                   (SELECT t.code FROM %1$I.customer_tier t WHERE t.code = handed.customer_tier),
                   title, description, remedy_sought, evidence, concat_ws(': ', group_name || ' ' || sheet_no, task)
              FROM handed
            RETURNING id, sheet_no
        ), settled AS (
            UPDATE %2$I.inbox SET settled = true, problem = NULL, %3$s WHERE id = $1 AND NOT settled
        )
        INSERT INTO %2$I.referral_status (id, status, recorded_at, complaint_id, sheet_no)
        SELECT $1, 'filed', $2, filed.id, filed.sheet_no FROM filed
        ON CONFLICT (id) DO UPDATE SET status = excluded.status, recorded_at = excluded.recorded_at, complaint_id = excluded.complaint_id, sheet_no = excluded.sheet_no, reason = NULL$file$, desk, place, emptied);
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR referral IN
        EXECUTE format('SELECT id FROM %I.inbox WHERE NOT settled ORDER BY attempts, arrived_at, order_id LIMIT %s', place, at_most)
    LOOP
        BEGIN
            EXECUTE file USING referral, now();
            done := done + 1;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, failure = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
            -- PostgreSQL's own details quote rows
            failure := concat_ws(' ', state || ':', failure, CASE WHEN state LIKE 'KF%' THEN nullif('(' || detail || ')', '()') END);
            IF @extschema@.passes(state) THEN
                EXECUTE format('UPDATE %I.inbox SET attempts = attempts + 1, problem = $2 WHERE id = $1', place) USING referral, failure;
                -- the head office shall know, too
                EXECUTE format('INSERT INTO %1$I.referral_status AS s (id, status, recorded_at, reason) SELECT id, ''delivered'', $2, $3 FROM %1$I.inbox WHERE id = $1 AND attempts > 2
                                ON CONFLICT (id) DO UPDATE SET reason = excluded.reason WHERE s.reason IS DISTINCT FROM excluded.reason', place)
                  USING referral, now(), failure;
            ELSE
                EXECUTE format('UPDATE %I.inbox SET settled = true, problem = $2, %s WHERE id = $1', place, emptied) USING referral, failure;
                EXECUTE format('INSERT INTO %I.referral_status (id, status, recorded_at, reason) VALUES ($1, ''refused'', $2, $3)
                                ON CONFLICT (id) DO UPDATE SET status = excluded.status, recorded_at = excluded.recorded_at, reason = excluded.reason', place)
                  USING referral, now(), failure;
                done := done + 1;
            END IF;
        END;
    END LOOP;
    RETURN done;
END
$$;
COMMENT ON FUNCTION @extschema@.file_referrals IS 'part of exchange_cases, at a company: makes cases of what lies in its inbox, one by one; what cannot be a case is refused with the reason; returns how many were settled';

CREATE FUNCTION @extschema@.report_to_group(desk name, place name, as_of timestamptz) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format($labels$
        WITH label AS (
            SELECT 'department' AS dimension, code, label, label_zh FROM %1$I.department
            UNION ALL SELECT 'category', code, label, label_zh FROM %1$I.category
            UNION ALL SELECT 'level', code, label, label_zh FROM %1$I.level
            UNION ALL SELECT 'urgency', code, label, label_zh FROM %1$I.urgency
            UNION ALL SELECT 'channel', code, label, label_zh FROM %1$I.channel
            UNION ALL SELECT 'state', code, label, label_zh FROM %1$I.state
        )
        INSERT INTO %2$I.code_label AS c (dimension, code, label, label_zh)
        SELECT dimension, code, label, label_zh FROM label
        ON CONFLICT (dimension, code) DO UPDATE SET label = excluded.label, label_zh = excluded.label_zh
         WHERE (c.label, c.label_zh) IS DISTINCT FROM (excluded.label, excluded.label_zh)$labels$, desk, place);
    -- a case that was closed for a year is not looked at again
    EXECUTE format($status$
        UPDATE %2$I.referral_status r
           SET (status, state, resolution, department, due_at, sla_status, closed_at) =
               (n.status, n.state, n.resolution, n.department, n.due_at, n.sla_status, n.closed_at)
          FROM (SELECT c.id, CASE WHEN s.kind = 'final' THEN 'closed' ELSE 'filed' END AS status, c.state,
                       CASE WHEN s.kind = 'final' THEN coalesce(s.resolution, 'full') END AS resolution,
                       c.department, c.due_at, c.sla_status, c.closed_at
                  FROM %1$I.complaint c JOIN %1$I.state s ON s.code = c.state) AS n
         WHERE n.id = r.complaint_id AND (r.closed_at IS NULL OR r.closed_at > $1 - interval '1 year')
           AND (r.status, r.state, r.resolution, r.department, r.due_at, r.sla_status, r.closed_at)
               IS DISTINCT FROM (n.status, n.state, n.resolution, n.department, n.due_at, n.sla_status, n.closed_at)$status$, desk, place)
      USING as_of;
    GET DIAGNOSTICS changed = ROW_COUNT;
    EXECUTE format($report$
        INSERT INTO %2$I.company_report (id, received, reported_at, not_folded, engine_version, currency, time_zone, closing_buckets)
        SELECT 1, (SELECT coalesce(sum(figures[2]), 0) FROM %2$I.kpi_month_sum), $1, (SELECT count(*) FROM %1$I.kpi_change), @extschema@.engine_version(), d.currency, d.time_zone,
               (SELECT coalesce(string_agg(concat_ws(' ', position, code, within::text), ', ' ORDER BY position), '') FROM %1$I.closing_bucket)
          FROM %1$I.desk d
        ON CONFLICT (id) DO UPDATE SET reported_at = excluded.reported_at, not_folded = excluded.not_folded, engine_version = excluded.engine_version,
            currency = excluded.currency, time_zone = excluded.time_zone, closing_buckets = excluded.closing_buckets$report$, desk, place)
      USING as_of;
    RETURN changed;
END
$$;
COMMENT ON FUNCTION @extschema@.report_to_group IS 'part of exchange_cases, at a company: writes down for the head office what became of its referrals, words for codes, and how fresh the figures are; returns how many referrals changed';

CREATE FUNCTION @extschema@.deliver_referrals(desk name, "group" name, company text, place name) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    columns text := (SELECT string_agg(quote_ident(h.name), ', ') FROM @extschema@.handed_columns() h);
    referrals uuid[];
    content jsonb;
    done bigint := 0;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    LOOP
        EXECUTE format($content$
            SELECT array_agg(b.id), jsonb_agg(to_jsonb(b))
              FROM (SELECT r.id, w.id AS order_id, c.sheet_no, w.task,
                           (SELECT min(k.due_at) FROM %1$I.clock k WHERE k.complaint_id = c.id AND k.subject = w.id) AS head_due_at,
                           c.received_at AS head_received_at, c.occurred_at, c.occurred_place, c.product, c.merchant, c.order_ref, c.contract_ref,
                           c.amount, c.currency, c.complainant_group, c.customer_tier, c.title, c.description, c.remedy_sought, c.evidence,
                           p.id || '.' || extract(epoch FROM p.created_at) AS customer_ref, p.name AS customer_name, p.phone AS customer_phone, p.email AS customer_email,
                           p.address AS customer_address, p.language AS customer_language
                      FROM %2$I.referral r
                      JOIN %1$I.work_order w ON w.id = r.work_order_id
                      JOIN %1$I.complaint c ON c.id = r.complaint_id
                      LEFT JOIN %1$I.customer p ON p.id = c.customer_id
                     WHERE r.company = $1 AND r.delivered_at IS NULL AND r.answered_at IS NULL
                     ORDER BY r.work_order_id LIMIT 500) AS b$content$, desk, "group")
           INTO referrals, content USING company;
        EXIT WHEN referrals IS NULL;
        IF done = 0 THEN
            PERFORM @extschema@.call_up(company, place), @extschema@.check_admission("group", place);
            -- what fails below may stand in the company's log, with all words
            PERFORM @extschema@.ask_server(place, format(
                'SELECT pg_catalog.to_jsonb(pg_catalog.has_column_privilege(%L, ''id'', ''INSERT''))::pg_catalog.text', format('%I.inbox', place)));
        END IF;
        -- without a target, ON CONFLICT needs no right to read the inbox
        PERFORM @extschema@.ask_server(place, format(
            'WITH sent AS (SELECT %1$s FROM pg_catalog.jsonb_populate_recordset(NULL::%2$I.inbox, %3$L::pg_catalog.jsonb)),
                  laid AS (INSERT INTO %2$I.inbox (%1$s) SELECT %1$s FROM sent ON CONFLICT DO NOTHING)
             SELECT pg_catalog.to_jsonb(pg_catalog.count(*))::pg_catalog.text FROM sent', columns, place, content::text));
        EXECUTE format('UPDATE %I.referral SET delivered_at = clock_timestamp() WHERE id = ANY ($1)', "group") USING referrals;
        done := done + cardinality(referrals);
    END LOOP;
    PERFORM @extschema@.hang_up(place);
    RETURN done;
END
$$;
COMMENT ON FUNCTION @extschema@.deliver_referrals IS 'part of exchange_cases, at the head office: lays cases into the inbox of a company; the inbox takes each once. Returns how many';

CREATE FUNCTION @extschema@.answer_orders(desk name, "group" name) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settled record;
    done bigint := 0;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR settled IN
        EXECUTE format($settled$
            SELECT r.id, r.work_order_id, r.complaint_id, d.liaison, w.status = 'answered' AS is_answered,
                   CASE WHEN s.status = 'refused' THEN 'refused' WHEN s.resolution = 'full' THEN 'done' ELSE 'partly' END AS result,
                   CASE WHEN s.status = 'refused' THEN concat_ws(' ', c.title || ':', s.reason)
                        ELSE concat_ws(' ', c.title || ':', s.sheet_no, coalesce(l.label, s.state)) END AS answer
              FROM %2$I.referral r
              JOIN %2$I.company c ON c.code = r.company
              JOIN %2$I.referral_status s ON s.company = r.company AND s.id = r.id AND s.status IN ('closed', 'refused')
              JOIN %1$I.work_order w ON w.id = r.work_order_id
              JOIN %1$I.department d ON d.code = w.department
              LEFT JOIN %2$I.code_label l ON l.company = r.company AND l.dimension = 'state' AND l.code = s.state
             WHERE r.answered_at IS NULL
             ORDER BY r.work_order_id$settled$, desk, "group")
    LOOP
        BEGIN
            IF NOT settled.is_answered THEN
                EXECUTE format('INSERT INTO %I.work_order_answer (complaint_id, work_order_id, result, answer, recorded_by) VALUES ($1, $2, $3, $4, $5)', desk)
                  USING settled.complaint_id, settled.work_order_id, settled.result, settled.answer, settled.liaison;
            END IF;
            EXECUTE format('UPDATE %I.referral SET answered_at = now(), problem = NULL WHERE id = $1', "group") USING settled.id;
            done := done + 1;
        EXCEPTION WHEN OTHERS THEN
            EXECUTE format('UPDATE %I.referral SET problem = $2 WHERE id = $1', "group") USING settled.id, SQLSTATE || ': ' || SQLERRM;
        END;
    END LOOP;
    RETURN done;
END
$$;
COMMENT ON FUNCTION @extschema@.answer_orders IS 'part of exchange_cases, at the head office: answers work orders with what companies made of them, in the name of the liaison of the department; returns how many';

CREATE FUNCTION @extschema@.hand_down(desk name, "group" name) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    company record;
    state text;
    failure text;
    detail text;
    done bigint := 0;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- the same order has the same id, also where it was delivered and all that
    -- is known of it here got lost
    EXECUTE format($outbox$
        INSERT INTO %2$I.referral (id, company, work_order_id, complaint_id)
        SELECT md5(concat_ws(' ', h.id, w.id, w.complaint_id, extract(epoch FROM w.recorded_at)))::uuid, c.code, w.id, w.complaint_id
          FROM %2$I.head_office h CROSS JOIN %1$I.work_order w JOIN %2$I.company c ON c.department = w.department AND c.left_at IS NULL
         WHERE w.status = 'open'
        ON CONFLICT (work_order_id) DO NOTHING$outbox$, desk, "group");
    -- what was answered by hand before it was delivered
    EXECUTE format('UPDATE %2$I.referral r SET answered_at = now() FROM %1$I.work_order w
                     WHERE w.id = r.work_order_id AND w.status = ''answered'' AND r.delivered_at IS NULL AND r.answered_at IS NULL', desk, "group");
    done := @extschema@.answer_orders(desk, "group");
    -- who did not answer the last time is asked last
    FOR company IN
        EXECUTE format('SELECT c.code, c.place FROM %1$I.company c
                         WHERE c.left_at IS NULL AND EXISTS (SELECT FROM %1$I.referral r WHERE r.company = c.code AND r.delivered_at IS NULL AND r.answered_at IS NULL)
                         ORDER BY c.problem IS NOT NULL, c.tried_at, c.code', "group")
    LOOP
        BEGIN
            done := done + @extschema@.deliver_referrals(desk, "group", company.code, company.place);
            EXECUTE format('UPDATE %I.company SET tried_at = clock_timestamp(), exchanged_at = clock_timestamp(), problem = NULL WHERE code = $1', "group") USING company.code;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, failure = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
            PERFORM @extschema@.hang_up(company.place);
            EXECUTE format('UPDATE %I.company SET tried_at = clock_timestamp(), problem = $2 WHERE code = $1', "group")
              USING company.code, concat_ws(': ', state, failure, CASE WHEN state LIKE '08%' OR state = 'KF019' THEN nullif(detail, '') END);
        END;
    END LOOP;
    RETURN done;
END
$$;
COMMENT ON FUNCTION @extschema@.hand_down IS 'part of exchange_cases, at the head office: hands work orders for departments that stand for companies down to these, and takes their results; returns how many were delivered and answered';

CREATE FUNCTION @extschema@.exchange_cases_as_owner(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    belongs record;
    done bigint := 0;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT @extschema@.job_may_run(desk, 'exchange_cases') THEN
        RETURN 0;
    END IF;
    FOR belongs IN SELECT * FROM @extschema@.desk_groups(desk)
    LOOP
        IF belongs.is_head THEN
            done := done + @extschema@.hand_down(desk, belongs.place);
        ELSE
            done := done + @extschema@.file_referrals(desk, belongs.place) + @extschema@.report_to_group(desk, belongs.place, as_of);
        END IF;
    END LOOP;
    PERFORM @extschema@.note_job_run(desk, 'exchange_cases', started_at, done);
    RETURN done;
END
$$;
CALL @extschema@.make_public('exchange_cases_as_owner',
    'job of a desk that belongs to a group: at the head office hands work orders down to companies and answers them with the results; at a company files what was handed down, and reports. Returns how many cases it moved; what dies half-way is done by the next run, and nothing twice', is_job => true);
