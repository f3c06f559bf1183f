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

/* read at a time */
#define CASES_READ 500

static const char next_cases[] =
"SELECT c FROM complaint c WHERE (received_at, id) > ($1, $2)"
" AND received_at < $3 ORDER BY received_at, id"
" LIMIT " CppAsString2(CASES_READ);

/* of those with more than one event */
static const char corrected_cases[] =
"SELECT c.id, jsonb_populate_record(c, w.held) FROM complaint c"
CF_HELD_BEFORE("$2", "")
" WHERE c.id = ANY ($1) AND w.held IS NOT NULL";

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
