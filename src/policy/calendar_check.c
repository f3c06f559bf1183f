/*
 * calendar_check.c -- refusing calendars that cannot be meant
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
#include "base/trigger.h"
#include "desk/desk_calendar.h"
#include "desk/result.h"
#include "rights/as_owner.h"

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

static Datum
column_value(TriggerData *trigdata, const char *column, Oid type, bool *isnull)
{
	Relation	rel = trigdata->tg_relation;
	HeapTuple	row = TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ?
	trigdata->tg_newtuple : trigdata->tg_trigtuple;

	return SPI_getbinval(row, rel->rd_att, cf_typed_attno(rel, column, type),
						 isnull);
}

static void
check_zone(TriggerData *trigdata)
{
	bool		no_name;
	bool		no_zone;
	Datum		name = column_value(trigdata, "name", TEXTOID, &no_name);
	Datum		zone = column_value(trigdata, "time_zone", TEXTOID, &no_zone);

	if (no_name || no_zone)
		return;
	if (cf_known_zone(TextDatumGetCString(zone)) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_BAD_CALENDAR),
				 errmsg("time zone \"%s\" is not known",
						TextDatumGetCString(zone)),
				 errdetail("Calendar \"%s\" names it.",
						   TextDatumGetCString(name)),
				 errhint("Write a name of pg_timezone_names, for instance Asia/Shanghai; offsets such as UTC+8 are not accepted."),
				 errtablecol(trigdata->tg_relation,
							 SPI_fnumber(trigdata->tg_relation->rd_att,
										 "time_zone"))));
}

static Hours
read_hours(HeapTuple row, TupleDesc desc)
{
	int64		base = cf_query_int(&(CfQueryRow) {desc, row}, 1) * USECS_PER_DAY;
	TimeADT		opens = DatumGetTimeADT(cf_query_needed(&(CfQueryRow) {desc, row}, 2, TIMEOID));
	TimeADT		closes = DatumGetTimeADT(cf_query_needed(&(CfQueryRow) {desc, row}, 3, TIMEOID));
	Hours		hours;

	hours.opens = base + opens;
	hours.closes = base + cf_closing(opens, closes);
	hours.words = cf_query_text(&(CfQueryRow) {desc, row}, 4);
	return hours;
}

static void
refuse_overlap(Relation rel, const char *calendar, const Hours *a,
			   const Hours *b)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_BAD_CALENDAR),
			 errmsg("hours of calendar \"%s\" overlap", calendar),
			 errdetail("These overlap: %s and %s.", a->words, b->words),
			 errhint("Hours whose closing is not later than their opening run past midnight."),
			 errtable(rel)));
}

/* rows in order of opening; a week begins again where it ends */
static void
check_overlap(Relation rel, const char *calendar, bool is_week)
{
	TupleDesc	desc = SPI_tuptable->tupdesc;
	Hours		first;
	Hours		last;

	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Hours		hours = read_hours(SPI_tuptable->vals[i], desc);

		if (i == 0)
			first = hours;
		else if (last.closes > hours.opens)
			refuse_overlap(rel, calendar, &last, &hours);
		last = hours;
	}
	if (is_week && SPI_processed > 1 && last.closes - WEEK > first.opens)
		refuse_overlap(rel, calendar, &last, &first);
}

static void
run_query(const char *query, int count, Datum *values, bool read_only)
{
	Oid			types[] = {TEXTOID, DATEOID, TEXTOID};
	int			rc = SPI_execute_with_args(query, count, types, values, NULL,
										   read_only, 0);

	if (rc != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute_with_args returned %s",
			 SPI_result_code_string(rc));
}

/*
 * Two transactions that add hours to one calendar wait for each other here,
 * and the latest snapshot shows what the first one left, at every isolation
 * level.
 */
static void
check_hours(TriggerData *trigdata, bool is_week)
{
	Relation	rel = trigdata->tg_relation;
	CfOwnerScope scope;
	Datum		values[3];
	bool		isnull;

	values[0] = column_value(trigdata, "calendar", TEXTOID, &isnull);
	if (isnull)
		return;
	if (!is_week)
	{
		(void) column_value(trigdata, "opens", TIMEOID, &isnull);
		if (isnull)
			return;
		values[1] = column_value(trigdata, "day", DATEOID, &isnull);
		if (isnull)
			return;
		values[2] = column_value(trigdata, "kind", TEXTOID, &isnull);
		if (isnull)
			return;
	}

	cf_owner_begin(&scope, get_namespace_name(RelationGetNamespace(rel)),
				   rel->rd_rel->relowner);
	SPI_connect();
	run_query(lock_query, 1, values, false);
	CommandCounterIncrement();
	PushActiveSnapshot(GetLatestSnapshot());
	run_query(is_week ? week_query : day_query, is_week ? 1 : 3, values, true);
	PopActiveSnapshot();
	check_overlap(rel, TextDatumGetCString(values[0]), is_week);
	SPI_finish();
	cf_owner_end(&scope);
}

/*
 * cf_calendar_check -- AFTER INSERT OR UPDATE trigger of the calendar tables
 *
 * The argument is the logical name of the table: calendar, calendar_hours or
 * calendar_day.
 */
Datum
cf_calendar_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = cf_check_trigger(fcinfo, "calendar_check",
											 CF_TRIGGER_AFTER_ROW,
											 CF_TRIGGER_INSERT |
											 CF_TRIGGER_UPDATE);
	const char *table = trigdata->tg_trigger->tgargs[0];

	if (strcmp(table, "calendar") == 0)
		check_zone(trigdata);
	else if (strcmp(table, "calendar_hours") == 0)
		check_hours(trigdata, true);
	else if (strcmp(table, "calendar_day") == 0)
		check_hours(trigdata, false);
	else
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" does not know table \"%s\"",
						"calendar_check", table)));
	return PointerGetDatum(NULL);
}
