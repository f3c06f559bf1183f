-- Time: the type target, and computing with the calendars of a desk.

CREATE TYPE @extschema@.target;

CREATE FUNCTION @extschema@.target_in(cstring) RETURNS @extschema@.target
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_in';
COMMENT ON FUNCTION @extschema@.target_in IS 'input of type target';
CREATE FUNCTION @extschema@.target_out(@extschema@.target) RETURNS cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_out';
COMMENT ON FUNCTION @extschema@.target_out IS 'output of type target';
CREATE FUNCTION @extschema@.target_recv(internal) RETURNS @extschema@.target
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_recv';
COMMENT ON FUNCTION @extschema@.target_recv IS 'binary input of type target';
CREATE FUNCTION @extschema@.target_send(@extschema@.target) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_send';
COMMENT ON FUNCTION @extschema@.target_send IS 'binary output of type target';

CREATE TYPE @extschema@.target (
    INPUT = @extschema@.target_in,
    OUTPUT = @extschema@.target_out,
    RECEIVE = @extschema@.target_recv,
    SEND = @extschema@.target_send,
    INTERNALLENGTH = 16,
    ALIGNMENT = double
);
COMMENT ON TYPE @extschema@.target IS 'time allowed: 3 hours, 8 business hours, same day, T+2, T+2 close, 2 business days, 30 days';

@list comparison operator name commutator negator estimator more comment
< | lt | > | >= | scalarlt | - | less than
<= | le | >= | > | scalarle | - | less than or equal
= | eq | = | <> | eq | , HASHES, MERGES | equal
<> | ne | <> | = | neq | - | not equal
>= | ge | <= | < | scalarge | - | greater than or equal
> | gt | < | <= | scalargt | - | greater than
@end
@each comparison
CREATE FUNCTION @extschema@.target_{name}(a @extschema@.target, b @extschema@.target) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_{name}';
COMMENT ON FUNCTION @extschema@.target_{name} IS '{comment}';
CREATE OPERATOR @extschema@.{operator} (FUNCTION = @extschema@.target_{name}, LEFTARG = @extschema@.target, RIGHTARG = @extschema@.target,
    COMMUTATOR = OPERATOR(@extschema@.{commutator}), NEGATOR = OPERATOR(@extschema@.{negator}), RESTRICT = {estimator}sel, JOIN = {estimator}joinsel{more});
COMMENT ON OPERATOR @extschema@.{operator} (@extschema@.target, @extschema@.target) IS '{comment}';
@end

CREATE FUNCTION @extschema@.target_cmp(a @extschema@.target, b @extschema@.target) RETURNS int
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_cmp';
COMMENT ON FUNCTION @extschema@.target_cmp IS 'order of targets: -1, 0 or 1';
CREATE FUNCTION @extschema@.target_hash(@extschema@.target) RETURNS int
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_hash';
COMMENT ON FUNCTION @extschema@.target_hash IS 'hash of a target';
CREATE FUNCTION @extschema@.target_hash_extended(@extschema@.target, seed bigint) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_target_hash_extended';
COMMENT ON FUNCTION @extschema@.target_hash_extended IS 'hash of a target with a seed';

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

-- what typed drivers send; nothing else becomes a target by itself
CREATE CAST (text AS @extschema@.target) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (text AS @extschema@.target) IS 'a target that a program sends as text';
CREATE CAST (varchar AS @extschema@.target) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (varchar AS @extschema@.target) IS 'a target that a program sends as varchar, as JDBC does';

@list time_function name arguments result comment
deadline | start timestamptz, target @extschema@.target | timestamptz | moment until which a target is met that starts at a moment
deadline_is_provisional | start timestamptz, target @extschema@.target | boolean | whether this deadline touches a year whose holidays are not loaded
warn_instant | start timestamptz, target @extschema@.target, percent int | timestamptz | when this part of the time is used up: of business time for business hours and days, else of elapsed time
shift_for_pause | due timestamptz, target @extschema@.target, paused timestamptz, resumed timestamptz | timestamptz | a deadline put off by a pause: by its time, business time, working days or days, as the target counts
add_business_time | start timestamptz, amount interval | timestamptz | moment when an amount of open time has passed; a negative amount goes back
business_time_between | a timestamptz, b timestamptz | interval | open time from a to b, in hours; negative where b is before a
add_working_days | start timestamptz, n int | timestamptz | same local time n working days later; a negative n goes back
working_days_between | a date, b date | int | working days from a up to but not including b; negative where b is before a
is_open | at timestamptz | boolean | whether the calendar is open; at closing time it is not
is_working_day | day date | boolean | whether a day is a working day
next_open | at timestamptz | timestamptz | next opening after a moment; infinity where the calendar never closes
roll_forward | at timestamptz | timestamptz | the moment itself while open, else the next opening
roll_backward | at timestamptz | timestamptz | the moment itself while open, else the last closing
@end
@each time_function
CREATE FUNCTION @extschema@.{name}(desk name, calendar text, {arguments}) RETURNS {result}
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_sql_{name}';
COMMENT ON FUNCTION @extschema@.{name} IS '{comment}';
@end
