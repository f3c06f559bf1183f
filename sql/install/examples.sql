-- Examples as tests of the policy: what the engine makes of them, and what it
-- should make of them.

CREATE FUNCTION @extschema@.case_defaults(desk name) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    pairs text;
    defaults jsonb;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT coalesce(string_agg(format('%L, %s', a.attname, pg_get_expr(d.adbin, d.adrelid)), ', '), '') INTO pairs
      FROM pg_attrdef d
      JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated = ''
     WHERE d.adrelid = to_regclass(format('%I.complaint', desk)) AND a.attname <> 'received_at'
       -- a case that is not written takes no number of a sequence
       AND NOT EXISTS (SELECT FROM pg_depend u JOIN pg_class q ON q.oid = u.refobjid AND q.relkind = 'S'
                        WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid AND u.refclassid = 'pg_class'::regclass);
    EXECUTE format('SELECT jsonb_build_object(%s)', pairs) INTO defaults;
    RETURN defaults;
END
$$;
COMMENT ON FUNCTION @extschema@.case_defaults IS 'what columns hold that a desk added to complaint, where a client leaves them out, but numbers of sequences';

CREATE FUNCTION @extschema@.judged_cases(desk name, source text, cases jsonb[])
RETURNS TABLE (place int, judged jsonb, error text)
LANGUAGE c STABLE STRICT PARALLEL UNSAFE ROWS 1000 AS 'MODULE_PATHNAME', 'cf_judged_cases';
COMMENT ON FUNCTION @extschema@.judged_cases IS 'what the engine would decide about cases that are given by their columns, each by itself; by another policy where policy_source() gave a source, else by the one in force. The error instead, where it would refuse one';

CREATE FUNCTION @extschema@.rehearse(desk name, source text, stories int[], moments timestamptz[], statements text[], probe text)
RETURNS TABLE (place int, found jsonb, error text, sqlstate text)
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE ROWS 500 AS 'MODULE_PATHNAME', 'cf_rehearse';
COMMENT ON FUNCTION @extschema@.rehearse IS 'runs statements as the owner of a desk, each as if it were that moment, by another policy where policy_source() gave a source, and the query probe after each, and undoes all of it; with the error of a statement that is refused. Statements of one story stand one after the other and see each other';

