/*
 * enter_desk.c -- with whose rights a function works inside a desk
 *
 * Any role can own a desk, and may have put code into its triggers, views,
 * types and defaults, which runs with the rights of whoever uses them.  So a
 * function that is given the name of a desk does not simply work there with
 * the caller's rights.  The public function f is C and enters the desk; the
 * work is done by another function with the same arguments, which can only be
 * called through it:
 *
 * - f_as_owner runs with the rights of the desk's owner, as a restricted
 *   operation; the caller must have these rights;
 * - f_as_reader does the same for callers who have the owner's rights; for
 *   others it runs with their own, as a restricted operation that writes
 *   nothing, after reader_guard.c has checked that no foreign code runs;
 * - f_as_writer likewise, but may write what the caller may write;
 * - f_as_drafter runs with the rights of the desk's owner for who may read its
 *   table "draft"; it says itself what the caller may do.
 *
 * The guard checks what the catalogs say of the template's relations.  While
 * a desk is entered with the caller's own rights, more is checked:
 *
 * - each function when it is about to be called.  Of other roles' functions
 *   the guard cannot see those behind a cast that nothing names, or behind an
 *   operator in a path that a SECURITY DEFINER function set; of the system's,
 *   those in a domain's checks, because domains are never locked;
 * - where the catalogs have changed since, all again before and after a query
 *   is planned.  A query that waited for a lock uses the policies and views of
 *   that later moment; after planning it holds its locks, and nothing changes.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "optimizer/planner.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/shard.h"
#include "base/shard_query.h"
#include "rights/as_owner.h"
#include "rights/elsewhere.h"
#include "rights/enter_desk.h"
#include "rights/trusted_code.h"

/* a desk that was entered, and as whom; lives until it is left */
typedef struct Entered
{
	Oid			schema;
	Oid			user;
	Oid			owner;			/* of the desk */
	Oid			caller;			/* who became the user */
	CfManner	manner;
	uint64		changes;		/* that the guard's verdict takes in; where the
								 * user is not the owner */
	struct Entered *outer;
	CfOwnerScope scope;
} Entered;

static Entered *entered = NULL;
static needs_fmgr_hook_type next_needs_hook = NULL;
static fmgr_hook_type next_hook = NULL;
static planner_hook_type next_planner = NULL;
static object_access_hook_type next_access = NULL;

PG_FUNCTION_INFO_V1(cf_call_as_owner);
PG_FUNCTION_INFO_V1(cf_call_on_any_node);
PG_FUNCTION_INFO_V1(cf_call_as_reader);
PG_FUNCTION_INFO_V1(cf_call_as_writer);
PG_FUNCTION_INFO_V1(cf_call_as_drafter);
PG_FUNCTION_INFO_V1(cf_check_inside);
PG_FUNCTION_INFO_V1(cf_check_readable);

/* is a desk entered with the rights of a role that is not its owner? */
static bool
is_guarded(void)
{
	return entered != NULL && entered->user != entered->owner &&
		entered->user == GetUserId();
}

/* throws KF010 for code of others that would run with a reader's rights */
static void
look_at_call(Oid function)
{
	if (is_guarded())
		cf_trust_call(function, entered->user, entered->schema,
					  entered->owner);
}

/* PostgreSQL asks for each function that it looks up or would inline ... */
static bool
needs_hook(Oid function)
{
	look_at_call(function);
	return cf_must_stay_whole(function) ||
		(next_needs_hook != NULL && next_needs_hook(function));
}

/* ... but not for those with settings of their own */
static void
at_call(FmgrHookEventType event, FmgrInfo *function, Datum *arg)
{
	if (event == FHET_START)
		look_at_call(function->fn_oid);
	if (next_hook != NULL)
		next_hook(event, function, arg);
}

/* built-in functions are announced only when an expression is initialised */
static void
at_access(ObjectAccessType access, Oid catalog, Oid object, int part,
		  void *arg)
{
	if (next_access != NULL)
		next_access(access, catalog, object, part, arg);
	if (access == OAT_FUNCTION_EXECUTE && is_guarded())
		cf_trust_system_call(object, entered->schema,
							 entered->manner == CF_AS_WRITER);
}

/* throws KF010 where the desk has changed and is no longer harmless */
static void
look_again(void)
{
	if (is_guarded() && entered->changes != cf_guard_changes())
		entered->changes = cf_guard(entered->schema,
									get_namespace_name(entered->schema),
									entered->manner);
}

static PlannedStmt *
plan_inside(CF_PLANNER_PARAMETERS)
{
	PlannedStmt *planned;
	List	   *shells = NIL;

	query = cf_route_query(query, &shells);
	look_again();
	planned = (next_planner != NULL ? next_planner : standard_planner)
		(CF_PLANNER_ARGUMENTS);
	planned->relationOids = list_concat_unique_oid(planned->relationOids, shells);
	look_again();
	return planned;
}

