/*
 * past_case.c -- cases of the past, with what was known at their receipt
 *
 * A case is judged by the values that the client gave at its receipt: today's
 * row, taken back through the events that changed one of these.  Most cases
 * have none.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/array.h"
#include "case/worklist.h"
#include "compare/past_case.h"
#include "desk/query.h"
#include "judge/customer_cases.h"

/* read at a time */
#define CASES_READ 500

/* the latest of a customer, of which rules look at twenty */
#define CASES_OF_CUSTOMER 40

/*
 * What columns held before the events that "events" names changed them.  An
 * entry has the name of its table, which may be that of a column, and one
 * value, no old and new one.
 */
#define HELD_BEFORE(columns, events) \
	" LEFT JOIN LATERAL (SELECT jsonb_object_agg(x.key, x.value -> 0" \
	"   ORDER BY p.seq DESC) AS held FROM complaint_event p" \
	"  CROSS JOIN LATERAL jsonb_each(CASE WHEN p.personal_hash IS NULL" \
	"   THEN p.changes ELSE coalesce(p.changes, '{}')" \
	"    || coalesce((SELECT s.changes FROM complaint_event_personal s" \
	"     WHERE (s.complaint_id, s.seq) = (p.complaint_id, p.seq)), '{}')" \
	"   END) AS x" \
	"  WHERE c.event_count > 1 AND p.complaint_id = c.id AND p.seq > 1" \
	events " AND x.key = ANY (" columns ") AND x.value -> 1 IS NOT NULL" \
	" ) AS w ON true"

static const char next_cases[] =
"SELECT c FROM complaint c WHERE (received_at, id) > ($1, $2)"
" AND received_at < $3 ORDER BY received_at, id"
" LIMIT " CppAsString2(CASES_READ);

/* of those with more than one event */
static const char corrected_cases[] =
"SELECT c.id, jsonb_populate_record(c, w.held) FROM complaint c"
HELD_BEFORE("$2", "")
" WHERE c.id = ANY ($1) AND w.held IS NOT NULL";

/*
 * What the same statement did to them followed from the receipt.  A day is the
 * most that desk.clock_tolerance lets a case come in ahead of our clock.
 */
static const char earlier_cases[] =
"SELECT n.id, e.earlier FROM unnest($1, $2) AS n (id, customer)"
" JOIN complaint_event r ON r.complaint_id = n.id AND r.seq = 1"
" CROSS JOIN LATERAL (SELECT CASE WHEN w.held IS NULL THEN c"
"   ELSE jsonb_populate_record(c, w.held) END AS earlier FROM complaint c"
"  JOIN complaint_event f ON f.complaint_id = c.id AND f.seq = 1"
HELD_BEFORE("$3", " AND p.at >= r.at")
"  WHERE c.customer_id = n.customer AND (f.at, c.id) < (r.at, n.id)"
"   AND c.received_at <= r.at + interval '1 day'"
"  ORDER BY c.received_at DESC LIMIT " CppAsString2(CASES_OF_CUSTOMER) ") AS e";

/* who decides about a new case's column: client, or the engine? */
static bool
is_given(CfRowType *type, int attno)
{
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
		if (type->attno[column] == attno)
			return column == CF_CATEGORY_BY ||
				cf_writers[column] == CF_BY_CLIENT ||
				cf_writers[column] == CF_AT_INTAKE;
	return true;
}

/* names of the columns that events record, all or those that clients give */
static Datum
names_of_columns(CfRowType *type, bool given)
{
	List	   *names = NIL;

	for (int i = 0; i < type->desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(type->desc, i);

		if (att->attisdropped || att->attgenerated != '\0' ||
			bms_is_member(att->attnum, type->unrecorded) ||
			(given && !is_given(type, att->attnum)))
			continue;
		names = lappend(names, NameStr(att->attname));
	}
	return cf_array_of_texts(names);
}

/* cf_past_begin -- cases received from "since" on and before "until" */
void
cf_past_begin(CfPastReader *reader, CfDesk *desk, Relation rel,
			  TimestampTz since, TimestampTz until)
{
	memset(reader, 0, sizeof(CfPastReader));
	reader->desk = desk;
	reader->type = cf_row_type(desk, rel);
	reader->until = until;
	reader->from_at = since;
	reader->from_id = PG_INT64_MIN;
	reader->given = names_of_columns(reader->type, true);
	reader->recorded = names_of_columns(reader->type, false);
}

/* a category that a rule or a person found is none that the client gave */
static void
clear_decisions(CfRow *row)
{
	bool		by_writer = cf_text_is(row, CF_CATEGORY_BY, "writer");

	for (int column = 0; column < CF_COLUMN_COUNT; column++)
		if ((cf_writers[column] == CF_BY_ENGINE ||
			 cf_writers[column] == CF_BY_DECISION) && column != CF_SHEET_NO)
			cf_set_null(row, column);
	cf_set_null(row, CF_UPDATED_BY);
	if (!by_writer)
		cf_set_null(row, CF_CATEGORY);
}

