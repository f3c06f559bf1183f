/*
 * condition_function.c -- which functions a condition may call
 *
 * Immutable ones of pg_catalog and complaint_flow; mentions(); and of the
 * stable ones of pg_catalog those that work on dates and times and depend on
 * nothing but their arguments and the settings that are pinned.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/dependency.h"
#include "catalog/pg_language.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_coerce.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "condition/condition_function.h"
#include "condition/condition_internal.h"

typedef enum CfVerdict
{
	CF_ALLOWED,
	CF_READS_CLOCK,
	CF_READS_SESSION,
	CF_VOLATILE,
	CF_OUTSIDE
} CfVerdict;

/* stable functions without a date among their arguments that are allowed */
static bool
is_allowed_stable(Oid funcid)
{
	static const Oid list[] = {
		F_TO_TIMESTAMP_TEXT_TEXT, F_TO_DATE,
		F_MAKE_TIMESTAMPTZ_INT4_INT4_INT4_INT4_INT4_FLOAT8,
		F_MAKE_TIMESTAMPTZ_INT4_INT4_INT4_INT4_INT4_FLOAT8_TEXT,
		F_INTERVAL_IN, F_ENUM_OUT, F_ARRAY_TO_STRING_ANYARRAY_TEXT
	};

	return cf_is_listed(funcid, list, lengthof(list));
}

/*
 * functions of the clock, also those that hide it behind an argument; a timetz
 * is made with the offset that its zone has today
 */
static bool
reads_clock(Oid funcid)
{
	static const Oid list[] = {
		F_NOW, F_TRANSACTION_TIMESTAMP, F_STATEMENT_TIMESTAMP,
		F_CLOCK_TIMESTAMP, F_TIMEOFDAY, F_AGE_TIMESTAMP, F_AGE_TIMESTAMPTZ,
		F_TIMETZ_TIME
	};

	return cf_is_listed(funcid, list, lengthof(list));
}

/* stable functions of timetz need today's date, too */
static bool
takes_timetz(Form_pg_proc proc)
{
	for (int i = 0; i < proc->pronargs; i++)
	{
		if (proc->proargtypes.values[i] == TIMETZOID)
			return true;
	}
	return false;
}

static bool
takes_time(Form_pg_proc proc)
{
	for (int i = 0; i < proc->pronargs; i++)
	{
		char		category = TypeCategory(proc->proargtypes.values[i]);

		if (category == TYPCATEGORY_DATETIME ||
			category == TYPCATEGORY_TIMESPAN)
			return true;
	}
	return false;
}

static CfVerdict
judge_builtin(Form_pg_proc proc, bool planned)
{
	if (reads_clock(proc->oid))
		return CF_READS_CLOCK;
	if (proc->provolatile == PROVOLATILE_VOLATILE)
		return CF_VOLATILE;
	if (proc->provolatile == PROVOLATILE_IMMUTABLE ||
		is_allowed_stable(proc->oid))
		return CF_ALLOWED;
	if (proc->prolang == SQLlanguageId)
	{
		/* planning replaces it by its body, which is then looked at */
		return planned ? CF_READS_SESSION : CF_ALLOWED;
	}
	if (takes_timetz(proc))
		return CF_READS_CLOCK;
	return takes_time(proc) ? CF_ALLOWED : CF_READS_SESSION;
}

/* a function of the extension */
typedef struct OwnFunction
{
	Oid			oid;			/* 0: none any more */
	bool		mentions;		/* mentions() or mentioned() */
} OwnFunction;

/* those that were met */
static OwnFunction own_functions[32];

/* some function or schema was altered or dropped */
static void
forget_own_functions(Datum arg, int cacheid, uint32 hashvalue)
{
	memset(own_functions, 0, sizeof(own_functions));
}

void
cf_condition_function_init(void)
{
	CacheRegisterSyscacheCallback(PROCOID, forget_own_functions, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, forget_own_functions,
								  (Datum) 0);
}

static OwnFunction *
find_own(Oid funcid)
{
	for (int i = 0; i < lengthof(own_functions); i++)
	{
		if (own_functions[i].oid == funcid)
			return &own_functions[i];
		if (!OidIsValid(own_functions[i].oid))
			break;
	}
	return NULL;
}

/* mentions(text, text) or mentioned(text, text), of whatever schema */
static bool
is_named_mentions(Oid funcid)
{
	char	   *name = get_func_name(funcid);

	return name != NULL &&
		(strcmp(name, "mentions") == 0 || strcmp(name, "mentioned") == 0) &&
		get_func_nargs(funcid) == 2;
}

static void
remember_own(Oid funcid)
{
	OwnFunction *free = find_own(InvalidOid);
	OwnFunction own = {funcid, is_named_mentions(funcid)};

	if (free != NULL)
		*free = own;
}

/*
 * cf_is_extension_function -- a function in schema complaint_flow that
 * somebody put there is foreign
 *
 * Conditions name the same few functions again and again; asking the catalog
 * each time was a fifth of compiling them.
 */
bool
cf_is_extension_function(Oid funcid, Oid schema)
{
	char	   *name;

	if (find_own(funcid) != NULL)
		return true;
	name = get_namespace_name(schema);
	if (name == NULL || strcmp(name, "complaint_flow") != 0 ||
		getExtensionOfObject(ProcedureRelationId, funcid) !=
		get_extension_oid("complaint_flow", true))
		return false;
	remember_own(funcid);
	return true;
}

