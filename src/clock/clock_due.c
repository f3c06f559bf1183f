/*
 * clock_due.c -- what the job run_clocks finds due: warnings, breaches and the
 * steps of escalation
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "clock/clock_due.h"

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

	while ((step = cf_clock_next_step(desk->policy, clock)) != NULL)
	{
		TimestampTz due = cf_clock_step_due(desk, clock, step);

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
