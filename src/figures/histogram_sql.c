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
cf_histogram_of(const CfTally *tally)
{
	Size		size = offsetof(CfHistogram, buckets) +
		tally->nbuckets * sizeof(CfBucket);
	CfHistogram *histogram = palloc(size);

	SET_VARSIZE(histogram, size);
	histogram->nbuckets = tally->nbuckets;
	/* of an empty one there is no array */
	if (tally->nbuckets > 0)
		memcpy(histogram->buckets, tally->buckets,
			   tally->nbuckets * sizeof(CfBucket));
	return histogram;
}

static void
tally_one(CfTally *tally, int bucket, int64 count)
{
	if (!cf_tally_add(tally, bucket, count))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("count of a histogram is out of range"),
				 errdetail("A bucket holds up to %d.", PG_INT32_MAX)));
}

static void
tally_all(CfTally *tally, const CfHistogram *histogram)
{
	for (int i = 0; i < histogram->nbuckets; i++)
		tally_one(tally, histogram->buckets[i].bucket,
				  histogram->buckets[i].count);
}

/* "40:2 52:1" */
Datum
cf_histogram_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	const char *at = text;
	CfTally		tally;
	int			bucket;
	int			count;
	int			length;

	cf_tally_init(&tally, CurrentMemoryContext);
	while (sscanf(at, " %d:%d%n", &bucket, &count, &length) == 2 &&
		   bucket >= 0 && bucket <= CF_LAST_BUCKET)
	{
		tally_one(&tally, bucket, count);
		at += length;
	}
	if (at[strspn(at, " ")] != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid histogram: \"%s\"", text),
				 errhint("Write bucket:count, buckets from 0 to %d, with spaces between.",
						 CF_LAST_BUCKET)));
	PG_RETURN_POINTER(cf_histogram_of(&tally));
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
	CfTally		tally;

	cf_tally_init(&tally, CurrentMemoryContext);
	for (int i = 0; i < nbuckets; i++)
	{
		int			bucket = pq_getmsgint(buf, 4);
		int			count = (int32) pq_getmsgint(buf, 4);

		if (bucket < 0 || bucket > CF_LAST_BUCKET)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("invalid binary form of a histogram")));
		tally_one(&tally, bucket, count);
	}
	PG_RETURN_POINTER(cf_histogram_of(&tally));
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
	CfTally		tally;

	cf_tally_init(&tally, CurrentMemoryContext);
	tally_all(&tally, PG_GETARG_HISTOGRAM_P(0));
	tally_all(&tally, PG_GETARG_HISTOGRAM_P(1));
	PG_RETURN_POINTER(cf_histogram_of(&tally));
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
static CfTally *
aggregate_tally(FunctionCallInfo fcinfo)
{
	MemoryContext cxt;
	CfTally    *tally;

	if (!AggCheckCallContext(fcinfo, &cxt))
		elog(ERROR, "aggregate function called in non-aggregate context");
	if (!PG_ARGISNULL(0))
		return (CfTally *) PG_GETARG_POINTER(0);
	tally = MemoryContextAlloc(cxt, sizeof(CfTally));
	cf_tally_init(tally, cxt);
	return tally;
}

/* (state, seconds, how often) */
Datum
cf_histogram_tally_time(PG_FUNCTION_ARGS)
{
	CfTally    *tally;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	tally = aggregate_tally(fcinfo);
	tally_one(tally, cf_bucket_of(PG_GETARG_INT64(1)), PG_GETARG_INT32(2));
	PG_RETURN_POINTER(tally);
}

/* (state, histogram) */
Datum
cf_histogram_tally(PG_FUNCTION_ARGS)
{
	CfTally    *tally;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	tally = aggregate_tally(fcinfo);
	tally_all(tally, PG_GETARG_HISTOGRAM_P(1));
	PG_RETURN_POINTER(tally);
}

/* an empty histogram when there was nothing: it can be added to others */
Datum
cf_histogram_final(PG_FUNCTION_ARGS)
{
	CfTally		none = {0};

	PG_RETURN_POINTER(cf_histogram_of(PG_ARGISNULL(0) ? &none :
									  (CfTally *) PG_GETARG_POINTER(0)));
}
