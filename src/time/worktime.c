/*
 * worktime.c -- computing with a calendar: open time and working days
 *
 * Open time is measured from the beginning of the table by prefix sums; a
 * moment becomes an amount by the day it falls on, an amount becomes a moment
 * by a bucket and a short binary search.
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "time/local_time.h"
#include "time/worktime.h"

/* longer than all years of a calendar */
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

/* cf_roll_forward -- the moment itself while open, else the next opening */
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
 * cf_roll_backward -- the moment itself while open, else the last closing
 *
 * A moment exactly at closing time stays.
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

/* ---- working days and the wall clock ---- */

/* more working days than all years of a calendar hold */
#define MAX_DAYS ((CF_LAST_YEAR - CF_FIRST_YEAR + 1) * 366)

/* has the day 24 hours, without a change of the clocks? */
static bool
is_even(const CfTable *table, int32 position)
{
	return table->days[position + 1].start - table->days[position].start ==
		USECS_PER_DAY;
}

/* local time of day */
int64
cf_wall_time(CfCalendar *cal, TimestampTz at)
{
	int32		position = cf_position_at(cal, at);

	if (is_even(cal->table, position))
		return at - cal->table->days[position].start;
	return cf_local_time_of_day(cal->zone, at);
}

/* the moment of a local time; see local_time.c for clock changes */
TimestampTz
cf_at_wall_time(CfCalendar *cal, int32 day, int64 time_of_day)
{
	int32		position = cf_position_of(cal, day);
	CfCalm		calm = {0, 0, 0};

	if (is_even(cal->table, position))
		return cal->table->days[position].start + time_of_day;
	return cf_local_instant(cal->zone, day, time_of_day, &calm);
}

/* 24:00 of a day, which is the first moment of the next */
TimestampTz
cf_day_end(CfCalendar *cal, int32 day)
{
	int32		position = cf_position_of(cal, day);

	return cal->table->days[position + 1].start;
}

/*
 * The last closing of a day.  A working day whose hours a clock change
 * swallowed ends at 24:00.
 */
TimestampTz
cf_day_close(CfCalendar *cal, int32 day)
{
	int32		position = cf_position_of(cal, day);
	const CfTable *table = cal->table;

	if (table->days[position].span < table->days[position + 1].span)
		return table->spans[table->days[position + 1].span - 1].close;
	if (cal->nhours == 0)
		cf_refuse_no_hours(cal);
	return table->days[position + 1].start;
}

/* the day whose closing this is, which may have begun before midnight */
int32
cf_day_of_close(CfCalendar *cal, TimestampTz close)
{
	int32		position = cf_position_at(cal, close - 1);
	const CfTable *table = cal->table;
	int32		today = table->days[position].span;

	if (today > table->days[position - 1].span &&
		table->spans[today - 1].close == close)
		position--;
	return table->first_day + position;
}

/*
 * cf_nth_working_day -- the n-th working day after a day, n not 0
 *
 * Before it where n is negative.  The day itself never counts.
 */
int32
cf_nth_working_day(CfCalendar *cal, int32 day, int32 n)
{
	Assert(n != 0);
	n = Max(Min(n, MAX_DAYS), -MAX_DAYS);
	for (;;)
	{
		int32		position = cf_position_of(cal, day);
		const CfTable *table = cal->table;
		int32		i = n > 0 ? table->days[position + 1].worked + n - 1 :
		table->days[position].worked + n;

		if (i >= 0 && i < table->nworked)
			return table->first_day + table->workdays[i];
		cf_grow_or_refuse(cal, n > 0);
	}
}

/*
 * cf_add_working_days -- same local time, n working days later
 *
 * A start on a free day counts the next working day as the first.
 */
TimestampTz
cf_add_working_days(CfCalendar *cal, TimestampTz start, int32 n,
					bool *provisional)
{
	int32		day;
	int32		result;

	if (n == 0 || TIMESTAMP_NOT_FINITE(start))
		return start;
	day = cf_local_day(cal, start);
	result = cf_nth_working_day(cal, day, n);
	cf_tell_provisional(cal, n > 0 ? day + 1 : day - 1, result, provisional);
	return cf_at_wall_time(cal, result, cf_wall_time(cal, start));
}

/* working days in [a, b); negative where b is before a */
int32
cf_working_days_between(CfCalendar *cal, int32 a, int32 b, bool *provisional)
{
	int32		from;
	int32		to;

	/* the first call may be undone by the second, which reaches further */
	(void) cf_position_of(cal, a);
	to = cf_position_of(cal, b);
	from = cf_position_of(cal, a);
	if (a != b)
		cf_tell_provisional(cal, a < b ? a : b, (a < b ? b : a) - 1,
							provisional);
	return cal->table->days[to].worked - cal->table->days[from].worked;
}

bool
cf_is_working_day(CfCalendar *cal, int32 day, bool *provisional)
{
	int32		position = cf_position_of(cal, day);
	const CfDay *days = cal->table->days;
	bool		working = days[position + 1].worked > days[position].worked;

	cf_tell_provisional(cal, day, day, provisional);
	return working;
}
