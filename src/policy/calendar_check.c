/*
 * calendar_check.c -- refusing calendars that make no sense
 *
 * An AFTER ROW trigger, so that one statement may replace many hours.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/errors.h"
#include "desk/desk_calendar.h"
#include "desk/query.h"
#include "row/table_row.h"

PG_FUNCTION_INFO_V1(cf_calendar_check);

#define WEEK (7 * USECS_PER_DAY)

/* rows in order; column 1 is the start in days, 4 the words for people */
static const char week_query[] =
"SELECT weekday - 1, opens, closes,"
" format('%s %s-%s', ('{Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday}'::text[])[weekday], opens, closes) "
"FROM calendar_hours WHERE calendar = $1 ORDER BY weekday, opens";
static const char day_query[] =
"SELECT 0, opens, closes, format('%s %s-%s', day, opens, closes) "
"FROM calendar_day WHERE calendar = $1 AND day = $2 AND kind = $3"
" AND opens IS NOT NULL ORDER BY opens";
static const char lock_query[] =
"SELECT FROM calendar WHERE name = $1 FOR NO KEY UPDATE";

typedef struct Hours
{
	int64		opens;
	int64		closes;
	char	   *words;
} Hours;

static void
check_zone(const CfTableRow *row)
{
	char	   *zone = cf_field_text(row, "time_zone");

	if (zone != NULL && cf_known_zone(zone) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_BAD_CALENDAR),
				 errmsg("time zone \"%s\" is not known", zone),
				 errhint("Write a name of pg_timezone_names, for instance Asia/Shanghai; offsets such as UTC+8 are not accepted."),
				 cf_errcolumn(row->rel, "time_zone")));
}

/* the hours of a week or day that were read, in order of opening */
typedef struct Opening
{
	Relation	rel;
	const char *calendar;
	int			count;
	Hours		first;
	Hours		last;
} Opening;

static void
refuse_overlap(const Opening *opening, const Hours *a, const Hours *b)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_BAD_CALENDAR),
			 errmsg("hours of calendar \"%s\" overlap", opening->calendar),
			 errdetail("These overlap: %s and %s.", a->words, b->words),
			 errhint("Hours whose closing is not later than their opening run past midnight."),
			 errtable(opening->rel)));
}

static void
read_hours(CfQueryRow *row, void *arg)
{
	Opening    *opening = arg;
	int64		base = cf_query_int(row, 1) * USECS_PER_DAY;
	TimeADT		opens = DatumGetTimeADT(cf_query_needed(row, 2, TIMEOID));
	TimeADT		closes = DatumGetTimeADT(cf_query_needed(row, 3, TIMEOID));
	Hours		hours;

	hours.opens = base + opens;
	hours.closes = base + cf_closing(opens, closes);
	hours.words = cf_query_text(row, 4);
	if (opening->count++ == 0)
		opening->first = hours;
	else if (opening->last.closes > hours.opens)
		refuse_overlap(opening, &opening->last, &hours);
	opening->last = hours;
}

/*
 * Two transactions that add hours to one calendar wait for each other here,
 * and the latest snapshot shows what the first one left, at every isolation
 * level.
 */
static void
check_hours(const CfTableRow *row, bool is_week)
{
	static const Oid types[] = {TEXTOID, DATEOID, TEXTOID};
	CfQueryPlace place = cf_place_of_table(row->rel);
	Opening		opening = {.rel = row->rel};
	Datum		values[3];
	bool		isnull;

	values[0] = cf_field_value(row, "calendar", TEXTOID, &isnull);
	if (isnull)
		return;
	if (!is_week)
	{
		if (cf_field_is_null(row, "opens") || cf_field_is_null(row, "day") ||
			cf_field_is_null(row, "kind"))
			return;
		values[1] = cf_field_value(row, "day", DATEOID, &isnull);
		values[2] = cf_field_value(row, "kind", TEXTOID, &isnull);
	}
	opening.calendar = TextDatumGetCString(values[0]);
	cf_query_run(place, CF_QUERY_ONCE, lock_query, 1, types, values, NULL,
				 NULL, NULL);
	CommandCounterIncrement();
	cf_query_run(place, CF_QUERY_LATEST | CF_QUERY_ONCE,
				 is_week ? week_query : day_query, is_week ? 1 : 3, types,
				 values, NULL, read_hours, &opening);
	/* a week begins again where it ends */
	if (is_week && opening.count > 1 &&
		opening.last.closes - WEEK > opening.first.opens)
		refuse_overlap(&opening, &opening.last, &opening.first);
}

/*
 * cf_calendar_check -- AFTER INSERT OR UPDATE trigger of the calendar tables,
 * and of the time zones in drafts of them
 *
 * The argument is the logical name of the table: desk, calendar,
 * calendar_hours or calendar_day.
 */
Datum
cf_calendar_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = cf_check_trigger(fcinfo, "calendar_check",
											 CF_TRIGGER_AFTER_ROW,
											 CF_TRIGGER_INSERT |
											 CF_TRIGGER_UPDATE);
	const char *table = trigdata->tg_trigger->tgargs[0];
	CfTableRow	row = cf_trigger_row(trigdata);

	if (strcmp(table, "desk") == 0 || strcmp(table, "calendar") == 0)
		check_zone(&row);
	else if (strcmp(table, "calendar_hours") == 0)
		check_hours(&row, true);
	else if (strcmp(table, "calendar_day") == 0)
		check_hours(&row, false);
	else
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" does not know table \"%s\"",
						"calendar_check", table)));
	return PointerGetDatum(NULL);
}
