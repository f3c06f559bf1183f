/*
 * customer_cases.c -- the cases of a customer as they are now
 *
 * The look is at what is committed by now, whatever the snapshot of the
 * transaction, and at what this very statement has written so far.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/sysattr.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "desk/codes.h"
#include "desk/query.h"
#include "judge/customer_cases.h"

/* of a customer, the latest; older ones are not looked at */
#define CASES_MAX 20

static const char latest_cases[] =
"SELECT c FROM complaint c WHERE customer_id = $1 AND $2 IS NOT NULL"
" AND repeat_kind IS DISTINCT FROM 'joined' AND issue_key IS NOT NULL"
" ORDER BY received_at DESC LIMIT " CppAsString2(CASES_MAX);

static const char case_by_id[] =
"SELECT c FROM complaint c WHERE id = $1 AND $2 IS NOT NULL";

/*
 * cf_begin_look -- run a query with parameters of type bigint on what is
 * committed now and what this command wrote
 *
 * SPI_tuptable holds the result until cf_end_look.
 */
void
cf_begin_look(CfDesk *desk, CfOwnerScope *scope, const char *sql, int64 first,
		   int64 second)
{
	static const Oid types[] = {INT8OID, INT8OID};
	Datum		values[2];

	values[0] = Int64GetDatum(first);
	values[1] = Int64GetDatum(second);
	cf_owner_begin(scope, desk->name, desk->owner);
	SPI_connect();
	PushActiveSnapshot(GetLatestSnapshot());
	/* a copy of ours: rows of the running command count as written */
	GetActiveSnapshot()->curcid++;
	if (SPI_execute_plan(cf_kept_plan(desk, sql, 2, types), values, NULL, true,
						 0) != SPI_OK_SELECT)
		elog(ERROR, "earlier cases could not be read");
	PopActiveSnapshot();
}

void
cf_end_look(CfOwnerScope *scope)
{
	SPI_finish();
	cf_owner_end(scope);
}

/* is the case in no final state? */
static bool
is_open(CfDesk *desk, const CfRow *row)
{
	char	   *state = cf_text(row, CF_STATE);

	return state != NULL && !cf_is_final(desk, state);
}

static void
finish(CfDesk *desk, CfCustomerCase *earlier)
{
	earlier->id = DatumGetInt64(cf_value(&earlier->row, CF_ID));
	earlier->open = is_open(desk, &earlier->row);
}

/* whole rows of complaint, as CfCustomerCase */
static List *
read_cases(CfDesk *desk, const char *sql, int64 first, int64 second)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext spi_cxt;
	Relation	rel = table_open(desk->complaint_relid, AccessShareLock);
	CfRowType  *type = cf_row_type(desk, rel);
	CfOwnerScope scope;
	List	   *cases = NIL;

	cf_begin_look(desk, &scope, sql, first, second);
	spi_cxt = MemoryContextSwitchTo(caller);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CfCustomerCase  *earlier = palloc0(sizeof(CfCustomerCase));

		cf_row_read_result(&earlier->row, type, SPI_tuptable->vals[i],
						   SPI_tuptable->tupdesc);
		finish(desk, earlier);
		cases = lappend(cases, earlier);
	}
	MemoryContextSwitchTo(spi_cxt);
	cf_end_look(&scope);
	table_close(rel, NoLock);
	return cases;
}

/* the index's condition, if any, is the template's */
static bool
covers_customers(Relation index, AttrNumber customer)
{
	List	   *predicate = RelationGetIndexPredicate(index);
	NullTest   *test = predicate ? linitial(predicate) : NULL;

	if (test == NULL)
		return true;
	return list_length(predicate) == 1 && IsA(test, NullTest) &&
		test->nulltesttype == IS_NOT_NULL && IsA(test->arg, Var) &&
		((Var *) test->arg)->varattno == customer;
}

/*
 * The template's index of customers, open, or NULL: the owner may have
 * dropped it, made another one, or partitioned the table.
 */
static Relation
open_index(CfDesk *desk, Relation rel, const CfRowType *type)
{
	Oid			indexid = get_relname_relid("complaint_customer",
											desk->schema);
	Relation	index;

	if (rel->rd_rel->relkind != RELKIND_RELATION || !OidIsValid(indexid) ||
		get_rel_relkind(indexid) != RELKIND_INDEX)
		return NULL;
	index = index_open(indexid, AccessShareLock);
	if (index->rd_index->indrelid == RelationGetRelid(rel) &&
		index->rd_index->indisvalid &&
		index->rd_rel->relam == BTREE_AM_OID &&
		index->rd_index->indnkeyatts >= 2 &&
		index->rd_index->indkey.values[0] == type->attno[CF_CUSTOMER_ID] &&
		index->rd_index->indkey.values[1] == type->attno[CF_RECEIVED_AT] &&
		index->rd_indoption[1] == 0 &&
		covers_customers(index, type->attno[CF_CUSTOMER_ID]))
		return index;
	index_close(index, AccessShareLock);
	return NULL;
}

