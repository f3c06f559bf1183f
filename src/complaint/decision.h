/*
 * decision.h -- what the BEFORE trigger decided, for the AFTER trigger
 */
#ifndef CF_DECISION_H
#define CF_DECISION_H

#include "case/worklist.h"
#include "clock/clock.h"
#include "condition/condition_eval.h"
#include "history/event.h"

typedef struct CfDecision
{
	MemoryContext cxt;			/* where all of it lives */
	CfDesk	   *desk;			/* the statement keeps it readable */
	Oid			relid;
	CfWorklist *worklist;		/* of the statement; NULL: none, or an update */
	CfClocks	clocks;
	CfEvent		event;
	CfScans		scans;			/* of the row's texts */
	bytea	   *hash;			/* of the event */
} CfDecision;

extern CfDecision *cf_decision_begin(MemoryContext *caller);
extern void cf_decision_keep(CfDecision *decision, CfWrite *write);
extern CfDecision *cf_decision_take(CfWrite *write);
extern bytea *cf_digest_of_row(CfWrite *write);
extern bool cf_event_is_kept(const CfWrite *write, const CfEvent *event);

#endif							/* CF_DECISION_H */
