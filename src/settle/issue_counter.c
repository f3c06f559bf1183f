/*
 * issue_counter.c -- the counters of issues, and the cases that wait for them
 *
 * A case that turns out to be about another issue holds its own lock when it
 * comes to the counter.  It must not wait there for somebody who may wait for
 * it.  So it takes the counter if nobody has it, else it leaves a row in
 * issue_moved, for the next complaint about the issue or the job.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"

#include "base/array.h"
#include "desk/query.h"
#include "rights/as_owner.h"
#include "settle/issue_counter.h"
#include "store/store.h"

static int
by_id(const ListCell *a, const ListCell *b)
{
	int64		one = *(int64 *) lfirst(a);
	int64		other = *(int64 *) lfirst(b);

	return one < other ? -1 : one > other;
}

void
cf_sort_ids(List *ids)
{
	list_sort(ids, by_id);
}

static List *
ids_of_array(Datum array)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	List	   *ids = NIL;

	deconstruct_array(DatumGetArrayTypeP(array), INT8OID, sizeof(int64),
					  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &elements, &nulls,
					  &count);
	for (int i = 0; i < count; i++)
		if (!nulls[i])
			ids = cf_add_id(ids, DatumGetInt64(elements[i]));
	return ids;
}

/* {1,2,3}: arrays of different lengths do not fit into one array */
static Datum
text_of_ids(List *ids)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, ids)
		appendStringInfo(&text, "%c" INT64_FORMAT,
						 foreach_current_index(cell) == 0 ? '{' : ',',
						 *(int64 *) lfirst(cell));
	appendStringInfoString(&text, ids == NIL ? "{}" : "}");
	return PointerGetDatum(cstring_to_text_with_len(text.data, text.len));
}

/* the issues as four arrays: key, day, number of cases, members */
static void
arrays_of_issues(List *issues, Datum *arrays)
{
	int			count = list_length(issues);
	Datum	   *columns[4];
	ListCell   *cell;

	for (int i = 0; i < lengthof(columns); i++)
		columns[i] = palloc(count * sizeof(Datum));
	foreach(cell, issues)
	{
		CfIssue    *issue = lfirst(cell);
		int			i = foreach_current_index(cell);

		columns[0][i] = CStringGetTextDatum(issue->key);
		columns[1][i] = DateADTGetDatum(issue->day);
		columns[2][i] = Int32GetDatum(issue->rows);
		columns[3][i] = text_of_ids(issue->members);
	}
	arrays[0] = PointerGetDatum(construct_array(columns[0], count, TEXTOID, -1,
												false, TYPALIGN_INT));
	arrays[1] = PointerGetDatum(construct_array(columns[1], count, DATEOID,
												sizeof(DateADT), true,
												TYPALIGN_INT));
	arrays[2] = PointerGetDatum(construct_array(columns[2], count, INT4OID,
												sizeof(int32), true,
												TYPALIGN_INT));
	arrays[3] = PointerGetDatum(construct_array(columns[3], count, TEXTOID, -1,
												false, TYPALIGN_INT));
}

/* a counter that was raised, in the memory of the caller of SPI */
static void
read_counter(CfWorklist *worklist, HeapTuple row, TupleDesc desc)
{
	CfIssue    *issue = cf_worklist_issue(worklist,
										 cf_query_word(&(CfQueryRow) {desc, row}, 1),
										 DatumGetDateADT(cf_query_needed(&(CfQueryRow) {desc, row}, 2, DATEOID)),
										 false);

	/* a trigger of the desk's own may have changed the row */
	if (issue == NULL)
		return;
	issue->open = true;
	issue->candidates = ids_of_array(cf_query_needed(&(CfQueryRow) {desc, row}, 3,
													  INT8ARRAYOID));
}

