/*
 * world.c -- what cases of the past find around them, as one side decided it
 *
 * Each side counts the issues that it found, from what was recorded before the
 * period on, and declares batches of its own.  Counted is what came in, in the
 * order of receipt: cases that turned out to be about something else later
 * stay counted.
 *
 * A customer's earlier cases are as their history tells, for that moment.  What
 * the new policy decided otherwise about one of them it finds there instead.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "compare/earlier_cases.h"
#include "compare/world.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "judge/customer_cases.h"
#include "judge/issue.h"

/* an issue on one local day */
typedef struct CountedDay
{
	DateADT		day;
	int			count;
	int			members;		/* that count for a batch */
	int64		incident;		/* 0: none was declared */
} CountedDay;

typedef struct CfCounter
{
	char	   *key;			/* hash key */
	char		status;
	CountedDay *days;			/* ascending, the last one is counted */
	int			ndays;
} CfCounter;

#define SH_PREFIX counter
#define SH_ELEMENT_TYPE CfCounter
#define SH_KEY_TYPE char *
#define SH_KEY key
#define SH_HASH_KEY(tb, k) \
	hash_bytes((const unsigned char *) (k), strlen(k))
#define SH_EQUAL(tb, a, b) (strcmp(a, b) == 0)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* what a later case finds of an earlier one */
static const CfColumn found_later[] = {
	CF_CATEGORY, CF_LEVEL, CF_URGENCY, CF_ISSUE_KEY, CF_OWNER, CF_DEPARTMENT,
	CF_HANDLER_ROLE, CF_REPEAT_KIND
};

typedef struct CfVerdict
{
	int64		id;				/* hash key */
	char		status;
	int64		repeat_of;		/* 0: none */
	char	   *texts[lengthof(found_later)];	/* or NULL */
} CfVerdict;

#define SH_PREFIX verdict
#define SH_ELEMENT_TYPE CfVerdict
#define SH_KEY_TYPE int64
#define SH_KEY id
#define SH_HASH_KEY(tb, k) murmurhash32((uint32) (k) ^ (uint32) ((k) >> 32))
#define SH_EQUAL(tb, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* cf_day_of -- the local day of a moment */
DateADT
cf_day_of(const CfDesk *desk, TimestampTz at)
{
	pg_tz	   *zone = pg_tzset(desk->time_zone);
	struct pg_tm tm;
	fsec_t		fsec;
	int			tz;

	if (zone == NULL || timestamp2tm(at, &tz, &tm, &fsec, NULL, zone) != 0)
		return 0;
	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) - POSTGRES_EPOCH_JDATE;
}

/* the counter of an issue, which gets a day more where it has to */
static CfCounter *
counter_of(CfWorld *world, const char *key, DateADT day)
{
	bool		found;
	CfCounter  *counter = counter_insert(world->counters,
										 unconstify(char *, key), &found);
	CountedDay *last;

	if (!found)
	{
		counter->key = MemoryContextStrdup(world->cxt, key);
		counter->days = MemoryContextAlloc(world->cxt, sizeof(CountedDay));
		counter->ndays = 0;
	}
	last = counter->ndays > 0 ? &counter->days[counter->ndays - 1] : NULL;
	if (last != NULL && last->day >= day)
		return counter;
	/* room is doubled: it is full whenever it holds a power of two */
	if (counter->ndays > 0 && (counter->ndays & (counter->ndays - 1)) == 0)
		counter->days = repalloc(counter->days, 2 * counter->ndays *
								 sizeof(CountedDay));
	counter->days[counter->ndays++] = (CountedDay) {day, 0, 0, 0};
	return counter;
}

/* key, day, count, members, incident */
static void
read_count(CfQueryRow *row, void *arg)
{
	CfWorld    *world = arg;
	CfCounter  *counter = counter_of(world, cf_query_word(row, 1),
									 DatumGetDateADT(cf_query_needed(row, 2,
																	 DATEOID)));
	CountedDay *day = &counter->days[counter->ndays - 1];

	day->count = (int) cf_query_int64(row, 3);
	day->members = (int) cf_query_int64(row, 4);
	day->incident = cf_query_int64(row, 5);
}

/* what was counted before the period, on so many days with its first one */
static void
read_counts(CfWorld *world, TimestampTz since, int days)
{
	static const Oid types[] = {TIMESTAMPTZOID, TEXTOID, INT4OID};
	Datum		values[] = {
		TimestampTzGetDatum(since),
		CStringGetTextDatum(world->reader->desk->time_zone),
		Int32GetDatum(days)
	};

	cf_query_each(world->reader->desk, CF_QUERY_READ_ONLY,
				  "SELECT n.issue_key, n.day, n.count::bigint,"
				  " cardinality(n.members)::bigint, n.incident_id"
				  " FROM issue_count n, (SELECT ($1 AT TIME ZONE $2)::date AS day) s"
				  " WHERE n.day < s.day AND n.day > s.day - $3"
				  " UNION ALL"
				  " SELECT c.issue_key, ($1 AT TIME ZONE $2)::date, count(*), count(*),"
				  " max(c.incident_id) FROM complaint c"
				  " WHERE c.received_at < $1 AND c.received_at >="
				  "  date_trunc('day', $1 AT TIME ZONE $2) AT TIME ZONE $2"
				  " AND c.issue_key IS NOT NULL AND c.imported_at IS NULL"
				  " AND c.repeat_kind IS DISTINCT FROM 'joined'"
				  " GROUP BY c.issue_key ORDER BY 1, 2",
				  3, types, values, read_count, world);
}

