/*
 * past_life.h -- what really happened to cases of the past
 */
#ifndef CF_PAST_LIFE_H
#define CF_PAST_LIFE_H

#include "compare/past_case.h"

/* an event after the first */
typedef struct CfPastEvent
{
	TimestampTz at;				/* of the fact */
	char	   *activity;
	char	   *state;			/* that the case came into, or NULL */
} CfPastEvent;

/* the first clock of a metric, as it is recorded */
typedef struct CfPastClock
{
	char	   *metric;
	int64		rule_id;
	TimestampTz due_at;
	bool		set_by_people;	/* the deadline is */
	TimestampTz met_at;			/* in time or late, or CF_NO_TIME */
} CfPastClock;

extern void cf_past_read_events(CfPastReader *reader);
extern void cf_past_read_clocks(CfPastReader *reader);
extern CfPastClock *cf_past_clock(const CfPastCase *past, const char *metric);

#endif							/* CF_PAST_LIFE_H */
