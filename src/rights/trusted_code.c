/*
 * trusted_code.c -- whose code may run with a reader's rights
 *
 * Functions in views, policies, expressions of indexes and the like run with
 * the rights of whoever reads.  Trusted are functions that could not use
 * those rights: the system's and complaint_flow's own as long as they are not
 * volatile (query_to_xml and drop_desk are), immutable ones of a superuser or of
 * the reader (others may run SQL that they are given, as crosstab does), and
 * SECURITY DEFINER ones of anybody, because they run with other rights.
 * Everything else is refused with KF010; so is what the reader may call or
 * read and the owner of what is looked at may not: it would lend the reader's
 * rights.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_coerce.h"
#include "parser/parse_relation.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "base/errors.h"
#include "rights/as_owner.h"
#include "rights/trusted_code.h"

#define OTHER_OWNER_HINT \
	"Make the function SECURITY DEFINER, or have a superuser own it, as IMMUTABLE."

static void
refuse_code(const char *desk, char *detail, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("entering desk \"%s\" would run code of somebody else with your rights",
					desk),
			 errdetail("%s", detail),
			 errhint("%s", hint)));
}

static void
refuse(CfTrust *trust, Oid catalog, Oid culprit, Oid owner, const char *hint)
{
	ObjectAddress address;

	ObjectAddressSet(address, catalog, culprit);
	refuse_code(trust->desk,
				psprintf("The %s of \"%s\" uses %s, which belongs to role \"%s\".",
						 trust->part, get_rel_name(trust->relid),
						 getObjectDescription(&address, false),
						 GetUserNameFromId(owner, true)), hint);
}

static void
refuse_loan(CfTrust *trust, Oid catalog, Oid lent)
{
	ObjectAddress address;

	ObjectAddressSet(address, catalog, lent);
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("entering desk \"%s\" would use rights of yours that others have not",
					trust->desk),
			 errdetail("The %s of \"%s\" uses %s with rights that role \"%s\" has not.",
					   trust->part, get_rel_name(trust->relid),
					   getObjectDescription(&address, false),
					   GetUserNameFromId(trust->owner, true)),
			 errhint("Grant them to that role, or ask a SECURITY DEFINER function.")));
}

/* volatile functions of the system that only return a value */
static const char *const harmless[] = {
	"clock_timestamp", "gen_random_uuid", "nextval", "pg_current_xact_id",
	"random", "uuidv4", "uuidv7"
};

/* functions that evaluate the checks of a type that is an argument */
static const char *const by_type[] = {
	"array_in", "domain_in", "multirange_in", "pg_input_error_info",
	"pg_input_is_valid", "range_in", "record_in"
};

static bool
is_among(Form_pg_proc function, const char *const *names, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(NameStr(function->proname), names[i]) == 0)
			return true;
	return false;
}

/* functions and views that show contents of tables, or activity of others */
static bool
is_of_statistics(const char *name)
{
	return strncmp(name, "pg_stat", strlen("pg_stat")) == 0;
}

/*
 * stable functions that read a relation or query which is an argument, or show
 * activity of others to roles that may see it
 */
static bool
reads_by_name(Form_pg_proc function)
{
	return strstr(NameStr(function->proname), "_to_xml") != NULL ||
		is_of_statistics(NameStr(function->proname));
}

static bool
is_harmless(Form_pg_proc function)
{
	return is_among(function, harmless, lengthof(harmless)) ||
		(function->provolatile != PROVOLATILE_VOLATILE &&
		 !reads_by_name(function) &&
		 !is_among(function, by_type, lengthof(by_type)));
}

static bool
is_of_reader_or_superuser(Form_pg_proc function, Oid reader)
{
	return function->proowner == reader || superuser_arg(function->proowner);
}

static bool
is_trusted_function(CfTrust *trust, Form_pg_proc function)
{
	if (function->prosecdef)
		return true;
	if (function->oid < FirstNormalObjectId)
		return is_harmless(function);
	return is_of_reader_or_superuser(function, trust->reader) &&
		(trust->by_trigger ||
		 function->provolatile == PROVOLATILE_IMMUTABLE ||
		 (function->provolatile == PROVOLATILE_STABLE &&
		  function->pronamespace == get_namespace_oid("complaint_flow", true)));
}

/* a row of pg_proc, for ReleaseSysCache */
static Form_pg_proc
function_row(Oid oid, HeapTuple *tuple)
{
	*tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(oid));
	if (!HeapTupleIsValid(*tuple))
		elog(ERROR, "cache lookup failed for function %u", oid);
	return (Form_pg_proc) GETSTRUCT(*tuple);
}

