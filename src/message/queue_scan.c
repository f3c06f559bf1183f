/*
 * queue_scan.c -- what an audience may claim, in order
 *
 * A claim mostly wants the first entry, which a query would need an executor
 * for.  So the index is read by hand; by SQL where the owner has changed table
 * or index.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/nbtree.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "desk/query.h"
#include "message/queue_scan.h"
#include "rights/as_owner.h"
#include "store/engine_table.h"

/* entries that SQL reads at once */
#define PAGE 16

struct CfQueueScan
{
	CfDesk	   *desk;
	const char *audience;
	/* by hand: index is not NULL */
	Relation	rel;
	Relation	index;
	Snapshot	snapshot;
	IndexScanDesc scan;
	TupleTableSlot *slot;
	ScanKeyData key[3];			/* where it begins, for a row comparison */
	/* by SQL */
	CfQueueKey	page[PAGE];
	int			count;			/* of the page */
	int			next;			/* in the page */
};

/* as the owner's SQL would read it: nothing filters or adds rows */
static bool
is_plain(CfDesk *desk, Relation rel)
{
	Form_pg_class form = rel->rd_rel;

	return form->relkind == RELKIND_RELATION &&
		form->relowner == desk->owner && !form->relhassubclass &&
		!form->relforcerowsecurity;
}

/* the index's condition, if any, is the template's */
static bool
covers_audiences(Relation index)
{
	List	   *predicate = RelationGetIndexPredicate(index);
	NullTest   *test = predicate ? linitial(predicate) : NULL;

	if (test == NULL)
		return true;
	return list_length(predicate) == 1 && IsA(test, NullTest) &&
		test->nulltesttype == IS_NOT_NULL && IsA(test->arg, Var) &&
		((Var *) test->arg)->varattno == CF_QU_AUDIENCE + 1;
}

/* the columns of the template's index of audiences, and what orders them */
static const struct
{
	AttrNumber	attno;
	RegProcedure compare;
}			index_keys[] = {
	{CF_QU_AUDIENCE + 1, F_BTTEXTCMP},
	{CF_QU_PRIORITY + 1, F_BTINT4CMP},
	{CF_QU_DUE_AT + 1, F_TIMESTAMPTZ_CMP},
	{CF_QU_COMPLAINT_ID + 1, F_BTINT8CMP}
};

static bool
serves(Relation index)
{
	Form_pg_index form = index->rd_index;

	if (index->rd_rel->relam != BTREE_AM_OID || !form->indisvalid ||
		form->indcheckxmin || form->indnkeyatts != lengthof(index_keys) ||
		!covers_audiences(index))
		return false;
	for (int i = 0; i < lengthof(index_keys); i++)
		if (form->indkey.values[i] != index_keys[i].attno ||
			index_getprocid(index, i + 1, BTORDER_PROC) !=
			index_keys[i].compare ||
			index->rd_indoption[i] != 0)
			return false;
	return true;
}

/* NULL where table or index are not as the template made them */
static Relation
open_index(CfDesk *desk, Relation rel)
{
	ListCell   *cell;

	if (!is_plain(desk, rel))
		return NULL;
	foreach(cell, RelationGetIndexList(rel))
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);

		if (serves(index))
			return index;
		index_close(index, AccessShareLock);
	}
	return NULL;
}

/* audience = ... AND (priority, due_at, complaint_id) > (...) */
static void
begin_by_hand(CfQueueScan *scan, const CfQueueKey *from)
{
	const Datum values[] = {
		Int32GetDatum(from->priority), TimestampTzGetDatum(from->due_at),
		Int64GetDatum(from->complaint_id)
	};
	ScanKeyData keys[2] = {0};

	ScanKeyEntryInitialize(&keys[0], 0, 1, BTEqualStrategyNumber, InvalidOid,
						   scan->index->rd_indcollation[0], F_TEXTEQ,
						   CStringGetTextDatum(scan->audience));
	for (int i = 0; i < lengthof(values); i++)
		ScanKeyEntryInitialize(&scan->key[i],
							   i < lengthof(values) - 1 ? SK_ROW_MEMBER :
							   SK_ROW_MEMBER | SK_ROW_END, i + 2,
							   BTGreaterStrategyNumber, InvalidOid, InvalidOid,
							   index_keys[i + 1].compare, values[i]);
	keys[1].sk_flags = SK_ROW_HEADER;
	keys[1].sk_attno = scan->key[0].sk_attno;
	keys[1].sk_strategy = BTGreaterStrategyNumber;
	keys[1].sk_argument = PointerGetDatum(scan->key);
	/* what this command has written counts, too */
	CommandCounterIncrement();
	scan->snapshot = RegisterSnapshot(GetTransactionSnapshot());
	scan->scan = cf_index_beginscan(scan->rel, scan->index, scan->snapshot,
									lengthof(keys));
	index_rescan(scan->scan, keys, lengthof(keys), NULL, 0);
	scan->slot = table_slot_create(scan->rel, NULL);
}

