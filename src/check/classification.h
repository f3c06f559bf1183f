/*
 * classification.h -- rules that never decide a category, level or urgency
 */
#ifndef CF_CLASSIFICATION_H
#define CF_CLASSIFICATION_H

#include "check/rule_set.h"

extern void cf_check_classification(CfRuleSet *set);

#endif							/* CF_CLASSIFICATION_H */
