/*
 * clock.c -- one clock: its deadline, start, end and pauses, and what the job
 * finds due
 *
 * A clock belongs to a case and has the metric of its rule.  While it is open
 * it either runs or stands still in a pause, and next_at says when the job
 * run_clocks has to look at it again: to warn, to note the breach, or to take
 * the next step of escalation.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "clock/clock.h"
#include "desk/codes.h"
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

/* cf_open_clock -- of a metric and an entry (0: the case itself), or NULL */
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
 * The step after the one that was taken, or NULL: of the steps for the clock's
 * metric, or of those for every metric where it has none of its own.
 */
static CfEscalationStep *
next_step(CfPolicy *policy, const CfClock *clock)
{
	const char *metric = "*";
	ListCell   *cell;

	foreach(cell, policy->escalation)
		if (strcmp(((CfEscalationStep *) lfirst(cell))->metric,
				   clock->metric) == 0)
			metric = clock->metric;
	foreach(cell, policy->escalation)
	{
		CfEscalationStep *step = lfirst(cell);

		if (strcmp(step->metric, metric) == 0 && step->step > clock->step)
			return step;
	}
	return NULL;
}

static TimestampTz
step_due(CfDesk *desk, const CfClock *clock, CfEscalationStep *step)
{
	return cf_deadline(cf_clock_calendar(desk, step->calendar, NULL),
					   clock->due_at, step->after, NULL);
}

/* cf_clock_plan_next -- when the job has to look at the clock next, if ever */
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
		step = next_step(desk->policy, clock);
		if (step != NULL)
			clock->next_at = step_due(desk, clock, step);
	}
	else if (clock->warned_at == CF_NO_TIME && clock->warn_at != CF_NO_TIME)
		clock->next_at = clock->warn_at;
	else
		clock->next_at = clock->due_at;
}

/*
 * The clock's calendar.  One that is not filled in yet makes the deadline
 * provisional where the target counts its hours.
 */
static CfCalendar *
clock_calendar(CfDesk *desk, CfClock *clock)
{
	return cf_clock_calendar(desk, clock->calendar,
							 cf_target_needs_hours(clock->target) ?
							 &clock->provisional : NULL);
}

/* when so many percent of the time from start to deadline are over */
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

/* due_at, warn_at and provisional by a rule, as if there were no pause */
static void
set_deadline(CfDesk *desk, CfClock *clock, CfClockRule *rule,
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
 * cf_clock_extend -- the later deadline that somebody granted, by an entry
 *
 * It stays when rules or calendars change, until another rule applies to the
 * case.
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

/* cf_clock_start -- by a rule; in a state that pauses it, it pauses at once */
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
	set_deadline(write->desk, clock, rule, promised);
	clock->original_due_at = clock->due_at;
	if (state != NULL && cf_list_has(rule->pausing_states, state))
		clock->paused_at = at;
	cf_clock_plan_next(write->desk, clock);
	clocks->clocks = lappend(clocks->clocks, clock);
	return clock;
}

static TypeCacheEntry *
multirange_type(void)
{
	return lookup_type_cache(TSTZMULTIRANGEOID, TYPECACHE_MULTIRANGE_INFO);
}

/* the past pauses of a clock; returns their number */
static int
past_pauses(const CfClock *clock, RangeType ***ranges)
{
	int			count = 0;

	if (clock->pauses != 0)
		multirange_deserialize(multirange_type()->rngtype,
							   DatumGetMultirangeTypeP(clock->pauses),
							   &count, ranges);
	return count;
}

/* one more pause: [from, to) */
static void
add_pause(CfClock *clock, TimestampTz from, TimestampTz to)
{
	TypeCacheEntry *type = multirange_type();
	RangeType **past = NULL;
	int			count = past_pauses(clock, &past);
	RangeType **all = palloc((count + 1) * sizeof(RangeType *));
	RangeBound	lower = {0};
	RangeBound	upper = {0};

	if (count > 0)
		memcpy(all, past, count * sizeof(RangeType *));
	lower.val = TimestampTzGetDatum(from);
	lower.inclusive = true;
	lower.lower = true;
	upper.val = TimestampTzGetDatum(to);
	all[count] = cf_make_range(type->rngtype, &lower, &upper);
	clock->pauses =
		MultirangeTypePGetDatum(make_multirange(TSTZMULTIRANGEOID,
												type->rngtype, count + 1,
												all));
}