/* cases about the issue on the days up to the last one */
static int64
total_within(const CfCounter *counter, DateADT today, int days)
{
	int64		total = 0;

	for (int i = counter->ndays - 1; i >= 0 &&
		 counter->days[i].day > today - days; i--)
		total += counter->days[i].count;
	return total;
}

/* CfPast.issue */
static void
find_counts(CfPast *past, CfWrite *write, CfIssue *issue)
{
	CfWorld    *world = (CfWorld *) past;
	List	   *frequencies = write->desk->policy->frequencies;
	CountedDay *day;
	ListCell   *cell;

	world->counter = counter_of(world, issue->key, issue->day);
	day = &world->counter->days[world->counter->ndays - 1];
	issue->counted = day->members;
	issue->incident = day->incident;
	issue->reserved_incident = world->incidents + 1;
	issue->totals = palloc((list_length(frequencies) + 1) * sizeof(int64));
	foreach(cell, frequencies)
		issue->totals[foreach_current_index(cell)] =
			total_within(world->counter, issue->day,
						 ((CfFrequency *) lfirst(cell))->within_days);
}

/*
 * cf_world_count -- a case was judged: the counter of its issue goes up, as
 * cf_note_issue and the end of its statement do it
 */
void
cf_world_count(CfWorld *world, CfWrite *write)
{
	bool		has_incident = !cf_is_null(&write->row, CF_INCIDENT_ID);
	CfBatchRule *rule;
	CountedDay *day;

	if (world->counter == NULL)
		return;
	day = &world->counter->days[world->counter->ndays - 1];
	if (day->incident != 0)
		return;
	rule = cf_batch_rule_again(write);
	if (rule == NULL && write->desk->policy->frequencies == NIL)
		return;
	day->count++;
	if (rule != NULL)
		day->members++;
	if (has_incident)
		day->incident = ++world->incidents;
}

/* cf_world_count_recorded -- a case that is not judged was counted then */
void
cf_world_count_recorded(CfWorld *world, const char *issue_key, DateADT at)
{
	CfCounter  *counter = counter_of(world, issue_key, at);

	counter->days[counter->ndays - 1].count++;
	counter->days[counter->ndays - 1].members++;
}

/*
 * cf_world_decide -- what was decided about the present case differs from
 * what its history tells
 */
void
cf_world_decide(CfWorld *world, const CfRow *row)
{
	bool		found;
	CfVerdict  *verdict = verdict_insert(world->verdicts,
										 cf_int64(row, CF_ID), &found);

	verdict->repeat_of = cf_is_null(row, CF_REPEAT_OF) ? 0 :
		cf_int64(row, CF_REPEAT_OF);
	for (int i = 0; i < lengthof(found_later); i++)
	{
		char	   *text = cf_text(row, found_later[i]);

		verdict->texts[i] = text ? MemoryContextStrdup(world->cxt, text) : NULL;
	}
}

/* the case as this side left it */
static void
apply_verdict(CfCustomerCase *one, const CfVerdict *verdict,
			  const char *initial_state)
{
	CfRow	   *row = &one->row;
	bool		was_joined = cf_is_joined(row);

	for (int i = 0; i < lengthof(found_later); i++)
		cf_set_text(row, found_later[i], verdict->texts[i]);
	if (verdict->repeat_of != 0)
		cf_set(row, CF_REPEAT_OF, Int64GetDatum(verdict->repeat_of));
	else
		cf_set_null(row, CF_REPEAT_OF);
	/* one that joined another was over at once, and now would not be */
	if (was_joined && !cf_is_joined(row))
	{
		cf_set_text(row, CF_STATE, initial_state);
		cf_set_null(row, CF_CLOSED_AT);
	}
}

/* a copy, with the row type of the side */
static CfCustomerCase *
case_of_side(CfWrite *write, const CfCustomerCase *found)
{
	CfCustomerCase *one = palloc0(sizeof(CfCustomerCase));

	one->id = found->id;
	cf_row_copy(&one->row, write->type, &found->row);
	return one;
}

/* CfPast.cases */
static List *
find_cases(CfPast *past, CfWrite *write)
{
	CfWorld    *world = (CfWorld *) past;
	List	   *cases = NIL;
	ListCell   *cell;

	foreach(cell, cf_past_earlier(world->reader, world->now))
	{
		CfCustomerCase *one = case_of_side(write, lfirst(cell));
		CfVerdict  *verdict = verdict_lookup(world->verdicts, one->id);
		char	   *state;

		if (verdict != NULL)
			apply_verdict(one, verdict, write->desk->policy->initial_state);
		state = cf_text(&one->row, CF_STATE);
		one->open = state != NULL && !cf_is_final(write->desk, state);
		if (!cf_is_joined(&one->row) && list_length(cases) < CF_CASES_MAX)
			cases = lappend(cases, one);
	}
	return cases;
}

/* cf_world_begin -- as it was when the period began; see read_counts */
void
cf_world_begin(CfWorld *world, CfPastReader *reader, TimestampTz since,
			   int days)
{
	memset(world, 0, sizeof(CfWorld));
	world->past.cases = find_cases;
	world->past.issue = find_counts;
	world->cxt = CurrentMemoryContext;
	world->reader = reader;
	world->counters = counter_create(world->cxt, 256, NULL);
	world->verdicts = verdict_create(world->cxt, 256, NULL);
	read_counts(world, since, days);
}
