-- The rival: the same rules and the same writes in PL/pgSQL, as somebody
-- writes them who knows PL/pgSQL well.  The rules stand as CASE expressions in
-- the trigger's own text, so that no row of a rule table is read per case; the
-- calendar is a table of prefix sums, two index probes a deadline; code tables
-- are read in one statement.  make bench compares what both decide.

CREATE SCHEMA rival;
SET search_path = rival, pg_catalog, pg_temp;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY '{customer,complaint,complaint_event,clock,queue,staff,staff_role,channel,category,level,urgency,transition}'::text[]
    LOOP
        EXECUTE format('CREATE TABLE %I (LIKE bench.%I INCLUDING ALL)', name, name);
        IF name NOT IN ('complaint', 'complaint_event', 'clock', 'queue') THEN
            EXECUTE format('INSERT INTO %I SELECT * FROM bench.%I', name, name);
        END IF;
    END LOOP;
END
$$;
ALTER TABLE complaint SET (fillfactor = 85);
ALTER TABLE clock SET (fillfactor = 85);
ALTER TABLE queue SET (fillfactor = 85);
-- it has no boards of this moment
ALTER TABLE queue DROP received_at, DROP department, DROP owner, DROP state, DROP in_state_since, DROP paused, DROP warn_at, DROP overdue_since;
ALTER TABLE complaint ADD FOREIGN KEY (customer_id) REFERENCES customer;

-- every day with the number of working days up to it; every opening with the open time before it
CREATE TABLE work_day (day date PRIMARY KEY, working boolean NOT NULL, number int NOT NULL);
INSERT INTO work_day
    SELECT d, w, sum(w::int) OVER (ORDER BY d)
      FROM (SELECT d::date AS d, extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT FROM bench.calendar_day c WHERE c.day = d::date) AS w
              FROM generate_series(timestamp '2024-01-01', '2028-12-31', '1 day') AS d) AS days;
CREATE UNIQUE INDEX work_day_number ON work_day (number) WHERE working;
CREATE TABLE open_span (opens timestamptz PRIMARY KEY, closes timestamptz NOT NULL, before interval NOT NULL);
INSERT INTO open_span
    SELECT o, o + interval '4 hours', (4 * (row_number() OVER (ORDER BY o) - 1)) * interval '1 hour'
      FROM (SELECT (day + t) AT TIME ZONE 'Asia/Shanghai' AS o FROM work_day, unnest('{09:00,14:00}'::time[]) AS t WHERE working) AS s;
CREATE UNIQUE INDEX open_span_before ON open_span (before);

