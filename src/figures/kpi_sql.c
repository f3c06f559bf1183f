/*
 * kpi_sql.c -- counting cases, for the views
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/errors.h"
#include "desk/desk_cache.h"
#include "figures/kpi_case.h"
#include "figures/kpi_change.h"
#include "rights/elsewhere.h"
#include "store/engine_table.h"

PG_FUNCTION_INFO_V1(cf_kpi_counts_directly);
PG_FUNCTION_INFO_V1(cf_kpi_counts);
PG_FUNCTION_INFO_V1(cf_kpi_pending_sums);

static bool
may_select(const char *view, Oid schema)
{
	Oid			relid = get_relname_relid(view, schema);

	return OidIsValid(relid) &&
		pg_class_aclcheck(relid, GetUserId(), ACL_SELECT) == ACLCHECK_OK;
}

/*
 * The schema of a table "desk", whose cases the caller may read one by one
 * anyway; else InvalidOid.
 */
static Oid
readable_desk(Oid relid)
{
	Oid			schema = get_rel_namespace(relid);

	if (!OidIsValid(schema) || get_relname_relid("desk", schema) != relid ||
		cf_schema_aclcheck(schema, GetUserId(), ACL_USAGE) != ACLCHECK_OK ||
		!may_select("fact_complaint", schema) ||
		!may_select("fact_clock", schema))
		return InvalidOid;
	return schema;
}

CF_WHERE_THE_DESK_IS(cf_kpi_counts_directly)
{
	Oid			schema = readable_desk(PG_GETARG_OID(0));

	PG_RETURN_BOOL(OidIsValid(schema) &&
				   cf_kpi_is_direct(cf_desk_open(schema)));
}

static void
refuse_odd_tables(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("cases of this desk can only be counted by SQL"),
			 errhint("Read view kpi_now of the desk.")));
}

/* opens the cases for a caller who may read them */
static CfKpiReader *
open_readable(Oid relid, int asked)
{
	Oid			schema = readable_desk(relid);
	CfKpiReader *reader;

	if (!OidIsValid(schema))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to count cases"),
				 errdetail("This needs the right to read views fact_complaint and fact_clock of the desk.")));
	reader = cf_kpi_reader_open(cf_desk_open(schema), asked);
	if (reader == NULL)
		refuse_odd_tables();
	return reader;
}

CF_WHERE_THE_DESK_IS(cf_kpi_counts)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	CfKpiReader *reader = open_readable(PG_GETARG_OID(0), CF_COUNT_ALL);
	MemoryContext cxt;
	MemoryContext caller;
	Datum	   *cases;
	int			count = cf_kpi_cases(PG_GETARG_ARRAYTYPE_P(1), &cases);

	InitMaterializedSRF(fcinfo, 0);
	cxt = AllocSetContextCreate(CurrentMemoryContext, "complaint_flow case",
								ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(cxt);
	for (int i = 0; i < count; i++)
	{
		Datum		values[CF_KS_COLUMNS];
		bool		nulls[CF_KS_COLUMNS];

		CHECK_FOR_INTERRUPTS();
		if (cf_kpi_case(reader, DatumGetInt64(cases[i]), values, nulls))
			tuplestore_putvalues(result->setResult, result->setDesc, values,
								 nulls);
		MemoryContextReset(cxt);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(cxt);
	cf_kpi_reader_close(reader);
	PG_RETURN_NULL();
}

/* what of a case a table of sums asks for */
static int
asked_by(CfSumTable table)
{
	switch (table)
	{
		case CF_OF_PART:
			return CF_COUNT_PARTS;
		case CF_OF_ISSUE:
			return 0;
		case CF_OF_RULE:
			return CF_COUNT_PARTS | CF_COUNT_RULES;
		default:
			return CF_COUNT_FIGURES;
	}
}

/*
 * One table of sums for cases that are not folded.  What a case counted last
 * is taken from it.  The sums are handed out, and begun anew, when they fill
 * the memory of a hash table: a key may come several times.
 */
static void
add_up(CfKpiReader *reader, CfSumTable table, const Datum *cases, int count,
	   ReturnSetInfo *result)
{
	CfKeyScan	held = {0};
	MemoryContext sums_cxt = AllocSetContextCreate(CurrentMemoryContext,
												   "complaint_flow sums",
												   ALLOCSET_DEFAULT_SIZES);
	MemoryContext case_cxt = AllocSetContextCreate(CurrentMemoryContext,
												   "complaint_flow case",
												   ALLOCSET_DEFAULT_SIZES);
	CfKpiSums  *sums = NULL;
	CfKpiChanges *changes;

	if (!cf_kpi_case_scan_open(&held, reader->desk))
		refuse_odd_tables();
	cf_key_scan_begin(&held);
	for (int i = 0; i < count; i++)
	{
		int64		id = DatumGetInt64(cases[i]);
		Datum		values[CF_KS_COLUMNS];
		bool		nulls[CF_KS_COLUMNS];
		bool		exists;
		bool		counted;

		CHECK_FOR_INTERRUPTS();
		if (sums == NULL)
		{
			MemoryContextSwitchTo(sums_cxt);
			sums = cf_kpi_sums_create();
			changes = cf_kpi_changes(sums, table);
		}
		MemoryContextSwitchTo(case_cxt);
		exists = cf_kpi_case(reader, id, values, nulls);
		counted = cf_kpi_case_scan_find(&held, reader->desk, id);
		cf_kpi_change(changes, counted ? held.slot->tts_values : NULL,
					  counted ? held.slot->tts_isnull : NULL,
					  exists ? values : NULL, nulls);
		MemoryContextReset(case_cxt);
		if (i + 1 == count ||
			MemoryContextMemAllocated(sums_cxt, false) >
			get_hash_memory_limit())
		{
			cf_kpi_sums_return(sums, result->setResult, result->setDesc);
			MemoryContextReset(sums_cxt);
			sums = NULL;
		}
	}
	cf_key_scan_close(&held);
}

CF_WHERE_THE_DESK_IS(cf_kpi_pending_sums)
{
	const char *name = text_to_cstring(PG_GETARG_TEXT_PP(1));
	CfSumTable	table = cf_kpi_sums_named(name);
	CfKpiReader *reader = open_readable(PG_GETARG_OID(0), asked_by(table));
	MemoryContext caller = CurrentMemoryContext;
	Datum	   *cases;
	int			count = cf_kpi_cases(PG_GETARG_ARRAYTYPE_P(2), &cases);

	InitMaterializedSRF(fcinfo, 0);
	add_up(reader, table, cases, count, (ReturnSetInfo *) fcinfo->resultinfo);
	MemoryContextSwitchTo(caller);
	cf_kpi_reader_close(reader);
	PG_RETURN_NULL();
}
