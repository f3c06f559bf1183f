/*
 * rule_tables.h -- what is wrong with the conditions of each rule table
 */
#ifndef CF_RULE_TABLES_H
#define CF_RULE_TABLES_H

#include "check/rule_set.h"

extern List *cf_check_conditions(CfDesk *desk, CfRowType *type,
								 const char *table);

#endif							/* CF_RULE_TABLES_H */
