/*
 * condition_problems.c -- the SQL function that checks a policy's conditions
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/array.h"
#include "check/rule_tables.h"
#include "desk/desk_cache.h"
#include "desk/query.h"

/* the desk with the policy of a draft */
static CfDesk *
desk_of_draft(CfDesk *desk, Datum draft)
{
	static const Oid types[] = {NAMEOID, NAMEOID};
	NameData	name;
	Datum		values[2];
	CfQueryRow *row;

	namestrcpy(&name, desk->name);
	values[0] = NameGetDatum(&name);
	values[1] = draft;
	row = cf_query_first(cf_place_of_caller(desk),
						 CF_QUERY_READ_ONLY | CF_QUERY_ONCE,
						 "SELECT complaint_flow.policy_source($1,"
						 " complaint_flow.draft_schema($1, $2), NULL)",
						 2, types, values);
	return cf_desk_of_policy(desk->schema, cf_query_word(row, 1));
}

static void
tell(ReturnSetInfo *result, const CfFinding *finding)
{
	Datum		values[8];
	bool		nulls[8] = {0};

	values[0] = BoolGetDatum(finding->error);
	values[1] = CStringGetTextDatum(finding->words);
	values[2] = CStringGetTextDatum(finding->table);
	values[3] = Int64GetDatum(finding->rule->id);
	values[4] = CStringGetTextDatum(finding->rule_label);
	nulls[5] = nulls[6] = finding->other == NULL;
	values[5] = nulls[5] ? (Datum) 0 : Int64GetDatum(finding->other->id);
	values[6] = nulls[6] ? (Datum) 0 :
		CStringGetTextDatum(finding->other_label);
	values[7] = cf_array_of_texts(finding->details);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(cf_condition_problems);

/*
 * condition_problems(desk name, draft name, only text) -> rows (is_error,
 * words, table_name, rule_id, rule, other_id, other_rule, details)
 */
Datum
cf_condition_problems(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext work;
	CfDesk	   *desk;
	Relation	complaint;
	List	   *findings;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	work = AllocSetContextCreate(caller, "complaint_flow check of conditions",
								 ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(work);
	desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	if (!PG_ARGISNULL(1))
		desk = desk_of_draft(desk, PG_GETARG_DATUM(1));
	complaint = table_open(desk->complaint_relid, AccessShareLock);
	findings = cf_check_conditions(desk, cf_row_type(desk, complaint),
								   PG_ARGISNULL(2) ? NULL :
								   text_to_cstring(PG_GETARG_TEXT_PP(2)));
	foreach(cell, findings)
		tell(result, lfirst(cell));
	table_close(complaint, AccessShareLock);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(work);
	return (Datum) 0;
}
