/*
 * condition_function.h -- which functions a condition may call
 */
#ifndef CF_CONDITION_FUNCTION_H
#define CF_CONDITION_FUNCTION_H

#include "nodes/nodes.h"
#include "parser/parse_node.h"

extern void cf_condition_function_init(void);
extern void cf_condition_check_function(ParseState *pstate, int location,
										Oid funcid, bool planned);
extern void cf_condition_check_argument(ParseState *pstate, Node *call);
extern bool cf_is_mentions(Oid funcid);
extern bool cf_is_extension_function(Oid funcid, Oid schema);

#endif							/* CF_CONDITION_FUNCTION_H */