void
cf_enter_init(void)
{
	next_needs_hook = needs_fmgr_hook;
	needs_fmgr_hook = needs_hook;
	next_hook = fmgr_hook;
	fmgr_hook = at_call;
	next_planner = planner_hook;
	planner_hook = plan_inside;
	next_access = object_access_hook;
	object_access_hook = at_access;
}

/* could create_desk have made this table "desk"?  Reads the catalogs alone. */
static bool
is_desk_table(Oid relid)
{
	AttrNumber	version;

	if (!OidIsValid(relid) || get_rel_relkind(relid) != RELKIND_RELATION ||
		get_rel_persistence(relid) == RELPERSISTENCE_TEMP)
		return false;
	version = get_attnum(relid, "engine_version");
	return version != InvalidAttrNumber &&
		get_atttype(relid, version) == TEXTOID;
}

/*
 * cf_desk_owner_named -- the role that owns a desk named by a user, or KF008
 *
 * Runs nothing of the desk.
 */
Oid
cf_desk_owner_named(const char *name, Oid *schema)
{
	*schema = get_namespace_oid(name, true);
	if (!OidIsValid(*schema) ||
		!is_desk_table(cf_relid_of("desk", *schema)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("desk \"%s\" does not exist", name),
				 errhint("complaint_flow.desks() lists the desks of this database."),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, name)));
	return cf_owner_of_desk(*schema);
}

/* the function behind a public one, looked up once a caller */
static FmgrInfo *
implementation(FmgrInfo *public, const char *suffix)
{
	FmgrInfo   *found = public->fn_extra;
	HeapTuple	tuple;
	Form_pg_proc form;
	char	   *name;
	Oid			oid;

	if (found != NULL)
		return found;
	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(public->fn_oid));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", public->fn_oid);
	form = (Form_pg_proc) GETSTRUCT(tuple);
	name = psprintf("%s_%s", NameStr(form->proname), suffix);
	oid = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
						  CStringGetDatum(name),
						  PointerGetDatum(&form->proargtypes),
						  ObjectIdGetDatum(form->pronamespace));
	ReleaseSysCache(tuple);
	if (!OidIsValid(oid))
		elog(ERROR, "function \"%s\" is missing", name);
	found = MemoryContextAlloc(public->fn_mcxt, sizeof(FmgrInfo));
	fmgr_info_cxt(oid, found, public->fn_mcxt);
	fmgr_info_set_expr(public->fn_expr, found);
	public->fn_extra = found;
	return found;
}

/*
 * Call a function with our own arguments.  It must return a set at once: rows
 * that are computed later would be computed outside the desk.
 */
static Datum
pass_on(FunctionCallInfo fcinfo, FmgrInfo *function)
{
	LOCAL_FCINFO(call, FUNC_MAX_ARGS);
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;
	int			allowed = 0;
	Datum		result;

	InitFunctionCallInfoData(*call, function, fcinfo->nargs,
							 fcinfo->fncollation, fcinfo->context,
							 fcinfo->resultinfo);
	memcpy(call->args, fcinfo->args, fcinfo->nargs * sizeof(NullableDatum));
	if (function->fn_retset)
	{
		if (set == NULL || !IsA(set, ReturnSetInfo) ||
			(set->allowedModes & SFRM_Materialize) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("set-valued function called in context that cannot accept a set")));
		allowed = set->allowedModes;
		set->allowedModes = (allowed & ~SFRM_ValuePerCall) |
			SFRM_Materialize_Preferred;
	}
	result = FunctionCallInvoke(call);
	fcinfo->isnull = call->isnull;
	if (function->fn_retset)
	{
		set->allowedModes = allowed;
		if (set->returnMode != SFRM_Materialize)
			elog(ERROR, "function %u does not return its rows at once",
				 function->fn_oid);
	}
	return result;
}

/* the answer to a call without the name of a desk */
static Datum
nothing(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;

	if (fcinfo->flinfo->fn_retset && set != NULL && IsA(set, ReturnSetInfo))
		set->isDone = ExprEndResult;
	PG_RETURN_NULL();
}

static bool
is_inside(Oid schema)
{
	return entered != NULL && entered->user == GetUserId() &&
		entered->schema == schema;
}

/*
 * cf_inside -- call a function inside a desk, as a restricted operation
 *
 * As the owner of the desk, or with the rights in use behind the guard, KF010.
 * "path" is the schema of unqualified names, or NULL.
 */
void
cf_inside(Oid schema, CfManner manner, const char *path,
		  void (*function) (void *arg), void *arg)
{
	Entered		self = {.schema = schema,.manner = manner};

	self.owner = cf_owner_of_desk(schema);
	self.user = manner == CF_AS_OWNER ? self.owner : GetUserId();
	self.caller = cf_caller(schema);
	if (self.user != self.owner)
		self.changes = cf_guard(schema, get_namespace_name(schema), manner);
	cf_owner_begin(&self.scope, path, self.user);
	if (manner == CF_AS_READER)
		(void) set_config_option("transaction_read_only", "on", PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0,
								 false);
	self.outer = entered;
	entered = &self;
	PG_TRY();
	{
		function(arg);
	}
	PG_FINALLY();
	{
		entered = self.outer;
	}
	PG_END_TRY();
	cf_owner_end(&self.scope);
}