static void
read_past_case(CfQueryRow *result, void *arg)
{
	CfPastReader *reader = arg;
	CfPastCase *one = palloc0(sizeof(CfPastCase));

	cf_row_read_result(&one->row, reader->type, result, 1);
	one->id = cf_int64(&one->row, CF_ID);
	one->received_at = cf_time(&one->row, CF_RECEIVED_AT);
	one->at = CF_NO_TIME;
	one->skipped = !cf_is_null(&one->row, CF_IMPORTED_AT) ? CF_WAS_IMPORTED :
		cf_is_erased(&one->row) ? CF_WAS_ERASED : CF_IS_JUDGED;
	if (one->skipped != CF_WAS_IMPORTED && !cf_is_joined(&one->row))
		one->issue_key = cf_text(&one->row, CF_ISSUE_KEY);
	if (one->skipped == CF_IS_JUDGED && cf_int(&one->row, CF_EVENT_COUNT) > 1)
		reader->changed = cf_add_id(reader->changed, one->id);
	clear_decisions(&one->row);
	reader->cases = lappend(reader->cases, one);
}

static int
compare_ids(const void *a, const void *b)
{
	int64		one = (*(CfPastCase *const *) a)->id;
	int64		other = (*(CfPastCase *const *) b)->id;

	return one < other ? -1 : one > other;
}

static void
sort_by_id(CfPastReader *reader)
{
	ListCell   *cell;

	reader->count = 0;
	reader->by_id = palloc(list_length(reader->cases) * sizeof(CfPastCase *));
	foreach(cell, reader->cases)
		reader->by_id[reader->count++] = lfirst(cell);
	qsort(reader->by_id, reader->count, sizeof(CfPastCase *), compare_ids);
}

/* cf_past_by_id -- one of the cases that were read last */
CfPastCase *
cf_past_by_id(const CfPastReader *reader, int64 id)
{
	CfPastCase	wanted = {.id = id};
	CfPastCase *key = &wanted;

	return *(CfPastCase **) bsearch(&key, reader->by_id, reader->count,
									sizeof(CfPastCase *), compare_ids);
}

/* the case as it was before the client's corrections */
static void
read_corrected(CfQueryRow *result, void *arg)
{
	CfPastReader *reader = arg;
	CfPastCase *one = cf_past_by_id(reader, cf_query_int64(result, 1));

	cf_row_read_result(&one->row, reader->type, result, 2);
	clear_decisions(&one->row);
}

static void
take_back_corrections(CfPastReader *reader)
{
	static const Oid types[] = {INT8ARRAYOID, TEXTARRAYOID};
	Datum		values[] = {cf_array_of_ids(reader->changed), reader->given};

	if (reader->changed != NIL)
		cf_query_each(reader->desk, CF_QUERY_READ_ONLY, corrected_cases, 2,
					  types, values, read_corrected, reader);
}

/* cf_past_next -- the next cases, of CfPastCase; NIL: there are no more */
List *
cf_past_next(CfPastReader *reader)
{
	static const Oid types[] = {TIMESTAMPTZOID, INT8OID, TIMESTAMPTZOID};
	Datum		values[] = {
		TimestampTzGetDatum(reader->from_at), Int64GetDatum(reader->from_id),
		TimestampTzGetDatum(reader->until)
	};

	reader->cases = NIL;
	reader->changed = NIL;
	reader->cxt = CurrentMemoryContext;
	reader->has_earlier = false;
	cf_query_each(reader->desk, CF_QUERY_READ_ONLY, next_cases, 3, types,
				  values, read_past_case, reader);
	if (reader->cases != NIL)
	{
		CfPastCase *last = llast(reader->cases);

		reader->from_at = last->received_at;
		reader->from_id = last->id;
		sort_by_id(reader);
		take_back_corrections(reader);
	}
	return reader->cases;
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
	static const Oid types[] = {INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID};
	Datum	   *ids = palloc(reader->count * sizeof(Datum));
	Datum	   *customers = palloc(reader->count * sizeof(Datum));
	Datum		values[3];
	int			count = 0;

	for (int i = 0; i < reader->count; i++)
	{
		CfPastCase *past = reader->by_id[i];

		if (past->skipped != CF_IS_JUDGED ||
			cf_is_null(&past->row, CF_CUSTOMER_ID))
			continue;
		ids[count] = Int64GetDatum(past->id);
		customers[count++] = cf_value(&past->row, CF_CUSTOMER_ID);
	}
	values[0] = cf_array(INT8OID, ids, count);
	values[1] = cf_array(INT8OID, customers, count);
	values[2] = reader->recorded;
	cf_query_each(reader->desk, CF_QUERY_READ_ONLY, earlier_cases, 3, types,
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
