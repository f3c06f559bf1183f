/*
 * deadline.c -- deadlines and warnings by target and calendar
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/timestamp.h"

#include "time/deadline.h"
#include "time/worktime.h"

static TimestampTz
add_elapsed(TimestampTz at, int64 amount)
{
	TimestampTz result;

	if (pg_add_s64_overflow(at, amount, &result) ||
		!IS_VALID_TIMESTAMP(result))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("deadline is out of range")));
	return result;
}

/* same local time, some calendar days later */
static TimestampTz
add_calendar_days(CfCalendar *cal, TimestampTz at, int64 days)
{
	if (days == 0)
		return at;
	return cf_at_wall_time(cal, cf_local_day(cal, at) + days,
						   cf_wall_time(cal, at));
}

/* the n-th working day after the local day of the start, at its end */
static TimestampTz
add_workdays(CfCalendar *cal, TimestampTz start, const CfTarget *target,
			 bool *provisional)
{
	int32		day = cf_local_day(cal, start);
	int32		due = cf_nth_working_day(cal, day, target->amount);

	cf_tell_provisional(cal, day + 1, due, provisional);
	if (target->kind == CF_TARGET_WORKDAY_CLOSE)
		return cf_day_close(cal, due);
	return cf_day_end(cal, due);
}

/*
 * Business days run while the desk is open: a start outside open hours is
 * moved to the next opening.  Zero days change nothing.
 */
static TimestampTz
add_business_days(CfCalendar *cal, TimestampTz start, int64 days,
				  bool *provisional)
{
	if (days == 0)
		return start;
	return cf_add_working_days(cal, cf_roll_forward(cal, start, provisional),
							   days, provisional);
}

/*
 * cf_deadline -- the moment until which a target is met
 *
 * "cal" may be NULL for elapsed time only.
 */
TimestampTz
cf_deadline(CfCalendar *cal, TimestampTz start, const CfTarget *target,
			bool *provisional)
{
	if (TIMESTAMP_NOT_FINITE(start))
		return start;
	switch ((CfTargetKind) target->kind)
	{
		case CF_TARGET_ELAPSED:
			return add_elapsed(start, target->amount);
		case CF_TARGET_BUSINESS_TIME:
			return cf_add_business_time(cal, start, target->amount,
										provisional);
		case CF_TARGET_SAME_DAY:
			return cf_day_end(cal, cf_local_day(cal, start));
		case CF_TARGET_WORKDAY_CLOSE:
		case CF_TARGET_WORKDAY_END:
			return add_workdays(cal, start, target, provisional);
		case CF_TARGET_BUSINESS_DAYS:
			return add_business_days(cal, start, target->amount, provisional);
		case CF_TARGET_CALENDAR_DAYS:
			return add_calendar_days(cal, start, target->amount);
	}
	elog(ERROR, "unknown kind of target: %d", target->kind);
	return 0;
}

static int64
percent_of(int64 amount, int percent)
{
	return amount / 100 * percent + amount % 100 * percent / 100;
}

/*
 * cf_warn_instant -- when a given part of the time is used up
 *
 * "due" is the deadline without pauses.  Business hours and business days
 * are measured in business time, everything else in elapsed time.
 */
TimestampTz
cf_warn_instant(CfCalendar *cal, TimestampTz start, TimestampTz due,
				const CfTarget *target, int percent, bool *provisional)
{
	if (TIMESTAMP_NOT_FINITE(start) || TIMESTAMP_NOT_FINITE(due) ||
		due <= start || percent >= 100)
		return due;
	if (target->kind == CF_TARGET_BUSINESS_TIME ||
		target->kind == CF_TARGET_BUSINESS_DAYS)
	{
		int64		whole = cf_business_time_between(cal, start, due,
													 provisional);

		if (whole > 0)
			return cf_add_business_time(cal, start,
										percent_of(whole, percent),
										provisional);
	}
	return start + percent_of(due - start, percent);
}

/* midnight counts as the end of the day before, as in deadlines */
static TimestampTz
move_by_days(CfCalendar *cal, TimestampTz at, int32 days, bool working,
			 bool *provisional)
{
	int64		time_of_day = cf_wall_time(cal, at);
	int32		day = cf_local_day(cal, at);
	int32		moved;

	if (days == 0)
		return at;
	if (time_of_day == 0)
		day--;
	if (!working)
		moved = day + days;
	else
	{
		moved = cf_nth_working_day(cal, day, days);
		cf_tell_provisional(cal, day, moved, provisional);
	}
	if (time_of_day == 0)
		return cf_day_end(cal, moved);
	return cf_at_wall_time(cal, moved, time_of_day);
}

/* as move_by_days; the closing of a day moves to the closing of another */
static TimestampTz
move_closing(CfCalendar *cal, TimestampTz at, int32 days, bool *provisional)
{
	int32		day = cf_day_of_close(cal, at);
	int32		moved;

	if (days == 0 || cf_day_close(cal, day) != at)
		return move_by_days(cal, at, days, true, provisional);
	moved = cf_nth_working_day(cal, day, days);
	cf_tell_provisional(cal, day, moved, provisional);
	return cf_day_close(cal, moved);
}

/*
 * cf_shift_for_pause -- a deadline or warning, put off by a pause
 *
 * The pause is [paused, resumed).  Elapsed targets move by its length,
 * business hours and business days by the business time in it, T+n by the
 * working days that ended in it, same day and calendar days by the days that
 * ended in it.  An endless pause puts off for ever.
 */
TimestampTz
cf_shift_for_pause(CfCalendar *cal, TimestampTz at, const CfTarget *target,
				   TimestampTz paused, TimestampTz resumed, bool *provisional)
{
	int32		days;
	int64		amount;

	if (TIMESTAMP_NOT_FINITE(at) || resumed <= paused)
		return at;
	if (TIMESTAMP_IS_NOEND(resumed) || TIMESTAMP_IS_NOBEGIN(paused))
		return DT_NOEND;
	switch ((CfTargetKind) target->kind)
	{
		case CF_TARGET_ELAPSED:
			return add_elapsed(at, resumed - paused);
		case CF_TARGET_BUSINESS_TIME:
		case CF_TARGET_BUSINESS_DAYS:
			amount = cf_business_time_between(cal, paused, resumed,
											  provisional);
			return cf_add_business_time(cal, at, amount, provisional);
		case CF_TARGET_SAME_DAY:
		case CF_TARGET_CALENDAR_DAYS:
			days = cf_local_day(cal, resumed) - cf_local_day(cal, paused);
			return move_by_days(cal, at, days, false, provisional);
		case CF_TARGET_WORKDAY_CLOSE:
		case CF_TARGET_WORKDAY_END:
			days = cf_working_days_between(cal, cf_local_day(cal, paused),
										   cf_local_day(cal, resumed),
										   provisional);
			if (target->kind == CF_TARGET_WORKDAY_CLOSE)
				return move_closing(cal, at, days, provisional);
			return move_by_days(cal, at, days, true, provisional);
	}
	elog(ERROR, "unknown kind of target: %d", target->kind);
	return 0;
}
