/*
 * compare.c -- judging cases of the past by two policies
 *
 * Both sides judge every case anew, the old one too: what the history cannot
 * tell, such as absences that were noted late, is then the same for both.
 * Nothing is written, and no transaction number taken.
 */
#include "postgres.h"

#include "access/table.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "compare/compare.h"
#include "compare/earlier_cases.h"
#include "desk/query.h"
#include "rights/as_owner.h"

/* between two notices of how far it is */
#define NOTICE_EVERY_MS	10000

typedef struct Run
{
	CfComparison *comparison;
	CfPolicies *policies;
	Relation	rel;
	CfPastReader reader;
	CfWorld		worlds[CF_SIDE_COUNT];
	MemoryContext case_cxt;
	MemoryContext chunk_cxt;
	/* of the two that judged the case before */
	CfDesk	   *desks[CF_SIDE_COUNT];
	int			builds;			/* when they were looked at */
	bool		same_models;
	TimestampTz begun;
	TimestampTz noticed;
} Run;

/* the same cases every time */
static bool
is_sampled(const CfComparison *comparison, int64 id)
{
	uint32		hash = murmurhash32((uint32) id ^ (uint32) (id >> 32));

	return hash < comparison->sample * 4294967296.0;
}

/* a case that is not judged was counted all the same */
static void
pass_over(Run *run, const CfPastCase *past)
{
	DateADT		day = cf_day_of(run->comparison->desk, past->received_at);

	if (past->issue_key != NULL)
		for (int side = 0; side < CF_SIDE_COUNT; side++)
			cf_world_count_recorded(&run->worlds[side], past->issue_key, day);
}

/* may a later case of the customer find something else than it did? */
static bool
concerns_others(const CfOutcome *was, const CfOutcome *becomes)
{
	if (cf_is_null(&was->row, CF_CUSTOMER_ID))
		return false;
	for (int i = 0; i < cf_attribute_count; i++)
		if (!cf_column_same(&was->row, &becomes->row, cf_attributes[i].column))
			return true;
	return !cf_column_same(&was->row, &becomes->row, CF_REPEAT_OF);
}

/* do models say the same of a text under both policies? */
static bool
share_models(Run *run, CfDesk *then, CfDesk *now)
{
	if (run->desks[CF_SIDE_OLD] != then || run->desks[CF_SIDE_NEW] != now ||
		run->builds != run->policies->builds)
	{
		run->desks[CF_SIDE_OLD] = then;
		run->desks[CF_SIDE_NEW] = now;
		run->builds = run->policies->builds;
		run->same_models = cf_same_models(then, now, run->rel);
	}
	return run->same_models;
}

static void
judge(Run *run, const CfPastCase *past)
{
	CfComparison *comparison = run->comparison;
	MemoryContext caller = MemoryContextSwitchTo(run->case_cxt);
	CfDesk	   *then = cf_policy_of(run->policies, CF_SIDE_OLD, past->version);
	CfDesk	   *now = cf_policy_of(run->policies, CF_SIDE_NEW, past->version);
	CfOutcome  *was;
	CfOutcome  *becomes;

	was = cf_judge_past(&run->worlds[CF_SIDE_OLD], then, then, run->rel, past,
						NULL);
	if (!share_models(run, then, now))
		was->guesses = NULL;
	becomes = cf_judge_past(&run->worlds[CF_SIDE_NEW], now, then, run->rel,
							past, was);
	if (concerns_others(was, becomes))
		cf_world_decide(&run->worlds[CF_SIDE_NEW], &becomes->row);
	comparison->judged++;
	comparison->take(comparison, past, was, becomes);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(run->case_cxt);
}

/* which of the cases are judged */
static void
choose_cases(Run *run, List *cases)
{
	ListCell   *cell;

	foreach(cell, cases)
	{
		CfPastCase *past = lfirst(cell);

		if (past->skipped != CF_IS_JUDGED)
			continue;
		if (past->at == CF_NO_TIME ||
			!cf_policy_is_known(run->policies, past->version))
			past->skipped = CF_LACKS_HISTORY;
		else if (!is_sampled(run->comparison, past->id))
			past->skipped = CF_IS_LEFT_OUT;
	}
}

