/*
 * staff_record.c -- records about people and what is learned (SPEC R31, R32)
 *
 * Findings, coaching, lessons, actions, suggestions and trainings are kept by
 * people and may be corrected by them.  The engine notes who wrote a row and
 * who changed it last, and nobody writes about themselves.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/engine_update.h"
#include "case/statement.h"
#include "desk/actor.h"
#include "desk/desk_check.h"
#include "desk/query.h"
#include "desk/row_filter.h"
#include "entry/entry.h"
#include "row/constraint_check.h"
#include "row/sequence_check.h"
#include "row/value_check.h"

typedef struct Record
{
	CfDesk	   *desk;
	Trigger    *trigger;
	CfTableRow	row;			/* as it becomes */
	CfTableRow	old;			/* no tuple on insert */
	CfStaff    *actor;			/* or NULL */
} Record;

/* who wrote a row first, and when, stays */
static void
keep_author(Record *record)
{
	if (cf_field_changed(&record->old, &record->row, "recorded_at") ||
		cf_field_changed(&record->old, &record->row, "recorded_by"))
		cf_refuse_row(&record->row, NULL, ERRCODE_CF_COMPUTED_COLUMN,
					  "who recorded a row, and when, cannot be changed",
					  "Leave recorded_at and recorded_by as they are; changed_by notes the correction.");
}

/*
 * Notes who writes, from the session or from the column by which a program
 * that speaks for others names the person.
 */
static void
sign(Record *record)
{
	bool		insert = record->old.tuple == NULL;
	const char *column = insert ? "recorded_by" : "changed_by";
	char	   *named = cf_field_text(&record->row, column);

	if (!insert)
	{
		keep_author(record);
		if (!cf_field_changed(&record->old, &record->row, column))
			named = NULL;
	}
	record->actor = cf_actor(record->desk, named);
	if (record->actor != NULL)
		cf_field_set_text(&record->row, column, record->actor->code);
	cf_field_set(&record->row, insert ? "recorded_at" : "changed_at",
				 TIMESTAMPTZOID,
				 TimestampTzGetDatum(GetCurrentStatementStartTimestamp()));
}

/* the triggers' further arguments name the columns of persons concerned */
static void
refuse_own(Record *record)
{
	Trigger    *trigger = record->trigger;

	if (record->actor == NULL)
		return;
	for (int i = 1; i < trigger->tgnargs; i++)
	{
		const char *column = trigger->tgargs[i];

		if (!cf_same_person(cf_field_text(&record->row, column),
							record->actor->code) &&
			(record->old.tuple == NULL ||
			 !cf_same_person(cf_field_text(&record->old, column),
							 record->actor->code)))
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("nobody writes table \"%s\" about themselves",
						trigger->tgargs[0]),
				 errdetail("Column \"%s\" names the person who writes.",
						   column),
				 errhint("Let a supervisor write it."),
				 cf_errcolumn(record->row.rel, column)));
	}
}

/* there is no foreign key: a partitioned complaint has none to offer */
static void
check_case(Record *record)
{
	int64		id;

	if (SPI_fnumber(RelationGetDescr(record->row.rel), "complaint_id") <= 0 ||
		cf_field_is_null(&record->row, "complaint_id"))
		return;
	id = cf_field_int64(&record->row, "complaint_id");
	if (cf_case_hidden(record->desk, id) ||
		cf_query_by_id(record->desk, "SELECT FROM complaint WHERE id = $1",
					   id) == NULL)
		cf_refuse_unknown_case(&record->row, id);
}

static void
begin(Record *record, FunctionCallInfo fcinfo, const char *function)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, function,
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	Relation	rel = trigger->tg_relation;

	record->trigger = trigger->tg_trigger;
	record->desk = cf_desk_before(rel);
	record->row = cf_trigger_row(trigger);
	record->old = cf_trigger_row_before(trigger);
	record->actor = NULL;
	cf_desk_check_use(record->desk, record->trigger->tgargs[0],
					  RelationGetRelid(rel));
	cf_check_number(rel, record->row.tuple, record->old.tuple);
	cf_check_values(rel, record->row.tuple, record->old.tuple,
					CF_LONG_TEXT_MAX);
	/* what the engine erases or adds is no person's correction */
	if (!cf_importing(record->desk) && !cf_engine_writes())
	{
		sign(record);
		refuse_own(record);
	}
	check_case(record);
}

/* the row's own constraints, with messages that quote no personal text */
static Datum
finish(const Record *record, FunctionCallInfo fcinfo)
{
	cf_check_row(fcinfo->flinfo, record->row.rel, record->row.tuple,
				 record->old.tuple == NULL);
	return PointerGetDatum(record->row.tuple);
}

PG_FUNCTION_INFO_V1(decide_record);

/*
 * decide_record() -- BEFORE ROW trigger of tables that people keep: signs the
 * row; its arguments are the table and the columns of persons concerned
 */
Datum
decide_record(PG_FUNCTION_ARGS)
{
	Record		record;

	begin(&record, fcinfo, "decide_record");
	return finish(&record, fcinfo);
}

/* the date of the first day of a timestamp's month */
static Datum
first_of_month(Datum local)
{
	return DirectFunctionCall1(timestamp_date,
							   DirectFunctionCall2(timestamp_trunc,
												   CStringGetTextDatum("month"),
												   local));
}

PG_FUNCTION_INFO_V1(decide_finding);

/*
 * decide_finding() -- BEFORE ROW trigger of conduct_finding: as decide_record,
 * and the month in whose figures the finding counts
 */
Datum
decide_finding(PG_FUNCTION_ARGS)
{
	Record		record;
	bool		isnull;
	Datum		at;
	Datum		month;

	begin(&record, fcinfo, "decide_finding");
	at = cf_field_value(&record.row, "found_at", TIMESTAMPTZOID, &isnull);
	if (isnull)
		cf_refuse_row(&record.row, "found_at", ERRCODE_CF_VALUE_REQUIRED,
					  "a finding needs the time when it was made",
					  "Fill found_at, or leave it to its default.");
	month = cf_field_value(&record.row, "month", DATEOID, &isnull);
	if (isnull)
	{
		at = DirectFunctionCall2(timestamptz_zone,
								 CStringGetTextDatum(record.desk->time_zone),
								 at);
		cf_field_set(&record.row, "month", DATEOID, first_of_month(at));
	}
	else if (DatumGetDateADT(month) !=
			 DatumGetDateADT(first_of_month(DirectFunctionCall1(date_timestamp,
																month))))
		cf_refuse_row(&record.row, "month", ERRCODE_CF_INVALID_VALUE,
					  "the month of a finding is named by its first day",
					  "Write it like 2026-03-01, or leave it out.");
	return finish(&record, fcinfo);
}
