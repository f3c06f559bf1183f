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
"SELECT complaint_id, seq, coalesce((changes -> 'contact' -> 0 ->> 'contacted_at')::timestamptz, at),"
" activity, changes -> 'state' ->> 1, actor, rules_version"
" FROM complaint_event WHERE complaint_id = ANY ($1)"
" ORDER BY complaint_id, seq";

static const char clocks_of[] =
"SELECT complaint_id, metric, rule_id, due_at, deadline_entry_id IS NOT NULL,"
" CASE WHEN outcome <> 'cancelled' THEN stopped_at END"
" FROM clock WHERE complaint_id = ANY ($1) AND cycle = 1";

static void
read_event(CfQueryRow *row, void *arg)
{
	CfPastCase *past = cf_past_by_id(arg, cf_query_int64(row, 1));
	CfPastEvent *event;

	if (cf_query_int(row, 2) == 1)	/* the receipt */
	{
		past->at = cf_query_time(row, 3);
		past->actor = cf_query_text(row, 6);
		past->version = cf_query_int(row, 7);
		return;
	}
	event = palloc(sizeof(CfPastEvent));
	event->at = Max(cf_query_time(row, 3), past->received_at);
	event->activity = cf_query_word(row, 4);
	event->state = cf_query_text(row, 5);
	past->events = lappend(past->events, event);
}

static void
read_clock(CfQueryRow *row, void *arg)
{
	CfPastCase *past = cf_past_by_id(arg, cf_query_int64(row, 1));
	CfPastClock *clock = palloc(sizeof(CfPastClock));

	clock->metric = cf_query_word(row, 2);
	clock->rule_id = cf_query_int64(row, 3);
	clock->due_at = cf_query_time(row, 4);
	clock->set_by_people = cf_query_bool(row, 5);
	clock->met_at = cf_query_time(row, 6);
	past->clocks = lappend(past->clocks, clock);
}

/* about those cases read last that are to be judged */
static void
read_about(CfPastReader *reader, const char *sql, CfRowReader read)
{
	static const Oid types[] = {INT8ARRAYOID};
	List	   *ids = NIL;
	Datum		value;

	for (int i = 0; i < reader->count; i++)
		if (reader->by_id[i]->skipped == CF_IS_JUDGED)
			ids = cf_add_id(ids, reader->by_id[i]->id);
	value = cf_array_of_ids(ids);
	cf_query_each(reader->desk, CF_QUERY_READ_ONLY, sql, 1, types, &value,
				  read, reader);
}

/* cf_past_read_events -- who judged the cases read last, and what followed */
void
cf_past_read_events(CfPastReader *reader)
{
	read_about(reader, events_of, read_event);
}

void
cf_past_read_clocks(CfPastReader *reader)
{
	read_about(reader, clocks_of, read_clock);
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
