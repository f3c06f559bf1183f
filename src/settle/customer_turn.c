/*
 * customer_turn.c -- taking in a customer's complaints one after the other
 *
 * A statement locks the rows in customer_turn of the customers of its new
 * cases: first it inserts those that are missing, then it locks the others,
 * both in the order of their numbers.  All statements do, with or without SQL,
 * or two of them could wait for each other.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/memutils.h"

#include "base/array.h"
#include "desk/query.h"
#include "settle/customer_turn.h"
#include "store/store.h"

#define LOCK_ONE \
	"SELECT FROM customer_turn WHERE customer_id = $1 FOR NO KEY UPDATE"
#define LOCK_MANY \
	"SELECT FROM customer_turn WHERE customer_id = ANY ($1)" \
	" ORDER BY customer_id FOR NO KEY UPDATE"

static bool
insert_by_sql(CfDesk *desk, Datum customer)
{
	static const Oid types[] = {INT8OID};

	return cf_query_execute(desk,
							"INSERT INTO customer_turn VALUES ($1)"
							" ON CONFLICT DO NOTHING",
							1, types, &customer, NULL) > 0;
}

/* one row has a plan of its own: a plan for an array is made each time */
static void
lock_one_by_sql(CfDesk *desk, Datum customer, bool wait)
{
	static const Oid types[] = {INT8OID};

	if (cf_query_execute(desk, wait ? LOCK_ONE : LOCK_ONE " SKIP LOCKED",
						 1, types, &customer, NULL) == 0 && wait &&
		!insert_by_sql(desk, customer))
		(void) cf_query_execute(desk, LOCK_ONE, 1, types, &customer, NULL);
}

static void
lock_many_by_sql(CfDesk *desk, const Datum *customers, int count, bool wait)
{
	static const Oid types[] = {INT8ARRAYOID};
	Datum		array = cf_array(INT8OID, customers, count);

	if (wait)
		(void) cf_query_execute(desk,
								"INSERT INTO customer_turn SELECT c"
								" FROM unnest($1) AS c WHERE NOT EXISTS"
								" (SELECT FROM customer_turn t WHERE t.customer_id = c)"
								" ORDER BY c ON CONFLICT DO NOTHING",
								1, types, &array, NULL);
	(void) cf_query_execute(desk, wait ? LOCK_MANY : LOCK_MANY " SKIP LOCKED",
							1, types, &array, NULL);
}

/* false when there is a row of the customer, by now committed */
static bool
insert(CfDesk *desk, CfStoreTable *table, Datum customer)
{
	bool		isnull = false;

	return cf_store_insert_new(table, &customer, &isnull) ||
		insert_by_sql(desk, customer);
}

static void
lock_one(CfDesk *desk, CfStoreTable *table, Datum customer, bool wait)
{
	if (cf_store_lock(table, &customer, wait) == NULL && wait &&
		!insert(desk, table, customer))
		(void) cf_store_lock(table, &customer, true);
}

static void
lock_many(CfDesk *desk, CfStoreTable *table, const Datum *customers,
		  int count, bool wait)
{
	bool	   *inserted = palloc0(count * sizeof(bool));
	MemoryContext each = AllocSetContextCreate(CurrentMemoryContext,
											   "complaint_flow customers",
											   ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(each);

	for (int i = 0; wait && i < count; i++)
	{
		inserted[i] = cf_store_find(table, &customers[i], 1) == NIL &&
			insert(desk, table, customers[i]);
		MemoryContextReset(each);
	}
	for (int i = 0; i < count; i++)
	{
		if (!inserted[i])
			(void) cf_store_lock(table, &customers[i], wait);
		MemoryContextReset(each);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(each);
}

static int
by_number(const void *a, const void *b)
{
	int64		one = DatumGetInt64(*(const Datum *) a);
	int64		other = DatumGetInt64(*(const Datum *) b);

	return one < other ? -1 : one > other;
}

/* cf_customers_of -- those of the new cases, of which there are some */
CfCustomers
cf_customers_of(const CfWorklist *worklist)
{
	CfCustomers result;
	int			ncases = worklist->nnew_cases;
	Datum	   *ids = palloc_extended(ncases * sizeof(Datum), MCXT_ALLOC_HUGE);
	bool	   *several = palloc_extended(ncases * sizeof(bool),
										  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	int			last = 0;

	for (int i = 0; i < ncases; i++)
		ids[i] = Int64GetDatum(worklist->new_cases[i].customer);
	qsort(ids, ncases, sizeof(Datum), by_number);
	for (int i = 1; i < ncases; i++)
	{
		if (by_number(&ids[last], &ids[i]) == 0)
			several[last] = true;
		else
			ids[++last] = ids[i];
	}
	result.count = last + 1;
	result.ids = ids;
	result.several = several;
	return result;
}

/* cf_has_several -- has one of these customers several new cases? */
bool
cf_has_several(const CfCustomers *customers, int64 customer)
{
	Datum		id = Int64GetDatum(customer);
	Datum	   *found = bsearch(&id, customers->ids, customers->count,
								sizeof(Datum), by_number);

	return customers->several[found - customers->ids];
}

/*
 * cf_lock_customers -- until the transaction ends
 *
 * Without "wait", for a later statement of a transaction, it leaves out those
 * whom another transaction has locked, and those who are new.
 */
void
cf_lock_customers(CfDesk *desk, bool direct, const CfCustomers *customers,
				  bool wait)
{
	CfStoreTable *table = cf_store_open(desk, direct, CF_T_CUSTOMER_TURN);

	if (!cf_store_can_lock(table))
	{
		if (customers->count == 1)
			lock_one_by_sql(desk, customers->ids[0], wait);
		else
			lock_many_by_sql(desk, customers->ids, customers->count, wait);
	}
	else
	{
		CommandCounterIncrement();	/* as a statement: see what was written */
		if (customers->count == 1)
			lock_one(desk, table, customers->ids[0], wait);
		else
			lock_many(desk, table, customers->ids, customers->count, wait);
	}
	cf_store_close(table);
}
