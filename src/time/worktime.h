/*
 * worktime.h -- computing with a calendar: open time and working days
 *
 * Common to all functions: open hours count from their opening up to but not
 * including their closing; an infinite moment stays as it is where a moment
 * is returned, and is refused (22008) elsewhere; 22008 is also thrown beyond
 * the years that calendars know, and KF009 where open hours or working days
 * are needed and the calendar has none left.
 *
 * *provisional (the pointer may be NULL) is set to true when the answer
 * depends on a year whose holidays are not loaded, and left alone otherwise,
 * so that several steps can share one flag.
 *
 * The table of the calendar may be compiled anew; nothing else is changed.
 */
#ifndef CF_WORKTIME_H
#define CF_WORKTIME_H

#include "time/calendar.h"

/* open time */
extern TimestampTz cf_add_business_time(CfCalendar *cal, TimestampTz start,
										int64 amount, bool *provisional);
extern int64 cf_business_time_between(CfCalendar *cal, TimestampTz a,
									  TimestampTz b, bool *provisional);
extern bool cf_is_open(CfCalendar *cal, TimestampTz at, bool *provisional);
extern TimestampTz cf_next_open(CfCalendar *cal, TimestampTz at,
								bool *provisional);
extern TimestampTz cf_roll_forward(CfCalendar *cal, TimestampTz at,
								   bool *provisional);
extern TimestampTz cf_roll_backward(CfCalendar *cal, TimestampTz at,
									bool *provisional);

/* working days and the wall clock */
extern TimestampTz cf_add_working_days(CfCalendar *cal, TimestampTz start,
									   int32 n, bool *provisional);
extern int32 cf_working_days_between(CfCalendar *cal, int32 a, int32 b,
									 bool *provisional);
extern bool cf_is_working_day(CfCalendar *cal, int32 day, bool *provisional);
extern int32 cf_nth_working_day(CfCalendar *cal, int32 day, int32 n);
extern int64 cf_wall_time(CfCalendar *cal, TimestampTz at);
extern TimestampTz cf_at_wall_time(CfCalendar *cal, int32 day,
								   int64 time_of_day);
extern TimestampTz cf_day_end(CfCalendar *cal, int32 day);
extern TimestampTz cf_day_close(CfCalendar *cal, int32 day);
extern int32 cf_day_of_close(CfCalendar *cal, TimestampTz close);

#endif							/* CF_WORKTIME_H */
