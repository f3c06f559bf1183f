/*
 * batch.c -- counting issues, and the incident when they are too many
 *
 * Runs when all rows of a statement are written.  The counters of its issues
 * are raised in order of key and day; whoever raises one holds it until the
 * transaction ends, so of two that come near the limit the second sees what
 * the first did, or must try again (REPEATABLE READ and up).  The one that
 * makes the number too high declares the incident and takes the open members
 * in.  A counter whose batch is declared is not written any more.
 *
 * The counter may be too high: a case that turned out to be about something
 * else is not taken from it, because that would need the counter's lock under
 * the case's.  So the members are looked at, under their locks, before a
 * batch is declared.
 *
 * Order of locks: customers by id (late_repeat.c), then counters.  Nothing
 * waits for a case here: whoever works on it may need what we hold.  Members that
 * somebody else has locked are looked at again, see issue_moved, by the next
 * complaint about the issue or by the job.  A transaction that wrote a case in
 * an earlier statement holds that one, and perhaps counters: it does not wait
 * for counters either.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "judge/issue.h"
#include "settle/batch.h"
#include "settle/incident.h"
#include "settle/issue_counter.h"

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
	CfJob	   *job;			/* or NULL */
	bool		direct;
	List	   *issues;			/* of CfIssue */
	Locked	   *locked;			/* by id */
	int			nlocked;
} Settling;

/* the statement's own cases count, too */
static bool
is_too_many(const CfIssue *issue)
{
	return list_length(issue->counted_members) + list_length(issue->leftovers) +
		list_length(issue->reserved_cases) > issue->more_than;
}

static void
read_locked(CfQueryRow *row, void *arg)
{
	Settling   *settling = arg;
	Locked	   *locked = &settling->locked[settling->nlocked++];
	char	   *state = cf_query_text(row, 3);

	locked->id = cf_query_int64(row, 1);
	locked->issue_key = cf_query_text(row, 2);
	locked->free = state != NULL && !cf_is_final(settling->desk, state) &&
		!cf_query_bool(row, 4);
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
		if (issue->undeclared && is_too_many(issue))
			ids = list_concat(ids, issue->counted_members);
		if (!issue->undeclared || is_too_many(issue))
			ids = list_concat(ids, issue->leftovers);
	}
	return ids;
}

/* those that nobody else has */
static void
lock_cases(Settling *settling)
{
	static const Oid types[] = {INT8ARRAYOID};
	List	   *ids = cases_to_lock(settling);
	Datum		array;

	if (ids == NIL)
		return;
	array = cf_array_of_ids(ids);
	settling->locked = palloc(list_length(ids) * sizeof(Locked));
	cf_query_each(settling->desk, CF_QUERY_SNAPSHOT,
				  "SELECT id, issue_key, state, incident_id IS NOT NULL"
				  " FROM complaint WHERE id = ANY ($1)"
				  " ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
				  1, types, &array, read_locked, settling);
}

static int
compare_locked(const void *key, const void *member)
{
	int64		id = *(const int64 *) key;
	int64		other = ((const Locked *) member)->id;

	return id < other ? -1 : id > other;
}

static Locked *
find_locked(Settling *settling, int64 id)
{
	return settling->nlocked == 0 ? NULL :
		bsearch(&id, settling->locked, settling->nlocked, sizeof(Locked),
				compare_locked);
}

static bool
is_about(const Locked *locked, const CfIssue *issue)
{
	return locked->issue_key != NULL &&
		strcmp(locked->issue_key, issue->key) == 0;
}

static int
by_id(const ListCell *a, const ListCell *b)
{
	int64		one = *(int64 *) lfirst(a);
	int64		other = *(int64 *) lfirst(b);

	return one < other ? -1 : one > other;
}

/*
 * The members as they are, each once: one may have gone and come back.  Those
 * still about the issue, those of them to be taken in, and those that somebody
 * else has.
 */
