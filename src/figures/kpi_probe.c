/*
 * kpi_probe.c -- the rows of one case after another in a table, by index
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
#include "figures/kpi_probe.h"

/* over so many keys a scan walks on; a search costs about as much */
#define STEPS_MAX 4

/* as the owner's SQL would read it: nothing filters or adds rows */
static bool
is_plain(CfDesk *desk, Relation rel)
{
	Form_pg_class form = rel->rd_rel;

	return form->relkind == RELKIND_RELATION && form->relowner == desk->owner &&
		!form->relhassubclass && !form->relforcerowsecurity;
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
 * cf_probe_column -- number of a column, 0 when there is none of that name
 * and type
 */
AttrNumber
cf_probe_column(CfProbe *probe, const char *name, Oid type)
{
	AttrNumber	attno = get_attnum(RelationGetRelid(probe->rel), name);

	if (attno <= 0 ||
		TupleDescAttr(RelationGetDescr(probe->rel), attno - 1)->atttypid != type)
		return 0;
	return attno;
}

/*
 * cf_probe_open -- a table of the desk, to be searched by the first of some
 * columns, a bigint that is never NULL, and returning rows in the order of the others
 *
 * False when the table, or its indexes, are not as the template made them.
 * The probe must be zeroed; close it in either case.
 */
bool
cf_probe_open(CfProbe *probe, CfDesk *desk, const char *table, int nkeys,
			  const char *const *keys)
{
	Oid			relid = get_relname_relid(table, desk->schema);
	AttrNumber	attnos[INDEX_MAX_KEYS];

	if (!OidIsValid(relid) || get_rel_relkind(relid) != RELKIND_RELATION)
		return false;
	probe->rel = table_open(relid, AccessShareLock);
	if (!is_plain(desk, probe->rel))
		return false;
	for (int i = 0; i < nkeys; i++)
		attnos[i] = get_attnum(relid, keys[i]);
	if (attnos[0] <= 0 || cf_probe_column(probe, keys[0], INT8OID) == 0)
		return false;
	probe->key = attnos[0];
	probe->index = find_index(probe->rel, nkeys, attnos);
	return probe->index != NULL;
}

/*
 * cf_probe_begin -- from here on rows of the active snapshot
 *
 * The current memory context has to outlive the probe.
 */
void
cf_probe_begin(CfProbe *probe)
{
	probe->cxt = CurrentMemoryContext;
	probe->scan = cf_index_beginscan(probe->rel, probe->index,
									 GetActiveSnapshot(), 1);
	probe->slot = table_slot_create(probe->rel, NULL);
}

/* first row of this key or a later one */
static void
search(CfProbe *probe, int64 key)
{
	ScanKeyData scankey;

	ScanKeyInit(&scankey, 1, BTGreaterEqualStrategyNumber, F_INT8GE,
				Int64GetDatum(key));
	index_rescan(probe->scan, &scankey, 1, NULL, 0);
	probe->row = CF_ROW_NONE;
	probe->ended = false;
	probe->started = true;
}

/* cf_probe_seek -- to the rows of a key; what slot held is gone */
void
cf_probe_seek(CfProbe *probe, int64 key)
{
	int64		at = probe->row == CF_ROW_WAITS ? probe->found : probe->sought;

	if (!probe->started || key <= probe->sought ||
		(!probe->ended && key > at && key - at > STEPS_MAX))
		search(probe, key);
	probe->sought = key;
}

static bool
fetch(CfProbe *probe)
{
	MemoryContext caller;
	bool		isnull;

	if (probe->ended)
		return false;
	/* a b-tree scan allocates what it needs when it first needs it */
	caller = MemoryContextSwitchTo(probe->cxt);
	probe->ended = !index_getnext_slot(probe->scan, ForwardScanDirection,
									   probe->slot);
	MemoryContextSwitchTo(caller);
	if (probe->ended)
	{
		probe->row = CF_ROW_NONE;
		return false;
	}
	probe->found = DatumGetInt64(slot_getattr(probe->slot, probe->key,
											  &isnull));
	probe->row = CF_ROW_WAITS;
	return true;
}

/* cf_probe_next -- false behind the last row of the key */
bool
cf_probe_next(CfProbe *probe)
{
	while (probe->row == CF_ROW_WAITS || fetch(probe))
	{
		if (probe->found > probe->sought)
			return false;
		probe->row = CF_ROW_HANDED_OUT;
		if (probe->found == probe->sought)
			return true;
	}
	return false;
}

void
cf_probe_close(CfProbe *probe)
{
	if (probe->scan != NULL)
	{
		ExecDropSingleTupleTableSlot(probe->slot);
		index_endscan(probe->scan);
	}
	if (probe->index != NULL)
		index_close(probe->index, NoLock);
	if (probe->rel != NULL)
		table_close(probe->rel, NoLock);
}
