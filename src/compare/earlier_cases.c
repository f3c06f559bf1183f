/*
 * earlier_cases.c -- the cases that a customer had when another was judged
 *
 * Which ones these were follows from when each was filed.  That is read once
 * for all cases of a customer and kept for the customer's later cases; rows are
 * read for those that rules may look at.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "compare/earlier_cases.h"
#include "desk/query.h"
#include "judge/customer_cases.h"

/* the latest of a customer, of which rules look at CF_CASES_MAX: some joined */
#define CASES_OF_CUSTOMER (2 * CF_CASES_MAX)

/* cases to remember, of 16 bytes each */
#define FILED_MAX 4000000

typedef struct Filed
{
	int64		id;
	TimestampTz at;
} Filed;

typedef struct Filing
{
	int64		customer;		/* hash key */
	char		status;
	Filed	   *cases;			/* the latest receipt first */
	int			count;
} Filing;

#define SH_PREFIX filing
#define SH_ELEMENT_TYPE Filing
#define SH_KEY_TYPE int64
#define SH_KEY customer
#define SH_HASH_KEY(tb, k) murmurhash32((uint32) (k) ^ (uint32) ((k) >> 32))
#define SH_EQUAL(tb, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct CfFilings
{
	MemoryContext cxt;
	filing_hash *customers;
	int64		count;			/* of cases, of all */
} CfFilings;

/* what the same statement did to a case followed from its receipt */
static const char filings_of_customers[] =
"SELECT c.customer_id, c.id, f.at FROM unnest($1) AS n (customer)"
" JOIN complaint c ON c.customer_id = n.customer"
" JOIN complaint_event f ON f.complaint_id = c.id AND f.seq = 1"
" ORDER BY c.customer_id, c.received_at DESC";
static const char earlier_cases[] =
"SELECT n.id, CASE WHEN w.held IS NULL THEN c"
"  ELSE jsonb_populate_record(c, w.held) END"
" FROM unnest($1, $2, $3) WITH ORDINALITY AS n (id, earlier, at, place)"
" JOIN complaint c ON c.id = n.earlier"
CF_HELD_BEFORE("$4", " AND p.at >= n.at")
" ORDER BY n.place";

static void
forget_filings(CfFilings *filings)
{
	MemoryContextReset(filings->cxt);
	filings->customers = filing_create(filings->cxt, 1024, NULL);
	filings->count = 0;
}

void
cf_earlier_begin(CfPastReader *reader)
{
	reader->filings = palloc(sizeof(CfFilings));
	reader->filings->cxt = AllocSetContextCreate(CurrentMemoryContext,
												 "complaint_flow filings",
												 ALLOCSET_DEFAULT_SIZES);
	forget_filings(reader->filings);
}

/* may its customer have had others? */
static bool
has_customer(const CfPastCase *past)
{
	return past->skipped == CF_IS_JUDGED &&
		!cf_is_null(&past->row, CF_CUSTOMER_ID);
}

static int64
customer_of(const CfPastCase *past)
{
	return DatumGetInt64(cf_value(&past->row, CF_CUSTOMER_ID));
}

static void
read_filing(CfQueryRow *result, void *arg)
{
	CfFilings  *filings = arg;
	Filing	   *filing = filing_lookup(filings->customers,
									   cf_query_int64(result, 1));

	/* room is doubled: it is full whenever it holds a power of two */
	if (filing->count == 0)
		filing->cases = MemoryContextAlloc(filings->cxt, sizeof(Filed));
	else if ((filing->count & (filing->count - 1)) == 0)
		filing->cases = repalloc_huge(filing->cases, 2 * sizeof(Filed) *
									  filing->count);
	filing->cases[filing->count++] = (Filed)
	{
		cf_query_int64(result, 2),
			DatumGetTimestampTz(cf_query_needed(result, 3, TIMESTAMPTZOID))
	};
	filings->count++;
}

