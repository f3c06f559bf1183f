/*
 * desk_calendar.h -- calendars from the tables of a desk
 */
#ifndef CF_DESK_CALENDAR_H
#define CF_DESK_CALENDAR_H

#include "desk/desk.h"
#include "time/calendar.h"

extern CfCalendar *cf_calendar(CfDesk *desk, const char *name);
extern CfCalendar *cf_clock_calendar(CfDesk *desk, const char *name,
									 bool *provisional);
extern pg_tz *cf_known_zone(const char *name);

#endif							/* CF_DESK_CALENDAR_H */
