/*
 * desk_calendar.h -- calendars from the tables of a desk
 */
#ifndef CF_CALENDAR_LOAD_H
#define CF_CALENDAR_LOAD_H

#include "time/calendar.h"
#include "desk/desk.h"

extern CfCalendar *cf_calendar(CfDesk *desk, const char *name);
extern CfCalendar *cf_clock_calendar(CfDesk *desk, const char *name,
									 bool *provisional);
extern pg_tz *cf_known_zone(const char *name);

#endif							/* CF_CALENDAR_LOAD_H */