/* of the customers of the cases that were read last */
static void
read_filings(CfPastReader *reader)
{
	static const Oid types[] = {INT8ARRAYOID};
	CfFilings  *filings = reader->filings;
	Datum	   *customers = palloc(reader->count * sizeof(Datum));
	Datum		value;
	int			count = 0;

	if (filings->count > FILED_MAX)
		forget_filings(filings);
	for (int i = 0; i < reader->count; i++)
	{
		bool		known = true;
		Filing	   *filing;

		if (!has_customer(reader->by_id[i]))
			continue;
		filing = filing_insert(filings->customers,
							   customer_of(reader->by_id[i]), &known);
		if (known)
			continue;
		filing->count = 0;
		customers[count++] = Int64GetDatum(filing->customer);
	}
	value = cf_array(INT8OID, customers, count);
	if (count > 0)
		cf_query_each(reader->desk, CF_QUERY_READ_ONLY, filings_of_customers,
					  1, types, &value, read_filing, filings);
}

/* which of them are looked at: for the case "id" the case "earlier" */
typedef struct Wanted
{
	Datum	   *id;
	Datum	   *earlier;
	Datum	   *at;				/* when the case "id" was filed */
	int			count;
} Wanted;

static void
choose_earlier(CfPastReader *reader, const CfPastCase *past, Wanted *wanted)
{
	Filing	   *filing = filing_lookup(reader->filings->customers,
									   customer_of(past));
	int			chosen = 0;

	for (int i = 0; i < filing->count && chosen < CASES_OF_CUSTOMER; i++)
	{
		const Filed *filed = &filing->cases[i];

		if (filed->at > past->at ||
			(filed->at == past->at && filed->id >= past->id))
			continue;
		chosen++;
		wanted->id[wanted->count] = Int64GetDatum(past->id);
		wanted->earlier[wanted->count] = Int64GetDatum(filed->id);
		wanted->at[wanted->count++] = TimestampTzGetDatum(past->at);
	}
}

static void
read_earlier_case(CfQueryRow *result, void *arg)
{
	const CfPastReader *reader = arg;
	CfCustomerCase *one = palloc0(sizeof(CfCustomerCase));
	CfPastCase *past = cf_past_by_id(reader, cf_query_int64(result, 1));

	cf_row_read_result(&one->row, reader->type, result, 2);
	one->id = cf_int64(&one->row, CF_ID);
	past->earlier = lappend(past->earlier, one);
}

/* for all cases that were read last */
static void
read_earlier_cases(CfPastReader *reader)
{
	static const Oid types[] = {INT8ARRAYOID, INT8ARRAYOID,
	TIMESTAMPTZARRAYOID, TEXTARRAYOID};
	int			most = reader->count * CASES_OF_CUSTOMER;
	Wanted		wanted = {
		palloc(most * sizeof(Datum)), palloc(most * sizeof(Datum)),
		palloc(most * sizeof(Datum)), 0
	};
	Datum		values[4];

	read_filings(reader);
	for (int i = 0; i < reader->count; i++)
		if (has_customer(reader->by_id[i]))
			choose_earlier(reader, reader->by_id[i], &wanted);
	if (wanted.count == 0)
		return;
	values[0] = cf_array(INT8OID, wanted.id, wanted.count);
	values[1] = cf_array(INT8OID, wanted.earlier, wanted.count);
	values[2] = cf_array(TIMESTAMPTZOID, wanted.at, wanted.count);
	values[3] = reader->recorded;
	cf_query_each(reader->desk, CF_QUERY_READ_ONLY, earlier_cases, 4, types,
				  values, read_earlier_case, reader);
}

/*
 * cf_past_earlier -- the cases of a case's customer as they were when it was
 * judged, of CfCustomerCase, the latest first
 */
List *
cf_past_earlier(CfPastReader *reader, const CfPastCase *past)
{
	if (!reader->has_earlier)
	{
		MemoryContext caller = MemoryContextSwitchTo(reader->cxt);

		read_earlier_cases(reader);
		reader->has_earlier = true;
		MemoryContextSwitchTo(caller);
	}
	return past->earlier;
}
