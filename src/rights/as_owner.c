/*
 * as_owner.c -- running SQL with a desk owner's rights and a pinned path
 *
 * The engine reads and writes its own rows with the rights of the desk's
 * owner, whoever writes the case.  Unqualified names mean the desk's tables;
 * functions and operators are those of pg_catalog, whatever the schema holds.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "jit/jit.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "base/errors.h"
#include "base/settings.h"
#include "base/shard.h"
#include "rights/as_owner.h"

/* cf_relation_owner -- InvalidOid when the relation is gone */
Oid
cf_relation_owner(Oid relid)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		return InvalidOid;
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

static void
refuse_lost_table(Oid schema, const char *table)
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
	Oid			owner = cf_relation_owner(cf_relid_of("desk", schema));

	if (!OidIsValid(owner))
		refuse_lost_table(schema, "desk");
	return owner;
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
	Oid			relid = cf_relid_of(table, schema);
	char		kind = OidIsValid(relid) ? get_rel_relkind(relid) : '\0';

	if (!OidIsValid(relid))
		refuse_lost_table(schema, table);
	if ((kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE) ||
		cf_relation_owner(relid) != owner)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("\"%s.%s\" is not a table of the desk's owner",
						get_namespace_name(schema), table),
				 errhint("All tables of a desk belong to the role that owns its table \"desk\".")));
	return relid;
}

/*
 * PostgreSQL's error for what a restricted operation forbids says nothing
 * about the desk: add a hint that tells why, and what to do.
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
 * A restricted operation, so that no code of the owner runs later with other
 * rights, as a deferred trigger would at the end of the transaction.
 * Where "schema" is NULL, the search path is pg_catalog alone.  Otherwise
 * pg_catalog is not named, but comes first as well: to PostgreSQL that is the
 * path of a client who sets it to the desk's schema, and the check of a
 * foreign key is planned anew whenever the path is another one.
 * Nothing has to be undone on error: aborting the (sub)transaction restores
 * user and settings.
 */
void
cf_owner_begin(CfOwnerScope *scope, const char *schema, Oid owner)
{
	const char *path = schema == NULL ? "pg_catalog, pg_temp" :
		psprintf("%s, pg_temp", quote_identifier(schema));

	GetUserIdAndSecContext(&scope->user, &scope->sec_context);
	SetUserIdAndSecContext(owner, scope->sec_context |
						   SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_RESTRICTED_OPERATION);
	scope->guc_level = NewGUCNestLevel();
	/* within another statement of the desk it is set already */
	if (strcmp(namespace_search_path, path) != 0)
		(void) set_config_option("search_path", path, PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
								 false);
	/* statements that touch few rows, of which the planner expects many */
	if (jit_enabled)
		(void) set_config_option("jit", "off", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
	/* what the engine adds is never an import */
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
