/*
 * desk_rows.c -- the rows of a table of the policy
 *
 * A backend reads more than thirty small tables before its first write.
 * Parsing and planning a query for each would take most of that time, so a
 * plain table is scanned here.  SQL reads whatever a scan would not do justice
 * to: another policy than the one in force, partitions, row level security
 * that holds for the owner, columns that the owner may not read or that
 * somebody has just altered.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "base/shard.h"
#include "desk/desk_rows.h"
#include "desk/query.h"

#define COLUMNS_MAX	32

typedef struct Reading
{
	CfDesk	   *desk;
	const CfDeskTable *table;
	CfDeskReader reader;
	void	   *arg;
	bool		latest;			/* not under the active snapshot */
} Reading;

/* a table that is scanned */
typedef struct TableScan
{
	Relation	rel;
	AttrNumber	places[COLUMNS_MAX];	/* of the columns, in their order */
	AttrNumber	sort[CF_SORT_KEYS]; /* 0: no such key */
	AttrNumber	active;			/* 0: all rows */
	bool		downwards;
} TableScan;

typedef struct SortedRow
{
	HeapTuple	tuple;
	int64		keys[CF_SORT_KEYS];
} SortedRow;

typedef struct SortedRows
{
	SortedRow  *list;
	int			count;
	int			room;
} SortedRows;

/* the text of the query that reads the same as a scan */
static char *
query_for(const Reading *reading)
{
	const CfDeskTable *table = reading->table;
	const char *direction = table->downwards ? "DESC" : "";
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "%sSELECT %s FROM %s", reading->desk->source,
					 table->columns, table->name);
	if (table->only_active)
		appendStringInfoString(&sql, " WHERE active");
	for (int i = 0; i < CF_SORT_KEYS && table->sort[i] != NULL; i++)
		appendStringInfo(&sql, "%s %s %s", i == 0 ? " ORDER BY" : ",",
						 table->sort[i], direction);
	return sql.data;
}

static void
read_row(CfQueryRow *row, void *arg)
{
	Reading    *reading = arg;
	MemoryContext caller = MemoryContextSwitchTo(reading->desk->cxt);

	reading->reader(reading->desk, row, reading->arg);
	MemoryContextSwitchTo(caller);
}

/* may a scan read what the owner's SQL would? */
static bool
is_plain(const CfDesk *desk, Relation rel)
{
	return rel->rd_rel->relkind == RELKIND_RELATION &&
		!rel->rd_rel->relhassubclass &&
		pg_class_aclcheck(RelationGetRelid(rel), desk->owner,
						  ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(RelationGetRelid(rel), desk->owner,
						 true) != RLS_ENABLED;
}

static AttrNumber
place_of(Relation rel, const char *name, int len)
{
	TupleDesc	desc = RelationGetDescr(rel);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		if (!column->attisdropped &&
			strncmp(NameStr(column->attname), name, len) == 0 &&
			NameStr(column->attname)[len] == '\0')
			return column->attnum;
	}
	return InvalidAttrNumber;
}

static bool
place_columns(TableScan *scan, const char *columns)
{
	int			count = 0;

	for (const char *name = columns; name != NULL;)
	{
		const char *comma = strchr(name, ',');
		int			len = comma ? comma - name : strlen(name);

		Assert(count < COLUMNS_MAX);
		scan->places[count] = place_of(scan->rel, name, len);
		if (scan->places[count++] == InvalidAttrNumber)
			return false;
		name = comma ? comma + 2 : NULL;
	}
	return true;
}

static Oid
type_at(const TableScan *scan, AttrNumber place)
{
	return place == InvalidAttrNumber ? InvalidOid :
		TupleDescAttr(RelationGetDescr(scan->rel), place - 1)->atttypid;
}

static bool
place_keys(TableScan *scan, const CfDeskTable *table)
{
	for (int i = 0; i < CF_SORT_KEYS && table->sort[i] != NULL; i++)
	{
		Oid			type;

		scan->sort[i] = place_of(scan->rel, table->sort[i],
								 strlen(table->sort[i]));
		type = type_at(scan, scan->sort[i]);
		if (type != INT4OID && type != INT8OID && type != TIMESTAMPTZOID)
			return false;
	}
	if (table->only_active)
		scan->active = place_of(scan->rel, "active", strlen("active"));
	return !table->only_active || type_at(scan, scan->active) == BOOLOID;
}

/* a value to sort by; NULL comes where PostgreSQL puts it */
static int64
key_of(const TableScan *scan, AttrNumber place, TupleTableSlot *slot)
{
	bool		isnull;
	Datum		value;

	if (place == InvalidAttrNumber)
		return 0;
	value = slot_getattr(slot, place, &isnull);
	return isnull ? PG_INT64_MAX :
		type_at(scan, place) == INT4OID ? DatumGetInt32(value) :
		DatumGetInt64(value);
}

