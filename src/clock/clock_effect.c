/*
 * clock_effect.c -- what a write does to the clocks of its case
 *
 * The transaction that records a fact decides, by the time of the fact,
 * whether a clock was met; the job run_clocks only marks those that nobody
 * met.  The BEFORE trigger computes the effect of a write on the clocks to show
 * it in the row, the AFTER trigger computes it again to write it: both see the
 * same stored clocks, because every writer holds the case's row.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "clock/clock_due.h"
#include "clock/clock_effect.h"
#include "clock/clock_row.h"
#include "desk/codes.h"
#include "judge/rules.h"

static CfClockRule *
rule_of_metric(List *rules, const char *metric)
{
	ListCell   *cell;

	foreach(cell, rules)
		if (strcmp(((CfClockRule *) lfirst(cell))->metric, metric) == 0)
			return lfirst(cell);
	return NULL;
}

/* for each metric the first clock rule that matches */
static List *
choose_clocks(CfWrite *write)
{
	List	   *chosen = NIL;
	ListCell   *cell;

	cf_rules_begin(write);
	foreach(cell, write->desk->policy->clocks)
	{
		CfClockRule *rule = lfirst(cell);

		if (rule_of_metric(chosen, rule->metric) == NULL &&
			cf_rule_holds(write, &rule->rule))
			chosen = lappend(chosen, rule);
	}
	cf_rules_end_triage(write);
	return chosen;
}

/*
 * Clocks pause or resume as their rules say of the state: they pause from now
 * on, and resume from "resumed" on.
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
		bool		paused = clock->paused_at != CF_NO_TIME;

		if (!cf_clock_is_open(clock) ||
			paused == cf_clock_pauses_in(desk, clock, state))
			continue;
		if (paused)
			cf_clock_resume(desk, clock, resumed);
		else if (write->now <= clock->due_at)
		{
			clock->paused_at = write->now;
			cf_clock_plan_next(desk, clock);
		}
	}
}

/* a change of state: in a final one all clocks stop */
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
 * Does an activity meet a clock?  Asked between cf_rules_begin and _end.
 *
 * Contacts and entries are recorded late and in any order.  One does not meet
 * a clock that began after it; but where it came before the one that is said
 * to have met the clock, it is the one that did.
 */
static bool
meets(CfWrite *write, CfClock *clock, const char *activity, TimestampTz at)
{
	bool		is_entry = write->engine_update != NULL;
	int64		subject = is_entry ? write->engine_update->subject : 0;
	bool		is_answer = clock->subject != 0 && clock->subject == subject;
	CfClockRule *rule = cf_clock_meeting_rule(write->desk, clock);

	/* an answer to what started the clock cannot have come before it */
	if (is_entry && !is_answer && at < clock->started_at)
		return false;
	/* an answer to another work order than the clock's */
	if (clock->subject != 0 && subject != 0 && !is_answer)
		return false;
	if (!cf_clock_is_open(clock) &&
		(!is_entry || at >= clock->stopped_at ||
		 strcmp(clock->outcome, "cancelled") == 0))
		return false;
	return rule != NULL && cf_activity_in(rule->met_by, activity) &&
		cf_rule_holds(write, &rule->met);
}

static void
apply_activity(CfWrite *write, CfClocks *clocks, const char *activity,
			   TimestampTz at)
{
	List	   *met = NIL;
	ListCell   *cell;

	cf_rules_begin(write);
	foreach(cell, clocks->clocks)
		if (meets(write, lfirst(cell), activity, at))
			met = lappend(met, lfirst(cell));
	cf_rules_end_triage(write);
	foreach(cell, met)
		cf_clock_stop(write, lfirst(cell), at, true);
}

/* the clocks that an activity starts by the chosen rules */
static void
start_on(CfWrite *write, CfClocks *clocks, List *chosen,
		 const char *activity, TimestampTz at, TimestampTz promised)
{
	const CfEngineUpdate *update = write->engine_update;
	int64		subject = update ? update->subject : 0;
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
		clock->department = update ? update->department : NULL;
		cf_judged(write, rule->rule.id);
	}
}

/*
 * cf_clocks_at_intake -- the clocks of a new case
 *
 * With "choose" the rules are asked, and noted in write->judged_by; without it
 * write->judged_by tells which ones matched.
 */
void
cf_clocks_at_intake(CfWrite *write, CfClocks *clocks, bool choose)
{
	List	   *chosen = NIL;
	ListCell   *cell;

	clocks->loaded = true;
	if (choose)
		chosen = choose_clocks(write);
	else
		foreach(cell, write->judged_by)
		{
			CfClockRule *rule = cf_clock_rule(write->desk->policy,
											  *(int64 *) lfirst(cell));

			if (rule != NULL)
				chosen = lappend(chosen, rule);
		}
	start_on(write, clocks, chosen, "received",
			 cf_time(&write->row, CF_RECEIVED_AT), 0);
}

/* running clocks to which another rule than before applies: a new target */
static void
retarget(CfWrite *write, CfClocks *clocks, List *chosen)
{
	ListCell   *cell;

	foreach(cell, chosen)
	{
		CfClockRule *rule = lfirst(cell);
		CfClock    *clock = cf_open_clock(clocks->clocks, rule->metric, 0);

		if (clock == NULL || clock->rule_id == rule->rule.id ||
			clock->target == NULL || rule->target == NULL)
			continue;
		cf_clock_change_rule(write->desk, clock, rule);
		clock->warned_at = CF_NO_TIME;
		if (clock->due_at > write->now)
		{
			clock->breached_at = CF_NO_TIME;
			clock->step = 0;
		}
		cf_clock_plan_next(write->desk, clock);
		cf_judged(write, rule->rule.id);
	}
}

