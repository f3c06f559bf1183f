/*
 * actor.c -- who is writing
 *
 * A person who logs in under an own database role is known by it.  A pooled
 * application logs in as one role and names the person, in a column or by the
 * setting complaint_flow.actor; it needs the right to speak for others.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/guc.h"

#include "desk/actor.h"
#include "rights/enter_desk.h"
#include "base/errors.h"

static char *actor_setting = NULL;
static bool importing_setting = false;

void
cf_actor_init(void)
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
}

/* cf_import_wanted -- the setting, whoever made it */
bool
cf_import_wanted(void)
{
	return importing_setting;
}

bool
cf_importing(CfDesk *desk)
{
	if (importing_setting)
		cf_desk_check_owner(desk);
	return importing_setting;
}

/* the person whose database role is in use */
static CfStaff *
person_of_role(CfDesk *desk)
{
	Oid			role = cf_caller(desk->schema);
	HASH_SEQ_STATUS scan;
	CfStaff    *staff;

	hash_seq_init(&scan, desk->staff);
	while ((staff = hash_seq_search(&scan)) != NULL)
	{
		if (staff->login == role)
		{
			hash_seq_term(&scan);
			return staff;
		}
	}
	return NULL;
}

char *
cf_db_role(CfDesk *desk)
{
	return GetUserNameFromId(cf_caller(desk->schema), false);
}

/*
 * cf_actor -- the person who writes
 *
 * "named" comes from a column and goes before the setting; both may be NULL
 * or empty.  Throws KF008 for a name that nobody has, KF003 for a name that
 * the database role may not use.
 */
CfStaff *
cf_actor(CfDesk *desk, const char *named)
{
	CfStaff    *own = person_of_role(desk);
	CfStaff    *actor;

	if (named == NULL || named[0] == '\0')
		named = actor_setting;
	if (named == NULL || named[0] == '\0')
		actor = own;
	else
	{
		actor = cf_staff(desk, named);
		if (actor == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_CF_UNKNOWN_CODE),
					 errmsg("staff member \"%s\" does not exist", named),
					 errhint("The actor is a code in table \"%s.staff\".",
							 desk->name)));
		if (actor != own &&
			(own == NULL || !own->speaks_for_others || !own->active) &&
			!has_privs_of_role(cf_caller(desk->schema), desk->owner))
			ereport(ERROR,
					(errcode(ERRCODE_CF_NOT_AUTHORISED),
					 errmsg("role \"%s\" may not write as \"%s\"",
							GetUserNameFromId(cf_caller(desk->schema), false), named),
					 errhint("A pooled application needs a staff row with its database_role and speaks_for_others.")));
	}
	if (actor != NULL && !actor->active)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("staff member \"%s\" is not active", actor->code)));
	return actor;
}
