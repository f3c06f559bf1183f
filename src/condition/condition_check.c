/*
 * condition_check.c -- what a condition may consist of
 *
 * A condition is evaluated at every write, by anybody, and must give the same
 * answer later: it may depend on nothing but the row, the facts and the pinned
 * settings, and it may not run code of other roles.  The tree is walked three
 * times: as parsed (for constructs that the transformation would reject or
 * replace), as transformed (with positions), and as planned (for what inlining
 * brought in).
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_coerce.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/formatting.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "condition/condition_check.h"
#include "condition/condition_function.h"
#include "condition/condition_internal.h"
#include "condition/keyword.h"

typedef struct CheckState
{
	ParseState *pstate;			/* NULL after planning: no positions then */
	const CfConditionScope *scope;
	List	   *literals;
	Node	   *node;			/* whose functions are looked at */
} CheckState;

typedef struct RawState
{
	ParseState *pstate;
	List	   *literals;
} RawState;

static void
note_literal(RawState *state, A_Const *constant)
{
	CfLiteral  *literal;

	if (constant->isnull || !IsA(&constant->val, String))
		return;
	literal = palloc(sizeof(CfLiteral));
	literal->location = constant->location;
	literal->value = strVal(&constant->val);
	state->literals = lappend(state->literals, literal);
}

static bool
check_raw_walker(Node *node, RawState *state)
{
	if (node == NULL)
		return false;
	if (IsA(node, SubLink))
		cf_condition_refuse(state->pstate, ((SubLink *) node)->location,
							"subquery in a condition",
							"A condition reads one complaint and the facts of its case, no tables.",
							"Keep what you need in a column of complaint.");
	if (IsA(node, ParamRef))
		cf_condition_refuse(state->pstate, ((ParamRef *) node)->location,
							"parameter in a condition",
							"Nobody supplies a value for it.",
							"Write the value itself.");
	if (IsA(node, A_Const))
	{
		note_literal(state, (A_Const *) node);
		return false;
	}
	return raw_expression_tree_walker(node, check_raw_walker,
									  (void *) state);
}

/*
 * cf_condition_check_raw -- refuses what must not reach the transformation
 *
 * Returns the string literals, as CfLiteral in CurrentMemoryContext.
 */
List *
cf_condition_check_raw(ParseState *pstate, Node *raw)
{
	RawState	state = {pstate, NIL};

	(void) check_raw_walker(raw, &state);
	return state.literals;
}

/* what a domain, an array or a range is made of; else the type itself */
static Oid
innermost_type(Oid type)
{
	Oid			inner;

	type = getBaseType(type);
	while (OidIsValid(inner = get_element_type(type)) ||
		   OidIsValid(inner = get_range_subtype(type)) ||
		   OidIsValid(inner = get_multirange_range(type)))
		type = getBaseType(inner);
	return type;
}

/* a type that PostgreSQL made, of which none but records hold foreign ones */
static bool
is_core_type(Oid type)
{
	return type < FirstGenbkiObjectId && type != RECORDOID &&
		type != RECORDARRAYOID;
}

/*
 * Does the type, or what it is made of, belong to somebody else?  Functions
 * of pg_catalog that take any type call the type's own comparison or output.
 */
static bool
is_foreign_type(Oid type)
{
	HeapTuple	tuple;
	Form_pg_type form;
	bool		foreign;

	if (is_core_type(type))
		return false;
	type = innermost_type(type);
	if (type == RECORDOID)
		return true;
	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", type);
	form = (Form_pg_type) GETSTRUCT(tuple);
	foreign = form->typtype != TYPTYPE_ENUM &&
		form->typnamespace != PG_CATALOG_NAMESPACE &&
		strcmp(get_namespace_name(form->typnamespace), "complaint_flow") != 0;
	ReleaseSysCache(tuple);
	return foreign;
}