static bool
has_metric(List *clocks, const char *metric)
{
	ListCell   *cell;

	foreach(cell, clocks)
		if (strcmp(((CfClock *) lfirst(cell))->metric, metric) == 0)
			return true;
	return false;
}

/* a metric that did not apply before starts from the receipt */
static void
start_new_metrics(CfWrite *write, CfClocks *clocks, List *chosen)
{
	ListCell   *cell;

	/* the past of an imported case is not judged, nor a case that is over */
	if (!cf_is_null(&write->row, CF_IMPORTED_AT) ||
		cf_is_final(write->desk, cf_text(&write->row, CF_STATE)))
		return;
	foreach(cell, chosen)
	{
		CfClockRule *rule = lfirst(cell);

		if (has_metric(clocks->clocks, rule->metric) ||
			!cf_list_has(rule->starts_on, "received"))
			continue;
		cf_clock_start(write, clocks, rule,
					   cf_time(&write->row, CF_RECEIVED_AT), 0);
		cf_judged(write, rule->rule.id);
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
			clock->target == NULL || clock->deadline_entry != 0)
			continue;
		cf_clock_change_rule(write->desk, clock, rule);
		if (clock->due_at == due_before &&
			clock->provisional == provisional_before)
			continue;
		if (clock->due_at > write->now)
			clock->breached_at = CF_NO_TIME;
		cf_clock_plan_next(write->desk, clock);
	}
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
apply_fact(CfWrite *write, CfClocks *clocks, List *chosen)
{
	const CfEngineUpdate *update = write->engine_update;
	TimestampTz at = cf_fact_time(write);
	CfClock    *moved = update->moved_metric == NULL ? NULL :
		cf_open_clock(clocks->clocks, update->moved_metric, 0);

	if (moved != NULL)
		cf_clock_move_deadline(write->desk, moved, update);
	apply_activity(write, clocks, update->activity, at);
	start_on(write, clocks, chosen, update->activity, at, 0);
	if (update->promise != CF_NO_TIME)
		follow_promise(write, clocks, chosen, at);
}

/* did anything change that clock rules commonly ask for? */
static bool
decision_changed(CfWrite *write)
{
	return cf_changed(write, CF_CATEGORY) || cf_changed(write, CF_LEVEL) ||
		cf_changed(write, CF_URGENCY) || cf_changed(write, CF_HANDLER_ROLE) ||
		cf_changed(write, CF_DEPARTMENT);
}

/* the case comes into another state: as an activity, and as a pause or end */
static void
apply_new_state(CfWrite *write, CfClocks *clocks, List *chosen)
{
	char	   *state = cf_text(&write->row, CF_STATE);
	char	   *activity = psprintf("state:%s", state);
	TimestampTz at = write->engine_update == NULL ? write->now :
		Min(cf_fact_time(write), write->now);

	apply_activity(write, clocks, activity, at);
	apply_state(write, clocks, state, at);
	start_on(write, clocks, chosen, activity, at, 0);
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

	if (update == NULL ? !state_changed && !decided :
		update->kind == CF_UPDATE_ERASE)
		return;
	clocks->loaded = true;
	clocks->clocks = cf_clocks_load(write);
	clocks->before = cf_standing(clocks->clocks,
								 cf_text(&write->old, CF_DEPARTMENT));
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
	chosen = choose_clocks(write);
	if (decided)
	{
		retarget(write, clocks, chosen);
		start_new_metrics(write, clocks, chosen);
	}
	if (state_changed)
		apply_new_state(write, clocks, chosen);
	else if (decided)
		follow_pauses(write, clocks, cf_text(&write->row, CF_STATE),
					  write->now);
	if (cf_separated(write))
		start_on(write, clocks, chosen, "received",
				 cf_time(&write->row, CF_RECEIVED_AT), 0);
	if (update != NULL && update->kind != CF_UPDATE_STATE)
		apply_fact(write, clocks, chosen);
}

/* cf_clocks_changed -- is there one that must be written? */
bool
cf_clocks_changed(CfClocks *clocks)
{
	ListCell   *cell;

	foreach(cell, clocks->clocks)
		if (((CfClock *) lfirst(cell))->changed)
			return true;
	return false;
}

/* cf_clocks_show -- nearest deadline and status, in the row of the case */
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

/* the moment from which an open clock counts as overdue */
static TimestampTz
overdue_since(const CfClock *clock)
{
	if (clock->breached_at != CF_NO_TIME)
		return clock->breached_at;
	return cf_clock_is_running(clock) || clock->due_at < clock->paused_at ?
		clock->due_at : CF_NO_TIME;
}

static TimestampTz
earlier(TimestampTz a, TimestampTz b)
{
	return a == CF_NO_TIME ? b : b == CF_NO_TIME ? a : Min(a, b);
}

/* cf_standing -- of a case of a department, or of none */
CfStanding
cf_standing(List *clocks, const char *department)
{
	CfStanding	standing = {false, CF_NO_TIME, CF_NO_TIME};
	ListCell   *cell;

	foreach(cell, clocks)
	{
		CfClock    *clock = lfirst(cell);
		bool		own = clock->department == NULL ||
			(department != NULL && strcmp(clock->department, department) == 0);

		if (!own || !cf_clock_is_open(clock))
			continue;
		if (cf_clock_is_running(clock))
			standing.warn_at = earlier(standing.warn_at, clock->warn_at);
		else
			standing.paused = true;
		standing.overdue_since = earlier(standing.overdue_since,
										 overdue_since(clock));
	}
	return standing;
}
