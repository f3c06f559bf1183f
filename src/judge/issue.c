/*
 * issue.c -- what a case is about: its key, its counter, how frequent it is
 *
 * The AFTER STATEMENT trigger writes the counter of an issue and day, see
 * batch.c.  Here it is only read, before the rules of urgency are asked: a case of an
 * issue that is a batch already is urgent from the start and not counted any
 * more.  The BEFORE triggers of a statement of many rows all fire before that:
 * they count the statement's own rows, and when these are too many together
 * with those counted before, they take the number of the incident that the
 * statement will declare in the end.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/worklist.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "judge/issue.h"
#include "judge/past.h"
#include "judge/rules.h"
#include "store/store.h"

/* bytes of a key; it stands in an index */
#define KEY_MAX 500

/* a text that is too long keeps its beginning and a hash of all of it */
static char *
shortened(char *key)
{
	int			len = strlen(key);
	uint64		hash;

	if (len <= KEY_MAX)
		return key;
	hash = hash_bytes_extended((const unsigned char *) key, len, 0);
	return psprintf("%.*s %016llx", pg_mbcliplen(key, len, KEY_MAX - 20), key,
					(unsigned long long) hash);
}

/*
 * cf_issue_key -- by the first rule that matches; NULL: no rule, or the rule
 * says none
 */
char *
cf_issue_key(CfWrite *write)
{
	CfIssueRule *rule = cf_first_rule(write, write->desk->policy->issues);
	char	   *key;

	if (rule == NULL)
		return NULL;
	cf_judged(write, rule->rule.id);
	key = cf_condition_text(write->type->eval,
							cf_rule_condition(write->type, &rule->key));
	return key != NULL && key[0] != '\0' ? shortened(key) : NULL;
}

/* the day of receipt */
static DateADT
local_day(const CfWrite *write)
{
	struct pg_tm tm = cf_local_receipt(write);

	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) - POSTGRES_EPOCH_JDATE;
}

/*
 * cf_incident_of -- the incident of an issue and day, 0 while there is none
 *
 * *counted, where wanted, becomes the number of cases that count for a batch.
 */
int64
cf_incident_of(CfDesk *desk, bool direct, const char *key, DateADT day,
			   int *counted)
{
	CfStoreTable *table = cf_store_open_to_read(desk, direct,
														CF_T_ISSUE_COUNT);
	Datum		keys[] = {CStringGetTextDatum(key), DateADTGetDatum(day)};
	List	   *found;
	CfStored   *row;
	int64		incident = 0;

	found = cf_store_find(table, keys, 2);
	cf_store_close(table);
	if (found == NIL)
		return 0;
	row = linitial(found);
	if (!row->nulls[CF_IC_INCIDENT_ID])
		incident = DatumGetInt64(row->values[CF_IC_INCIDENT_ID]);
	if (counted != NULL)
	{
		ArrayType  *members = DatumGetArrayTypeP(row->values[CF_IC_MEMBERS]);

		*counted = ArrayGetNItems(ARR_NDIM(members), ARR_DIMS(members));
	}
	return incident;
}

static void
read_total(CfQueryRow *row, void *arg)
{
	*(int64 *) arg = cf_query_int64(row, 1);
}

/* complaints about the issue on the days up to this one */
static int64
total_of(CfDesk *desk, const CfIssue *issue, int within_days)
{
	static const Oid types[] = {TEXTOID, DATEOID, DATEOID};
	Datum		values[] = {
		CStringGetTextDatum(issue->key),
		DateADTGetDatum(issue->day - within_days),
		DateADTGetDatum(issue->day)
	};
	int64		total = 0;

	cf_query_each(desk, CF_QUERY_LATEST | CF_QUERY_FIRST,
				  "SELECT coalesce(sum(count), 0) FROM issue_count"
				  " WHERE issue_key = $1 AND day > $2 AND day <= $3",
				  3, types, values, read_total, &total);
	return total;
}

/* heads the list of days on which a statement meets the issue */
static CfIssue *
first_of_key(CfWrite *write, const CfIssue *issue)
{
	return cf_worklist_issue(write->worklist, issue->key, DATEVAL_NOBEGIN,
							 true);
}

