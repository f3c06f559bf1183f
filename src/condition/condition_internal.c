/*
 * condition_internal.c -- how a condition is refused
 */
#include "postgres.h"

#include "base/errors.h"
#include "condition/condition_internal.h"

/* cf_is_harmless_node -- it calls no function, and fails on no input by itself */
bool
cf_is_harmless_node(Node *node)
{
	static const NodeTag tags[] = {
		T_Var, T_BoolExpr, T_BooleanTest, T_RelabelType, T_CollateExpr,
		T_CaseExpr, T_CaseWhen, T_CaseTestExpr, T_CoalesceExpr, T_List
	};

	for (int i = 0; i < lengthof(tags); i++)
		if (nodeTag(node) == tags[i])
			return true;
	return false;
}

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
