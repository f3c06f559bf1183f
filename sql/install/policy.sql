-- The policy of a desk: its tables, its versions, and where a policy is read.

CREATE FUNCTION @extschema@.policy_tables()
RETURNS TABLE (table_name text, key text[], hidden text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT unnest('{classification_rule,completeness_rule,routing_rule,transition,entry_rule,clock_rule,escalation_step,issue_rule,
        batch_rule,same_matter_rule,repeat_rule,action_rule,message_rule,authority}'::text[]), '{id}'::text[], '{}'::text[]
    UNION ALL
    SELECT unnest('{urgency,frequency,level,category,state,staff_role,remedy_kind,department,channel,contact_purpose,cause,
        complainant_group,customer_tier,risk,finding_kind,term,closing_bucket}'::text[]), '{code}', '{}'
    UNION ALL
    VALUES ('keyword_set', '{name}'::text[], '{}'::text[]),
           ('negation_word', '{word}', '{}'),
           ('hot_spot_rule', '{subject}', '{}'),
           ('kpi_weight', '{measure}', '{}'),
           ('calendar', '{name}', '{}'),
           ('calendar_day', '{calendar,day,kind,opens}', '{}'),
           ('calendar_hours', '{calendar,weekday,opens}', '{}'),
           ('calendar_year', '{calendar,year}', '{loaded_at}'),
           ('personal_column', '{table_name,column_name}', '{}'),
           ('message_template', '{topic,language,audience_kind}', '{}'),
           ('script', '{code,language}', '{}'),
           ('activity_label', '{pattern}', '{}'),
           ('satisfaction_grade', '{score}', '{}'),
           ('policy_approval', '{table_name}', '{}'),
           ('accepted_finding', '{kind,table_name,rule,other_rule}', '{}'),
           ('desk', '{singleton}', '{rules_version,rules_changed_at,rules_changed_xid}'),
           ('text_model', '{id}', '{weights}'),
           -- who works there belongs to a version; names, logins and who is out just now do not
           ('staff', '{code}', '{name,database_role,database_role_id,reachable}')
$$;
COMMENT ON FUNCTION @extschema@.policy_tables IS 'tables whose rows make the policy of a desk: columns that tell the rows apart, and columns that rule_history leaves out';

CREATE FUNCTION @extschema@.draft_tables()
RETURNS TABLE (table_name text, key text[], hidden text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.table_name, p.key, p.hidden || CASE p.table_name WHEN 'desk' THEN '{engine_version}' ELSE '{}' END::text[]
      FROM @extschema@.policy_tables() p
     WHERE p.table_name NOT IN ('staff', 'text_model', 'policy_approval')
$$;
COMMENT ON FUNCTION @extschema@.draft_tables IS 'policy tables that a draft has: people and models do not wait for approval, and who approves is the owner''s to say';

CREATE FUNCTION @extschema@.is_draft_table(table_name text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM @extschema@.draft_tables() t WHERE t.table_name = is_draft_table.table_name) $$;
COMMENT ON FUNCTION @extschema@.is_draft_table IS 'whether drafts have a table of this name';

CREATE FUNCTION @extschema@.key_of_rule(key text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT string_agg(format(CASE k WHEN 'day' THEN 'coalesce(to_jsonb(r.%I) #>> ''{}'', '''')' ELSE 'format(''%%s'', r.%I)' END, k), ' || '' '' || ' ORDER BY n) FROM unnest(key) WITH ORDINALITY AS w (k, n) $$;
COMMENT ON FUNCTION @extschema@.key_of_rule IS 'SQL expression that gives rule_history.rule_key of a row "r", whatever the DateStyle';

CREATE FUNCTION @extschema@.mend_history_as_owner(desk name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part record;
    added bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('INSERT INTO %1$I.policy_version (version, at, changed_by)
                    SELECT d.rules_version, d.rules_changed_at, session_user FROM %1$I.desk d
                    ON CONFLICT DO NOTHING', desk);
    FOR part IN
        SELECT p.table_name, p.hidden, @extschema@.key_of_rule(p.key) AS key
          FROM @extschema@.policy_tables() p
    LOOP
        EXECUTE format($seed$
            INSERT INTO %1$I.rule_history (table_name, rule_key, from_version, content, changed_at, changed_by)
            SELECT $1, %3$s, d.rules_version, to_jsonb(r) - $2, d.rules_changed_at, session_user
              FROM %1$I.%2$I r CROSS JOIN %1$I.desk d
             WHERE NOT EXISTS (SELECT FROM %1$I.rule_history h
                                WHERE h.table_name = $1 AND h.rule_key = %3$s AND h.to_version IS NULL)$seed$,
            desk, part.table_name, part.key)
          USING part.table_name, part.hidden;
        GET DIAGNOSTICS added = ROW_COUNT;
        IF added > 0 THEN
            RETURN NEXT format('%s rows of %s were not in rule_history', added, part.table_name);
        END IF;
    END LOOP;
END
$$;
CALL @extschema@.make_public('mend_history_as_owner',
    'notes in rule_history what the policy tables hold and no trigger noted, as part of the present version; says what it noted');

CREATE FUNCTION @extschema@.policy_at_as_reader(desk name, moment timestamptz) RETURNS int
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found int;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT max(v.version) FROM %I.policy_version v WHERE v.at <= $1', desk) INTO found USING moment;
    RETURN found;
END
$$;
CALL @extschema@.make_public('policy_at_as_reader',
    'version of the policy that was in force at a moment; NULL: the desk had none yet');

CREATE FUNCTION @extschema@.version_at(desk name, version int) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found timestamptz;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT v.at FROM %I.policy_version v WHERE v.version = $1', desk) INTO found USING version;
    RETURN found;
END
$$;
COMMENT ON FUNCTION @extschema@.version_at IS 'since when a version of the policy held; for who may read table policy_version';

CREATE FUNCTION @extschema@.check_version(desk name, version int) RETURNS void
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known int4range;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT int4range(min(v.version), max(v.version), ''[]'') FROM %I.policy_version v', desk) INTO known;
    IF version <@ known THEN
        RETURN;
    END IF;
    RAISE EXCEPTION 'desk "%" has no version % of its policy', desk, version
        USING ERRCODE = 'KF008', SCHEMA = desk,
              DETAIL = format('Its history has the versions %s to %s.', lower(known), upper(known) - 1),
              HINT = 'Table policy_version lists them; policy_at() tells which held at a moment.';
END
$$;
COMMENT ON FUNCTION @extschema@.check_version IS 'refuses (KF008) what is no version of the desk''s policy';

CREATE FUNCTION @extschema@.policy_as_of_as_reader(desk name, version int)
RETURNS TABLE (table_name text, rule_key text, content jsonb)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_version(desk, version);
    RETURN QUERY EXECUTE format('SELECT h.table_name, h.rule_key, h.content FROM %I.rule_history h
        WHERE h.from_version <= $1 AND (h.to_version IS NULL OR $1 < h.to_version)
        ORDER BY h.table_name, h.rule_key', desk)
      USING version;
END
$$;
CALL @extschema@.make_public('policy_as_of_as_reader',
    'the rows of every policy table as they were in a version, without what policy_tables() hides; KF008 for a version that there was not');

CREATE FUNCTION @extschema@.policy_as_of(desk name, moment timestamptz)
RETURNS TABLE (table_name text, rule_key text, content jsonb)
LANGUAGE sql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT * FROM @extschema@.policy_as_of(desk, @extschema@.policy_at(desk, moment)) $$;
COMMENT ON FUNCTION @extschema@.policy_as_of(name, timestamptz) IS 'the same as they were at a moment; nothing before the first version';

CREATE FUNCTION @extschema@.past_rows(desk name, table_name text, key text[], hidden text[], version int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format($past$
        SELECT r.* FROM %1$I.rule_history h %3$s
         CROSS JOIN LATERAL pg_catalog.jsonb_populate_record(%4$s, h.content) r
         WHERE h.table_name = %2$L AND h.from_version <= %5$s AND (h.to_version IS NULL OR %5$s < h.to_version)$past$,
        desk, table_name,
        -- what the history leaves out is as it is today
        CASE WHEN hidden <> '{}' THEN format('%s JOIN %I.%I t ON %s', CASE table_name WHEN 'text_model' THEN '' ELSE 'LEFT' END,
                 desk, table_name, (SELECT string_agg(format('t.%1$I::text = h.content ->> %1$L', k), ' AND ') FROM unnest(key) AS k)) END,
        CASE WHEN hidden <> '{}' THEN 't' ELSE format('NULL::%I.%I', desk, table_name) END,
        version)
$$;
COMMENT ON FUNCTION @extschema@.past_rows IS 'query for the rows that a policy table had in a version; key and hidden as in policy_tables()';

CREATE FUNCTION @extschema@.transition_in_words(from_state text, to_state text, name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT format('%s -> %s: %s', from_state, to_state, name) $$;
COMMENT ON FUNCTION @extschema@.transition_in_words IS 'what a transition is called where its name alone would not tell';

-- C and SQL read a policy other than the one in force with the same queries:
-- common table expressions take the place of the tables.
CREATE FUNCTION @extschema@.policy_source(desk name, draft name, version int, with_people boolean DEFAULT true) RETURNS text
LANGUAGE sql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 'WITH ' || string_agg(format('%I AS (%s)', p.table_name, CASE
        WHEN draft IS NOT NULL THEN
            format('SELECT * FROM %I.%I', draft, p.table_name)
        ELSE @extschema@.past_rows(desk, p.table_name, p.key, p.hidden, version) END), ', ') || ' '
      FROM @extschema@.policy_tables() p
     WHERE CASE WHEN draft IS NOT NULL THEN @extschema@.is_draft_table(p.table_name) ELSE with_people OR p.table_name <> 'staff' END
$$;
COMMENT ON FUNCTION @extschema@.policy_source IS 'beginning of a query that reads a draft, or a version of the past, in place of the desk''s policy tables; people are those of that version, or today''s. The caller checks names and version, and runs the query as the desk''s owner';

CREATE FUNCTION @extschema@.draft_views(desk name) RETURNS TABLE (draft_view oid)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT v.oid
      FROM pg_class t
      JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid AND d.classid = 'pg_rewrite'::regclass
      JOIN pg_rewrite r ON r.oid = d.objid
      JOIN pg_class v ON v.oid = r.ev_class AND v.relname = 'draft' AND v.relowner = t.relowner
     WHERE t.oid = to_regclass(format('%I.draft', desk)) AND v.relnamespace <> t.relnamespace
       -- the owner may have other views of that name
       AND EXISTS (SELECT FROM pg_class c JOIN pg_trigger g ON g.tgrelid = c.oid
                    WHERE c.relnamespace = v.relnamespace AND g.tgfoid = to_regprocedure('@extschema@.guard_draft()'))
$$;
COMMENT ON FUNCTION @extschema@.draft_views IS 'views "draft" in the schemas of the drafts of a desk';

-- Where a schema was dropped somebody else may have made one of its name.
CREATE FUNCTION @extschema@.check_draft_schema(desk name, draft name, place name) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner oid := (SELECT c.relowner FROM pg_class c WHERE c.oid = to_regclass(format('%I.desk', desk)));
    stranger text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF to_regclass(format('%I.draft', place)) IS NULL THEN
        RAISE EXCEPTION 'the schema of draft "%" is missing', draft
            USING ERRCODE = 'KF010', SCHEMA = place,
                  DETAIL = format('Schema "%s" has no view "draft": it was dropped, or left out of a dump.', place),
                  HINT = 'Restore it from a dump, or give the draft up with complaint_flow.discard_policy().';
    END IF;
    SELECT t.name INTO stranger
      FROM (SELECT p.table_name AS name, 'r' AS kind FROM @extschema@.draft_tables() p UNION ALL VALUES ('draft', 'v')) AS t
     WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = place AND n.nspowner = owner
                          AND c.relname = t.name AND c.relkind::text = t.kind AND c.relowner = owner)
     ORDER BY 1 LIMIT 1;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION 'schema "%" is not the one that was made for draft "%"', place, draft
            USING ERRCODE = 'KF010', SCHEMA = place, TABLE = stranger,
                  DETAIL = format('"%s" is no table of the desk''s owner there.', stranger),
                  HINT = 'The schema and all in it belong to the owner of the desk. Give the draft up with complaint_flow.discard_policy().';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_draft_schema IS 'refuses (KF010) a schema of a draft that is gone, or in which something is not the desk owner''s own table: reading it would run code of somebody else';

CREATE FUNCTION @extschema@.draft_schema(desk name, draft name) RETURNS name
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found record;
    others text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT d.schema_name, d.state, d.published_version FROM %I.draft d WHERE d.name = $1', desk) INTO found USING draft;
    IF found.schema_name IS NULL OR found.state IN ('published', 'discarded') THEN
        EXECUTE format('SELECT string_agg(d.name, '', '' ORDER BY d.name) FROM %I.draft d
                         WHERE d.state IN (''open'', ''proposed'', ''approved'')', desk) INTO others;
        RAISE EXCEPTION 'desk "%" has no draft "%"', desk, draft
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'draft',
                  DETAIL = CASE found.state WHEN 'published' THEN format('It was published as version %s.', found.published_version)
                                            WHEN 'discarded' THEN 'It was discarded.'
                                            ELSE format('Its drafts: %s.', coalesce(others, 'none')) END,
                  HINT = format('Table %I.draft lists the drafts.', desk);
    END IF;
    PERFORM @extschema@.check_draft_schema(desk, draft, found.schema_name);
    RETURN found.schema_name;
END
$$;
COMMENT ON FUNCTION @extschema@.draft_schema IS 'schema of a draft (KF008, KF010); NULL for no draft';

CREATE FUNCTION @extschema@.source_of_draft(desk name, draft name) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN CASE WHEN draft IS NULL THEN '' ELSE @extschema@.policy_source(desk, @extschema@.draft_schema(desk, draft), NULL) END;
END
$$;
COMMENT ON FUNCTION @extschema@.source_of_draft IS 'policy_source of a draft (KF008); empty for no draft';
