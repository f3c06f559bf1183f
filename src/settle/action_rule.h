/*
 * action_rule.h -- what follows from what happens on a case
 */
#ifndef CF_ACTION_H
#define CF_ACTION_H

#include "complaint/decision.h"
#include "case/worklist.h"
#include "desk/policy.h"

/* action_rule.c */
extern void cf_act_on(CfWrite *write, const CfDecision *decision);
extern void cf_tell_failures(CfWrite *write, List *failures);

/* action_entry.c: in the AFTER ROW trigger, and when the rows are written */
extern void cf_add_later(CfWrite *write, const CfActionRule *rule,
						 const CfEvent *event);
extern void cf_add_now(CfDesk *desk, CfPending *pending);

#endif							/* CF_ACTION_H */
