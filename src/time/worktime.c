/*
 * worktime.c -- computing with open time
 *
 * Open time is measured from the beginning of the table by prefix sums; a
 * moment becomes an amount by the day it falls on, an amount becomes a moment
 * by a bucket and a short binary search.
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "time/worktime.h"

/* nothing that a calendar can hold is longer */
#define MAX_AMOUNT \
	((CF_LAST_YEAR - CF_FIRST_YEAR + 1) * INT64CONST(366) * USECS_PER_DAY)

static void
refuse_infinite(TimestampTz at)
{
	if (TIMESTAMP_NOT_FINITE(at))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp cannot be infinite")));
}

/* the first span that closes after a moment; the sentinel if none does */
static int32
span_after(CfCalendar *cal, TimestampTz at)
{
	int32		day = cf_position_at(cal, at);
	const CfTable *table = cal->table;
	int32		i = table->days[day - 1].span;

	while (table->spans[i].close <= at)
		i++;
	return i;
}

/* open time from the beginning of the table to a moment */
static int64
open_time_until(CfCalendar *cal, TimestampTz at)
{
	int32		i = span_after(cal, at);
	const CfSpan *span = &cal->table->spans[i];

	return span->before + (at > span->open ? at - span->open : 0);
}

/* the span that holds the given amount of open time, 0 <= amount < total */
static const CfSpan *
span_holding(const CfTable *table, int64 amount)
{
	int64		bucket = amount >> table->bucket_shift;
	int32		low = table->buckets[bucket];
	int32		high = table->buckets[bucket + 1];

	Assert(amount >= 0 && amount < table->total);
	while (low < high)
	{
		int32		middle = low + (high - low + 1) / 2;

		if (table->spans[middle].before <= amount)
			low = middle;
		else
			high = middle - 1;
	}
	return &table->spans[low];
}

static void
tell(CfCalendar *cal, TimestampTz a, TimestampTz b, bool *provisional)
{
	if (provisional != NULL)
		cf_tell_provisional(cal, cf_local_day(cal, a), cf_local_day(cal, b),
							provisional);
}

/*
 * cf_add_business_time -- the moment when an amount of open time has passed
 *
 * Forward it is the earliest such moment: an amount used up exactly at
 * closing time ends there.  Backward it is the latest.  Nothing leaves the
 * start where it is, open or not.
 */
TimestampTz
cf_add_business_time(CfCalendar *cal, TimestampTz start, int64 amount,
					 bool *provisional)
{
	const CfSpan *span;
	int64		goal;
	TimestampTz result;

	if (amount == 0 || TIMESTAMP_NOT_FINITE(start))
		return start;
	if (amount > MAX_AMOUNT || amount < -MAX_AMOUNT)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("amount of business time is out of range")));

	for (;;)
	{
		goal = open_time_until(cal, start) + amount;
		if (amount > 0 ? goal <= cal->table->total : goal >= 0)
			break;
		cf_grow_or_refuse(cal, amount > 0);
	}
	span = span_holding(cal->table, amount > 0 ? goal - 1 : goal);
	result = span->open + (goal - span->before);
	tell(cal, start, result, provisional);
	return result;
}

/* open time in [a, b); negative where b is before a */
int64
cf_business_time_between(CfCalendar *cal, TimestampTz a, TimestampTz b,
						 bool *provisional)
{
	int64		until_b;

	refuse_infinite(a);
	refuse_infinite(b);

	/* both must be reached before either is measured */
	(void) cf_position_at(cal, a);
	until_b = open_time_until(cal, b);
	tell(cal, a, b, provisional);
	return until_b - open_time_until(cal, a);
}

bool
cf_is_open(CfCalendar *cal, TimestampTz at, bool *provisional)
{
	int32		i;

	refuse_infinite(at);
	tell(cal, at, at, provisional);
	i = span_after(cal, at);
	return cal->table->spans[i].open <= at;
}

/*
 * cf_next_open -- the next opening after a moment
 *
 * Always later than the moment, even where that is open.  Hours that follow
 * each other without a break have one opening.  Infinity where the calendar
 * does not close for the ten years that follow.
 */
TimestampTz
cf_next_open(CfCalendar *cal, TimestampTz at, bool *provisional)
{
	TimestampTz horizon;

	if (TIMESTAMP_NOT_FINITE(at))
		return at;
	(void) cf_position_at(cal, at); /* or refuse it, before the addition */
	horizon = at + 3653 * USECS_PER_DAY;
	for (;;)
	{
		int32		i = span_after(cal, at);
		const CfTable *table = cal->table;

		while (i < table->nspans &&
			   (table->spans[i].open <= at ||
				(i > 0 && table->spans[i - 1].close == table->spans[i].open)))
			i++;
		if (i < table->nspans)
		{
			TimestampTz open = table->spans[i].open;

			tell(cal, at, open, provisional);
			return open;
		}
		if (table->nspans > 0 && table->to > horizon &&
			table->spans[i - 1].close >= table->to)
			return DT_NOEND;
		cf_grow_or_refuse(cal, true);
	}
}

/* the moment itself while open, else the next opening */
TimestampTz
cf_roll_forward(CfCalendar *cal, TimestampTz at, bool *provisional)
{
	int32		i;
	TimestampTz result;

	if (TIMESTAMP_NOT_FINITE(at))
		return at;
	while ((i = span_after(cal, at)) == cal->table->nspans)
		cf_grow_or_refuse(cal, true);
	result = Max(at, cal->table->spans[i].open);
	tell(cal, at, result, provisional);
	return result;
}

/*
 * The moment itself while open, else the last closing.  A moment exactly at
 * closing time stays.
 */
TimestampTz
cf_roll_backward(CfCalendar *cal, TimestampTz at, bool *provisional)
{
	int32		i;
	TimestampTz result;

	if (TIMESTAMP_NOT_FINITE(at))
		return at;
	for (;;)
	{
		i = span_after(cal, at);
		if (cal->table->spans[i].open <= at || i > 0)
			break;
		cf_grow_or_refuse(cal, false);
	}
	if (cal->table->spans[i].open <= at)
		result = at;
	else
		result = cal->table->spans[i - 1].close;
	tell(cal, at, result, provisional);
	return result;
}
