/*
 * parts.h -- parts of a condition that say nothing
 */
#ifndef CF_PARTS_H
#define CF_PARTS_H

#include "check/rule_set.h"

extern void cf_check_parts(CfRuleSet *set, const CfCheckedRule *rule);

#endif							/* CF_PARTS_H */
