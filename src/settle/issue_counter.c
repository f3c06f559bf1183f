/*
 * issue_counter.c -- the counters of issues, and the cases that wait for them
 *
 * A case that turns out to be about another issue holds its own lock when it
 * comes to the counter.  It must not wait there for somebody who may wait for
 * it.  So it takes the counter if nobody has it, else it leaves a row in
 * issue_moved, for the next complaint about the issue or the job.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"

#include "base/array.h"
#include "desk/query.h"
#include "settle/issue_counter.h"
#include "store/store.h"

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
		columns[3][i] = text_of_ids(issue->new_members);
	}
	arrays[0] = cf_array(TEXTOID, columns[0], count);
	arrays[1] = cf_array(DATEOID, columns[1], count);
	arrays[2] = cf_array(INT4OID, columns[2], count);
	arrays[3] = cf_array(TEXTOID, columns[3], count);
}

/* the issue that a row names in its first two columns, or NULL */
static CfIssue *
issue_of(CfQueryRow *row, CfWorklist *worklist, bool create)
{
	return cf_worklist_issue(worklist, cf_query_word(row, 1),
							 DatumGetDateADT(cf_query_needed(row, 2, DATEOID)),
							 create);
}

/* a counter that was raised */
static void
read_counter(CfQueryRow *row, void *worklist)
{
	CfIssue    *issue = issue_of(row, worklist, false);

	/* a trigger of the desk's own may have changed the row */
	if (issue == NULL)
		return;
	issue->undeclared = true;
	issue->counted_members = cf_ids_of_array(cf_query_needed(row, 3, INT8ARRAYOID));
}

/* cases that came to the issue while its counter was locked */
static void
read_leftovers(CfStoreTable *table, CfIssue *issue)
{
	Datum		keys[2];
	ListCell   *cell;

	issue->unbatched = NIL;
	keys[0] = CStringGetTextDatum(issue->key);
	keys[1] = DateADTGetDatum(issue->day);
	foreach(cell, cf_store_find(table, keys, 2))
	{
		CfStored   *row = lfirst(cell);
		int64		id = DatumGetInt64(row->values[CF_IM_COMPLAINT_ID]);

		if (DatumGetInt32(row->values[CF_IM_MORE_THAN]) >= 0)
			issue->leftovers = cf_add_id(issue->leftovers, id);
		else
			issue->unbatched = cf_add_id(issue->unbatched, id);
	}
}

#define UPSERT(source) \
	"INSERT INTO issue_count AS n (issue_key, day, count, members) " source \
	" ON CONFLICT (issue_key, day) DO UPDATE" \
	" SET count = n.count + excluded.count," \
	" members = n.members || excluded.members" \
	" WHERE n.incident_id IS NULL RETURNING issue_key, day, members"

/* types of key, day, cases and a number */
static const Oid issue_types[] = {TEXTOID, DATEOID, INT8ARRAYOID, INT4OID};

static void
values_of_issue(const CfIssue *issue, List *ids, int number, Datum *values)
{
	values[0] = CStringGetTextDatum(issue->key);
	values[1] = DateADTGetDatum(issue->day);
	values[2] = cf_array_of_ids(ids);
	values[3] = Int32GetDatum(number);
}

static void
execute_for_issue(CfDesk *desk, const char *sql, const CfIssue *issue,
				  List *ids, int number)
{
	Datum		values[4];

	values_of_issue(issue, ids, number, values);
	cf_query_execute(desk, sql, 4, issue_types, values, NULL);
}

static void
raise_one(CfDesk *desk, CfWorklist *worklist, const CfIssue *issue)
{
	Datum		values[4];

	values_of_issue(issue, issue->new_members, issue->rows, values);
	cf_query_each(desk, CF_QUERY_SNAPSHOT, UPSERT("VALUES ($1, $2, $4, $3)"),
				  4, issue_types, values, read_counter, worklist);
}

static void
raise_many(CfDesk *desk, CfWorklist *worklist, List *issues)
{
	static const Oid types[] = {
		TEXTARRAYOID, DATEARRAYOID, INT4ARRAYOID, TEXTARRAYOID
	};
	Datum		arrays[4];

	arrays_of_issues(issues, arrays);
	cf_query_each(desk, CF_QUERY_SNAPSHOT,
				  UPSERT("SELECT k, d, c, m::bigint[]"
						 " FROM unnest($1, $2, $3, $4) AS x (k, d, c, m)"),
				  4, types, arrays, read_counter, worklist);
}

/* the counter is locked; its members now, 0 when it is a batch already */
static Datum
raise_stored(CfStoreTable *table, CfStored *row, const Datum *more)
{
	Datum		values[CF_IC_COLUMNS];

	if (!row->nulls[CF_IC_INCIDENT_ID])
		return 0;
	memcpy(values, row->values, sizeof(values));
	values[CF_IC_COUNT] = DirectFunctionCall2(int4pl, values[CF_IC_COUNT],
											  more[CF_IC_COUNT]);
	values[CF_IC_MEMBERS] = DirectFunctionCall2(array_cat,
												values[CF_IC_MEMBERS],
												more[CF_IC_MEMBERS]);
	cf_store_update(table, row, values, row->nulls);
	return values[CF_IC_MEMBERS];
}

