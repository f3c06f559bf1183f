/*
 * clock.c -- the clocks of one case: start, meet, pause, warn, breach
 *
 * Whether a clock was met is decided by the times of the facts that met it,
 * in the transaction that records them; the sweep only flags what stayed
 * silent.  The BEFORE trigger computes the effect of a write on the clocks to
 * show it in the row, the AFTER trigger computes it again to write it: both
 * see the same stored clocks, because every writer holds the case's row.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "calendar_load.h"
#include "clock.h"
#include "deadline.h"
#include "decide.h"

static bool
is_open(const CfClock *clock)
{
	return clock->outcome == NULL;
}

static bool
is_running(const CfClock *clock)
{
	return is_open(clock) && clock->paused_at == CF_NO_TIME;
}

static CfClock *
open_clock(List *clocks, const char *metric)
{
	ListCell   *cell;

	foreach(cell, clocks)
	{
		CfClock    *clock = lfirst(cell);

		if (is_open(clock) && strcmp(clock->metric, metric) == 0)
			return clock;
	}
	return NULL;
}

/*
 * The steps of a clock's metric, or those for every metric when it has none,
 * after the one that was taken; NULL when there is no further one.
 */
static CfEscalationStep *
next_step(CfPolicy *policy, const CfClock *clock)
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

static TimestampTz
step_due(CfDesk *desk, const CfClock *clock, CfEscalationStep *step)
{
	return cf_deadline(cf_calendar(desk, step->calendar), clock->due_at,
					   step->after, NULL);
}

/* when the sweep has to look at the clock next, if ever */
static void
plan_next(CfDesk *desk, CfClock *clock)
{
	CfEscalationStep *step;

	clock->changed = true;
	clock->next_at = CF_NO_TIME;
	if (!is_running(clock))
		return;
	if (clock->breached_at != CF_NO_TIME)
	{
		step = next_step(desk->policy, clock);
		if (step != NULL)
			clock->next_at = step_due(desk, clock, step);
	}
	else if (clock->warned_at == CF_NO_TIME && clock->warn_at != CF_NO_TIME)
		clock->next_at = clock->warn_at;
	else
		clock->next_at = clock->due_at;
}

/* sets due_at, warn_at and provisional from start and target */
static void
set_deadline(CfDesk *desk, CfClock *clock, CfClockRule *rule,
			 TimestampTz promised)
{
	CfCalendar *calendar = cf_calendar(desk, rule->calendar);
	bool		warn_provisional = false;
	int64		length;

	clock->rule_id = rule->rule.id;
	clock->target = rule->target;
	clock->calendar = rule->calendar;
	clock->provisional = false;
	clock->warn_at = CF_NO_TIME;
	if (rule->target == NULL)
	{
		clock->due_at = promised;
		length = promised - clock->started_at;
		if (rule->warn_at_percent < 100)
			clock->warn_at = clock->started_at +
				length / 100 * rule->warn_at_percent;
		return;
	}
	clock->due_at = cf_deadline(calendar, clock->started_at, rule->target,
								&clock->provisional);
	if (rule->warn_at_percent < 100)
		clock->warn_at = cf_warn_instant(calendar, clock->started_at,
										 clock->due_at, rule->target,
										 rule->warn_at_percent,
										 &warn_provisional);
}

static CfClock *
start_clock(CfWrite *write, CfClocks *clocks, CfClockRule *rule,
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
	set_deadline(write->desk, clock, rule, promised);
	clock->original_due_at = clock->due_at;
	if (state != NULL && cf_list_has(rule->pausing_states, state))
		clock->paused_at = at;
	plan_next(write->desk, clock);
	clocks->clocks = lappend(clocks->clocks, clock);
	return clock;
}

static void
stop_clock(CfWrite *write, CfClock *clock, TimestampTz at, bool met)
{
	/* a clock that stands still is met whatever its deadline says */
	bool		in_time = at <= clock->due_at || clock->paused_at != CF_NO_TIME;

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
	plan_next(write->desk, clock);
}

