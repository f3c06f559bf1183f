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
#include "base/trigger.h"
#include "case/engine_update.h"
#include "case/statement.h"
#include "desk/actor.h"
#include "desk/desk_check.h"
#include "desk/query.h"
#include "desk/row_filter.h"
#include "row/constraint_check.h"
#include "row/sequence_check.h"
#include "row/value_check.h"

typedef struct Record
{
	CfDesk	   *desk;
	TriggerData *trigger;
	Relation	rel;
	HeapTuple	tuple;			/* as it becomes */
	HeapTuple	old;			/* NULL on insert */
	CfStaff    *actor;			/* or NULL */
} Record;

static Datum
value_in(const Record *record, HeapTuple tuple, const char *column, Oid type,
		 bool *isnull)
{
	return SPI_getbinval(tuple, RelationGetDescr(record->rel),
						 cf_typed_attno(record->rel, column, type), isnull);
}

static char *
text_in(const Record *record, HeapTuple tuple, const char *column)
{
	bool		isnull;
	Datum		value = value_in(record, tuple, column, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

static void
set_value(Record *record, const char *column, Oid type, Datum value)
{
	int			attno = cf_typed_attno(record->rel, column, type);
	bool		isnull = false;

	record->tuple = heap_modify_tuple_by_cols(record->tuple,
											  RelationGetDescr(record->rel),
											  1, &attno, &value, &isnull);
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* who wrote a row first, and when, stays */
static void
keep_author(Record *record)
{
	bool		isnull;
	bool		was_null;
	Datum		at = value_in(record, record->tuple, "recorded_at",
							  TIMESTAMPTZOID, &isnull);
	Datum		was = value_in(record, record->old, "recorded_at",
							   TIMESTAMPTZOID, &was_null);

	if (isnull || was_null ||
		DatumGetTimestampTz(at) != DatumGetTimestampTz(was) ||
		!same_text(text_in(record, record->tuple, "recorded_by"),
				   text_in(record, record->old, "recorded_by")))
		ereport(ERROR,
				(errcode(ERRCODE_CF_COMPUTED_COLUMN),
				 errmsg("who recorded a row, and when, cannot be changed"),
				 errhint("Leave recorded_at and recorded_by as they are; changed_by notes the correction."),
				 errtable(record->rel)));
}

/*
 * Notes who writes, from the session or from the column by which a program
 * that speaks for others names the person.
 */
static void
sign(Record *record)
{
	const char *column = record->old == NULL ? "recorded_by" : "changed_by";
	char	   *named = text_in(record, record->tuple, column);

	if (record->old != NULL)
	{
		keep_author(record);
		if (same_text(named, text_in(record, record->old, column)))
			named = NULL;
	}
	record->actor = cf_actor(record->desk, named);
	if (record->actor != NULL)
		set_value(record, column, TEXTOID,
				  CStringGetTextDatum(record->actor->code));
	set_value(record, record->old == NULL ? "recorded_at" : "changed_at",
			  TIMESTAMPTZOID,
			  TimestampTzGetDatum(GetCurrentStatementStartTimestamp()));
}

/* the triggers' further arguments name the columns of persons concerned */
static void
refuse_own(Record *record)
{
	Trigger    *trigger = record->trigger->tg_trigger;

	if (record->actor == NULL)
		return;
	for (int i = 1; i < trigger->tgnargs; i++)
	{
		const char *column = trigger->tgargs[i];

		if (!same_text(text_in(record, record->tuple, column),
					   record->actor->code) &&
			(record->old == NULL ||
			 !same_text(text_in(record, record->old, column),
						record->actor->code)))
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("nobody writes table \"%s\" about themselves",
						trigger->tgargs[0]),
				 errdetail("Column \"%s\" names the person who writes.",
						   column),
				 errhint("Let a supervisor write it."),
				 errtablecol(record->rel, cf_attno_of(record->rel, column))));
	}
}

/* there is no foreign key: a partitioned complaint has none to offer */
static void
check_case(Record *record)
{
	static const Oid types[] = {INT8OID};
	bool		isnull;
	Datum		id;

	if (SPI_fnumber(RelationGetDescr(record->rel), "complaint_id") <= 0)
		return;
	id = value_in(record, record->tuple, "complaint_id", INT8OID, &isnull);
	if (isnull ||
		(!cf_case_hidden(record->desk, DatumGetInt64(id)) &&
		 cf_query_execute(record->desk, "SELECT FROM complaint WHERE id = $1",
						  1, types, &id, NULL) > 0))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_UNKNOWN_CODE),
			 errmsg("complaint " INT64_FORMAT " does not exist",
					DatumGetInt64(id)),
			 errhint("Insert the complaint first."),
			 errtablecol(record->rel,
						 cf_attno_of(record->rel, "complaint_id"))));
}

static void
begin(Record *record, FunctionCallInfo fcinfo, const char *function)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, function,
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	bool		update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);

	record->trigger = trigger;
	record->rel = trigger->tg_relation;
	record->desk = cf_desk_before(record->rel);
	record->tuple = update ? trigger->tg_newtuple : trigger->tg_trigtuple;
	record->old = update ? trigger->tg_trigtuple : NULL;
	record->actor = NULL;
	cf_desk_check_use(record->desk, trigger->tg_trigger->tgargs[0],
					  RelationGetRelid(record->rel));
	cf_check_number(record->rel, record->tuple, record->old);
	cf_check_values(record->rel, record->tuple, record->old, CF_LONG_TEXT_MAX);
	/* what the engine erases or adds is no person's correction */
	if (!cf_importing(record->desk) && !cf_engine_writes())
	{
		sign(record);
		refuse_own(record);
	}
	check_case(record);
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
	cf_check_row(fcinfo->flinfo, record.rel, record.tuple,
				 record.old == NULL);
	return PointerGetDatum(record.tuple);
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
	at = value_in(&record, record.tuple, "found_at", TIMESTAMPTZOID, &isnull);
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a finding needs the time when it was made"),
				 errhint("Fill found_at, or leave it to its default."),
				 errtablecol(record.rel, cf_attno_of(record.rel, "found_at"))));
	month = value_in(&record, record.tuple, "month", DATEOID, &isnull);
	if (isnull)
		set_value(&record, "month", DATEOID,
				  first_of_month(DirectFunctionCall2(timestamptz_zone,
													 CStringGetTextDatum(record.desk->time_zone),
													 at)));
	else if (DatumGetDateADT(month) !=
			 DatumGetDateADT(first_of_month(DirectFunctionCall1(date_timestamp,
																month))))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("the month of a finding is named by its first day"),
				 errhint("Write it like 2026-03-01, or leave it out."),
				 errtablecol(record.rel, cf_attno_of(record.rel, "month"))));
	cf_check_row(fcinfo->flinfo, record.rel, record.tuple,
				 record.old == NULL);
	return PointerGetDatum(record.tuple);
}
