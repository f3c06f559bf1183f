-- Time: the type target, and computing with the calendars of a desk.

CREATE TYPE @extschema@.target;

CREATE FUNCTION @extschema@.target_in(cstring) RETURNS @extschema@.target
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_in';
CREATE FUNCTION @extschema@.target_out(@extschema@.target) RETURNS cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_out';
CREATE FUNCTION @extschema@.target_recv(internal) RETURNS @extschema@.target
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_recv';
CREATE FUNCTION @extschema@.target_send(@extschema@.target) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_send';

CREATE TYPE @extschema@.target (
    INPUT = @extschema@.target_in,
    OUTPUT = @extschema@.target_out,
    RECEIVE = @extschema@.target_recv,
    SEND = @extschema@.target_send,
    INTERNALLENGTH = 16,
    ALIGNMENT = double
);
COMMENT ON TYPE @extschema@.target IS 'time allowed: 3 hours, 8 business hours, same day, T+2, T+2 close, 2 business days, 30 days';

CREATE FUNCTION @extschema@.target_lt(a @extschema@.target, b @extschema@.target) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_lt';
CREATE FUNCTION @extschema@.target_le(a @extschema@.target, b @extschema@.target) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_le';
CREATE FUNCTION @extschema@.target_eq(a @extschema@.target, b @extschema@.target) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_eq';
CREATE FUNCTION @extschema@.target_ne(a @extschema@.target, b @extschema@.target) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_ne';
CREATE FUNCTION @extschema@.target_ge(a @extschema@.target, b @extschema@.target) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_ge';
CREATE FUNCTION @extschema@.target_gt(a @extschema@.target, b @extschema@.target) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_gt';
CREATE FUNCTION @extschema@.target_cmp(a @extschema@.target, b @extschema@.target) RETURNS int
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_cmp';
CREATE FUNCTION @extschema@.target_hash(@extschema@.target) RETURNS int
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_hash';
CREATE FUNCTION @extschema@.target_hash_extended(@extschema@.target, seed bigint) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_hash_extended';