/* does the input function of the type run code of other roles? */
static bool
has_foreign_input(Oid type)
{
	Oid			element;

	if (is_core_type(type))
		return false;
	element = get_element_type(type);
	return OidIsValid(element) ? has_foreign_input(element) :
		get_typtype(type) == TYPTYPE_DOMAIN || is_foreign_type(type);
}

static void
refuse_foreign_input(CheckState *state, Node *node, Oid type)
{
	if (has_foreign_input(type))
		cf_condition_refuse(state->pstate, exprLocation(node),
							psprintf("value of type %s in a condition",
									 format_type_be(type)),
							"Reading it would run code from outside pg_catalog and complaint_flow.",
							"Use a built-in type.");
}

/* a type whose input understands 'now', or one made of such */
static bool
takes_clock_words(Oid type)
{
	return TypeCategory(innermost_type(type)) == TYPCATEGORY_DATETIME;
}

static bool
says_clock_word(const char *value)
{
	static const char *const words[] = {"now", "today", "tomorrow", "yesterday"};
	char	   *lower = asc_tolower(value, strlen(value));

	for (int i = 0; i < lengthof(words); i++)
		if (strstr(lower, words[i]) != NULL)
			return true;
	return false;
}

static bool
is_catalog_reference(Oid type)
{
	static const Oid list[] = {
		REGPROCOID, REGPROCEDUREOID, REGOPEROID, REGOPERATOROID, REGCLASSOID,
		REGCOLLATIONOID, REGTYPEOID, REGROLEOID, REGNAMESPACEOID,
		REGCONFIGOID, REGDICTIONARYOID
	};

	return cf_is_listed(type, list, lengthof(list));
}

static void
check_constant(CheckState *state, Const *constant)
{
	ListCell   *lc;
	Oid			element = get_base_element_type(constant->consttype);

	if (!OidIsValid(element))
		element = constant->consttype;
	if (is_catalog_reference(element) || element == MONEYOID)
		cf_condition_refuse(state->pstate, constant->location,
							psprintf("constant of type %s in a condition",
									 format_type_be(constant->consttype)),
							"What it means depends on the session or the database.",
							"Compare texts or numbers instead.");
	foreach(lc, state->literals)
	{
		CfLiteral  *literal = lfirst(lc);

		if (literal->location == constant->location &&
			says_clock_word(literal->value) &&
			takes_clock_words(constant->consttype))
			cf_condition_refuse(state->pstate, constant->location,
								psprintf("literal '%s' reads the clock", literal->value),
								"It would be replaced by the instant at which the rule is loaded.",
								"Use the fact judged_at, for instance judged_at::date.");
	}
}

/* operators of other roles are refused even if their function is harmless */
static void
check_operator(CheckState *state, Oid operator, int location)
{
	HeapTuple	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(operator));
	Form_pg_operator form;
	char	   *schema;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for operator %u", operator);
	form = (Form_pg_operator) GETSTRUCT(tuple);
	schema = get_namespace_name(form->oprnamespace);
	if (form->oprnamespace != PG_CATALOG_NAMESPACE &&
		!cf_is_extension_function(form->oprcode, form->oprnamespace))
		cf_condition_refuse(state->pstate, location,
							psprintf("operator %s.%s in a condition",
									 quote_identifier(schema),
									 NameStr(form->oprname)),
							"A condition may use operators of pg_catalog and complaint_flow only.",
							"Compute the value in a column of complaint.");
	ReleaseSysCache(tuple);
}