/* callback of check_functions_in_node; raises instead of answering true */
static bool
refuse_function(Oid oid, void *context)
{
	CfTrust    *trust = context;
	HeapTuple	tuple;
	Form_pg_proc function = function_row(oid, &tuple);

	if (!is_trusted_function(trust, function))
		refuse(trust, ProcedureRelationId, oid, function->proowner,
			   OTHER_OWNER_HINT);
	/* EXECUTE on a trigger's function is needed only to create the trigger */
	if (function->prorettype != TRIGGEROID &&
		cf_function_aclcheck(oid, trust->owner, ACL_EXECUTE) != ACLCHECK_OK)
		refuse_loan(trust, ProcedureRelationId, oid);
	ReleaseSysCache(tuple);
	return false;
}

static bool
may_select(Oid relid, Bitmapset *columns, Oid role)
{
	int			column = -1;

	if (pg_class_aclcheck(relid, role, ACL_SELECT) == ACLCHECK_OK)
		return true;
	if (bms_is_empty(columns))
		return pg_attribute_aclcheck_all(relid, role, ACL_SELECT,
										 ACLMASK_ANY) == ACLCHECK_OK;
	while ((column = bms_next_member(columns, column)) >= 0)
	{
		AttrNumber	attno = column + FirstLowInvalidHeapAttributeNumber;
		AclResult	result = attno == InvalidAttrNumber ?
			pg_attribute_aclcheck_all(relid, role, ACL_SELECT, ACLMASK_ALL) :
			pg_attribute_aclcheck(relid, attno, role, ACL_SELECT);

		if (result != ACLCHECK_OK)
			return false;
	}
	return true;
}

/* does row level security filter the rows of the relation for this role? */
static bool
is_filtered(Oid relid, Oid role)
{
	Oid			owner = cf_relation_owner(relid);

	return OidIsValid(owner) && owner != role &&
		check_enable_rls(relid, role, true) == RLS_ENABLED;
}

/* the owner of what is inspected must be able to read what the query reads */
static void
require_readable(CfTrust *trust, Query *query, RangeTblEntry *entry)
{
	if (may_select(entry->relid, cf_selected_columns(query, entry),
				   trust->owner) &&
		!is_filtered(entry->relid, trust->owner) &&
		(entry->relid >= FirstNormalObjectId ||
		 !is_of_statistics(get_rel_name(entry->relid))))
		return;
	refuse_loan(trust, RelationRelationId, entry->relid);
}

static void
look_at_relations(CfTrust *trust, Query *query)
{
	ListCell   *cell;

	foreach(cell, query->rtable)
	{
		RangeTblEntry *entry = lfirst(cell);

		if (!OidIsValid(entry->relid))
			continue;
		require_readable(trust, query, entry);
		cf_trust_relation(trust, entry->relid);
	}
}

/*
 * cf_trust_call -- KF010 for a function that must not run with a reader's
 * rights, however it came to be called
 *
 * Decides by the function's owner, and by whether the desk's owner may call
 * it.  Volatile functions of superusers are left to the guard.
 */
void
cf_trust_call(Oid oid, Oid reader, Oid schema, Oid owner)
{
	HeapTuple	tuple;
	Form_pg_proc function;

	if (oid < FirstNormalObjectId)
		return;
	function = function_row(oid, &tuple);
	if (function->prosecdef ?
		function->prorettype != TRIGGEROID &&
		cf_function_aclcheck(oid, owner, ACL_EXECUTE) != ACLCHECK_OK :
		!is_of_reader_or_superuser(function, reader) ||
		(function->proowner == reader &&
		 function->prorettype != TRIGGEROID &&
		 function->provolatile != PROVOLATILE_IMMUTABLE))
		refuse_code(get_namespace_name(schema),
					psprintf("It calls %s, which belongs to role \"%s\".",
							 format_procedure_qualified(oid),
							 GetUserNameFromId(function->proowner, true)),
					OTHER_OWNER_HINT);
	ReleaseSysCache(tuple);
}

/* what the triggers of superusers may call in addition */
static const char *const of_triggers[] = {
	"currval", "lastval", "pg_notify", "set_config", "timeofday"
};

/*
 * cf_trust_system_call -- KF010 for a built-in function that must not run with
 * a reader's rights
 *
 * The check of a domain may have been added after the guard inspected it.
 * When a desk is entered for writing, its triggers may call a little more.
 */
void
cf_trust_system_call(Oid oid, Oid schema, bool writing)
{
	HeapTuple	tuple;
	Form_pg_proc function;

	if (oid >= FirstNormalObjectId)
		return;
	function = function_row(oid, &tuple);
	if (!is_harmless(function) &&
		!(writing && is_among(function, of_triggers, lengthof(of_triggers))))
		refuse_code(get_namespace_name(schema),
					psprintf("It calls %s, which may do anything with them.",
							 format_procedure_qualified(oid)),
					"Call it in a SECURITY DEFINER function.");
	ReleaseSysCache(tuple);
}

