-- Who may do what at a desk: capacities are fixed sets of privileges on the
-- desk's tables.  Nobody needs rights on what the engine writes.

CREATE FUNCTION @extschema@.check_inside(desk name) RETURNS void
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_check_inside';
COMMENT ON FUNCTION @extschema@.check_inside IS 'refuses with KF003 a part of other functions that is called by itself: they enter the desk with the right rights, it would not';

CREATE FUNCTION @extschema@.check_readable(desk name, relation name) RETURNS void
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_check_readable';
COMMENT ON FUNCTION @extschema@.check_readable IS 'refuses with KF010 a table or view of a desk that cannot be read without running code of others with the rights of the role in use; runs nothing of it';

CREATE FUNCTION @extschema@.lock_shard(desk name, relation name, against_writers boolean) RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_lock_shard';
COMMENT ON FUNCTION @extschema@.lock_shard IS 'part of other functions: locks the shard of a table on this node, if it has one, against changes of its definition or also against writers; a lock of the table itself does not hold up clients of other nodes';

CREATE FUNCTION @extschema@.in_sight(sight text[], owner text, received_by text, updated_by text, department text, handler_role text) RETURNS boolean
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.in_sight IS 'whether who has this viewer.sight may work on a case with these columns: everybody who sees all; owner, receiver and who changed it last; the department; the roles that may claim it. The policies of filter_by_department ask it';

CREATE FUNCTION @extschema@.is_asked(desk regclass, id bigint) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.is_asked IS 'whether something in the case waits for the viewer, as view asked_case of the desk says; desk is its table desk. The policies of filter_by_department ask it';

