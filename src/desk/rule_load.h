/*
 * rule_load.h -- rules of a desk, from their tables
 */
#ifndef CF_RULE_LOAD_H
#define CF_RULE_LOAD_H

#include "desk/desk.h"

extern void cf_rules_load(CfDesk *desk);

#endif							/* CF_RULE_LOAD_H */
