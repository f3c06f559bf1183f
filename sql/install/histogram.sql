-- What KPI tables add up: histograms of times, and rows of figures.

CREATE TYPE @extschema@.histogram;

CREATE FUNCTION @extschema@.histogram_in(cstring) RETURNS @extschema@.histogram
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_in';
CREATE FUNCTION @extschema@.histogram_out(@extschema@.histogram) RETURNS cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_out';
CREATE FUNCTION @extschema@.histogram_recv(internal) RETURNS @extschema@.histogram
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_recv';
CREATE FUNCTION @extschema@.histogram_send(@extschema@.histogram) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_send';

CREATE TYPE @extschema@.histogram (
    INPUT = @extschema@.histogram_in,
    OUTPUT = @extschema@.histogram_out,
    RECEIVE = @extschema@.histogram_recv,
    SEND = @extschema@.histogram_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = int4,
    STORAGE = extended
);
COMMENT ON TYPE @extschema@.histogram IS 'how many times fell into which bucket, written bucket:count; bucket 0: less than a second, bucket n: from 1.1^(n-1) to below 1.1^n seconds; histograms can be added and subtracted';

COMMENT ON FUNCTION @extschema@.histogram_in IS 'input of type histogram';
COMMENT ON FUNCTION @extschema@.histogram_out IS 'output of type histogram';
COMMENT ON FUNCTION @extschema@.histogram_recv IS 'binary input of type histogram';
COMMENT ON FUNCTION @extschema@.histogram_send IS 'binary output of type histogram';

@list sum_function name arguments result strict comment
histogram_plus | a @extschema@.histogram, b @extschema@.histogram | @extschema@.histogram | STRICT | both together
histogram_eq | a @extschema@.histogram, b @extschema@.histogram | boolean | STRICT | do all buckets hold the same?
histogram_percentile | times @extschema@.histogram, fraction double precision | double precision | STRICT | the time in seconds that this share of all times (0.5: the median) do not exceed, within 4.9 percent; NULL when there are none
histogram_minutes | times @extschema@.histogram, fraction double precision | numeric | STRICT | histogram_percentile in minutes, rounded to hundredths
histogram_count | times @extschema@.histogram | bigint | STRICT | how many times it holds
histogram_tally_time | state internal, seconds bigint, times int | internal | - | step of aggregate histogram_of
histogram_tally | state internal, part @extschema@.histogram | internal | - | step of aggregate histogram_sum
histogram_final | state internal | @extschema@.histogram | - | result of aggregates histogram_of and histogram_sum
figures_tally | state internal, figures bigint[], times int | internal | - | step of aggregate figures_sum
figures_final | state internal | bigint[] | - | result of aggregate figures_sum
figures_plus | a bigint[], b bigint[] | bigint[] | STRICT | two rows of figures added place by place; the shorter one counts as filled up with zeros
@end
@each sum_function
CREATE FUNCTION @extschema@.{name}({arguments}) RETURNS {result}
LANGUAGE c IMMUTABLE {strict} PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_{name}';
COMMENT ON FUNCTION @extschema@.{name} IS '{comment}';
@end

CREATE OPERATOR @extschema@.+ (LEFTARG = @extschema@.histogram, RIGHTARG = @extschema@.histogram, FUNCTION = @extschema@.histogram_plus, COMMUTATOR = OPERATOR(@extschema@.+));
COMMENT ON OPERATOR @extschema@.+ (@extschema@.histogram, @extschema@.histogram) IS 'both together';
CREATE OPERATOR @extschema@.= (LEFTARG = @extschema@.histogram, RIGHTARG = @extschema@.histogram, FUNCTION = @extschema@.histogram_eq, COMMUTATOR = OPERATOR(@extschema@.=));
COMMENT ON OPERATOR @extschema@.= (@extschema@.histogram, @extschema@.histogram) IS 'do all buckets hold the same?';

CREATE AGGREGATE @extschema@.histogram_of(seconds bigint, times int) (SFUNC = @extschema@.histogram_tally_time, STYPE = internal, FINALFUNC = @extschema@.histogram_final, PARALLEL = SAFE);
COMMENT ON AGGREGATE @extschema@.histogram_of(bigint, int) IS 'histogram of times in seconds, each counted so many times, also negative; NULLs are passed over';

CREATE AGGREGATE @extschema@.histogram_sum(@extschema@.histogram) (SFUNC = @extschema@.histogram_tally, STYPE = internal, FINALFUNC = @extschema@.histogram_final, PARALLEL = SAFE);
COMMENT ON AGGREGATE @extschema@.histogram_sum(@extschema@.histogram) IS 'all histograms together';

CREATE AGGREGATE @extschema@.figures_sum(figures bigint[], times int) (SFUNC = @extschema@.figures_tally, STYPE = internal, FINALFUNC = @extschema@.figures_final, PARALLEL = SAFE);
COMMENT ON AGGREGATE @extschema@.figures_sum(bigint[], int) IS 'rows of figures added up place by place, each so many times, also negative';

CREATE TYPE @extschema@.kpi_part AS (
    kind       text,
    code       text,
    department text,
    place      int,
    seconds    bigint,
    rule_id    bigint
);
COMMENT ON TYPE @extschema@.kpi_part IS 'a clock of a case, or a stay in a state: kind (clock or state), metric or state, department, place in the figures of kpi_part_sum where it counts, how long it took, and the rule of the clock';
