/*
 * elsewhere.h -- functions on a desk whose rows are on another node
 */
#ifndef CF_ELSEWHERE_H
#define CF_ELSEWHERE_H

#include "fmgr.h"

extern bool cf_belongs_elsewhere(FunctionCallInfo fcinfo);
extern Datum cf_call_elsewhere(FunctionCallInfo fcinfo);

/*
 * begins the definition of a function in SQL whose first argument is the name
 * of a desk: it runs where the rows of that desk are
 */
#define CF_WHERE_THE_DESK_IS(name) \
static Datum name##_here(PG_FUNCTION_ARGS); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	return cf_belongs_elsewhere(fcinfo) ? \
		cf_call_elsewhere(fcinfo) : name##_here(fcinfo); \
} \
static Datum \
name##_here(PG_FUNCTION_ARGS)

#endif							/* CF_ELSEWHERE_H */
