/*
 * pauses.c -- the pauses of a clock, a multirange of moments
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "base/compat.h"
#include "clock/pauses.h"

static TypeCacheEntry *
multirange_type(void)
{
	return lookup_type_cache(TSTZMULTIRANGEOID, TYPECACHE_MULTIRANGE_INFO);
}

/*
 * cf_add_pause -- the pauses with one more, [from, to)
 *
 * "pauses" is a tstzmultirange or 0.
 */
Datum
cf_add_pause(Datum pauses, TimestampTz from, TimestampTz to)
{
	TypeCacheEntry *type = multirange_type();
	RangeType **ranges;
	RangeType **all;
	int			count = 0;
	RangeBound	lower = {0};
	RangeBound	upper = {0};

	if (pauses != 0)
		multirange_deserialize(type->rngtype, DatumGetMultirangeTypeP(pauses),
							   &count, &ranges);
	all = palloc((count + 1) * sizeof(RangeType *));
	if (count > 0)
		memcpy(all, ranges, count * sizeof(RangeType *));
	lower.val = TimestampTzGetDatum(from);
	lower.inclusive = true;
	lower.lower = true;
	upper.val = TimestampTzGetDatum(to);
	all[count] = cf_make_range(type->rngtype, &lower, &upper);
	return MultirangeTypePGetDatum(make_multirange(TSTZMULTIRANGEOID,
												   type->rngtype, count + 1,
												   all));
}

/* cf_pauses -- the bounds of past pauses; returns their number */
int
cf_pauses(Datum pauses, TimestampTz **from, TimestampTz **to)
{
	TypeCacheEntry *type = multirange_type();
	RangeType **ranges;
	int			count = 0;

	if (pauses != 0)
		multirange_deserialize(type->rngtype, DatumGetMultirangeTypeP(pauses),
							   &count, &ranges);
	*from = palloc((count + 1) * sizeof(TimestampTz));
	*to = palloc((count + 1) * sizeof(TimestampTz));
	for (int i = 0; i < count; i++)
	{
		RangeBound	lower;
		RangeBound	upper;
		bool		empty;

		range_deserialize(type->rngtype, ranges[i], &lower, &upper, &empty);
		(*from)[i] = DatumGetTimestampTz(lower.val);
		(*to)[i] = DatumGetTimestampTz(upper.val);
	}
	return count;
}