static bool
met_by(CfDesk *desk, const CfClock *clock, const char *activity)
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
	return cf_list_has(rule->met_by, activity) ||
		(strncmp(activity, "contact:", 8) == 0 &&
		 cf_list_has(rule->met_by, "contact:*"));
}

static bool
pauses_in(CfDesk *desk, const CfClock *clock, const char *state)
{
	CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);

	return rule != NULL && cf_list_has(rule->pausing_states, state);
}

/* the deadline moves by what the pause covered, the warning if it was ahead */
static void
shift_for_pause(CfDesk *desk, CfClock *clock, TimestampTz from, TimestampTz to)
{
	CfCalendar *calendar = cf_calendar(desk, clock->calendar);

	if (clock->target == NULL)
		return;					/* a promised moment stays */
	clock->due_at = cf_shift_for_pause(calendar, clock->due_at, clock->target,
									   from, to, &clock->provisional);
	if (clock->warn_at > from)
		clock->warn_at = cf_shift_for_pause(calendar, clock->warn_at,
											clock->target, from, to,
											&clock->provisional);
}

static void
resume_clock(CfDesk *desk, CfClock *clock, TimestampTz at)
{
	TimestampTz from = clock->paused_at;

	clock->paused_at = CF_NO_TIME;
	if (at > from)
	{
		clock->pauses = cf_add_pause(clock->pauses, from, at);
		shift_for_pause(desk, clock, from, at);
	}
	plan_next(desk, clock);
}

/* a change of state stops, pauses and resumes */
static void
apply_state(CfWrite *write, CfClocks *clocks, const char *state)
{
	CfDesk	   *desk = write->desk;
	CfCode	   *code = cf_code(desk->states, state);
	bool		final = code && strcmp(code->attribute, "final") == 0;
	ListCell   *cell;

	foreach(cell, clocks->clocks)
	{
		CfClock    *clock = lfirst(cell);

		if (!is_open(clock))
			continue;
		if (final)
			stop_clock(write, clock, write->now, false);
		else if (clock->paused_at != CF_NO_TIME && !pauses_in(desk, clock, state))
			resume_clock(desk, clock, write->now);
		else if (clock->paused_at == CF_NO_TIME && pauses_in(desk, clock, state) &&
				 write->now <= clock->due_at)
		{
			clock->paused_at = write->now;
			plan_next(desk, clock);
		}
	}
}

static void
apply_activity(CfWrite *write, CfClocks *clocks, const char *activity,
			   TimestampTz at)
{
	ListCell   *cell;

	foreach(cell, clocks->clocks)
	{
		CfClock    *clock = lfirst(cell);

		if (is_open(clock) && met_by(write->desk, clock, activity))
			stop_clock(write, clock, at, true);
	}
}

/* clocks that "activity" starts, of the metrics' chosen rules */
static void
start_on(CfWrite *write, CfClocks *clocks, List *chosen,
		 const char *activity, TimestampTz at, TimestampTz promised)
{
	ListCell   *cell;

	foreach(cell, chosen)
	{
		CfClockRule *rule = lfirst(cell);

		if (!cf_list_has(rule->starts_on, activity) ||
			open_clock(clocks->clocks, rule->metric) != NULL)
			continue;
		start_clock(write, clocks, rule, at, promised);
		cf_judged(write, rule->rule.id);
	}
}

/*
 * cf_clocks_at_intake -- the clocks of a new case
 *
 * With "choose" the rules are evaluated and noted in write->judged_by;
 * without it the row's judged_by says which ones matched.
 */
void
cf_clocks_at_intake(CfWrite *write, CfClocks *clocks, bool choose)
{
	TimestampTz at = DatumGetTimestampTz(cf_value(&write->row,
												  CF_RECEIVED_AT));
	List	   *chosen = NIL;
	ListCell   *cell;

	clocks->loaded = true;
	if (choose)
		chosen = cf_choose_clocks(write);
	else
		foreach(cell, write->judged_by)
		{
			CfClockRule *rule = cf_clock_rule(write->desk->policy,
											  *(int64 *) lfirst(cell));

			if (rule != NULL)
				chosen = lappend(chosen, rule);
		}
	start_on(write, clocks, chosen, "received", at, 0);
}