/* cases that came to the issue while its counter was locked */
static void
read_leftovers(CfDesk *desk, bool direct, CfIssue *issue)
{
	CfStoreTable *table;
	Datum		keys[2];
	ListCell   *cell;

	issue->apart = NIL;
	keys[0] = CStringGetTextDatum(issue->key);
	keys[1] = DateADTGetDatum(issue->day);
	table = cf_store_open(desk, direct, CF_T_ISSUE_MOVED);
	foreach(cell, cf_store_find(table, keys, 2))
	{
		CfStored   *row = lfirst(cell);
		int64		id = DatumGetInt64(row->values[CF_IM_COMPLAINT_ID]);

		if (DatumGetInt32(row->values[CF_IM_MORE_THAN]) >= 0)
			issue->leftovers = cf_add_id(issue->leftovers, id);
		else
			issue->apart = cf_add_id(issue->apart, id);
	}
	cf_store_close(table);
}

#define UPSERT(source) \
	"INSERT INTO issue_count AS n (issue_key, day, count, members) " source \
	" ON CONFLICT (issue_key, day) DO UPDATE" \
	" SET count = n.count + excluded.count," \
	" members = n.members || excluded.members" \
	" WHERE n.incident_id IS NULL RETURNING issue_key, day, members"

/* SPI is connected, its result holds the counters that were raised */
static int
upsert_one(CfDesk *desk, const CfIssue *issue)
{
	static const Oid types[] = {TEXTOID, DATEOID, INT4OID, INT8ARRAYOID};
	Datum		values[4];

	values[0] = CStringGetTextDatum(issue->key);
	values[1] = DateADTGetDatum(issue->day);
	values[2] = Int32GetDatum(issue->rows);
	values[3] = cf_array_of_ids(issue->members);
	return SPI_execute_plan(cf_kept_plan(desk,
										 UPSERT("VALUES ($1, $2, $3, $4)"),
										 4, types),
							values, NULL, false, 0);
}

static int
upsert_many(CfDesk *desk, List *issues)
{
	static const Oid types[] = {TEXTARRAYOID, DATEARRAYOID,
	INT4ARRAYOID, TEXTARRAYOID};
	Datum		arrays[4];

	arrays_of_issues(issues, arrays);
	return SPI_execute_plan(cf_kept_plan(desk,
										 UPSERT("SELECT k, d, c, m::bigint[]"
												" FROM unnest($1, $2, $3, $4) AS x (k, d, c, m)"),
										 4, types),
							arrays, NULL, false, 0);
}

/*
 * cf_count_issues -- raise the counters of what is no batch yet, in the order
 * of the list; those that were become open
 */
void
cf_count_issues(CfDesk *desk, bool direct, CfWorklist *worklist, List *issues)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext spi_cxt;
	CfOwnerScope scope;
	ListCell   *cell;
	int			rc;

	if (issues == NIL)
		return;
	cf_owner_begin(&scope, desk->name, desk->owner);
	SPI_connect();
	rc = list_length(issues) == 1 ? upsert_one(desk, linitial(issues)) :
		upsert_many(desk, issues);
	if (rc != SPI_OK_INSERT_RETURNING)
		elog(ERROR, "SPI_execute_plan returned %s",
			 SPI_result_code_string(rc));
	spi_cxt = MemoryContextSwitchTo(caller);
	for (uint64 i = 0; i < SPI_processed; i++)
		read_counter(worklist, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
	MemoryContextSwitchTo(spi_cxt);
	SPI_finish();
	cf_owner_end(&scope);
	foreach(cell, issues)
		read_leftovers(desk, direct, lfirst(cell));
}

/*
 * cf_take_counter -- lock a counter that nobody holds
 *
 * False when somebody does, or there is none.  *incident: of a batch that is
 * declared, else 0 and the members are in issue->candidates.
 */
