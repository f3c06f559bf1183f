/*
 * condition_build.h -- compiling the text of a condition
 */
#ifndef CF_CONDITION_BUILD_H
#define CF_CONDITION_BUILD_H

#include "condition/condition.h"

/*
 * cf_condition_build -- parse, check and compile one condition
 *
 * The result lives in cxt; nothing of scope is referenced afterwards.  A
 * condition that cannot be used raises ERRCODE_CF_BROKEN_RULE with DETAIL,
 * HINT and the position inside the text.  "rule" (may be NULL) is named in
 * the error's context.  text NULL gives a condition that is always true.
 * Runs in an internal subtransaction: not in parallel mode.
 */
extern CfCondition *cf_condition_build(const CfConditionScope *scope,
									   const char *rule, const char *text,
									   MemoryContext cxt);

/*
 * cf_condition_try_build -- the same, but a condition that cannot be used is
 * returned with "broken" set.  Only cancel, shutdown, out of memory and the
 * like are still raised.
 */
extern CfCondition *cf_condition_try_build(const CfConditionScope *scope,
										   const char *text,
										   MemoryContext cxt);
/*
 * Between these two the settings under which conditions are compiled are not
 * set and put back for each.  Nothing else may run there; an error ends it.
 */
extern void cf_conditions_begin(CfConditionScope *scope);
extern void cf_conditions_end(CfConditionScope *scope);

extern bool cf_error_must_pass(int sqlstate);

#endif							/* CF_CONDITION_BUILD_H */
