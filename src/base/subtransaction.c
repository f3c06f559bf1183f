/*
 * subtransaction.c -- doing something that may fail
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "base/errors.h"
#include "base/subtransaction.h"

/*
 * Errors that are not the row's: somebody wants the run to end, the machine
 * has nothing left, the desk itself is damaged, or the transaction is lost
 * whatever it does.  A deadlock under READ COMMITTED is over with the
 * subtransaction.
 */
static bool
must_pass(int sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(sqlstate))
	{
		case ERRCODE_INSUFFICIENT_RESOURCES:
		case ERRCODE_OPERATOR_INTERVENTION:
			return true;
		case ERRCODE_TRANSACTION_ROLLBACK:
			return IsolationUsesXactSnapshot();
		default:
			return sqlstate == ERRCODE_CF_DAMAGED_DESK;
	}
}

/*
 * cf_attempt -- do something in a subtransaction: NULL, or the error that
 * undid it
 */
ErrorData *
cf_attempt(void (*action) (void *arg), void *arg)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		action(arg);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	return error;
}

/* cf_try -- the same with a row; throws errors that must pass */
ErrorData *
cf_try(void (*action) (void *arg), void *arg)
{
	ErrorData  *error = cf_attempt(action, arg);

	if (error != NULL && must_pass(error->sqlerrcode))
		ReThrowError(error);
	return error;
}