/* another rule than before applies to a running clock: a new target */
static void
retarget(CfWrite *write, CfClocks *clocks, List *chosen)
{
	TimestampTz received = DatumGetTimestampTz(cf_value(&write->row,
														CF_RECEIVED_AT));
	ListCell   *cell;

	foreach(cell, chosen)
	{
		CfClockRule *rule = lfirst(cell);
		CfClock    *clock = open_clock(clocks->clocks, rule->metric);

		if (clock == NULL || clock->rule_id == rule->rule.id ||
			clock->target == NULL || rule->target == NULL)
			continue;
		set_deadline(write->desk, clock, rule, 0);
		clock->warned_at = CF_NO_TIME;
		if (clock->due_at > write->now)
		{
			clock->breached_at = CF_NO_TIME;
			clock->step = 0;
		}
		plan_next(write->desk, clock);
		cf_judged(write, rule->rule.id);
	}
	/* a metric that did not apply before starts from the receipt */
	foreach(cell, chosen)
	{
		CfClockRule *rule = lfirst(cell);
		bool		known = false;
		ListCell   *other;

		foreach(other, clocks->clocks)
			if (strcmp(((CfClock *) lfirst(other))->metric, rule->metric) == 0)
				known = true;
		if (!known && cf_list_has(rule->starts_on, "received"))
		{
			start_clock(write, clocks, rule, received, 0);
			cf_judged(write, rule->rule.id);
		}
	}
}

static void
add_alarm(CfClocks *clocks, CfAlarmKind kind, CfClock *clock,
		  CfEscalationStep *step, int passed)
{
	CfAlarm    *alarm = palloc(sizeof(CfAlarm));

	alarm->kind = kind;
	alarm->clock = clock;
	alarm->step = step;
	alarm->passed = passed;
	clocks->alarms = lappend(clocks->alarms, alarm);
}

/* the last step that is due is taken, those before it only passed */
static void
escalate(CfWrite *write, CfClocks *clocks, CfClock *clock)
{
	CfDesk	   *desk = write->desk;
	CfEscalationStep *taken = NULL;
	CfEscalationStep *step;
	int			passed = 0;

	while ((step = next_step(desk->policy, clock)) != NULL &&
		   step_due(desk, clock, step) < write->act->at)
	{
		if (taken != NULL)
			passed++;
		taken = step;
		clock->step = step->step;
	}
	if (taken != NULL)
		add_alarm(clocks, CF_ALARM_ESCALATED, clock, taken, passed);
}

/* warn, breach and escalate whatever is due at act->at */
static void
sweep(CfWrite *write, CfClocks *clocks)
{
	TimestampTz as_of = write->act->at;
	ListCell   *cell;

	foreach(cell, clocks->clocks)
	{
		CfClock    *clock = lfirst(cell);

		if (clock->next_at == CF_NO_TIME || clock->next_at >= as_of)
			continue;
		if (clock->breached_at == CF_NO_TIME && clock->due_at < as_of)
		{
			clock->breached_at = clock->due_at;
			add_alarm(clocks, CF_ALARM_BREACHED, clock, NULL, 0);
		}
		else if (clock->breached_at == CF_NO_TIME && clock->warned_at == CF_NO_TIME)
		{
			clock->warned_at = as_of;
			add_alarm(clocks, CF_ALARM_WARNED, clock, NULL, 0);
		}
		if (clock->breached_at != CF_NO_TIME)
			escalate(write, clocks, clock);
		plan_next(write->desk, clock);
	}
}

/* deadlines of open clocks as rules and calendars have them today */
static void
recompute(CfWrite *write, CfClocks *clocks)
{
	ListCell   *cell;

	foreach(cell, clocks->clocks)
	{
		CfClock    *clock = lfirst(cell);
		CfClockRule *rule = cf_clock_rule(write->desk->policy,
										  clock->rule_id);
		TimestampTz *from;
		TimestampTz *to;
		int			npauses;

		if (!is_open(clock) || rule == NULL || clock->target == NULL)
			continue;
		set_deadline(write->desk, clock, rule, 0);
		npauses = cf_pauses(clock->pauses, &from, &to);
		for (int i = 0; i < npauses; i++)
			shift_for_pause(write->desk, clock, from[i], to[i]);
		if (clock->due_at > write->now)
			clock->breached_at = CF_NO_TIME;
		plan_next(write->desk, clock);
	}
}

