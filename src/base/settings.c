/*
 * settings.c -- complaint_flow.actor, complaint_flow.importing and
 * complaint_flow.policy_reason
 */
#include "postgres.h"

#include "utils/guc.h"

#include "base/settings.h"

static char *actor_setting = NULL;

static bool importing_setting = false;

static char *policy_reason_setting = NULL;

void
cf_settings_init(void)
{
	DefineCustomStringVariable("complaint_flow.actor",
							   "Staff code of the person who writes.",
							   "Needs the right to speak for others, unless it names the person whose database role is in use.",
							   &actor_setting, "", PGC_USERSET, 0,
							   NULL, NULL, NULL);
	DefineCustomBoolVariable("complaint_flow.importing",
							 "Bring in historical cases exactly as they were.",
							 "Only for the owner of the desk: no rules, clocks or notifications.",
							 &importing_setting, false, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomStringVariable("complaint_flow.policy_reason",
							   "Why rules are changed.",
							   "Noted in policy_version.reason by the first change of a transaction.",
							   &policy_reason_setting, "", PGC_USERSET, 0,
							   NULL, NULL, NULL);
}

/* cf_import_wanted -- the setting alone; who may import is not asked here */
bool
cf_import_wanted(void)
{
	return importing_setting;
}

/* cf_actor_setting -- the code of the person who writes, or "" */
const char *
cf_actor_setting(void)
{
	return actor_setting ? actor_setting : "";
}
