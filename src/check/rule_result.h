/*
 * rule_result.h -- what a rule does, as a text: the same text, the same effect
 */
#ifndef CF_RULE_RESULT_H
#define CF_RULE_RESULT_H

#include "desk/policy.h"

extern const char *cf_result_of_classification(const CfRule *rule);
extern const char *cf_result_of_routing(const CfRule *rule);
extern const char *cf_result_of_clock(const CfRule *rule);
extern const char *cf_result_of_issue(const CfRule *rule);
extern const char *cf_result_of_batch(const CfRule *rule);
extern const char *cf_result_of_repeat(const CfRule *rule);
extern const char *cf_result_of_action(const CfRule *rule);

#endif							/* CF_RULE_RESULT_H */
