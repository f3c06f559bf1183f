/*
 * condition_internal.h -- between the files of the condition module
 */
#ifndef CF_CONDITION_INTERNAL_H
#define CF_CONDITION_INTERNAL_H

#include "parser/parse_node.h"

#include "base/compat.h"

static inline bool
cf_is_listed(Oid oid, const Oid *list, int count)
{
	for (int i = 0; i < count; i++)
		if (list[i] == oid)
			return true;
	return false;
}

/* a string literal of the text and where it stands */
typedef struct CfLiteral
{
	int			location;
	const char *value;
} CfLiteral;

extern bool cf_is_harmless_node(Node *node);
pg_noreturn extern void cf_condition_refuse(ParseState *pstate, int location,
											const char *message,
											const char *detail,
											const char *hint);

#endif							/* CF_CONDITION_INTERNAL_H */
