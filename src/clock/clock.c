/*
 * clock.c -- one clock: its deadline, start, end and pauses
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "clock/clock.h"
#include "clock/pauses.h"
#include "desk/desk_calendar.h"
#include "time/deadline.h"

bool
cf_clock_is_open(const CfClock *clock)
{
	return clock->outcome == NULL;
}

bool
cf_clock_is_running(const CfClock *clock)
{
	return cf_clock_is_open(clock) && clock->paused_at == CF_NO_TIME;
}

CfClock *
cf_open_clock(List *clocks, const char *metric, int64 subject)
{
	ListCell   *cell;

	foreach(cell, clocks)
	{
		CfClock    *clock = lfirst(cell);

		if (cf_clock_is_open(clock) && clock->subject == subject &&
			strcmp(clock->metric, metric) == 0)
			return clock;
	}
	return NULL;
}

/*
 * The steps of a clock's metric, or those for every metric when it has none,
 * after the one that was taken; NULL when there is no further one.
 */
CfEscalationStep *
cf_next_step(CfPolicy *policy, const CfClock *clock)
{
	bool		own = false;
	ListCell   *cell;

	foreach(cell, policy->escalation)
		if (strcmp(((CfEscalationStep *) lfirst(cell))->metric,
				   clock->metric) == 0)
			own = true;
	foreach(cell, policy->escalation)
	{
		CfEscalationStep *step = lfirst(cell);

		if (strcmp(step->metric, own ? clock->metric : "*") == 0 &&
			step->step > clock->step)
			return step;
	}
	return NULL;
}

TimestampTz
cf_step_due(CfDesk *desk, const CfClock *clock, CfEscalationStep *step)
{
	return cf_deadline(cf_clock_calendar(desk, step->calendar, NULL),
					   clock->due_at, step->after, NULL);
}

/* when the sweep has to look at the clock next, if ever */
void
cf_clock_plan_next(CfDesk *desk, CfClock *clock)
{
	CfEscalationStep *step;

	clock->changed = true;
	clock->next_at = CF_NO_TIME;
	if (!cf_clock_is_running(clock))
		return;
	if (clock->breached_at != CF_NO_TIME)
	{
		step = cf_next_step(desk->policy, clock);
		if (step != NULL)
			clock->next_at = cf_step_due(desk, clock, step);
	}
	else if (clock->warned_at == CF_NO_TIME && clock->warn_at != CF_NO_TIME)
		clock->next_at = clock->warn_at;
	else
		clock->next_at = clock->due_at;
}

/* a calendar that is not filled in makes provisional what needs its hours */
static CfCalendar *
clock_calendar(CfDesk *desk, CfClock *clock)
{
	return cf_clock_calendar(desk, clock->calendar,
							 cf_target_needs_hours(clock->target) ?
							 &clock->provisional : NULL);
}

/* when to warn, of the time from start to deadline as they are */
static TimestampTz
warn_instant(CfDesk *desk, CfClock *clock, int percent)
{
	if (percent >= 100)
		return CF_NO_TIME;
	if (clock->target == NULL)
		return clock->started_at +
			(clock->due_at - clock->started_at) / 100 * percent;
	return cf_warn_instant(clock_calendar(desk, clock), clock->started_at,
						   clock->due_at, clock->target, percent, NULL);
}

/* sets due_at, warn_at and provisional from start and target */
void
cf_clock_set_deadline(CfDesk *desk, CfClock *clock, CfClockRule *rule,
					  TimestampTz promised)
{
	clock->rule_id = rule->rule.id;
	clock->target = rule->target;
	clock->calendar = rule->calendar;
	clock->provisional = false;
	clock->extension = 0;
	if (rule->target == NULL)
		clock->due_at = promised;
	else
		clock->due_at = cf_deadline(clock_calendar(desk, clock),
									clock->started_at, rule->target,
									&clock->provisional);
	clock->warn_at = warn_instant(desk, clock, rule->warn_at_percent);
}

/*
 * cf_clock_extend -- the deadline that was granted, by act->subject
 *
 * It stays when rules or calendars change; another rule for the case takes
 * its place.
 */
void
cf_clock_extend(CfDesk *desk, CfClock *clock, const CfEngineUpdate *update)
{
	CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);

	clock->extension = update->subject;
	clock->due_at = update->extended_to;
	clock->warn_at = warn_instant(desk, clock,
								  rule ? rule->warn_at_percent : 100);
	clock->provisional = false;
	if (clock->warn_at > update->at)
		clock->warned_at = CF_NO_TIME;
	if (clock->due_at > update->at)
	{
		clock->breached_at = CF_NO_TIME;
		clock->step = 0;
	}
	cf_clock_plan_next(desk, clock);
}