bool
cf_take_counter(CfDesk *desk, CfIssue *issue, int64 *incident)
{
	static const Oid types[] = {TEXTOID, DATEOID};
	Datum		values[2];
	CfQueryRow    *found;

	values[0] = CStringGetTextDatum(issue->key);
	values[1] = DateADTGetDatum(issue->day);
	found = cf_query_row(desk,
						  "SELECT coalesce(incident_id, 0), members FROM issue_count"
						  " WHERE issue_key = $1 AND day = $2"
						  " FOR NO KEY UPDATE SKIP LOCKED",
						  2, types, values);
	if (found == NULL)
		return false;
	*incident = cf_query_int64(found, 1);
	issue->candidates = ids_of_array(cf_query_needed(found, 2, INT8ARRAYOID));
	return true;
}

/* cf_write_counter -- these are its members now */
void
cf_write_counter(CfDesk *desk, const CfIssue *issue, List *members, int more)
{
	static const Oid types[] = {TEXTOID, DATEOID, INT8ARRAYOID, INT4OID};
	Datum		values[4];

	values[0] = CStringGetTextDatum(issue->key);
	values[1] = DateADTGetDatum(issue->day);
	values[2] = cf_array_of_ids(members);
	values[3] = Int32GetDatum(more);
	cf_query_execute(desk,
					 "UPDATE issue_count SET members = $3, count = count + $4"
					 " WHERE issue_key = $1 AND day = $2",
					 4, types, values, NULL);
}

/* cf_forget_leftovers -- nobody need look at them again */
void
cf_forget_leftovers(CfDesk *desk, const CfIssue *issue)
{
	static const Oid types[] = {TEXTOID, DATEOID, INT8ARRAYOID};
	Datum		values[3];

	if (issue->leftovers == NIL && issue->apart == NIL)
		return;
	values[0] = CStringGetTextDatum(issue->key);
	values[1] = DateADTGetDatum(issue->day);
	values[2] = cf_array_of_ids(list_concat_copy(issue->leftovers,
												 issue->apart));
	cf_query_execute(desk,
					 "DELETE FROM issue_moved WHERE issue_key = $1"
					 " AND day = $2 AND complaint_id = ANY ($3)",
					 3, types, values, NULL);
}

/* cf_leave_cases -- somebody else will look at them again */
void
cf_leave_cases(CfDesk *desk, const CfIssue *issue, List *ids, int more_than)
{
	static const Oid types[] = {TEXTOID, DATEOID, INT8ARRAYOID, INT4OID};
	Datum		values[4];

	if (ids == NIL)
		return;
	values[0] = CStringGetTextDatum(issue->key);
	values[1] = DateADTGetDatum(issue->day);
	values[2] = cf_array_of_ids(ids);
	values[3] = Int32GetDatum(more_than);
	cf_query_execute(desk,
					 "INSERT INTO issue_moved (issue_key, day, complaint_id, more_than)"
					 " SELECT $1, $2, unnest($3), $4 ON CONFLICT DO NOTHING",
					 4, types, values, NULL);
}

/* cf_left_issues -- issues for which somebody could not count */
List *
cf_left_issues(CfDesk *desk, CfWorklist *worklist)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext spi_cxt;
	CfOwnerScope scope;
	List	   *issues = NIL;

	cf_owner_begin(&scope, desk->name, desk->owner);
	SPI_connect();
	if (SPI_execute_plan(cf_kept_plan(desk,
									  "SELECT issue_key, day,"
									  " coalesce(min(more_than) FILTER (WHERE more_than >= 0), -1)"
									  " FROM issue_moved GROUP BY issue_key, day"
									  " ORDER BY issue_key, day",
									  0, NULL),
						 NULL, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "table issue_moved could not be read");
	spi_cxt = MemoryContextSwitchTo(caller);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		CfIssue    *issue = cf_worklist_issue(worklist,
											 cf_query_word(&(CfQueryRow) {desc, row}, 1),
											 DatumGetDateADT(cf_query_needed(&(CfQueryRow) {desc, row}, 2, DATEOID)),
											 true);

		issue->more_than = cf_query_int(&(CfQueryRow) {desc, row}, 3);
		issues = lappend(issues, issue);
	}
	MemoryContextSwitchTo(spi_cxt);
	SPI_finish();
	cf_owner_end(&scope);
	return issues;
}
