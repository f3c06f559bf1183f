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
 * Order of locks: customers by id (join.c), counters, then cases by id.  A
 * transaction that wrote a case in an earlier statement holds that one
 * already, and somebody who holds the counter may wait for it.  So it waits
 * for neither counters nor members: what it cannot take at once is left to the
 * next one, or the job.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "complaint.h"
#include "counter.h"
#include "issue.h"
#include "owner.h"
#include "policy.h"
#include "repeat.h"
#include "statement.h"
#include "store.h"
#include "trigger_util.h"

/* the transaction that wrote a case last */
static LocalTransactionId wrote_case = InvalidLocalTransactionId;

/* a case as it stands under its lock */
typedef struct Locked
{
	int64		id;
	char	   *issue_key;		/* or NULL */
	bool		free;			/* open, and in no incident */
} Locked;

#define LOCK_BY_ID \
	"SELECT id, issue_key, state, incident_id IS NOT NULL" \
	" FROM complaint WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE"

typedef struct Settling
{
	CfDesk	   *desk;
	bool		direct;
	List	   *issues;			/* of CfIssue */
	Locked	   *locked;			/* by id */
	int			nlocked;
} Settling;

/* with the cases that wait in the statement itself */
static bool
is_too_many(const CfIssue *issue)
{
	return list_length(issue->candidates) + list_length(issue->foretold) >
		issue->more_than;
}

static void
read_locked(Settling *settling, HeapTuple row, TupleDesc desc)
{
	Locked	   *locked = &settling->locked[settling->nlocked++];
	bool		isnull;
	char	   *state = SPI_getvalue(row, desc, 3);

	locked->id = DatumGetInt64(SPI_getbinval(row, desc, 1, &isnull));
	locked->issue_key = SPI_getvalue(row, desc, 2);
	locked->free = state != NULL && !cf_is_final(settling->desk, state) &&
		!DatumGetBool(SPI_getbinval(row, desc, 4, &isnull));
}

/* members of what may become a batch, and those who wait for one that is */
static List *
cases_to_lock(Settling *settling)
{
	List	   *ids = NIL;
	ListCell   *cell;

	foreach(cell, settling->issues)
	{
		CfIssue    *issue = lfirst(cell);

		if (issue->more_than < 0)
			continue;
		if (!issue->open)
			ids = list_concat(ids, issue->leftovers);
		else if (is_too_many(issue))
			ids = list_concat(ids, issue->candidates);
	}
	return ids;
}

/*
 * Those and the cases that effects are about, by id.  False when somebody
 * holds one and we are not to wait.
 */
