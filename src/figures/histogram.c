/*
 * histogram.c -- buckets of times, pure
 */
#include "postgres.h"

#include <math.h>

#include "common/int.h"
#include "utils/palloc.h"

#include "figures/histogram.h"

#define GROWTH 1.1

/* cf_bucket_of -- of a time in seconds; negative ones count as none */
int
cf_bucket_of(int64 seconds)
{
	int			bucket;

	if (seconds < 1)
		return 0;
	bucket = 1 + (int) floor(log((double) seconds) / log(GROWTH));
	return Min(bucket, CF_LAST_BUCKET);
}

/* in seconds; as far from either end by ratio */
static double
bucket_middle(int bucket)
{
	return bucket == 0 ? 0 : pow(GROWTH, bucket - 0.5);
}

/* cf_histogram_begin -- an empty one that lives and grows in "cxt" */
void
cf_histogram_begin(CfGrowingHistogram *growing, MemoryContext cxt)
{
	growing->nbuckets = 0;
	growing->capacity = 8;
	growing->buckets = MemoryContextAlloc(cxt, growing->capacity *
										  sizeof(CfBucket));
}

static void
make_room(CfGrowingHistogram *growing)
{
	if (growing->nbuckets < growing->capacity)
		return;
	growing->capacity *= 2;
	growing->buckets = repalloc(growing->buckets,
								growing->capacity * sizeof(CfBucket));
}

/* where a bucket stands, or would */
static int
place_of(const CfGrowingHistogram *growing, int bucket)
{
	int			low = 0;
	int			high = growing->nbuckets;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (growing->buckets[middle].bucket < bucket)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * cf_histogram_add -- false when the count no longer fits
 *
 * A bucket that becomes empty vanishes, so that equal contents are equal.
 */
bool
cf_histogram_add(CfGrowingHistogram *growing, int bucket, int64 count)
{
	int			place = place_of(growing, bucket);
	int			behind = growing->nbuckets - place;
	int64		sum = count;
	CfBucket   *at;

	make_room(growing);
	at = &growing->buckets[place];
	if (behind > 0 && at->bucket == bucket)
	{
		if (pg_add_s64_overflow(sum, at->count, &sum))
			return false;
		if (sum == 0)
		{
			memmove(at, at + 1, (behind - 1) * sizeof(CfBucket));
			growing->nbuckets--;
		}
	}
	else if (sum != 0)
	{
		memmove(at + 1, at, behind * sizeof(CfBucket));
		at->bucket = bucket;
		growing->nbuckets++;
	}
	if (sum > PG_INT32_MAX || sum < PG_INT32_MIN)
		return false;
	if (sum != 0)
		at->count = (int32) sum;
	return true;
}

/*
 * cf_bucket_percentile -- the smallest time that at least this share of all
 * times do not exceed, in seconds; -1 when there are none
 */
double
cf_bucket_percentile(const CfBucket *buckets, int nbuckets, double fraction)
{
	int64		total = 0;
	int64		seen = 0;
	double		rank;

	for (int i = 0; i < nbuckets; i++)
		total += buckets[i].count;
	if (total <= 0)
		return -1;
	rank = Max(1, ceil(fraction * total));
	for (int i = 0; i < nbuckets; i++)
	{
		seen += buckets[i].count;
		if (seen >= rank)
			return bucket_middle(buckets[i].bucket);
	}
	return bucket_middle(buckets[nbuckets - 1].bucket);
}
