/*
 * world.h -- what cases of the past find around them, as one side decided it
 */
#ifndef CF_WORLD_H
#define CF_WORLD_H

#include "compare/past_case.h"
#include "judge/past.h"

typedef struct CfWorld
{
	CfPast		past;			/* first: the engine asks through it */
	MemoryContext cxt;
	CfPastReader *reader;
	const CfPastCase *now;		/* the case that is judged */
	struct counter_hash *counters;	/* by issue */
	struct verdict_hash *verdicts;	/* on cases that others may repeat */
	struct CfCounter *counter;	/* that the case was counted by, or NULL */
	int64		incidents;		/* declared so far */
} CfWorld;

extern void cf_world_begin(CfWorld *world, CfPastReader *reader,
						   TimestampTz since, int days);
extern void cf_world_count(CfWorld *world, CfWrite *write);
extern void cf_world_count_recorded(CfWorld *world, const char *issue_key,
									DateADT day);
extern void cf_world_decide(CfWorld *world, const CfRow *row);
extern DateADT cf_day_of(const CfDesk *desk, TimestampTz at);

#endif							/* CF_WORLD_H */
