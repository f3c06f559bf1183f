/*
 * desk_calendar.c -- calendars from the tables of a desk
 *
 * A calendar is read when it is first needed and lives as long as the copy of
 * the desk: every change of a calendar table makes that copy stale.
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_type.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/errors.h"
#include "base/shard.h"
#include "desk/desk_calendar.h"
#include "desk/desk_rows.h"

/*
 * cf_known_zone -- a time zone by its name in the tz database, or NULL
 *
 * POSIX specifications such as UTC+8 are refused: PostgreSQL reads that one as
 * eight hours behind UTC, which nobody means.
 */
pg_tz *
cf_known_zone(const char *name)
{
	size_t		len = strlen(name);
	pg_tz	   *zone;

	if (len == 0 || len > TZ_STRLEN_MAX || strpbrk(name, "<>,") != NULL)
		return NULL;
	if (strncmp(name, "Etc/", 4) != 0)
	{
		if (isdigit((unsigned char) name[len - 1]))
			return NULL;
		for (const char *at = name; *at != '\0'; at++)
			if ((*at == '+' || *at == '-') && isdigit((unsigned char) at[1]))
				return NULL;
	}
	zone = pg_tzset(name);
	return zone != NULL && pg_tz_acceptable(zone) ? zone : NULL;
}

/* the calendar that is read, and the memory to which it belongs at first */
typedef struct Loading
{
	const char *name;
	MemoryContext parent;
	CfCalendar *cal;			/* NULL: its head was not found yet */
} Loading;

/* the first column names the calendar */
static bool
is_about(const Loading *loading, const CfQueryRow *row)
{
	char	   *name = cf_query_text(row, 1);
	bool		same = name != NULL && strcmp(name, loading->name) == 0;

	if (name != NULL)
		pfree(name);
	return same;
}

static void
read_head(CfDesk *desk, CfQueryRow *row, void *arg)
{
	Loading    *loading = arg;
	char	   *zone_name;
	pg_tz	   *zone;

	if (!is_about(loading, row))
		return;
	zone_name = cf_query_word(row, 2);
	zone = cf_known_zone(zone_name);
	if (zone == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_BAD_CALENDAR),
				 errmsg("time zone \"%s\" of calendar \"%s\" is not known",
						zone_name, loading->name),
				 errdetail("The time zone data of this server differs from that of the server where the calendar was written."),
				 errhint("Correct the calendar or update the time zone data.")));
	loading->cal = cf_calendar_create(loading->parent, loading->name, zone,
									  cf_query_bool(row, 3));
	pfree(zone_name);
}

/* a time of day, 0 for NULL */
static TimeADT
time_of_day(const CfQueryRow *row, int column, bool *isnull)
{
	return DatumGetTimeADT(cf_query_value(row, column, TIMEOID, isnull));
}

static void
read_hours(CfDesk *desk, CfQueryRow *row, void *arg)
{
	Loading    *loading = arg;
	bool		isnull;
	TimeADT		opens = time_of_day(row, 3, &isnull);

	if (is_about(loading, row))
		cf_calendar_add_hours(loading->cal, cf_query_int(row, 2), opens,
							  cf_closing(opens, time_of_day(row, 4, &isnull)));
}

static void
read_year(CfDesk *desk, CfQueryRow *row, void *arg)
{
	Loading    *loading = arg;

	if (is_about(loading, row))
		cf_calendar_add_year(loading->cal, cf_query_int(row, 2));
}

static void
read_day(CfDesk *desk, CfQueryRow *row, void *arg)
{
	Loading    *loading = arg;
	CfDayRule	rule = {0};
	char	   *kind;
	bool		no_opening;
	bool		no_closing;
	TimeADT		closes = time_of_day(row, 5, &no_closing);

	if (!is_about(loading, row))
		return;
	kind = cf_query_word(row, 2);
	rule.day = DatumGetDateADT(cf_query_needed(row, 3, DATEOID));
	if (DATE_NOT_FINITE(rule.day))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("calendar \"%s\" has an infinite day",
						loading->name)));
	rule.kind = strcmp(kind, "working") == 0 ? CF_DAY_WORKING :
		strcmp(kind, "closed") == 0 ? CF_DAY_CLOSED : CF_DAY_HOURS;
	rule.opens = time_of_day(row, 4, &no_opening);
	rule.has_hours = !no_opening;
	rule.closes = no_opening ? 0 : cf_closing(rule.opens, closes);
	cf_calendar_add_rule(loading->cal, &rule);
	pfree(kind);
}

