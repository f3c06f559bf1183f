/*
 * deadline.h -- deadlines and warnings by target and calendar
 *
 * See worktime.h for what holds for all functions.
 */
#ifndef CF_DEADLINE_H
#define CF_DEADLINE_H

#include "time/calendar.h"
#include "time/target.h"

extern TimestampTz cf_deadline(CfCalendar *cal, TimestampTz start,
							   const CfTarget *target, bool *provisional);
extern TimestampTz cf_warn_instant(CfCalendar *cal, TimestampTz start,
								   TimestampTz due, const CfTarget *target,
								   int percent, bool *provisional);
extern TimestampTz cf_shift_for_pause(CfCalendar *cal, TimestampTz at,
									  const CfTarget *target,
									  TimestampTz paused, TimestampTz resumed,
									  bool *provisional);

#endif							/* CF_DEADLINE_H */
