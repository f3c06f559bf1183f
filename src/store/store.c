/*
 * store.c -- the engine's own rows: history, clocks, queue, messages
 *
 * Rows of a case are read and written only under the lock of its row of
 * complaint, which every writer takes first.  So the newest version of a row
 * is the right one, whatever the transaction's snapshot shows: scans use
 * SnapshotSelf.  Rows that cases share are locked by cf_store_lock; who only
 * looks at one, as for a declared incident, may miss a change that is being
 * committed, and settling looks again.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/shard.h"
#include "desk/query.h"
#include "store/store.h"
#include "store/store_columns.h"
#include "store/store_index.h"
#include "store/store_sql.h"
#include "store/store_table.h"

static const CfTableInfo tables[CF_TABLE_COUNT] = {
	{"complaint_event", CF_EV_COLUMNS, 2, {1, 2}, {F_INT8EQ, F_INT4EQ}},
	{"complaint_event_personal", CF_EP_COLUMNS, 2, {1, 2},
	{F_INT8EQ, F_INT4EQ}},
	{"clock", CF_CL_COLUMNS, 3, {1, 2, 3}, {F_INT8EQ, F_TEXTEQ, F_INT4EQ}},
	{"queue", CF_QU_COLUMNS, 3, {1, 2, 3},
	{F_INT4EQ, F_TIMESTAMPTZ_EQ, F_INT8EQ}},
	{"issue_count", CF_IC_COLUMNS, 2, {1, 2}, {F_TEXTEQ, F_DATE_EQ}},
	{"issue_moved", CF_IM_COLUMNS, 3, {1, 2, 3},
	{F_TEXTEQ, F_DATE_EQ, F_INT8EQ}},
	{"customer_turn", CF_CT_COLUMNS, 1, {1}, {F_INT8EQ}},
	{"outbox", CF_OB_COLUMNS, 1, {CF_OB_DEDUP_KEY + 1}, {F_TEXTEQ}},
	{"kpi_change", CF_KC_COLUMNS, 0},
	{"kpi_case", CF_KS_COLUMNS, 1, {1}, {F_INT8EQ}}
};

static CfStoreTable *
open_table(CfDesk *desk, bool direct, CfEngineTable table, LOCKMODE lock)
{
	CfStoreTable *store = palloc0(sizeof(CfStoreTable));
	const CfTableInfo *info = &tables[table];
	Oid			relid = cf_relid_of(info->name, desk->schema);

	if (!OidIsValid(relid))
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("desk \"%s\" has lost its table \"%s\"",
						desk->name, info->name),
				 errhint("Rename or restore the table.")));
	if (lock == RowExclusiveLock)
		cf_hold_shard(relid);
	store->desk = desk;
	store->info = info;
	store->cxt = CurrentMemoryContext;
	store->columns = cf_stored_columns(desk, table, info->name);
	Assert(store->columns->count == info->ncolumns);
	store->rel = table_open(relid, lock);
	cf_stored_check_types(store->columns, RelationGetDescr(store->rel));
	store->direct = direct &&
		store->rel->rd_rel->relkind == RELKIND_RELATION &&
		RelationGetNumberOfAttributes(store->rel) == info->ncolumns;
	return store;
}

/*
 * cf_store_open -- open a table, until cf_store_close
 *
 * Rows may be written in memory contexts below the current one.
 * Throws KF010 when the table is missing or has other columns than the
 * template.
 */
CfStoreTable *
cf_store_open(CfDesk *desk, bool direct, CfEngineTable table)
{
	return open_table(desk, direct, table, RowExclusiveLock);
}

/*
 * cf_store_open_to_read -- for cf_store_find only
 *
 * The lock goes when it is closed, as that of a system table: a backend keeps
 * 16 at hand, and an INSERT needs nearly as many for what it writes.
 */
CfStoreTable *
cf_store_open_to_read(CfDesk *desk, bool direct, CfEngineTable table)
{
	CfStoreTable *store = open_table(desk, direct, table, AccessShareLock);

	store->release = AccessShareLock;
	return store;
}

