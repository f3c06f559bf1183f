/*
 * histogram_sql.c -- type histogram and its aggregates in SQL
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "base/compat.h"
#include "figures/histogram_sql.h"

PG_FUNCTION_INFO_V1(cf_histogram_in);
PG_FUNCTION_INFO_V1(cf_histogram_out);
PG_FUNCTION_INFO_V1(cf_histogram_recv);
PG_FUNCTION_INFO_V1(cf_histogram_send);
PG_FUNCTION_INFO_V1(cf_histogram_plus);
PG_FUNCTION_INFO_V1(cf_histogram_eq);
PG_FUNCTION_INFO_V1(cf_histogram_percentile);
PG_FUNCTION_INFO_V1(cf_histogram_minutes);
PG_FUNCTION_INFO_V1(cf_histogram_count);
PG_FUNCTION_INFO_V1(cf_histogram_tally_time);
PG_FUNCTION_INFO_V1(cf_histogram_tally);
PG_FUNCTION_INFO_V1(cf_histogram_final);

#define PG_GETARG_HISTOGRAM_P(n) ((CfHistogram *) PG_GETARG_VARLENA_P(n))

/* cf_histogram_of -- as a value, in the current context */
CfHistogram *
cf_histogram_of(const CfGrowingHistogram *growing)
{
	Size		size = offsetof(CfHistogram, buckets) +
		growing->nbuckets * sizeof(CfBucket);
	CfHistogram *histogram = palloc(size);

	SET_VARSIZE(histogram, size);
	histogram->nbuckets = growing->nbuckets;
	/* of an empty one there is no array */
	if (growing->nbuckets > 0)
		memcpy(histogram->buckets, growing->buckets,
			   growing->nbuckets * sizeof(CfBucket));
	return histogram;
}

static void
add_count(CfGrowingHistogram *growing, int bucket, int64 count)
{
	if (!cf_histogram_add(growing, bucket, count))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("count of a histogram is out of range"),
				 errdetail("A bucket holds up to %d.", PG_INT32_MAX)));
}

/* the first one is copied: most groups of a view have one row */
static void
copy_histogram(CfGrowingHistogram *growing, const CfHistogram *histogram)
{
	Size		size = histogram->nbuckets * sizeof(CfBucket);

	if (histogram->nbuckets > growing->capacity)
	{
		growing->capacity = histogram->nbuckets;
		growing->buckets = repalloc(growing->buckets, size);
	}
	memcpy(growing->buckets, histogram->buckets, size);
	growing->nbuckets = histogram->nbuckets;
}

static void
add_histogram(CfGrowingHistogram *growing, const CfHistogram *histogram)
{
	if (growing->nbuckets == 0)
	{
		copy_histogram(growing, histogram);
		return;
	}
	for (int i = 0; i < histogram->nbuckets; i++)
		add_count(growing, histogram->buckets[i].bucket,
				  histogram->buckets[i].count);
}

/* "40:2 52:1" */
Datum
cf_histogram_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	const char *at = text;
	CfGrowingHistogram growing;
	int			bucket;
	int			count;
	int			length;

	cf_histogram_begin(&growing, CurrentMemoryContext);
	while (sscanf(at, " %d:%d%n", &bucket, &count, &length) == 2 &&
		   bucket >= 0 && bucket <= CF_LAST_BUCKET)
	{
		add_count(&growing, bucket, count);
		at += length;
	}
	if (at[strspn(at, " ")] != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid histogram: \"%s\"", text),
				 errhint("Write bucket:count, buckets from 0 to %d, with spaces between.",
						 CF_LAST_BUCKET)));
	PG_RETURN_POINTER(cf_histogram_of(&growing));
}

Datum
cf_histogram_out(PG_FUNCTION_ARGS)
{
	CfHistogram *histogram = PG_GETARG_HISTOGRAM_P(0);
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < histogram->nbuckets; i++)
		appendStringInfo(&buf, "%s%d:%d", i ? " " : "",
						 histogram->buckets[i].bucket,
						 histogram->buckets[i].count);
	PG_RETURN_CSTRING(buf.data);
}

/* binary form: number of buckets, then bucket and count of each */
Datum
cf_histogram_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			nbuckets = pq_getmsgint(buf, 4);
	CfGrowingHistogram growing;

	cf_histogram_begin(&growing, CurrentMemoryContext);
	for (int i = 0; i < nbuckets; i++)
	{
		int			bucket = pq_getmsgint(buf, 4);
		int			count = (int32) pq_getmsgint(buf, 4);

		if (bucket < 0 || bucket > CF_LAST_BUCKET)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("invalid binary form of a histogram")));
		add_count(&growing, bucket, count);
	}
	PG_RETURN_POINTER(cf_histogram_of(&growing));
}

