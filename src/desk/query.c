/*
 * query.c -- SQL on a desk's tables
 *
 * All SQL of the library runs here: with the rights of the desk's owner and a
 * pinned path, under a plan that is kept for the life of the backend.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "base/array.h"
#include "desk/query.h"
#include "rights/as_owner.h"
#include "rights/enter_desk.h"

/* plans by schema and text */
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

/* frees plans of desks whose schema is gone */
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
 * kept_plan -- the plan of a text, made on first use
 *
 * SPI is connected, the path is the desk's.  A plan that is out of date is
 * left to the plan cache, which makes it anew when it runs: the statement up
 * the stack whose trigger brought us here may be running the same one.
 */
static SPIPlanPtr
kept_plan(Oid schema, const char *sql, int nargs, const Oid *types)
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

/* cf_place_of_caller -- a desk, with the rights of the role in use */
CfQueryPlace
cf_place_of_caller(const CfDesk *desk)
{
	return (CfQueryPlace) {desk->schema, desk->name, GetUserId()};
}

/* cf_place_of_table -- the schema of a table, with its owner's rights */
CfQueryPlace
cf_place_of_table(Relation rel)
{
	CfQueryPlace place;

	place.schema = RelationGetNamespace(rel);
	place.name = get_namespace_name(place.schema);
	place.user = rel->rd_rel->relowner;
	return place;
}

/* cf_place_of_schema -- a desk that need not be complete yet */
CfQueryPlace
cf_place_of_schema(Oid schema)
{
	CfQueryPlace place;

	place.schema = schema;
	place.name = get_namespace_name(schema);
	place.user = cf_owner_of_desk(schema);
	return place;
}

/* the rows of a result, each to "reader", which runs in the caller's memory */
static void
read_rows(MemoryContext caller, CfRowReader reader, void *arg)
{
	SPITupleTable *rows = SPI_tuptable;
	uint64		count = SPI_processed;
	MemoryContext spi = MemoryContextSwitchTo(caller);

	for (uint64 i = 0; i < count; i++)
	{
		CfQueryRow	row = {rows->tupdesc, rows->vals[i]};

		reader(&row, arg);
	}
	MemoryContextSwitchTo(spi);
}

static void
push_latest_snapshot(int how)
{
	PushActiveSnapshot(GetLatestSnapshot());
	/* a copy of ours: rows of the running command count as written */
	if (how & CF_QUERY_COMMAND)
		GetActiveSnapshot()->curcid++;
}

typedef struct Statement
{
	CfQueryPlace place;
	int			how;
	const char *sql;
	int			nargs;
	const Oid  *types;
	const Datum *values;
	const char *nulls;
	CfRowReader reader;
	void	   *arg;
	MemoryContext caller;
	int64		count;			/* of rows, when it has run */
} Statement;

/* the user and the path are those of the place */
static void
run(void *arg)
{
	Statement  *self = arg;
	int			how = self->how;
	bool		latest = (how & (CF_QUERY_LATEST | CF_QUERY_COMMAND)) != 0;
	bool		read_only = latest || (how & CF_QUERY_READ_ONLY) != 0;
	long		limit = how & CF_QUERY_FIRST ? 1 : 0;
	Datum	   *values = unconstify(Datum *, self->values);
	int			rc;

	SPI_connect();
	if (latest)
		push_latest_snapshot(how);
	if (how & CF_QUERY_ONCE)
		rc = SPI_execute_with_args(self->sql, self->nargs,
								   unconstify(Oid *, self->types), values,
								   self->nulls, read_only, limit);
	else
		rc = SPI_execute_plan(kept_plan(self->place.schema, self->sql,
										self->nargs, self->types),
							  values, self->nulls, read_only, limit);
	if (rc < 0)
		elog(ERROR, "SPI returned %s", SPI_result_code_string(rc));
	if (latest)
		PopActiveSnapshot();
	self->count = SPI_processed;
	if (self->reader != NULL && SPI_tuptable != NULL)
		read_rows(self->caller, self->reader, self->arg);
	SPI_finish();
}

