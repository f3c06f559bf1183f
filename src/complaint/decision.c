/*
 * decision.c -- what the BEFORE trigger decided, for the AFTER trigger
 *
 * The AFTER trigger can find out everything again from the old and the new
 * row.  Where it follows directly on its BEFORE trigger, as in a statement
 * for one row, it takes what that one decided.  Only the latest decision is
 * kept: a COPY of a million rows costs no memory.
 *
 * It is recognised by the hash of its event, which covers the case, its whole
 * history and the change.  What it says about stored clocks still holds,
 * because whoever changes a clock updates the case, and that is a later
 * decision.
 */
#include "postgres.h"

#include "utils/memutils.h"
#include "utils/rel.h"

#include "complaint/decision.h"
#include "history/canonical.h"

static CfDecision *latest = NULL;

/* reset callback of a decision's memory */
static void
forget(void *arg)
{
	if (latest == arg)
		latest = NULL;
}

/*
 * cf_decision_begin -- an empty decision; its memory becomes the current one
 *
 * The caller goes back to *caller before it returns.  The decision goes with
 * the caller's memory unless it is kept.
 */
CfDecision *
cf_decision_begin(MemoryContext *caller)
{
	MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow decision",
											  ALLOCSET_DEFAULT_SIZES);
	CfDecision *decision;

	*caller = MemoryContextSwitchTo(cxt);
	decision = palloc0(sizeof(CfDecision));
	decision->cxt = decision->scans.cxt = cxt;
	return decision;
}

/*
 * cf_decision_keep -- until the next one, or the end of the transaction
 *
 * The row's new hash was made in the decision's memory.
 */
void
cf_decision_keep(CfDecision *decision, CfWrite *write)
{
	MemoryContextCallback *callback;

	if (latest != NULL)
		MemoryContextDelete(latest->cxt);
	callback = MemoryContextAlloc(decision->cxt,
								  sizeof(MemoryContextCallback));
	callback->func = forget;
	callback->arg = decision;
	MemoryContextRegisterResetCallback(decision->cxt, callback);
	MemoryContextSetParent(decision->cxt, TopTransactionContext);
	decision->desk = write->desk;
	decision->relid = RelationGetRelid(write->rel);
	decision->hash = DatumGetByteaPP(cf_value(&write->row, CF_HEAD_HASH));
	Assert(GetMemoryChunkContext(decision->hash) == decision->cxt);
	latest = decision;
}

/*
 * cf_decision_take -- the one that made write->row, or NULL
 *
 * From now on it goes with the caller's memory: what the caller does may fire
 * triggers that write other cases.
 */
CfDecision *
cf_decision_take(CfWrite *write)
{
	bytea	   *hash = DatumGetByteaPP(cf_value(&write->row, CF_HEAD_HASH));
	CfDecision *decision = latest;

	if (latest == NULL || latest->desk != write->desk ||
		latest->relid != RelationGetRelid(write->rel) ||
		!cf_same_bytes(hash, latest->hash))
		return NULL;
	MemoryContextSetParent(decision->cxt, CurrentMemoryContext);
	latest = NULL;
	return decision;
}
