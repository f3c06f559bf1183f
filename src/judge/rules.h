/*
 * rules.h -- asking the conditions of rules about one write
 */
#ifndef CF_RULES_H
#define CF_RULES_H

#include "case/write.h"

/* evaluation of conditions over the row as it becomes */
extern void cf_rules_begin(CfWrite *write);
extern bool cf_rule_holds(CfWrite *write, CfRule *rule);
extern void cf_rules_set(CfWrite *write, CfColumn column, const char *text);
extern void cf_rules_see(CfWrite *write, CfColumn column);
extern List *cf_rules_end(CfWrite *write);
extern void cf_rules_end_triage(CfWrite *write);

#endif							/* CF_RULES_H */
