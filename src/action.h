/*
 * action.h -- what follows from what happens on a case
 */
#ifndef CF_ACTION_H
#define CF_ACTION_H

#include "decision.h"

extern void cf_act_on(CfWrite *write, const CfDecision *decision);

#endif							/* CF_ACTION_H */