/* a call of a public function, and the function behind it */
typedef struct Call
{
	FunctionCallInfo fcinfo;
	FmgrInfo   *function;
	Datum		result;
} Call;

static void
run_call(void *arg)
{
	Call	   *call = arg;

	call->result = pass_on(call->fcinfo, call->function);
}

/* refuses who may not read the drafts of the desk's policy */
static void
check_drafter(Oid schema, Oid owner)
{
	Oid			draft = cf_table_of_owner("draft", schema, owner);

	if (pg_class_aclcheck(draft, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, "draft");
}

/* calls the function behind a public one, inside the desk */
static Datum
enter(FunctionCallInfo fcinfo, CfManner manner)
{
	static const char *const suffix[] = {
		"as_owner", "as_reader", "as_writer", "as_drafter"
	};
	Call		call = {fcinfo, implementation(fcinfo->flinfo,
											   suffix[manner])};
	char	   *name;
	Oid			schema;
	Oid			owner;
	bool		is_owner;

	if (PG_ARGISNULL(0))
		return nothing(fcinfo);
	name = NameStr(*PG_GETARG_NAME(0));
	owner = cf_desk_owner_named(name, &schema);
	is_owner = has_privs_of_role(GetUserId(), owner);
	if (manner == CF_AS_OWNER && !is_owner)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("only the owner of desk \"%s\" may do this", name),
				 errdetail("The owner is role \"%s\".",
						   GetUserNameFromId(owner, false)),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, name)));
	if (is_inside(schema))
		return pass_on(fcinfo, call.function);
	/* the owner of one desk shall not use the reader's rights in another */
	if (is_guarded())
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("entering desk \"%s\" would enter desk \"%s\" with your rights",
						get_namespace_name(entered->schema), name),
				 errhint("Enter it in a SECURITY DEFINER function.")));
	if (manner == CF_AS_DRAFTER && !is_owner)
		check_drafter(schema, owner);
	if (is_owner || manner == CF_AS_DRAFTER)
	{
		manner = CF_AS_OWNER;
		(void) cf_guard(schema, name, manner);
	}
	cf_inside(schema, manner, NULL, run_call, &call);
	return call.result;
}

/*
 * cf_call_as_owner -- a function that only the owner of a desk may call
 *
 * The desk is the first argument, as for the next ones.  KF003 for others.
 */
CF_WHERE_THE_DESK_IS(cf_call_as_owner)
{
	return enter(fcinfo, CF_AS_OWNER);
}

/*
 * cf_call_on_any_node -- the same on the node that the client is connected to,
 * for what defines tables, views and privileges
 */
Datum
cf_call_on_any_node(PG_FUNCTION_ARGS)
{
	return enter(fcinfo, CF_AS_OWNER);
}

/* cf_call_as_reader -- a function for callers who may read the tables */
CF_WHERE_THE_DESK_IS(cf_call_as_reader)
{
	return enter(fcinfo, CF_AS_READER);
}

/* cf_call_as_writer -- a function for callers who may write the tables */
CF_WHERE_THE_DESK_IS(cf_call_as_writer)
{
	return enter(fcinfo, CF_AS_WRITER);
}

/* cf_call_as_drafter -- a function for who may read the desk's drafts */
CF_WHERE_THE_DESK_IS(cf_call_as_drafter)
{
	return enter(fcinfo, CF_AS_DRAFTER);
}

/*
 * cf_caller -- the role in use, or the role that called the function which
 * entered this desk as its owner
 *
 * In another desk, which the owner's triggers may write, it is the owner.
 */
Oid
cf_caller(Oid schema)
{
	return entered != NULL && entered->schema == schema &&
		entered->user == GetUserId() ?
		entered->caller : GetUserId();
}

/*
 * cf_require_inside -- refuse a part of other functions, unless one of them
 * has entered the desk
 */
void
cf_require_inside(const char *name)
{
	if (!is_inside(get_namespace_oid(name, true)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("this function is a part of others, not to be called by itself"),
				 errhint("\\df complaint_flow.* lists the functions.")));
}

/* check_inside(desk) -- the same for functions in SQL */
Datum
cf_check_inside(PG_FUNCTION_ARGS)
{
	cf_require_inside(NameStr(*PG_GETARG_NAME(0)));
	PG_RETURN_VOID();
}

/*
 * cf_check_readable -- refuse to read a table in the schema of a desk, where
 * that would run code of others; it need not be one of the template
 */
Datum
cf_check_readable(PG_FUNCTION_ARGS)
{
	char	   *name = NameStr(*PG_GETARG_NAME(0));
	Oid			schema = get_namespace_oid(name, false);
	Oid			relid = get_relname_relid(NameStr(*PG_GETARG_NAME(1)), schema);

	if (OidIsValid(relid))
		cf_guard_relation(relid, name);
	if (OidIsValid(relid) && OidIsValid(cf_shard_of(relid)))
		cf_guard_relation(cf_shard_of(relid), name);
	PG_RETURN_VOID();
}
