/*
 * code_literals.h -- words in conditions that are no code of their column
 */
#ifndef CF_CODE_LITERALS_H
#define CF_CODE_LITERALS_H

#include "check/rule_set.h"

extern void cf_check_literals(CfRuleSet *set, const CfCheckedRule *rule);

#endif							/* CF_CODE_LITERALS_H */
