/*
 * kpi_recount.c -- bringing kpi_case to what cases count now, for the fold
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/snapmgr.h"

#include "base/errors.h"
#include "desk/actor.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "figures/kpi_case.h"
#include "figures/kpi_change.h"
#include "rights/enter_desk.h"
#include "store/store.h"
#include "store/store_columns.h"

PG_FUNCTION_INFO_V1(cf_kpi_recount);

/* the same by SQL, where it has to be */
static bool
read_by_sql(CfDesk *desk, int64 id, Datum *values, bool *nulls)
{
	static const Oid types[] = {INT8OID};
	Datum		arg = Int64GetDatum(id);
	CfQueryRow *row = cf_query_first(cf_place_of_desk(desk),
									 CF_QUERY_READ_ONLY,
									 "SELECT * FROM kpi_now WHERE complaint_id = $1",
									 1, types, &arg);

	if (row == NULL)
		return false;
	cf_stored_check_types(cf_stored_columns(desk, CF_T_KPI_CASE, "kpi_case"),
						  row->desc);
	if (row->desc->natts != CF_KS_COLUMNS)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("view \"%s\" of the desk is not the template's",
						"kpi_now"),
				 errhint("Drop it and run complaint_flow.upgrade_desk().")));
	heap_deform_tuple(row->tuple, row->desc, values, nulls);
	return true;
}

/* the rows of kpi_case, and who reads the cases; NULL, false: SQL does */
typedef struct Recount
{
	CfDesk	   *desk;
	CfKpiReader *reader;
	CfStoreTable *table;
	CfKeyScan	scan;			/* of kpi_case */
	bool		scanning;
	CfKpiChanges *changes;
} Recount;

static bool
counts_the_same(TupleDesc desc, const CfStored *held, const Datum *values,
				const bool *nulls)
{
	for (int i = 0; i < CF_KS_COLUMNS; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (held->nulls[i] != nulls[i] ||
			(!nulls[i] && !datum_image_eq(held->values[i], values[i],
										  att->attbyval, att->attlen)))
			return false;
	}
	return true;
}

/* the row of a case as it is held, or NULL; lives until the next call */
static CfStored *
held_row(Recount *recount, int64 id, CfStored *room)
{
	Datum		key = Int64GetDatum(id);
	TupleTableSlot *slot = recount->scan.slot;
	List	   *rows;
	bool		should_free;

	if (!recount->scanning)
	{
		rows = cf_store_find(recount->table, &key, 1);
		return rows == NIL ? NULL : linitial(rows);
	}
	if (!cf_kpi_case_scan_find(&recount->scan, recount->desk, id))
		return NULL;
	room->tuple = ExecFetchSlotHeapTuple(slot, false, &should_free);
	room->values = slot->tts_values;
	room->nulls = slot->tts_isnull;
	return room;
}

/* bring the row of kpi_case to what a case counts now */
static void
recount_case(Recount *recount, int64 id)
{
	Datum		values[CF_KS_COLUMNS];
	bool		nulls[CF_KS_COLUMNS];
	CfStored	room;
	CfStored   *held = held_row(recount, id, &room);
	bool		exists = recount->reader ?
		cf_kpi_case(recount->reader, id, values, nulls) :
		read_by_sql(recount->desk, id, values, nulls);

	if (held != NULL && exists &&
		counts_the_same(cf_store_desc(recount->table), held, values, nulls))
		return;
	cf_kpi_change(recount->changes, held ? held->values : NULL,
				  held ? held->nulls : NULL, exists ? values : NULL, nulls);
	if (held == NULL && exists)
		cf_store_insert(recount->table, values, nulls);
	else if (held != NULL && exists)
		cf_store_update(recount->table, held, values, nulls);
	else if (held != NULL)
		cf_store_delete(recount->table, held);
}

static void
recount_all(CfDesk *desk, CfKpiSums *sums, const Datum *cases, int count)
{
	Recount		recount = {
		.desk = desk,.changes = cf_kpi_changes(sums, CF_OF_ALL)
	};
	MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow case",
											  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;

	/*
	 * Locks first, then the snapshot: of a table that was rewritten
	 * meanwhile, as by pg_repack, an older one may show nothing, and what is
	 * counted here is not looked at again.
	 */
	(void) cf_kpi_is_direct(desk);
	PushActiveSnapshot(GetLatestSnapshot());
	recount.reader = cf_kpi_reader_open(desk, CF_COUNT_ALL);
	recount.table = cf_store_open(desk, true, CF_T_KPI_CASE);
	recount.scanning = cf_kpi_case_scan_open(&recount.scan, desk) &&
		cf_store_is_direct(recount.table);
	if (recount.scanning)
		cf_key_scan_begin(&recount.scan);
	caller = MemoryContextSwitchTo(cxt);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		recount_case(&recount, DatumGetInt64(cases[i]));
		MemoryContextReset(cxt);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(cxt);
	cf_key_scan_close(&recount.scan);
	cf_store_close(recount.table);
	if (recount.reader != NULL)
		cf_kpi_reader_close(recount.reader);
	PopActiveSnapshot();
}

/*
 * kpi_recount(desk, cases) -- what the sums have to be raised by; without the
 * sums it would be lost, so only a part of kpi_take
 */
Datum
cf_kpi_recount(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	CfDesk	   *desk;
	CfKpiSums  *sums;
	Datum	   *cases;
	int			count = cf_kpi_cases(PG_GETARG_ARRAYTYPE_P(1), &cases);

	cf_require_inside(NameStr(*PG_GETARG_NAME(0)));
	desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));
	cf_desk_check_owner(desk);
	cf_desk_check_kpi(desk);
	InitMaterializedSRF(fcinfo, 0);
	sums = cf_kpi_sums_create();
	recount_all(desk, sums, cases, count);
	cf_kpi_sums_return(sums, result->setResult, result->setDesc);
	PG_RETURN_NULL();
}
