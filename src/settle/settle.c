/*
 * settle.c -- the end of a statement on complaint: what its rows left to do
 *
 * The AFTER STATEMENT trigger writes cases again, and is the last one: other
 * statement triggers see first what the statement itself wrote.
 */
#include "postgres.h"

#include "base/trigger.h"
#include "case/statement.h"
#include "settle/action_entry.h"
#include "settle/batch.h"
#include "settle/late_repeat.h"
#include "settle/settle.h"

/* count the issues, declare batches */
static void
settle(CfDesk *desk, bool direct, CfWorklist *worklist)
{
	List	   *counted = NIL;
	List	   *moved = NIL;
	ListCell   *cell;

	worklist->later = cf_holds_case();
	cf_settle_repeats(desk, direct, worklist);
	foreach(cell, cf_worklist_issues(worklist))
	{
		CfIssue    *issue = lfirst(cell);
		bool		left = worklist->later && issue->rows > 0 &&
			cf_all_listed(issue);

		if (left)
			issue->moved = list_concat(issue->moved, issue->new_members);
		else if (issue->rows > 0)
			counted = lappend(counted, issue);
		if (left || issue->moved != NIL)
			moved = lappend(moved, issue);
	}
	cf_settle_issues(desk, direct, worklist, counted, NULL);
	foreach(cell, moved)
		cf_settle_moved(desk, lfirst(cell));
}

/* what the rows left to do to cases, their own first */
static void
follow_up(CfDesk *desk, CfWorklist *worklist)
{
	cf_add_listed_entries(desk, worklist);
	cf_worklist_apply_effects(worklist, desk);
}

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
		settle(desk, cf_is_plain(trigger), worklist);
	if (!cf_statement_is_inner() ||
		(worklist != NULL && counts_something(worklist)))
		cf_case_held();
	if (worklist != NULL)
		follow_up(desk, worklist);
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
