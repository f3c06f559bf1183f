/*
 * workday.c -- computing with working days and the wall clock
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "time/local_time.h"
#include "time/workday.h"

/* more working days than all years of a calendar hold */
#define MAX_DAYS ((CF_LAST_YEAR - CF_FIRST_YEAR + 1) * 366)

/* whether the wall clock runs evenly through a day, as on nearly all */
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
