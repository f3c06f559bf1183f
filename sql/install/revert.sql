-- Taking the policy in force over into a draft, and going back to a former
-- version.

CREATE FUNCTION @extschema@.both_changed(base jsonb, mine jsonb, theirs jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT base IS NULL OR mine IS NULL OR theirs IS NULL
        OR EXISTS (SELECT FROM jsonb_object_keys(mine) AS k
                    WHERE mine -> k <> base -> k AND theirs -> k <> base -> k AND mine -> k <> theirs -> k)
$$;
COMMENT ON FUNCTION @extschema@.both_changed IS 'whether two changes of a row contradict each other: in a column that both changed, or because one of them added or removed the row';

CREATE FUNCTION @extschema@.merge_rule(base jsonb, mine jsonb, theirs jsonb, keep text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN base IS NULL OR mine IS NULL OR theirs IS NULL THEN CASE keep WHEN 'draft' THEN mine ELSE theirs END
        ELSE (SELECT jsonb_object_agg(k, CASE
                     WHEN theirs -> k IS NOT DISTINCT FROM base -> k THEN mine -> k
                     WHEN mine -> k IS NOT DISTINCT FROM base -> k OR keep = 'live' THEN theirs -> k
                     ELSE mine -> k END)
                FROM jsonb_object_keys(mine) AS k) END
$$;
COMMENT ON FUNCTION @extschema@.merge_rule IS 'a row that a draft (mine) and the policy in force (theirs) changed: each column as the one has it that changed it, of those that both changed what is to be kept: draft or live';

CREATE FUNCTION @extschema@.refresh_policy_as_drafter(desk name, draft name, keep text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    taken record;
    changes jsonb[];
    conflicts jsonb[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.require_drafter(desk);
    IF keep NOT IN ('draft', 'live') THEN
        RAISE EXCEPTION 'a draft cannot keep "%"', keep
            USING ERRCODE = 'KF011', SCHEMA = desk, HINT = 'Of what both changed it keeps that of the draft, or of the live policy: ''draft'' or ''live''.';
    END IF;
    taken := @extschema@.lock_draft(desk, draft, 'refreshed', '{open}');
    EXECUTE format('SELECT FROM %I.desk FOR NO KEY UPDATE', desk);
    SELECT coalesce(array_agg(jsonb_build_object('table_name', l.table_name, 'rule_key', l.rule_key,
                        'old', CASE WHEN d.rule_key IS NULL THEN l.old ELSE d.new END,
                        'new', CASE WHEN d.rule_key IS NULL THEN l.new ELSE @extschema@.merge_rule(l.old, d.new, l.new, keep) END)
                    ORDER BY l.table_name, l.rule_key), '{}'),
           array_agg(to_jsonb(l) ORDER BY l.table_name, l.rule_key)
               FILTER (WHERE d.rule_key IS NOT NULL AND @extschema@.both_changed(l.old, d.new, l.new))
      INTO changes, conflicts
      FROM @extschema@.policy_difference(desk, taken.based_on::text, NULL) l
      LEFT JOIN @extschema@.draft_changes(desk, draft) d USING (table_name, rule_key)
     WHERE @extschema@.is_draft_table(l.table_name) AND (d.rule_key IS NULL OR d.new IS DISTINCT FROM l.new);
    IF keep IS NULL AND conflicts IS NOT NULL THEN
        RAISE EXCEPTION 'the policy of desk "%" and draft "%" changed the same', desk, draft
            USING ERRCODE = 'KF017', SCHEMA = desk,
                  DETAIL = format('Changed in both since version %s: %s.', taken.based_on, @extschema@.list_rules(conflicts)),
                  HINT = format('Say what to keep of these: complaint_flow.refresh_policy(%L, %L, ''draft'') or ''live''.', desk, draft);
    END IF;
    changes := ARRAY(SELECT c FROM unnest(changes) AS c WHERE c -> 'old' <> c -> 'new');
    PERFORM @extschema@.apply_difference(desk, taken.schema_name, changes);
    EXECUTE format('UPDATE %1$I.draft d SET based_on = s.rules_version FROM %1$I.desk s WHERE d.name = $1', desk) USING draft;
    RETURN cardinality(changes);
END
$$;
CALL @extschema@.make_public('refresh_policy_as_drafter',
    'takes what has changed in the policy in force over into an open draft, which is based on it from then on; returns how many rows it changed. Where both changed the same column, or one removed the row, it is refused with KF017, or what is said is kept: draft or live. For supervisors and managers; KF003, KF008, KF011, KF015');

CREATE FUNCTION @extschema@.changes_to_revert(desk name, version int)
RETURNS TABLE (table_name text, rule_key text, old jsonb, new jsonb)
LANGUAGE sql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT d.*
      FROM @extschema@.policy_difference(desk, NULL, version::text) d
     WHERE @extschema@.is_draft_table(d.table_name)
    UNION ALL
    -- of models only which is in use; one that came later is no longer
    SELECT d.table_name, d.rule_key, jsonb_build_object('active', d.old -> 'active'),
           jsonb_build_object('active', coalesce(d.new -> 'active', 'false'))
      FROM @extschema@.policy_difference(desk, NULL, version::text) d
     WHERE d.table_name = 'text_model' AND d.old IS NOT NULL AND d.old -> 'active' <> coalesce(d.new -> 'active', 'false')
$$;
COMMENT ON FUNCTION @extschema@.changes_to_revert IS 'rows that differ between the policy in force and a former version, but people; of models only whether they are in use';

CREATE FUNCTION @extschema@.may_write_rule(role name, relation text, old jsonb, new jsonb) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN old IS NULL THEN has_table_privilege(role, relation, 'INSERT')
                WHEN new IS NULL THEN has_table_privilege(role, relation, 'DELETE')
                ELSE NOT EXISTS (SELECT FROM jsonb_object_keys(new) AS k
                                  WHERE old -> k IS DISTINCT FROM new -> k AND NOT has_column_privilege(role, relation, k, 'UPDATE')) END
$$;
COMMENT ON FUNCTION @extschema@.may_write_rule IS 'whether a database role could make this change of a row itself';

CREATE FUNCTION @extschema@.revert_policy_as_drafter(desk name, version int, reason text) RETURNS int
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor record;
    needed record;
    changes jsonb[];
    beyond jsonb[];
    made int;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_version(desk, coalesce(version, 0));
    PERFORM @extschema@.check_reason(desk, reason, true);
    EXECUTE format('SELECT FROM %I.desk FOR NO KEY UPDATE', desk);
    SELECT coalesce(array_agg(to_jsonb(c) ORDER BY c.table_name, c.rule_key), '{}') INTO changes
      FROM @extschema@.changes_to_revert(desk, version) c;
    needed := @extschema@.approval_needed(desk, ARRAY(SELECT DISTINCT c ->> 'table_name' FROM unnest(changes) AS c));
    PERFORM @extschema@.require_publisher(desk, needed.rank);
    actor := @extschema@.policy_actor(desk);
    IF needed.rank IS NOT NULL AND actor.rank >= needed.rank IS NOT TRUE THEN
        RAISE EXCEPTION 'going back to version % takes role "%" or a higher one', version, needed.approver
            USING ERRCODE = 'KF003', SCHEMA = desk,
                  DETAIL = format('It changes: %s.', @extschema@.list_rules(changes)),
                  HINT = 'See table policy_approval.';
    END IF;
    beyond := ARRAY(SELECT c FROM unnest(changes) AS c
                     WHERE NOT @extschema@.may_write_rule(actor.database_role, format('%I.%I', desk, c ->> 'table_name'),
                                                          nullif(c -> 'old', 'null'), nullif(c -> 'new', 'null')));
    IF beyond <> '{}' THEN
        RAISE EXCEPTION '"%" may not go back to version %', actor.who, version
            USING ERRCODE = 'KF003', SCHEMA = desk,
                  DETAIL = format('It changes what "%s" may not write: %s.', actor.who, @extschema@.list_rules(beyond)),
                  HINT = 'Ask the owner of the desk.';
    END IF;
    IF changes = '{}' THEN
        RAISE EXCEPTION 'version % is the policy in force', version
            USING ERRCODE = 'KF015', SCHEMA = desk,
                  DETAIL = 'No row differs, but perhaps people, who are not brought back.',
                  HINT = 'Table policy_version lists the versions.';
    END IF;
    PERFORM set_config('complaint_flow.policy_reason', format('back to version %s: %s', version, reason), true);
    PERFORM @extschema@.apply_difference(desk, desk, changes);
    EXECUTE format('SELECT rules_version FROM %I.desk', desk) INTO made;
    RETURN made;
END
$$;
CALL @extschema@.make_public('revert_policy_as_drafter',
    'makes a former version the policy in force again, in one transaction as a new version, which it returns. People stay as they are, models too, but the one in use then is in use again; a code that cases name is not removed: KF013 names it, and nothing is changed. Needs a reason (KF012). For managers; where policy_approval names a role for one of the tables that change, for that role or a higher one (KF003): what was in force needs no second person. Nobody changes in this way what they may not write themselves. KF008, KF015');
