/*
 * transition_sql.c -- what can be done with a case next, as rows
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "desk/actor.h"
#include "desk/desk_cache.h"
#include "judge/case_facts.h"
#include "judge/rules.h"
#include "judge/transition.h"
#include "rights/as_owner.h"

static void
tell(ReturnSetInfo *result, CfTransition *transition, List *lacks,
	 bool guarded)
{
	Datum		values[5];
	bool		nulls[5] = {0};

	values[0] = CStringGetTextDatum(transition->to_state);
	values[1] = CStringGetTextDatum(transition->rule.name);
	values[2] = BoolGetDatum(lacks == NIL);
	values[3] = cf_texts_datum(lacks);
	/* what the hint asks for may be done already */
	nulls[4] = !guarded || transition->condition_hint == NULL;
	values[4] = nulls[4] ? (Datum) 0 :
		CStringGetTextDatum(transition->condition_hint);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* the case as the caller may see it; false when there is none */
static bool
read_case(CfWrite *write, int64 id)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(id);

	SPI_execute_with_args("SELECT c FROM complaint c WHERE id = $1", 1, &type,
						  &value, NULL, true, 1);
	if (SPI_processed == 0)
		return false;
	cf_row_read_result(&write->old, write->type, SPI_tuptable->vals[0],
					   SPI_tuptable->tupdesc);
	cf_row_read_result(&write->row, write->type, SPI_tuptable->vals[0],
					   SPI_tuptable->tupdesc);
	return true;
}

/* SPEC R18: who is accused takes no transition, whatever the rows say */
static bool
actor_is_accused(CfWrite *write)
{
	char	   *accused = cf_text(&write->old, CF_ACCUSED_STAFF);

	return accused != NULL && write->actor != NULL &&
		strcmp(accused, write->actor->code) == 0;
}

PG_FUNCTION_INFO_V1(allowed_transitions);

/*
 * allowed_transitions(desk, id) -- the transitions from the case's state
 *
 * A reason counts as lacking where one is required: none is given here.
 */
Datum
allowed_transitions(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	int64		id = PG_GETARG_INT64(1);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	CfOwnerScope scope;
	CfWrite		write = {0};
	char	   *from;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	write.desk = desk;
	write.rel = table_open(desk->complaint_relid, AccessShareLock);
	write.type = cf_row_type(desk, write.rel);
	write.now = GetCurrentStatementStartTimestamp();
	write.actor = cf_actor(desk, NULL);
	cf_owner_begin(&scope, desk->name, GetUserId());
	SPI_connect();
	if (!read_case(&write, id))
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("complaint " INT64_FORMAT " does not exist", id),
				 errhint("It may be hidden from you by a row filter.")));
	from = cf_text(&write.old, CF_STATE);
	if (from == NULL)
		from = "";				/* written past the triggers: nothing is allowed */
	cf_load_case_facts(&write, from, NULL);
	foreach(cell, desk->policy->transitions)
	{
		CfTransition *transition = lfirst(cell);
		List	   *lacks;
		bool		guarded;

		if (strcmp(transition->from_state, from) != 0)
			continue;
		cf_rules_begin(&write);
		cf_rules_set(&write, CF_STATE, transition->to_state);
		cf_transition_lacks(&write, transition, false, &lacks);
		guarded = !cf_rule_holds(&write, &transition->rule);
		cf_rules_end(&write);
		if (actor_is_accused(&write))
			lacks = lappend(lacks, "a person who is not complained about");
		tell(result, transition, lacks, guarded);
	}
	SPI_finish();
	cf_owner_end(&scope);
	table_close(write.rel, AccessShareLock);
	return (Datum) 0;
}
