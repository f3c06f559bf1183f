/*
 * calendar.h -- a business calendar, compiled
 *
 * The contents (weekly hours, exceptions by date, years whose holidays are
 * known) are given once.  From them a table of moments is compiled, for the
 * years that are asked for; it is compiled again when more are needed.
 * worktime.h computes with the table.
 *
 * A day is a date as PostgreSQL counts it: days since 2000-01-01.  A time of
 * day is in microseconds since midnight and may pass 24 hours: such hours run
 * past midnight and belong to the day they start on.
 */
#ifndef CF_CALENDAR_H
#define CF_CALENDAR_H

#include "datatype/timestamp.h"
#include "pgtime.h"
#include "utils/palloc.h"

#define CF_FIRST_YEAR 1900
#define CF_LAST_YEAR 2299

/* when several kinds stand for one day, the highest wins */
typedef enum CfDayKind
{
	CF_DAY_HOURS,				/* these hours instead of the weekly ones */
	CF_DAY_CLOSED,				/* a holiday */
	CF_DAY_WORKING				/* worked in spite of the week or a holiday,
								 * with hours of its own or weekly ones */
} CfDayKind;

typedef struct CfHours
{
	int			weekday;		/* 1 Monday to 7 Sunday */
	int64		opens;
	int64		closes;			/* later than opens */
} CfHours;

typedef struct CfDayRule
{
	int32		day;
	CfDayKind	kind;
	bool		has_hours;
	int64		opens;
	int64		closes;			/* later than opens, if it has hours */
} CfDayRule;

/* open from "open" up to but not including "close" */
typedef struct CfSpan
{
	TimestampTz open;
	TimestampTz close;
	int64		before;			/* open time of all spans before this one */
} CfSpan;

typedef struct CfDay
{
	TimestampTz start;			/* first moment of the day */
	int32		span;			/* number of spans of all days before */
	int32		worked;			/* number of working days before */
	int32		unknown;		/* number of days before in years not loaded */
} CfDay;

/*
 * The days of some whole years, with one more day on each side, so that what
 * runs past midnight is there.  Both arrays end with a sentinel.
 */
typedef struct CfTable
{
	MemoryContext cxt;
	int			first_year;
	int			last_year;
	int32		first_day;		/* day of days[0] */
	int32		ndays;
	CfDay	   *days;			/* ndays + 1 */
	int32		nspans;
	CfSpan	   *spans;			/* nspans + 1, ordered, disjoint */
	int32		nworked;
	int32	   *workdays;		/* positions in days */
	int64		total;			/* open time of all spans */
	int			bucket_shift;
	int32	   *buckets;		/* the span that holds the n-th 2^shift of
								 * open time */
	TimestampTz from;			/* safe to look up: [from, to) */
	TimestampTz to;
} CfTable;

typedef struct CfCalendar
{
	MemoryContext cxt;			/* everything below lives here */
	char	   *name;
	pg_tz	   *zone;
	bool		by_year;		/* false: needs no years to be loaded */
	int			nhours;
	CfHours    *hours;			/* by weekday and opening */
	int			nrules;
	CfDayRule  *rules;			/* by day, kind and opening */
	bool		known[CF_LAST_YEAR - CF_FIRST_YEAR + 1];
	CfTable    *table;			/* NULL until somebody asks */
	struct CfCalendar *stand_in;	/* for clocks, where it never opens */
} CfCalendar;

/* a closing not later than the opening is on the next day */
static inline int64
cf_closing(int64 opens, int64 closes)
{
	return closes > opens ? closes : closes + USECS_PER_DAY;
}

extern CfCalendar *cf_calendar_create(MemoryContext cxt, const char *name,
									  pg_tz *zone, bool by_year);
extern void cf_calendar_add_hours(CfCalendar *cal, int weekday, int64 opens,
								  int64 closes);
extern void cf_calendar_add_rule(CfCalendar *cal, const CfDayRule *rule);
extern void cf_calendar_add_year(CfCalendar *cal, int year);
extern void cf_calendar_seal(CfCalendar *cal);
extern bool cf_calendar_opens(const CfCalendar *cal);

extern void cf_calendar_reach(CfCalendar *cal, TimestampTz at);
extern void cf_calendar_reach_day(CfCalendar *cal, int32 day);

/* local days and times of day */
extern int32 cf_local_day(CfCalendar *cal, TimestampTz at);
extern void cf_tell_provisional(CfCalendar *cal, int32 a, int32 b,
								bool *provisional);
extern void cf_refuse_no_hours(const CfCalendar *cal);
extern void cf_grow_or_refuse(CfCalendar *cal, bool later);

/*
 * The position in days of the day that holds a moment: an estimate, put right
 * by a step or none.  The table reaches the moment afterwards, and the day
 * before and after it.
 */
static inline int32
cf_position_at(CfCalendar *cal, TimestampTz at)
{
	const CfTable *table = cal->table;
	int32		i;

	if (unlikely(table == NULL || at < table->from || at >= table->to))
	{
		cf_calendar_reach(cal, at);
		table = cal->table;
	}
	i = (at - table->days[0].start) / USECS_PER_DAY;
	while (at < table->days[i].start)
		i--;
	while (at >= table->days[i + 1].start)
		i++;
	return i;
}

/* the same of a date */
static inline int32
cf_position_of(CfCalendar *cal, int32 day)
{
	const CfTable *table = cal->table;

	if (unlikely(table == NULL || day <= table->first_day ||
				 day >= table->first_day + table->ndays - 1))
	{
		cf_calendar_reach_day(cal, day);
		table = cal->table;
	}
	return day - table->first_day;
}

#endif							/* CF_CALENDAR_H */
