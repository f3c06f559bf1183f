/*
 * new_case.c -- a case comes in
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "base/bounds.h"
#include "base/errors.h"
#include "base/shard.h"
#include "base/trigger.h"
#include "case/input_check.h"
#include "clock/clock_effect.h"
#include "complaint/new_case.h"
#include "complaint/sent_row.h"
#include "desk/query.h"
#include "judge/decide.h"
#include "judge/repeat.h"
#include "judge/rules.h"
#include "rights/as_owner.h"

/* a column of text, where the case has no value of its own */
static void
take_from_customer(CfWrite *write, CfColumn column, HeapTuple tuple,
				   TupleDesc desc, AttrNumber attno)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, attno, desc, &isnull);

	if (!isnull && cf_is_null(&write->row, column))
		cf_set(&write->row, column,
			   PointerGetDatum(PG_DETOAST_DATUM_COPY(value)));
}

static bool
has_type(Relation rel, const char *column, Oid type)
{
	AttrNumber	attno = cf_attno_of(rel, column);

	return TupleDescAttr(RelationGetDescr(rel), attno - 1)->atttypid == type;
}

/*
 * The table is as the template made it, as far as a scan needs it: the owner
 * may have partitioned it, or keep tiers in an enum.
 */
static bool
can_be_scanned(Relation rel)
{
	Bitmapset  *key;
	int			id;

	key = RelationGetIndexAttrBitmap(rel, INDEX_ATTR_BITMAP_PRIMARY_KEY);
	return rel->rd_rel->relkind == RELKIND_RELATION &&
		bms_get_singleton_member(key, &id) &&
		id + FirstLowInvalidHeapAttributeNumber == cf_attno_of(rel, "id") &&
		has_type(rel, "id", INT8OID) &&
		has_type(rel, "tier", TEXTOID) &&
		has_type(rel, "complainant_group", TEXTOID);
}

/* without any SQL */
static void
fill_by_scan(CfWrite *write, Relation rel)
{
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, cf_attno_of(rel, "id"), BTEqualStrategyNumber, F_INT8EQ,
				cf_value(&write->row, CF_CUSTOMER_ID));
	scan = systable_beginscan(rel, cf_primary_key_index(rel), true,
							  GetActiveSnapshot(), 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		take_from_customer(write, CF_CUSTOMER_TIER, tuple,
						   RelationGetDescr(rel), cf_attno_of(rel, "tier"));
		take_from_customer(write, CF_COMPLAINANT_GROUP, tuple,
						   RelationGetDescr(rel),
						   cf_attno_of(rel, "complainant_group"));
	}
	systable_endscan(scan);
}

/* also for a shard: the desk's customers may stand elsewhere */
static void
fill_by_query(CfWrite *write)
{
	static const Oid types[] = {INT8OID};
	Datum		id = cf_value(&write->row, CF_CUSTOMER_ID);
	CfQueryRow *customer = cf_query_row(write->desk,
										"SELECT tier::text, complainant_group::text"
										" FROM customer WHERE id = $1",
										1, types, &id);

	if (customer == NULL)
		return;
	take_from_customer(write, CF_CUSTOMER_TIER, customer->tuple,
					   customer->desc, 1);
	take_from_customer(write, CF_COMPLAINANT_GROUP, customer->tuple,
					   customer->desc, 2);
}

/* cf_fill_from_customer -- tier and group, where the case names none */
void
cf_fill_from_customer(CfWrite *write)
{
	CfDesk	   *desk = write->desk;
	Relation	rel;

	if (cf_is_null(&write->row, CF_CUSTOMER_ID) ||
		(!cf_is_null(&write->row, CF_CUSTOMER_TIER) &&
		 !cf_is_null(&write->row, CF_COMPLAINANT_GROUP)) ||
		!OidIsValid(cf_relid_of("customer", desk->schema)))
		return;
	rel = table_open(cf_table_of_owner("customer", desk->schema, desk->owner),
					 AccessShareLock);
	if (write->direct && can_be_scanned(rel))
		fill_by_scan(write, rel);
	else
		fill_by_query(write);
	table_close(rel, AccessShareLock);
}

/*
 * cf_number_sheet -- prefix, local date of receipt, number: 20261121-000042
 *
 * What node 3 of a distributed engine numbers is 20261121-3-000042.
 */
void
cf_number_sheet(CfWrite *write)
{
	struct pg_tm tm = cf_local_receipt(write);
	int64		id = cf_int64(&write->row, CF_ID);
	int64		node = id / CF_NUMBERS_OF_NODE;

	cf_set_text(&write->row, CF_SHEET_NO,
				psprintf("%s%04d%02d%02d-%s%06lld", write->desk->sheet_prefix,
						 tm.tm_year, tm.tm_mon, tm.tm_mday,
						 node == 0 ? "" : psprintf("%lld-", (long long) node),
						 (long long) (id % CF_NUMBERS_OF_NODE)));
}

/* what later decisions are compared with */
static void
keep_first_decision(CfWrite *write)
{
	cf_set_text(&write->row, CF_FIRST_CATEGORY,
				cf_text(&write->row, CF_CATEGORY));
	cf_set_text(&write->row, CF_FIRST_LEVEL, cf_text(&write->row, CF_LEVEL));
}

/*
 * cf_judge_new_case -- what rules say about a new case, and its clocks
 *
 * Nothing is checked, and nothing written.
 */
void
cf_judge_new_case(CfWrite *write, CfClocks *clocks)
{
	if (write->desk->policy->initial_state == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("desk \"%s\" has no initial state",
						write->desk->name),
				 errhint("Insert a row with kind 'initial' into table state.")));
	cf_set_text(&write->row, CF_STATE, write->desk->policy->initial_state);
	cf_set(&write->row, CF_CONTACT_COUNT, Int32GetDatum(0));
	cf_set(&write->row, CF_ATTEMPT_COUNT, Int32GetDatum(0));
	cf_set(&write->row, CF_REOPEN_COUNT, Int32GetDatum(0));
	cf_decide(write);
	if (cf_is_joined(&write->row))
		cf_join(write, write->repeated);
	keep_first_decision(write);
	cf_clocks_at_intake(write, clocks, true);
	cf_set_texts(&write->row, CF_TRIAGE, write->triage);
}

/*
 * cf_decide_new_case -- check a new case, fill it and judge it: everything but
 * its place in the history
 */
void
cf_decide_new_case(CfWrite *write, CfClocks *clocks)
{
	cf_check_computed(write);
	cf_check_input(write);
	if (cf_is_null(&write->row, CF_RECEIVED_BY) && write->actor != NULL &&
		!write->actor->speaks_for_others)
		cf_set_text(&write->row, CF_RECEIVED_BY, write->actor->code);
	if (cf_is_null(&write->row, CF_CURRENCY) &&
		!cf_is_null(&write->row, CF_AMOUNT))
		cf_set_text(&write->row, CF_CURRENCY, write->desk->currency);
	cf_fill_from_customer(write);
	cf_number_sheet(write);
	cf_judge_new_case(write, clocks);
	cf_clocks_show(write, clocks);
	cf_save_judged_by(write);
}

/* cf_intake -- decide everything about a new case */
void
cf_intake(CfWrite *write, CfDecision *decision)
{
	cf_find_actor(write);
	cf_decide_new_case(write, &decision->clocks);
	cf_stamp(write, cf_is_joined(&write->row) ? "joined" : "received", NIL,
			 &decision->event);
}
