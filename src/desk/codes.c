/*
 * codes.c -- codes, people and rules of a desk, looked up
 */
#include "postgres.h"

#include "desk/codes.h"

CfCode *
cf_code(HTAB *codes, const char *code)
{
	if (code == NULL || strlen(code) >= CF_CODE_LEN)
		return NULL;
	return hash_search(codes, code, HASH_FIND, NULL);
}

/* cf_is_final -- is a case in this state over?  False for NULL and unknown */
bool
cf_is_final(CfDesk *desk, const char *state)
{
	CfCode	   *found = state ? cf_code(desk->states, state) : NULL;

	return found != NULL && strcmp(found->attribute, "final") == 0;
}

CfStaff *
cf_staff(CfDesk *desk, const char *code)
{
	return (CfStaff *) cf_code(desk->staff, code);
}

CfDepartment *
cf_department(CfDesk *desk, const char *code)
{
	return (CfDepartment *) cf_code(desk->departments, code);
}

/* cf_absence_at -- the absence that covers a moment, or NULL */
CfAbsence *
cf_absence_at(CfStaff *staff, TimestampTz at)
{
	ListCell   *cell;

	foreach(cell, staff->absences)
	{
		CfAbsence  *absence = lfirst(cell);

		if (absence->from <= at && at < absence->until)
			return absence;
	}
	return NULL;
}

bool
cf_role_in(CfStaff *actor, List *roles)
{
	return actor != NULL && cf_list_has(roles, actor->role);
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

static bool
names_activity(const char *name, const char *activity)
{
	const char *colon = strchr(activity, ':');
	size_t		kind = colon ? colon + 1 - activity : 0;

	return strncmp(name, activity, kind) == 0 &&
		(strcmp(name + kind, activity + kind) == 0 ||
		 (kind > 0 && strcmp(name + kind, "*") == 0));
}

/* cf_activity_in -- by its own name, or as any of its kind: contact:* */
bool
cf_activity_in(List *names, const char *activity)
{
	ListCell   *cell;

	/* nearly all differ in the first letter */
	foreach(cell, names)
		if (*(const char *) lfirst(cell) == activity[0] &&
			names_activity(lfirst(cell), activity))
			return true;
	return false;
}

/* cf_any_activity_in -- one of several, of char * */
bool
cf_any_activity_in(List *names, List *activities)
{
	ListCell   *cell;

	foreach(cell, activities)
		if (cf_activity_in(names, lfirst(cell)))
			return true;
	return false;
}

/* each kind of rule begins with a CfRule */
static CfRule *
rule_of(List *rules, int64 id)
{
	ListCell   *cell;

	foreach(cell, rules)
		if (((CfRule *) lfirst(cell))->id == id)
			return lfirst(cell);
	return NULL;
}

CfClockRule *
cf_clock_rule(CfPolicy *policy, int64 id)
{
	return (CfClockRule *) rule_of(policy->clocks, id);
}

bool
cf_is_routing_rule(CfPolicy *policy, int64 id)
{
	return rule_of(policy->routing, id) != NULL;
}

/* cf_is_repeat_rule -- did it say what came before a case? */
bool
cf_is_repeat_rule(CfPolicy *policy, int64 id)
{
	ListCell   *cell;

	foreach(cell, policy->same_matters)
		if (((CfSameMatterRule *) lfirst(cell))->id == id)
			return true;
	return rule_of(policy->repeats, id) != NULL;
}