/* cf_clock_stop -- met at a moment, or cancelled */
void
cf_clock_stop(CfWrite *write, CfClock *clock, TimestampTz at, bool met)
{
	/* a clock that stands still is met whatever its deadline says */
	bool		in_time = clock->paused_at != CF_NO_TIME || at <= clock->due_at;

	/* the application's clock, by which it began, may be ahead of ours */
	at = Max(at, clock->started_at);
	if (clock->paused_at != CF_NO_TIME && clock->paused_at < at)
		add_pause(clock, clock->paused_at, at);
	clock->paused_at = CF_NO_TIME;
	clock->stopped_at = at;
	clock->outcome = !met ? "cancelled" : in_time ? "met" : "late";
	/* the job may have come between the fact and its report */
	if (met && in_time)
		clock->breached_at = CF_NO_TIME;
	else if (met && clock->breached_at == CF_NO_TIME)
		clock->breached_at = clock->due_at;
	cf_clock_plan_next(write->desk, clock);
}

/* cf_clock_met_by -- does an activity meet the clock, by its rule? */
bool
cf_clock_met_by(CfDesk *desk, const CfClock *clock, const char *activity)
{
	CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);

	ListCell   *cell;

	/* where the rule is gone, the last one of the metric decides */
	if (rule == NULL)
		foreach(cell, desk->policy->clocks)
			if (strcmp(((CfClockRule *) lfirst(cell))->metric,
					   clock->metric) == 0)
				rule = lfirst(cell);
	return rule != NULL && cf_activity_in(rule->met_by, activity);
}

/* cf_clock_pauses_in -- does the clock stand still in a state, by its rule? */
bool
cf_clock_pauses_in(CfDesk *desk, const CfClock *clock, const char *state)
{
	CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);

	return rule != NULL && cf_list_has(rule->pausing_states, state);
}

/*
 * A pause moves the deadline by what it covered, and the warning if that was
 * still to come.
 */
static void
shift(CfDesk *desk, CfClock *clock, TimestampTz from, TimestampTz to)
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

/* cf_clock_resume -- the pause ends */
void
cf_clock_resume(CfDesk *desk, CfClock *clock, TimestampTz at)
{
	TimestampTz from = clock->paused_at;

	clock->paused_at = CF_NO_TIME;
	if (at > from)
	{
		add_pause(clock, from, at);
		shift(desk, clock, from, at);
	}
	cf_clock_plan_next(desk, clock);
}

/*
 * cf_clock_change_rule -- the deadline that a rule gives to a clock with past
 * pauses
 *
 * Pauses after the new deadline do not count: by then the clock was over.
 */
void
cf_clock_change_rule(CfDesk *desk, CfClock *clock, CfClockRule *rule)
{
	TypeCacheEntry *type = multirange_type();
	RangeType **pauses = NULL;
	int			count = past_pauses(clock, &pauses);

	set_deadline(desk, clock, rule, 0);
	for (int i = 0; i < count; i++)
	{
		RangeBound	from;
		RangeBound	to;
		bool		empty;

		range_deserialize(type->rngtype, pauses[i], &from, &to, &empty);
		if (DatumGetTimestampTz(from.val) <= clock->due_at)
			shift(desk, clock, DatumGetTimestampTz(from.val),
				  DatumGetTimestampTz(to.val));
	}
	if (clock->paused_at > clock->due_at)
		clock->paused_at = CF_NO_TIME;
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

/* of steps that come too late, only those that hand the case over are left */
static List *
only_handovers(List *steps, int *passed)
{
	List	   *kept = NIL;
	ListCell   *cell;

	foreach(cell, steps)
	{
		CfEscalationStep *step = lfirst(cell);

		if (step->hand_over)
			kept = lappend(kept, step);
		else
			(*passed)++;
	}
	return kept;
}

/*
 * Takes the steps of the last moment at which any were due; nobody is told any
 * more of those of earlier moments.
 */
static void
escalate(CfWrite *write, CfClocks *clocks, CfClock *clock)
{
	CfDesk	   *desk = write->desk;
	List	   *taken = NIL;
	TimestampTz taken_due = CF_NO_TIME;
	CfEscalationStep *step;
	int			passed = 0;
	ListCell   *cell;

	while ((step = next_step(desk->policy, clock)) != NULL)
	{
		TimestampTz due = step_due(desk, clock, step);

		if (due >= write->engine_update->at)
			break;
		if (due != taken_due)
			taken = only_handovers(taken, &passed);
		taken = lappend(taken, step);
		taken_due = due;
		clock->step = step->step;
	}
	foreach(cell, taken)
		add_alarm(clocks, CF_ALARM_ESCALATED, clock, lfirst(cell), passed);
}

/*
 * cf_clocks_find_due -- warn, breach and escalate what is due at the moment of
 * the job
 */
void
cf_clocks_find_due(CfWrite *write, CfClocks *clocks)
{
	TimestampTz as_of = write->engine_update->at;
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
		else if (clock->breached_at == CF_NO_TIME &&
				 clock->warned_at == CF_NO_TIME)
		{
			clock->warned_at = as_of;
			add_alarm(clocks, CF_ALARM_WARNED, clock, NULL, 0);
		}
		if (clock->breached_at != CF_NO_TIME)
			escalate(write, clocks, clock);
		cf_clock_plan_next(write->desk, clock);
	}
}
