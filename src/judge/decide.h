/*
 * decide.h -- what the rules say about a case
 */
#ifndef CF_DECIDE_H
#define CF_DECIDE_H

#include "desk/policy.h"
#include "case/write.h"

extern void cf_find_category(CfWrite *write);
extern void cf_decide(CfWrite *write);
extern void cf_prioritise(CfWrite *write);

/* evaluation of conditions over the row as it becomes */
extern void cf_rules_begin(CfWrite *write);
extern bool cf_rule_holds(CfWrite *write, CfRule *rule);
extern void cf_rules_set(CfWrite *write, CfColumn column, const char *text);
extern List *cf_rules_end(CfWrite *write);

/* what the clock rules choose: of CfClockRule, one a metric */
extern List *cf_choose_clocks(CfWrite *write);

#endif							/* CF_DECIDE_H */
