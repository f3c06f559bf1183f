/*
 * store_index.c -- the IndexInfos of an engine table, built once
 *
 * The executor builds them anew for every statement, and compiles the
 * predicates of partial indexes at the first row.  For a single row that is as
 * much work as writing it.  Here they are kept until the table or one of its
 * indexes changes.
 *
 * Only for b-tree indexes: other kinds leave data in the IndexInfo that points
 * into the opened index.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "catalog/index.h"
#include "catalog/pg_am.h"
#include "executor/executor.h"
#include "optimizer/optimizer.h"
#include "storage/proc.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/table_cache.h"
#include "store/store_index.h"

/* tables closed in a transaction; from so many on the locks of indexes stay */
#define KEEP_LOCKS_FROM	50

typedef struct Described
{
	CfTableEntry head;			/* others: its indexes */
	bool		usable;			/* false: let the executor do it */
	IndexInfo **infos;
} Described;

static HTAB *tables = NULL;

void
cf_indexes_init(void)
{
	tables = cf_table_cache("complaint_flow indexes", sizeof(Described));
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

/* a new description, whose memory is below the caller's */
static Described
describe(Relation rel)
{
	Described	table = {.usable = true};
	MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow indexes",
											  ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(cxt);
	ListCell   *cell;

	table.head.cxt = cxt;
	table.head.others = RelationGetIndexList(rel);
	table.infos = palloc((list_length(table.head.others) + 1) *
						 sizeof(IndexInfo *));
	foreach(cell, table.head.others)
	{
		int			i = foreach_current_index(cell);
		Relation	index = index_open(lfirst_oid(cell), RowExclusiveLock);

		table.infos[i] = BuildIndexInfo(index);
		table.usable &= index->rd_rel->relam == BTREE_AM_OID;
		prepare_expressions(table.infos[i]);
		index_close(index, NoLock);
	}
	MemoryContextSwitchTo(caller);
	return table;
}

/*
 * A copy: opening an index may remove the entry.  What changed while it was
 * described, as an index that becomes ready for inserts, is not kept.
 */
static Described
described(Relation rel)
{
	Oid			relid = RelationGetRelid(rel);
	Described  *entry = cf_table_entry(tables, relid);
	uint64		changes = cf_table_changes();
	Described	fresh;

	if (entry != NULL)
		return *entry;
	fresh = describe(rel);
	if (changes != cf_table_changes())
		return fresh;
	entry = cf_table_entry_add(tables, relid, fresh.head.cxt,
							   fresh.head.others);
	entry->usable = fresh.usable;
	entry->infos = fresh.infos;
	return *entry;
}

/*
 * cf_indexes_open -- as ExecOpenIndices, for a table that is open and locked
 *
 * Returns what cf_indexes_close needs to know.
 */
bool
cf_indexes_open(ResultRelInfo *result)
{
	Described	table = described(result->ri_RelationDesc);
	ListCell   *cell;

	if (!table.usable)
	{
		ExecOpenIndices(result, false);
		return false;
	}
	result->ri_NumIndices = list_length(table.head.others);
	result->ri_IndexRelationInfo = table.infos;
	result->ri_IndexRelationDescs = palloc((result->ri_NumIndices + 1) *
										   sizeof(Relation));
	foreach(cell, table.head.others)
		result->ri_IndexRelationDescs[foreach_current_index(cell)] =
			index_open(lfirst_oid(cell), RowExclusiveLock);
	return true;
}

/*
 * What locks to give back when indexes are closed: a lock that is taken and
 * given back for each of many rows costs as much as a search in the index.
 */
static LOCKMODE
lock_to_release(void)
{
	static LocalTransactionId transaction = InvalidLocalTransactionId;
	static int	closed = 0;

	if (transaction != cf_local_xid())
	{
		transaction = cf_local_xid();
		closed = 0;
	}
	if (closed == KEEP_LOCKS_FROM)
		return NoLock;
	closed++;
	return RowExclusiveLock;
}

void
cf_indexes_close(ResultRelInfo *result, bool described)
{
	LOCKMODE	release;

	if (!described)
	{
		ExecCloseIndices(result);
		return;
	}
	release = lock_to_release();
	for (int i = 0; i < result->ri_NumIndices; i++)
		index_close(result->ri_IndexRelationDescs[i], release);
}

static Oid
collation_of(HeapTuple index, int place)
{
	bool		isnull;
	Datum		collations = SysCacheGetAttr(INDEXRELID, index,
											 Anum_pg_index_indcollation,
											 &isnull);

	return ((oidvector *) DatumGetPointer(collations))->values[place];
}

/*
 * A unique index of all rows whose columns are those of the key, in order, and
 * ordered by their collations
 */
static bool
is_of_key(Relation rel, Oid indexid, int nkeys, const AttrNumber *key)
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
	{
		Oid			collation = TupleDescAttr(RelationGetDescr(rel),
											  key[i] - 1)->attcollation;

		result = form->indkey.values[i] == key[i] &&
			(!OidIsValid(collation) || collation_of(tuple, i) == collation);
	}
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

	if (OidIsValid(primary) && is_of_key(rel, primary, nkeys, key))
		return primary;
	foreach(cell, RelationGetIndexList(rel))
		if (is_of_key(rel, lfirst_oid(cell), nkeys, key))
			return lfirst_oid(cell);
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("table \"%s\" has lost the index of its key",
					RelationGetRelationName(rel)),
			 errhint("Add the primary key, or unique constraint, of the template again."),
			 errtable(rel)));
}
