/*
 * batch.c -- counting issues, and the incident when they are too many
 *
 * Runs when all rows of a statement are written.  The counters of its issues
 * are raised in one statement, in order of key and day; whoever raises one
 * holds it until the transaction ends, so of two that come near the limit the
 * second sees what the first did, or must try again (REPEATABLE READ and up).
 * The one that makes the number too high declares the incident and takes the
 * open members in.  A counter whose batch is declared is not written any more.
 *
 * The counter may be too high: a case that turned out to be about something
 * else is not taken from it, because that would need the counter's lock under
 * the case's.  So the members are looked at, under their locks, before a
 * batch is declared.
 *
 * Order of locks: customers by id (join.c), counters, then cases by id.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "complaint.h"
#include "issue.h"
#include "owner.h"
#include "repeat.h"
#include "statement.h"
#include "store.h"
#include "trigger_util.h"

/* a case as it stands under its lock */
typedef struct Locked
{
	int64		id;
	char	   *issue_key;		/* or NULL */
	bool		free;			/* open, and in no incident */
} Locked;

typedef struct Settling
{
	CfDesk	   *desk;
	bool		direct;
	CfPending  *pending;
	List	   *issues;			/* of CfIssue */
	Locked	   *locked;			/* by id */
	int			nlocked;
} Settling;

