/*
 * worklist.c -- what a statement does when all its rows are written
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
#define SH_EQUAL(tb, a, b) \
	((a).day == (b).day && strcmp((a).key, (b).key) == 0)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* cf_worklist_create -- an empty list; what comes onto it lives in cxt */
CfWorklist *
cf_worklist_create(MemoryContext cxt)
{
	CfWorklist *worklist = MemoryContextAllocZero(cxt, sizeof(CfWorklist));

	worklist->cxt = cxt;
	return worklist;
}

/*
 * cf_worklist_issue -- the entry of an issue and day; NULL if there is none
 * and "create" is false
 */
CfIssue *
cf_worklist_issue(CfWorklist *worklist, const char *key, DateADT day,
				  bool create)
{
	IssueKey	wanted = {key, day};
	IssueEntry *entry;
	bool		found;

	if (worklist->issues == NULL)
	{
		if (!create)
			return NULL;
		worklist->issues = issue_create(worklist->cxt, 4, NULL);
	}
	if (!create)
	{
		entry = issue_lookup(worklist->issues, wanted);
		return entry ? entry->issue : NULL;
	}
	entry = issue_insert(worklist->issues, wanted, &found);
	if (!found)
	{
		CfIssue    *issue = MemoryContextAllocZero(worklist->cxt,
												   sizeof(CfIssue));

		issue->key = MemoryContextStrdup(worklist->cxt, key);
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

/* cf_worklist_issues -- those with cases to count, in the order of locks */
List *
cf_worklist_issues(CfWorklist *worklist)
{
	List	   *issues = NIL;
	issue_iterator scan;
	IssueEntry *entry;

	if (worklist->issues == NULL)
		return NIL;
	issue_start_iterate(worklist->issues, &scan);
	while ((entry = issue_iterate(worklist->issues, &scan)) != NULL)
		if (entry->issue->rows > 0 || entry->issue->moved != NIL)
			issues = lappend(issues, entry->issue);
	list_sort(issues, by_key_and_day);
	return issues;
}

/*
 * cf_worklist_add_effect -- do something to another case
 *
 * "data" must live until the worklist is done; what lies in its cxt does.
 */
void
cf_worklist_add_effect(CfWorklist *worklist, int64 case_id,
					   CfEffectFunction apply, void *data)
{
	MemoryContext caller = MemoryContextSwitchTo(worklist->cxt);
	CfEffect   *effect = palloc(sizeof(CfEffect));

	effect->case_id = case_id;
	effect->apply = apply;
	effect->data = data;
	worklist->effects = lappend(worklist->effects, effect);
	MemoryContextSwitchTo(caller);
}

/* room for one more item of an array that grows, perhaps beyond 1 GB */
static void *
with_room(CfWorklist *worklist, void *items, int count, int *room, Size size)
{
	if (items != NULL && count < *room)
		return items;
	*room = items == NULL ? 4 : 2 * *room;
	return items == NULL ? MemoryContextAlloc(worklist->cxt, *room * size) :
		repalloc_huge(items, *room * size);
}

/* cf_worklist_apply_effects -- now; they may add more, which are applied, too */
void
cf_worklist_apply_effects(const CfWorklist *worklist, CfDesk *desk)
{
	ListCell   *cell;

	foreach(cell, worklist->effects)
	{
		CfEffect   *effect = lfirst(cell);

		effect->apply(desk, effect->case_id, effect->data);
	}
}

static char *
copied(CfWorklist *worklist, const char *text)
{
	return text ? MemoryContextStrdup(worklist->cxt, text) : NULL;
}

/* cf_worklist_add_action -- do what a rule says; its texts become copies */
void
cf_worklist_add_action(CfWorklist *worklist, const CfListedAction *action)
{
	MemoryContext caller;
	CfListedAction *added;
	ListCell   *cell;

	worklist->actions = with_room(worklist, worklist->actions,
								  worklist->nactions, &worklist->actions_room,
								  sizeof(CfListedAction));
	added = &worklist->actions[worklist->nactions++];
	*added = *action;
	added->staff = copied(worklist, action->staff);
	added->db_role = copied(worklist, action->db_role);
	added->words = copied(worklist, action->words);
	caller = MemoryContextSwitchTo(worklist->cxt);
	added->causes = NIL;
	foreach(cell, action->causes)
		added->causes = lappend(added->causes, pstrdup(lfirst(cell)));
	MemoryContextSwitchTo(caller);
}

/* cf_worklist_add_new_case -- a new case of a customer was written */
void
cf_worklist_add_new_case(CfWorklist *worklist, const CfNewCase *added)
{
	worklist->new_cases = with_room(worklist, worklist->new_cases,
									worklist->nnew_cases,
									&worklist->new_cases_room,
									sizeof(CfNewCase));
	worklist->new_cases[worklist->nnew_cases++] = *added;
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

/* the new cases of the issue that are in a list */
static int
listed(const CfIssue *issue)
{
	return list_length(issue->new_members) + list_length(issue->reserved_cases) +
		list_length(issue->unbatched);
}

/* cf_worklist_forget -- a case that is on the list is not to be counted */
void
cf_worklist_forget(CfWorklist *worklist, const char *key, int64 id)
{
	ListCell   *cell;

	foreach(cell, cf_worklist_issues(worklist))
	{
		CfIssue    *issue = lfirst(cell);
		int			before = listed(issue);

		if (strcmp(issue->key, key) != 0)
			continue;
		issue->new_members = without_id(issue->new_members, id);
		issue->reserved_cases = without_id(issue->reserved_cases, id);
		issue->unbatched = without_id(issue->unbatched, id);
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