/* mentions(text, text) or mentioned(text, text)? */
bool
cf_is_mentions(Oid funcid)
{
	OwnFunction *own = find_own(funcid);

	return own != NULL ? own->mentions :
		is_named_mentions(funcid) &&
		cf_is_extension_function(funcid, get_func_namespace(funcid));
}

static CfVerdict
judge_function(Form_pg_proc proc, bool planned)
{
	if (proc->pronamespace == PG_CATALOG_NAMESPACE)
		return judge_builtin(proc, planned);
	if (!cf_is_extension_function(proc->oid, proc->pronamespace))
		return CF_OUTSIDE;
	if (proc->provolatile == PROVOLATILE_IMMUTABLE ||
		cf_is_mentions(proc->oid))
		return CF_ALLOWED;
	return CF_READS_SESSION;
}

static const char *
verdict_detail(CfVerdict verdict)
{
	switch (verdict)
	{
		case CF_READS_CLOCK:
			return "It reads the clock, so that the same case could be judged differently later.";
		case CF_READS_SESSION:
			return "Its result depends on the session or the database, not on its arguments alone.";
		case CF_VOLATILE:
			return "It is volatile: it may give another result at each call, or change something.";
		default:
			return "A condition may call functions of pg_catalog and complaint_flow only.";
	}
}

static const char *
verdict_hint(CfVerdict verdict, const char *name)
{
	if (strcmp(name, "concat") == 0 || strcmp(name, "concat_ws") == 0 ||
		strcmp(name, "format") == 0)
		return "Join texts with || and coalesce().";
	if (verdict == CF_READS_CLOCK)
		return strcmp(name, "age") == 0 ?
			"Use age(judged_at, ...), with two arguments." :
			"Use the fact judged_at.";
	if (verdict == CF_OUTSIDE)
		return "Write its expression into the condition, or compute the value in a column of complaint.";
	return "Use columns of complaint and facts of the case, for instance judged_at and actor.";
}

/*
 * cf_condition_check_function -- refuses a function that is not allowed
 *
 * "planned" says that inlining has happened.
 */
void
cf_condition_check_function(ParseState *pstate, int location, Oid funcid,
							bool planned)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(funcid));
	Form_pg_proc proc;
	CfVerdict	verdict;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", funcid);
	proc = (Form_pg_proc) GETSTRUCT(tuple);
	verdict = judge_function(proc, planned);
	if (verdict != CF_ALLOWED)
		ereport(ERROR,
				(errcode(ERRCODE_CF_BROKEN_RULE),
				 errmsg("function %s in a condition",
						quote_qualified_identifier(get_namespace_name(proc->pronamespace),
												   NameStr(proc->proname))),
				 errdetail("%s", verdict_detail(verdict)),
				 errhint("%s", verdict_hint(verdict, NameStr(proc->proname))),
				 parser_errposition(pstate, location)));
	ReleaseSysCache(tuple);
}

/*
 * The argument that is to be tested, and a value for the other one with which
 * the function fails only if the first is wrong.  A pattern is likely to match
 * itself up to its last character.
 */
static bool
probe_of(Oid funcid, Datum pattern, int *constant_at, Datum *other)
{
	switch (funcid)
	{
		case F_TEXTREGEXEQ:
		case F_TEXTREGEXNE:
		case F_TEXTICREGEXEQ:
		case F_TEXTICREGEXNE:
			*constant_at = 1;
			*other = CStringGetTextDatum("");
			return true;
		case F_TEXTLIKE:
		case F_TEXTNLIKE:
		case F_TEXTICLIKE:
		case F_TEXTICNLIKE:
			*constant_at = 1;
			*other = pattern;
			return true;
		case F_TIMEZONE_TEXT_TIMESTAMPTZ:
			*constant_at = 0;
			*other = TimestampTzGetDatum(0);
			return true;
		case F_TIMEZONE_TEXT_TIMESTAMP:
			*constant_at = 0;
			*other = TimestampGetDatum(0);
			return true;
		default:
			return false;
	}
}

/*
 * cf_condition_check_argument -- lets a wrong constant fail now
 *
 * Core parses regular expressions and names of time zones only when they are
 * applied to a value.
 */
void
cf_condition_check_argument(ParseState *pstate, Node *call)
{
	ParseCallbackState callback;
	Const	   *constant;
	List	   *args;
	Datum		other;
	Oid			funcid;
	int			at;

	if (IsA(call, OpExpr))
	{
		funcid = ((OpExpr *) call)->opfuncid;
		args = ((OpExpr *) call)->args;
	}
	else if (IsA(call, FuncExpr))
	{
		funcid = ((FuncExpr *) call)->funcid;
		args = ((FuncExpr *) call)->args;
	}
	else
		return;
	if (list_length(args) != 2)
		return;
	constant = lsecond(args);
	if (!probe_of(funcid, IsA(constant, Const) ? constant->constvalue : 0,
				  &at, &other))
		return;
	constant = list_nth(args, at);
	if (!IsA(constant, Const) || constant->constisnull)
		return;

	setup_parser_errposition_callback(&callback, pstate, constant->location);
	(void) OidFunctionCall2Coll(funcid, exprInputCollation(call),
								at == 0 ? constant->constvalue : other,
								at == 0 ? other : constant->constvalue);
	cancel_parser_errposition_callback(&callback);
}