static Datum
array_of_ids(List *ids)
{
	Datum	   *elements = palloc((list_length(ids) + 1) * sizeof(Datum));
	ListCell   *cell;

	foreach(cell, ids)
		elements[foreach_current_index(cell)] =
			Int64GetDatum(*(int64 *) lfirst(cell));
	return PointerGetDatum(construct_array(elements, list_length(ids),
										   INT8OID, sizeof(int64),
										   FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE));
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
read_counter(Settling *settling, HeapTuple row, TupleDesc desc)
{
	bool		isnull;
	CfIssue    *issue = cf_pending_issue(settling->pending,
										 SPI_getvalue(row, desc, 1),
										 DatumGetDateADT(SPI_getbinval(row, desc, 2, &isnull)),
										 false);

	Assert(issue != NULL);
	issue->open = true;
	if (issue->more_than >= 0)
		issue->candidates = ids_of_array(SPI_getbinval(row, desc, 3, &isnull));
}

/* raise the counters of what is no batch yet */
static void
count_issues(Settling *settling)
{
	static const Oid types[] = {TEXTARRAYOID, DATEARRAYOID,
	INT4ARRAYOID, TEXTARRAYOID};
	CfDesk	   *desk = settling->desk;
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext spi_cxt;
	Datum		arrays[4];
	CfOwnerScope scope;
	int			rc;

	if (settling->issues == NIL)
		return;
	arrays_of_issues(settling->issues, arrays);
	cf_owner_begin(&scope, desk->name, desk->owner);
	SPI_connect();
	rc = SPI_execute_plan(cf_kept_plan(desk,
									   "INSERT INTO issue_count AS n (issue_key, day, count, members)"
									   " SELECT k, d, c, m::bigint[]"
									   " FROM unnest($1, $2, $3, $4) AS x (k, d, c, m)"
									   " ON CONFLICT (issue_key, day) DO UPDATE"
									   " SET count = n.count + excluded.count,"
									   " members = n.members || excluded.members"
									   " WHERE n.incident_id IS NULL"
									   " RETURNING issue_key, day, members",
									   4, types),
						  arrays, NULL, false, 0);
	if (rc != SPI_OK_INSERT_RETURNING)
		elog(ERROR, "SPI_execute_plan returned %s",
			 SPI_result_code_string(rc));
	spi_cxt = MemoryContextSwitchTo(caller);
	for (uint64 i = 0; i < SPI_processed; i++)
		read_counter(settling, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
	MemoryContextSwitchTo(spi_cxt);
	SPI_finish();
	cf_owner_end(&scope);
}

/* with the cases that wait in the statement itself */
static bool
is_too_many(const CfIssue *issue, int members)
{
	return members + list_length(issue->foretold) > issue->more_than;
}

static void
read_locked(Settling *settling, HeapTuple row, TupleDesc desc)
{
	Locked	   *locked = &settling->locked[settling->nlocked++];
	bool		isnull;
	char	   *state = SPI_getvalue(row, desc, 3);
	CfCode	   *found = state ? cf_code(settling->desk->states, state) : NULL;

	locked->id = DatumGetInt64(SPI_getbinval(row, desc, 1, &isnull));
	locked->issue_key = SPI_getvalue(row, desc, 2);
	locked->free = found != NULL && strcmp(found->attribute, "final") != 0 &&
		!DatumGetBool(SPI_getbinval(row, desc, 4, &isnull));
}

/* members of what may become a batch, and cases that effects are about */
static void
lock_cases(Settling *settling)
{
	static const Oid types[] = {INT8ARRAYOID};
	CfDesk	   *desk = settling->desk;
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext spi_cxt;
	List	   *ids = NIL;
	CfOwnerScope scope;
	ListCell   *cell;
	Datum		array;

	foreach(cell, settling->issues)
	{
		CfIssue    *issue = lfirst(cell);

		if (issue->open && issue->more_than >= 0 &&
			is_too_many(issue, list_length(issue->candidates)))
			ids = list_concat(ids, issue->candidates);
	}
	foreach(cell, settling->pending->effects)
		ids = lappend(ids, &((CfEffect *) lfirst(cell))->case_id);
	if (ids == NIL)
		return;
	array = array_of_ids(ids);
	cf_owner_begin(&scope, desk->name, desk->owner);
	SPI_connect();
	if (SPI_execute_plan(cf_kept_plan(desk,
									  "SELECT id, issue_key, state, incident_id IS NOT NULL"
									  " FROM complaint WHERE id = ANY ($1)"
									  " ORDER BY id FOR NO KEY UPDATE",
									  1, types),
						 &array, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "cases could not be locked");
	spi_cxt = MemoryContextSwitchTo(caller);
	settling->locked = palloc((SPI_processed + 1) * sizeof(Locked));
	for (uint64 i = 0; i < SPI_processed; i++)
		read_locked(settling, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
	MemoryContextSwitchTo(spi_cxt);
	SPI_finish();
	cf_owner_end(&scope);
}

static Locked *
find_locked(Settling *settling, int64 id)
{
	int			low = 0;
	int			high = settling->nlocked - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;

		if (settling->locked[middle].id == id)
			return &settling->locked[middle];
		if (settling->locked[middle].id < id)
			low = middle + 1;
		else
			high = middle - 1;
	}
	return NULL;
}

/* the members that are still about the issue; *open: those to be taken in */
static List *
present_members(Settling *settling, const CfIssue *issue, List **open)
{
	List	   *present = NIL;
	ListCell   *cell;

	*open = NIL;
	foreach(cell, issue->candidates)
	{
		Locked	   *locked = find_locked(settling, *(int64 *) lfirst(cell));

		if (locked == NULL || locked->issue_key == NULL ||
			strcmp(locked->issue_key, issue->key) != 0)
			continue;
		present = cf_add_id(present, locked->id);
		if (locked->free)
			*open = cf_add_id(*open, locked->id);
	}
	return present;
}

/* give cases an incident, 0 takes a foretold one from them */
static void
move_cases(CfDesk *desk, int64 incident, const char *sql, Oid type, Datum arg)
{
	CfAct		act = {0};

	act.kind = CF_ACT_ENTRY;
	act.now = GetCurrentStatementStartTimestamp();
	act.at = act.now;
	act.db_role = GetUserNameFromId(GetUserId(), false);
	act.activity = incident != 0 ? "incident:joined" : "incident:left";
	act.promise = CF_NO_TIME;
	act.apply = cf_apply_incident;
	act.detail = &incident;
	(void) cf_update_case(desk, &act, sql, type, arg);
}

static void
move_listed(CfDesk *desk, int64 incident, List *ids)
{
	if (ids != NIL)
		move_cases(desk, incident,
				   "UPDATE complaint SET updated_at = updated_at WHERE id = ANY ($1)",
				   INT8ARRAYOID, array_of_ids(ids));
}

static int64
write_incident(CfDesk *desk, const CfIssue *issue)
{
	static const Oid types[] = {INT8OID, TEXTOID, DATEOID, TIMESTAMPTZOID};
	Datum		values[4];

	values[0] = Int64GetDatum(issue->predicted);
	values[1] = CStringGetTextDatum(issue->key);
	values[2] = DateADTGetDatum(issue->day);
	values[3] = TimestampTzGetDatum(GetCurrentStatementStartTimestamp());
	cf_owner_execute(desk,
					 "INSERT INTO incident (id, issue_key, day, declared_at, title)"
					 " VALUES ($1, $2, $3, $4, $2)",
					 4, types, values, NULL);
	cf_owner_execute(desk,
					 "UPDATE issue_count SET incident_id = $1"
					 " WHERE issue_key = $2 AND day = $3",
					 3, types, values, NULL);
	return issue->predicted;
}

/* the counter holds who is still there, and what was foretold is none */
static void
correct_counter(CfDesk *desk, const CfIssue *issue, List *present)
{
	static const Oid types[] = {TEXTOID, DATEOID, INT8ARRAYOID};
	Datum		values[3];

	values[0] = CStringGetTextDatum(issue->key);
	values[1] = DateADTGetDatum(issue->day);
	values[2] = array_of_ids(list_concat(present, issue->foretold));
	cf_owner_execute(desk,
					 "UPDATE issue_count SET members = $3"
					 " WHERE issue_key = $1 AND day = $2",
					 3, types, values, NULL);
	move_listed(desk, 0, issue->foretold);
}

/* another transaction has declared it meanwhile: all rows belong there */
static void
follow_others(Settling *settling, CfIssue *issue)
{
	CfDesk	   *desk = settling->desk;
	int64		incident = cf_incident_of(desk, settling->direct, issue->key,
										  issue->day, NULL);

	if (incident == 0)
		elog(ERROR, "counter of an issue was not written");
	move_listed(desk, incident, issue->members);
	if (issue->foretold != NIL)
		move_cases(desk, incident,
				   "UPDATE complaint SET updated_at = updated_at WHERE incident_id = $1",
				   INT8OID, Int64GetDatum(issue->predicted));
}

static void
settle_issue(Settling *settling, CfIssue *issue)
{
	List	   *present;
	List	   *open;

	if (issue->more_than < 0)
		return;
	if (!issue->open)
	{
		follow_others(settling, issue);
		return;
	}
	if (!is_too_many(issue, list_length(issue->candidates)))
	{
		if (issue->foretold != NIL)
			correct_counter(settling->desk, issue, issue->candidates);
		return;
	}
	present = present_members(settling, issue, &open);
	if (!is_too_many(issue, list_length(present)))
	{
		correct_counter(settling->desk, issue, present);
		return;
	}
	if (issue->predicted == 0)
		issue->predicted = cf_next_incident(settling->desk);
	move_listed(settling->desk, write_incident(settling->desk, issue), open);
}

static int
by_case(const ListCell *a, const ListCell *b)
{
	const CfEffect *one = lfirst(a);
	const CfEffect *other = lfirst(b);

	return one->case_id < other->case_id ? -1 : one->case_id > other->case_id;
}

/* cf_settle -- count the issues, declare batches, then the other effects */
void
cf_settle(CfDesk *desk, bool direct, CfPending *pending)
{
	Settling	settling = {0};
	ListCell   *cell;

	settling.desk = desk;
	settling.direct = direct;
	settling.pending = pending;
	cf_settle_repeats(desk, pending);
	settling.issues = cf_pending_issues(pending);
	count_issues(&settling);
	lock_cases(&settling);
	foreach(cell, settling.issues)
		settle_issue(&settling, lfirst(cell));
	list_sort(pending->effects, by_case);
	foreach(cell, pending->effects)
	{
		CfEffect   *effect = lfirst(cell);

		effect->apply(desk, effect->case_id, effect->data);
	}
}

PG_FUNCTION_INFO_V1(begin_statement);

/*
 * begin_statement() -- BEFORE STATEMENT trigger of complaint: its end will be
 * noticed
 */
Datum
begin_statement(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "begin_statement",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);

	cf_pending_begin(trigger->tg_relation);
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(settle_statement);

/*
 * settle_statement() -- AFTER STATEMENT trigger of complaint: what its rows
 * left to do to other rows
 */
Datum
settle_statement(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "settle_statement",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	CfPending  *pending = cf_pending_end(trigger->tg_relation);

	if (pending != NULL)
		cf_settle(cf_desk_after(trigger->tg_relation), cf_is_plain(trigger),
				  pending);
	return PointerGetDatum(NULL);
}