CREATE FUNCTION end_of_work_day(start timestamptz, n int) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
    RETURN (SELECT (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' FROM rival.work_day
             WHERE working
               AND number = n + (SELECT number FROM rival.work_day WHERE day = (start AT TIME ZONE 'Asia/Shanghai')::date));
END
$$;

CREATE FUNCTION open_hours_later(start timestamptz, amount interval) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    used interval;
BEGIN
    SELECT before + least(start, closes) - opens INTO used
      FROM rival.open_span WHERE opens <= start ORDER BY opens DESC LIMIT 1;
    used := used + amount;
    RETURN (SELECT opens + (used - before) FROM rival.open_span WHERE before < used ORDER BY before DESC LIMIT 1);
END
$$;

-- the usual day loop, for the comparison of single calls
CREATE FUNCTION day_loop(start timestamptz, n int) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    today date := (start AT TIME ZONE 'Asia/Shanghai')::date;
    counted int := 0;
BEGIN
    WHILE counted < n LOOP
        today := today + 1;
        IF extract(isodow FROM today) < 6
           AND NOT EXISTS (SELECT FROM bench.calendar_day WHERE calendar = 'office' AND day = today AND kind = 'closed')
        THEN
            counted := counted + 1;
        END IF;
    END LOOP;
    RETURN (today + 1)::timestamp AT TIME ZONE 'Asia/Shanghai';
END
$$;

-- a rule's condition as PL/pgSQL has it: columns of NEW, keywords as one regular expression
CREATE FUNCTION pg_temp.inline(condition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    words record;
BEGIN
    condition := regexp_replace(coalesce(condition, 'true'),
        '\m(product|channel|amount|customer_tier|merchant|order_ref|description|occurred_at|received_at|complainant_group|category|urgency|level|contact_count)\M',
        'NEW.\1', 'g');
    FOR words IN SELECT name, array_to_string(keywords, '|') AS pattern FROM bench.keyword_set
    LOOP
        condition := replace(condition, format('mentions(NEW.description, %L)', words.name),
                             format('(NEW.description ~ %L)', words.pattern));
    END LOOP;
    RETURN condition;
END
$$;

-- CASE over rules in their order: text of the expression
CREATE FUNCTION pg_temp.cases(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    rule record;
    expression text := 'CASE';
BEGIN
    FOR rule IN EXECUTE query
    LOOP
        expression := expression || format(' WHEN %s THEN %s', pg_temp.inline(rule.condition), rule.result);
    END LOOP;
    RETURN expression || ' END';
END
$$;

DO $generate$
DECLARE
    body text;
    reasons text;
    ids text;
BEGIN
    SELECT string_agg(format('CASE WHEN %s THEN %L END', pg_temp.inline(condition), reason), ', ' ORDER BY position),
           string_agg(format('CASE WHEN %s THEN %s END', pg_temp.inline(condition), id), ', ' ORDER BY position)
      INTO reasons, ids
      FROM bench.classification_rule WHERE urgency IS NOT NULL;
    body := $body$
DECLARE
    known record;
    level_rule bigint;
    level_rank int;
    route int;
    judged bigint[];
    answer bigint;
    resolution bigint;
BEGIN
    IF num_nonnulls(NEW.sheet_no, NEW.category_by, NEW.level, NEW.urgency, NEW.urgent_reasons, NEW.priority, NEW.state, NEW.owner,
                    NEW.department, NEW.handler_role, NEW.missing, NEW.triage, NEW.due_at, NEW.sla_status, NEW.first_response_at,
                    NEW.last_contact_at, NEW.contact_count, NEW.attempt_count, NEW.promised_at, NEW.closed_at, NEW.rules_version,
                    NEW.judged_by, NEW.imported_at, NEW.updated_at, NEW.event_count, NEW.head_hash, NEW.salt) > 0 THEN
        RAISE EXCEPTION 'computed columns cannot be written' USING ERRCODE = 'KF004';
    END IF;
    SELECT EXISTS (SELECT FROM rival.channel WHERE code = NEW.channel AND active) AS channel,
           (SELECT department FROM rival.staff WHERE code = NEW.received_by) AS department,
           EXISTS (SELECT FROM rival.staff WHERE code = NEW.updated_by AND active) AS actor,
           (SELECT speaks_for_others FROM rival.staff WHERE database_role = current_user) AS speaks,
           (SELECT tier FROM rival.customer WHERE id = NEW.customer_id) AS tier,
           (SELECT complainant_group FROM rival.customer WHERE id = NEW.customer_id) AS complainant_group
      INTO known;
    IF NOT known.channel OR known.department IS NULL OR NOT known.actor OR NOT known.speaks THEN
        RAISE EXCEPTION 'unknown code' USING ERRCODE = 'KF008';
    END IF;
    IF NEW.title ~ '^\s*$' AND NEW.description ~ '^\s*$' OR length(NEW.title) > 1000 THEN
        RAISE EXCEPTION 'a complaint needs a title or a description' USING ERRCODE = 'KF012';
    END IF;
    IF NEW.received_at > now() + interval '5 minutes' OR NEW.occurred_at > NEW.received_at + interval '5 minutes' THEN
        RAISE EXCEPTION 'impossible time' USING ERRCODE = 'KF011';
    END IF;
    NEW.customer_tier := coalesce(NEW.customer_tier, known.tier);
    NEW.complainant_group := coalesce(NEW.complainant_group, known.complainant_group);
    NEW.currency := coalesce(NEW.currency, 'CNY');
    NEW.sheet_no := to_char(NEW.received_at AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD-') || lpad(NEW.id::text, 6, '0');
    NEW.state := 'open';
    NEW.contact_count := 0;
    NEW.attempt_count := 0;
    IF NEW.category IS NULL THEN
        judged := ARRAY[@category@]::bigint[];
        NEW.category_by := 'rule';
        NEW.category := @category_code@;
    ELSE
        NEW.category_by := 'writer';
    END IF;
    SELECT l.code, l.rank INTO NEW.level, level_rank
      FROM rival.category c JOIN rival.level l ON l.code = c.level WHERE c.code = NEW.category;
    level_rule := @level@;
    IF (@level_rank@) > level_rank THEN
        NEW.level := @level_code@;
    ELSE
        level_rule := NULL;
    END IF;
    NEW.urgent_reasons := nullif(array_remove(ARRAY[@reasons@], NULL), '{}');
    NEW.urgency := CASE WHEN NEW.urgent_reasons IS NULL THEN 'ordinary' ELSE 'urgent' END;
    route := @route@;
    CASE route
        WHEN 1 THEN NEW.department := 'risk';
        WHEN 2 THEN NEW.handler_role := 'supervisor';
        ELSE NEW.owner := NEW.received_by; NEW.department := known.department;
    END CASE;
    NEW.missing := nullif(array_remove(ARRAY[@missing@], NULL), '{}');
    NEW.priority := 9999 - CASE NEW.urgency WHEN 'urgent' THEN 100 ELSE 0 END
                         - CASE NEW.level WHEN 'I' THEN 1 WHEN 'II' THEN 2 WHEN 'III' THEN 3 ELSE 0 END;
    answer := @answer@;
    resolution := @resolution@;
    NEW.due_at := least(rival.open_hours_later(NEW.received_at, @answer_target@), rival.end_of_work_day(NEW.received_at, @resolution_target@));
    NEW.sla_status := 'running';
    NEW.rules_version := 1;
    NEW.judged_by := judged || array_remove(ARRAY[level_rule, @ids@, @route_id@, answer, resolution], NULL);
    NEW.updated_at := statement_timestamp();
    NEW.event_count := 1;
    NEW.salt := uuid_send(gen_random_uuid());
    NEW.head_hash := sha256(NEW.salt || convert_to(NEW::text, 'UTF8'));
    RETURN NEW;
END
$body$;
    body := replace(body, '@category@', pg_temp.cases('SELECT condition, id::text AS result FROM bench.classification_rule WHERE category IS NOT NULL ORDER BY position'));
    body := replace(body, '@category_code@', (SELECT 'CASE judged[1]' || string_agg(format(' WHEN %s THEN %L', id, category), '') || ' END'
                                                FROM bench.classification_rule WHERE category IS NOT NULL));
    body := replace(body, '@level@', pg_temp.cases('SELECT condition, id::text AS result FROM bench.classification_rule WHERE level IS NOT NULL ORDER BY level DESC, position'));
    body := replace(body, '@level_rank@', (SELECT 'CASE level_rule' || string_agg(format(' WHEN %s THEN %s', r.id, l.rank), '') || ' END'
                                             FROM bench.classification_rule r JOIN bench.level l ON l.code = r.level));
    body := replace(body, '@level_code@', (SELECT 'CASE level_rule' || string_agg(format(' WHEN %s THEN %L', id, level), '') || ' END'
                                             FROM bench.classification_rule WHERE level IS NOT NULL));
    body := replace(body, '@reasons@', reasons);
    body := replace(body, '@ids@', ids);
    body := replace(body, '@route@', pg_temp.cases('SELECT condition, position::text AS result FROM bench.routing_rule ORDER BY position'));
    body := replace(body, '@route_id@', (SELECT 'CASE route' || string_agg(format(' WHEN %s THEN %s', position, id), '') || ' END'
                                           FROM bench.routing_rule));
    body := replace(body, '@missing@', (SELECT string_agg(format('CASE WHEN %s THEN %L END', pg_temp.inline(condition), name), ', ')
                                          FROM bench.completeness_rule));
    body := replace(body, '@answer@', pg_temp.cases($$SELECT condition, id::text AS result FROM bench.clock_rule WHERE metric = 'first_response' ORDER BY position$$));
    body := replace(body, '@resolution@', pg_temp.cases($$SELECT condition, id::text AS result FROM bench.clock_rule WHERE metric = 'resolution' ORDER BY position$$));
    body := replace(body, '@answer_target@', $$CASE NEW.urgency WHEN 'urgent' THEN interval '3 hours' ELSE interval '8 hours' END$$);
    body := replace(body, '@resolution_target@', $$CASE WHEN NEW.urgency = 'urgent' THEN 1 WHEN NEW.level = 'III' THEN 3 WHEN NEW.level = 'II' THEN 5 ELSE 7 END$$);
    EXECUTE format('CREATE FUNCTION rival.decide_insert() RETURNS trigger LANGUAGE plpgsql AS %L', body);
END
$generate$;

CREATE FUNCTION record_insert() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    urgent boolean := NEW.urgency = 'urgent';
    hours interval := CASE WHEN urgent THEN interval '3 hours' ELSE interval '8 hours' END;
    days int := CASE WHEN urgent THEN 1 WHEN NEW.level = 'III' THEN 3 WHEN NEW.level = 'II' THEN 5 ELSE 7 END;
    answer_due timestamptz := rival.open_hours_later(NEW.received_at, hours);
    answer_warn timestamptz := rival.open_hours_later(NEW.received_at, hours * 0.75);
    due timestamptz := rival.end_of_work_day(NEW.received_at, days);
    warn timestamptz := NEW.received_at + (due - NEW.received_at) * 0.75;
    n int := cardinality(NEW.judged_by);
BEGIN
    INSERT INTO rival.complaint_event (complaint_id, seq, at, activity, actor, db_role, rules_version, judged_by, personal_hash, hash)
    VALUES (NEW.id, 1, NEW.updated_at, 'received', NEW.updated_by, current_user, NEW.rules_version, NEW.judged_by,
            sha256(NEW.salt || convert_to(NEW::text, 'UTF8')), NEW.head_hash);
    INSERT INTO rival.clock (complaint_id, metric, cycle, rule_id, started_at, target, calendar, due_at, original_due_at, warn_at, provisional, step, next_at)
    VALUES (NEW.id, 'first_response', 1, NEW.judged_by[n - 1], NEW.received_at,
            CASE WHEN urgent THEN '3 business hours'::complaint_flow.target ELSE '8 business hours'::complaint_flow.target END,
            'office', answer_due, answer_due, answer_warn, false, 0, answer_warn),
           (NEW.id, 'resolution', 1, NEW.judged_by[n], NEW.received_at,
            CASE days WHEN 1 THEN 'T+1'::complaint_flow.target WHEN 3 THEN 'T+3'::complaint_flow.target
                      WHEN 5 THEN 'T+5'::complaint_flow.target ELSE 'T+7'::complaint_flow.target END,
            'office', due, due, warn, false, 0, warn);
    INSERT INTO rival.queue (priority, due_at, complaint_id, audience)
    VALUES (NEW.priority, NEW.due_at, NEW.id,
            CASE WHEN NEW.owner IS NOT NULL THEN NULL WHEN NEW.department IS NOT NULL THEN 'department ' || NEW.department
                 ELSE 'role ' || NEW.handler_role END);
    RETURN NULL;
END
$$;

CREATE FUNCTION decide_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    known record;
    clocks record;
BEGIN
    IF (NEW.sheet_no, NEW.received_at, NEW.channel, NEW.received_by, NEW.category_by, NEW.urgent_reasons, NEW.priority, NEW.missing, NEW.triage,
        NEW.due_at, NEW.sla_status, NEW.first_response_at, NEW.last_contact_at, NEW.contact_count, NEW.attempt_count, NEW.promised_at,
        NEW.closed_at, NEW.rules_version, NEW.judged_by, NEW.imported_at, NEW.updated_at, NEW.event_count, NEW.head_hash, NEW.salt)
       IS DISTINCT FROM
       (OLD.sheet_no, OLD.received_at, OLD.channel, OLD.received_by, OLD.category_by, OLD.urgent_reasons, OLD.priority, OLD.missing, OLD.triage,
        OLD.due_at, OLD.sla_status, OLD.first_response_at, OLD.last_contact_at, OLD.contact_count, OLD.attempt_count, OLD.promised_at,
        OLD.closed_at, OLD.rules_version, OLD.judged_by, OLD.imported_at, OLD.updated_at, OLD.event_count, OLD.head_hash, OLD.salt) THEN
        RAISE EXCEPTION 'computed columns cannot be written' USING ERRCODE = 'KF004';
    END IF;
    SELECT (SELECT role FROM rival.staff WHERE code = NEW.updated_by AND active) AS role,
           (SELECT speaks_for_others FROM rival.staff WHERE database_role = current_user) AS speaks
      INTO known;
    IF known.role IS NULL OR NOT known.speaks THEN
        RAISE EXCEPTION 'unknown code' USING ERRCODE = 'KF008';
    END IF;
    IF NEW.state <> OLD.state THEN
        PERFORM FROM rival.transition
          WHERE from_state = OLD.state AND to_state = NEW.state AND active AND (roles IS NULL OR known.role = ANY (roles))
            AND CASE name WHEN 'start' THEN NEW.category IS NOT NULL WHEN 'close' THEN NEW.contact_count >= 0 ELSE true END;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'complaint cannot change from state "%" to "%"', OLD.state, NEW.state USING ERRCODE = 'KF001';
        END IF;
        SELECT min(due_at) FILTER (WHERE open) AS due_at, count(*) FILTER (WHERE open) AS open,
               bool_or(open AND (breached_at IS NOT NULL)) AS breached, bool_or(open AND warned_at IS NOT NULL) AS warned
          INTO clocks
          FROM (SELECT *, outcome IS NULL AND NEW.state <> 'closed' AND NOT (metric = 'first_response' AND NEW.state = 'answered') AS open
                  FROM rival.clock WHERE complaint_id = NEW.id) AS c;
        NEW.due_at := clocks.due_at;
        NEW.sla_status := CASE WHEN clocks.breached THEN 'breached' WHEN clocks.warned THEN 'warned' WHEN clocks.open > 0 THEN 'running' ELSE 'met' END;
        NEW.closed_at := CASE WHEN NEW.state = 'closed' THEN statement_timestamp() END;
    END IF;
    NEW.updated_at := greatest(statement_timestamp(), OLD.updated_at);
    NEW.event_count := OLD.event_count + 1;
    NEW.head_hash := sha256(OLD.head_hash || convert_to(NEW::text, 'UTF8'));
    RETURN NEW;
END
$$;

CREATE FUNCTION record_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rival.complaint_event (complaint_id, seq, at, activity, actor, db_role, rules_version, changes, hash)
    SELECT NEW.id, NEW.event_count, NEW.updated_at, CASE WHEN NEW.state <> OLD.state THEN 'state:' || NEW.state ELSE 'updated' END,
           NEW.updated_by, current_user, NEW.rules_version,
           (SELECT jsonb_object_agg(n.key, jsonb_build_array(o.value, n.value))
              FROM jsonb_each(to_jsonb(OLD)) AS o JOIN jsonb_each(to_jsonb(NEW)) AS n USING (key)
             WHERE o.value <> n.value AND key NOT IN ('updated_at', 'updated_by', 'event_count', 'head_hash', 'salt')),
           NEW.head_hash;
    IF NEW.state <> OLD.state AND NEW.state IN ('answered', 'closed') THEN
        UPDATE rival.clock
           SET stopped_at = NEW.updated_at, next_at = NULL,
               outcome = CASE WHEN metric = 'first_response' AND NEW.state = 'closed' THEN 'cancelled'
                              WHEN due_at < NEW.updated_at THEN 'late' ELSE 'met' END,
               breached_at = CASE WHEN due_at < NEW.updated_at THEN due_at ELSE breached_at END
         WHERE complaint_id = NEW.id AND outcome IS NULL AND (metric = 'first_response' OR NEW.state = 'closed');
    END IF;
    IF NEW.state = 'closed' THEN
        DELETE FROM rival.queue WHERE priority = OLD.priority AND due_at = OLD.due_at AND complaint_id = OLD.id;
    ELSIF (NEW.priority, NEW.due_at, NEW.owner, NEW.department, NEW.handler_role)
          IS DISTINCT FROM (OLD.priority, OLD.due_at, OLD.owner, OLD.department, OLD.handler_role) THEN
        UPDATE rival.queue
           SET priority = NEW.priority, due_at = NEW.due_at,
               audience = CASE WHEN NEW.owner IS NOT NULL THEN NULL WHEN NEW.department IS NOT NULL THEN 'department ' || NEW.department
                               ELSE 'role ' || NEW.handler_role END
         WHERE priority = OLD.priority AND due_at = OLD.due_at AND complaint_id = OLD.id;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER decide_insert BEFORE INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION decide_insert();
CREATE TRIGGER record_insert AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION record_insert();
CREATE TRIGGER decide_update BEFORE UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION decide_update();
CREATE TRIGGER record_update AFTER UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION record_update();
