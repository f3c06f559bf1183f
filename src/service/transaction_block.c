/*
 * transaction_block.c -- what cannot be rolled back
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(cf_refuse_transaction_block);

/* throws as PostgreSQL's own commands do, with the name of ours */
Datum
cf_refuse_transaction_block(PG_FUNCTION_ARGS)
{
	if (IsTransactionBlock())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("%s cannot run inside a transaction block",
						text_to_cstring(PG_GETARG_TEXT_PP(0))),
				 errdetail("It makes or drops a replication slot of another server, which ROLLBACK would not undo."),
				 errhint("Call it by itself, without BEGIN.")));
	PG_RETURN_VOID();
}
