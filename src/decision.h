/*
 * decision.h -- what the BEFORE trigger decided, for the AFTER trigger
 */
#ifndef CF_DECISION_H
#define CF_DECISION_H

#include "clock.h"
#include "event.h"

typedef struct CfDecision
{
	MemoryContext cxt;			/* where all of it lives */
	HeapTuple	row;			/* as decided */
	CfClocks	clocks;
	CfEvent		event;
} CfDecision;

extern CfDecision *cf_decision_begin(void);
extern void cf_decision_keep(CfDecision *decision, HeapTuple row);
extern CfDecision *cf_decision_take(HeapTuple row);

#endif							/* CF_DECISION_H */
