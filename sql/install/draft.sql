-- Drafts: a copy of the policy tables that is edited with plain SQL, proposed,
-- approved by somebody else, and published as one version.

CREATE FUNCTION @extschema@.acting_person(desk name, OUT person text, OUT rank int, OUT database_role name)
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_acting_person';
COMMENT ON FUNCTION @extschema@.acting_person IS 'who calls the function that entered the desk: staff code and rank, NULL for nobody of the staff, and the database role in use';

CREATE FUNCTION @extschema@.policy_actor(desk name, OUT who text, OUT database_role name, OUT rank int, OUT drafts boolean, OUT manages boolean)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    acting record := @extschema@.acting_person(desk);
    owner oid := (SELECT c.relowner FROM pg_class c WHERE c.oid = to_regclass(format('%I.desk', desk)));
BEGIN
    who := coalesce(acting.person, acting.database_role);
    database_role := acting.database_role;
    -- the owner need be nobody of the staff
    rank := CASE WHEN acting.person IS NULL AND pg_has_role(acting.database_role, owner, 'USAGE') THEN 2147483647 ELSE acting.rank END;
    drafts := has_table_privilege(acting.database_role, format('%I.classification_rule', desk), 'INSERT');
    manages := has_column_privilege(acting.database_role, format('%I.desk', desk), 'default_urgency', 'UPDATE');
END
$$;
COMMENT ON FUNCTION @extschema@.policy_actor IS 'who acts on a draft: who writes rules (INSERT on classification_rule) makes drafts, who writes settings (UPDATE of desk.default_urgency) publishes; who owns the desk and names no actor has a rank above all';

CREATE FUNCTION @extschema@.require_drafter(desk name) RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor record := @extschema@.policy_actor(desk);
BEGIN
    IF actor.drafts THEN
        RETURN actor.who;
    END IF;
    RAISE EXCEPTION '"%" may not draft the policy of desk "%"', actor.who, desk
        USING ERRCODE = 'KF003', SCHEMA = desk,
              HINT = 'Supervisors and managers draft; complaint_flow.grant_desk() makes a role one.';
END
$$;
COMMENT ON FUNCTION @extschema@.require_drafter IS 'who acts; KF003 for who may not write rules';

CREATE FUNCTION @extschema@.check_reason(desk name, reason text, required boolean) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF required AND reason ~ '\S' IS NOT TRUE THEN
        RAISE EXCEPTION 'this takes a reason'
            USING ERRCODE = 'KF012', SCHEMA = desk, HINT = 'Say what was wrong, or what is to be changed.';
    ELSIF char_length(reason) > 1000 THEN
        RAISE EXCEPTION 'a reason or comment has at most 1000 characters'
            USING ERRCODE = 'KF011', SCHEMA = desk, DETAIL = format('It has %s.', char_length(reason)), HINT = 'Say it in fewer words.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_reason IS 'refuses a reason or comment that is missing (KF012) or too long (KF011)';

CREATE FUNCTION @extschema@.lock_draft(desk name, draft name, step text, wanted text[],
    OUT schema_name name, OUT state text, OUT reason text, OUT based_on int, OUT authors text[], OUT approved_rank int)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT d.schema_name, d.state, d.reason, d.based_on, ARRAY(SELECT DISTINCT e FROM unnest(d.editors || d.proposed_by) AS e ORDER BY e), d.approved_rank
                      FROM %I.draft d WHERE d.name = $1 FOR NO KEY UPDATE', desk)
       INTO schema_name, state, reason, based_on, authors, approved_rank USING draft;
    IF state IS NULL THEN
        PERFORM @extschema@.draft_schema(desk, coalesce(draft, ''));
    END IF;
    IF state <> ALL (wanted) THEN
        RAISE EXCEPTION 'draft "%" cannot be %: it is %', draft, step, state
            USING ERRCODE = 'KF015', SCHEMA = desk, TABLE = 'draft',
                  DETAIL = format('That takes a draft that is %s.', array_to_string(wanted, ' or ')),
                  HINT = CASE state WHEN 'open' THEN 'complaint_flow.propose_policy() proposes it.'
                                    WHEN 'proposed' THEN 'complaint_flow.reject_policy() opens it again.'
                                    WHEN 'approved' THEN 'complaint_flow.reject_policy() opens it again.'
                                    ELSE 'complaint_flow.draft_policy() makes another one.' END;
    END IF;
    IF step <> 'discarded' THEN
        PERFORM @extschema@.check_draft_schema(desk, draft, schema_name);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.lock_draft IS 'locks the row of a draft and returns it; authors are who edited or proposed it. KF008 for no draft, KF015 for one in another state than those wanted, KF010 for one whose schema is gone or is not the desk''s';

