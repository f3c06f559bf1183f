/*
 * premise.h -- what is true whenever a transition is taken
 */
#ifndef CF_PREMISE_H
#define CF_PREMISE_H

#include "check/rule_set.h"

extern void cf_add_premise(CfRuleSet *set, CfCheckedRule *rule);

#endif							/* CF_PREMISE_H */
