-- Triggers of a desk's tables, and the functions that work on its cases.

CREATE FUNCTION @extschema@.check_inside(desk name) RETURNS void
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_check_inside';
COMMENT ON FUNCTION @extschema@.check_inside IS 'refuses with KF003 a part of other functions that is called by itself: they enter the desk with the right rights, it would not';

CREATE FUNCTION @extschema@.check_readable(desk name, relation name) RETURNS void
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_check_readable';
COMMENT ON FUNCTION @extschema@.check_readable IS 'refuses with KF010 a table or view of a desk that cannot be read without running code of others with the rights of the role in use; runs nothing of it';

CREATE FUNCTION @extschema@.decide_complaint() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_complaint IS 'BEFORE ROW trigger of complaint: checks the row, classifies, routes, checks the change of state; KF001 to KF012';

CREATE FUNCTION @extschema@.record_complaint() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.record_complaint IS 'AFTER ROW trigger of complaint: writes event, clocks and queue entry';

CREATE FUNCTION @extschema@.decide_contact() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_contact IS 'BEFORE ROW trigger of contact: checks codes, times and person';

CREATE FUNCTION @extschema@.record_contact() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.record_contact IS 'AFTER ROW trigger of contact: meets and starts clocks of the case';

CREATE FUNCTION @extschema@.record_customer() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.record_customer IS 'AFTER ROW trigger of customer: keeps a change of name or address in customer_change and in the history of the open cases';

CREATE FUNCTION @extschema@.decide_entry() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_entry IS 'BEFORE ROW trigger of tables of entries (work_order, remedy, ...): locks the case, checks codes, times and person';

CREATE FUNCTION @extschema@.record_entry() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.record_entry IS 'AFTER ROW trigger of tables of entries: updates the case, which writes the event, meets and starts clocks';

CREATE FUNCTION @extschema@.refuse_change() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.refuse_change IS 'trigger of append-only tables: refuses with KF007';

CREATE FUNCTION @extschema@.announce_policy() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.announce_policy IS 'trigger of policy tables: makes every connection read the policy anew; refuses a row that holds too much (KF011); writes nothing';

CREATE FUNCTION @extschema@.lock_policy() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.lock_policy IS 'BEFORE STATEMENT trigger of policy tables: locks the row of table desk, so that transactions that change rules follow one another and cannot deadlock, in whatever order they write. Who locks rows of rules with SELECT FOR UPDATE writes first, were it UPDATE ... WHERE false, or may deadlock with who does not';

CREATE FUNCTION @extschema@.version_policy() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.version_policy IS 'AFTER ROW trigger of rule tables: raises desk.rules_version once a transaction and keeps rule_history';

CREATE FUNCTION @extschema@.decide_person() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_person IS 'BEFORE ROW trigger of staff: who is not the owner of the desk changes nobody of a higher role, appoints to lower roles only and does not raise the own grade (KF003); binds logins to database roles (KF004, KF008)';

CREATE FUNCTION @extschema@.check_role() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.check_role IS 'BEFORE ROW trigger of staff_role: who is not the owner of the desk changes code, rank and sight of lower roles only (KF003)';

CREATE FUNCTION @extschema@.login_role(database_role name, database_role_id text) RETURNS oid
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.login_role IS 'the database role that a row of staff is bound to, by its columns of these names; NULL: none';

CREATE FUNCTION @extschema@.login_id() RETURNS text
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.login_id IS 'what staff.database_role_id says about the role in use';

CREATE FUNCTION @extschema@.in_sight(sight text[], owner text, received_by text, updated_by text, department text, handler_role text) RETURNS boolean
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.in_sight IS 'whether who has this viewer.sight may work on a case with these columns: everybody who sees all; owner, receiver and who changed it last; the department; the roles that may claim it. The policies of filter_by_department ask it';

