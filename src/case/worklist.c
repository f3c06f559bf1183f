/*
 * worklist.c -- what waits until all rows of a statement are written
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/memutils.h"

#include "case/worklist.h"

static uint32
hash_of(const char *key, DateADT day)
{
	return hash_combine(hash_bytes((const unsigned char *) key, strlen(key)),
						murmurhash32((uint32) day));
}

/* the key alone would not do: the day belongs to it */
typedef struct IssueKey
{
	const char *key;
	DateADT		day;
} IssueKey;

typedef struct IssueEntry
{
	IssueKey	key;
	char		status;
	CfIssue    *issue;			/* stays where it is when the table grows */
} IssueEntry;

#define SH_PREFIX issue
#define SH_ELEMENT_TYPE IssueEntry
#define SH_KEY_TYPE IssueKey
#define SH_KEY key
#define SH_HASH_KEY(tb, k) hash_of((k).key, (k).day)
#define SH_EQUAL(tb, a, b) ((a).day == (b).day && strcmp((a).key, (b).key) == 0)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* cf_pending_create -- nothing waits yet; what will lives in cxt */
CfPending *
cf_pending_create(MemoryContext cxt)
{
	CfPending  *pending = MemoryContextAllocZero(cxt, sizeof(CfPending));

	pending->cxt = cxt;
	return pending;
}

/*
 * cf_pending_issue -- the entry of an issue and day; NULL when there is none
 * and none is to be made
 */
CfIssue *
cf_pending_issue(CfPending *pending, const char *key, DateADT day,
				 bool create)
{
	IssueKey	wanted = {key, day};
	IssueEntry *entry;
	bool		found;

	if (pending->issues == NULL)
	{
		if (!create)
			return NULL;
		pending->issues = issue_create(pending->cxt, 4, NULL);
	}
	if (!create)
	{
		entry = issue_lookup(pending->issues, wanted);
		return entry ? entry->issue : NULL;
	}
	entry = issue_insert(pending->issues, wanted, &found);
	if (!found)
	{
		CfIssue    *issue = MemoryContextAllocZero(pending->cxt,
												   sizeof(CfIssue));

		issue->key = MemoryContextStrdup(pending->cxt, key);
		issue->day = day;
		issue->more_than = -1;
		entry->key.key = issue->key;
		entry->issue = issue;
	}
	return entry->issue;
}

static int
by_key_and_day(const ListCell *a, const ListCell *b)
{
	const CfIssue *one = lfirst(a);
	const CfIssue *other = lfirst(b);
	int			order = strcmp(one->key, other->key);

	if (order != 0)
		return order;
	return one->day < other->day ? -1 : one->day > other->day;
}

/* cf_pending_issues -- those with something to settle, in order of locks */
List *
cf_pending_issues(CfPending *pending)
{
	List	   *issues = NIL;
	issue_iterator scan;
	IssueEntry *entry;

	if (pending->issues == NULL)
		return NIL;
	issue_start_iterate(pending->issues, &scan);
	while ((entry = issue_iterate(pending->issues, &scan)) != NULL)
		if (entry->issue->rows > 0 || entry->issue->moved != NIL)
			issues = lappend(issues, entry->issue);
	list_sort(issues, by_key_and_day);
	return issues;
}

/*
 * cf_pending_effect -- do something to another case when all rows are written
 *
 * "data" must live until the statement ends; pending->cxt does.
 */
void
cf_pending_effect(CfPending *pending, int64 case_id, CfEffectFunction apply,
				  void *data)
{
	MemoryContext caller = MemoryContextSwitchTo(pending->cxt);
	CfEffect   *effect = palloc(sizeof(CfEffect));

	effect->case_id = case_id;
	effect->apply = apply;
	effect->data = data;
	pending->effects = lappend(pending->effects, effect);
	MemoryContextSwitchTo(caller);
}

/* cf_pending_action -- do what a rule says; its texts become copies */
void
cf_pending_action(CfPending *pending, const CfPendingAction *action)
{
	CfPendingAction *added;

	if (pending->actions == NULL)
	{
		pending->actions_room = 4;
		pending->actions = MemoryContextAlloc(pending->cxt,
											  4 * sizeof(CfPendingAction));
	}
	if (pending->nactions == pending->actions_room)
	{
		pending->actions_room *= 2;
		pending->actions = repalloc(pending->actions,
									pending->actions_room *
									sizeof(CfPendingAction));
	}
	added = &pending->actions[pending->nactions++];
	*added = *action;
	if (action->staff != NULL)
		added->staff = MemoryContextStrdup(pending->cxt, action->staff);
	if (action->db_role != NULL)
		added->db_role = MemoryContextStrdup(pending->cxt, action->db_role);
}

/* cf_pending_opening -- a new case of a customer was written */
void
cf_pending_opening(CfPending *pending, int64 customer, int64 id)
{
	CfOpening  *opening;

	if (pending->openings == NULL)
	{
		pending->openings_room = 4;
		pending->openings = MemoryContextAlloc(pending->cxt,
											   4 * sizeof(CfOpening));
	}
	if (pending->nopenings == pending->openings_room)
	{
		pending->openings_room *= 2;
		pending->openings = repalloc_huge(pending->openings,
										  (Size) pending->openings_room *
										  sizeof(CfOpening));
	}
	opening = &pending->openings[pending->nopenings++];
	opening->customer = customer;
	opening->id = id;
}

static List *
without_id(List *ids, int64 id)
{
	ListCell   *cell;

	foreach(cell, ids)
		if (*(int64 *) lfirst(cell) == id)
			return foreach_delete_current(ids, cell);
	return ids;
}

static int
listed(const CfIssue *issue)
{
	return list_length(issue->members) + list_length(issue->foretold) +
		list_length(issue->apart);
}

/* cf_pending_forget -- a case that was noted is not counted after all */
void
cf_pending_forget(CfPending *pending, const char *key, int64 id)
{
	ListCell   *cell;

	foreach(cell, cf_pending_issues(pending))
	{
		CfIssue    *issue = lfirst(cell);
		int			before = listed(issue);

		if (strcmp(issue->key, key) != 0)
			continue;
		issue->members = without_id(issue->members, id);
		issue->foretold = without_id(issue->foretold, id);
		issue->apart = without_id(issue->apart, id);
		issue->rows -= before - listed(issue);
	}
}

/* cf_all_listed -- each new case of the issue is in a list */
bool
cf_all_listed(const CfIssue *issue)
{
	return listed(issue) == issue->rows;
}

/* cf_add_id -- a list of int64 *, longer by one */
List *
cf_add_id(List *ids, int64 id)
{
	int64	   *copy = palloc(sizeof(int64));

	*copy = id;
	return lappend(ids, copy);
}

bool
cf_has_id(List *ids, int64 id)
{
	ListCell   *cell;

	foreach(cell, ids)
		if (*(int64 *) lfirst(cell) == id)
			return true;
	return false;
}
