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

CREATE FUNCTION @extschema@.histogram_plus(a @extschema@.histogram, b @extschema@.histogram) RETURNS @extschema@.histogram
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_plus';
COMMENT ON FUNCTION @extschema@.histogram_plus IS 'both together';

CREATE FUNCTION @extschema@.histogram_eq(a @extschema@.histogram, b @extschema@.histogram) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_eq';
COMMENT ON FUNCTION @extschema@.histogram_eq IS 'do all buckets hold the same?';

CREATE OPERATOR @extschema@.+ (LEFTARG = @extschema@.histogram, RIGHTARG = @extschema@.histogram, FUNCTION = @extschema@.histogram_plus, COMMUTATOR = OPERATOR(@extschema@.+));
COMMENT ON OPERATOR @extschema@.+ (@extschema@.histogram, @extschema@.histogram) IS 'both together';
CREATE OPERATOR @extschema@.= (LEFTARG = @extschema@.histogram, RIGHTARG = @extschema@.histogram, FUNCTION = @extschema@.histogram_eq, COMMUTATOR = OPERATOR(@extschema@.=));
COMMENT ON OPERATOR @extschema@.= (@extschema@.histogram, @extschema@.histogram) IS 'do all buckets hold the same?';

CREATE FUNCTION @extschema@.histogram_percentile(times @extschema@.histogram, fraction double precision) RETURNS double precision
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_percentile';
COMMENT ON FUNCTION @extschema@.histogram_percentile IS 'the time in seconds that this share of all times (0.5: the median) do not exceed, within 4.9 percent; NULL when there are none';

CREATE FUNCTION @extschema@.histogram_minutes(times @extschema@.histogram, fraction double precision) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_minutes';
COMMENT ON FUNCTION @extschema@.histogram_minutes IS 'histogram_percentile in minutes, rounded to hundredths';

CREATE FUNCTION @extschema@.histogram_count(times @extschema@.histogram) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_count';
COMMENT ON FUNCTION @extschema@.histogram_count IS 'how many times it holds';

CREATE FUNCTION @extschema@.histogram_tally_time(state internal, seconds bigint, times int) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_tally_time';
COMMENT ON FUNCTION @extschema@.histogram_tally_time IS 'step of aggregate histogram_of';

CREATE FUNCTION @extschema@.histogram_tally(state internal, part @extschema@.histogram) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_tally';
COMMENT ON FUNCTION @extschema@.histogram_tally IS 'step of aggregate histogram_sum';

CREATE FUNCTION @extschema@.histogram_final(state internal) RETURNS @extschema@.histogram
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_histogram_final';
COMMENT ON FUNCTION @extschema@.histogram_final IS 'result of aggregates histogram_of and histogram_sum';

CREATE FUNCTION @extschema@.figures_tally(state internal, figures bigint[], times int) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_figures_tally';
COMMENT ON FUNCTION @extschema@.figures_tally IS 'step of aggregate figures_sum';

CREATE FUNCTION @extschema@.figures_final(state internal) RETURNS bigint[]
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_figures_final';
COMMENT ON FUNCTION @extschema@.figures_final IS 'result of aggregate figures_sum';

CREATE FUNCTION @extschema@.figures_plus(a bigint[], b bigint[]) RETURNS bigint[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'cf_figures_plus';
COMMENT ON FUNCTION @extschema@.figures_plus IS 'two rows of figures added place by place; the shorter one counts as filled up with zeros';

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
    seconds    bigint
);
COMMENT ON TYPE @extschema@.kpi_part IS 'a clock of a case, or a stay in a state: kind (clock or state), metric or state, department, place in the figures of kpi_part_sum where it counts, and how long it took';
