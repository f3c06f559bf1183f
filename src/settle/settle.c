/*
 * settle.c -- the end of a statement on complaint: what its rows left to do
 *
 * The AFTER STATEMENT trigger is the last one, because it writes cases again:
 * whoever follows the rows by statement sees what the statement wrote before
 * that.
 */
#include "postgres.h"

#include "base/trigger.h"
#include "case/statement.h"
#include "settle/batch.h"
#include "settle/settle.h"

static bool
counts_something(const CfWorklist *worklist)
{
	return worklist->issues != NULL || worklist->nnew_cases > 0;
}

/*
 * cf_statement_settle -- the triggers on all rows have fired: do what the rows
 * left to do to other rows, and to themselves
 */
void
cf_statement_settle(TriggerData *trigger)
{
	CfDesk	   *desk = cf_desk_after(trigger->tg_relation);
	CfWorklist *worklist = cf_worklist_take(trigger->tg_relation);

	if (worklist != NULL)
		cf_settle(desk, cf_is_plain(trigger), worklist);
	if (!cf_statement_is_inner() || (worklist != NULL && counts_something(worklist)))
		cf_case_held();
	if (worklist != NULL)
		cf_follow_up(desk, worklist);
}

PG_FUNCTION_INFO_V1(settle_statement);

/*
 * settle_statement() -- AFTER STATEMENT trigger of complaint
 */
Datum
settle_statement(PG_FUNCTION_ARGS)
{
	cf_statement_settle(cf_check_trigger(fcinfo, "settle_statement",
										 CF_TRIGGER_ANY_TIME,
										 CF_TRIGGER_INSERT |
										 CF_TRIGGER_UPDATE));
	return PointerGetDatum(NULL);
}