static void
prepare_write(CfStoreTable *store)
{
	MemoryContext caller;

	if (store->estate != NULL)
		return;
	caller = MemoryContextSwitchTo(store->cxt);
	store->estate = CreateExecutorState();
	store->result = makeNode(ResultRelInfo);
	/* no range table: nobody's permissions are asked */
	InitResultRelInfo(store->result, store->rel, 0, NULL, 0);
	store->described = cf_indexes_open(store->result);
	store->slot = table_slot_create(store->rel, &store->estate->es_tupleTable);
	store->old_slot = table_slot_create(store->rel,
										&store->estate->es_tupleTable);
	MemoryContextSwitchTo(caller);
}

void
cf_store_close(CfStoreTable *store)
{
	if (store->estate != NULL)
	{
		cf_indexes_close(store->result, store->described);
		ExecResetTupleTable(store->estate->es_tupleTable, false);
		FreeExecutorState(store->estate);
	}
	table_close(store->rel, store->release);
	pfree(store);
}

/* cf_store_desc -- of the table's rows */
TupleDesc
cf_store_desc(CfStoreTable *store)
{
	return RelationGetDescr(store->rel);
}

/* cf_store_is_direct -- are rows written and found without SQL? */
bool
cf_store_is_direct(CfStoreTable *store)
{
	return store->direct;
}

static void
fill_slot(CfStoreTable *store, Datum *values, bool *nulls)
{
	int			natts = store->info->ncolumns;

	ExecClearTuple(store->slot);
	memcpy(store->slot->tts_values, values, natts * sizeof(Datum));
	memcpy(store->slot->tts_isnull, nulls, natts * sizeof(bool));
	ExecStoreVirtualTuple(store->slot);
}

/*
 * cf_store_can_lock -- may cf_store_lock and cf_store_insert_new be used?
 *
 * They do what SELECT ... FOR NO KEY UPDATE and INSERT ... ON CONFLICT DO
 * NOTHING do in READ COMMITTED.  Above that, the snapshot decides what may be
 * locked; triggers of the desk's own fire for the whole statement, too; and a
 * table that others inherit has rows there.
 */
bool
cf_store_can_lock(CfStoreTable *store)
{
	return store->direct && !IsolationUsesXactSnapshot() &&
		store->rel->trigdesc == NULL &&
		!store->rel->rd_rel->relhassubclass &&
		!store->rel->rd_rel->relispartition;
}

/*
 * cf_store_insert_new -- insert a row unless another one, perhaps not
 * committed yet, has its key; was it inserted?
 *
 * As ExecInsert does for ON CONFLICT, but without waiting.
 */
bool
cf_store_insert_new(CfStoreTable *store, Datum *values, bool *nulls)
{
	TransactionId xid = GetCurrentTransactionId();
	bool		conflict = false;
	uint32		token;

	Assert(cf_store_can_lock(store));
	prepare_write(store);
	fill_slot(store, values, nulls);
	if (RelationGetDescr(store->rel)->constr != NULL)
		ExecConstraints(store->result, store->slot, store->estate);
	token = SpeculativeInsertionLockAcquire(xid);
	table_tuple_insert_speculative(store->rel, store->slot,
								   GetCurrentCommandId(true), 0, NULL, token);
	(void) cf_insert_index_tuples(store->result, store->slot, store->estate,
								  &conflict);
	table_tuple_complete_speculative(store->rel, store->slot, token, !conflict);
	SpeculativeInsertionLockRelease(xid);
	return !conflict;
}

void
cf_store_insert(CfStoreTable *store, Datum *values, bool *nulls)
{
	if (store->direct)
	{
		prepare_write(store);
		fill_slot(store, values, nulls);
		ExecSimpleRelationInsert(store->result, store->estate, store->slot);
	}
	else
		cf_store_insert_by_sql(store, values, nulls);
}