/* the tables of a calendar, its head first */
static const struct
{
	CfDeskTable table;
	CfDeskReader read;
}			parts[] = {
	{{"calendar", "name, time_zone, by_year"}, read_head},
	{{"calendar_hours", "calendar, weekday, opens, closes"}, read_hours},
	{{"calendar_year", "calendar, year"}, read_year},
	{{"calendar_day", "calendar, kind, day, opens, closes"}, read_day}
};

/*
 * Before the snapshot is taken: it would show nothing of a table that was
 * rewritten while a scan waited for its lock.
 */
static void
lock_tables(CfDesk *desk)
{
	for (int i = 0; i < lengthof(parts); i++)
	{
		Oid			relid = cf_relid_of(parts[i].table.name, desk->schema);

		if (OidIsValid(relid))
			LockRelationOid(relid, AccessShareLock);
	}
}

static CfCalendar *
load(CfDesk *desk, const char *name)
{
	Loading		loading = {name, CurrentMemoryContext};

	lock_tables(desk);
	/* one snapshot for all */
	PushActiveSnapshot(GetLatestSnapshot());
	for (int i = 0; i < lengthof(parts); i++)
	{
		cf_desk_each(desk, &parts[i].table, parts[i].read, &loading);
		if (loading.cal == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_CF_UNKNOWN_CODE),
					 errmsg("calendar \"%s\" does not exist in desk \"%s\"",
							name, desk->name),
					 errhint("Table %s.calendar lists the calendars.",
							 quote_identifier(desk->name))));
	}
	PopActiveSnapshot();
	cf_calendar_seal(loading.cal);
	return loading.cal;
}

/*
 * cf_calendar -- a calendar of a desk, ready to compute with
 *
 * Lives as long as the desk's copy does.  Throws KF008 when there is none of
 * this name.
 */
CfCalendar *
cf_calendar(CfDesk *desk, const char *name)
{
	CfCalendar *cal;
	MemoryContext caller;
	ListCell   *lc;

	foreach(lc, desk->calendars)
	{
		cal = lfirst(lc);
		if (strcmp(cal->name, name) == 0)
			return cal;
	}

	/* until it is complete it belongs to the caller, who may fail */
	cal = load(desk, name);
	caller = MemoryContextSwitchTo(desk->cxt);
	desk->calendars = lappend(desk->calendars, cal);
	MemoryContextSwitchTo(caller);
	MemoryContextSetParent(cal->cxt, desk->cxt);
	return cal;
}

static CfCalendar *
round_the_clock(CfCalendar *like)
{
	CfCalendar *cal = cf_calendar_create(like->cxt, like->name, like->zone,
										 false);

	for (int weekday = 1; weekday <= 7; weekday++)
		cf_calendar_add_hours(cal, weekday, 0, USECS_PER_DAY);
	cf_calendar_seal(cal);
	return cal;
}

/*
 * cf_clock_calendar -- a calendar for clocks, which can compute every deadline
 *
 * A calendar without any open hours counts as open round the clock, and its
 * deadlines are provisional: no complaint is refused, and no job fails,
 * because a calendar has not been filled in yet.
 */
CfCalendar *
cf_clock_calendar(CfDesk *desk, const char *name, bool *provisional)
{
	CfCalendar *cal = cf_calendar(desk, name);

	if (cf_calendar_opens(cal))
		return cal;
	if (provisional != NULL)
		*provisional = true;
	if (cal->stand_in == NULL)
		cal->stand_in = round_the_clock(cal);
	return cal->stand_in;
}
