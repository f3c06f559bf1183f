/*
 * condition_problems.c -- the SQL function that checks a policy's conditions
 */
#include "postgres.h"

#include "access/table.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "base/array.h"
#include "check/rule_tables.h"
#include "desk/desk_cache.h"

static void
tell(ReturnSetInfo *result, const CfFinding *finding)
{
	Datum		values[6];
	bool		nulls[6] = {0};

	values[0] = BoolGetDatum(finding->error);
	values[1] = CStringGetTextDatum(finding->words);
	values[2] = CStringGetTextDatum(finding->table);
	values[3] = CStringGetTextDatum(finding->rule);
	nulls[4] = finding->other == NULL;
	values[4] = nulls[4] ? (Datum) 0 : CStringGetTextDatum(finding->other);
	values[5] = cf_array_of_texts(finding->details);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(cf_condition_problems);

/*
 * condition_problems(desk name, source text, only text) -> rows (is_error,
 * words, table_name, rule, other_rule, details)
 *
 * "source" is that of another policy, see policy_source(); or empty.
 */
Datum
cf_condition_problems(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext work;
	CfDesk	   *desk;
	char	   *source;
	Relation	complaint;
	List	   *findings;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	work = AllocSetContextCreate(caller, "complaint_flow check of conditions",
								 ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(work);
	desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	source = text_to_cstring(PG_GETARG_TEXT_PP(1));
	if (source[0] != '\0')
		desk = cf_desk_of_policy(desk->schema, source);
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
