/*
 * login.c -- which database role a member of staff logs in as
 *
 * A name is not enough: roles are renamed, and a new one may get an old name.
 * So staff.database_role_id holds the cluster and the OID of the role.  A row
 * may come from another cluster, by restore, replication or pg_upgrade (which
 * keeps OIDs): then it counts only if name and OID mean the same role here;
 * otherwise it has no login until complaint_flow.bind_logins() is called.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "rights/login.h"

/* cf_login_id -- the value of staff.database_role_id for a role */
char *
cf_login_id(Oid role)
{
	return psprintf(UINT64_FORMAT "/%u", GetSystemIdentifier(), role);
}

/* the two numbers of an id, or false */
static bool
read_id(const char *id, uint64 *cluster, Oid *role)
{
	char	   *end;

	*cluster = strtou64(id, &end, 10);
	if (end == id || *end != '/')
		return false;
	id = end + 1;
	*role = (Oid) strtoul(id, &end, 10);
	return end != id && *end == '\0';
}

/* cf_login_is_local -- is an id, which may be NULL, one of this cluster? */
bool
cf_login_is_local(const char *id)
{
	uint64		cluster;
	Oid			role;

	return id != NULL && read_id(id, &cluster, &role) &&
		cluster == GetSystemIdentifier();
}

/*
 * cf_login_role -- the role that a row of staff is bound to, or InvalidOid
 *
 * Both arguments may be NULL.  The role may have been dropped since.
 */
Oid
cf_login_role(const char *name, const char *id)
{
	uint64		cluster;
	Oid			role;

	if (name == NULL || id == NULL || !read_id(id, &cluster, &role))
		return InvalidOid;
	if (cluster != GetSystemIdentifier() &&
		get_role_oid(name, true) != role)
		return InvalidOid;
	return role;
}

PG_FUNCTION_INFO_V1(login_is_local);

/* login_is_local(id) -- cf_login_is_local for SQL */
Datum
login_is_local(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(cf_login_is_local(text_to_cstring(PG_GETARG_TEXT_PP(0))));
}

PG_FUNCTION_INFO_V1(login_id);

/* login_id() -- the value of staff.database_role_id for the role in use */
Datum
login_id(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(cf_login_id(GetUserId())));
}

PG_FUNCTION_INFO_V1(login_role);

/* login_role(name, id) -- cf_login_role for SQL, NULL for InvalidOid */
Datum
login_role(PG_FUNCTION_ARGS)
{
	Oid			role = cf_login_role(NameStr(*PG_GETARG_NAME(0)),
									 text_to_cstring(PG_GETARG_TEXT_PP(1)));

	if (!OidIsValid(role))
		PG_RETURN_NULL();
	PG_RETURN_OID(role);
}
