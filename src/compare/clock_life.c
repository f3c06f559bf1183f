/*
 * clock_life.c -- what would have become of a clock, given what happened
 *
 * The clock of one side is taken through the events of its case: it pauses in
 * the states that its rule names, until what meets it came.  Where its rule is
 * met by the same as the one of the recorded clock, that one tells when it was
 * met.  Else the first activity counts that the rule names; its met_condition
 * is not asked, because the case as it was then is not read again.  A deadline
 * that people set stays.
 */
#include "postgres.h"

#include "access/xact.h"
#include "nodes/nodes.h"
#include "utils/timestamp.h"

#include "compare/clock_life.h"
#include "desk/codes.h"

static bool
same_condition(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
met_by_the_same(const CfClockRule *a, const CfClockRule *b)
{
	ListCell   *one;
	ListCell   *other;

	if (list_length(a->met_by) != list_length(b->met_by) ||
		!same_condition(a->met.condition, b->met.condition))
		return false;
	forboth(one, a->met_by, other, b->met_by)
		if (strcmp(lfirst(one), lfirst(other)) != 0)
			return false;
	return true;
}

/* when the clock was met, or CF_NO_TIME; "then": the policy of its receipt */
static TimestampTz
met_at(CfDesk *then, const CfClockRule *rule, const CfClock *clock,
	   const CfPastCase *past)
{
	CfPastClock *recorded = cf_past_clock(past, clock->metric);
	CfClockRule *before = recorded == NULL ? NULL :
		cf_clock_rule(then->policy, recorded->rule_id);
	TimestampTz earliest = CF_NO_TIME;
	ListCell   *cell;

	if (before != NULL && met_by_the_same(rule, before))
		return recorded->met_at;
	foreach(cell, past->events)
	{
		CfPastEvent *event = lfirst(cell);

		if (cf_activity_in(rule->met_by, event->activity) &&
			event->at >= clock->started_at &&
			(earliest == CF_NO_TIME || event->at < earliest))
			earliest = event->at;
	}
	return earliest;
}

/*
 * Takes the clock through the states of the case until "met".  Returns when
 * the case ended before that, or CF_NO_TIME.
 */
static TimestampTz
follow_states(CfDesk *desk, CfClock *clock, const CfClockRule *rule,
			  const CfPastCase *past, TimestampTz met)
{
	ListCell   *cell;

	foreach(cell, past->events)
	{
		CfPastEvent *event = lfirst(cell);
		bool		pauses;

		if (event->state == NULL)
			continue;
		if (met != CF_NO_TIME && event->at >= met)
			break;
		if (cf_is_final(desk, event->state))
			return met == CF_NO_TIME ? event->at : CF_NO_TIME;
		pauses = cf_list_has(rule->pausing_states, event->state);
		if (pauses == (clock->paused_at != CF_NO_TIME))
			continue;
		if (!pauses)
			cf_clock_resume(desk, clock, event->at);
		else if (event->at <= clock->due_at)
			clock->paused_at = event->at;
	}
	return CF_NO_TIME;
}

static int
steps_before(CfDesk *desk, CfClock *clock, TimestampTz end)
{
	CfEscalationStep *step;
	int			count = 0;

	clock->step = 0;
	while ((step = cf_clock_next_step(desk->policy, clock)) != NULL &&
		   cf_clock_step_due(desk, clock, step) < end)
	{
		clock->step = step->step;
		count++;
	}
	return count;
}

/*
 * cf_clock_live -- the rest of a clock that one side started at the receipt
 *
 * Changes the clock.
 */
CfClockLife
cf_clock_live(CfDesk *desk, CfDesk *then, CfClock *clock,
			  const CfPastCase *past)
{
	CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);
	CfPastClock *recorded = cf_past_clock(past, clock->metric);
	TimestampTz met = met_at(then, rule, clock, past);
	TimestampTz ended = follow_states(desk, clock, rule, past, met);
	TimestampTz end = met != CF_NO_TIME ? met :
		ended != CF_NO_TIME ? ended : GetCurrentTransactionStartTimestamp();
	CfClockLife life = {0};
	bool		in_time;

	if (recorded != NULL && recorded->set_by_people)
		clock->due_at = recorded->due_at;
	in_time = clock->paused_at != CF_NO_TIME || end <= clock->due_at;
	life.outcome = met != CF_NO_TIME ? (in_time ? "met" : "late") :
		!in_time ? "missed" : ended != CF_NO_TIME ? "ended" : "open";
	if (!in_time)
		life.escalations = steps_before(desk, clock, end);
	return life;
}
