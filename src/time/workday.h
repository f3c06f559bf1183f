/*
 * workday.h -- computing with working days and the wall clock
 */
#ifndef CF_WORKDAY_H
#define CF_WORKDAY_H

#include "time/calendar.h"

/* working days: workday.c */
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

#endif							/* CF_WORKDAY_H */
