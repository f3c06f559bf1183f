/*
 * rules.h -- asking the conditions of rules, and noting which rules decided
 */
#ifndef CF_RULES_H
#define CF_RULES_H

#include "case/write.h"

/* evaluation of conditions over the row as it becomes */
extern void cf_rules_begin(CfWrite *write);
extern bool cf_rule_holds(CfWrite *write, CfRule *rule);
extern void *cf_first_rule(CfWrite *write, List *rules);
extern void cf_rules_set(CfWrite *write, CfColumn column, const char *text);
extern void cf_rules_refresh(CfWrite *write, CfColumn column);
extern List *cf_rules_end(CfWrite *write);
extern void cf_rules_end_triage(CfWrite *write);

/* column judged_by */
extern void cf_judged(CfWrite *write, int64 rule_id);
extern void cf_save_judged_by(CfWrite *write);
extern List *cf_rules_of_row(const CfRow *row);
extern bool cf_row_judged_by(const CfRow *row, int64 rule_id);

#endif							/* CF_RULES_H */
