/*
 * case_scan.c -- the rows of one case after another, also where complaint is
 * partitioned
 *
 * A number does not tell the partition.  But each partition's scan knows its
 * next number, so for cases in ascending order the others are asked without
 * searching their indexes.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_inherits.h"
#include "utils/lsyscache.h"

#include "figures/case_scan.h"

static bool
open_part(CfCaseScan *cases, CfDesk *desk, Oid relid)
{
	static const char *const key[] = {"id"};
	CfCasePart *part = &cases->parts[cases->nparts++];

	if (!cf_key_scan_open_table(&part->scan, desk, relid, 1, key))
		return false;
	part->map = convert_tuples_by_name(RelationGetDescr(part->scan.rel),
									   RelationGetDescr(cases->rel));
	return true;
}

/*
 * cf_case_scan_open -- of all cases of the desk
 *
 * False when they have to be read by SQL.  The scan must be zeroed; close it
 * in either case.
 */
bool
cf_case_scan_open(CfCaseScan *cases, CfDesk *desk)
{
	Form_pg_class form;
	List	   *tables;
	ListCell   *cell;

	cases->rel = table_open(desk->complaint_relid, AccessShareLock);
	form = cases->rel->rd_rel;
	if (form->relkind == RELKIND_PARTITIONED_TABLE)
	{
		if (form->relowner != desk->owner || form->relforcerowsecurity)
			return false;
		tables = find_all_inheritors(desk->complaint_relid, AccessShareLock,
									 NULL);
	}
	else
		tables = list_make1_oid(desk->complaint_relid);
	cases->parts = palloc0(list_length(tables) * sizeof(CfCasePart));
	foreach(cell, tables)
		if (get_rel_relkind(lfirst_oid(cell)) != RELKIND_PARTITIONED_TABLE &&
			!open_part(cases, desk, lfirst_oid(cell)))
			return false;
	list_free(tables);
	return true;
}

/* cf_case_scan_begin -- as cf_key_scan_begin */
void
cf_case_scan_begin(CfCaseScan *cases)
{
	for (int i = 0; i < cases->nparts; i++)
		cf_key_scan_begin(&cases->parts[i].scan);
	cases->mapped = table_slot_create(cases->rel, NULL);
}

/*
 * cf_case_scan_find -- all columns of a case, as complaint has them; NULL:
 * there is none.  It lives until the next call.
 */
TupleTableSlot *
cf_case_scan_find(CfCaseScan *cases, int64 id)
{
	for (int i = 0; i < cases->nparts; i++)
	{
		int			at = (cases->latest + i) % cases->nparts;
		CfCasePart *part = &cases->parts[at];

		cf_key_scan_seek(&part->scan, id);
		if (!cf_key_scan_next(&part->scan))
			continue;
		cases->latest = at;
		if (part->map != NULL)
			return execute_attr_map_slot(part->map->attrMap,
										 part->scan.slot, cases->mapped);
		slot_getallattrs(part->scan.slot);
		return part->scan.slot;
	}
	return NULL;
}

void
cf_case_scan_close(CfCaseScan *cases)
{
	if (cases->mapped != NULL)
		ExecDropSingleTupleTableSlot(cases->mapped);
	for (int i = 0; i < cases->nparts; i++)
		cf_key_scan_close(&cases->parts[i].scan);
	if (cases->rel != NULL)
		table_close(cases->rel, NoLock);
}
