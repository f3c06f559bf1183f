/*
 * desk_calendar.c -- calendars from the tables of a desk
 *
 * A calendar is read when it is first needed and lives as long as the copy of
 * the desk: every change of a calendar table makes that copy stale.
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/errors.h"
#include "desk/desk_calendar.h"
#include "desk/query.h"

/* one row each; a column that a kind of row does not need is NULL */
static const char head_query[] =
"SELECT time_zone, by_year FROM calendar WHERE name = $1";
static const char rows_query[] =
"SELECT 'week', weekday, opens, closes FROM calendar_hours"
" WHERE calendar = $1 "
"UNION ALL "
"SELECT 'year', year, NULL, NULL FROM calendar_year WHERE calendar = $1 "
"UNION ALL "
"SELECT kind, day - date '2000-01-01', opens, closes FROM calendar_day"
" WHERE calendar = $1";

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
	CfCalendar *cal;
} Loading;

static void
read_head(CfQueryRow *row, void *arg)
{
	Loading    *loading = arg;
	char	   *zone_name = cf_query_word(row, 1);
	pg_tz	   *zone = cf_known_zone(zone_name);

	if (zone == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_BAD_CALENDAR),
				 errmsg("time zone \"%s\" of calendar \"%s\" is not known",
						zone_name, loading->name),
				 errdetail("The time zone data of this server differs from that of the server where the calendar was written."),
				 errhint("Correct the calendar or update the time zone data.")));
	loading->cal = cf_calendar_create(loading->parent, loading->name, zone,
									  cf_query_bool(row, 2));
}

static void
read_row(CfQueryRow *row, void *arg)
{
	CfCalendar *cal = ((Loading *) arg)->cal;
	char	   *what = cf_query_word(row, 1);
	int			number = cf_query_int(row, 2);
	bool		isnull;
	bool		no_closing;
	TimeADT		opens = DatumGetTimeADT(cf_query_value(row, 3, TIMEOID,
													   &isnull));
	TimeADT		closes = DatumGetTimeADT(cf_query_value(row, 4, TIMEOID,
														&no_closing));
	CfDayRule	rule = {0};

	if (strcmp(what, "week") == 0)
		cf_calendar_add_hours(cal, number, opens, cf_closing(opens, closes));
	else if (strcmp(what, "year") == 0)
		cf_calendar_add_year(cal, number);
	else
	{
		rule.day = number;
		rule.kind = strcmp(what, "working") == 0 ? CF_DAY_WORKING :
			strcmp(what, "closed") == 0 ? CF_DAY_CLOSED : CF_DAY_HOURS;
		rule.has_hours = !isnull;
		rule.opens = opens;
		rule.closes = isnull ? 0 : cf_closing(opens, closes);
		cf_calendar_add_rule(cal, &rule);
	}
}

static CfCalendar *
load(CfDesk *desk, const char *name)
{
	static const Oid types[] = {TEXTOID};
	Datum		value = CStringGetTextDatum(name);
	Loading		loading = {name, CurrentMemoryContext};

	/* one snapshot for both */
	PushActiveSnapshot(GetLatestSnapshot());
	if (cf_query_each(desk, CF_QUERY_READ_ONLY | CF_QUERY_ONCE,
					  psprintf("%s%s", desk->source, head_query), 1, types,
					  &value, read_head, &loading) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("calendar \"%s\" does not exist in desk \"%s\"",
						name, desk->name),
				 errhint("Table %s.calendar lists the calendars.",
						 quote_identifier(desk->name))));
	cf_query_each(desk, CF_QUERY_READ_ONLY | CF_QUERY_ONCE,
				  psprintf("%s%s", desk->source, rows_query), 1, types, &value,
				  read_row, &loading);
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
