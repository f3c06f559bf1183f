/*
 * clock_life.h -- what would have become of a clock, given what happened
 */
#ifndef CF_CLOCK_LIFE_H
#define CF_CLOCK_LIFE_H

#include "clock/clock.h"
#include "compare/past_life.h"

typedef struct CfClockLife
{
	const char *outcome;		/* met, late, missed, ended or open */
	int			escalations;	/* steps that were due before the end */
} CfClockLife;

extern CfClockLife cf_clock_live(CfDesk *desk, CfDesk *then, CfClock *clock,
								 const CfPastCase *past);

#endif							/* CF_CLOCK_LIFE_H */
