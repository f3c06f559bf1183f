/*
 * as_owner.c -- running SQL with a desk owner's rights and a pinned path
 *
 * Whoever writes a case, the engine's own rows are read and written with the
 * rights of the desk's owner.  Unqualified names mean the desk's tables;
 * functions and operators are the system's, whatever the schema holds.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "base/errors.h"
#include "base/settings.h"
#include "rights/as_owner.h"

static Oid
owner_of(Oid relid)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", relid);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

static void
refuse_missing(Oid schema, const char *table)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("schema \"%s\" is not a complete desk",
					get_namespace_name(schema)),
			 errdetail("Table \"%s\" is missing.", table),
			 errhint("Rename or restore the table; complaint_flow.desks() lists the desks.")));
}

/* cf_owner_of_desk -- the role that owns the table "desk", or KF010 */
Oid
cf_owner_of_desk(Oid schema)
{
	Oid			relid = get_relname_relid("desk", schema);

	if (!OidIsValid(relid))
		refuse_missing(schema, "desk");
	return owner_of(relid);
}

/*
 * cf_table_of_owner -- a table that SQL run as the desk's owner may touch
 *
 * A view, or a table of somebody else, in its place could run that one's
 * functions with the owner's rights: it is refused with KF010.
 */
Oid
cf_table_of_owner(const char *table, Oid schema, Oid owner)
{
	Oid			relid = get_relname_relid(table, schema);
	char		kind = OidIsValid(relid) ? get_rel_relkind(relid) : '\0';

	if (!OidIsValid(relid))
		refuse_missing(schema, table);
	if ((kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE) ||
		owner_of(relid) != owner)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("\"%s.%s\" is not a table of the desk's owner",
						get_namespace_name(schema), table),
				 errhint("All tables of a desk belong to the role that owns its table \"desk\".")));
	return relid;
}

/*
 * What a restricted operation forbids is refused by PostgreSQL in words that
 * say nothing about the desk: tell why, and what to do.
 */
static void
explain_refusal(void *arg)
{
	MemoryContext caller;
	ErrorData  *error;

	if (geterrcode() != ERRCODE_INSUFFICIENT_PRIVILEGE)
		return;
	caller = MemoryContextSwitchTo(CurTransactionContext);
	error = CopyErrorData();
	MemoryContextSwitchTo(caller);
	if (error->hint == NULL && error->message_id != NULL &&
		strstr(error->message_id, "security-restricted operation") != NULL)
		errhint("What runs while complaint_flow acts as the owner of a desk cannot be deferred, change the role or make temporary tables: make the trigger immediate, or use a table.");
	FreeErrorData(error);
}

/*
 * cf_owner_begin -- become the owner of a desk until cf_owner_end
 *
 * A restricted operation, so that nothing of the owner's runs later as
 * somebody else: a deferred trigger would at the end of the transaction.
 * Where "schema" is NULL, unqualified names mean the system's alone.
 * Nothing has to be undone on error: aborting the (sub)transaction restores
 * user and settings.
 */
void
cf_owner_begin(CfOwnerScope *scope, const char *schema, Oid owner)
{
	const char *path = schema == NULL ? "pg_catalog, pg_temp" :
		psprintf("pg_catalog, %s, pg_temp", quote_identifier(schema));

	GetUserIdAndSecContext(&scope->user, &scope->sec_context);
	SetUserIdAndSecContext(owner, scope->sec_context |
						   SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_RESTRICTED_OPERATION);
	scope->guc_level = NewGUCNestLevel();
	(void) set_config_option("search_path", path, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	/* what the engine adds is of today; only clients bring in the past */
	if (cf_import_wanted())
		(void) set_config_option("complaint_flow.importing", "off",
								 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
								 true, 0, false);
	scope->explain.callback = explain_refusal;
	scope->explain.arg = NULL;
	scope->explain.previous = error_context_stack;
	error_context_stack = &scope->explain;
}

void
cf_owner_end(CfOwnerScope *scope)
{
	error_context_stack = scope->explain.previous;
	AtEOXact_GUC(false, scope->guc_level);
	SetUserIdAndSecContext(scope->user, scope->sec_context);
}
