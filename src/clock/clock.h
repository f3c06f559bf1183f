/*
 * clock.h -- the clocks of one case: start, meet, pause, warn, breach
 */
#ifndef CF_CLOCK_H
#define CF_CLOCK_H

#include "case/write.h"
#include "store/store.h"

/* a row of table clock; times are CF_NO_TIME where the column is NULL */
typedef struct CfClock
{
	CfStored   *stored;			/* NULL: not written yet */
	bool		changed;
	char	   *metric;
	int			cycle;
	int64		rule_id;
	TimestampTz started_at;
	CfTarget   *target;			/* NULL: a promised moment */
	char	   *calendar;
	TimestampTz due_at;
	TimestampTz original_due_at;
	TimestampTz warn_at;
	bool		provisional;
	TimestampTz paused_at;
	Datum		pauses;			/* tstzmultirange, 0: none */
	TimestampTz warned_at;
	TimestampTz breached_at;
	int			step;
	TimestampTz next_at;
	TimestampTz stopped_at;
	const char *outcome;		/* NULL: open */
	int64		subject;		/* entry that it belongs to, 0: the case */
	const char *department;		/* that has to act, or NULL */
	int64		deadline_entry; /* that set the deadline, 0: the rule did */
} CfClock;

/* what the job has to tell about a clock */
typedef enum CfAlarmKind
{
	CF_ALARM_WARNED,
	CF_ALARM_BREACHED,
	CF_ALARM_ESCALATED
} CfAlarmKind;

typedef struct CfAlarm
{
	CfAlarmKind kind;
	CfClock    *clock;
	CfEscalationStep *step;		/* escalated only */
	int			passed;			/* steps passed over by a late run */
} CfAlarm;

/*
 * How a case stands with its open clocks, those left out that another
 * department has to meet; CF_NO_TIME: never
 */
typedef struct CfStanding
{
	bool		paused;			/* one of them stands still */
	TimestampTz warn_at;		/* earliest time at which one that runs warns */
	TimestampTz overdue_since;	/* earliest deadline, past or to come; of one
								 * that stands still only if it had passed */
} CfStanding;

typedef struct CfClocks
{
	List	   *clocks;			/* of CfClock */
	List	   *alarms;			/* of CfAlarm */
	bool		loaded;			/* false: nothing about clocks changes */
	CfStanding	before;			/* the write; update only */
} CfClocks;

extern bool cf_clock_is_open(const CfClock *clock);
extern bool cf_clock_is_running(const CfClock *clock);
extern CfClock *cf_open_clock(List *clocks, const char *metric,
							  int64 subject);
extern CfClockRule *cf_clock_meeting_rule(CfDesk *desk,
										  const CfClock *clock);
extern bool cf_clock_pauses_in(CfDesk *desk, const CfClock *clock,
							   const char *state);
extern CfEscalationStep *cf_clock_next_step(CfPolicy *policy,
											const CfClock *clock);
extern TimestampTz cf_clock_step_due(CfDesk *desk, const CfClock *clock,
									 CfEscalationStep *step);
extern void cf_clock_plan_next(CfDesk *desk, CfClock *clock);
extern CfClock *cf_clock_start(CfWrite *write, CfClocks *clocks,
							   CfClockRule *rule, TimestampTz at,
							   TimestampTz promised);
extern void cf_clock_change_rule(CfDesk *desk, CfClock *clock,
								 CfClockRule *rule);
extern void cf_clock_move_deadline(CfDesk *desk, CfClock *clock,
								   const CfEngineUpdate *update);
extern void cf_clock_resume(CfDesk *desk, CfClock *clock, TimestampTz at);
extern void cf_clock_stop(CfWrite *write, CfClock *clock, TimestampTz at,
						  bool met);

#endif							/* CF_CLOCK_H */
