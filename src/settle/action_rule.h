/*
 * action_rule.h -- what follows from what happens on a case
 */
#ifndef CF_ACTION_RULE_H
#define CF_ACTION_RULE_H

#include "clock/clock.h"
#include "history/event.h"

extern void cf_follow_action_rules(CfWrite *write, const CfEvent *event,
								   const CfClocks *clocks);

#endif							/* CF_ACTION_RULE_H */
