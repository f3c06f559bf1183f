/*
 * clock_effect.c -- what a write does to the clocks of its case
 *
 * Whether a clock was met is decided by the times of the facts that met it,
 * in the transaction that records them; the sweep, in clock_due.c, only flags
 * what stayed silent.  The BEFORE trigger computes the effect of a write on the clocks to
 * show it in the row, the AFTER trigger computes it again to write it: both
 * see the same stored clocks, because every writer holds the case's row.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "clock/clock_due.h"
#include "clock/clock_effect.h"
#include "clock/clock_row.h"
#include "clock/pauses.h"
#include "desk/codes.h"
#include "judge/judged_by.h"
#include "judge/rules.h"

/*
 * cf_choose_clocks -- for each metric the first clock rule that matches
 *
 * Rules that fail count as not matching and are added to write->triage.
 */
List *
cf_choose_clocks(CfWrite *write)
{
	List	   *chosen = NIL;
	ListCell   *cell;

	cf_rules_begin(write);
	foreach(cell, write->desk->policy->clocks)
	{
		CfClockRule *rule = lfirst(cell);
		bool		decided = false;
		ListCell   *other;

		foreach(other, chosen)
			if (strcmp(((CfClockRule *) lfirst(other))->metric,
					   rule->metric) == 0)
				decided = true;
		if (!decided && cf_rule_holds(write, &rule->rule))
			chosen = lappend(chosen, rule);
	}
	cf_rules_end_triage(write);
	return chosen;
}

/*
 * A state pauses from its writing on, and resumes from "resumed" on, as each
 * clock's rule says.
 */
static void
follow_pauses(CfWrite *write, CfClocks *clocks, const char *state,
			  TimestampTz resumed)
{
	CfDesk	   *desk = write->desk;
	ListCell   *cell;

	foreach(cell, clocks->clocks)
	{
		CfClock    *clock = lfirst(cell);

		if (!cf_clock_is_open(clock))
			continue;
		if (clock->paused_at != CF_NO_TIME && !cf_clock_pauses_in(desk, clock, state))
			cf_clock_resume(desk, clock, resumed);
		else if (clock->paused_at == CF_NO_TIME && cf_clock_pauses_in(desk, clock, state) &&
				 write->now <= clock->due_at)
		{
			clock->paused_at = write->now;
			cf_clock_plan_next(desk, clock);
		}
	}
}

/* a change of state stops, pauses and resumes */
static void
apply_state(CfWrite *write, CfClocks *clocks, const char *state,
			TimestampTz at)
{
	ListCell   *cell;

	if (!cf_is_final(write->desk, state))
	{
		follow_pauses(write, clocks, state, at);
		return;
	}
	foreach(cell, clocks->clocks)
		if (cf_clock_is_open(lfirst(cell)))
			cf_clock_stop(write, lfirst(cell), write->now, false);
}

/*
 * Contacts and entries are written down late and in any order: one does not
 * meet a clock that began after it, but it was the one that met a clock that
 * a later one seemed to meet.
 */
static bool
meets(CfWrite *write, CfClock *clock, const char *activity, TimestampTz at)
{
	bool		is_entry = write->engine_update != NULL;
	bool		is_answer = is_entry && clock->subject != 0 &&
		clock->subject == write->engine_update->subject;

	/* an answer to what started the clock cannot have come before it */
	if (is_entry && !is_answer && at < clock->started_at)
		return false;
	/* an answer to another work order than the clock's */
	if (is_entry && clock->subject != 0 && write->engine_update->subject != 0 &&
		clock->subject != write->engine_update->subject)
		return false;
	if (!cf_clock_is_open(clock) &&
		(!is_entry || at >= clock->stopped_at ||
		 strcmp(clock->outcome, "cancelled") == 0))
		return false;
	return cf_clock_met_by(write->desk, clock, activity);
}

static void
apply_activity(CfWrite *write, CfClocks *clocks, const char *activity,
			   TimestampTz at)
{
	ListCell   *cell;

	foreach(cell, clocks->clocks)
	{
		CfClock    *clock = lfirst(cell);

		if (meets(write, clock, activity, at))
			cf_clock_stop(write, clock, at, true);
	}
}

