/*
 * query.c -- reading one row of a desk with its owner's rights
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "desk/query.h"
#include "desk/result.h"
#include "rights/as_owner.h"

/* plans of cf_query_execute, by schema and text */
typedef struct PlanKey
{
	Oid			schema;
	uint32		hash;			/* of the text */
} PlanKey;

typedef struct PlanEntry
{
	PlanKey		key;			/* hash key */
	char	   *sql;
	SPIPlanPtr	plan;
} PlanEntry;

static HTAB *plans = NULL;

/* plans of desks whose schema is gone would stay for ever */
static void
forget_plans_of_dropped(void)
{
	HASH_SEQ_STATUS scan;
	PlanEntry  *entry;

	hash_seq_init(&scan, plans);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		SPIPlanPtr	plan = entry->plan;

		if (SearchSysCacheExists1(NAMESPACEOID,
								  ObjectIdGetDatum(entry->key.schema)))
			continue;
		pfree(entry->sql);
		hash_search(plans, &entry->key, HASH_REMOVE, NULL);
		SPI_freeplan(plan);
	}
}

/*
 * cf_kept_plan_in -- the plan of a text, made on first use
 *
 * SPI is connected, the path is the desk's.  A plan that is out of date is
 * left to the plan cache, which makes it anew when it runs: the statement up
 * the stack whose trigger brought us here may be running the same one.
 */
SPIPlanPtr
cf_kept_plan_in(Oid schema, const char *sql, int nargs, const Oid *types)
{
	PlanKey		key;
	PlanEntry  *entry;
	SPIPlanPtr	plan;
	char	   *text;

	if (plans == NULL)
	{
		HASHCTL		ctl = {0};

		ctl.keysize = sizeof(PlanKey);
		ctl.entrysize = sizeof(PlanEntry);
		plans = hash_create("complaint_flow plans", 32, &ctl,
							HASH_ELEM | HASH_BLOBS);
	}
	key.schema = schema;
	key.hash = hash_bytes((const unsigned char *) sql, strlen(sql));
	entry = hash_search(plans, &key, HASH_FIND, NULL);
	if (entry != NULL && strcmp(entry->sql, sql) == 0)
		return entry->plan;

	forget_plans_of_dropped();
	plan = SPI_prepare(sql, nargs, unconstify(Oid *, types));
	if (plan == NULL)
		elog(ERROR, "SPI_prepare returned %s",
			 SPI_result_code_string(SPI_result));
	if (entry != NULL)
		return plan;			/* same hash, other text: until SPI_finish */
	text = MemoryContextStrdup(TopMemoryContext, sql);
	entry = hash_search(plans, &key, HASH_ENTER, NULL);
	entry->sql = text;
	entry->plan = plan;
	SPI_keepplan(plan);
	return plan;
}

/*
 * cf_query_execute -- a statement as the desk's owner, unqualified names
 * meaning the desk's tables; returns the number of rows
 */
int64
cf_query_execute(CfDesk *desk, const char *sql, int nargs, const Oid *types,
				 const Datum *values, const char *nulls)
{
	CfOwnerScope scope;
	int64		processed;
	int			rc;

	cf_owner_begin(&scope, desk->name, desk->owner);
	SPI_connect();
	rc = SPI_execute_plan(cf_kept_plan(desk, sql, nargs, types),
						  unconstify(Datum *, values), nulls, false, 0);
	if (rc < 0)
		elog(ERROR, "SPI_execute_plan returned %s",
			 SPI_result_code_string(rc));
	processed = SPI_processed;
	SPI_finish();
	cf_owner_end(&scope);
	return processed;
}

