/*
 * subtransaction.c -- an action that may fail, in a subtransaction
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "base/errors.h"
#include "base/shard.h"
#include "base/subtransaction.h"

/*
 * Errors that are not caused by the row: the query was cancelled, resources
 * have run out, the desk is damaged, or the transaction can no longer
 * succeed.  A deadlock under READ COMMITTED ends with the subtransaction.
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

/* NULL, or the error that rolled it back */
static ErrorData *
attempt(void (*action) (void *arg), void *arg, bool keep)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		action(arg);
		if (keep)
			ReleaseCurrentSubTransaction();
		else
			RollbackAndReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		cf_name_as_users(error);
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	return error;
}

/*
 * cf_attempt -- run an action in a subtransaction
 *
 * Returns NULL, or the error that rolled it back.
 */
ErrorData *
cf_attempt(void (*action) (void *arg), void *arg)
{
	return attempt(action, arg, true);
}

static ErrorData *
pass_on(ErrorData *error)
{
	if (error != NULL && must_pass(error->sqlerrcode))
		ReThrowError(error);
	return error;
}

/* cf_try -- the same, but errors that are not caused by the row are thrown */
ErrorData *
cf_try(void (*action) (void *arg), void *arg)
{
	return pass_on(attempt(action, arg, true));
}

/* cf_try_and_undo -- the same, and rolled back when it succeeds, too */
ErrorData *
cf_try_and_undo(void (*action) (void *arg), void *arg)
{
	return pass_on(attempt(action, arg, false));
}
