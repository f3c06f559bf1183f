/*
 * past_life.c -- what really happened to cases of the past: their events and
 * their clocks
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "base/array.h"
#include "case/worklist.h"
#include "compare/past_life.h"
#include "desk/query.h"

static const char events_of[] =
"SELECT complaint_id, coalesce((changes -> 'contact' -> 0 ->> 'contacted_at')::timestamptz, at),"
" activity, changes -> 'state' ->> 1"
" FROM complaint_event WHERE complaint_id = ANY ($1) AND seq > 1"
" ORDER BY complaint_id, seq";

static const char clocks_of[] =
"SELECT complaint_id, metric, rule_id, due_at, deadline_entry_id IS NOT NULL,"
" CASE WHEN outcome <> 'cancelled' THEN stopped_at END"
" FROM clock WHERE complaint_id = ANY ($1) AND cycle = 1";

/* the cases that are read, by number */
typedef struct Lives
{
	CfPastCase **cases;
	int			count;
} Lives;

static int
by_id(const void *a, const void *b)
{
	int64		one = (*(CfPastCase *const *) a)->id;
	int64		other = (*(CfPastCase *const *) b)->id;

	return one < other ? -1 : one > other;
}

/* the case of a row, whose first column is its number */
static CfPastCase *
case_of(const Lives *lives, CfQueryRow *row)
{
	CfPastCase	wanted = {.id = cf_query_int64(row, 1)};
	CfPastCase *key = &wanted;

	return *(CfPastCase **) bsearch(&key, lives->cases, lives->count,
									sizeof(CfPastCase *), by_id);
}

static void
read_event(CfQueryRow *row, void *arg)
{
	CfPastCase *past = case_of(arg, row);
	CfPastEvent *event = palloc(sizeof(CfPastEvent));

	event->at = Max(cf_query_time(row, 2), past->received_at);
	event->activity = cf_query_word(row, 3);
	event->state = cf_query_text(row, 4);
	past->events = lappend(past->events, event);
}

static void
read_clock(CfQueryRow *row, void *arg)
{
	CfPastCase *past = case_of(arg, row);
	CfPastClock *clock = palloc(sizeof(CfPastClock));

	clock->metric = cf_query_word(row, 2);
	clock->rule_id = cf_query_int64(row, 3);
	clock->due_at = cf_query_time(row, 4);
	clock->set_by_people = cf_query_bool(row, 5);
	clock->met_at = cf_query_time(row, 6);
	past->clocks = lappend(past->clocks, clock);
}

/* cf_past_read_lives -- events and clocks of those that are to be judged */
void
cf_past_read_lives(CfDesk *desk, List *cases)
{
	static const Oid types[] = {INT8ARRAYOID};
	Lives		lives = {palloc(list_length(cases) * sizeof(CfPastCase *)), 0};
	List	   *ids = NIL;
	Datum		value;
	ListCell   *cell;

	foreach(cell, cases)
	{
		CfPastCase *past = lfirst(cell);

		if (past->skipped != CF_IS_JUDGED)
			continue;
		lives.cases[lives.count++] = past;
		ids = cf_add_id(ids, past->id);
	}
	if (ids == NIL)
		return;
	qsort(lives.cases, lives.count, sizeof(CfPastCase *), by_id);
	value = cf_array_of_ids(ids);
	cf_query_each(desk, CF_QUERY_READ_ONLY, events_of, 1, types, &value,
				  read_event, &lives);
	cf_query_each(desk, CF_QUERY_READ_ONLY, clocks_of, 1, types, &value,
				  read_clock, &lives);
}

/* cf_past_clock -- of a metric, or NULL */
CfPastClock *
cf_past_clock(const CfPastCase *past, const char *metric)
{
	ListCell   *cell;

	foreach(cell, past->clocks)
	{
		CfPastClock *clock = lfirst(cell);

		if (strcmp(clock->metric, metric) == 0)
			return clock;
	}
	return NULL;
}
