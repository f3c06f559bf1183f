/*
 * clock.c -- one clock: its deadline, start, end and pauses
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
 * cf_clock_next_step -- the step of escalation after the one that was taken, or
 * NULL: of the steps for the clock's metric, or of those for every metric where
 * it has none of its own
 */
CfEscalationStep *
cf_clock_next_step(CfPolicy *policy, const CfClock *clock)
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

TimestampTz
cf_clock_step_due(CfDesk *desk, const CfClock *clock, CfEscalationStep *step)
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
		step = cf_clock_next_step(desk->policy, clock);
		if (step != NULL)
			clock->next_at = cf_clock_step_due(desk, clock, step);
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

/* the deadline that a target gives from the start, if it is not NULL */
static void
set_target(CfDesk *desk, CfClock *clock, CfTarget *target)
{
	clock->target = target;
	clock->provisional = false;
	if (target != NULL)
		clock->due_at = cf_deadline(clock_calendar(desk, clock),
									clock->started_at, target,
									&clock->provisional);
}

/*
 * due_at, warn_at and provisional by a rule, as if there were no pause
 *
 * Of two targets the one with the earlier deadline is the clock's from then
 * on, also for pauses and the warning.
 */
static void
set_deadline(CfDesk *desk, CfClock *clock, CfClockRule *rule,
			 TimestampTz promised)
{
	clock->rule_id = rule->rule.id;
	clock->calendar = rule->calendar;
	clock->deadline_entry = 0;
	set_target(desk, clock, rule->target);
	if (rule->target == NULL)
		clock->due_at = promised;
	else if (rule->at_most != NULL)
	{
		CfClock		other = *clock;

		set_target(desk, &other, rule->at_most);
		if (other.due_at < clock->due_at)
			*clock = other;
	}
	clock->warn_at = warn_instant(desk, clock, rule->warn_at_percent);
}

/* the deadline that people set, by an entry */
static void
set_deadline_by_entry(CfDesk *desk, CfClock *clock, int64 entry,
					  TimestampTz due_at)
{
	CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);

	clock->deadline_entry = entry;
	clock->due_at = due_at;
	clock->warn_at = warn_instant(desk, clock,
								  rule ? rule->warn_at_percent : 100);
	clock->provisional = false;
}

/*
 * cf_clock_move_deadline -- a later deadline that somebody granted, or one
 * that was agreed
 *
 * It stays when rules or calendars change; another rule that applies to the
 * case takes its place only with an earlier one.
 */
void
cf_clock_move_deadline(CfDesk *desk, CfClock *clock,
					   const CfEngineUpdate *update)
{
	set_deadline_by_entry(desk, clock, update->subject, update->new_due_at);
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

/*
 * cf_clock_meeting_rule -- the rule by which the clock is met: its own or,
 * where that is gone, the last one of its metric; NULL: there is none
 */
CfClockRule *
cf_clock_meeting_rule(CfDesk *desk, const CfClock *clock)
{
	CfClockRule *rule = cf_clock_rule(desk->policy, clock->rule_id);
	ListCell   *cell;

	if (rule == NULL)
		foreach(cell, desk->policy->clocks)
			if (strcmp(((CfClockRule *) lfirst(cell))->metric,
					   clock->metric) == 0)
				rule = lfirst(cell);
	return rule;
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
 * pauses, or the earlier one that people set
 *
 * Pauses after the new deadline do not count: by then the clock was over.
 */
void
cf_clock_change_rule(CfDesk *desk, CfClock *clock, CfClockRule *rule)
{
	TypeCacheEntry *type = multirange_type();
	RangeType **pauses = NULL;
	int64		entry = clock->deadline_entry;
	TimestampTz due_by_entry = clock->due_at;
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
	if (entry != 0 && due_by_entry < clock->due_at)
		set_deadline_by_entry(desk, clock, entry, due_by_entry);
	if (clock->paused_at > clock->due_at)
		clock->paused_at = CF_NO_TIME;
}
