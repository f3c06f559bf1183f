/*
 * rule_load.h -- rules of a desk, from their tables
 */
#ifndef CF_RULE_LOAD_H
#define CF_RULE_LOAD_H

#include "desk/policy.h"

extern void cf_rules_load(CfDesk *desk);
extern void cf_issues_load(CfDesk *desk);

/* for the readers of rules */
extern void cf_read_rule(CfDesk *desk, CfRule *rule, HeapTuple row,
						 TupleDesc desc);
extern void cf_enlist_rule(CfDesk *desk, CfRule *rule);
extern void cf_action_rules_load(CfDesk *desk);
extern void cf_message_rules_load(CfDesk *desk);

#endif							/* CF_RULE_LOAD_H */