CfClock *
cf_clock_start(CfWrite *write, CfClocks *clocks, CfClockRule *rule,
			   TimestampTz at, TimestampTz promised)
{
	CfClock    *clock = palloc0(sizeof(CfClock));
	char	   *state = cf_text(&write->row, CF_STATE);
	ListCell   *cell;

	clock->metric = rule->metric;
	clock->cycle = 1;
	clock->paused_at = clock->warned_at = clock->breached_at = CF_NO_TIME;
	clock->stopped_at = CF_NO_TIME;
	foreach(cell, clocks->clocks)
		if (strcmp(((CfClock *) lfirst(cell))->metric, rule->metric) == 0)
			clock->cycle++;
	clock->started_at = at;
	cf_clock_set_deadline(write->desk, clock, rule, promised);
	clock->original_due_at = clock->due_at;
	if (state != NULL && cf_list_has(rule->pausing_states, state))
		clock->paused_at = at;
	cf_clock_plan_next(write->desk, clock);
	clocks->clocks = lappend(clocks->clocks, clock);
	return clock;
}

void
cf_clock_stop(CfWrite *write, CfClock *clock, TimestampTz at, bool met)
{
	/* a clock that stands still is met whatever its deadline says */
	bool		in_time = at <= clock->due_at || clock->paused_at != CF_NO_TIME;

	/* the application's clock, by which it began, may be ahead of ours */
	at = Max(at, clock->started_at);
	if (clock->paused_at != CF_NO_TIME && clock->paused_at < at)
		clock->pauses = cf_add_pause(clock->pauses, clock->paused_at, at);
	clock->paused_at = CF_NO_TIME;
	clock->stopped_at = at;
	clock->outcome = !met ? "cancelled" : in_time ? "met" : "late";
	/* the sweep may have come between the fact and its report */
	if (met && in_time)
		clock->breached_at = CF_NO_TIME;
	else if (met && clock->breached_at == CF_NO_TIME)
		clock->breached_at = clock->due_at;
	cf_clock_plan_next(write->desk, clock);
}

/* cf_activity_in -- by its own name, or as any of its kind: contact:* */
bool
cf_activity_in(List *activities, const char *activity)
{
	const char *colon = strchr(activity, ':');
	size_t		kind = colon ? colon + 1 - activity : 0;
	ListCell   *cell;

	foreach(cell, activities)
	{
		const char *name = lfirst(cell);

		if ((kind == 0 || strncmp(name, activity, kind) == 0) &&
			(strcmp(name + kind, activity + kind) == 0 ||
			 (kind > 0 && strcmp(name + kind, "*") == 0)))
			return true;
	}
	return false;
}

bool
cf_clock_met_by(CfDesk *desk, const CfClock *clock, const char *activity)
{
	CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);
	ListCell   *cell;

	/* the rule is gone: its metric's other rules say what meets it */
	if (rule == NULL)
	{
		foreach(cell, desk->policy->clocks)
			if (strcmp(((CfClockRule *) lfirst(cell))->metric,
					   clock->metric) == 0)
				rule = lfirst(cell);
	}
	if (rule == NULL)
		return false;
	return cf_activity_in(rule->met_by, activity);
}

bool
cf_clock_pauses_in(CfDesk *desk, const CfClock *clock, const char *state)
{
	CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);

	return rule != NULL && cf_list_has(rule->pausing_states, state);
}

/* the deadline moves by what the pause covered, the warning if it was ahead */
void
cf_clock_shift(CfDesk *desk, CfClock *clock, TimestampTz from, TimestampTz to)
{
	CfCalendar *calendar;

	if (clock->target == NULL)
		return;					/* a promised moment stays */
	calendar = clock_calendar(desk, clock);
	clock->due_at = cf_shift_for_pause(calendar, clock->due_at, clock->target,
									   from, to, &clock->provisional);
	if (clock->warn_at > from)
		clock->warn_at = cf_shift_for_pause(calendar, clock->warn_at,
											clock->target, from, to,
											&clock->provisional);
}

void
cf_clock_resume(CfDesk *desk, CfClock *clock, TimestampTz at)
{
	TimestampTz from = clock->paused_at;

	clock->paused_at = CF_NO_TIME;
	if (at > from)
	{
		clock->pauses = cf_add_pause(clock->pauses, from, at);
		cf_clock_shift(desk, clock, from, at);
	}
	cf_clock_plan_next(desk, clock);
}
