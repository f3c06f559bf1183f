/*
 * owner.c -- running SQL with a desk owner's rights and a pinned path
 *
 * Whoever writes a case, the engine's own rows are read and written with the
 * rights of the desk's owner.  Unqualified names mean the desk's tables;
 * functions and operators are the system's, whatever the schema holds.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "owner.h"

/*
 * cf_owner_begin -- become the owner of a desk until cf_owner_end
 *
 * Nothing has to be undone on error: aborting the (sub)transaction restores
 * user and settings.
 */
void
cf_owner_begin(CfOwnerScope *scope, const char *schema, Oid owner)
{
	char	   *path = psprintf("pg_catalog, %s, pg_temp",
								quote_identifier(schema));

	GetUserIdAndSecContext(&scope->user, &scope->sec_context);
	SetUserIdAndSecContext(owner,
						   scope->sec_context | SECURITY_LOCAL_USERID_CHANGE);
	scope->guc_level = NewGUCNestLevel();
	(void) set_config_option("search_path", path, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

void
cf_owner_end(CfOwnerScope *scope)
{
	AtEOXact_GUC(false, scope->guc_level);
	SetUserIdAndSecContext(scope->user, scope->sec_context);
}
