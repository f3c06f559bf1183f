-- What a draft or a version changes, and making it the policy in force: row by
-- row, in one transaction, as one version.

CREATE FUNCTION @extschema@.policy_rows(desk name, part text)
RETURNS TABLE (table_name text, rule_key text, content jsonb)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place name;
    version int;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF part ~ '^\d{1,9}$' THEN
        version := part::int;
        PERFORM @extschema@.check_version(desk, version);
    ELSIF part IS NOT NULL THEN
        place := @extschema@.draft_schema(desk, part);
    END IF;
    -- read into the row as it is today, what was written with other settings
    -- and columns reads alike
    RETURN QUERY EXECUTE (
        SELECT string_agg(format(CASE WHEN place IS NOT NULL
                   THEN 'SELECT %3$L, %4$s, to_jsonb(jsonb_populate_record(NULL::%1$I.%3$I, to_jsonb(r))) - %5$L::text[] FROM %2$I.%3$I r'
                   ELSE 'SELECT %3$L, h.rule_key, to_jsonb(jsonb_populate_record(NULL::%1$I.%3$I, h.content)) - %5$L::text[]
                           FROM %1$I.rule_history h
                          WHERE h.table_name = %3$L AND CASE WHEN $1 IS NULL THEN h.to_version IS NULL
                                ELSE h.from_version <= $1 AND (h.to_version IS NULL OR $1 < h.to_version) END' END,
                   desk, place, t.table_name, @extschema@.key_of_rule(t.key), t.hidden), ' UNION ALL ')
          FROM (SELECT * FROM @extschema@.draft_tables()
                UNION ALL
                SELECT * FROM @extschema@.policy_tables() p WHERE place IS NULL AND NOT @extschema@.is_draft_table(p.table_name)) AS t)
      USING version;
END
$$;
COMMENT ON FUNCTION @extschema@.policy_rows IS 'the rows of a policy as rule_history writes them: of a draft by its name (without staff and models), of a version by its number, NULL: of the policy in force';

CREATE FUNCTION @extschema@.policy_difference(desk name, a text, b text)
RETURNS TABLE (table_name text, rule_key text, old jsonb, new jsonb)
LANGUAGE sql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT table_name, rule_key, o.content, n.content
      FROM @extschema@.policy_rows(desk, a) o
      FULL JOIN @extschema@.policy_rows(desk, b) n USING (table_name, rule_key)
     WHERE o.content IS DISTINCT FROM n.content
       AND (@extschema@.is_draft_table(table_name) OR coalesce(a, '0') !~ '^[a-z]' AND coalesce(b, '0') !~ '^[a-z]')
$$;
COMMENT ON FUNCTION @extschema@.policy_difference IS 'rows that differ between two policies, see policy_rows; old is NULL for a row that was added, new for one that was removed';

CREATE FUNCTION @extschema@.draft_changes(desk name, draft name)
RETURNS TABLE (table_name text, rule_key text, old jsonb, new jsonb)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    base int;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT d.based_on FROM %I.draft d WHERE d.name = $1', desk) INTO base USING draft;
    RETURN QUERY SELECT * FROM @extschema@.policy_difference(desk, base::text, draft::text);
END
$$;
COMMENT ON FUNCTION @extschema@.draft_changes IS 'what a draft changes of the version that it is based on';

CREATE FUNCTION @extschema@.tables_of_draft(desk name, draft name) RETURNS text[]
LANGUAGE sql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(array_agg(DISTINCT d.table_name), '{}') FROM @extschema@.draft_changes(desk, draft) d $$;
COMMENT ON FUNCTION @extschema@.tables_of_draft IS 'tables that a draft changes';

