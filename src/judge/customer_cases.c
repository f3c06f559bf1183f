/*
 * customer_cases.c -- the cases of a customer as they are now
 *
 * Read is what is committed by now, whatever the transaction's snapshot shows,
 * and what the running statement has written so far.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/sysattr.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "nodes/primnodes.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/shard.h"
#include "case/statement.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "judge/customer_cases.h"

static const char latest_cases[] =
"SELECT c FROM complaint c WHERE customer_id = $1"
" AND repeat_kind IS DISTINCT FROM 'joined'"
" ORDER BY received_at DESC LIMIT " CppAsString2(CF_CASES_MAX);

typedef struct Found
{
	CfDesk	   *desk;
	CfRowType  *type;
	List	   *cases;			/* of CfCustomerCase */
} Found;

static void
add_case(Found *found, CfCustomerCase *one)
{
	char	   *state = cf_text(&one->row, CF_STATE);

	one->id = cf_int64(&one->row, CF_ID);
	one->open = state != NULL && !cf_is_final(found->desk, state);
	found->cases = lappend(found->cases, one);
}

static void
read_case(CfQueryRow *row, void *arg)
{
	Found	   *found = arg;
	CfCustomerCase *one = palloc0(sizeof(CfCustomerCase));

	cf_row_read_result(&one->row, found->type, row, 1);
	add_case(found, one);
}

static void
find_by_query(Found *found, const char *sql, int64 number)
{
	static const Oid types[] = {INT8OID};
	Datum		value = Int64GetDatum(number);

	cf_query_each(found->desk, CF_QUERY_COMMAND, sql, 1, types, &value,
				  read_case, found);
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
	Oid			indexid = cf_index_of("complaint_customer",
									  RelationGetRelid(rel));
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
static void
find_by_scan(Found *found, Relation rel, Relation index, int64 customer)
{
	ScanKeyData key;
	SysScanDesc scan;

	ScanKeyInit(&key, found->type->attno[CF_CUSTOMER_ID],
				BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(customer));
	PushActiveSnapshot(GetLatestSnapshot());
	/* a copy of ours: rows of the running command count as written */
	GetActiveSnapshot()->curcid++;
	scan = systable_beginscan_ordered(rel, index, GetActiveSnapshot(), 1,
									  &key);
	while (list_length(found->cases) < CF_CASES_MAX)
	{
		HeapTuple	tuple = systable_getnext_ordered(scan,
													 BackwardScanDirection);
		CfCustomerCase *one;

		if (!HeapTupleIsValid(tuple))
			break;
		one = palloc0(sizeof(CfCustomerCase));
		cf_row_read(&one->row, found->type, heap_copytuple(tuple));
		if (!cf_is_joined(&one->row))
			add_case(found, one);
	}
	systable_endscan_ordered(scan);
	PopActiveSnapshot();
}

static CfLook
look_now(const CfWorklist *worklist)
{
	CfLook		look;

	look.completed = GetLatestSnapshot()->snapXactCompletionCount;
	look.other_writes = cf_other_writes(worklist);
	return look;
}

/* cf_look_begin -- before a statement's new case is compared with others */
void
cf_look_begin(CfWorklist *worklist)
{
	if (worklist->first_look.completed == 0)
		worklist->first_look = look_now(worklist);
}

/*
 * cf_look_holds -- since the statement's first look nobody committed anything,
 * and this session wrote no case but the statement's new ones
 */
bool
cf_look_holds(const CfWorklist *worklist)
{
	CfLook		now = look_now(worklist);

	return now.completed != 0 &&
		now.completed == worklist->first_look.completed &&
		now.other_writes == worklist->first_look.other_writes;
}

/*
 * cf_cases_of_customer -- those that a new case could repeat, of
 * CfCustomerCase, the latest first
 *
 * With the index where it is the template's: what the planner thinks of
 * "the latest few" depends on the customer, and its plan is kept.
 */
List *
cf_cases_of_customer(CfDesk *desk, bool direct, int64 customer)
{
	Relation	rel = table_open(desk->complaint_relid, AccessShareLock);
	Found		found = {desk, cf_row_type(desk, rel)};
	Relation	index = direct ? open_index(desk, rel, found.type) : NULL;

	if (index == NULL)
		find_by_query(&found, latest_cases, customer);
	else
	{
		find_by_scan(&found, rel, index, customer);
		index_close(index, AccessShareLock);
	}
	table_close(rel, NoLock);
	return found.cases;
}

/* cf_case_by_id -- a case as it is now, or NULL */
CfCustomerCase *
cf_case_by_id(CfDesk *desk, int64 id)
{
	Relation	rel = table_open(desk->complaint_relid, AccessShareLock);
	Found		found = {desk, cf_row_type(desk, rel)};

	find_by_query(&found, "SELECT c FROM complaint c WHERE id = $1", id);
	table_close(rel, NoLock);
	return found.cases == NIL ? NULL : linitial(found.cases);
}

/* a sheet may have joined one that has joined another, and so on */
#define MOST_JOINS 100

/*
 * The case that a sheet joined, without SQL, 0 where it is a case of its own;
 * false where the table has no such row: a shard may have it.
 */
static bool
joined_by_scan(Relation rel, CfRowType *type, int64 id, int64 *joined)
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
		CfRow		row;

		cf_row_read(&row, type, tuple);
		if (cf_is_joined(&row) && !cf_is_null(&row, CF_REPEAT_OF))
			*joined = cf_int64(&row, CF_REPEAT_OF);
	}
	systable_endscan(scan);
	return found;
}

static int64
joined_by_query(CfDesk *desk, int64 id)
{
	static const Oid types[] = {INT8OID};
	Datum		value = Int64GetDatum(id);
	CfQueryRow *row = cf_query_row_latest(desk,
										  "SELECT repeat_of FROM complaint"
										  " WHERE id = $1"
										  " AND repeat_kind = 'joined'",
										  1, types, &value);

	return row ? cf_query_int64(row, 1) : 0;
}

/*
 * cf_case_of_sheet -- the case where the matter of a sheet is handled: the one
 * that the sheet joined, or the sheet itself
 *
 * Nothing is locked.  A writer of the case has to look again under its lock
 * whether it joined another one meanwhile, see cf_refuse_joined_meanwhile.
 */
int64
cf_case_of_sheet(CfDesk *desk, bool direct, int64 id)
{
	Relation	rel = table_open(desk->complaint_relid, AccessShareLock);
	CfRowType  *type = cf_row_type(desk, rel);
	Bitmapset  *key;
	int			attno;

	key = RelationGetIndexAttrBitmap(rel, INDEX_ATTR_BITMAP_PRIMARY_KEY);
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

/* cf_refuse_joined_meanwhile -- the case has joined another since we looked */
void
cf_refuse_joined_meanwhile(int64 id)
{
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg("complaint " INT64_FORMAT " joined another one at the same moment",
					id),
			 errhint("Run the transaction again.")));
}
