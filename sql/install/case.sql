-- Work on cases: taking the next one, clocks, a case as it was, changes of state.

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