/* what the counter says, once a statement; cxt is where the issue lives */
static void
look_up(CfWrite *write, CfIssue *issue, MemoryContext cxt)
{
	List	   *frequencies = write->desk->policy->frequencies;
	ListCell   *cell;

	if (issue->looked_up)
		return;
	issue->looked_up = true;
	if (write->past != NULL)
	{
		write->past->issue(write->past, write, issue);
		return;
	}
	issue->incident = cf_incident_of(write->desk, write->direct, issue->key,
									 issue->day, &issue->counted);
	if (frequencies == NIL)
		return;
	issue->totals = MemoryContextAlloc(cxt, list_length(frequencies) *
									   sizeof(int64));
	foreach(cell, frequencies)
	{
		CfFrequency *frequency = lfirst(cell);

		issue->totals[foreach_current_index(cell)] =
			total_of(write->desk, issue, frequency->within_days);
	}
	if (write->worklist != NULL)
	{
		CfIssue    *first = first_of_key(write, issue);

		issue->sibling = first->sibling;
		first->sibling = issue;
	}
}

/* new cases of the statement itself, with the present one */
static int64
seen_within(CfWrite *write, const CfIssue *issue, int days)
{
	const CfIssue *other;
	int64		seen = write->insert ? 0 : 1;

	if (write->worklist == NULL)
		return 1;
	for (other = first_of_key(write, issue)->sibling; other != NULL;
		 other = other->sibling)
		if (other->day <= issue->day && other->day > issue->day - days)
			seen += other->seen;
	return seen;
}

/* the highest that is reached, or NULL */
static char *
frequency_of(CfWrite *write, const CfIssue *issue)
{
	ListCell   *cell;

	foreach(cell, write->desk->policy->frequencies)
	{
		CfFrequency *frequency = lfirst(cell);
		int64		total = issue->totals[foreach_current_index(cell)] +
			seen_within(write, issue, frequency->within_days);

		if (total >= frequency->at_least)
			return frequency->code;
	}
	return NULL;
}

/* cf_next_incident -- a number for an incident; it may stay unused */
int64
cf_next_incident(CfDesk *desk)
{
	Oid			sequence = get_relname_relid("incident_number", desk->schema);

	if (!OidIsValid(sequence))
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("desk \"%s\" has lost its sequence \"%s\"",
						desk->name, "incident_number"),
				 errhint("Rename or restore the sequence.")));
	return nextval_internal(sequence, false);
}

/* the incident that the case belongs to as it is written, 0: none */
static int64
incident_for(CfWrite *write, CfIssue *issue, const CfBatchRule *rule)
{
	if (rule == NULL)
		return 0;
	if (issue->incident != 0)
		return issue->incident;
	if (!write->insert || (write->worklist == NULL && write->past == NULL) ||
		issue->counted + issue->seen <= rule->more_than)
		return 0;
	if (issue->reserved_incident == 0)
		issue->reserved_incident = cf_next_incident(write->desk);
	return issue->reserved_incident;
}

/* an open case of no incident is about what its facts say */
static bool
may_change(CfWrite *write)
{
	if (write->insert)
		return true;
	if (!cf_is_null(&write->row, CF_INCIDENT_ID) ||
		!cf_is_null(&write->row, CF_REPEAT_OF) ||
		!cf_is_null(&write->row, CF_IMPORTED_AT))
		return false;
	return !cf_is_final(write->desk, cf_text(&write->old, CF_STATE));
}

/* the case was not about this issue before, or not a case of its own */
static bool
is_new_to_issue(const CfWrite *write)
{
	return cf_changed(write, CF_ISSUE_KEY) || cf_separated(write);
}

/* the rule that named the issue before stays noted */
static void
keep_issue_rule(CfWrite *write)
{
	ListCell   *cell;

	foreach(cell, write->desk->policy->issues)
	{
		CfRule	   *rule = lfirst(cell);

		if (cf_row_judged_by(&write->old, rule->id))
			cf_judged(write, rule->id);
	}
}

/*
 * cf_find_issue -- issue, frequency and incident of a case, after its category
 *
 * Between cf_rules_begin and cf_rules_end; looks into the database itself.
 */
