/*
 * actor.c -- who is writing
 *
 * A person with a database role of their own is identified by it.  A pooled
 * application uses one role and names the person, in a column or by the
 * setting complaint_flow.actor; it needs the right to speak for others.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/guc.h"

#include "base/errors.h"
#include "base/settings.h"
#include "desk/actor.h"
#include "desk/codes.h"
#include "rights/enter_desk.h"

bool
cf_importing(CfDesk *desk)
{
	if (cf_import_wanted())
		cf_desk_check_owner(desk);
	return cf_import_wanted();
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
 * "named" comes from a column and takes precedence over the setting; both may
 * be NULL or empty.  Throws KF008 for an unknown code, KF003 for one that the
 * database role may not use.
 */
CfStaff *
cf_actor(CfDesk *desk, const char *named)
{
	CfStaff    *own = person_of_role(desk);
	CfStaff    *actor;

	if (named == NULL || named[0] == '\0')
		named = cf_actor_setting();
	if (named[0] == '\0')
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
							cf_db_role(desk), named),
					 errhint("A pooled application needs a staff row with its database_role and speaks_for_others.")));
	}
	if (actor != NULL && !actor->active)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("staff member \"%s\" is not active", actor->code)));
	return actor;
}

/* refuses who may not act as the desk's owner */
void
cf_desk_check_owner(CfDesk *desk)
{
	if (!has_privs_of_role(GetUserId(), desk->owner))
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("only the owner of desk \"%s\" may do this",
						desk->name),
				 errdetail("The owner is role \"%s\".",
						   GetUserNameFromId(desk->owner, false))));
}