static bool
decision_changed(CfWrite *write)
{
	static const CfColumn decisions[] = {
		CF_CATEGORY, CF_LEVEL, CF_URGENCY, CF_HANDLER_ROLE, CF_DEPARTMENT
	};

	for (int i = 0; i < lengthof(decisions); i++)
		if (cf_changed(write, decisions[i]))
			return true;
	return false;
}

/*
 * cf_clocks_at_update -- what an update does to the clocks of its case
 *
 * clocks->loaded stays false when the update cannot concern them.
 */
void
cf_clocks_at_update(CfWrite *write, CfClocks *clocks)
{
	const CfAct *act = write->act;
	bool		state_changed = cf_changed(write, CF_STATE);
	bool		decided = decision_changed(write);
	List	   *chosen;

	if (act == NULL && !state_changed && !decided)
		return;
	clocks->loaded = true;
	clocks->clocks = cf_clocks_load(write);
	if (act != NULL && act->kind == CF_ACT_SWEEP)
	{
		sweep(write, clocks);
		return;
	}
	if (act != NULL && act->kind == CF_ACT_RECOMPUTE)
	{
		recompute(write, clocks);
		return;
	}
	chosen = cf_choose_clocks(write);
	if (decided)
		retarget(write, clocks, chosen);
	if (state_changed)
	{
		char	   *state = cf_text(&write->row, CF_STATE);
		char	   *activity = psprintf("state:%s", state);

		apply_activity(write, clocks, activity, write->now);
		apply_state(write, clocks, state);
		start_on(write, clocks, chosen, activity, write->now, 0);
	}
	if (act != NULL)
	{
		apply_activity(write, clocks, act->activity, act->at);
		start_on(write, clocks, chosen, act->activity, act->at, 0);
		if (act->promise != CF_NO_TIME)
		{
			CfClockRule *rule;
			ListCell   *cell;

			/* a new promise takes the place of an open one */
			foreach(cell, chosen)
			{
				CfClock    *clock;

				rule = lfirst(cell);
				clock = cf_list_has(rule->starts_on, "promise") ?
					open_clock(clocks->clocks, rule->metric) : NULL;
				if (clock != NULL)
					stop_clock(write, clock, act->at, false);
			}
			start_on(write, clocks, chosen, "promise", act->at,
					 act->promise);
		}
	}
}

/*
 * cf_clocks_show -- nearest deadline and status, in the row for every reader
 */
void
cf_clocks_show(CfWrite *write, CfClocks *clocks)
{
	TimestampTz nearest = CF_NO_TIME;
	bool		any_open = false;
	bool		running = false;
	bool		warned = false;
	bool		breached = false;
	bool		was_breached = false;
	ListCell   *cell;

	foreach(cell, clocks->clocks)
	{
		CfClock    *clock = lfirst(cell);

		was_breached |= clock->breached_at != CF_NO_TIME;
		if (!is_open(clock))
			continue;
		any_open = true;
		breached |= clock->breached_at != CF_NO_TIME;
		warned |= clock->warned_at != CF_NO_TIME;
		if (!is_running(clock))
			continue;
		running = true;
		if (nearest == CF_NO_TIME || clock->due_at < nearest)
			nearest = clock->due_at;
	}
	if (nearest != CF_NO_TIME)
		cf_set(&write->row, CF_DUE_AT, TimestampTzGetDatum(nearest));
	else
		cf_set_null(&write->row, CF_DUE_AT);
	if (clocks->clocks == NIL)
		cf_set_null(&write->row, CF_SLA_STATUS);
	else
		cf_set_text(&write->row, CF_SLA_STATUS,
					any_open ?
					(breached ? "breached" : warned ? "warned" :
					 running ? "running" : "paused") :
					(was_breached ? "breached" : "met"));
}
