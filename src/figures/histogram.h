/*
 * histogram.h -- how many times fell into which bucket
 *
 * Buckets grow by a tenth: bucket 0 holds times below a second, bucket n from
 * 1.1^(n-1) to below 1.1^n seconds.  A percentile is the middle of its bucket
 * and so within 4.9 % of the exact one.  Only buckets with something in them
 * are kept, in ascending order.  Counts may be negative: differences of
 * histograms are histograms.
 */
#ifndef CF_HISTOGRAM_H
#define CF_HISTOGRAM_H

#include "postgres.h"

/* of the longest time that has a bucket of its own, some 600 years */
#define CF_LAST_BUCKET 248

typedef struct CfBucket
{
	int32		bucket;
	int32		count;
} CfBucket;

typedef struct CfHistogram
{
	int32		vl_len_;
	int32		nbuckets;
	CfBucket	buckets[FLEXIBLE_ARRAY_MEMBER];
} CfHistogram;

/* one that grows */
typedef struct CfGrowingHistogram
{
	int			nbuckets;
	int			capacity;
	CfBucket   *buckets;
} CfGrowingHistogram;

extern int	cf_bucket_of(int64 seconds);
extern void cf_histogram_begin(CfGrowingHistogram *growing, MemoryContext cxt);
extern bool cf_histogram_add(CfGrowingHistogram *growing, int bucket,
							 int64 count);
extern double cf_bucket_percentile(const CfBucket *buckets, int nbuckets,
								   double fraction);

#endif							/* CF_HISTOGRAM_H */
