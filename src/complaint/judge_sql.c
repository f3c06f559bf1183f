/*
 * judge_sql.c -- what the engine would make of cases that are not written
 *
 * Such a case stands alone: it has no customer and counts for no issue.  What
 * earlier cases would have made of it, repeat_kind and incident_id, is given
 * like its other facts.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "base/array.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/moment.h"
#include "base/subtransaction.h"
#include "complaint/new_case.h"
#include "desk/codes.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "history/canonical_json.h"
#include "judge/past.h"
#include "rights/as_owner.h"

PG_FUNCTION_INFO_V1(cf_judged_cases);

/* one case, from its facts to what was decided about it */
typedef struct Judging
{
	Datum		defaults;		/* jsonb: of columns that the desk added */
	Datum		facts;			/* jsonb */
	CfWrite		write;
	CfClocks	clocks;
} Judging;

static Datum
read_defaults(CfDesk *desk)
{
	static const Oid types[] = {TEXTOID};
	Datum		name = CStringGetTextDatum(desk->name);
	CfQueryRow *read;

	read = cf_query_first(cf_place_of_desk(desk),
						  CF_QUERY_READ_ONLY | CF_QUERY_INSIDE,
						  "SELECT complaint_flow.case_defaults($1::name)",
						  1, types, &name);
	return cf_query_needed(read, 1, JSONBOID);
}

static void
read_facts(Judging *self)
{
	static const Oid types[] = {JSONBOID, JSONBOID};
	CfWrite    *write = &self->write;
	CfRow	   *row = &write->row;
	Datum		values[] = {self->defaults, self->facts};
	CfQueryRow *read;

	read = cf_query_first(cf_place_of_desk(write->desk), CF_QUERY_READ_ONLY,
						  "SELECT pg_catalog.jsonb_populate_record(NULL::complaint, $1 || $2)",
						  2, types, values);
	cf_row_read_result(row, write->type, read, 1);
	cf_set(row, CF_ID, Int64GetDatum(0));
	cf_set_null(row, CF_CUSTOMER_ID);
	if (cf_is_null(row, CF_RECEIVED_AT))
		cf_set(row, CF_RECEIVED_AT, TimestampTzGetDatum(cf_statement_time()));
	if (cf_is_joined(row))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a sheet that joins another case is not judged"),
				 errhint("Leave repeat_kind out, or name a kind of table repeat_rule.")));
}

static void
judge(void *arg)
{
	Judging    *self = arg;
	CfWrite    *write = &self->write;

	read_facts(self);
	write->now = cf_time(&write->row, CF_RECEIVED_AT);
	write->actor = cf_staff(write->desk, cf_text(&write->row, CF_UPDATED_BY));
	cf_decide_new_case(write, &self->clocks);
}

static void
push_column(CfJson *json, const CfRow *row, CfColumn column)
{
	cf_push_key(json, cf_columns[column].name);
	cf_push_datum(json, WJB_VALUE, cf_columns[column].type,
				  cf_value(row, column), cf_is_null(row, column));
}

/* {"due_at": ..., "state": "running"} under the metric */
static void
push_clock(CfJson *json, const CfClock *clock)
{
	cf_push_key(json, clock->metric);
	cf_push_json(json, WJB_BEGIN_OBJECT, NULL);
	cf_push_key(json, "due_at");
	cf_push_datum(json, WJB_VALUE, TIMESTAMPTZOID,
				  TimestampTzGetDatum(clock->due_at), false);
	cf_push_key(json, "state");
	cf_push_string(json, WJB_VALUE,
				   cf_clock_is_running(clock) ? "running" : "paused");
	cf_push_json(json, WJB_END_OBJECT, NULL);
}

/* what was decided, as an object of columns, and the clocks by metric */
static Datum
decided(const Judging *self)
{
	static const CfColumn columns[] = {
		CF_CATEGORY, CF_CATEGORY_BY, CF_LEVEL, CF_URGENCY, CF_URGENT_REASONS,
		CF_STATE, CF_OWNER, CF_DEPARTMENT, CF_HANDLER_ROLE, CF_MISSING,
		CF_TRIAGE, CF_ISSUE_KEY, CF_FREQUENCY, CF_INCIDENT_ID, CF_REPEAT_KIND,
		CF_GUESSES, CF_JUDGED_BY
	};
	CfJson		json = {0};
	ListCell   *cell;

	for (int i = 0; i < lengthof(columns); i++)
		push_column(&json, &self->write.row, columns[i]);
	cf_push_key(&json, "clocks");
	cf_push_json(&json, WJB_BEGIN_OBJECT, NULL);
	foreach(cell, self->clocks.clocks)
		push_clock(&json, lfirst(cell));
	cf_push_json(&json, WJB_END_OBJECT, NULL);
	return JsonbPGetDatum(cf_json_end(&json));
}

/* a row of (place, judged, error) */
static void
judge_one(ReturnSetInfo *set, const Judging *blank, Datum facts, int place)
{
	Judging		self = *blank;
	ErrorData  *error;
	Datum		values[3] = {Int32GetDatum(place)};
	bool		nulls[3] = {false, true, true};

	self.facts = facts;
	error = cf_try(judge, &self);
	if (error == NULL)
		values[1] = decided(&self);
	else
		values[2] = CStringGetTextDatum(error->message);
	nulls[error == NULL ? 1 : 2] = false;
	tuplestore_putvalues(set->setResult, set->setDesc, values, nulls);
}

/*
 * judged_cases(desk, source, cases jsonb[]) -> rows of (place, judged, error)
 *
 * "source" is that of another policy, see policy_source(); or empty.
 */
Datum
cf_judged_cases(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	char	   *source = text_to_cstring(PG_GETARG_TEXT_PP(1));
	Datum	   *cases;
	int			count = cf_array_elements(PG_GETARG_DATUM(2), JSONBOID, &cases);
	MemoryContext one = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow judged case",
											  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;
	CfOwnerScope scope;
	Judging		blank = {0};

	InitMaterializedSRF(fcinfo, 0);
	if (source[0] != '\0')
		desk = cf_desk_of_policy(desk->schema, source);
	blank.write.desk = desk;
	blank.write.rel = table_open(desk->complaint_relid, AccessShareLock);
	blank.write.type = cf_row_type(desk, blank.write.rel);
	blank.write.insert = blank.write.hypothetical = true;
	blank.write.past = &cf_no_past;
	cf_owner_begin(&scope, desk->name, desk->owner);
	/* a time without a zone is one of the desk */
	(void) set_config_option("TimeZone", desk->time_zone, PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	blank.defaults = read_defaults(desk);
	caller = MemoryContextSwitchTo(one);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		judge_one((ReturnSetInfo *) fcinfo->resultinfo, &blank, cases[i],
				  i + 1);
		MemoryContextReset(one);
	}
	MemoryContextSwitchTo(caller);
	cf_owner_end(&scope);
	table_close(blank.write.rel, AccessShareLock);
	MemoryContextDelete(one);
	PG_RETURN_NULL();
}