/* as UPSERT; false, and nothing is done, while somebody inserts the counter */
static bool
raise_directly(CfStoreTable *table, const CfIssue *issue, Datum *members)
{
	Datum		values[CF_IC_COLUMNS] = {
		[CF_IC_ISSUE_KEY] = CStringGetTextDatum(issue->key),
		[CF_IC_DAY] = DateADTGetDatum(issue->day),
		[CF_IC_COUNT] = Int32GetDatum(issue->rows),
		[CF_IC_MEMBERS] = cf_array_of_ids(issue->new_members)
	};
	bool		nulls[CF_IC_COLUMNS] = {[CF_IC_INCIDENT_ID] = true};
	CfStored   *row = cf_store_lock(table, values, true);

	if (row != NULL)
	{
		*members = raise_stored(table, row, values);
		return true;
	}
	*members = values[CF_IC_MEMBERS];
	return cf_store_insert_new(table, values, nulls);
}

static void
raise_all_directly(CfDesk *desk, CfStoreTable *table, CfWorklist *worklist,
				   List *issues)
{
	MemoryContext each = AllocSetContextCreate(CurrentMemoryContext,
											   "complaint_flow issues",
											   ALLOCSET_SMALL_SIZES);
	ListCell   *cell;

	CommandCounterIncrement();	/* as a statement: see what was written */
	foreach(cell, issues)
	{
		CfIssue    *issue = lfirst(cell);
		MemoryContext caller = MemoryContextSwitchTo(each);
		Datum		members;
		bool		raised = raise_directly(table, issue, &members);

		MemoryContextSwitchTo(caller);
		if (!raised)
			raise_one(desk, worklist, issue);
		else if (members != 0)
		{
			issue->undeclared = true;
			issue->counted_members = cf_ids_of_array(members);
		}
		MemoryContextReset(each);
	}
	MemoryContextDelete(each);
}

static void
read_all_leftovers(CfDesk *desk, bool direct, List *issues)
{
	CfStoreTable *table = cf_store_open_to_read(desk, direct,
												CF_T_ISSUE_MOVED);
	ListCell   *cell;

	foreach(cell, issues)
		read_leftovers(table, lfirst(cell));
	cf_store_close(table);
}

/*
 * cf_count_issues -- raise the counters of what is no batch yet, in the order
 * of the list; those that were become open
 */
void
cf_count_issues(CfDesk *desk, bool direct, CfWorklist *worklist, List *issues)
{
	CfStoreTable *table;

	if (issues == NIL)
		return;
	table = cf_store_open(desk, direct, CF_T_ISSUE_COUNT);
	if (cf_store_can_lock(table))
		raise_all_directly(desk, table, worklist, issues);
	else if (list_length(issues) == 1)
		raise_one(desk, worklist, linitial(issues));
	else
		raise_many(desk, worklist, issues);
	cf_store_close(table);
	read_all_leftovers(desk, direct, issues);
}

/*
 * cf_take_counter -- lock a counter that nobody holds
 *
 * False when somebody does, or there is none.  *incident: of a batch that is
 * declared, else 0 and the members are in issue->counted_members.
 */
bool
cf_take_counter(CfDesk *desk, CfIssue *issue, int64 *incident)
{
	static const Oid types[] = {TEXTOID, DATEOID};
	Datum		values[2];
	CfQueryRow *found;

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
	issue->counted_members = cf_ids_of_array(cf_query_needed(found, 2,
														INT8ARRAYOID));
	return true;
}

/* cf_write_counter -- these are its members now */
void
cf_write_counter(CfDesk *desk, const CfIssue *issue, List *members, int more)
{
	execute_for_issue(desk,
					  "UPDATE issue_count SET members = $3, count = count + $4"
					  " WHERE issue_key = $1 AND day = $2",
					  issue, members, more);
}

/* cf_forget_leftovers -- nobody need look at them again */
void
cf_forget_leftovers(CfDesk *desk, const CfIssue *issue)
{
	if (issue->leftovers == NIL && issue->unbatched == NIL)
		return;
	execute_for_issue(desk,
					  "DELETE FROM issue_moved WHERE issue_key = $1"
					  " AND day = $2 AND complaint_id = ANY ($3)",
					  issue, list_concat_copy(issue->leftovers, issue->unbatched),
					  0);
}

/* cf_leave_cases -- somebody else will look at them again */
void
cf_leave_cases(CfDesk *desk, const CfIssue *issue, List *ids, int more_than)
{
	if (ids == NIL)
		return;
	execute_for_issue(desk,
					  "INSERT INTO issue_moved (issue_key, day, complaint_id, more_than)"
					  " SELECT $1, $2, unnest($3), $4 ON CONFLICT DO NOTHING",
					  issue, ids, more_than);
}

/* issues that were read, as one row after another names them */
typedef struct LeftIssues
{
	CfWorklist *worklist;
	List	   *issues;			/* of CfIssue */
} LeftIssues;

static void
read_left_issue(CfQueryRow *row, void *arg)
{
	LeftIssues *left = arg;
	CfIssue    *issue = issue_of(row, left->worklist, true);

	issue->more_than = cf_query_int(row, 3);
	left->issues = lappend(left->issues, issue);
}

/* cf_left_issues -- issues for which somebody could not count */
List *
cf_left_issues(CfDesk *desk, CfWorklist *worklist)
{
	LeftIssues	left = {worklist, NIL};

	cf_query_each(desk, CF_QUERY_SNAPSHOT,
				  "SELECT issue_key, day,"
				  " coalesce(min(more_than) FILTER (WHERE more_than >= 0), -1)"
				  " FROM issue_moved GROUP BY issue_key, day"
				  " ORDER BY issue_key, day",
				  0, NULL, NULL, read_left_issue, &left);
	return left.issues;
}