-- An example names somebody by role, so that it passes whoever works at a desk.
CREATE FUNCTION @extschema@.is_player(person text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT person ~ '^role [^ ]+( of [^ ]+)?$' $$;
COMMENT ON FUNCTION @extschema@.is_player IS 'whether an example names a person by role: role X, or role X of a department';

CREATE FUNCTION @extschema@.with_players(desk name, source text, people text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    players text[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT array_agg(DISTINCT n.person)
                      FROM (SELECT f.value FROM %1$I.example e CROSS JOIN LATERAL jsonb_each_text(e.facts) f
                             WHERE e.facts IS NOT NULL
                            UNION ALL
                            SELECT s.actor FROM %1$I.example_step s
                            UNION ALL
                            SELECT f.value FROM %1$I.example_step s CROSS JOIN LATERAL jsonb_each_text(s.content) f) AS n (person)
                     WHERE @extschema@.is_player(n.person)', desk) INTO players;
    IF players IS NULL AND people IS NULL THEN
        RETURN source;
    END IF;
    RETURN CASE source WHEN '' THEN 'WITH ' ELSE rtrim(source) || ', ' END || format($people$staff AS (
        WITH player AS (
            SELECT p.code, r.code AS role, r.rank, nullif(split_part(p.code, ' ', 4), '') AS department
              FROM unnest(%2$L::text[]) AS p (code) JOIN staff_role r ON r.code = split_part(p.code, ' ', 2))
        %3$s
        UNION ALL
        SELECT n.* FROM player p
         CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I.staff, jsonb_build_object('code', p.code, 'name', p.code, 'role', p.role,
                'department', p.department, 'grade', 1, 'speaks_for_others', false, 'reachable', true, 'active', true,
                'manager', (SELECT m.code FROM player m WHERE m.rank > p.rank AND m.department IS NULL ORDER BY m.rank LIMIT 1))) n) $people$,
        desk, players, coalesce(people, format('SELECT * FROM %I.staff', desk)));
END
$$;
COMMENT ON FUNCTION @extschema@.with_players IS 'a policy_source by which the persons that examples name by role are staff, too; people: the query for the others. Each reports to the next higher role that examples name without a department';

CREATE FUNCTION @extschema@.check_facts(desk name, facts jsonb) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stranger text;
BEGIN
    IF jsonb_typeof(facts) IS DISTINCT FROM 'object' THEN
        RAISE EXCEPTION 'the facts of a case are no object'
            USING ERRCODE = 'KF011', SCHEMA = desk,
                  HINT = 'Write columns and values: {"channel": "hotline", "amount": 5000}.';
    END IF;
    SELECT k INTO stranger
      FROM jsonb_object_keys(facts) AS k
     WHERE k IN ('id', 'customer_id')
        OR NOT EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = to_regclass(format('%I.complaint', desk)) AND a.attname = k
                          AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')
     ORDER BY 1 LIMIT 1;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION '"%" is no fact of an example', stranger
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'complaint',
                  HINT = 'Facts are columns of complaint that a client writes, other than id and customer_id, and repeat_kind and incident_id.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_facts IS 'refuses facts of a case that are no object (KF011) or name what is no column (KF008)';

CREATE FUNCTION @extschema@.judge_as_reader(desk name, facts jsonb, draft name DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    answer record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_facts(desk, facts);
    SELECT * INTO answer FROM @extschema@.judged_cases(desk, @extschema@.source_of_draft(desk, draft), ARRAY[facts]);
    IF answer.error IS NOT NULL THEN
        RAISE EXCEPTION 'such a case would be refused'
            USING ERRCODE = 'KF011', SCHEMA = desk, DETAIL = answer.error,
                  HINT = 'facts has the columns of a new row of table complaint.';
    END IF;
    RETURN answer.judged;
END
$$;
CALL @extschema@.make_public('judge_as_reader',
    'what the engine would make of a case with these facts (columns of complaint, and repeat_kind and incident_id, which earlier cases give): an object of what it decides, from category and level to handler and missing, with the clocks by metric; by a draft where one is named. Writes nothing; no other case counts. KF008 for an unknown column or draft, KF011 for a case that would be refused');

CREATE FUNCTION @extschema@.is_list(fact text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT fact IN ('urgent_reasons', 'missing', 'triage', 'guesses', 'work_orders') OR fact LIKE 'message %' $$;
COMMENT ON FUNCTION @extschema@.is_list IS 'whether a fact that the engine decides is a list';

CREATE FUNCTION @extschema@.is_of_file(fact text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT fact IN ('work_orders', 'account', 'remedy', 'remedy_next_role') OR fact LIKE 'message %' $$;
COMMENT ON FUNCTION @extschema@.is_of_file IS 'whether a fact stands in the file of a case: it is known only where the case is written';

CREATE FUNCTION @extschema@.fact_of(judged jsonb, fact text, time_zone text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN fact = 'incident' THEN CASE WHEN judged ->> 'incident_id' IS NULL THEN 'no' ELSE 'yes' END
        WHEN fact LIKE 'clock % state' THEN judged #>> ARRAY['clocks', split_part(fact, ' ', 2), 'state']
        WHEN fact LIKE 'clock %' THEN to_char((judged #>> ARRAY['clocks', split_part(fact, ' ', 2), 'due_at'])::timestamptz
                                              AT TIME ZONE time_zone, 'YYYY-MM-DD HH24:MI')
        WHEN fact LIKE 'message %' THEN
            (SELECT array_agg(a ORDER BY a)::text FROM jsonb_array_elements_text(judged #> ARRAY['messages', split_part(fact, ' ', 2)]) AS a)
        WHEN @extschema@.is_list(fact) THEN
            (SELECT array_agg(e ORDER BY e)::text
               FROM jsonb_array_elements_text(CASE jsonb_typeof(judged -> fact) WHEN 'array' THEN judged -> fact END) AS e)
        ELSE judged ->> fact END
$$;
COMMENT ON FUNCTION @extschema@.fact_of IS 'a fact of what was decided about a case, as table expectation writes it';

CREATE FUNCTION @extschema@.expected_value(fact text, value text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN fact LIKE 'clock %' AND fact NOT LIKE 'clock % state' THEN to_char(value::timestamp, 'YYYY-MM-DD HH24:MI')
        WHEN @extschema@.is_list(fact) THEN (SELECT array_agg(e ORDER BY e)::text FROM unnest(value::text[]) AS e)
        ELSE value END
$$;
COMMENT ON FUNCTION @extschema@.expected_value IS 'the value of an expectation in the form of fact_of';

CREATE FUNCTION @extschema@.example_case(content text, facts jsonb, received_at timestamp, time_zone text) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('received_at', coalesce(received_at AT TIME ZONE time_zone, now()))
        || CASE WHEN content <> '' THEN jsonb_build_object('description', content) ELSE '{}' END || coalesce(facts, '{}')
$$;
COMMENT ON FUNCTION @extschema@.example_case IS 'the case of an example, by its columns';

CREATE FUNCTION @extschema@.expectations(desk name, only_required boolean)
RETURNS TABLE (example_id bigint, step int, fact text, expected text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 1000
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format('WITH e AS (SELECT * FROM %1$I.example e WHERE e.required OR NOT $1)
        SELECT e.id, 0, ''category'', e.category FROM e WHERE e.category IS NOT NULL
        UNION ALL
        SELECT e.id, 0, ''urgency'', e.urgency FROM e WHERE e.urgency IS NOT NULL
        UNION ALL
        SELECT x.example_id, x.step, x.fact, @extschema@.expected_value(x.fact, x.value)
          FROM %1$I.expectation x JOIN e ON e.id = x.example_id
        UNION ALL
        -- where nothing else is said each step is allowed
        SELECT s.example_id, s.step, ''refused'', NULL
          FROM %1$I.example_step s JOIN e ON e.id = s.example_id
         WHERE NOT EXISTS (SELECT FROM %1$I.expectation x
                            WHERE x.example_id = s.example_id AND x.step = s.step AND x.fact = ''refused'')', desk) USING only_required;
END
$$;
COMMENT ON FUNCTION @extschema@.expectations IS 'what examples of a desk expect, one row a fact, in the form of fact_of';

CREATE FUNCTION @extschema@.judged_examples(desk name, source text, only_required boolean DEFAULT false)
RETURNS TABLE (example_id bigint, judged jsonb, error text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ids bigint[];
    cases jsonb[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT array_agg(e.id ORDER BY e.id),
                           array_agg(@extschema@.example_case(e.content, e.facts, e.received_at, d.time_zone) ORDER BY e.id)
                      FROM %1$I.example e CROSS JOIN %1$I.desk d WHERE e.required OR NOT $1', desk)
       INTO ids, cases USING only_required;
    IF ids IS NOT NULL THEN
        RETURN QUERY SELECT ids[j.place], j.judged, j.error FROM @extschema@.judged_cases(desk, source, cases) j;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.judged_examples IS 'what a policy makes of the examples of a desk at their receipt';

CREATE FUNCTION @extschema@.step_statement(desk name, case_id bigint, table_name text, content jsonb, actor text, at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stamps jsonb := CASE table_name WHEN 'complaint' THEN jsonb_build_object('updated_by', actor)
        WHEN 'contact' THEN jsonb_build_object('complaint_id', case_id, 'made_by', actor, 'contacted_at', at)
        ELSE jsonb_build_object('complaint_id', case_id, 'recorded_by', actor, 'recorded_at', at) END;
    row_of jsonb := stamps || content;
    names text;
    exprs text;
BEGIN
    SELECT string_agg(quote_ident(k.key), ', '),
           string_agg(CASE WHEN k.value = '"latest"' THEN format('(SELECT max(p.id) FROM %I.%I p WHERE p.complaint_id = %s)',
                                                                desk, regexp_replace(k.key, '_id$', ''), case_id)
                           ELSE 'r.' || quote_ident(k.key) END, ', ')
      INTO names, exprs FROM jsonb_each(row_of) AS k;
    -- "latest" is read by the expression above
    SELECT jsonb_object_agg(k.key, k.value) INTO row_of FROM jsonb_each(row_of) AS k WHERE k.value <> '"latest"';
    RETURN CASE table_name
        WHEN 'complaint' THEN format('UPDATE %1$I.complaint SET (%2$s) = (SELECT %3$s FROM jsonb_populate_record(NULL::%1$I.complaint, %4$L) r) WHERE id = %5$s',
            desk, names, exprs, row_of, case_id)
        ELSE format('INSERT INTO %1$I.%2$I (%3$s) SELECT %4$s FROM jsonb_populate_record(NULL::%1$I.%2$I, %5$L) r',
            desk, table_name, names, exprs, row_of) END;
END
$$;
COMMENT ON FUNCTION @extschema@.step_statement IS 'the statement of a step of an example';

CREATE FUNCTION @extschema@.state_of_clock(outcome text, paused_at timestamptz, due_at timestamptz, at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE WHEN outcome IS NOT NULL THEN outcome WHEN paused_at IS NOT NULL THEN 'paused' WHEN due_at < at THEN 'breached' ELSE 'running' END $$;
COMMENT ON FUNCTION @extschema@.state_of_clock IS 'running, paused or breached at a moment, or how it ended: met, late or cancelled';

-- what is known of a case after a step; %1$I: the desk, %2$s: the case
CREATE FUNCTION @extschema@.file_of_case() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT $probe$
    SELECT to_jsonb(c) || jsonb_build_object(
        'clocks', (SELECT jsonb_object_agg(k.metric, jsonb_build_object('due_at', k.due_at,
                              'state', @extschema@.state_of_clock(k.outcome, k.paused_at, k.due_at, c.updated_at)))
                     FROM (SELECT DISTINCT ON (k.metric) k.* FROM %1$I.clock k
                            WHERE k.complaint_id = c.id ORDER BY k.metric, k.cycle DESC) k),
        'messages', (SELECT jsonb_object_agg(m.topic, m.audiences)
                       FROM (SELECT o.topic, jsonb_agg(DISTINCT o.audience) AS audiences
                               FROM %1$I.outbox o WHERE o.complaint_id = c.id AND o.audience IS NOT NULL GROUP BY o.topic) m),
        'work_orders', (SELECT jsonb_agg(w.department) FROM %1$I.work_order w WHERE w.complaint_id = c.id AND w.status = 'open'),
        'account', (SELECT 'frozen' FROM %1$I.account_action f
                     WHERE f.complaint_id = c.id AND f.action = 'freeze'
                       AND NOT EXISTS (SELECT FROM %1$I.account_action r WHERE r.complaint_id = c.id AND r.action = 'release' AND r.id > f.id)
                     LIMIT 1),
        'remedy', r.status, 'remedy_next_role', r.next_role)
      FROM %1$I.complaint c
      LEFT JOIN LATERAL (SELECT r.* FROM %1$I.remedy r WHERE r.complaint_id = c.id ORDER BY r.id DESC LIMIT 1) r ON true
     WHERE c.id = %2$s$probe$ $$;
COMMENT ON FUNCTION @extschema@.file_of_case IS 'query for what is known of the case of an example after a step, by format() with desk and case: its row, clocks by metric, audiences by topic of messages, departments with open work orders, account, latest remedy';

CREATE FUNCTION @extschema@.examples_to_rehearse(desk name) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format('SELECT s.example_id FROM %1$I.example_step s
                                 UNION
                                 SELECT x.example_id FROM %1$I.expectation x WHERE @extschema@.is_of_file(x.fact)', desk);
END
$$;
COMMENT ON FUNCTION @extschema@.examples_to_rehearse IS 'examples whose case has to be written to be known: they have steps, or something of the file is expected';

CREATE FUNCTION @extschema@.rehearsed_examples(desk name, source text, only_required boolean)
RETURNS TABLE (example_id bigint, step int, found jsonb, error text)
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 500
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- no client's number is so high, and two checks at once do not meet
    case_id bigint := 999999999000000 + pg_backend_pid() % 1000000;
    ids bigint[];
    steps int[];
    stories int[];
    moments timestamptz[];
    statements text[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format($stories$
        WITH story AS MATERIALIZED (
            SELECT e.id, (row_number() OVER (ORDER BY e.id))::int AS story, r.receipt, (r.receipt ->> 'received_at')::timestamptz AS received_at
              FROM %1$I.example e CROSS JOIN %1$I.desk d
             CROSS JOIN LATERAL @extschema@.example_case(e.content, e.facts, e.received_at, d.time_zone) AS r (receipt)
             WHERE (e.required OR NOT $3) AND e.id IN (SELECT @extschema@.examples_to_rehearse($1))
        ), happening AS (
            SELECT s.id, s.story, 0 AS step, s.received_at AS at, format('INSERT INTO %%1$I.complaint (%%2$s) SELECT %%2$s FROM jsonb_populate_record(NULL::%%1$I.complaint, %%3$L)', $1,
                   (SELECT string_agg(quote_ident(k), ', ') FROM jsonb_object_keys(s.receipt || '{"id": 0}') AS k),
                   s.receipt || jsonb_build_object('id', $2)) AS statement
              FROM story s
            UNION ALL
            SELECT s.id, s.story, p.step, s.received_at + p.after,
                   @extschema@.step_statement($1, $2, p.table_name, p.content, p.actor, s.received_at + p.after)
              FROM story s JOIN %1$I.example_step p ON p.example_id = s.id)
        SELECT array_agg(h.id ORDER BY h.story, h.step), array_agg(h.step ORDER BY h.story, h.step), array_agg(h.story ORDER BY h.story, h.step),
               array_agg(h.at ORDER BY h.story, h.step), array_agg(h.statement ORDER BY h.story, h.step)
          FROM happening h$stories$, desk)
       INTO ids, steps, stories, moments, statements USING desk, case_id, only_required;
    IF ids IS NOT NULL THEN
        RETURN QUERY SELECT ids[r.place], steps[r.place], r.found || jsonb_build_object('refused', r.sqlstate), r.error
          FROM @extschema@.rehearse(desk, source, stories, moments, statements, format(@extschema@.file_of_case(), desk, case_id)) r;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.rehearsed_examples IS 'what becomes of the cases of examples, step by step; all of it is undone';

CREATE FUNCTION @extschema@.check_examples_as_writer(desk name, draft name DEFAULT NULL, only_required boolean DEFAULT false, only_failed boolean DEFAULT true)
RETURNS TABLE (example_id bigint, name text, step int, fact text, expected text, found text, passed boolean, required boolean, hint text)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text;
    source text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    source := @extschema@.with_players(desk, @extschema@.source_of_draft(desk, draft));
    EXECUTE format('SELECT d.time_zone FROM %I.desk d', desk) INTO zone;
    RETURN QUERY EXECUTE format($check$
        WITH stage AS MATERIALIZED (
            SELECT j.example_id, 0 AS step, j.judged, j.error
              FROM @extschema@.judged_examples($1, $2, coalesce($3, false)) j
             WHERE j.example_id NOT IN (SELECT @extschema@.examples_to_rehearse($1))
            UNION ALL
            SELECT r.* FROM @extschema@.rehearsed_examples($1, $2, coalesce($3, false)) r
        ), result AS (
            SELECT x.*, @extschema@.fact_of(s.judged, x.fact, $4) AS found, s.error,
                   s.judged IS NULL AS unknown
              FROM @extschema@.expectations($1, coalesce($3, false)) x
              LEFT JOIN stage s ON s.example_id = x.example_id AND s.step = x.step
        )
        SELECT r.example_id, coalesce(e.name, left(e.content, 60)), r.step, r.fact, r.expected, r.found,
               NOT r.unknown AND r.found IS NOT DISTINCT FROM r.expected,
               e.required,
               CASE WHEN NOT r.unknown AND r.found IS NOT DISTINCT FROM r.expected THEN NULL
                    WHEN r.error IS NOT NULL THEN 'refused: ' || r.error
                    WHEN r.unknown THEN 'not reached: the receipt was refused'
                    ELSE format('SELECT * FROM @extschema@.explain_example(%%L, %%s)', $1, r.example_id) END
          FROM result r
          JOIN %1$I.example e ON e.id = r.example_id
         WHERE NOT coalesce($5, true) OR r.unknown OR r.found IS DISTINCT FROM r.expected
         ORDER BY e.required DESC, r.example_id, r.step, r.fact$check$, desk)
      USING desk, source, only_required, zone, only_failed;
END
$$;
CALL @extschema@.make_public('check_examples_as_writer',
    'runs the examples of a desk as tests of its policy, or of a draft: one row an expectation that fails, required examples first; with only_failed false every expectation. found: what the engine made of it; hint: the error, or where to look. Leaves nothing. With a draft, who may grant what is still asked of table authority in force. For those who may read table example; KF008 for an unknown draft');

CREATE FUNCTION @extschema@.changed_examples_as_reader(desk name, draft name DEFAULT NULL)
RETURNS TABLE (example_id bigint, name text, fact text, before text, after text, expected text, required boolean)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text;
    version int;
    old_source text;
    new_source text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    new_source := @extschema@.source_of_draft(desk, draft);
    EXECUTE format('SELECT d.time_zone, d.rules_version - 1 FROM %I.desk d', desk) INTO zone, version;
    IF draft IS NULL THEN
        PERFORM @extschema@.check_version(desk, version);
        old_source := @extschema@.with_players(desk, @extschema@.policy_source(desk, NULL, version, false),
            (SELECT @extschema@.past_rows(desk, p.table_name, p.key, p.hidden, version) FROM @extschema@.policy_tables() p WHERE p.table_name = 'staff'));
    ELSE
        old_source := @extschema@.with_players(desk, '');
    END IF;
    new_source := @extschema@.with_players(desk, new_source);
    RETURN QUERY EXECUTE format($changed$
        WITH fact AS (
            SELECT b.example_id, f.name AS fact,
                   coalesce('refused: ' || b.error, @extschema@.fact_of(b.judged, f.name, $3)) AS before,
                   coalesce('refused: ' || a.error, @extschema@.fact_of(a.judged, f.name, $3)) AS after
              FROM @extschema@.judged_examples($1, $2) b
              JOIN @extschema@.judged_examples($1, $4) a ON a.example_id = b.example_id
             CROSS JOIN LATERAL (
                SELECT unnest('{category,level,urgency,urgent_reasons,state,owner,department,handler_role,missing,issue_key}'::text[])
                UNION
                SELECT 'clock ' || jsonb_object_keys((b.judged -> 'clocks') || (a.judged -> 'clocks'))) AS f (name)
             WHERE (b.judged - '{judged_by,triage,guesses}'::text[], b.error) IS DISTINCT FROM (a.judged - '{judged_by,triage,guesses}'::text[], a.error)
        )
        SELECT f.example_id, coalesce(e.name, left(e.content, 60)), f.fact, f.before, f.after, x.expected, e.required
          FROM fact f
          JOIN %1$I.example e ON e.id = f.example_id
          LEFT JOIN @extschema@.expectations($1, false) x ON x.example_id = f.example_id AND x.step = 0 AND x.fact = f.fact
         WHERE f.before IS DISTINCT FROM f.after
         ORDER BY e.required DESC, f.example_id, f.fact$changed$, desk)
      USING desk, old_source, zone, new_source;
END
$$;
CALL @extschema@.make_public('changed_examples_as_reader',
    'examples of which a draft would make something else at their receipt than the policy in force; without a draft, of which the latest change of policy makes something else, also one that is not committed yet. One row a fact, with what it was, what it becomes and what is expected of it (NULL: nothing). For those who may read table example; KF008 for an unknown draft');

CREATE FUNCTION @extschema@.explain_example_as_reader(desk name, example_id bigint)
RETURNS TABLE (rule_id bigint, table_name text, rule_name text, condition text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($rules$
        SELECT r.id, h.table_name, h.content ->> 'name', h.content ->> 'condition'
          FROM %1$I.example e
         CROSS JOIN %1$I.desk d
         CROSS JOIN LATERAL @extschema@.judged_cases($1, @extschema@.with_players($1, ''), ARRAY[@extschema@.example_case(e.content, e.facts, e.received_at, d.time_zone)]) j
         CROSS JOIN LATERAL (SELECT value::bigint FROM jsonb_array_elements_text(j.judged -> 'judged_by')) AS r (id)
          JOIN %1$I.rule_history h ON h.rule_key = r.id::text AND h.content ? 'condition' AND h.to_version IS NULL
         WHERE e.id = $2
         ORDER BY h.table_name, (h.content ->> 'position')::int, r.id$rules$, desk)
      USING desk, example_id;
END
$$;
CALL @extschema@.make_public('explain_example_as_reader',
    'the rules by which the policy in force decides about an example at its receipt, with their conditions; no row where the defaults decide. For those who may read table example');

CREATE FUNCTION @extschema@.require_examples(desk name, draft name DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    failures text;
    examples bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format($failures$
        SELECT count(DISTINCT f.example_id),
               string_agg(format('Example %%s, step %%s: %%s.', f.which, f.step,
                                 CASE WHEN f.hint LIKE 'refused: %%' THEN f.hint
                                      ELSE format('%%s is %%s instead of %%s', f.fact, coalesce(f.found, 'nothing'), coalesce(f.expected, 'nothing')) END), ' '
                          ORDER BY f.place) FILTER (WHERE f.place <= 3)
          FROM (SELECT c.*, coalesce(format('"%%s"', e.name), c.example_id::text) AS which, row_number() OVER () AS place
                  FROM @extschema@.check_examples($1, only_required => true) c
                  JOIN %I.example e ON e.id = c.example_id) f$failures$, desk)
       INTO examples, failures USING desk;
    IF examples > 0 THEN
        RAISE EXCEPTION 'required examples that do not pass: %', examples
            USING ERRCODE = 'KF016', SCHEMA = desk, TABLE = 'example', DETAIL = failures,
                  HINT = format('SELECT * FROM @extschema@.check_examples(%L%s, only_required => true)%s. Mend the policy, or correct the example, or make it no longer required.',
                                desk, ', ' || quote_literal(draft), CASE WHEN draft IS NULL THEN ' before you commit' ELSE '' END);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.require_examples IS 'refuses with KF016 while required examples of a desk do not pass; draft: from which the policy was just written';
