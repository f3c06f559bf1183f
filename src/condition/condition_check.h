/*
 * condition_check.h -- what a condition may consist of
 */
#ifndef CF_CONDITION_CHECK_H
#define CF_CONDITION_CHECK_H

#include "parser/parse_node.h"

#include "condition/condition.h"

extern List *cf_condition_check_raw(ParseState *pstate, Node *raw);
extern void cf_condition_check_expr(ParseState *pstate,
									const CfConditionScope *scope,
									List *literals, Node *expr);
extern void cf_condition_check_planned(const CfConditionScope *scope,
									   Node *expr);

#endif							/* CF_CONDITION_CHECK_H */