Datum
cf_histogram_send(PG_FUNCTION_ARGS)
{
	CfHistogram *histogram = PG_GETARG_HISTOGRAM_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint32(&buf, histogram->nbuckets);
	for (int i = 0; i < histogram->nbuckets; i++)
	{
		pq_sendint32(&buf, histogram->buckets[i].bucket);
		pq_sendint32(&buf, histogram->buckets[i].count);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

Datum
cf_histogram_plus(PG_FUNCTION_ARGS)
{
	CfGrowingHistogram growing;

	cf_histogram_begin(&growing, CurrentMemoryContext);
	add_histogram(&growing, PG_GETARG_HISTOGRAM_P(0));
	add_histogram(&growing, PG_GETARG_HISTOGRAM_P(1));
	PG_RETURN_POINTER(cf_histogram_of(&growing));
}

Datum
cf_histogram_eq(PG_FUNCTION_ARGS)
{
	CfHistogram *a = PG_GETARG_HISTOGRAM_P(0);
	CfHistogram *b = PG_GETARG_HISTOGRAM_P(1);

	PG_RETURN_BOOL(a->nbuckets == b->nbuckets &&
				   memcmp(a->buckets, b->buckets,
						  a->nbuckets * sizeof(CfBucket)) == 0);
}

/* in seconds; -1 when the histogram is empty */
static double
percentile(const CfHistogram *histogram, double fraction)
{
	if (!(fraction >= 0 && fraction <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("percentile value %g is not between 0 and 1",
						fraction)));
	return cf_bucket_percentile(histogram->buckets, histogram->nbuckets,
								fraction);
}

Datum
cf_histogram_percentile(PG_FUNCTION_ARGS)
{
	double		seconds = percentile(PG_GETARG_HISTOGRAM_P(0),
									 PG_GETARG_FLOAT8(1));

	if (seconds < 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(seconds);
}

/* what views show, without the dear way from double precision to numeric */
Datum
cf_histogram_minutes(PG_FUNCTION_ARGS)
{
	double		seconds = percentile(PG_GETARG_HISTOGRAM_P(0),
									 PG_GETARG_FLOAT8(1));

	if (seconds < 0)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(int64_div_fast_to_numeric(llround(seconds / 60 * 100),
												2));
}

Datum
cf_histogram_count(PG_FUNCTION_ARGS)
{
	CfHistogram *histogram = PG_GETARG_HISTOGRAM_P(0);
	int64		total = 0;

	for (int i = 0; i < histogram->nbuckets; i++)
		total += histogram->buckets[i].count;
	PG_RETURN_INT64(total);
}

/* the state of an aggregate, new in its first call */
static CfGrowingHistogram *
aggregate_state(FunctionCallInfo fcinfo)
{
	MemoryContext cxt;
	CfGrowingHistogram *growing;

	if (!AggCheckCallContext(fcinfo, &cxt))
		elog(ERROR, "aggregate function called in non-aggregate context");
	if (!PG_ARGISNULL(0))
		return (CfGrowingHistogram *) PG_GETARG_POINTER(0);
	growing = MemoryContextAlloc(cxt, sizeof(CfGrowingHistogram));
	cf_histogram_begin(growing, cxt);
	return growing;
}

static Datum
same_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* (state, seconds, how often) */
Datum
cf_histogram_tally_time(PG_FUNCTION_ARGS)
{
	CfGrowingHistogram *growing;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return same_state(fcinfo);
	growing = aggregate_state(fcinfo);
	add_count(growing, cf_bucket_of(PG_GETARG_INT64(1)), PG_GETARG_INT32(2));
	PG_RETURN_POINTER(growing);
}

/* (state, histogram) */
Datum
cf_histogram_tally(PG_FUNCTION_ARGS)
{
	CfGrowingHistogram *growing;

	if (PG_ARGISNULL(1))
		return same_state(fcinfo);
	growing = aggregate_state(fcinfo);
	add_histogram(growing, PG_GETARG_HISTOGRAM_P(1));
	PG_RETURN_POINTER(growing);
}

/* an empty histogram when there was nothing: it can be added to others */
Datum
cf_histogram_final(PG_FUNCTION_ARGS)
{
	CfGrowingHistogram none = {0};
	CfGrowingHistogram *state = &none;

	if (!PG_ARGISNULL(0))
		state = (CfGrowingHistogram *) PG_GETARG_POINTER(0);
	PG_RETURN_POINTER(cf_histogram_of(state));
}
