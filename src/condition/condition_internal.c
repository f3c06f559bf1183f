/*
 * condition_internal.c -- how a condition is refused
 */
#include "postgres.h"

#include "base/errors.h"
#include "condition/condition_internal.h"

/*
 * cf_condition_refuse -- KF005 for a part of a condition
 *
 * "pstate" and "detail" may be NULL: then the message has no position or no
 * detail.
 */
void
cf_condition_refuse(ParseState *pstate, int location, const char *message,
					const char *detail, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_BROKEN_RULE),
			 errmsg("%s", message),
			 detail != NULL ? errdetail("%s", detail) : 0,
			 errhint("%s", hint),
			 parser_errposition(pstate, location)));
}
