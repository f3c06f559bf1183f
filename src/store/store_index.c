/*
 * store_index.c -- the indexes of an engine table, described once
 *
 * The executor describes all indexes of a table anew for every statement and
 * compiles the predicates of partial ones at their first row.  For a single
 * row that is as much work as writing it.  Here the descriptions are kept as
 * long as the table's relcache entry stays valid.
 *
 * Only b-tree indexes are kept so: other kinds leave data in the description
 * that points into the opened index.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "catalog/index.h"
#include "catalog/pg_am.h"
#include "executor/executor.h"
#include "optimizer/optimizer.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "base/errors.h"
#include "store/store_index.h"

typedef struct Described
{
	Oid			relid;			/* hash key */
	bool		valid;
	bool		usable;			/* false: let the executor do it */
	MemoryContext cxt;			/* of the arrays and what they point to, or
								 * NULL when there are none */
	int			count;
	Oid		   *oids;
	IndexInfo **infos;
} Described;

static HTAB *tables = NULL;

/* of the relation cache, so far */
static uint64 messages = 0;

static bool
is_about(const Described *table, Oid relid)
{
	if (table->cxt == NULL)
		return false;
	if (!OidIsValid(relid) || table->relid == relid)
		return true;
	for (int i = 0; i < table->count; i++)
		if (table->oids[i] == relid)
			return true;
	return false;
}

/* an index that becomes ready for inserts announces itself, not its table */
static void
relcache_callback(Datum arg, Oid relid)
{
	HASH_SEQ_STATUS scan;
	Described  *table;

	messages++;
	hash_seq_init(&scan, tables);
	while ((table = hash_seq_search(&scan)) != NULL)
		if (is_about(table, relid))
			table->valid = false;
}

void
cf_indexes_init(void)
{
	HASHCTL		ctl = {0};

	ctl.keysize = sizeof(Oid);
	ctl.entrysize = sizeof(Described);
	tables = hash_create("complaint_flow indexes", 16, &ctl,
						 HASH_ELEM | HASH_BLOBS);
	CacheRegisterRelcacheCallback(relcache_callback, (Datum) 0);
}

/* what the executor would prepare at the first row */
static void
prepare_expressions(IndexInfo *info)
{
	ListCell   *cell;

	foreach(cell, info->ii_Expressions)
		info->ii_ExpressionsState =
			lappend(info->ii_ExpressionsState,
					ExecInitExpr(expression_planner(lfirst(cell)), NULL));
	if (info->ii_Predicate != NIL)
		info->ii_PredicateState =
			ExecInitQual((List *) expression_planner((Expr *) info->ii_Predicate),
						 NULL);
}

/* fills an entry that holds nothing; an error leaves it so */
static void
describe(Described *table, Relation rel)
{
	uint64		started_at = messages;
	List	   *oids = RelationGetIndexList(rel);
	int			count = list_length(oids);
	MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow indexes",
											  ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(cxt);
	ListCell   *cell;

	Assert(table->cxt == NULL);
	table->usable = true;
	table->oids = palloc(Max(count, 1) * sizeof(Oid));
	table->infos = palloc(Max(count, 1) * sizeof(IndexInfo *));
	foreach(cell, oids)
	{
		int			i = foreach_current_index(cell);
		Relation	index = index_open(lfirst_oid(cell), RowExclusiveLock);

		table->oids[i] = lfirst_oid(cell);
		table->infos[i] = BuildIndexInfo(index);
		table->usable &= index->rd_rel->relam == BTREE_AM_OID;
		prepare_expressions(table->infos[i]);
		index_close(index, NoLock);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextSetParent(cxt, CacheMemoryContext);
	table->count = count;
	table->cxt = cxt;
	table->valid = messages == started_at;
}

/* a caller up the stack may still use the arrays: not freed yet */
static void
release(Described *table)
{
	if (table->cxt != NULL)
		MemoryContextSetParent(table->cxt, TopTransactionContext);
	table->cxt = NULL;
}

/* entries of tables that are gone would stay for ever */
static void
forget_dropped(void)
{
	HASH_SEQ_STATUS scan;
	Described  *table;

	hash_seq_init(&scan, tables);
	while ((table = hash_seq_search(&scan)) != NULL)
	{
		if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(table->relid)))
			continue;
		release(table);
		hash_search(tables, &table->relid, HASH_REMOVE, NULL);
	}
}

static Described *
described(Relation rel)
{
	Oid			relid = RelationGetRelid(rel);
	Described  *table = hash_search(tables, &relid, HASH_FIND, NULL);

	if (table != NULL && table->cxt != NULL && table->valid)
		return table;
	if (table != NULL)
		release(table);
	else
	{
		forget_dropped();
		table = hash_search(tables, &relid, HASH_ENTER, NULL);
		table->cxt = NULL;
	}
	describe(table, rel);
	return table;
}

/*
 * cf_indexes_open -- as ExecOpenIndices, for a table that is open and locked
 *
 * Returns what cf_indexes_close needs to know.
 */
bool
cf_indexes_open(ResultRelInfo *result)
{
	Described  *table = described(result->ri_RelationDesc);

	if (!table->usable)
	{
		ExecOpenIndices(result, false);
		return false;
	}
	result->ri_NumIndices = table->count;
	result->ri_IndexRelationInfo = table->infos;
	result->ri_IndexRelationDescs = palloc(Max(table->count, 1) *
										   sizeof(Relation));
	for (int i = 0; i < table->count; i++)
		result->ri_IndexRelationDescs[i] = index_open(table->oids[i],
													  RowExclusiveLock);
	return true;
}

void
cf_indexes_close(ResultRelInfo *result, bool described)
{
	if (!described)
	{
		ExecCloseIndices(result);
		return;
	}
	for (int i = 0; i < result->ri_NumIndices; i++)
		index_close(result->ri_IndexRelationDescs[i], RowExclusiveLock);
}

/* one of all rows whose columns are those of the key, in its order */
static bool
is_of_key(Oid indexid, int nkeys, const AttrNumber *key)
{
	HeapTuple	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(indexid));
	Form_pg_index form;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for index %u", indexid);
	form = (Form_pg_index) GETSTRUCT(tuple);
	result = form->indisunique && form->indisvalid &&
		form->indnkeyatts == nkeys &&
		heap_attisnull(tuple, Anum_pg_index_indpred, NULL);
	for (int i = 0; result && i < nkeys; i++)
		result = form->indkey.values[i] == key[i];
	ReleaseSysCache(tuple);
	return result;
}

/*
 * cf_key_index -- the primary key, where it is the table's key, or a unique
 * index like it; KF010 when there is none
 */
Oid
cf_key_index(Relation rel, int nkeys, const AttrNumber *key)
{
	Oid			primary = cf_primary_key_index(rel);
	ListCell   *cell;

	if (OidIsValid(primary) && is_of_key(primary, nkeys, key))
		return primary;
	foreach(cell, RelationGetIndexList(rel))
		if (is_of_key(lfirst_oid(cell), nkeys, key))
			return lfirst_oid(cell);
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("table \"%s\" has lost the index of its key",
					RelationGetRelationName(rel)),
			 errhint("Add the primary key, or unique constraint, of the template again."),
			 errtable(rel)));
}
