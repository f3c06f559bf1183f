/*
 * condition_cost.h -- how long judging a condition can take
 */
#ifndef CF_CONDITION_COST_H
#define CF_CONDITION_COST_H

#include "parser/parse_node.h"

#include "condition/condition.h"

extern void cf_condition_check_cost(ParseState *pstate,
									const CfConditionScope *scope,
									Node *expr);

#endif							/* CF_CONDITION_COST_H */