static List *
present_members(Settling *settling, CfIssue *issue, List **open, List **busy)
{
	List	   *members = list_concat_copy(issue->counted_members,
										   issue->leftovers);
	List	   *present = NIL;
	int64		before = 0;
	ListCell   *cell;

	*open = *busy = NIL;
	list_sort(members, by_id);
	foreach(cell, members)
	{
		int64		id = *(int64 *) lfirst(cell);
		Locked	   *locked = find_locked(settling, id);
		bool		again = foreach_current_index(cell) > 0 && id == before;

		before = id;
		if (again)
			continue;
		if (locked == NULL)
			*busy = cf_add_id(*busy, id);
		else if (is_about(locked, issue))
		{
			present = cf_add_id(present, id);
			if (locked->free)
				*open = cf_add_id(*open, id);
		}
	}
	return present;
}

/* "more": how many the counter does not count yet */
static void
write_incident(CfDesk *desk, const CfIssue *issue, int more)
{
	static const Oid types[] = {INT8OID, TEXTOID, DATEOID, TIMESTAMPTZOID};
	static const Oid count_types[] = {INT8OID, TEXTOID, DATEOID, INT4OID};
	Datum		values[] = {
		Int64GetDatum(issue->reserved_incident), CStringGetTextDatum(issue->key),
		DateADTGetDatum(issue->day),
		TimestampTzGetDatum(GetCurrentStatementStartTimestamp())
	};

	cf_query_execute(desk,
					 "INSERT INTO incident (id, issue_key, day, declared_at, title)"
					 " VALUES ($1, $2, $3, $4, $2)",
					 4, types, values, NULL);
	values[3] = Int32GetDatum(more);
	cf_query_execute(desk,
					 "UPDATE issue_count SET incident_id = $1,"
					 " count = count + $4 WHERE issue_key = $2 AND day = $3",
					 4, count_types, values, NULL);
	if (issue->notify == NULL)
		return;
	values[1] = CStringGetTextDatum(issue->notify);
	cf_query_execute(desk,
					 "INSERT INTO outbox (created_at, topic, audience, dedup_key, content)"
					 " SELECT declared_at, 'incident_declared', $2, 'incident:' || id,"
					 " jsonb_build_object('incident', id, 'issue_key', issue_key, 'day', day)"
					 " FROM incident WHERE id = $1",
					 2, types, values, NULL);
}

/* only those whose case somebody else has keep waiting for the issue */
static void
keep_waiting(CfDesk *desk, const CfIssue *issue, List *busy)
{
	cf_forget_leftovers(desk, issue);
	cf_leave_cases(desk, issue, busy, issue->more_than);
}

/* another transaction has declared it meanwhile: all rows belong there */
static void
follow_others(Settling *settling, CfIssue *issue)
{
	CfDesk	   *desk = settling->desk;
	int64		incident = cf_incident_of(desk, settling->direct, issue->key,
										  issue->day, NULL);
	List	   *open;
	List	   *busy;

	if (incident == 0)
		elog(ERROR, "counter of an issue was not written");
	cf_move_listed(desk, incident, issue->new_members);
	(void) present_members(settling, issue, &open, &busy);
	busy = list_concat(busy,
					   cf_move_others(desk, settling->job, incident, open));
	keep_waiting(desk, issue, busy);
	if (issue->reserved_cases != NIL)
		cf_move_cases(desk, incident,
					  "UPDATE complaint SET updated_at = updated_at WHERE incident_id = $1",
					  INT8OID, Int64GetDatum(issue->reserved_incident));
}

/* those that wait and the counter does not count, unless they are busy */
static List *
uncounted(const CfIssue *issue, List *busy)
{
	List	   *ids = NIL;
	ListCell   *cell;

	foreach(cell, issue->leftovers)
	{
		int64		id = *(int64 *) lfirst(cell);

		if (!cf_has_id(issue->counted_members, id) && !cf_has_id(busy, id))
			ids = cf_add_id(ids, id);
	}
	return ids;
}

