/*
 * policy.c -- looking rules up
 */
#include "postgres.h"

#include "desk/policy.h"

CfClockRule *
cf_clock_rule(CfPolicy *policy, int64 id)
{
	ListCell   *cell;

	foreach(cell, policy->clocks)
	{
		CfClockRule *rule = lfirst(cell);

		if (rule->rule.id == id)
			return rule;
	}
	return NULL;
}

bool
cf_is_routing_rule(CfPolicy *policy, int64 id)
{
	ListCell   *cell;

	foreach(cell, policy->routing)
		if (((CfRule *) lfirst(cell))->id == id)
			return true;
	return false;
}

bool
cf_is_repeat_rule(CfPolicy *policy, int64 id)
{
	ListCell   *cell;

	foreach(cell, policy->repeats)
		if (((CfRule *) lfirst(cell))->id == id)
			return true;
	return false;
}

bool
cf_list_has(List *names, const char *name)
{
	ListCell   *cell;

	foreach(cell, names)
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	return false;
}
