/*
 * condition_names.h -- what the names in a condition mean
 */
#ifndef CF_CONDITION_NAMES_H
#define CF_CONDITION_NAMES_H

#include "parser/parse_node.h"

#include "condition/condition.h"

/* the facts' row type, looked up in the catalog and copied into cxt */
extern TupleDesc cf_condition_facts_desc(MemoryContext cxt);
extern void cf_condition_resolve_names(ParseState *pstate,
									   const CfConditionScope *scope);
extern void cf_condition_collect_reads(CfCondition *condition, Node *expr);
extern const char *cf_wide_character_hint(const char *text);

#endif							/* CF_CONDITION_NAMES_H */