/* replaces a row by the one in store->slot, or deletes it */
static void
change_direct(CfStoreTable *store, CfStored *old, bool delete)
{
	EPQState	epqstate;

	cf_eval_plan_qual_init(&epqstate, store->estate);
	/* a BEFORE trigger of the desk's own locks the row */
	store->estate->es_output_cid = GetCurrentCommandId(true);
	ExecForceStoreHeapTuple(old->tuple, store->old_slot, false);
	store->old_slot->tts_tid = old->tuple->t_self;
	if (delete)
		ExecSimpleRelationDelete(store->result, store->estate, &epqstate,
								 store->old_slot);
	else
		ExecSimpleRelationUpdate(store->result, store->estate, &epqstate,
								 store->old_slot, store->slot);
	/* the caller may free the old row, and change another one */
	ExecClearTuple(store->old_slot);
	EvalPlanQualEnd(&epqstate);
}

void
cf_store_update(CfStoreTable *store, CfStored *old, Datum *values, bool *nulls)
{
	if (store->direct)
	{
		prepare_write(store);
		fill_slot(store, values, nulls);
		change_direct(store, old, false);
	}
	else
		cf_store_update_by_sql(store, old, values, nulls);
}

void
cf_store_delete(CfStoreTable *store, CfStored *old)
{
	if (store->direct)
	{
		prepare_write(store);
		change_direct(store, old, true);
	}
	else
		cf_store_delete_by_sql(store, old);
}

static List *
find_direct(CfStoreTable *store, const Datum *key, int nkeys)
{
	ScanKeyData scankeys[3];
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *rows = NIL;

	for (int i = 0; i < nkeys; i++)
	{
		AttrNumber	attno = store->info->key[i];

		ScanKeyInit(&scankeys[i], attno, BTEqualStrategyNumber,
					store->info->equal[i], key[i]);
		/* that of the index, which is ordered by it */
		scankeys[i].sk_collation =
			TupleDescAttr(RelationGetDescr(store->rel), attno - 1)->attcollation;
	}
	scan = systable_beginscan(store->rel,
							  cf_key_index(store->rel, store->info->nkeys,
										   store->info->key), true,
							  SnapshotSelf, nkeys, scankeys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		rows = lappend(rows, cf_stored_row(store, tuple,
										   RelationGetDescr(store->rel)));
	systable_endscan(scan);
	return rows;
}

static TM_Result
lock_row(CfStoreTable *store, const CfStored *row, LockWaitPolicy policy)
{
	TupleTableSlot *slot = table_slot_create(store->rel, NULL);
	TM_FailureData failure;
	TM_Result	result;

	result = table_tuple_lock(store->rel, &row->tuple->t_self,
							  GetActiveSnapshot(), slot,
							  GetCurrentCommandId(true),
							  LockTupleNoKeyExclusive, policy, 0, &failure);
	ExecDropSingleTupleTableSlot(slot);
	return result;
}

/*
 * cf_store_lock -- lock the row of a key until the transaction ends
 *
 * NULL when there is none, or when somebody else has it and we do not wait.
 * A row that the running command has written cannot be locked.
 */
CfStored *
cf_store_lock(CfStoreTable *store, const Datum *key, bool wait)
{
	TM_Result	result = TM_Updated;
	CfStored   *row = NULL;

	Assert(cf_store_can_lock(store));
	/* one that somebody has changed meanwhile is looked for again */
	while (result == TM_Updated || result == TM_Deleted)
	{
		List	   *found = find_direct(store, key, store->info->nkeys);

		if (found == NIL)
			return NULL;
		row = linitial(found);
		result = lock_row(store, row, wait ? LockWaitBlock : LockWaitSkip);
	}
	if (result != TM_Ok && result != TM_WouldBlock)
		elog(ERROR, "row could not be locked: %d", result);
	return result == TM_Ok ? row : NULL;
}

/* cf_store_find -- rows by the first nkeys columns of the table's key */
List *
cf_store_find(CfStoreTable *store, const Datum *key, int nkeys)
{
	if (store->direct)
		return find_direct(store, key, nkeys);
	return cf_store_find_by_sql(store, key, nkeys);
}