CREATE FUNCTION @extschema@.share_draft(desk name, place name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statement text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR statement IN EXECUTE $grants$
        WITH source AS (
            SELECT c.oid, c.relname, c.relacl, c.relowner FROM pg_class c
             WHERE c.relnamespace = to_regnamespace(quote_ident($1))
               AND (c.relname = 'draft' OR c.relname IN (SELECT t.table_name FROM @extschema@.draft_tables() t))
        ), reader AS (
            SELECT DISTINCT a.grantee FROM source s CROSS JOIN LATERAL aclexplode(s.relacl) a
             WHERE s.relname = 'draft' AND a.privilege_type = 'SELECT' AND a.grantee <> s.relowner
        ), formerly AS (
            SELECT DISTINCT a.grantee FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a
             WHERE n.nspname = $2 AND a.grantee <> n.nspowner
        ), allowed AS (
            SELECT s.relname, a.grantee, a.privilege_type AS privilege
              FROM source s CROSS JOIN LATERAL aclexplode(s.relacl) a
            UNION ALL
            SELECT s.relname, a.grantee, format('%s (%s)', a.privilege_type, string_agg(quote_ident(t.attname), ', ' ORDER BY t.attnum))
              FROM source s JOIN pg_attribute t ON t.attrelid = s.oid CROSS JOIN LATERAL aclexplode(t.attacl) a
             WHERE t.attname <> 'engine_version' AND NOT t.attisdropped
             GROUP BY s.relname, a.grantee, a.privilege_type
        ), role AS (
            SELECT g.grantee, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END AS name
              FROM (SELECT grantee FROM reader UNION SELECT grantee FROM formerly) g
        ), told AS (
            SELECT 1 AS place, format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %s', $2, r.name) AS statement
              FROM formerly f JOIN role r USING (grantee)
            UNION ALL
            SELECT 2, format('REVOKE ALL ON SCHEMA %I FROM %s', $2, r.name) FROM formerly f JOIN role r USING (grantee)
            UNION ALL
            SELECT 3, format('GRANT USAGE ON SCHEMA %I TO %s', $2, r.name) FROM reader JOIN role r USING (grantee)
            UNION ALL
            SELECT 4, format('GRANT %s ON %I.%I TO %s', string_agg(a.privilege, ', ' ORDER BY a.privilege), $2, a.relname, r.name)
              FROM allowed a JOIN reader USING (grantee) JOIN role r USING (grantee)
             WHERE split_part(a.privilege, ' ', 1) IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
             GROUP BY a.relname, r.name
        )
        SELECT t.statement FROM told t ORDER BY t.place, t.statement COLLATE "C"$grants$
      USING desk, place
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.share_draft IS 'gives who may read table draft of a desk the rights on the tables of a draft that they have on those in force, and takes all others';

CREATE FUNCTION @extschema@.share_drafts(desk name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT @extschema@.share_draft($1, d.schema_name) FROM %I.draft d
                      JOIN pg_namespace n ON n.nspname = d.schema_name AND pg_get_userbyid(n.nspowner) = current_user
                     WHERE d.state NOT IN (''published'', ''discarded'')', desk)
      USING desk;
END
$$;
COMMENT ON FUNCTION @extschema@.share_drafts IS 'share_draft for every draft of a desk';

CREATE FUNCTION @extschema@.make_draft_tables(desk name, draft name, place name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part record;
    statement text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('CREATE SCHEMA %I', place);
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', place, format('draft "%s" of the policy of desk "%s"', draft, desk));
    FOR part IN
        SELECT t.table_name, obj_description(to_regclass(format('%I.%I', desk, t.table_name)), 'pg_class') AS comment,
               (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a
                 WHERE a.attrelid = to_regclass(format('%I.%I', desk, t.table_name)) AND a.attnum > 0 AND NOT a.attisdropped
                   AND a.attgenerated = '' AND a.attname <> 'engine_version') AS columns
          FROM @extschema@.draft_tables() t
    LOOP
        EXECUTE format('CREATE TABLE %1$I.%3$I (LIKE %2$I.%3$I INCLUDING ALL EXCLUDING IDENTITY)', place, desk, part.table_name);
        EXECUTE format('COMMENT ON TABLE %I.%I IS %L', place, part.table_name, part.comment);
        IF part.table_name = 'desk' THEN
            -- by this column a desk is known
            EXECUTE format('ALTER TABLE %I.desk DROP COLUMN engine_version', place);
        END IF;
        EXECUTE format('INSERT INTO %1$I.%3$I (%4$s) SELECT %4$s FROM %2$I.%3$I', place, desk, part.table_name, part.columns);
    END LOOP;
    FOR statement IN
        -- numbers of the draft are those of the desk
        SELECT format('ALTER TABLE %I.%I ALTER %I SET DEFAULT nextval(%L)', place, t.table_name, a.attname,
                      pg_get_serial_sequence(format('%I.%I', desk, t.table_name), a.attname))
          FROM @extschema@.draft_tables() t
          JOIN pg_attribute a ON a.attrelid = to_regclass(format('%I.%I', desk, t.table_name)) AND a.attidentity <> ''
        UNION ALL
        SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', place, t.relname, k.conname,
                      replace(pg_get_constraintdef(k.oid), format(' REFERENCES %I.', desk), format(' REFERENCES %I.', place)))
          FROM pg_constraint k
          JOIN pg_class t ON t.oid = k.conrelid
          JOIN pg_class o ON o.oid = k.confrelid AND o.relnamespace = t.relnamespace
         WHERE k.contype = 'f' AND t.relnamespace = to_regnamespace(quote_ident(desk))
           AND @extschema@.is_draft_table(t.relname) AND @extschema@.is_draft_table(o.relname)
    LOOP
        EXECUTE statement;
    END LOOP;
    EXECUTE format('CREATE VIEW %1$I.draft AS SELECT d.*, %3$L::regclass AS desk FROM %2$I.draft d WHERE d.schema_name = %4$L',
                   place, desk, format('%I.desk', desk), place);
    EXECUTE format('COMMENT ON VIEW %I.draft IS %L', place, 'what table draft of the desk says of this draft');
    FOR part IN SELECT t.table_name FROM @extschema@.draft_tables() t
    LOOP
        EXECUTE format('CREATE TRIGGER aaa_guard BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.guard_draft(%L)', place, part.table_name, part.table_name);
        IF part.table_name IN ('desk', 'calendar') THEN
            -- nothing can be judged in a time zone that is not known
            EXECUTE format('CREATE TRIGGER aaa_zone AFTER INSERT OR UPDATE ON %I.%I
                            FOR EACH ROW EXECUTE FUNCTION @extschema@.calendar_check(%L)', place, part.table_name, part.table_name);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.make_draft_tables IS 'part of draft_policy: the schema, the copies of the policy tables with their keys and checks, and the triggers that note who edits them';

CREATE FUNCTION @extschema@.draft_policy_as_drafter(desk name, name name, reason text DEFAULT NULL) RETURNS name
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who text;
    place name := left(desk || '_draft_' || name, 63);
    known boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    who := @extschema@.require_drafter(desk);
    PERFORM @extschema@.check_reason(desk, reason, false);
    IF name IS NULL OR name !~ '^[a-z][a-z0-9_]*$' OR octet_length(desk || '_draft_' || name) > 63 THEN
        RAISE EXCEPTION '"%" cannot be the name of a draft of desk "%"', name, desk
            USING ERRCODE = 'KF011', SCHEMA = desk, TABLE = 'draft', COLUMN = 'name',
                  DETAIL = 'It has small letters, digits and _, begins with a letter, and with the name of the desk takes at most 56 bytes.',
                  HINT = 'Choose a name like "holidays".';
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.draft d WHERE d.name = $1)', desk) INTO known USING name;
    IF known OR to_regnamespace(quote_ident(place)) IS NOT NULL THEN
        RAISE EXCEPTION 'desk "%" has had a draft "%"', desk, name
            USING ERRCODE = 'KF013', SCHEMA = desk, TABLE = 'draft',
                  DETAIL = format('Its schema is "%s".', place),
                  HINT = 'Choose another name: each is used once.';
    END IF;
    IF NOT has_database_privilege(current_database(), 'CREATE') THEN
        RAISE EXCEPTION 'the owner of desk "%" may not make the schema of a draft', desk
            USING ERRCODE = 'KF003', SCHEMA = desk,
                  DETAIL = format('Role "%s" has no right to create schemas in database "%s".', current_user, current_database()),
                  HINT = format('Somebody with that right has to run: GRANT CREATE ON DATABASE %I TO %I', current_database(), current_user);
    END IF;
    -- nobody changes the policy while it is copied
    EXECUTE format('SELECT FROM %I.desk FOR SHARE', desk);
    EXECUTE format('INSERT INTO %1$I.draft (name, schema_name, reason, based_on, drafted_by)
                    SELECT $1, $2, $3, rules_version, $4 FROM %1$I.desk', desk)
      USING name, place, reason, who;
    PERFORM @extschema@.keep_here(desk, true);
    PERFORM @extschema@.make_draft_tables(desk, name, place);
    PERFORM @extschema@.share_draft(desk, place);
    PERFORM @extschema@.keep_here(desk, false);
    RETURN place;
END
$$;
CALL @extschema@.make_public('draft_policy_as_drafter',
    'makes a draft of the policy: a schema, whose name it returns, with a copy of each policy table but staff and text_model, for plain SQL. Who may read table draft has the same rights there as on the tables in force. Nothing of it reaches a case before publish_policy. For supervisors and managers; KF003, KF011, KF013');

CREATE FUNCTION @extschema@.approval_needed(desk name, tables text[], OUT approver text, OUT rank int)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT r.code, r.rank
                      FROM unnest($1) AS t (name)
                      CROSS JOIN LATERAL (SELECT p.approver FROM %1$I.policy_approval p
                                           WHERE p.table_name IN (t.name, ''*'') ORDER BY p.table_name = ''*'' LIMIT 1) AS p
                      JOIN %1$I.staff_role r ON r.code = p.approver
                     ORDER BY r.rank DESC LIMIT 1', desk)
       INTO approver, rank USING tables;
END
$$;
COMMENT ON FUNCTION @extschema@.approval_needed IS 'lowest role that may approve changes of tables, by policy_approval, and its rank; NULL where none is needed';

CREATE FUNCTION @extschema@.propose_policy_as_drafter(desk name, draft name, reason text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who text;
    needed record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    who := @extschema@.require_drafter(desk);
    PERFORM @extschema@.check_reason(desk, reason, false);
    PERFORM @extschema@.lock_draft(desk, draft, 'proposed', '{open}');
    PERFORM @extschema@.try_draft(desk, draft);
    needed := @extschema@.approval_needed(desk, @extschema@.tables_of_draft(desk, draft));
    EXECUTE format('UPDATE %I.draft d SET state = ''proposed'', proposed_by = $2, proposed_at = now(),
                           reason = coalesce($3, d.reason), approved_by = NULL, approved_rank = NULL, approved_at = NULL
                     WHERE d.name = $1', desk)
      USING draft, who, reason;
    RETURN needed.approver;
END
$$;
CALL @extschema@.make_public('propose_policy_as_drafter',
    'proposes a draft for approval: from now on its tables cannot be changed. Writes it once for a trial, so what the desk refuses is refused here, and likewise what publish_policy would refuse. Returns the lowest role that may approve it, NULL where publish_policy needs no approval; KF003, KF008, KF015, KF017');

CREATE FUNCTION @extschema@.approve_policy_as_drafter(desk name, draft name, comment text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor record;
    proposed record;
    needed record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    actor := @extschema@.policy_actor(desk);
    PERFORM @extschema@.check_reason(desk, comment, false);
    proposed := @extschema@.lock_draft(desk, draft, 'approved', '{proposed}');
    IF actor.who = ANY (proposed.authors) THEN
        RAISE EXCEPTION '"%" may not approve draft "%": nobody approves what they wrote or proposed', actor.who, draft
            USING ERRCODE = 'KF006', SCHEMA = desk, TABLE = 'draft',
                  DETAIL = format('Edited or proposed by: %s.', array_to_string(proposed.authors, ', ')),
                  HINT = 'Let somebody else approve it.';
    END IF;
    needed := @extschema@.approval_needed(desk, @extschema@.tables_of_draft(desk, draft));
    IF actor.rank >= coalesce(needed.rank, actor.rank) IS NOT TRUE AND NOT (needed.rank IS NULL AND actor.manages) THEN
        RAISE EXCEPTION '"%" may not approve draft "%"', actor.who, draft
            USING ERRCODE = 'KF003', SCHEMA = desk, TABLE = 'draft',
                  DETAIL = format('It takes %s.', coalesce(format('role "%s" or a higher one', needed.approver), 'a person of the staff, or a manager')),
                  HINT = 'Ask somebody of a higher role.';
    END IF;
    EXECUTE format('UPDATE %I.draft SET state = ''approved'', approved_by = $2, approved_rank = $4, approved_at = now(), comment = $3 WHERE name = $1', desk)
      USING draft, actor.who, comment, actor.rank;
END
$$;
CALL @extschema@.make_public('approve_policy_as_drafter',
    'approves a draft that was proposed. Not for who edited or proposed it (KF006), and for the role that policy_approval names for one of the changed tables, or a higher one (KF003); KF008, KF015');

CREATE FUNCTION @extschema@.reject_policy_as_drafter(desk name, draft name, comment text) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor record;
    proposed record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    actor := @extschema@.policy_actor(desk);
    proposed := @extschema@.lock_draft(desk, draft, 'rejected', '{proposed,approved}');
    IF NOT (actor.drafts OR coalesce(actor.rank >= (@extschema@.approval_needed(desk, @extschema@.tables_of_draft(desk, draft))).rank, false)) THEN
        RAISE EXCEPTION '"%" may not reject draft "%"', actor.who, draft
            USING ERRCODE = 'KF003', SCHEMA = desk, TABLE = 'draft', HINT = 'Who may draft or approve it may reject it.';
    END IF;
    PERFORM @extschema@.check_reason(desk, comment, true);
    EXECUTE format('UPDATE %I.draft SET state = ''open'', rejected_by = $2, rejected_at = now(), comment = $3,
                           approved_by = NULL, approved_rank = NULL, approved_at = NULL, effective_at = NULL, published_by = NULL
                     WHERE name = $1', desk)
      USING draft, actor.who, comment;
END
$$;
CALL @extschema@.make_public('reject_policy_as_drafter',
    'opens a draft again that was proposed, approved or due to be published: it can be changed, and has to be proposed anew. For who may draft or approve it, so also for who proposed it; needs a comment (KF012). KF003, KF008, KF015');

CREATE FUNCTION @extschema@.discard_policy_as_drafter(desk name, draft name, comment text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    who text;
    place name;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    who := @extschema@.require_drafter(desk);
    PERFORM @extschema@.check_reason(desk, comment, false);
    place := (@extschema@.lock_draft(desk, draft, 'discarded', '{open,proposed,approved}')).schema_name;
    EXECUTE format('UPDATE %I.draft SET state = ''discarded'', discarded_by = $2, discarded_at = now(), effective_at = NULL,
                           comment = coalesce($3, comment)
                     WHERE name = $1', desk)
      USING draft, who, comment;
    -- another one of that name is not ours to drop
    IF EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = place AND pg_get_userbyid(n.nspowner) = current_user) THEN
        PERFORM @extschema@.keep_here(desk, true);
        EXECUTE format('DROP SCHEMA %I CASCADE', place);
        PERFORM @extschema@.keep_here(desk, false);
    END IF;
END
$$;
CALL @extschema@.make_public('discard_policy_as_drafter',
    'gives up a draft that is not published and drops its schema. For supervisors and managers; KF003, KF008, KF015');

CREATE FUNCTION @extschema@.drop_drafts_as_owner(desk name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    place name;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR place IN
        SELECT n.nspname
          FROM @extschema@.draft_views(desk) d JOIN pg_class v ON v.oid = d.draft_view JOIN pg_namespace n ON n.oid = v.relnamespace
         ORDER BY 1
    LOOP
        PERFORM @extschema@.keep_here(desk, true);
        EXECUTE format('DROP SCHEMA %I CASCADE', place);
        PERFORM @extschema@.keep_here(desk, false);
    END LOOP;
END
$$;
CALL @extschema@.make_public('drop_drafts_as_owner', 'drops the schemas of all drafts of a desk; for its owner, used by drop_desk');