static void
read_key(CfQueryRow *row, void *arg)
{
	CfQueueScan *scan = arg;
	CfQueueKey *key = &scan->page[scan->count++];

	key->priority = cf_query_int(row, 1);
	key->due_at = cf_query_time(row, 2);
	key->complaint_id = cf_query_int64(row, 3);
}

/*
 * The first entries behind a key.  No "audience = $1": the planner would then
 * take the order from the primary key as well, and walk over all cases that
 * have an owner.
 */
static void
read_page(CfQueueScan *scan, CfQueueKey from)
{
	static const Oid types[] = {TEXTOID, INT4OID, TIMESTAMPTZOID, INT8OID};
	Datum		values[] = {
		CStringGetTextDatum(scan->audience), Int32GetDatum(from.priority),
		TimestampTzGetDatum(from.due_at), Int64GetDatum(from.complaint_id)
	};

	scan->count = scan->next = 0;
	cf_query_each(scan->desk, CF_QUERY_SNAPSHOT,
				  "SELECT priority, due_at, complaint_id"
				  " FROM queue WHERE audience <= $1"
				  " AND (audience, priority, due_at, complaint_id)"
				  " > ($1, $2, $3, $4)"
				  " ORDER BY audience, priority, due_at,"
				  " complaint_id LIMIT " CppAsString2(PAGE),
				  4, types, values, read_key, scan);
}

/*
 * cf_queue_scan_begin -- the entries of an audience behind a key
 *
 * Nothing is locked, and what others commit from now on need not be seen.
 */
CfQueueScan *
cf_queue_scan_begin(CfDesk *desk, const char *audience, const CfQueueKey *from)
{
	CfQueueScan *scan = palloc0(sizeof(CfQueueScan));

	scan->desk = desk;
	scan->audience = audience;
	scan->rel = table_open(cf_table_of_owner("queue", desk->schema,
											 desk->owner), AccessShareLock);
	scan->index = open_index(desk, scan->rel);
	if (scan->index != NULL)
		begin_by_hand(scan, from);
	else
		read_page(scan, *from);
	return scan;
}

static bool
next_by_hand(CfQueueScan *scan, CfQueueKey *key)
{
	TupleTableSlot *slot = scan->slot;

	if (!index_getnext_slot(scan->scan, ForwardScanDirection, slot))
		return false;
	slot_getsomeattrs(slot, CF_QU_AUDIENCE + 1);
	key->priority = DatumGetInt32(slot->tts_values[CF_QU_PRIORITY]);
	key->due_at = DatumGetTimestampTz(slot->tts_values[CF_QU_DUE_AT]);
	key->complaint_id = DatumGetInt64(slot->tts_values[CF_QU_COMPLAINT_ID]);
	return true;
}

/* cf_queue_scan_next -- the next entry; false behind the last one */
bool
cf_queue_scan_next(CfQueueScan *scan, CfQueueKey *key)
{
	if (scan->index != NULL)
		return next_by_hand(scan, key);
	if (scan->next == scan->count && scan->count == PAGE)
		read_page(scan, scan->page[PAGE - 1]);
	if (scan->next == scan->count)
		return false;
	*key = scan->page[scan->next++];
	return true;
}

void
cf_queue_scan_end(CfQueueScan *scan)
{
	if (scan->index != NULL)
	{
		ExecDropSingleTupleTableSlot(scan->slot);
		index_endscan(scan->scan);
		UnregisterSnapshot(scan->snapshot);
		index_close(scan->index, NoLock);
	}
	table_close(scan->rel, NoLock);
	pfree(scan);
}