static void
compare_case(Run *run, CfPastCase *past)
{
	CfComparison *comparison = run->comparison;

	CHECK_FOR_INTERRUPTS();
	if (past->skipped == CF_IS_JUDGED)
		judge(run, past);
	else
	{
		comparison->skipped[past->skipped]++;
		pass_over(run, past);
	}
}

/* tells how far it is; false when the time is over */
static bool
goes_on(Run *run, const CfPastCase *latest)
{
	CfComparison *comparison = run->comparison;
	TimestampTz now = GetCurrentTimestamp();

	if (comparison->seconds > 0 &&
		TimestampDifferenceExceeds(run->begun, now,
								   comparison->seconds * 1000))
	{
		comparison->stopped_at = latest->received_at;
		ereport(NOTICE,
				(errmsg("comparison of desk \"%s\" stopped after %d seconds, at the cases received at %s",
						comparison->desk->name, comparison->seconds,
						timestamptz_to_str(latest->received_at)),
				 errhint("Compare a shorter period or a smaller sample, or allow more time.")));
		return false;
	}
	if (TimestampDifferenceExceeds(run->noticed, now, NOTICE_EVERY_MS))
	{
		run->noticed = now;
		ereport(NOTICE,
				(errmsg(INT64_FORMAT " cases of desk \"%s\" compared, up to those received at %s",
						comparison->judged, comparison->desk->name,
						timestamptz_to_str(latest->received_at))));
	}
	return true;
}

static int
number_from(CfDesk *desk, const char *sql)
{
	CfQueryRow *row = cf_query_first(cf_place_of_desk(desk), CF_QUERY_ONCE,
									 sql, 0, NULL, NULL);

	return cf_query_int(row, 1);
}

/* over how many days a frequency of any policy may count, today included */
static int
longest_window(const CfComparison *comparison)
{
	CfDesk	   *desk = comparison->desk;
	int			days = number_from(desk,
								   "SELECT max((content ->> 'within_days')::int)"
								   " FROM rule_history WHERE table_name = 'frequency'");

	if (comparison->draft != NULL)
		days = Max(days, number_from(desk,
									 psprintf("SELECT max(within_days) FROM %s.frequency",
											  quote_identifier(comparison->draft))));
	return days;
}

static void
begin_run(Run *run, CfComparison *comparison)
{
	int			days = longest_window(comparison);

	memset(run, 0, sizeof(Run));
	run->comparison = comparison;
	run->policies = cf_policies(comparison->desk, comparison->draft,
								comparison->people_then);
	run->rel = table_open(comparison->desk->complaint_relid, AccessShareLock);
	cf_past_begin(&run->reader, comparison->desk, run->rel,
				  comparison->since, comparison->until);
	cf_earlier_begin(&run->reader);
	for (int side = 0; side < CF_SIDE_COUNT; side++)
		cf_world_begin(&run->worlds[side], &run->reader, comparison->since,
					   days);
	run->case_cxt = AllocSetContextCreate(CurrentMemoryContext,
										  "complaint_flow compared case",
										  ALLOCSET_DEFAULT_SIZES);
	run->chunk_cxt = AllocSetContextCreate(CurrentMemoryContext,
										   "complaint_flow compared cases",
										   ALLOCSET_DEFAULT_SIZES);
	run->begun = run->noticed = GetCurrentTimestamp();
}

/* cf_compare -- judge the cases of the period, one by one */
void
cf_compare(CfComparison *comparison)
{
	Run			run;
	CfOwnerScope scope;
	List	   *cases;
	MemoryContext caller;

	comparison->stopped_at = CF_NO_TIME;
	/* conditions run as they do in the triggers */
	cf_owner_begin(&scope, comparison->desk->name, comparison->desk->owner);
	begin_run(&run, comparison);
	caller = MemoryContextSwitchTo(run.chunk_cxt);
	while ((cases = cf_past_next(&run.reader)) != NIL)
	{
		ListCell   *cell;

		cf_past_read_events(&run.reader);
		choose_cases(&run, cases);
		cf_past_read_clocks(&run.reader);
		foreach(cell, cases)
			compare_case(&run, lfirst(cell));
		if (!goes_on(&run, llast(cases)))
			break;
		MemoryContextReset(run.chunk_cxt);
	}
	MemoryContextSwitchTo(caller);
	table_close(run.rel, AccessShareLock);
	cf_owner_end(&scope);
}