/* the format must be known now: 'TM' would read lc_time */
static void
check_time_format(CheckState *state, FuncExpr *call)
{
	Const	   *format = lsecond(call->args);

	if (call->funcid != F_TO_CHAR_TIMESTAMPTZ_TEXT &&
		call->funcid != F_TO_CHAR_TIMESTAMP_TEXT &&
		call->funcid != F_TO_CHAR_INTERVAL_TEXT &&
		call->funcid != F_TO_TIMESTAMP_TEXT_TEXT &&
		call->funcid != F_TO_DATE)
		return;
	if (IsA(format, Const) && !format->constisnull)
	{
		char	   *fields = TextDatumGetCString(format->constvalue);

		if (strstr(asc_toupper(fields, strlen(fields)), "TM") == NULL)
			return;
	}
	cf_condition_refuse(state->pstate, exprLocation((Node *) format),
						"time format that depends on the session",
						"The format must be a literal without \"TM\", which means names in the session's language.",
						"Use numeric fields, for instance 'YYYY-MM-DD'.");
}

/* elements of other types may look as the session wants */
static void
check_array_to_string(CheckState *state, FuncExpr *call)
{
	Node	   *list = linitial(call->args);

	if (get_base_element_type(exprType(list)) != TEXTOID)
		cf_condition_refuse(state->pstate, exprLocation(list),
							"array_to_string of an array that is not text[]",
							"Its result would depend on the session.",
							"Use it for text[], for instance for what mentioned() gives.");
}

static void
check_mentions(CheckState *state, FuncExpr *call)
{
	Const	   *set = lsecond(call->args);
	const CfKeywords *keywords = state->scope->keywords;
	char	   *name;

	if (!IsA(set, Const) || set->constisnull)
		cf_condition_refuse(state->pstate, exprLocation((Node *) set),
							"keyword set that is not a literal",
							psprintf("The second argument of %s() must name one keyword set.",
									 get_func_name(call->funcid)),
							"Write the name in quotes; use OR for several sets.");
	name = TextDatumGetCString(set->constvalue);
	if (keywords == NULL ||
		cf_keywords_set_number(keywords, name, strlen(name)) < 0)
		cf_condition_refuse(state->pstate, exprLocation((Node *) set),
							psprintf("keyword set \"%s\" does not exist", name),
							psprintf("The second argument of %s() must name a row of keyword_set.",
									 get_func_name(call->funcid)),
							"Insert the keyword set before the rule.");
}

/* callback of check_functions_in_node; raises instead of answering true */
static bool
check_function(Oid funcid, void *context)
{
	CheckState *state = context;

	cf_condition_check_function(state->pstate, exprLocation(state->node),
								funcid, state->pstate == NULL);
	return false;
}

static void
check_call(CheckState *state, FuncExpr *call)
{
	if (call->funcretset)
		cf_condition_refuse(state->pstate, call->location,
							"set-returning function in a condition",
							"A condition yields one value.",
							"Use = ANY (array) to look into an array.");
	if (cf_is_mentions(call->funcid))
		check_mentions(state, call);
	else if (call->funcid == F_ARRAY_TO_STRING_ANYARRAY_TEXT)
		check_array_to_string(state, call);
	else if (list_length(call->args) == 2)
		check_time_format(state, call);
}

/* the functions, operators and argument types that a node brings along */
static void
check_code(CheckState *state, Node *node, List *args)
{
	ListCell   *lc;

	state->node = node;
	(void) check_functions_in_node(node, check_function, state);
	if (IsA(node, OpExpr) || IsA(node, DistinctExpr) ||
		IsA(node, NullIfExpr))
		check_operator(state, ((OpExpr *) node)->opno, exprLocation(node));
	cf_condition_check_argument(state->pstate, node);
	if (IsA(node, ScalarArrayOpExpr))
		check_operator(state, ((ScalarArrayOpExpr *) node)->opno,
					   exprLocation(node));
	foreach(lc, args)
	{
		Node	   *arg = lfirst(lc);

		if (is_foreign_type(exprType(arg)))
			cf_condition_refuse(state->pstate, exprLocation(arg),
								psprintf("value of type %s in a condition",
										 format_type_be(exprType(arg))),
								"Comparing or converting it would run code from outside pg_catalog and complaint_flow.",
								"Use its fields, or keep what you need in a column of a built-in type.");
	}
}

