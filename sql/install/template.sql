-- The desk template and the rule packs, as text that create_desk runs.  The
-- Makefile puts the files of sql/desk and sql/pack in the place of the lines
-- between at signs.

CREATE FUNCTION @extschema@.desk_template() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$ SELECT $cf_desk_template$
@desk_template@
$cf_desk_template$::text $function$;
COMMENT ON FUNCTION @extschema@.desk_template IS 'SQL that makes the tables and views of a desk in the first schema of the search path';

CREATE FUNCTION @extschema@.pack_template(pack text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$ SELECT CASE pack
WHEN 'empty' THEN $cf_pack_template$
@pack_empty@
$cf_pack_template$
WHEN 'standard' THEN $cf_pack_template$
@pack_standard@
$cf_pack_template$
WHEN 'graded' THEN $cf_pack_template$
@pack_graded@
$cf_pack_template$
END::text $function$;
COMMENT ON FUNCTION @extschema@.pack_template IS 'SQL that fills the policy tables of a new desk; NULL for a pack that does not exist';

CREATE FUNCTION @extschema@.entry_tables() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{assessment,investigation,evidence,work_order,work_order_answer,response_team,account_action,
        handover,handover_answer,satisfaction,remedy,extension,approval,execution}'::text[]
$$;
COMMENT ON FUNCTION @extschema@.entry_tables IS 'tables of a desk whose rows people add to the file of a case; all have columns id, complaint_id, recorded_by and recorded_at';

CREATE FUNCTION @extschema@.desk_triggers()
RETURNS TABLE (table_name text, trigger_name text, fires text, action text, always boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH entry (name) AS (
        SELECT unnest(@extschema@.entry_tables())
    ), kept (name, row_events) AS (
        SELECT name, 'UPDATE OR DELETE' FROM entry
        UNION ALL
        VALUES ('complaint', 'DELETE'),
               ('contact', 'UPDATE OR DELETE'),
               ('delegation', 'DELETE'),
               ('complaint_event', 'UPDATE OR DELETE'),
               ('incident', 'DELETE'),
               ('erasure', 'UPDATE OR DELETE'),
               ('customer_change', 'UPDATE OR DELETE'),
               ('read_log', 'UPDATE OR DELETE'),
               ('published_digest', 'UPDATE OR DELETE'),
               ('digest_block', 'UPDATE OR DELETE'),
               ('rule_history', 'UPDATE OR DELETE'),
               ('script_version', 'UPDATE OR DELETE')
    ), signed (name, about) AS (
        -- people keep these tables; about: columns of persons who may not write the row
        VALUES ('coaching', ARRAY['staff']),
               ('lesson', '{}'),
               ('corrective_action', '{}'),
               ('suggestion', '{}'),
               ('training', '{}'),
               ('script_version', '{}')
    ), checked (name, row_events) AS (
        -- tables with personal data whose rows nobody else judges then
        SELECT name, 'UPDATE' FROM entry
        UNION ALL
        VALUES ('contact', 'UPDATE'),
               ('outbox', 'UPDATE'),
               ('customer', 'INSERT OR UPDATE'),
               ('absence', 'INSERT OR UPDATE'),
               ('customer_change', 'INSERT OR UPDATE'),
               ('erasure', 'INSERT OR UPDATE'),
               ('read_log', 'INSERT OR UPDATE'),
               ('complaint_event_personal', 'INSERT OR UPDATE')
        UNION ALL
        -- people write them, and nothing else looks at their rows
        SELECT unnest('{finding_kind,training_participant,script,activity_label,term,message_template,satisfaction_grade,closing_bucket}'::text[]),
               'INSERT OR UPDATE'
    ), announced (name) AS (
        SELECT unnest('{desk,staff_role,department,staff,absence,calendar,calendar_hours,calendar_day,calendar_year,
            urgency,level,category,channel,contact_purpose,cause,remedy_kind,personal_column,keyword_set,classification_rule,completeness_rule,
            routing_rule,state,transition,clock_rule,escalation_step,issue_rule,batch_rule,repeat_rule,frequency,
            complainant_group,customer_tier,risk,action_rule,message_rule,hot_spot_rule,kpi_weight}'::text[])
    ), naming (name, columns) AS (
        -- other updates may leave a name that has become wrong, or no rule could be switched off
        VALUES ('routing_rule', 'handler, argument'),
               ('transition', 'roles, required'),
               ('clock_rule', 'starts_on, met_by, pausing_states'),
               ('escalation_step', 'metric, notify'),
               ('batch_rule', 'notify'),
               ('action_rule', 'activities, action, argument'),
               ('message_rule', 'audience'),
               ('message_template', 'title, body'),
               ('desk', 'reclassification_roles, extension_roles, personal_columns, erasure_roles, time_zone, joined_state, joined_purpose, repeat_differs_by'),
               ('personal_column', 'table_name, column_name')
    ), named (name, key) AS (
        SELECT unnest('{staff,staff_role,department,channel,contact_purpose,complainant_group,customer_tier,risk,category,level,urgency,state,cause,remedy_kind}'::text[]), 'code'
        UNION ALL
        VALUES ('calendar', 'name')
    ), versioned (name, key) AS (
        SELECT unnest('{classification_rule,completeness_rule,routing_rule,transition,clock_rule,escalation_step,issue_rule,batch_rule,repeat_rule,action_rule,message_rule,authority}'::text[]), 'id'
        UNION ALL
        SELECT unnest('{urgency,frequency,level,category,state,staff_role,remedy_kind}'::text[]), 'code'
        UNION ALL
        VALUES ('keyword_set', 'name'),
               ('hot_spot_rule', 'subject'),
               ('kpi_weight', 'measure')
    ), timed (name) AS (
        SELECT unnest('{calendar,calendar_hours,calendar_day}'::text[])
    ), conditional (name) AS (
        SELECT unnest('{classification_rule,completeness_rule,routing_rule,transition,clock_rule,issue_rule,batch_rule,repeat_rule,action_rule}'::text[])
    )
    VALUES ('complaint', 'zzz_decide', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_complaint(''complaint'')', false),
           ('complaint', 'aaa_record', 'AFTER INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.record_complaint(''complaint'')', false),
           ('complaint', 'zzz_begin', 'BEFORE INSERT OR UPDATE', 'FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.begin_statement(''complaint'')', false),
           ('complaint', 'zzz_settle', 'AFTER INSERT OR UPDATE', 'FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.settle_statement(''complaint'')', false),
           ('incident', 'zzz_decide', 'BEFORE UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_incident(''incident'')', false),
           ('issue_rule', 'zzz_check_key', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.check_condition(''issue_key text'')', false),
           ('contact', 'zzz_decide', 'BEFORE INSERT', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_contact(''contact'')', false),
           ('contact', 'aaa_record', 'AFTER INSERT', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.record_contact(''contact'')', false),
           ('customer', 'aaa_record', 'AFTER UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.record_customer(''customer'')', false),
           ('authority', 'zzz_check', 'AFTER INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.check_authority(''authority'')', false),
           ('delegation', 'zzz_decide', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_delegation(''delegation'')', false),
           ('conduct_finding', 'zzz_decide', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_finding(''conduct_finding'', ''staff'')', false),
           ('authority', 'zzz_check_row', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.check_row(''authority'')', false),
           ('outbox', 'zzz_decide', 'BEFORE INSERT OR UPDATE OF acked_at', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_message(''outbox'')', false),
           -- being there or not changes often, and never in a chain
           ('staff', 'aaa_lock', 'BEFORE INSERT OR UPDATE OF manager', 'FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.lock_policy(''staff'')', false),
           ('staff', 'zzz_above', 'BEFORE INSERT OR UPDATE OR DELETE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_person(''staff'')', false),
           ('staff_role', 'zzz_above', 'BEFORE INSERT OR UPDATE OR DELETE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.check_role(''staff_role'')', false),
           ('staff', 'zzz_check', 'BEFORE INSERT OR UPDATE OF manager', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.check_staff(''staff'')', false),
           ('calendar_hours', 'zzz_settle', 'AFTER INSERT OR UPDATE OR DELETE', 'FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.settle_deadlines(''calendar_hours'')', false),
           ('calendar_year', 'zzz_settle', 'AFTER INSERT OR UPDATE OR DELETE', 'FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.settle_deadlines(''calendar_year'')', false)
    UNION ALL
    SELECT name, 'zzz_decide', 'BEFORE INSERT',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_entry(%L)', name), false
      FROM entry
    UNION ALL
    SELECT name, 'aaa_record', 'AFTER INSERT',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.record_entry(%L)', name), false
      FROM entry
    UNION ALL
    SELECT name, 'zzz_check', 'BEFORE ' || row_events,
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.check_row(%L)', name), false
      FROM checked
    UNION ALL
    SELECT name, 'zzz_keep', 'BEFORE ' || row_events,
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.refuse_change(%L)', name), false
      FROM kept
    UNION ALL
    SELECT name, 'zzz_keep_all', 'BEFORE TRUNCATE',
           format('FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.refuse_change(%L)', name), false
      FROM kept
    UNION ALL
    SELECT name, 'zzz_decide', 'BEFORE INSERT' || CASE WHEN name <> 'script_version' THEN ' OR UPDATE' ELSE '' END,
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_record(%s)',
                  (SELECT string_agg(quote_literal(argument), ', ') FROM unnest(name || about) AS argument)), false
      FROM signed
    UNION ALL
    SELECT name, 'zzz_names', 'AFTER INSERT OR UPDATE OF ' || columns,
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.check_names(%L)', name), false
      FROM naming
    UNION ALL
    SELECT name, 'zzz_keep', 'BEFORE UPDATE OR DELETE',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.keep_code(%L, %L)', name, key), false
      FROM named
    UNION ALL
    SELECT name, 'zzz_announce', 'AFTER INSERT OR UPDATE OR DELETE',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.announce_policy(%L)', name), true
      FROM announced
    UNION ALL
    SELECT name, 'zzz_announce_all', 'AFTER TRUNCATE',
           format('FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.announce_policy(%L)', name), true
      FROM announced
    UNION ALL
    SELECT name, 'aaa_lock', 'BEFORE INSERT OR UPDATE OR DELETE',
           format('FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.lock_policy(%L)', name), false
      FROM announced
     WHERE name NOT IN ('desk', 'staff', 'absence')
    UNION ALL
    SELECT name, 'zzz_version', 'AFTER INSERT OR UPDATE OR DELETE',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.version_policy(%L, %L)', name, key), false
      FROM versioned
    UNION ALL
    SELECT name, 'zzz_check', 'AFTER INSERT OR UPDATE',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.calendar_check(%L)', name), false
      FROM timed
    UNION ALL
    SELECT name, 'zzz_check', 'BEFORE INSERT OR UPDATE',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.check_condition(%L)', 'condition'), false
      FROM conditional
$$;
COMMENT ON FUNCTION @extschema@.desk_triggers IS 'the engine''s triggers on a desk: table, name, events, action, and whether the trigger is ENABLE ALWAYS. BEFORE triggers sort last, so that the engine sees what the desk''s own triggers made of a row, and those that record a row sort first, so that the desk''s own find it recorded; the first argument is the logical name of the table, because a shard has another';