void
cf_find_issue(CfWrite *write)
{
	CfIssue		alone = {0};
	CfIssue    *issue = &alone;
	char	   *key;
	CfBatchRule *rule;
	int64		incident;

	if (write->desk->policy->issues == NIL)
		return;
	if (!may_change(write))
	{
		keep_issue_rule(write);
		if (!cf_separated(write))
			return;
	}
	/* a repeat is about what the earlier case is about */
	key = cf_is_null(&write->row, CF_REPEAT_OF) ||
		cf_is_null(&write->row, CF_ISSUE_KEY) ? cf_issue_key(write) :
		cf_text(&write->row, CF_ISSUE_KEY);
	cf_rules_set(write, CF_ISSUE_KEY, key);
	if (key == NULL || !is_new_to_issue(write) || cf_is_joined(&write->row))
		return;
	rule = cf_first_rule(write, write->desk->policy->batches);
	cf_eval_end(write->type->eval);
	alone.key = key;
	alone.day = local_day(write);
	if (write->worklist != NULL)
		issue = cf_worklist_issue(write->worklist, key, alone.day, true);
	look_up(write, issue, write->worklist ? write->worklist->cxt :
			CurrentMemoryContext);
	if (write->insert)
		issue->seen++;
	incident = incident_for(write, issue, rule);
	cf_eval_resume(write->type->eval);
	cf_rules_set(write, CF_FREQUENCY, frequency_of(write, issue));
	if (incident != 0)
	{
		cf_set(&write->row, CF_INCIDENT_ID, Int64GetDatum(incident));
		cf_rules_refresh(write, CF_INCIDENT_ID);
	}
}

/*
 * cf_batch_rule_again -- the rule that says how many make a batch, asked once
 * more of a row that was decided; NULL: the case belongs to none
 */
CfBatchRule *
cf_batch_rule_again(CfWrite *write)
{
	List	   *batches = write->desk->policy->batches;
	CfBatchRule *rule;

	/* most desks have one rule, for all cases */
	if (batches == NIL ||
		((CfBatchRule *) linitial(batches))->rule.condition == NULL)
		return cf_first_rule(write, batches);
	if (write->actor == NULL)
		write->actor = cf_staff(write->desk, cf_event_actor(write));
	cf_rules_begin(write);
	rule = cf_first_rule(write, batches);
	(void) cf_rules_end(write);
	return rule;
}

/* a statement lists no more cases of an issue that belong to no batch */
#define MAX_APART 1000

/* puts the case onto the worklist, in the list of its kind */
static void
note(CfWrite *write, CfWorklist *worklist)
{
	char	   *key = cf_text(&write->row, CF_ISSUE_KEY);
	int64		id = cf_int64(&write->row, CF_ID);
	bool		has_incident = !cf_is_null(&write->row, CF_INCIDENT_ID);
	CfIssue    *issue = cf_worklist_issue(worklist, key, local_day(write),
										  !has_incident);
	MemoryContext caller;
	CfBatchRule *rule;

	/* members of an incident that is declared are not counted */
	if (has_incident &&
		(issue == NULL || issue->reserved_incident == 0 ||
		 issue->reserved_incident != cf_int64(&write->row, CF_INCIDENT_ID)))
		return;
	rule = cf_batch_rule_again(write);
	if (rule == NULL && write->desk->policy->frequencies == NIL)
		return;
	if (write->insert)
		issue->rows++;
	caller = MemoryContextSwitchTo(worklist->cxt);
	if (rule != NULL)
	{
		issue->more_than = issue->more_than < 0 ? rule->more_than :
			Min(issue->more_than, rule->more_than);
		issue->notify = rule->notify;
	}
	if (rule == NULL)
	{
		if (write->insert && list_length(issue->unbatched) < MAX_APART)
			issue->unbatched = cf_add_id(issue->unbatched, id);
	}
	else if (!write->insert)
		issue->moved = cf_add_id(issue->moved, id);
	else if (!has_incident)
		issue->new_members = cf_add_id(issue->new_members, id);
	else if (list_length(issue->reserved_cases) <= issue->more_than)
		issue->reserved_cases = cf_add_id(issue->reserved_cases, id);
	MemoryContextSwitchTo(caller);
}

/*
 * cf_note_issue -- after a row was written: its issue is to be counted
 *
 * Imported cases and those whose issue stayed are not counted.
 */
void
cf_note_issue(CfWrite *write)
{
	const CfRow *row = &write->row;

	if (write->desk->policy->issues != NIL &&
		!cf_is_null(row, CF_ISSUE_KEY) && cf_is_null(row, CF_IMPORTED_AT) &&
		!cf_is_joined(row) && is_new_to_issue(write))
		note(write, write->worklist);
}
