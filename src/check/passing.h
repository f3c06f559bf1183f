/*
 * passing.h -- rules that do what another rule does as well
 */
#ifndef CF_PASSING_H
#define CF_PASSING_H

#include "check/rule_set.h"

extern void cf_check_entries(CfRuleSet *set);
extern void cf_check_transitions(CfRuleSet *set);
extern void cf_check_questions(CfRuleSet *set);
extern void cf_check_actions(CfRuleSet *set);

#endif							/* CF_PASSING_H */