/* cf_trust_trigger -- KF010 for a trigger's function; it may be volatile */
void
cf_trust_trigger(CfTrust *trust, Oid function)
{
	trust->by_trigger = true;
	(void) refuse_function(function, trust);
	trust->by_trigger = false;
}

/* cf_trust_relation -- inspect a relation later, too; not the system's */
void
cf_trust_relation(CfTrust *trust, Oid relid)
{
	if (relid >= FirstNormalObjectId)
		trust->relations = list_append_unique_oid(trust->relations, relid);
}

/* the checks of a domain */
static void
look_at_checks(CfTrust *trust, Oid domain)
{
	Relation	catalog = table_open(ConstraintRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_constraint_contypid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(domain));
	scan = systable_beginscan(catalog, ConstraintTypidIndexId, true, NULL,
							  1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		isnull;
		Datum		tree = heap_getattr(tuple, Anum_pg_constraint_conbin,
										RelationGetDescr(catalog), &isnull);

		if (!isnull)
			cf_trust_text(trust, TextDatumGetCString(tree));
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
}

/* to_jsonb() looks for a cast of the type's owner */
static void
look_at_cast(CfTrust *trust, Oid type)
{
	Oid			function;

	if (find_coercion_pathway(JSONOID, type, COERCION_EXPLICIT,
							  &function) == COERCION_PATH_FUNC)
		(void) refuse_function(function, trust);
}

static void
look_at_type(CfTrust *trust, Form_pg_type type)
{
	if (superuser_arg(type->typowner) || type->typowner == trust->reader)
		return;
	if (type->typtype == TYPTYPE_ENUM)
		look_at_cast(trust, type->oid);
	else if (OidIsValid(type->typelem))
		cf_trust_type(trust, type->typelem);
	else if (type->typtype == TYPTYPE_COMPOSITE)
		cf_trust_relation(trust, type->typrelid);
	else if (type->typtype == TYPTYPE_DOMAIN)
	{
		cf_trust_type(trust, type->typbasetype);
		look_at_checks(trust, type->oid);
	}
	else
		refuse(trust, TypeRelationId, type->oid, type->typowner,
			   "Give the column a type of the system, or have a superuser own its type.");
}

/* cf_trust_type -- KF010 for a type whose values would run foreign code */
void
cf_trust_type(CfTrust *trust, Oid oid)
{
	HeapTuple	tuple;

	if (oid < FirstNormalObjectId || list_member_oid(trust->types, oid))
		return;
	trust->types = lappend_oid(trust->types, oid);
	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(oid));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", oid);
	look_at_type(trust, (Form_pg_type) GETSTRUCT(tuple));
	ReleaseSysCache(tuple);
}

static bool
has_type(Node *node)
{
	static const NodeTag tags[] = {
		T_Var, T_Const, T_Param, T_FuncExpr, T_OpExpr, T_CoerceViaIO,
		T_ArrayCoerceExpr, T_ConvertRowtypeExpr, T_RelabelType,
		T_CoerceToDomain, T_CoerceToDomainValue, T_RowExpr, T_ArrayExpr,
		T_FieldSelect, T_FieldStore, T_SubscriptingRef, T_Aggref,
		T_WindowFunc, CF_JSON_EXPR_TAG
	};

	for (int i = 0; i < lengthof(tags); i++)
		if (nodeTag(node) == tags[i])
			return true;
	return false;
}

static void
look_at_types(CfTrust *trust, List *types)
{
	ListCell   *cell;

	foreach(cell, types)
		cf_trust_type(trust, lfirst_oid(cell));
}

static bool
look_at_node(Node *node, void *context)
{
	CfTrust    *trust = context;

	if (node == NULL)
		return false;
	if (IsA(node, Query))
	{
		look_at_relations(trust, (Query *) node);
		return query_tree_walker((Query *) node, look_at_node, context, 0);
	}
	/* the column list of a function in FROM, whether it is read or not */
	if (IsA(node, RangeTblFunction))
		look_at_types(trust, ((RangeTblFunction *) node)->funccoltypes);
	else if (IsA(node, TableFunc))
		look_at_types(trust, ((TableFunc *) node)->coltypes);
	(void) check_functions_in_node(node, refuse_function, context);
	if (has_type(node))
		cf_trust_type(trust, exprType(node));
	return expression_tree_walker(node, look_at_node, context);
}

/* cf_trust_node -- KF010 for an expression or query that runs foreign code */
void
cf_trust_node(CfTrust *trust, void *node)
{
	(void) look_at_node(node, trust);
}

/* cf_trust_text -- the same, in the form that catalogs store */
void
cf_trust_text(CfTrust *trust, const char *tree)
{
	cf_trust_node(trust, stringToNode(tree));
}