/* busy members stay members; others that are busy never were */
static List *
busy_members(const CfIssue *issue, List *busy)
{
	List	   *members = NIL;
	ListCell   *cell;

	foreach(cell, busy)
		if (cf_has_id(issue->counted_members, *(int64 *) lfirst(cell)))
			members = lappend(members, lfirst(cell));
	return members;
}

/*
 * The counter is locked, and where they may be too many the members that
 * nobody else has are.  "more": how many it does not count yet beside those
 * that wait.
 */
static void
decide_batch(Settling *settling, CfIssue *issue, int more)
{
	CfDesk	   *desk = settling->desk;
	bool		looked = is_too_many(issue);
	List	   *open = NIL;
	List	   *busy = NIL;
	List	   *present = looked ?
		present_members(settling, issue, &open, &busy) : NIL;
	List	   *fresh = uncounted(issue, busy);

	if (!looked)
		present = list_concat_copy(issue->counted_members, fresh);
	more += list_length(fresh) + list_length(issue->unbatched);
	if (list_length(present) + list_length(issue->reserved_cases) >
		issue->more_than)
	{
		if (issue->reserved_incident == 0)
			issue->reserved_incident = cf_next_incident(desk);
		write_incident(desk, issue, more);
		busy = list_concat(busy,
						   cf_move_others(desk, settling->job,
										  issue->reserved_incident, open));
		keep_waiting(desk, issue, busy);
	}
	else if (looked || more > 0 || issue->leftovers != NIL ||
			 issue->reserved_cases != NIL)
	{
		present = list_concat(present, busy_members(issue, busy));
		cf_write_counter(desk, issue,
						 list_concat(present, issue->reserved_cases), more);
		keep_waiting(desk, issue, busy);
		cf_move_listed(desk, 0, issue->reserved_cases);
	}
}

/* the counter is locked; its issue is no batch, whatever it counts */
static void
count_apart(CfDesk *desk, const CfIssue *issue)
{
	if (issue->unbatched == NIL)
		return;
	if (issue->undeclared)
		cf_write_counter(desk, issue, issue->counted_members,
						 list_length(issue->unbatched));
	cf_forget_leftovers(desk, issue);
}

/*
 * cf_settle_issues -- count these issues, one after the other with those who
 * count them at the same time
 *
 * "job" is NULL outside of a job.
 */
void
cf_settle_issues(CfDesk *desk, bool direct, CfWorklist *worklist, List *issues,
				 CfJob *job)
{
	Settling	settling = {0};
	ListCell   *cell;

	settling.desk = desk;
	settling.job = job;
	settling.direct = direct;
	settling.issues = issues;
	cf_count_issues(desk, direct, worklist, issues);
	lock_cases(&settling);
	foreach(cell, issues)
	{
		CfIssue    *issue = lfirst(cell);

		if (issue->more_than < 0)
			count_apart(desk, issue);
		else if (issue->undeclared)
			decide_batch(&settling, issue, 0);
		else
			follow_others(&settling, issue);
		issue->reserved_cases = NIL;
	}
}

/*
 * cf_settle_moved -- count what came to an issue unless somebody else is
 * counting there
 */
void
cf_settle_moved(CfDesk *desk, CfIssue *issue)
{
	Settling	settling = {0};
	int64		incident;

	settling.desk = desk;
	settling.issues = list_make1(issue);
	if (!cf_take_counter(desk, issue, &incident))
	{
		cf_move_listed(desk, 0, issue->reserved_cases);
		cf_leave_cases(desk, issue,
					   list_concat_copy(issue->moved, issue->reserved_cases),
					   issue->more_than);
		cf_leave_cases(desk, issue, issue->unbatched, -1);
		return;
	}
	issue->undeclared = incident == 0;
	if (issue->more_than < 0)
	{
		count_apart(desk, issue);
		return;
	}
	if (incident != 0)
	{
		cf_move_listed(desk, incident,
					   list_concat_copy(issue->moved, issue->reserved_cases));
		return;
	}
	issue->leftovers = issue->moved;
	lock_cases(&settling);
	decide_batch(&settling, issue, list_length(issue->reserved_cases));
}