static CfQueryRow *
find_row(CfDesk *desk, const char *sql, int nargs, const Oid *types,
		 const Datum *values, bool read_only)
{
	MemoryContext caller = CurrentMemoryContext;
	CfOwnerScope scope;
	CfQueryRow    *found = NULL;

	cf_owner_begin(&scope, desk->name, desk->owner);
	SPI_connect();
	if (SPI_execute_plan(cf_kept_plan(desk, sql, nargs, types),
						 unconstify(Datum *, values), NULL, read_only, 1) < 0)
		elog(ERROR, "SPI_execute_plan failed");
	if (SPI_processed > 0)
	{
		MemoryContext spi = MemoryContextSwitchTo(caller);

		found = palloc(sizeof(CfQueryRow));
		found->desc = CreateTupleDescCopy(SPI_tuptable->tupdesc);
		found->tuple = heap_copytuple(SPI_tuptable->vals[0]);
		MemoryContextSwitchTo(spi);
	}
	SPI_finish();
	cf_owner_end(&scope);
	return found;
}

/* cf_query_row -- the first row of a query as the desk's owner, or NULL */
CfQueryRow *
cf_query_row(CfDesk *desk, const char *sql, int nargs, const Oid *types,
			  const Datum *values)
{
	return find_row(desk, sql, nargs, types, values, false);
}

/*
 * cf_query_row_latest -- the same with what is committed by now, for what a
 * turn guards: the transaction's own snapshot may be older than it
 */
CfQueryRow *
cf_query_row_latest(CfDesk *desk, const char *sql, int nargs,
					 const Oid *types, const Datum *values)
{
	CfQueryRow    *found;

	CommandCounterIncrement();
	PushActiveSnapshot(GetLatestSnapshot());
	found = find_row(desk, sql, nargs, types, values, true);
	PopActiveSnapshot();
	return found;
}

/* values of a column, as result.h says */
char *
cf_query_text(CfQueryRow *found, int column)
{
	return cf_column_text(found->tuple, found->desc, column);
}

char *
cf_query_word(CfQueryRow *found, int column)
{
	return cf_column_word(found->tuple, found->desc, column);
}

int
cf_query_int(CfQueryRow *found, int column)
{
	return cf_column_int(found->tuple, found->desc, column);
}

int64
cf_query_int64(CfQueryRow *found, int column)
{
	return cf_column_int64(found->tuple, found->desc, column);
}

Datum
cf_query_value(CfQueryRow *found, int column, Oid type, bool *isnull)
{
	return cf_result_value(found->tuple, found->desc, column, type, isnull);
}

Datum
cf_query_needed(CfQueryRow *found, int column, Oid type)
{
	return cf_result_needed(found->tuple, found->desc, column, type);
}

bool
cf_query_bool(CfQueryRow *found, int column)
{
	return cf_column_bool(found->tuple, found->desc, column);
}

TimestampTz
cf_query_time(CfQueryRow *found, int column)
{
	bool		isnull;
	Datum		value = cf_query_value(found, column, TIMESTAMPTZOID, &isnull);

	return isnull ? CF_NO_TIME : DatumGetTimestampTz(value);
}

/*
 * cf_query_each -- read rows of the desk's tables as its owner
 *
 * Unqualified names mean the desk's tables; the latest committed rows and
 * those of this transaction are seen.  "reader" runs in desk->cxt.
 */
void
cf_query_each(CfDesk *desk, const char *query, CfRowReader reader, void *arg)
{
	CfOwnerScope scope;
	MemoryContext spi_cxt;
	int			rc;

	cf_owner_begin(&scope, desk->name, desk->owner);
	PushActiveSnapshot(GetLatestSnapshot());
	SPI_connect();
	rc = SPI_execute(query, true, 0);
	if (rc != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute returned %s", SPI_result_code_string(rc));
	spi_cxt = MemoryContextSwitchTo(desk->cxt);
	for (uint64 i = 0; i < SPI_processed; i++)
		reader(desk, SPI_tuptable->vals[i], SPI_tuptable->tupdesc, arg);
	MemoryContextSwitchTo(spi_cxt);
	SPI_finish();
	PopActiveSnapshot();
	cf_owner_end(&scope);
}

/* cf_desk_watch -- a change of this table makes the copy stale */
void
cf_desk_watch(CfDesk *desk, Oid relid)
{
	MemoryContext caller = MemoryContextSwitchTo(desk->cxt);

	desk->tables = list_append_unique_oid(desk->tables, relid);
	MemoryContextSwitchTo(caller);
}
