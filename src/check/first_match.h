/*
 * first_match.h -- rules of which the first that matches decides
 */
#ifndef CF_FIRST_MATCH_H
#define CF_FIRST_MATCH_H

#include "check/rule_set.h"

extern void cf_report_covered(CfRuleSet *set, CfCheckedRule *rule,
							  List *covering, bool same);
extern void cf_check_first_match(CfRuleSet *set, List *rules);
extern List *cf_those_that_cover(CfRuleSet *set, CfCheckedRule *rule,
								 List *others);
extern char *cf_labels(const List *rules);

#endif							/* CF_FIRST_MATCH_H */