/* clocks that "activity" starts, of the metrics' chosen rules */
static void
start_on(CfWrite *write, CfClocks *clocks, List *chosen,
		 const char *activity, TimestampTz at, TimestampTz promised)
{
	int64		subject = write->engine_update ? write->engine_update->subject : 0;
	CfClock    *clock;
	ListCell   *cell;

	if (cf_is_final(write->desk, cf_text(&write->row, CF_STATE)))
		return;
	foreach(cell, chosen)
	{
		CfClockRule *rule = lfirst(cell);

		if (!cf_activity_in(rule->starts_on, activity) ||
			cf_open_clock(clocks->clocks, rule->metric, subject) != NULL)
			continue;
		clock = cf_clock_start(write, clocks, rule, at, promised);
		clock->subject = subject;
		clock->department = write->engine_update ? write->engine_update->department : NULL;
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

/*
 * The deadline that a rule gives to a clock with its past pauses; a clock that
 * is past this deadline had no pause, nor has one.
 */
static void
set_deadline(CfDesk *desk, CfClock *clock, CfClockRule *rule)
{
	TimestampTz *from;
	TimestampTz *to;
	int			npauses = cf_pauses(clock->pauses, &from, &to);

	cf_clock_set_deadline(desk, clock, rule, 0);
	for (int i = 0; i < npauses; i++)
		if (from[i] <= clock->due_at)
			cf_clock_shift(desk, clock, from[i], to[i]);
	if (clock->paused_at > clock->due_at)
		clock->paused_at = CF_NO_TIME;
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
		CfClock    *clock = cf_open_clock(clocks->clocks, rule->metric, 0);

		if (clock == NULL || clock->rule_id == rule->rule.id ||
			clock->target == NULL || rule->target == NULL)
			continue;
		set_deadline(write->desk, clock, rule);
		clock->warned_at = CF_NO_TIME;
		if (clock->due_at > write->now)
		{
			clock->breached_at = CF_NO_TIME;
			clock->step = 0;
		}
		cf_clock_plan_next(write->desk, clock);
		cf_judged(write, rule->rule.id);
	}
	/* the past of an imported case is not judged, nor a case that is over */
	if (!cf_is_null(&write->row, CF_IMPORTED_AT) ||
		cf_is_final(write->desk, cf_text(&write->row, CF_STATE)))
		return;
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
			cf_clock_start(write, clocks, rule, received, 0);
			cf_judged(write, rule->rule.id);
		}
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
		TimestampTz due_before = clock->due_at;
		bool		provisional_before = clock->provisional;

		if (!cf_clock_is_open(clock) || rule == NULL ||
			clock->target == NULL || clock->extension != 0)
			continue;
		set_deadline(write->desk, clock, rule);
		if (clock->due_at == due_before &&
			clock->provisional == provisional_before)
			continue;
		if (clock->due_at > write->now)
			clock->breached_at = CF_NO_TIME;
		cf_clock_plan_next(write->desk, clock);
	}
}

static void
extend(CfWrite *write, CfClocks *clocks)
{
	CfClock    *clock = cf_open_clock(clocks->clocks,
									  write->engine_update->extended_metric, 0);

	if (clock != NULL)
		cf_clock_extend(write->desk, clock, write->engine_update);
}

/* a new promise takes the place of an older one */
static void
follow_promise(CfWrite *write, CfClocks *clocks, List *chosen, TimestampTz at)
{
	ListCell   *cell;

	foreach(cell, chosen)
	{
		CfClockRule *rule = lfirst(cell);
		CfClock    *clock = cf_list_has(rule->starts_on, "promise") ?
			cf_open_clock(clocks->clocks, rule->metric, 0) : NULL;

		if (clock != NULL && clock->started_at <= at)
			cf_clock_stop(write, clock, at, false);
	}
	start_on(write, clocks, chosen, "promise", at,
			 Max(write->engine_update->promise, at));
}

/* contacts and entries, by the times of the facts */
static void
apply_act(CfWrite *write, CfClocks *clocks, List *chosen)
{
	const CfEngineUpdate *update = write->engine_update;
	TimestampTz at = cf_fact_time(write);

	if (update->extended_metric != NULL)
		extend(write, clocks);
	apply_activity(write, clocks, update->activity, at);
	start_on(write, clocks, chosen, update->activity, at, 0);
	if (update->promise != CF_NO_TIME)
		follow_promise(write, clocks, chosen, at);
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
	const CfEngineUpdate *update = write->engine_update;
	bool		state_changed = cf_changed(write, CF_STATE);
	bool		decided = decision_changed(write);
	List	   *chosen;

	if (update == NULL ? !state_changed && !decided : update->kind == CF_UPDATE_ERASE)
		return;
	clocks->loaded = true;
	clocks->clocks = cf_clocks_load(write);
	if (update != NULL && update->kind == CF_UPDATE_RUN_CLOCKS)
	{
		cf_clocks_find_due(write, clocks);
		return;
	}
	if (update != NULL && update->kind == CF_UPDATE_RECOMPUTE)
	{
		recompute(write, clocks);
		return;
	}
	chosen = cf_choose_clocks(write);
	if (decided)
		retarget(write, clocks, chosen);
	if (decided && !state_changed)
		follow_pauses(write, clocks, cf_text(&write->row, CF_STATE),
					  write->now);
	if (state_changed)
	{
		char	   *state = cf_text(&write->row, CF_STATE);
		char	   *activity = psprintf("state:%s", state);
		TimestampTz at = update == NULL ? write->now :
			Min(cf_fact_time(write), write->now);

		apply_activity(write, clocks, activity, at);
		apply_state(write, clocks, state, at);
		start_on(write, clocks, chosen, activity, at, 0);
	}
	if (cf_separated(write))
		start_on(write, clocks, chosen, "received",
				 DatumGetTimestampTz(cf_value(&write->row, CF_RECEIVED_AT)),
				 0);
	if (update != NULL && update->kind != CF_UPDATE_STATE)
		apply_act(write, clocks, chosen);
}

bool
cf_clocks_changed(CfClocks *clocks)
{
	ListCell   *cell;

	foreach(cell, clocks->clocks)
		if (((CfClock *) lfirst(cell))->changed)
			return true;
	return false;
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
		if (!cf_clock_is_open(clock))
			continue;
		any_open = true;
		breached |= clock->breached_at != CF_NO_TIME;
		warned |= clock->warned_at != CF_NO_TIME;
		if (!cf_clock_is_running(clock))
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