static bool
is_wanted(const TableScan *scan, TupleTableSlot *slot)
{
	bool		isnull = false;

	return scan->active == InvalidAttrNumber ||
		(DatumGetBool(slot_getattr(slot, scan->active, &isnull)) && !isnull);
}

static void
add_row(SortedRows *rows, const TableScan *scan, TupleTableSlot *slot)
{
	SortedRow  *row;

	if (rows->count == rows->room)
	{
		rows->room = Max(2 * rows->room, 32);
		rows->list = rows->list == NULL ?
			palloc(rows->room * sizeof(SortedRow)) :
			repalloc_huge(rows->list, rows->room * sizeof(SortedRow));
	}
	row = &rows->list[rows->count++];
	row->tuple = ExecCopySlotHeapTuple(slot);
	for (int i = 0; i < CF_SORT_KEYS; i++)
		row->keys[i] = key_of(scan, scan->sort[i], slot);
}

static int
compare_rows(const void *a, const void *b, void *arg)
{
	const SortedRow *x = a;
	const SortedRow *y = b;
	const TableScan *scan = arg;

	for (int i = 0; i < CF_SORT_KEYS; i++)
		if (x->keys[i] != y->keys[i])
			return (x->keys[i] < y->keys[i]) == scan->downwards ? 1 : -1;
	return 0;
}

static SortedRows
collect(TableScan *scan)
{
	SortedRows	rows = {0};
	TupleTableSlot *slot = table_slot_create(scan->rel, NULL);
	TableScanDesc table = cf_table_beginscan(scan->rel, GetActiveSnapshot());

	while (table_scan_getnextslot(table, ForwardScanDirection, slot))
	{
		CHECK_FOR_INTERRUPTS();
		if (is_wanted(scan, slot))
			add_row(&rows, scan, slot);
	}
	table_endscan(table);
	ExecDropSingleTupleTableSlot(slot);
	if (scan->sort[0] != InvalidAttrNumber && rows.count > 1)
		qsort_arg(rows.list, rows.count, sizeof(SortedRow), compare_rows, scan);
	return rows;
}

/* false: SQL must do it, and complain where something is wrong */
static bool
scan_table(Reading *reading, Relation rel)
{
	TableScan	scan = {rel,.downwards = reading->table->downwards};
	MemoryContext cxt;
	MemoryContext caller;
	SortedRows	rows;
	Datum	   *values;
	bool	   *nulls;

	if (!is_plain(reading->desk, rel) ||
		!place_columns(&scan, reading->table->columns) ||
		!place_keys(&scan, reading->table))
		return false;
	cxt = AllocSetContextCreate(CurrentMemoryContext, "complaint_flow rows",
								ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(cxt);
	/* after the table was locked, and as long as values are read */
	if (reading->latest)
		PushActiveSnapshot(GetLatestSnapshot());
	rows = collect(&scan);
	values = palloc(RelationGetNumberOfAttributes(rel) * sizeof(Datum));
	nulls = palloc(RelationGetNumberOfAttributes(rel) * sizeof(bool));
	for (int i = 0; i < rows.count; i++)
	{
		CfQueryRow	row = {RelationGetDescr(rel), rows.list[i].tuple,
		scan.places, values, nulls};

		heap_deform_tuple(row.tuple, row.desc, values, nulls);
		read_row(&row, reading);
	}
	if (reading->latest)
		PopActiveSnapshot();
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(cxt);
	return true;
}

static void
each_row(Reading *reading, bool loading)
{
	CfDesk	   *desk = reading->desk;
	Oid			relid = cf_relid_of(reading->table->name, desk->schema);
	Relation	rel = NULL;
	bool		done = false;

	if (desk->source[0] == '\0' && OidIsValid(relid))
		rel = try_table_open(relid, AccessShareLock);
	reading->latest = loading && desk->stale;
	if (rel != NULL)
	{
		done = scan_table(reading, rel);
		table_close(rel, AccessShareLock);
	}
	if (!done)
		cf_query_each(desk, CF_QUERY_ONCE | (reading->latest ?
											 CF_QUERY_LATEST :
											 CF_QUERY_READ_ONLY),
					  query_for(reading), 0, NULL, NULL, read_row, reading);
}

/* cf_desk_each -- each row of a table, under the active snapshot */
void
cf_desk_each(CfDesk *desk, const CfDeskTable *table, CfDeskReader reader,
			 void *arg)
{
	Reading		reading = {desk, table, reader, arg};

	each_row(&reading, false);
}

/*
 * cf_desk_load_each -- the same while a copy is built
 *
 * Under the snapshot of the whole copy a table that was rewritten since would
 * be empty.  Such a copy is stale and built again, but must not fail before:
 * from then on each table is read as it is committed by now.
 */
void
cf_desk_load_each(CfDesk *desk, const CfDeskTable *table, CfDeskReader reader,
				  void *arg)
{
	Reading		reading = {desk, table, reader, arg};

	each_row(&reading, true);
}
