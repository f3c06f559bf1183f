/*
 * key_scan.c -- the rows of one case after another in a table, by index
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_am.h"
#include "catalog/pg_opfamily.h"
#include "catalog/pg_type.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "base/shard.h"
#include "figures/key_scan.h"

/* over so many keys a scan walks on; a search costs about as much */
#define STEPS_MAX 4

/* as the owner's SQL would read it: nothing filters or adds rows */
static bool
is_plain(CfDesk *desk, Relation rel)
{
	Form_pg_class form = rel->rd_rel;

	return form->relkind == RELKIND_RELATION &&
		form->relowner == desk->owner && !form->relhassubclass &&
		!form->relforcerowsecurity;
}

/* does an ascending b-tree of all rows begin with these columns? */
static bool
serves(Relation index, int nkeys, const AttrNumber *keys)
{
	Form_pg_index form = index->rd_index;

	if (index->rd_rel->relam != BTREE_AM_OID || !form->indisvalid ||
		form->indcheckxmin || form->indnkeyatts < nkeys ||
		RelationGetIndexPredicate(index) != NIL ||
		index->rd_opfamily[0] != INTEGER_BTREE_FAM_OID)
		return false;
	for (int i = 0; i < nkeys; i++)
		if (form->indkey.values[i] != keys[i] || index->rd_indoption[i] != 0)
			return false;
	return true;
}

static Relation
find_index(Relation rel, int nkeys, const AttrNumber *keys)
{
	ListCell   *cell;

	foreach(cell, RelationGetIndexList(rel))
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);

		if (serves(index, nkeys, keys))
			return index;
		index_close(index, AccessShareLock);
	}
	return NULL;
}

/*
 * cf_key_scan_column -- number of a column, 0 when there is none of that name
 * and type
 */
AttrNumber
cf_key_scan_column(CfKeyScan *scan, const char *name, Oid type)
{
	TupleDesc	desc = RelationGetDescr(scan->rel);
	AttrNumber	attno = get_attnum(RelationGetRelid(scan->rel), name);

	if (attno <= 0 || TupleDescAttr(desc, attno - 1)->atttypid != type)
		return 0;
	return attno;
}

/*
 * cf_key_scan_open -- of a table of the desk; the first of some columns is the
 * key, a bigint that is never NULL, and rows come in the order of the others
 *
 * False when the table, or its indexes, are not as the template made them.
 * The scan must be zeroed; close it in either case.
 */
bool
cf_key_scan_open(CfKeyScan *scan, CfDesk *desk, const char *table, int nkeys,
				 const char *const *keys)
{
	Oid			relid = cf_relid_of(table, desk->schema);

	return OidIsValid(relid) &&
		cf_key_scan_open_table(scan, desk, relid, nkeys, keys);
}

/* cf_key_scan_open_table -- the same of a table with this OID */
bool
cf_key_scan_open_table(CfKeyScan *scan, CfDesk *desk, Oid relid, int nkeys,
					   const char *const *keys)
{
	AttrNumber	attnos[INDEX_MAX_KEYS];

	if (get_rel_relkind(relid) != RELKIND_RELATION)
		return false;
	scan->rel = table_open(relid, AccessShareLock);
	if (!is_plain(desk, scan->rel))
		return false;
	for (int i = 0; i < nkeys; i++)
		attnos[i] = get_attnum(relid, keys[i]);
	if (attnos[0] <= 0 || cf_key_scan_column(scan, keys[0], INT8OID) == 0)
		return false;
	scan->key = attnos[0];
	scan->index = find_index(scan->rel, nkeys, attnos);
	return scan->index != NULL;
}

/*
 * cf_key_scan_begin -- from here on rows of the active snapshot
 *
 * The current memory context has to outlive the scan.
 */
void
cf_key_scan_begin(CfKeyScan *scan)
{
	scan->cxt = CurrentMemoryContext;
	scan->index_scan = cf_index_beginscan(scan->rel, scan->index,
										  GetActiveSnapshot(), 1);
	scan->slot = table_slot_create(scan->rel, NULL);
}

/* first row of this key or a later one */
static void
search(CfKeyScan *scan, int64 key)
{
	ScanKeyData scankey;

	ScanKeyInit(&scankey, 1, BTGreaterEqualStrategyNumber, F_INT8GE,
				Int64GetDatum(key));
	index_rescan(scan->index_scan, &scankey, 1, NULL, 0);
	scan->row = CF_ROW_NONE;
	scan->ended = false;
	scan->started = true;
}

/* cf_key_scan_seek -- to the rows of a key; what slot held is gone */
void
cf_key_scan_seek(CfKeyScan *scan, int64 key)
{
	int64		at = scan->row == CF_ROW_WAITS ? scan->found : scan->sought;

	if (!scan->started || key <= scan->sought ||
		(!scan->ended && key > at && key - at > STEPS_MAX))
		search(scan, key);
	scan->sought = key;
}

static bool
fetch(CfKeyScan *scan)
{
	MemoryContext caller;
	bool		isnull;

	if (scan->ended)
		return false;
	/* a b-tree scan allocates what it needs when it first needs it */
	caller = MemoryContextSwitchTo(scan->cxt);
	scan->ended = !index_getnext_slot(scan->index_scan, ForwardScanDirection,
									  scan->slot);
	MemoryContextSwitchTo(caller);
	if (scan->ended)
	{
		scan->row = CF_ROW_NONE;
		return false;
	}
	scan->found = DatumGetInt64(slot_getattr(scan->slot, scan->key,
											 &isnull));
	scan->row = CF_ROW_WAITS;
	return true;
}

/* cf_key_scan_next -- false behind the last row of the key */
bool
cf_key_scan_next(CfKeyScan *scan)
{
	while (scan->row == CF_ROW_WAITS || fetch(scan))
	{
		if (scan->found > scan->sought)
			return false;
		scan->row = CF_ROW_HANDED_OUT;
		if (scan->found == scan->sought)
			return true;
	}
	return false;
}

void
cf_key_scan_close(CfKeyScan *scan)
{
	if (scan->index_scan != NULL)
	{
		ExecDropSingleTupleTableSlot(scan->slot);
		index_endscan(scan->index_scan);
	}
	if (scan->index != NULL)
		index_close(scan->index, NoLock);
	if (scan->rel != NULL)
		table_close(scan->rel, NoLock);
}