static void
refuse_text_to_time(CheckState *state, CoerceViaIO *cast)
{
	if (takes_clock_words(cast->resulttype))
		cf_condition_refuse(state->pstate, exprLocation((Node *) cast->arg),
							psprintf("conversion of text to %s in a condition",
									 format_type_be(cast->resulttype)),
							"A text may say 'now', so that the result would depend on the clock.",
							"Use to_date(text, format) or to_timestamp(text, format).");
}

/*
 * Names what is not allowed as such; everything unknown is refused, so that a
 * later PostgreSQL cannot let something new slip in.
 */
static void
refuse_form(CheckState *state, Node *node)
{
	const char *what = "this form of expression in a condition";
	const char *hint = "Use comparisons, AND, OR, NOT, CASE, IN, LIKE and functions.";

	if (IsA(node, Aggref) || IsA(node, GroupingFunc))
		what = "aggregate function in a condition";
	else if (IsA(node, WindowFunc))
		what = "window function in a condition";
	else if (IsA(node, SQLValueFunction))
	{
		what = "value of the clock or the session in a condition";
		hint = "Use the facts judged_at and actor.";
	}
	else if (IsA(node, CoerceToDomain))
	{
		what = "cast to a domain in a condition";
		hint = "Cast to the domain's base type.";
	}
	cf_condition_refuse(state->pstate, exprLocation(node), what,
						"A condition is judged for one complaint, from its columns and facts alone.",
						hint);
}

static bool
check_walker(Node *node, CheckState *state)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Const:
			check_constant(state, (Const *) node);
			refuse_foreign_input(state, node, ((Const *) node)->consttype);
			break;
		case T_FuncExpr:
			check_call(state, (FuncExpr *) node);
			check_code(state, node, ((FuncExpr *) node)->args);
			break;
		case T_OpExpr:
		case T_DistinctExpr:
		case T_NullIfExpr:
			check_code(state, node, ((OpExpr *) node)->args);
			break;
		case T_ScalarArrayOpExpr:
			check_code(state, node, ((ScalarArrayOpExpr *) node)->args);
			break;
		case T_CoerceViaIO:
			refuse_text_to_time(state, (CoerceViaIO *) node);
			refuse_foreign_input(state, node,
								 ((CoerceViaIO *) node)->resulttype);
			check_code(state, node, list_make1(((CoerceViaIO *) node)->arg));
			break;
		case T_RowCompareExpr:
			check_code(state, node,
					   list_concat_copy(((RowCompareExpr *) node)->largs,
										((RowCompareExpr *) node)->rargs));
			break;
		case T_MinMaxExpr:
			check_code(state, node, ((MinMaxExpr *) node)->args);
			break;
		case T_SubscriptingRef:
			check_code(state, node,
					   list_make1(((SubscriptingRef *) node)->refexpr));
			break;
		case T_ArrayCoerceExpr:
			check_code(state, node,
					   list_make1(((ArrayCoerceExpr *) node)->arg));
			break;
		case T_ArrayExpr:
		case T_RowExpr:
		case T_NullTest:
		case T_FieldSelect:
		case T_NamedArgExpr:
			break;
		default:
			if (!cf_is_harmless_node(node))
				refuse_form(state, node);
	}
	return expression_tree_walker(node, check_walker, (void *) state);
}

/*
 * cf_condition_check_expr -- refuses a transformed expression that is not
 * allowed; literals are those of cf_condition_check_raw
 */
void
cf_condition_check_expr(ParseState *pstate, const CfConditionScope *scope,
						List *literals, Node *expr)
{
	CheckState	state = {pstate, scope, literals, NULL};

	(void) check_walker(expr, &state);
}

/*
 * cf_condition_check_planned -- the same for what inlining brought in, whose
 * locations point into other texts
 */
void
cf_condition_check_planned(const CfConditionScope *scope, Node *expr)
{
	CheckState	state = {NULL, scope, NIL, NULL};

	(void) check_walker(expr, &state);
}
