/*
 * at_commit.c -- what a transaction wrote, looked at once at its end
 *
 * A change may take several statements, so only what they leave counts.  A
 * deferred trigger would do the same, but cannot be put off by the engine,
 * which writes with the rights of the desk's owner, and would forbid to alter
 * or drop the tables in the same transaction.
 */
#include "postgres.h"

#include "access/xact.h"
#include "nodes/pg_list.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/at_commit.h"

typedef struct Pending
{
	CfCommitCheck check;
	Oid			schema;
} Pending;

/* in the order in which they run; in TopTransactionContext */
static List *pending = NIL;

/* cf_check_at_commit -- "check" runs for the desk before the commit, once */
void
cf_check_at_commit(CfCommitCheck check, Oid schema)
{
	MemoryContext caller;
	Pending    *one;
	ListCell   *cell;

	foreach(cell, pending)
	{
		one = lfirst(cell);
		if (one->check == check && one->schema == schema)
			return;
	}
	caller = MemoryContextSwitchTo(TopTransactionContext);
	one = palloc(sizeof(Pending));
	one->check = check;
	one->schema = schema;
	pending = lappend(pending, one);
	MemoryContextSwitchTo(caller);
}

static void
at_end(XactEvent event, void *arg)
{
	List	   *checks = pending;
	ListCell   *cell;

	pending = NIL;
	if (checks == NIL || (event != XACT_EVENT_PRE_COMMIT &&
						  event != XACT_EVENT_PRE_PREPARE))
		return;
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach(cell, checks)
	{
		Pending    *one = lfirst(cell);

		one->check(one->schema);
	}
	PopActiveSnapshot();
}

void
cf_at_commit_init(void)
{
	RegisterXactCallback(at_end, NULL);
}
