/*
 * decision.c -- what the BEFORE trigger decided, for the AFTER trigger
 *
 * The AFTER trigger can find out everything again from the old and the new
 * row.  Where it follows directly on its BEFORE trigger, as in a statement
 * for one row, it takes what that one decided.  Only the latest decision is
 * kept: a COPY of a million rows costs no memory.
 *
 * A decision belongs to a row that is the same byte by byte; that includes
 * the hash over its whole history and the change.  A row that was toasted, or
 * changed by somebody else in between, has none.  What the decision says about
 * stored clocks still holds, because whoever changes a clock updates the case,
 * and that is a later decision.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "utils/memutils.h"

#include "decision.h"

static CfDecision *latest = NULL;

/* reset callback of a decision's memory */
static void
forget(void *arg)
{
	if (latest == arg)
		latest = NULL;
}

/*
 * cf_decision_begin -- an empty decision
 *
 * It goes with the current memory context unless it is kept.
 */
CfDecision *
cf_decision_begin(void)
{
	MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow decision",
											  ALLOCSET_DEFAULT_SIZES);
	CfDecision *decision = MemoryContextAllocZero(cxt, sizeof(CfDecision));
	MemoryContextCallback *callback;

	decision->cxt = cxt;
	callback = MemoryContextAlloc(cxt, sizeof(MemoryContextCallback));
	callback->func = forget;
	callback->arg = decision;
	MemoryContextRegisterResetCallback(cxt, callback);
	return decision;
}

/* cf_decision_keep -- until the next one, or the end of the transaction */
void
cf_decision_keep(CfDecision *decision, HeapTuple row)
{
	MemoryContext caller = MemoryContextSwitchTo(decision->cxt);

	if (latest != NULL)
		MemoryContextDelete(latest->cxt);
	decision->row = heap_copytuple(row);
	MemoryContextSetParent(decision->cxt, TopTransactionContext);
	latest = decision;
	MemoryContextSwitchTo(caller);
}

static bool
same_row(HeapTuple a, HeapTuple b)
{
	const int	head = offsetof(HeapTupleHeaderData, t_bits);

	return a->t_len == b->t_len &&
		a->t_data->t_hoff == b->t_data->t_hoff &&
		memcmp((char *) a->t_data + head, (char *) b->t_data + head,
			   a->t_len - head) == 0;
}

/*
 * cf_decision_take -- the one that made the row, or NULL
 *
 * From now on it goes with the current memory context: what the caller does
 * may fire triggers that write other cases.
 */
CfDecision *
cf_decision_take(HeapTuple row)
{
	CfDecision *decision = latest;

	if (decision == NULL || !same_row(decision->row, row))
		return NULL;
	latest = NULL;
	MemoryContextSetParent(decision->cxt, CurrentMemoryContext);
	return decision;
}
