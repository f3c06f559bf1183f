-- Triggers of a desk's tables, and the functions that work on its cases.

CREATE FUNCTION @extschema@.decide_complaint() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_complaint() IS
'BEFORE ROW trigger of complaint: checks the row, classifies, routes, checks the change of state; KF001 to KF012';

CREATE FUNCTION @extschema@.record_complaint() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.record_complaint() IS
'AFTER ROW trigger of complaint: writes event, clocks and queue entry';

CREATE FUNCTION @extschema@.decide_contact() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_contact() IS
'BEFORE ROW trigger of contact: checks codes, times and person';

CREATE FUNCTION @extschema@.record_contact() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.record_contact() IS
'AFTER ROW trigger of contact: meets and starts clocks of the case';

CREATE FUNCTION @extschema@.decide_entry() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_entry() IS
'BEFORE ROW trigger of tables of entries (work_order, remedy, ...): locks the case, checks codes, times and person';

CREATE FUNCTION @extschema@.record_entry() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.record_entry() IS
'AFTER ROW trigger of tables of entries: updates the case, which writes the event, meets and starts clocks';

CREATE FUNCTION @extschema@.refuse_change() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.refuse_change() IS
'trigger of append-only tables: refuses with KF007';

CREATE FUNCTION @extschema@.announce_policy() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.announce_policy() IS
'trigger of policy tables: makes every connection read the policy anew; refuses a row that holds too much (KF011); writes nothing';

CREATE FUNCTION @extschema@.lock_policy() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.lock_policy() IS
'BEFORE STATEMENT trigger of policy tables: locks the row of table desk, so that transactions that change rules follow one another and cannot deadlock, in whatever order they write. Who locks rows of rules with SELECT FOR UPDATE writes first, were it UPDATE ... WHERE false, or may deadlock with who does not';

CREATE FUNCTION @extschema@.version_policy() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.version_policy() IS
'AFTER ROW trigger of rule tables: raises desk.rules_version once a transaction and keeps rule_history';

CREATE FUNCTION @extschema@.check_staff() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.check_staff() IS
'BEFORE ROW trigger of staff: refuses chains of managers that loop (KF011)';

CREATE FUNCTION @extschema@.check_authority() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.check_authority() IS
'AFTER ROW trigger of authority: refuses ladders of more than four rungs (KF011)';

CREATE FUNCTION @extschema@.decide_delegation() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_delegation() IS
'BEFORE ROW trigger of delegation: only the person or a higher role lends the authority of the person (KF003); a delegation only changes by ending earlier (KF007)';

CREATE FUNCTION @extschema@.check_names() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.check_names() IS
'AFTER ROW trigger of rules and settings: refuses names of codes and columns that do not exist (KF008)';

CREATE FUNCTION @extschema@.keep_code() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.keep_code() IS
'BEFORE ROW trigger of tables of codes: refuses to remove or rename what cases name (KF013)';

CREATE FUNCTION @extschema@.decide_record() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_record() IS
'BEFORE ROW trigger of tables that people keep: signs the row; refuses who writes about themselves (KF006)';

CREATE FUNCTION @extschema@.decide_finding() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.decide_finding() IS
'BEFORE ROW trigger of conduct_finding: as decide_record, and fills the month';

CREATE FUNCTION @extschema@.check_row() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.check_row() IS
'BEFORE ROW trigger of tables that people write and nothing else judges: refuses what the table''s constraints would refuse, with a message that does not quote the row, what holds too much, impossible times, and numbers ahead of the sequence (KF011, KF012)';

CREATE FUNCTION @extschema@.settle_deadlines() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.settle_deadlines() IS
'AFTER STATEMENT trigger of calendar_year and calendar_hours: recomputes the deadlines that were provisional for want of a year or of open hours';

CREATE FUNCTION @extschema@.claim(desk name, agent text DEFAULT NULL, audience text DEFAULT NULL)
RETURNS bigint
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.claim(name, text, text) IS
'makes the agent owner of the next case that waits for the agent''s department or role, and returns its id; NULL when none waits. agent: staff code, the actor where NULL; audience: only this one, for instance department risk_control. No two callers get the same case. KF003 for who is no staff or may not claim the audience';