CREATE OPERATOR @extschema@.< (FUNCTION = @extschema@.target_lt, LEFTARG = @extschema@.target, RIGHTARG = @extschema@.target,
    COMMUTATOR = OPERATOR(@extschema@.>), NEGATOR = OPERATOR(@extschema@.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR @extschema@.< (@extschema@.target, @extschema@.target) IS 'less than';
CREATE OPERATOR @extschema@.<= (FUNCTION = @extschema@.target_le, LEFTARG = @extschema@.target, RIGHTARG = @extschema@.target,
    COMMUTATOR = OPERATOR(@extschema@.>=), NEGATOR = OPERATOR(@extschema@.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR @extschema@.<= (@extschema@.target, @extschema@.target) IS 'less than or equal';
CREATE OPERATOR @extschema@.= (FUNCTION = @extschema@.target_eq, LEFTARG = @extschema@.target, RIGHTARG = @extschema@.target,
    COMMUTATOR = OPERATOR(@extschema@.=), NEGATOR = OPERATOR(@extschema@.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR @extschema@.= (@extschema@.target, @extschema@.target) IS 'equal';
CREATE OPERATOR @extschema@.<> (FUNCTION = @extschema@.target_ne, LEFTARG = @extschema@.target, RIGHTARG = @extschema@.target,
    COMMUTATOR = OPERATOR(@extschema@.<>), NEGATOR = OPERATOR(@extschema@.=), RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR @extschema@.<> (@extschema@.target, @extschema@.target) IS 'not equal';
CREATE OPERATOR @extschema@.>= (FUNCTION = @extschema@.target_ge, LEFTARG = @extschema@.target, RIGHTARG = @extschema@.target,
    COMMUTATOR = OPERATOR(@extschema@.<=), NEGATOR = OPERATOR(@extschema@.<), RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR @extschema@.>= (@extschema@.target, @extschema@.target) IS 'greater than or equal';
CREATE OPERATOR @extschema@.> (FUNCTION = @extschema@.target_gt, LEFTARG = @extschema@.target, RIGHTARG = @extschema@.target,
    COMMUTATOR = OPERATOR(@extschema@.<), NEGATOR = OPERATOR(@extschema@.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR @extschema@.> (@extschema@.target, @extschema@.target) IS 'greater than';

CREATE OPERATOR CLASS @extschema@.target_ops DEFAULT FOR TYPE @extschema@.target USING btree AS
    OPERATOR 1 @extschema@.<, OPERATOR 2 @extschema@.<=, OPERATOR 3 @extschema@.=,
    OPERATOR 4 @extschema@.>=, OPERATOR 5 @extschema@.>,
    FUNCTION 1 @extschema@.target_cmp(@extschema@.target, @extschema@.target);
COMMENT ON OPERATOR CLASS @extschema@.target_ops USING btree IS 'targets by nominal length (a day 24 hours, 8 business hours a day, T+n counts n + 1 days), then by kind';
CREATE OPERATOR CLASS @extschema@.target_ops DEFAULT FOR TYPE @extschema@.target USING hash AS
    OPERATOR 1 @extschema@.=,
    FUNCTION 1 @extschema@.target_hash(@extschema@.target),
    FUNCTION 2 @extschema@.target_hash_extended(@extschema@.target, bigint);
COMMENT ON OPERATOR CLASS @extschema@.target_ops USING hash IS 'targets by equality';

CREATE FUNCTION @extschema@.deadline(desk name, calendar text, start timestamptz, target @extschema@.target) RETURNS timestamptz
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_deadline';
CREATE FUNCTION @extschema@.deadline_is_provisional(desk name, calendar text, start timestamptz, target @extschema@.target) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_deadline_is_provisional';
CREATE FUNCTION @extschema@.warn_instant(desk name, calendar text, start timestamptz, target @extschema@.target, percent int) RETURNS timestamptz
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_warn_instant';
CREATE FUNCTION @extschema@.shift_for_pause(desk name, calendar text, due timestamptz, target @extschema@.target, paused timestamptz, resumed timestamptz) RETURNS timestamptz
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_shift_for_pause';
CREATE FUNCTION @extschema@.add_business_time(desk name, calendar text, start timestamptz, amount interval) RETURNS timestamptz
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_add_business_time';
CREATE FUNCTION @extschema@.business_time_between(desk name, calendar text, a timestamptz, b timestamptz) RETURNS interval
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_business_time_between';
CREATE FUNCTION @extschema@.add_working_days(desk name, calendar text, start timestamptz, n int) RETURNS timestamptz
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_add_working_days';
CREATE FUNCTION @extschema@.working_days_between(desk name, calendar text, a date, b date) RETURNS int
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_working_days_between';
CREATE FUNCTION @extschema@.is_open(desk name, calendar text, at timestamptz) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_is_open';
CREATE FUNCTION @extschema@.is_working_day(desk name, calendar text, day date) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_is_working_day';
CREATE FUNCTION @extschema@.next_open(desk name, calendar text, at timestamptz) RETURNS timestamptz
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_next_open';
CREATE FUNCTION @extschema@.roll_forward(desk name, calendar text, at timestamptz) RETURNS timestamptz
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_roll_forward';
CREATE FUNCTION @extschema@.roll_backward(desk name, calendar text, at timestamptz) RETURNS timestamptz
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_roll_backward';

CREATE FUNCTION @extschema@.calendar_check() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_calendar_check';
COMMENT ON FUNCTION @extschema@.calendar_check IS 'trigger of the calendar tables: refuses unknown time zones and overlapping hours';

COMMENT ON FUNCTION @extschema@.target_in IS 'input of type target';
COMMENT ON FUNCTION @extschema@.target_out IS 'output of type target';
COMMENT ON FUNCTION @extschema@.target_recv IS 'binary input of type target';
COMMENT ON FUNCTION @extschema@.target_send IS 'binary output of type target';
COMMENT ON FUNCTION @extschema@.target_lt IS 'less than';
COMMENT ON FUNCTION @extschema@.target_le IS 'less than or equal';
COMMENT ON FUNCTION @extschema@.target_eq IS 'equal';
COMMENT ON FUNCTION @extschema@.target_ne IS 'not equal';
COMMENT ON FUNCTION @extschema@.target_ge IS 'greater than or equal';
COMMENT ON FUNCTION @extschema@.target_gt IS 'greater than';
COMMENT ON FUNCTION @extschema@.target_cmp IS 'order of targets: -1, 0 or 1';
COMMENT ON FUNCTION @extschema@.target_hash IS 'hash of a target';
COMMENT ON FUNCTION @extschema@.target_hash_extended IS 'hash of a target with a seed';
COMMENT ON FUNCTION @extschema@.deadline IS 'moment until which a target is met that starts at a moment';
COMMENT ON FUNCTION @extschema@.deadline_is_provisional IS 'whether this deadline touches a year whose holidays are not loaded';
COMMENT ON FUNCTION @extschema@.warn_instant IS 'when this part of the time is used up: of business time for business hours and days, else of elapsed time';
COMMENT ON FUNCTION @extschema@.shift_for_pause IS 'a deadline put off by a pause: by its time, business time, working days or days, as the target counts';
COMMENT ON FUNCTION @extschema@.add_business_time IS 'moment when an amount of open time has passed; a negative amount goes back';
COMMENT ON FUNCTION @extschema@.business_time_between IS 'open time from a to b, in hours; negative where b is before a';
COMMENT ON FUNCTION @extschema@.add_working_days IS 'same local time n working days later; a negative n goes back';
COMMENT ON FUNCTION @extschema@.working_days_between IS 'working days from a up to but not including b; negative where b is before a';
COMMENT ON FUNCTION @extschema@.is_open IS 'whether the calendar is open; at closing time it is not';
COMMENT ON FUNCTION @extschema@.is_working_day IS 'whether a day is a working day';
COMMENT ON FUNCTION @extschema@.next_open IS 'next opening after a moment; infinity where the calendar never closes';
COMMENT ON FUNCTION @extschema@.roll_forward IS 'the moment itself while open, else the next opening';
COMMENT ON FUNCTION @extschema@.roll_backward IS 'the moment itself while open, else the last closing';