CREATE FUNCTION @extschema@.capacity_privileges(capacity text)
RETURNS TABLE (object text, privileges text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH policy (object) AS (
        SELECT unnest('{staff_role,department,staff,calendar,calendar_hours,calendar_day,calendar_year,
            urgency,level,category,channel,contact_purpose,cause,remedy_kind,authority,satisfaction_grade,closing_bucket,keyword_set,negation_word,classification_rule,completeness_rule,
            routing_rule,state,transition,entry_rule,clock_rule,escalation_step,issue_rule,batch_rule,same_matter_rule,repeat_rule,frequency,
            complainant_group,customer_tier,risk,
            action_rule,message_rule,message_template,hot_spot_rule,kpi_weight,text_model,accepted_finding}'::text[])
    ), layer (capacities, object, privileges) AS (
        SELECT '{agent,supervisor,manager}'::text[], 'TABLE ' || object, 'SELECT'
          FROM policy
        UNION ALL
        SELECT '{agent,supervisor,manager}', 'TABLE ' || object, 'SELECT'
          FROM unnest('{desk,rule_history,policy_version,queue,clock,complaint_event,complaint_event_personal,work_queue,viewer,asked_case,remedy_authority,incident,issue_count,
            personal_column,complaint_masked,customer_masked}'::text[]) AS object
        UNION ALL
        -- agents speak from scripts, learn from lessons and make suggestions
        SELECT '{agent,supervisor,manager}', 'TABLE ' || object, 'SELECT'
          FROM unnest('{finding_kind,lesson,suggestion,training,training_participant,script,script_version,
              current_script,activity_label,term,promise}'::text[]) AS object
        UNION ALL
        VALUES ('{agent}'::text[], 'TABLE lesson', 'INSERT'),
               ('{agent}', 'TABLE suggestion', 'INSERT')
        UNION ALL
        -- findings about people are between them and those above them
        SELECT '{supervisor,manager}', 'TABLE ' || object, 'SELECT'
          FROM unnest('{conduct_finding,coaching,open_coaching,corrective_action,training_effect,kpi_agent}'::text[]) AS object
        UNION ALL
        SELECT '{supervisor,manager}', 'TABLE ' || object, 'INSERT, UPDATE, DELETE'
          FROM unnest('{finding_kind,coaching,lesson,corrective_action,suggestion,training,training_participant,
              script,activity_label,term}'::text[]) AS object
        UNION ALL
        -- a finding stays: it may be corrected, not removed
        SELECT '{supervisor,manager}', object, privileges
          FROM (VALUES ('TABLE conduct_finding', 'INSERT, UPDATE (*)'),
                       ('TABLE script_version', 'INSERT')) AS kept (object, privileges)
        UNION ALL
        SELECT '{agent,supervisor,manager}', object, privileges
          FROM (VALUES ('TABLE complaint', 'SELECT, INSERT, UPDATE (*)'),
                       ('TABLE contact', 'SELECT, INSERT'),
                       ('TABLE delegation', 'SELECT, INSERT, UPDATE (valid)'),
                       ('TABLE customer', 'SELECT, INSERT, UPDATE (*)'),
                       -- why somebody is absent is not everybody's business
                       ('TABLE absence', 'SELECT (id, staff, from_at, until_at, deputy)')) AS cases (object, privileges)
        UNION ALL
        SELECT '{agent,supervisor,manager}', 'TABLE ' || object, 'SELECT, INSERT'
          FROM unnest(@extschema@.entry_tables()) AS object
        UNION ALL
        -- programs that ask for the number of a row before they write it
        SELECT '{agent,supervisor,manager}', 'SEQUENCE ' || sequence, 'USAGE'
          FROM unnest('{entry_id_seq,complaint_id_seq,contact_id_seq,customer_id_seq,lesson_id_seq,suggestion_id_seq}'::text[]) AS sequence
        UNION ALL
        SELECT '{supervisor,manager}', 'TABLE ' || object, 'INSERT, UPDATE, DELETE'
          FROM policy WHERE object <> 'staff'
        UNION ALL
        -- who may log in as whom is not theirs: they could approve as somebody else
        SELECT '{supervisor,manager}', 'TABLE staff',
               format('INSERT (%1$s), UPDATE (%1$s), DELETE',
                      'code, name, role, department, manager, grade, reachable, active')
        UNION ALL
        SELECT '{supervisor,manager}', object, privileges
          FROM (VALUES ('TABLE incident', 'UPDATE (title, owner, department, state, updated_by)'),
                       ('TABLE absence', 'SELECT, INSERT, UPDATE, DELETE'),
                       ('TABLE example', 'SELECT, INSERT, UPDATE, DELETE'),
                       ('TABLE example_step', 'SELECT, INSERT, UPDATE, DELETE'),
                       ('TABLE expectation', 'SELECT, INSERT, UPDATE, DELETE'),
                       ('TABLE desk', 'UPDATE (wanted_precision, train_after)'),
                       ('TABLE job_run', 'SELECT'),
                       ('TABLE job_failure', 'SELECT'),
                       ('TABLE job_wait', 'SELECT'),
                       ('TABLE job', 'SELECT'),
                       ('TABLE draft', 'SELECT'),
                       ('TABLE policy_approval', 'SELECT'),
                       ('TABLE customer_change', 'SELECT'),
                       ('TABLE published_digest', 'SELECT'),
                       ('TABLE digest_block', 'SELECT'),
                       ('TABLE erasure', 'SELECT'),
                       ('TABLE read_log', 'SELECT')) AS supervision (object, privileges)
        UNION ALL
        -- of rules, and of tables with numbers of their own; rows of drafts take them, too
        SELECT '{supervisor,manager}', 'SEQUENCE ' || sequence, 'USAGE'
          FROM unnest('{rule_id_seq,calendar_day_id_seq,script_id_seq,script_version_id_seq,coaching_id_seq,corrective_action_id_seq,
              training_id_seq,conduct_finding_id_seq,absence_id_seq,example_id_seq}'::text[]) AS sequence
        UNION ALL
        -- the history as an event log shows all departments, and the machine that it follows
        SELECT '{supervisor,manager,analyst}', 'TABLE ' || object, 'SELECT'
          FROM unnest('{mining_event,event_log,ocel_event,ocel_event_detail,ocel_event_map_type,ocel_object,
              ocel_object_map_type,ocel_event_object,ocel_object_object,ocel_object_complaint,ocel_object_customer,
              ocel_object_staff,ocel_object_department,ocel_object_work_order,ocel_object_remedy,ocel_object_incident}'::text[]) AS object
        UNION ALL
        SELECT '{analyst}', 'TABLE ' || object, 'SELECT'
          FROM unnest('{state,transition,staff_role,term,frequency,hot_spot_rule,kpi_weight}'::text[]) AS object
        UNION ALL
        SELECT '{manager}', object, privileges
          FROM (VALUES ('TABLE outbox', 'SELECT'),
                       ('TABLE staff', 'INSERT, UPDATE (*)'),
                       ('TABLE desk', 'UPDATE (title, language, sheet_prefix, currency, calendar, default_urgency,
                           default_level, fallback_role, reclassification_roles, extension_roles, handover_needs_acceptance,
                           repeat_window, joined_state, joined_purpose, wanted_precision, train_after, learns_from_cases, keep_messages, report_every, strict_rules)')) AS management (object, privileges)
        UNION ALL
        SELECT '{supervisor,manager,analyst}', 'TABLE ' || object, 'SELECT'
          FROM unnest('{kpi_figure,kpi_day,kpi_week,kpi_month,kpi_by,kpi_clock,kpi_state,kpi_within,closing_bucket,kpi_issue_day,rule_use,
              kpi_live,kpi_waiting,kpi_orders,kpi_hot,kpi_hot_category,
              kpi_measure,kpi_measured,kpi_score_part,kpi_score,kpi_learning,kpi_severity,department_report,fact_complaint,fact_clock,fact_stay,
              dim_day,dim_department,dim_category,dim_level,dim_urgency,dim_channel,dim_state,dim_staff}'::text[]) AS object
        UNION ALL
        -- what definitions of figures speak of: the time zone, the currency, the calendar
        VALUES ('{analyst}'::text[], 'TABLE desk', 'SELECT (title, language, time_zone, calendar, currency, wanted_precision)'),
               -- how good the model is, without its n-grams
               ('{analyst}', 'TABLE text_model', 'SELECT (id, target, active, trained_at, trained_by, examples, codes,
                   accuracy, macro_f1, confusion, thresholds, precisions, coverages)'),
               ('{auditor}', 'ALL TABLES', 'SELECT'),
               ('{analyst}', 'TABLE open_case', 'SELECT'),
               ('{analyst}', 'TABLE complaint_masked', 'SELECT'),
               -- the right by which read_outbox and ack_outbox know a messenger
               ('{messenger}', 'TABLE outbox', 'SELECT, UPDATE (acked_at)')
    )
    SELECT object, privileges FROM layer WHERE capacity = ANY (capacities)
$$;
COMMENT ON FUNCTION @extschema@.capacity_privileges IS 'what a capacity (agent, supervisor, manager, auditor, analyst, messenger) may do with the tables of a desk; supervisors own the rules and the people, managers the settings and the people''s logins too, auditors read everything, analysts read views without personal data, messengers carry messages away. (*) stands for every column that the table has, one by one: who may update a table as a whole may also lock it as a whole';

CREATE FUNCTION @extschema@.change_membership(desk name, verb text, role name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner name := (SELECT pg_get_userbyid(relowner) FROM pg_class
                    WHERE relname = 'desk' AND relnamespace = @extschema@.check_desk(desk, as_owner => true));
    statement text := format(CASE verb WHEN 'GRANT' THEN 'GRANT %I TO %I' ELSE 'REVOKE %I FROM %I' END, owner, role);
BEGIN
    -- with the rights of the caller: nobody administers the own role
    EXECUTE statement;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'membership in role "%" is not yours to change', owner
        USING ERRCODE = 'KF003', SCHEMA = desk,
              DETAIL = 'Who owns the desk is decided by membership in the owner''s role.',
              HINT = format('Somebody with ADMIN OPTION on the role has to run: %s', statement);
END
$$;
COMMENT ON FUNCTION @extschema@.change_membership IS 'grants or revokes membership in the role that owns a desk; used by grant_desk and revoke_desk';

CREATE FUNCTION @extschema@.change_capacity_as_owner(desk name, verb text, capacity text, role name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    preposition text := CASE verb WHEN 'GRANT' THEN 'TO' ELSE 'FROM' END;
    allowed record;
    place text;
    relation regclass;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF capacity NOT IN ('agent', 'supervisor', 'manager', 'auditor', 'analyst', 'messenger') THEN
        RAISE EXCEPTION 'capacity "%" does not exist', capacity
            USING ERRCODE = 'KF008', SCHEMA = desk,
                  HINT = 'The capacities are agent, supervisor, manager, auditor, analyst, messenger and owner.';
    END IF;
    EXECUTE format('%s USAGE ON SCHEMA %I %s %I', verb, desk, preposition, role);
    FOR allowed IN SELECT * FROM @extschema@.capacity_privileges(capacity)
    LOOP
        IF allowed.object = 'ALL TABLES' THEN
            EXECUTE format('%s %s ON ALL TABLES IN SCHEMA %I %s %I',
                           verb, allowed.privileges, desk, preposition, role);
            CONTINUE;
        END IF;
        place := format('%I.%I', desk, split_part(allowed.object, ' ', 2));
        relation := to_regclass(place);
        place := lower(split_part(allowed.object, ' ', 1)) || ' ' || place;
        IF relation IS NULL THEN
            -- of what a desk of an older version lacks nothing has to be taken back
            CONTINUE WHEN verb = 'REVOKE';
            RAISE EXCEPTION '% is missing', place
                USING ERRCODE = 'KF010', SCHEMA = desk,
                      HINT = format('SELECT complaint_flow.upgrade_desk(%L) brings what a later version added; rename back what was renamed.', desk);
        END IF;
        IF position('(*)' IN allowed.privileges) > 0 THEN
            -- of the table and of its columns; an earlier version granted the table
            EXECUTE format('REVOKE UPDATE ON %s FROM %I', place, role);
            allowed.privileges := replace(allowed.privileges, '(*)', format('(%s)', (
                SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                  FROM pg_attribute a
                 WHERE a.attrelid = relation
                   AND a.attnum > 0 AND NOT a.attisdropped)));
        END IF;
        EXECUTE format('%s %s ON %s %s %I', verb, allowed.privileges, place, preposition, role);
    END LOOP;
    PERFORM @extschema@.share_drafts(desk);
END
$$;
CALL @extschema@.make_public('change_capacity_as_owner',
    'grants or revokes the privileges of a capacity; used by grant_desk and revoke_desk', on_any_node => true);

CREATE FUNCTION @extschema@.grant_desk(desk name, capacity text, role name) RETURNS void
LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE capacity WHEN 'owner' THEN @extschema@.change_membership(desk, 'GRANT', role)
                ELSE @extschema@.change_capacity(desk, 'GRANT', capacity, role) END
$$;
COMMENT ON FUNCTION @extschema@.grant_desk IS 'lets a database role work at a desk as agent, supervisor, manager, auditor, analyst, messenger or owner; by the owner. Where people may update a table they may update its columns, those that it has at that moment: run it again after adding a column that they shall write';

CREATE FUNCTION @extschema@.revoke_desk(desk name, capacity text, role name) RETURNS void
LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE capacity WHEN 'owner' THEN @extschema@.change_membership(desk, 'REVOKE', role)
                ELSE @extschema@.change_capacity(desk, 'REVOKE', capacity, role) END
$$;
COMMENT ON FUNCTION @extschema@.revoke_desk IS 'takes back every privilege that the capacity holds, also where another capacity of the role holds it too: grant that one again';

CREATE FUNCTION @extschema@.filter_by_department_as_owner(desk name, "on" boolean) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part text;
    command text;
    -- the viewer is looked up once a statement; who changed a case last still
    -- sees it, or nobody could hand a case over to another department
    own constant text := '@extschema@.in_sight((SELECT v.sight FROM %1$I.viewer v),
        owner, received_by, updated_by, department, handler_role)';
    -- who is asked reads the case and adds to it, but does not change its row
    asked constant text := format('@extschema@.is_asked(%L::regclass, id)', format('%I.desk', desk));
    -- one lookup a row and not EXISTS, which may read all cases first
    seen constant text := '(SELECT true FROM %1$I.complaint c WHERE c.id = %2$I.complaint_id)';
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF "on" AND @extschema@.is_distributed(desk) THEN
        RAISE EXCEPTION 'the rows of desk "%" cannot be filtered while it is distributed', desk
            USING ERRCODE = 'KF018', SCHEMA = desk,
                  DETAIL = 'The distributed engine takes no policy with a subquery.',
                  HINT = 'complaint_flow.undistribute_desk() makes it an ordinary desk again.';
    END IF;
    FOREACH part IN ARRAY '{complaint,contact,complaint_event,complaint_event_personal,queue,clock}'::text[]
                          || @extschema@.entry_tables()
    LOOP
        FOREACH command IN ARRAY '{select,insert,update,asked}'::text[]
        LOOP
            IF EXISTS (SELECT FROM pg_policy
                        WHERE polrelid = to_regclass(format('%I.%I', desk, part)) AND polname = 'department_' || command)
            THEN
                EXECUTE format('DROP POLICY %I ON %I.%I', 'department_' || command, desk, part);
            END IF;
        END LOOP;
        EXECUTE format('ALTER TABLE %I.%I %s ROW LEVEL SECURITY', desk, part, CASE WHEN "on" THEN 'ENABLE' ELSE 'DISABLE' END);
        IF "on" AND part <> 'complaint' THEN
            EXECUTE format('CREATE POLICY department_select ON %1$I.%2$I FOR SELECT USING (' || seen || ')', desk, part);
        END IF;
    END LOOP;
    IF NOT "on" THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE POLICY department_select ON %1$I.complaint FOR SELECT USING (' || own || ' OR %2$s)', desk, asked);
    EXECUTE format('CREATE POLICY department_update ON %1$I.complaint FOR UPDATE USING (' || own || ') WITH CHECK (true)', desk);
    EXECUTE format('CREATE POLICY department_insert ON %I.complaint FOR INSERT WITH CHECK (true)', desk);
    -- the engine's triggers have looked before, and say that there is no such case
    FOREACH part IN ARRAY '{contact}'::text[] || @extschema@.entry_tables()
    LOOP
        EXECUTE format('CREATE POLICY department_insert ON %1$I.%2$I FOR INSERT WITH CHECK (' || seen || ')', desk, part);
    END LOOP;
    -- what a department was asked stays readable when the case is out of sight again
    EXECUTE format('CREATE POLICY department_asked ON %1$I.work_order FOR SELECT
        USING (department = (SELECT v.department FROM %1$I.viewer v))', desk);
    EXECUTE format('CREATE POLICY department_asked ON %1$I.handover FOR SELECT
        USING (to_department = (SELECT v.department FROM %1$I.viewer v) OR to_staff = (SELECT v.code FROM %1$I.viewer v))', desk);
    EXECUTE format('CREATE POLICY department_asked ON %1$I.response_team FOR SELECT
        USING (department = (SELECT v.department FROM %1$I.viewer v))', desk);
    FOREACH part IN ARRAY '{work_order_answer,handover_answer}'::text[]
    LOOP
        EXECUTE format('CREATE POLICY department_asked ON %1$I.%2$I FOR SELECT
            USING (recorded_by = (SELECT v.code FROM %1$I.viewer v))', desk, part);
    END LOOP;
END
$$;
CALL @extschema@.make_public('filter_by_department_as_owner',
    'on: row level security lets agents see and change the cases of their department, those that they own, received or changed last, and those that they may claim, and see and add to those about which they are asked, see asked_case; what is hidden from them takes nothing from them either, in the words for a case that does not exist. Who may read job_run (supervisors, managers, auditors) and roles with staff_role.sees_all see all. The masked views still show all departments, without texts and names: revoke them where that is too much. Off: everybody with rights on the tables sees all', on_any_node => true);
