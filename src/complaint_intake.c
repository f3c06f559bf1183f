/*
 * complaint_intake.c -- a case comes in: from a client, or from history
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "complaint.h"
#include "decide.h"
#include "errors.h"
#include "intake.h"
#include "policy.h"
#include "trigger_util.h"

static void
fill_from_customer(CfWrite *write)
{
	Oid			relid;
	Relation	rel;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	if (cf_is_null(&write->row, CF_CUSTOMER_ID) ||
		(!cf_is_null(&write->row, CF_CUSTOMER_TIER) &&
		 !cf_is_null(&write->row, CF_COMPLAINANT_GROUP)))
		return;
	relid = get_relname_relid("customer", write->desk->schema);
	if (!OidIsValid(relid) || !write->direct)
		return;
	rel = table_open(relid, AccessShareLock);
	ScanKeyInit(&key, 1, BTEqualStrategyNumber, F_INT8EQ,
				cf_value(&write->row, CF_CUSTOMER_ID));
	scan = systable_beginscan(rel, cf_primary_key_index(rel), true,
							  GetActiveSnapshot(), 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		TupleDesc	desc = RelationGetDescr(rel);
		bool		isnull;
		Datum		value;

		value = heap_getattr(tuple, cf_attno_of(rel, "tier"), desc, &isnull);
		if (!isnull && cf_is_null(&write->row, CF_CUSTOMER_TIER))
			cf_set(&write->row, CF_CUSTOMER_TIER,
				   PointerGetDatum(PG_DETOAST_DATUM_COPY(value)));
		value = heap_getattr(tuple, cf_attno_of(rel, "complainant_group"),
							 desc, &isnull);
		if (!isnull && cf_is_null(&write->row, CF_COMPLAINANT_GROUP))
			cf_set(&write->row, CF_COMPLAINANT_GROUP,
				   PointerGetDatum(PG_DETOAST_DATUM_COPY(value)));
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
}

/* prefix, local date of receipt, number: 20261121-000042 */
static void
number_sheet(CfWrite *write)
{
	TimestampTz received = DatumGetTimestampTz(cf_value(&write->row,
														CF_RECEIVED_AT));
	pg_tz	   *zone = pg_tzset(write->desk->time_zone);
	struct pg_tm tm;
	fsec_t		fsec;
	int			tz;

	if (zone == NULL ||
		timestamp2tm(received, &tz, &tm, &fsec, NULL, zone) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_BAD_CALENDAR),
				 errmsg("time zone \"%s\" of desk \"%s\" is not known",
						write->desk->time_zone, write->desk->name),
				 errhint("Correct desk.time_zone; pg_timezone_names lists the names.")));
	cf_set_text(&write->row, CF_SHEET_NO,
				psprintf("%s%04d%02d%02d-%06lld", write->desk->sheet_prefix,
						 tm.tm_year, tm.tm_mon, tm.tm_mday,
						 (long long) DatumGetInt64(cf_value(&write->row,
															CF_ID))));
}

/* cf_intake -- decide everything about a new case */
void
cf_intake(CfWrite *write)
{
	CfClocks	clocks = {0};

	cf_find_actor(write);
	cf_check_computed(write);
	cf_check_input(write);
	if (cf_is_null(&write->row, CF_RECEIVED_BY) && write->actor != NULL &&
		!write->actor->speaks_for_others)
		cf_set_text(&write->row, CF_RECEIVED_BY, write->actor->code);
	if (cf_is_null(&write->row, CF_CURRENCY) &&
		!cf_is_null(&write->row, CF_AMOUNT))
		cf_set_text(&write->row, CF_CURRENCY, write->desk->currency);
	if (write->desk->policy->initial_state == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("desk \"%s\" has no initial state",
						write->desk->name),
				 errhint("Insert a row with kind 'initial' into table state.")));
	fill_from_customer(write);
	number_sheet(write);
	cf_set_text(&write->row, CF_STATE, write->desk->policy->initial_state);
	cf_set(&write->row, CF_CONTACT_COUNT, Int32GetDatum(0));
	cf_set(&write->row, CF_ATTEMPT_COUNT, Int32GetDatum(0));
	cf_decide(write);
	cf_clocks_at_intake(write, &clocks, true);
	cf_clocks_show(write, &clocks);
	cf_set_texts(&write->row, CF_TRIAGE, write->triage);
	cf_save_judged_by(write);
	cf_stamp(write, "received", NIL);
}

/*
 * cf_import -- history comes in as it was (SPEC R10)
 *
 * Only what makes it a case of this desk is added.
 */
void
cf_import(CfWrite *write)
{
	CfRow	   *row = &write->row;

	cf_check_input(write);
	if (cf_is_null(row, CF_SHEET_NO))
		number_sheet(write);
	if (cf_is_null(row, CF_STATE))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("an imported complaint needs its state"),
				 errtablecol(write->rel, write->type->attno[CF_STATE])));
	if (cf_is_null(row, CF_URGENCY))
		cf_set_text(row, CF_URGENCY, write->desk->default_urgency);
	if (cf_is_null(row, CF_LEVEL))
		cf_set_text(row, CF_LEVEL, write->desk->default_level);
	if (!cf_is_null(row, CF_CATEGORY) && cf_is_null(row, CF_CATEGORY_BY))
		cf_set_text(row, CF_CATEGORY_BY, "writer");
	if (cf_is_null(row, CF_CONTACT_COUNT))
		cf_set(row, CF_CONTACT_COUNT, Int32GetDatum(0));
	if (cf_is_null(row, CF_ATTEMPT_COUNT))
		cf_set(row, CF_ATTEMPT_COUNT, Int32GetDatum(0));
	cf_prioritise(write);
	cf_set(row, CF_IMPORTED_AT, TimestampTzGetDatum(write->now));
	cf_save_judged_by(write);
	cf_stamp(write, "imported", NIL);
}