CREATE FUNCTION @extschema@.run_clocks(desk name, as_of timestamptz DEFAULT now())
RETURNS bigint
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.run_clocks(name, timestamptz) IS
'warns, breaches and escalates every clock that is due before as_of, and returns the number of cases concerned; at most 50000 a run. May run at any time, twice at once or late. Does nothing on a standby. Only for the owner of the desk';

CREATE FUNCTION @extschema@.recompute_clocks(desk name, reason text, only_provisional boolean DEFAULT true)
RETURNS bigint
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.recompute_clocks(name, text, boolean) IS
'computes the deadlines of open clocks anew from the rules and calendars of today, and returns the number of cases; original_due_at stays. reason stands in the event. Only for the owner of the desk';

REVOKE ALL ON FUNCTION @extschema@.decide_complaint(), @extschema@.record_complaint(),
    @extschema@.decide_contact(), @extschema@.record_contact(), @extschema@.refuse_change(),
    @extschema@.announce_policy(), @extschema@.lock_policy(), @extschema@.version_policy(), @extschema@.check_staff(),
    @extschema@.check_authority(), @extschema@.decide_delegation(),
    @extschema@.check_names(), @extschema@.keep_code(), @extschema@.settle_deadlines(),
    @extschema@.decide_record(), @extschema@.decide_finding(), @extschema@.check_row(),
    @extschema@.decide_entry(), @extschema@.record_entry(),
    @extschema@.claim(name, text, text), @extschema@.run_clocks(name, timestamptz),
    @extschema@.recompute_clocks(name, text, boolean) FROM PUBLIC;
-- trigger functions: creating a desk needs them, calling them does nothing
GRANT EXECUTE ON FUNCTION @extschema@.decide_complaint(), @extschema@.record_complaint(),
    @extschema@.decide_contact(), @extschema@.record_contact(), @extschema@.refuse_change(),
    @extschema@.announce_policy(), @extschema@.lock_policy(), @extschema@.version_policy(), @extschema@.check_staff(),
    @extschema@.check_authority(), @extschema@.decide_delegation(),
    @extschema@.check_names(), @extschema@.keep_code(), @extschema@.settle_deadlines(),
    @extschema@.decide_record(), @extschema@.decide_finding(), @extschema@.check_row(),
    @extschema@.decide_entry(), @extschema@.record_entry(),
    @extschema@.claim(name, text, text), @extschema@.run_clocks(name, timestamptz),
    @extschema@.recompute_clocks(name, text, boolean) TO PUBLIC;

CREATE FUNCTION @extschema@.complaint_as_of(desk name, id bigint, at timestamptz)
RETURNS jsonb
LANGUAGE c STABLE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.complaint_as_of(name, bigint, timestamptz) IS
'the row of a case as it was at a moment: an object of its columns, times in UTC; NULL where the case is unknown or was not received yet; personal columns read "erased" once erased. Reads with the caller''s rights';

CREATE FUNCTION @extschema@.verify_history(desk name)
RETURNS TABLE (complaint_id bigint, seq int, problem text)
LANGUAGE c STABLE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.verify_history(name) IS
'one row for each event that was changed, removed or moved, and each case that differs from its history; no row: everything fits. Reads with the caller''s rights, so what a row filter hides is not verified';

CREATE FUNCTION @extschema@.allowed_transitions(desk name, id bigint)
RETURNS TABLE (to_state text, name text, allowed boolean, lacks text[], hint text)
LANGUAGE c STABLE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.allowed_transitions(name, bigint) IS
'the changes of state that a case''s state allows: whether the actor could make each now, and what it still lacks (role, values, reason, condition, another actor). KF008 for an unknown case';

REVOKE ALL ON FUNCTION @extschema@.complaint_as_of(name, bigint, timestamptz),
    @extschema@.verify_history(name), @extschema@.allowed_transitions(name, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @extschema@.complaint_as_of(name, bigint, timestamptz),
    @extschema@.verify_history(name), @extschema@.allowed_transitions(name, bigint) TO PUBLIC;