CREATE FUNCTION @extschema@.is_asked(desk regclass, id bigint) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.is_asked IS 'whether something in the case waits for the viewer, as view asked_case of the desk says; desk is its table desk. The policies of filter_by_department ask it';

CREATE FUNCTION @extschema@.login_is_local(database_role_id text) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.login_is_local IS 'whether staff.database_role_id was written in this database cluster';

CREATE FUNCTION @extschema@.check_staff() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.check_staff IS 'BEFORE ROW trigger of staff: refuses chains of managers that loop (KF011)';

CREATE FUNCTION @extschema@.check_authority() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.check_authority IS 'AFTER ROW trigger of authority: refuses ladders of more than four rungs (KF011)';

CREATE FUNCTION @extschema@.decide_delegation() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_delegation IS 'BEFORE ROW trigger of delegation: only the person or a higher role lends the authority of the person (KF003); a delegation only changes by ending earlier (KF007)';

CREATE FUNCTION @extschema@.check_names() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.check_names IS 'AFTER ROW trigger of rules and settings: refuses names of codes and columns that do not exist (KF008)';

CREATE FUNCTION @extschema@.keep_code() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.keep_code IS 'BEFORE ROW trigger of tables of codes: refuses to remove or rename what cases name (KF013)';

CREATE FUNCTION @extschema@.decide_record() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_record IS 'BEFORE ROW trigger of tables that people keep: signs the row; refuses who writes about themselves (KF006)';

CREATE FUNCTION @extschema@.decide_finding() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_finding IS 'BEFORE ROW trigger of conduct_finding: as decide_record, and fills the month';

CREATE FUNCTION @extschema@.check_row() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.check_row IS 'BEFORE ROW trigger of tables that people write and nothing else judges: refuses what the table''s constraints would refuse, with a message that does not quote the row, what holds too much, impossible times, and numbers ahead of the sequence (KF011, KF012)';

CREATE FUNCTION @extschema@.settle_deadlines() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.settle_deadlines IS 'AFTER STATEMENT trigger of calendar_year and calendar_hours: recomputes the deadlines that were provisional for want of a year or of open hours';

CREATE FUNCTION @extschema@.claim(desk name, agent text DEFAULT NULL, audience text DEFAULT NULL) RETURNS bigint
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.claim IS 'makes the agent owner of the next case that waits for the agent''s department or role, and returns its id; NULL when none waits. agent: staff code, the actor where NULL; audience: only this one, for instance department risk_control. No two callers get the same case. KF003 for who is no staff or may not claim the audience';

CREATE FUNCTION @extschema@.run_clocks(desk name, as_of timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.run_clocks IS 'warns, breaches and escalates every clock that is due before as_of, and returns the number of cases concerned; at most 50000 a run. May run at any time, twice at once or late. Does nothing on a standby. Only for the owner of the desk';

CREATE FUNCTION @extschema@.recompute_clocks(desk name, reason text, only_provisional boolean DEFAULT true) RETURNS bigint
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.recompute_clocks IS 'computes the deadlines of open clocks anew from the rules and calendars of today, and returns the number of cases; original_due_at stays. reason stands in the event. Only for the owner of the desk';

CREATE FUNCTION @extschema@.complaint_as_of_as_reader(desk name, id bigint, at timestamptz) RETURNS jsonb
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'complaint_as_of';
CALL @extschema@.make_public('complaint_as_of_as_reader',
    'the row of a case as it was at a moment: an object of its columns, times in UTC; NULL where the case is unknown or was not received yet; personal columns read "erased" once erased. Reads with the caller''s rights');

CREATE FUNCTION @extschema@.allowed_transitions_as_reader(desk name, id bigint)
RETURNS TABLE (to_state text, name text, allowed boolean, lacks text[], hint text)
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'allowed_transitions';
CALL @extschema@.make_public('allowed_transitions_as_reader',
    'the changes of state that a case''s state allows: whether the actor could make each now, and what it still lacks (role, values, reason, condition, another actor). KF008 for an unknown case');