CREATE FUNCTION @extschema@.rule_in_words(table_name text, rule_key text, content jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE table_name
        WHEN 'transition' THEN @extschema@.transition_in_words(content ->> 'from_state', content ->> 'to_state', content ->> 'name')
        WHEN 'calendar_day' THEN concat_ws(' ', content ->> 'calendar', content ->> 'day')
        WHEN 'script' THEN concat_ws(' ', content ->> 'code', content ->> 'language')
        WHEN 'authority' THEN concat_ws(': ', content ->> 'role', content ->> 'remedy_kind')
        WHEN 'escalation_step' THEN format('%s: %s', content ->> 'metric', content ->> 'step')
        WHEN 'desk' THEN 'desk'
        ELSE coalesce(content ->> 'name', rule_key) END
$$;
COMMENT ON FUNCTION @extschema@.rule_in_words IS 'what people call a row of a policy table: its name, code or key; a transition by its states, too';

CREATE FUNCTION @extschema@.list_rules(difference jsonb[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(format('%s "%s"', d ->> 'table_name',
                             @extschema@.rule_in_words(d ->> 'table_name', d ->> 'rule_key', coalesce(nullif(d -> 'new', 'null'), d -> 'old'))), ', ' ORDER BY n)
               FILTER (WHERE n <= 10)
           || CASE WHEN count(*) > 10 THEN format(' and %s more', count(*) - 10) ELSE '' END
      FROM unnest(difference) WITH ORDINALITY AS w (d, n)
$$;
COMMENT ON FUNCTION @extschema@.list_rules IS 'names of rows of policy tables, the first ten, for errors';

CREATE FUNCTION @extschema@.write_rule(desk name, place name, table_name text, rule_key text, old jsonb, new jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    key text := (SELECT @extschema@.key_of_rule(p.key) FROM @extschema@.policy_tables() p WHERE p.table_name = write_rule.table_name);
    columns text := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                       FROM pg_attribute a
                      WHERE a.attrelid = to_regclass(format('%I.%I', place, table_name)) AND a.attnum > 0 AND NOT a.attisdropped
                        AND a.attgenerated = '' AND new ? a.attname
                        -- a column that came later has its default
                        AND NOT (a.attnotnull AND new -> a.attname = 'null')
                        AND (old IS NULL OR old -> a.attname IS DISTINCT FROM new -> a.attname));
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF new IS NULL THEN
        EXECUTE format('DELETE FROM %I.%I r WHERE %s = $1', place, table_name, key) USING rule_key;
    ELSIF old IS NULL THEN
        EXECUTE format('INSERT INTO %1$I.%2$I (%3$s) SELECT %3$s FROM jsonb_populate_record(NULL::%1$I.%2$I, $1)', place, table_name, columns)
          USING new;
    ELSIF columns IS NOT NULL THEN
        EXECUTE format('UPDATE %1$I.%2$I r SET (%3$s) = (SELECT %3$s FROM jsonb_populate_record(NULL::%1$I.%2$I, $2)) WHERE %4$s = $1',
                       place, table_name, columns, key)
          USING rule_key, new;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.write_rule IS 'writes one row of a policy, or the columns of it that changed, in the desk or in a draft';

CREATE FUNCTION @extschema@.apply_difference(desk name, place name, difference jsonb[]) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    left_over jsonb[] := ARRAY(
        -- rules name codes: they go first and come last
        SELECT d FROM unnest(difference) AS d
          JOIN @extschema@.policy_tables() p ON p.table_name = d ->> 'table_name'
         ORDER BY CASE WHEN d ->> 'new' IS NULL THEN CASE p.key WHEN '{id}' THEN 1 ELSE 4 END
                       WHEN p.key = '{id}' THEN 3 ELSE 2 END, p.table_name, d ->> 'rule_key');
    waiting jsonb[];
    d jsonb;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    WHILE left_over <> '{}' LOOP
        waiting := '{}';
        FOREACH d IN ARRAY left_over LOOP
            BEGIN
                PERFORM @extschema@.write_rule(desk, place, d ->> 'table_name', d ->> 'rule_key', nullif(d -> 'old', 'null'), nullif(d -> 'new', 'null'));
            EXCEPTION WHEN OTHERS THEN
                -- it may need another change first
                waiting := waiting || d;
            END;
        END LOOP;
        IF waiting = left_over THEN
            d := left_over[1];
            PERFORM @extschema@.write_rule(desk, place, d ->> 'table_name', d ->> 'rule_key', nullif(d -> 'old', 'null'), nullif(d -> 'new', 'null'));
        END IF;
        left_over := waiting;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_difference IS 'writes rows of policy_difference, each checked as one that a person writes, in whatever order they allow; the error of the first that none of the others lets pass';

CREATE FUNCTION @extschema@.refuse_findings(desk name, draft name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    errors bigint;
    first_ones text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT count(*), string_agg(f.finding, ' ') FILTER (WHERE f.place <= 3) INTO errors, first_ones
      FROM (SELECT CASE WHEN position(r.rule IN r.finding) > 0 THEN r.finding
                        ELSE format('%s "%s": %s', r.table_name, r.rule, r.finding) END AS finding, row_number() OVER () AS place
              FROM @extschema@.check_rules(desk, draft) r
             WHERE r.severity = 'error' AND r.accepted IS NULL) AS f;
    IF errors > 0 THEN
        RAISE EXCEPTION 'errors in draft "%": %', draft, errors
            USING ERRCODE = 'KF005', SCHEMA = desk, DETAIL = first_ones,
                  HINT = format('SELECT * FROM @extschema@.check_rules(%L, %L) lists them with their cures.', desk, draft);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.refuse_findings IS 'refuses (KF005) a draft in which check_rules finds errors that nobody accepted';

CREATE FUNCTION @extschema@.changes_to_publish(desk name, draft name) RETURNS jsonb[]
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    base text;
    changes jsonb[];
    conflicts jsonb[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- the policy stands still from here on
    EXECUTE format('SELECT FROM %I.desk FOR NO KEY UPDATE', desk);
    EXECUTE format('SELECT d.based_on::text FROM %I.draft d WHERE d.name = $1', desk) INTO base USING draft;
    SELECT coalesce(array_agg(to_jsonb(d) ORDER BY d.table_name, d.rule_key) FILTER (WHERE l.rule_key IS NULL), '{}'),
           array_agg(to_jsonb(d) ORDER BY d.table_name, d.rule_key) FILTER (WHERE l.rule_key IS NOT NULL)
      INTO changes, conflicts
      FROM @extschema@.draft_changes(desk, draft) d
      LEFT JOIN @extschema@.policy_difference(desk, base, NULL) l USING (table_name, rule_key)
     WHERE l.rule_key IS NULL OR l.new IS DISTINCT FROM d.new;
    IF conflicts IS NOT NULL THEN
        RAISE EXCEPTION 'the policy of desk "%" has changed where draft "%" changes it', desk, draft
            USING ERRCODE = 'KF017', SCHEMA = desk,
                  DETAIL = format('Changed in both since version %s: %s.', base, @extschema@.list_rules(conflicts)),
                  HINT = 'complaint_flow.diff_policy() shows both; complaint_flow.refresh_policy() takes the changes over into the draft.';
    END IF;
    IF changes = '{}' THEN
        RAISE EXCEPTION 'draft "%" changes nothing', draft
            USING ERRCODE = 'KF015', SCHEMA = desk,
                  DETAIL = 'Its rows are those of the policy in force.',
                  HINT = format('Change the tables of its schema, or give it up with complaint_flow.discard_policy(%L, %L).', desk, draft);
    END IF;
    RETURN changes;
END
$$;
COMMENT ON FUNCTION @extschema@.changes_to_publish IS 'rows that a draft changes and that the policy in force does not have yet; locks the policy. KF017 where both changed a row, KF015 where nothing is left';

CREATE FUNCTION @extschema@.write_draft(desk name, draft name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changes jsonb[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    changes := @extschema@.changes_to_publish(desk, draft);
    PERFORM @extschema@.refuse_findings(desk, draft);
    PERFORM @extschema@.apply_difference(desk, desk, changes);
    PERFORM @extschema@.require_examples(desk, draft);
END
$$;
COMMENT ON FUNCTION @extschema@.write_draft IS 'writes what a draft changes into the policy, unless check_rules finds errors in it (KF005) or required examples do not pass (KF016)';

CREATE FUNCTION @extschema@.try_draft(desk name, draft name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.write_draft(desk, draft);
    RAISE EXCEPTION USING ERRCODE = 'TRIED';
EXCEPTION WHEN SQLSTATE 'TRIED' THEN
    NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.try_draft IS 'writes a draft into the policy and takes it back: throws what publishing it would throw';

CREATE FUNCTION @extschema@.publish_draft(desk name, draft name, who text) RETURNS int
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    taken record;
    version int;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    taken := @extschema@.lock_draft(desk, draft, 'published', '{open,proposed,approved}');
    PERFORM set_config('complaint_flow.policy_reason', concat_ws(': ', 'draft ' || draft, taken.reason), true);
    PERFORM @extschema@.write_draft(desk, draft);
    EXECUTE format('UPDATE %1$I.draft d SET state = ''published'', published_by = coalesce($2, d.published_by), published_at = now(),
                           published_version = s.rules_version
                      FROM %1$I.desk s WHERE d.name = $1 RETURNING s.rules_version', desk)
       INTO version USING draft, who;
    PERFORM @extschema@.keep_here(desk, true);
    EXECUTE format('DROP SCHEMA %I CASCADE', taken.schema_name);
    PERFORM @extschema@.keep_here(desk, false);
    RETURN version;
END
$$;
COMMENT ON FUNCTION @extschema@.publish_draft IS 'part of publish_policy and publish_drafts: makes a draft the policy in force and drops its schema; returns the version';

CREATE FUNCTION @extschema@.require_approval(desk name, draft name) RETURNS int
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    taken record := @extschema@.lock_draft(desk, draft, 'published', '{open,proposed,approved}');
    needed record := @extschema@.approval_needed(desk, @extschema@.tables_of_draft(desk, draft));
BEGIN
    -- policy_approval may ask for more than when it was approved
    IF taken.approved_rank >= needed.rank IS NOT TRUE AND needed.rank IS NOT NULL THEN
        RAISE EXCEPTION 'draft "%" has to be approved before it is published', draft
            USING ERRCODE = 'KF015', SCHEMA = desk, TABLE = 'draft',
                  DETAIL = format('It changes tables that take the approval of role "%s" or a higher one.', needed.approver),
                  HINT = CASE taken.state WHEN 'proposed' THEN 'complaint_flow.approve_policy() gives it.'
                              WHEN 'approved' THEN 'complaint_flow.reject_policy() opens it again, complaint_flow.propose_policy() asks for it.'
                              ELSE 'complaint_flow.propose_policy() asks for it.' END;
    END IF;
    RETURN needed.rank;
END
$$;
COMMENT ON FUNCTION @extschema@.require_approval IS 'locks a draft; KF015 where policy_approval wants an approval that it has not, or one by a higher role. Rank of the lowest role that approves it, NULL: none needed';

CREATE FUNCTION @extschema@.require_publisher(desk name, rank int) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor record := @extschema@.policy_actor(desk);
BEGIN
    IF actor.manages OR actor.rank >= rank THEN
        RETURN actor.who;
    END IF;
    RAISE EXCEPTION '"%" may not publish the policy of desk "%"', actor.who, desk
        USING ERRCODE = 'KF003', SCHEMA = desk,
              HINT = 'Managers publish, and the role of policy_approval that approves.';
END
$$;
COMMENT ON FUNCTION @extschema@.require_publisher IS 'who acts; KF003 for who may not write settings and has not the rank that approves (NULL: no approval is needed)';

CREATE FUNCTION @extschema@.publish_policy_as_drafter(desk name, draft name, effective_at timestamptz DEFAULT NULL) RETURNS int
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF effective_at < now() THEN
        RAISE EXCEPTION 'draft "%" cannot be published in the past', draft
            USING ERRCODE = 'KF011', SCHEMA = desk,
                  DETAIL = format('effective_at is %s.', effective_at),
                  HINT = 'Leave effective_at out to publish it now.';
    END IF;
    PERFORM @extschema@.lock_draft(desk, draft, 'published', '{open,proposed,approved}');
    who := @extschema@.require_publisher(desk, (@extschema@.approval_needed(desk, @extschema@.tables_of_draft(desk, draft))).rank);
    PERFORM @extschema@.require_approval(desk, draft);
    IF effective_at IS NULL OR effective_at = now() THEN
        RETURN @extschema@.publish_draft(desk, draft, who);
    END IF;
    PERFORM @extschema@.try_draft(desk, draft);
    EXECUTE format('UPDATE %I.draft d SET state = ''approved'', effective_at = $2, published_by = $3 WHERE d.name = $1', desk)
      USING draft, effective_at, who;
    RAISE NOTICE 'draft "%" will be published at %', draft, effective_at
        USING HINT = 'complaint_flow.reject_policy() opens it again.';
    RETURN NULL;
END
$$;
CALL @extschema@.make_public('publish_policy_as_drafter',
    'makes a draft the policy in force, in one transaction as one version, which it returns, and drops its schema: exactly the rows that the draft changes of the version that it is based on. With effective_at in the future the draft is closed, tried, and published by the job publish_drafts; NULL is returned, a moment in the past is refused (KF011). Refused with KF017 where the policy in force was changed in the same rows, with KF015 without the approval that policy_approval wants, with KF005 for errors that check_rules finds, with KF016 where required examples do not pass, and with whatever the desk says about a row. For managers and the roles that approve (KF003); KF008');

CREATE FUNCTION @extschema@.publish_due_draft(desk name, draft name) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.require_approval(desk, draft);
    PERFORM @extschema@.publish_draft(desk, draft, NULL);
    RETURN 1;
END
$$;
COMMENT ON FUNCTION @extschema@.publish_due_draft IS 'part of publish_drafts: publishes a draft that is due; returns 1';

CREATE FUNCTION @extschema@.publish_drafts_as_owner(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at timestamptz := clock_timestamp();
    due text := format($due$
          FROM %I.draft d
         WHERE d.state = 'approved' AND d.effective_at <= $1 AND d.name <> ALL ($3::text[]) AND ($2 IS NULL OR d.name = ANY ($2::text[]))
         ORDER BY d.effective_at, d.name LIMIT 1$due$, desk);
    published bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT @extschema@.job_may_run(desk, 'publish_drafts') THEN
        RETURN 0;
    END IF;
    -- one a run: a version is a transaction
    published := @extschema@.go_round(desk, 'publish_drafts', 'draft',
        format('SELECT coalesce(sum(@extschema@.publish_due_draft(%L, due.name)), 0)::bigint FROM (SELECT d.name', desk) || due || ') AS due',
        'SELECT array_agg(due.name) FROM (SELECT d.name::text' || due || ') AS due', as_of);
    PERFORM @extschema@.note_job_run(desk, 'publish_drafts', started_at, published);
    RETURN coalesce(published, 0);
END
$$;
CALL @extschema@.make_public('publish_drafts_as_owner',
    'job: publishes the draft whose effective_at came first, see publish_policy, one a run; one that cannot be published is named in job_failure and tried again; returns 1 or 0', is_job => true);
