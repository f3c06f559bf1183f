/*
 * entry_rule.h -- which entries the desk's policy takes into a case's file
 */
#ifndef CF_ENTRY_RULE_H
#define CF_ENTRY_RULE_H

#include "case/write.h"

extern List *cf_entry_rules(CfDesk *desk, const char *activity);
extern bool cf_entry_allowed(CfWrite *write, List *rules);

#endif							/* CF_ENTRY_RULE_H */