/* what latest_cases asks for, without SQL */
static List *
scan_cases(CfDesk *desk, Relation rel, Relation index, CfRowType *type,
		   int64 customer)
{
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *cases = NIL;

	ScanKeyInit(&key, type->attno[CF_CUSTOMER_ID], BTEqualStrategyNumber,
				F_INT8EQ, Int64GetDatum(customer));
	PushActiveSnapshot(GetLatestSnapshot());
	GetActiveSnapshot()->curcid++;
	scan = systable_beginscan_ordered(rel, index, GetActiveSnapshot(), 1,
									  &key);
	while (list_length(cases) < CASES_MAX &&
		   HeapTupleIsValid(tuple = systable_getnext_ordered(scan,
															 BackwardScanDirection)))
	{
		CfCustomerCase  *earlier = palloc0(sizeof(CfCustomerCase));

		cf_row_read(&earlier->row, type, heap_copytuple(tuple));
		if (cf_is_joined(&earlier->row) ||
			cf_is_null(&earlier->row, CF_ISSUE_KEY))
			continue;
		finish(desk, earlier);
		cases = lappend(cases, earlier);
	}
	systable_endscan_ordered(scan);
	PopActiveSnapshot();
	return cases;
}

/*
 * cf_cases_of_customer -- of CfCustomerCase, the latest first: those that a new
 * case could repeat
 *
 * With the index where it is the template's: what the planner thinks of
 * "the latest few" depends on the customer, and its plan is kept.
 */
List *
cf_cases_of_customer(CfDesk *desk, bool direct, int64 customer)
{
	Relation	rel;
	Relation	index;
	CfRowType  *type;
	List	   *cases;

	if (!direct)
		return read_cases(desk, latest_cases, customer, 0);
	rel = table_open(desk->complaint_relid, AccessShareLock);
	type = cf_row_type(desk, rel);
	index = open_index(desk, rel, type);
	if (index == NULL)
		cases = read_cases(desk, latest_cases, customer, 0);
	else
	{
		cases = scan_cases(desk, rel, index, type, customer);
		index_close(index, NoLock);
	}
	table_close(rel, NoLock);
	return cases;
}

/* cf_case_by_id -- a case as it is now, or NULL */
CfCustomerCase *
cf_case_by_id(CfDesk *desk, int64 id)
{
	List	   *cases = read_cases(desk, case_by_id, id, 0);

	return cases == NIL ? NULL : linitial(cases);
}

/* a sheet joined to one that joined another, and so on */
#define MOST_JOINS 100

/*
 * The case that a sheet joined, without SQL, 0 where it is a case of its own;
 * false where the table has no such row: a shard may have it.
 */
static bool
joined_by_scan(Relation rel, const CfRowType *type, int64 id, int64 *joined)
{
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		found;

	*joined = 0;
	ScanKeyInit(&key, type->attno[CF_ID], BTEqualStrategyNumber, F_INT8EQ,
				Int64GetDatum(id));
	scan = systable_beginscan(rel, cf_primary_key_index(rel), true,
							  SnapshotSelf, 1, &key);
	tuple = systable_getnext(scan);
	found = HeapTupleIsValid(tuple);
	if (found)
	{
		bool		isnull;
		Datum		kind = heap_getattr(tuple, type->attno[CF_REPEAT_KIND],
										type->desc, &isnull);

		if (!isnull && strcmp(TextDatumGetCString(kind), CF_JOINED) == 0)
		{
			Datum		of = heap_getattr(tuple, type->attno[CF_REPEAT_OF],
										  type->desc, &isnull);

			*joined = isnull ? 0 : DatumGetInt64(of);
		}
	}
	systable_endscan(scan);
	return found;
}

static int64
joined_by_query(CfDesk *desk, int64 id)
{
	static const Oid types[] = {INT8OID};
	Datum		value = Int64GetDatum(id);
	CfQueryRow    *found = cf_query_row_latest(desk,
											 "SELECT repeat_of FROM complaint"
											 " WHERE id = $1 AND repeat_kind = 'joined'",
											 1, types, &value);

	return found ? cf_query_int64(found, 1) : 0;
}

/*
 * cf_case_of_sheet -- the case that a number stands for: of a sheet that joined
 * another one, the case where the matter is handled
 *
 * Nothing is locked.  Who writes to the case finds out under its lock whether
 * it joined another one meanwhile.
 */
int64
cf_case_of_sheet(CfDesk *desk, bool direct, int64 id)
{
	Relation	rel = table_open(desk->complaint_relid, AccessShareLock);
	CfRowType  *type = cf_row_type(desk, rel);
	Bitmapset  *key = RelationGetIndexAttrBitmap(rel,
												 INDEX_ATTR_BITMAP_PRIMARY_KEY);
	int			attno;

	direct = direct && rel->rd_rel->relkind == RELKIND_RELATION &&
		bms_get_singleton_member(key, &attno) &&
		attno + FirstLowInvalidHeapAttributeNumber == type->attno[CF_ID];
	for (int i = 0; i < MOST_JOINS; i++)
	{
		int64		next;

		if (!direct || !joined_by_scan(rel, type, id, &next))
			next = joined_by_query(desk, id);
		if (next == 0)
			break;
		id = next;
	}
	table_close(rel, NoLock);
	return id;
}

/* cf_joined_meanwhile -- its case is another one since cf_case_of_sheet looked */
void
cf_joined_meanwhile(int64 id)
{
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg("complaint " INT64_FORMAT " joined another one at the same moment",
					id),
			 errhint("Run the transaction again.")));
}
