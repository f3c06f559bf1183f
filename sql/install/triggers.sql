-- The trigger functions, and the tables on which they stand.

@list trigger name symbol comment
decide_complaint | decide_complaint | BEFORE ROW trigger of complaint: checks the row, classifies, routes, checks the change of state; KF001 to KF012
record_complaint | record_complaint | AFTER ROW trigger of complaint: writes event, clocks and queue entry
decide_contact | decide_contact | BEFORE ROW trigger of contact: checks codes, times and person
record_contact | record_contact | AFTER ROW trigger of contact: meets and starts clocks of the case
record_customer | record_customer | AFTER ROW trigger of customer: keeps a change of name or address in customer_change and in the history of the open cases
decide_entry | decide_entry | BEFORE ROW trigger of tables of entries (work_order, remedy, ...): locks the case, checks codes, times and person
record_entry | record_entry | AFTER ROW trigger of tables of entries: updates the case, which writes the event, meets and starts clocks
refuse_change | refuse_change | trigger of append-only tables: refuses with KF007
announce_policy | announce_policy | trigger of policy tables: makes every connection read the policy anew; refuses a row that holds too much (KF011); writes nothing
lock_policy | lock_policy | BEFORE STATEMENT trigger of policy tables: locks the row of table desk, so that transactions that change rules follow one another and cannot deadlock, in whatever order they write. Who locks rows of rules with SELECT FOR UPDATE writes first, were it UPDATE ... WHERE false, or may deadlock with who does not
require_draft | require_draft | BEFORE STATEMENT trigger of policy tables: where policy_approval wants changes to be approved they come from a draft, or from the owner of the desk (KF003)
guard_draft | guard_draft | BEFORE STATEMENT trigger of the tables of a draft: notes who edits it, and refuses changes of one that was proposed (KF015)
version_policy | version_policy | AFTER trigger of policy tables, of rows and of TRUNCATE: raises desk.rules_version once a transaction and keeps rule_history and policy_version
decide_person | decide_person | BEFORE ROW trigger of staff: who is not the owner of the desk changes nobody of a higher role, appoints to lower roles only and does not raise the own grade (KF003); binds logins to database roles (KF004, KF008)
check_role | check_role | BEFORE ROW trigger of staff_role: who is not the owner of the desk changes code, rank and sight of lower roles only (KF003)
check_staff | check_staff | BEFORE ROW trigger of staff: refuses chains of managers that loop (KF011)
check_authority | check_authority | AFTER ROW trigger of authority: refuses ladders of more than four rungs (KF011)
decide_delegation | decide_delegation | BEFORE ROW trigger of delegation: only the person or a higher role lends the authority of the person (KF003); a delegation only changes by ending earlier (KF007)
check_names | check_names | AFTER ROW trigger of rules and settings: refuses names of codes and columns that do not exist (KF008)
keep_code | keep_code | BEFORE ROW trigger of tables of codes: refuses to remove or rename what cases name (KF013)
decide_record | decide_record | BEFORE ROW trigger of tables that people keep: signs the row; refuses who writes about themselves (KF006)
decide_finding | decide_finding | BEFORE ROW trigger of conduct_finding: as decide_record, and fills the month
check_row | check_row | BEFORE ROW trigger of tables that people write and nothing else judges: refuses what the table''s constraints would refuse, with a message that does not quote the row, what holds too much, impossible times, and numbers ahead of the sequence (KF011, KF012). With a second argument, complete, it takes a row as its program means it: NULL in a column that must have a value and has a default is the default, in an update of the whole row the value that is there; a time that differs by less than a millisecond stays
settle_deadlines | settle_deadlines | AFTER STATEMENT trigger of calendar_year and calendar_hours: recomputes the deadlines that were provisional for want of a year or of open hours
begin_statement | begin_statement | BEFORE STATEMENT trigger of complaint: what its rows mean for other cases waits for the end of the statement
settle_statement | settle_statement | AFTER STATEMENT trigger of complaint: counts issues and declares batches
decide_incident | decide_incident | BEFORE ROW trigger of incident: checks owner and department; KF003, KF004, KF006, KF008, KF011
decide_message | decide_message | BEFORE ROW trigger of outbox: quiet hours and digests by message_rule; NOTIFY where desk.notify is on; only ack_outbox acknowledges
check_example | check_example | AFTER ROW trigger of example, example_step and expectation: refuses what could never be tried (KF008, KF011, KF012)
calendar_check | cf_calendar_check | trigger of the calendar tables and of drafts: refuses unknown time zones and overlapping hours
check_condition | cf_check_condition | trigger on rule tables: refuses conditions that cannot be used
@end
@each trigger
CREATE FUNCTION @extschema@.{name}() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', '{symbol}';
COMMENT ON FUNCTION @extschema@.{name} IS '{comment}';
@end

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
               ('policy_version', 'UPDATE OR DELETE'),
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
               ('example', 'INSERT OR UPDATE'),
               ('example_step', 'INSERT OR UPDATE'),
               ('expectation', 'INSERT OR UPDATE'),
               ('customer_change', 'INSERT OR UPDATE'),
               ('erasure', 'INSERT OR UPDATE'),
               ('read_log', 'INSERT OR UPDATE'),
               ('complaint_event_personal', 'INSERT OR UPDATE')
        UNION ALL
        -- people write them, and nothing else looks at their rows
        SELECT unnest('{finding_kind,training_participant,script,activity_label,term,message_template,satisfaction_grade,closing_bucket,accepted_finding}'::text[]),
               'INSERT OR UPDATE'
    ), announced (name) AS (
        SELECT unnest('{desk,staff_role,department,staff,absence,calendar,calendar_hours,calendar_day,calendar_year,
            urgency,level,category,channel,contact_purpose,cause,remedy_kind,personal_column,keyword_set,negation_word,classification_rule,completeness_rule,
            routing_rule,state,transition,entry_rule,clock_rule,escalation_step,issue_rule,batch_rule,same_matter_rule,repeat_rule,frequency,
            complainant_group,customer_tier,risk,action_rule,message_rule,hot_spot_rule,kpi_weight,text_model}'::text[])
    ), naming (name, columns) AS (
        -- other updates may leave a name that has become wrong, or no rule could be switched off
        VALUES ('routing_rule', 'handler, argument'),
               ('transition', 'roles, required, by_entry'),
               ('entry_rule', 'activities'),
               ('clock_rule', 'starts_on, met_by, pausing_states'),
               ('escalation_step', 'metric, notify'),
               ('batch_rule', 'notify'),
               ('same_matter_rule', 'equal_columns, differing_columns'),
               ('action_rule', 'activities, action, argument'),
               ('message_rule', 'audience'),
               ('message_template', 'title, body'),
               ('desk', 'reclassification_roles, extension_roles, personal_columns, erasure_roles, joined_state, joined_purpose'),
               ('personal_column', 'table_name, column_name')
    ), named (name, key) AS (
        SELECT unnest('{staff,staff_role,department,channel,contact_purpose,complainant_group,customer_tier,risk,category,level,urgency,state,cause,remedy_kind}'::text[]), 'code'
        UNION ALL
        VALUES ('calendar', 'name')
    ), timed (name) AS (
        SELECT unnest('{desk,calendar,calendar_hours,calendar_day}'::text[])
    ), tried (name) AS (
        SELECT unnest('{example,example_step,expectation}'::text[])
    ), filled (name) AS (
        -- the triggers of complaint, contact and entries do it themselves
        SELECT p.table_name FROM @extschema@.policy_tables() p
        UNION
        SELECT name FROM checked
         WHERE row_events = 'INSERT OR UPDATE' AND name NOT IN ('customer_change', 'erasure', 'read_log', 'complaint_event_personal')
        UNION
        SELECT name FROM signed
        UNION
        SELECT unnest('{delegation,conduct_finding,incident,outbox}'::text[])
    ), conditional (name) AS (
        SELECT unnest('{classification_rule,completeness_rule,routing_rule,transition,entry_rule,clock_rule,issue_rule,batch_rule,repeat_rule,action_rule}'::text[])
    )
    VALUES ('complaint', 'zzz_decide', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_complaint(''complaint'')', false),
           ('complaint', 'aaa_record', 'AFTER INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.record_complaint(''complaint'')', false),
           ('complaint', 'zzz_begin', 'BEFORE INSERT OR UPDATE', 'FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.begin_statement(''complaint'')', false),
           ('complaint', 'zzz_settle', 'AFTER INSERT OR UPDATE', 'FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.settle_statement(''complaint'')', false),
           ('incident', 'zzz_decide', 'BEFORE UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_incident(''incident'')', false),
           ('issue_rule', 'zzz_check_key', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.check_condition(''issue_key text'')', false),
           ('clock_rule', 'zzz_check_met', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.check_condition(''met_condition'')', false),
           ('contact', 'zzz_decide', 'BEFORE INSERT', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_contact(''contact'')', false),
           ('contact', 'aaa_record', 'AFTER INSERT', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.record_contact(''contact'')', false),
           ('customer', 'aaa_record', 'AFTER UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.record_customer(''customer'')', false),
           ('authority', 'zzz_check', 'AFTER INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.check_authority(''authority'')', false),
           ('delegation', 'zzz_decide', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_delegation(''delegation'')', false),
           ('conduct_finding', 'zzz_decide', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_finding(''conduct_finding'', ''staff'')', false),
           ('authority', 'zzz_check_row', 'BEFORE INSERT OR UPDATE', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.check_row(''authority'')', false),
           ('outbox', 'zzz_decide', 'BEFORE INSERT OR UPDATE OF acked_at', 'FOR EACH ROW EXECUTE FUNCTION @extschema@.decide_message(''outbox'')', false),
           -- being there or not changes often, and neither a chain nor a version
           ('staff', 'aaa_lock', 'BEFORE INSERT OR DELETE OR UPDATE OF code, role, department, manager, grade, speaks_for_others, active', 'FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.lock_policy(''staff'')', false),
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
    SELECT name, 'zzy_complete', 'BEFORE INSERT OR UPDATE',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.check_row(%L, ''complete'')', name), false
      FROM filled
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
      FROM (SELECT name FROM announced UNION SELECT p.table_name FROM @extschema@.policy_tables() p) AS locked
     WHERE name NOT IN ('desk', 'staff', 'absence')
    UNION ALL
    SELECT t.table_name, 'aaa_draft', 'BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE',
           format('FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.require_draft(%L)', t.table_name), false
      FROM @extschema@.draft_tables() t
    UNION ALL
    SELECT p.table_name, 'zzz_version',
           CASE p.table_name WHEN 'staff' THEN 'AFTER INSERT OR DELETE OR UPDATE OF code, role, department, manager, grade, speaks_for_others, active'
                ELSE 'AFTER INSERT OR UPDATE OR DELETE' END,
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.version_policy(%s)',
                  (SELECT string_agg(quote_literal(argument), ', ') FROM unnest(ARRAY[p.table_name, p.hidden::text] || p.key) AS argument)), false
      FROM @extschema@.policy_tables() p
    UNION ALL
    SELECT p.table_name, 'zzz_version_all', 'AFTER TRUNCATE',
           format('FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.version_policy(%s)',
                  (SELECT string_agg(quote_literal(argument), ', ') FROM unnest(ARRAY[p.table_name, p.hidden::text] || p.key) AS argument)), false
      FROM @extschema@.policy_tables() p
    UNION ALL
    SELECT name, 'zzz_check', 'AFTER INSERT OR UPDATE',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.calendar_check(%L)', name), false
      FROM timed
    UNION ALL
    SELECT name, 'zzz_try', 'AFTER INSERT OR UPDATE',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.check_example(%L)', name), false
      FROM tried
    UNION ALL
    SELECT name, 'zzz_check', 'BEFORE INSERT OR UPDATE',
           format('FOR EACH ROW EXECUTE FUNCTION @extschema@.check_condition(%L)', 'condition'), false
      FROM conditional
$$;
COMMENT ON FUNCTION @extschema@.desk_triggers IS 'the engine''s triggers on a desk: table, name, events, action, and whether the trigger is ENABLE ALWAYS. BEFORE triggers sort last, so that the engine sees what the desk''s own triggers made of a row, and those that record a row sort first, so that the desk''s own find it recorded; the first argument is the logical name of the table, because a shard has another';