static bool
lock_cases(Settling *settling, List *effects, bool wait)
{
	static const Oid types[] = {INT8ARRAYOID};
	CfDesk	   *desk = settling->desk;
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext spi_cxt;
	List	   *ids = cases_to_lock(settling);
	CfOwnerScope scope;
	ListCell   *cell;
	Datum		array;

	foreach(cell, effects)
		ids = lappend(ids, &((CfEffect *) lfirst(cell))->case_id);
	if (ids == NIL)
		return true;
	array = cf_array_of_ids(ids);
	cf_owner_begin(&scope, desk->name, desk->owner);
	SPI_connect();
	if (SPI_execute_plan(cf_kept_plan(desk, wait ?
									  LOCK_BY_ID : LOCK_BY_ID " SKIP LOCKED",
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
	return settling->nlocked == cf_count_ids(ids);
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

/*
 * The members that are still about the issue, each once: one may have gone
 * and come back.  *open: those to be taken in.
 */
static List *
present_members(Settling *settling, CfIssue *issue, List **open)
{
	List	   *present = NIL;
	int64		before = 0;
	ListCell   *cell;

	*open = NIL;
	cf_sort_ids(issue->candidates);
	foreach(cell, issue->candidates)
	{
		int64		id = *(int64 *) lfirst(cell);
		Locked	   *locked = find_locked(settling, id);
		bool		again = present != NIL && id == before;

		if (again || locked == NULL || locked->issue_key == NULL ||
			strcmp(locked->issue_key, issue->key) != 0)
			continue;
		before = id;
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
				   INT8ARRAYOID, cf_array_of_ids(ids));
}

/* "more": how many the counter does not count yet */
static void
write_incident(CfDesk *desk, const CfIssue *issue, int more)
{
	static const Oid types[] = {INT8OID, TEXTOID, DATEOID, TIMESTAMPTZOID};
	static const Oid count_types[] = {INT8OID, TEXTOID, DATEOID, INT4OID};
	Datum		values[4];

	values[0] = Int64GetDatum(issue->predicted);
	values[1] = CStringGetTextDatum(issue->key);
	values[2] = DateADTGetDatum(issue->day);
	values[3] = TimestampTzGetDatum(GetCurrentStatementStartTimestamp());
	cf_owner_execute(desk,
					 "INSERT INTO incident (id, issue_key, day, declared_at, title)"
					 " VALUES ($1, $2, $3, $4, $2)",
					 4, types, values, NULL);
	values[3] = Int32GetDatum(more);
	cf_owner_execute(desk,
					 "UPDATE issue_count SET incident_id = $1,"
					 " count = count + $4 WHERE issue_key = $2 AND day = $3",
					 4, count_types, values, NULL);
	if (issue->notify == NULL)
		return;
	values[1] = CStringGetTextDatum(issue->notify);
	cf_owner_execute(desk,
					 "INSERT INTO outbox (created_at, topic, audience, dedup_key, content)"
					 " SELECT declared_at, 'incident_declared', $2, 'incident:' || id,"
					 " jsonb_build_object('incident', id, 'issue_key', issue_key, 'day', day)"
					 " FROM incident WHERE id = $1",
					 2, types, values, NULL);
}

/* a case that is locked, still about the issue and open */
static List *
those_free(Settling *settling, const CfIssue *issue, List *ids)
{
	List	   *open = NIL;
	ListCell   *cell;

	foreach(cell, ids)
	{
		Locked	   *locked = find_locked(settling, *(int64 *) lfirst(cell));

		if (locked != NULL && locked->free && locked->issue_key != NULL &&
			strcmp(locked->issue_key, issue->key) == 0)
			open = cf_add_id(open, locked->id);
	}
	return open;
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
	move_listed(desk, incident,
				those_free(settling, issue, issue->leftovers));
	cf_forget_leftovers(desk, issue);
	if (issue->foretold != NIL)
		move_cases(desk, incident,
				   "UPDATE complaint SET updated_at = updated_at WHERE incident_id = $1",
				   INT8OID, Int64GetDatum(issue->predicted));
}

/*
 * The counter is locked, and where they may be too many the members are.
 * "more": how many it does not count yet beside those that moved.
 */
static void
decide_batch(Settling *settling, CfIssue *issue, int more)
{
	CfDesk	   *desk = settling->desk;
	List	   *present = issue->candidates;
	List	   *open = NIL;

	more += list_length(issue->moved) + list_length(issue->leftovers);
	if (is_too_many(issue))
		present = present_members(settling, issue, &open);
	if (list_length(present) + list_length(issue->foretold) >
		issue->more_than)
	{
		if (issue->predicted == 0)
			issue->predicted = cf_next_incident(desk);
		write_incident(desk, issue, more);
		move_listed(desk, issue->predicted, open);
		cf_forget_leftovers(desk, issue);
	}
	else if (is_too_many(issue) || more > 0 || issue->foretold != NIL)
	{
		cf_write_counter(desk, issue,
						 list_concat(present, issue->foretold), more);
		move_listed(desk, 0, issue->foretold);
	}
}

/* count these issues, waiting for whoever counts them, too */
static void
settle_issues(CfDesk *desk, bool direct, CfPending *pending, List *issues)
{
	Settling	settling = {0};
	ListCell   *cell;

	settling.desk = desk;
	settling.direct = direct;
	settling.issues = issues;
	cf_count_issues(desk, direct, pending, issues);
	(void) lock_cases(&settling, pending->later ? NIL : pending->effects,
					  true);
	foreach(cell, issues)
	{
		CfIssue    *issue = lfirst(cell);

		if (issue->more_than < 0)
			continue;
		if (issue->open)
			decide_batch(&settling, issue, 0);
		else
			follow_others(&settling, issue);
		issue->foretold = NIL;
	}
}

/* nobody waits for the counter or a member: somebody else will count these */
static void
leave(CfDesk *desk, CfIssue *issue)
{
	move_listed(desk, 0, issue->foretold);
	issue->moved = list_concat(issue->moved, issue->foretold);
	cf_leave_moved(desk, issue);
}

/* count what came to an issue unless one must wait */
static void
settle_moved(CfDesk *desk, CfIssue *issue)
{
	Settling	settling = {0};
	int64		incident;

	settling.desk = desk;
	settling.issues = list_make1(issue);
	if (!cf_take_counter(desk, issue, &incident))
	{
		leave(desk, issue);
		return;
	}
	if (incident != 0)
	{
		move_listed(desk, incident,
					list_concat(issue->moved, issue->foretold));
		return;
	}
	issue->open = true;
	issue->candidates = list_concat(issue->candidates, issue->moved);
	issue->leftovers = NIL;
	if (lock_cases(&settling, NIL, false))
		decide_batch(&settling, issue, list_length(issue->foretold));
	else
		leave(desk, issue);
}

static int
by_case(const ListCell *a, const ListCell *b)
{
	const CfEffect *one = lfirst(a);
	const CfEffect *other = lfirst(b);

	return one->case_id < other->case_id ? -1 : one->case_id > other->case_id;
}

/* all new cases of an issue can be counted as those that moved to it */
static bool
may_be_left(const CfIssue *issue)
{
	return wrote_case == cf_local_xid() && issue->more_than >= 0 &&
		list_length(issue->members) + list_length(issue->foretold) ==
		issue->rows;
}

/* cf_settle -- count the issues, declare batches, then the other effects */
void
cf_settle(CfDesk *desk, bool direct, CfPending *pending)
{
	List	   *counted = NIL;
	List	   *moved = NIL;
	ListCell   *cell;

	pending->later = wrote_case == cf_local_xid();
	cf_settle_repeats(desk, direct, pending);
	foreach(cell, cf_pending_issues(pending))
	{
		CfIssue    *issue = lfirst(cell);
		bool		left = issue->rows > 0 && may_be_left(issue);

		if (left)
			issue->moved = list_concat(issue->moved, issue->members);
		else if (issue->rows > 0)
			counted = lappend(counted, issue);
		if (left || issue->moved != NIL)
			moved = lappend(moved, issue);
	}
	if (counted != NIL || pending->effects != NIL)
		settle_issues(desk, direct, pending, counted);
	foreach(cell, moved)
		settle_moved(desk, lfirst(cell));
	list_sort(pending->effects, by_case);
	foreach(cell, pending->effects)
	{
		CfEffect   *effect = lfirst(cell);

		effect->apply(desk, effect->case_id, effect->data);
	}
}

/* cf_settle_left -- what others could not count; at the start of a job */
void
cf_settle_left(CfDesk *desk)
{
	CfPending  *pending = cf_pending_create(CurrentMemoryContext);
	List	   *issues = cf_left_issues(desk, pending);
	List	   *batches = desk->policy->batches;
	ListCell   *cell;

	foreach(cell, issues)
		if (batches != NIL)
			((CfIssue *) lfirst(cell))->notify =
				((CfBatchRule *) linitial(batches))->notify;
	if (issues != NIL)
		settle_issues(desk, false, pending, issues);
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
	wrote_case = cf_local_xid();
	return PointerGetDatum(NULL);
}
