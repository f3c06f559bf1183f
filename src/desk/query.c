/*
 * query.c -- reading one row of a desk with its owner's rights
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "desk/query.h"
#include "rights/as_owner.h"
#include "store/store.h"
#include "case/write.h"

static CfFound *
find_row(CfDesk *desk, const char *sql, int nargs, const Oid *types,
		 const Datum *values, bool read_only)
{
	MemoryContext caller = CurrentMemoryContext;
	CfOwnerScope scope;
	CfFound    *found = NULL;

	cf_owner_begin(&scope, desk->name, desk->owner);
	SPI_connect();
	if (SPI_execute_plan(cf_kept_plan(desk, sql, nargs, types),
						 unconstify(Datum *, values), NULL, read_only, 1) < 0)
		elog(ERROR, "SPI_execute_plan failed");
	if (SPI_processed > 0)
	{
		MemoryContext spi = MemoryContextSwitchTo(caller);

		found = palloc(sizeof(CfFound));
		found->desc = CreateTupleDescCopy(SPI_tuptable->tupdesc);
		found->tuple = heap_copytuple(SPI_tuptable->vals[0]);
		MemoryContextSwitchTo(spi);
	}
	SPI_finish();
	cf_owner_end(&scope);
	return found;
}

/* cf_owner_find -- the first row of a query as the desk's owner, or NULL */
CfFound *
cf_owner_find(CfDesk *desk, const char *sql, int nargs, const Oid *types,
			  const Datum *values)
{
	return find_row(desk, sql, nargs, types, values, false);
}

/*
 * cf_owner_find_latest -- the same with what is committed by now, for what a
 * turn guards: the transaction's own snapshot may be older than it
 */
CfFound *
cf_owner_find_latest(CfDesk *desk, const char *sql, int nargs,
					 const Oid *types, const Datum *values)
{
	CfFound    *found;

	CommandCounterIncrement();
	PushActiveSnapshot(GetLatestSnapshot());
	found = find_row(desk, sql, nargs, types, values, true);
	PopActiveSnapshot();
	return found;
}

/* values of a column, as result.h says */
char *
cf_found_text(CfFound *found, int column)
{
	return cf_column_text(found->tuple, found->desc, column);
}

char *
cf_found_word(CfFound *found, int column)
{
	return cf_column_word(found->tuple, found->desc, column);
}

int
cf_found_int(CfFound *found, int column)
{
	return cf_column_int(found->tuple, found->desc, column);
}

int64
cf_found_int64(CfFound *found, int column)
{
	return cf_column_int64(found->tuple, found->desc, column);
}

Datum
cf_found_value(CfFound *found, int column, Oid type, bool *isnull)
{
	return cf_result_value(found->tuple, found->desc, column, type, isnull);
}

Datum
cf_found_needed(CfFound *found, int column, Oid type)
{
	return cf_result_needed(found->tuple, found->desc, column, type);
}

bool
cf_found_bool(CfFound *found, int column)
{
	return cf_column_bool(found->tuple, found->desc, column);
}

TimestampTz
cf_found_time(CfFound *found, int column)
{
	bool		isnull;
	Datum		value = cf_found_value(found, column, TIMESTAMPTZOID, &isnull);

	return isnull ? CF_NO_TIME : DatumGetTimestampTz(value);
}