/*
 * cf_query_run -- a statement in a place; returns the number of rows
 *
 * Unqualified names mean the tables of the place.  "nulls" is SPI's, or NULL;
 * "reader" may be NULL.
 */
int64
cf_query_run(CfQueryPlace place, int how, const char *sql, int nargs,
			 const Oid *types, const Datum *values, const char *nulls,
			 CfRowReader reader, void *arg)
{
	Statement	self = {place, how, sql, nargs, types, values, nulls, reader,
	arg, CurrentMemoryContext};
	CfOwnerScope scope;

	if (how & CF_QUERY_INSIDE)
		cf_inside(place.schema,
				  place.user == cf_owner_of_desk(place.schema) ?
				  CF_AS_OWNER : CF_AS_READER, place.name, run, &self);
	else
	{
		cf_owner_begin(&scope, place.name, place.user);
		run(&self);
		cf_owner_end(&scope);
	}
	return self.count;
}

/* cf_query_each -- the rows of a query as the desk's owner, one by one */
int64
cf_query_each(CfDesk *desk, int how, const char *sql, int nargs,
			  const Oid *types, const Datum *values, CfRowReader reader,
			  void *arg)
{
	return cf_query_run(cf_place_of_desk(desk), how, sql, nargs, types, values,
						NULL, reader, arg);
}

/* cf_query_execute -- a statement as the desk's owner; the number of rows */
int64
cf_query_execute(CfDesk *desk, const char *sql, int nargs, const Oid *types,
				 const Datum *values, const char *nulls)
{
	return cf_query_run(cf_place_of_desk(desk), CF_QUERY_SNAPSHOT, sql, nargs,
						types, values, nulls, NULL, NULL);
}

static void
copy_row(CfQueryRow *row, void *arg)
{
	CfQueryRow *copy = palloc0(sizeof(CfQueryRow));

	copy->desc = CreateTupleDescCopy(row->desc);
	copy->tuple = heap_copytuple(row->tuple);
	*(CfQueryRow **) arg = copy;
}

/* cf_query_first -- a copy of the first row of a query in a place, or NULL */
CfQueryRow *
cf_query_first(CfQueryPlace place, int how, const char *sql, int nargs,
			   const Oid *types, const Datum *values)
{
	CfQueryRow *row = NULL;

	cf_query_run(place, how | CF_QUERY_FIRST, sql, nargs, types, values, NULL,
				 copy_row, &row);
	return row;
}

/* cf_query_row -- the same as the desk's owner */
CfQueryRow *
cf_query_row(CfDesk *desk, const char *sql, int nargs, const Oid *types,
			 const Datum *values)
{
	return cf_query_first(cf_place_of_desk(desk), CF_QUERY_SNAPSHOT, sql, nargs,
						  types, values);
}

/*
 * cf_query_row_latest -- the same with what is committed by now
 *
 * For rows that are changed in turn, under a lock: the transaction's snapshot
 * may be older than the lock.
 */
CfQueryRow *
cf_query_row_latest(CfDesk *desk, const char *sql, int nargs,
					const Oid *types, const Datum *values)
{
	CommandCounterIncrement();
	return cf_query_first(cf_place_of_desk(desk), CF_QUERY_LATEST, sql, nargs,
						  types, values);
}

/* cf_query_by_id -- cf_query_row of a query whose one parameter is a bigint */
CfQueryRow *
cf_query_by_id(CfDesk *desk, const char *sql, int64 id)
{
	static const Oid types[] = {INT8OID};
	Datum		value = Int64GetDatum(id);

	return cf_query_row(desk, sql, 1, types, &value);
}

/*
 * cf_query_ids -- the numbers that a query gives as one bigint[], and how many
 * there are; NULL counts as none
 */
int
cf_query_ids(CfDesk *desk, const char *sql, int nargs, const Oid *types,
			 const Datum *values, Datum **ids)
{
	bool		isnull;
	Datum		array = cf_query_value(cf_query_row(desk, sql, nargs, types,
													values),
									   1, INT8ARRAYOID, &isnull);

	*ids = NULL;
	return isnull ? 0 : cf_array_elements(array, INT8OID, ids);
}
