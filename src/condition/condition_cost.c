/*
 * condition_cost.c -- how long judging a condition can take
 *
 * Every write of a case evaluates the conditions, and customers choose the
 * texts.  So the work is estimated when the rule is written: how many bytes
 * each value can have, and what the functions do with them.  This happens
 * before planning, which would already evaluate constants.  Most functions
 * return at most twice the size of their arguments and read each byte a few
 * times; those that do more are listed here.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/array.h"
#include "base/bounds.h"
#include "condition/condition_cost.h"
#include "condition/condition_internal.h"
#include "row/value_check.h"

/* bytes of one value, and of all that the functions of a condition touch */
#define VALUE_MAX	(16.0 * CF_LONG_TEXT_MAX)
#define WORK_MAX	4e9

/* bytes of a pattern, and digits of a number, in SQL */
#define PATTERN_MAX	1000
#define NUMBER_MAX	65000.0

typedef struct Estimate
{
	ParseState *pstate;			/* NULL after planning: no positions then */
	const CfConditionScope *scope;
	double		work;
} Estimate;

static double size_of(Estimate *cost, Node *node);

static void
refuse(Estimate *cost, Node *node, const char *detail, const char *hint)
{
	cf_condition_refuse(cost->pstate, exprLocation(node),
						"condition could take too long", detail, hint);
}

static bool
is_one_of(const char *name, const char *const *names, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

#define IS_ONE_OF(name, names) is_one_of(name, names, lengthof(names))

/* the value of a small constant expression; NULL for others */
static Const *
constant_of(Node *node, double size)
{
	if (contain_var_clause(node) || size > CF_CONDITION_MAX)
		return NULL;
	node = eval_const_expressions(NULL, copyObject(node));
	return IsA(node, Const) && !((Const *) node)->constisnull ?
		(Const *) node : NULL;
}

/* of a function's argument; PG_INT32_MAX where it is no small constant */
static double
number_of(Node *node)
{
	Const	   *constant = constant_of(node, 0);

	return constant == NULL || constant->consttype != INT4OID ?
		PG_INT32_MAX : Max(DatumGetInt32(constant->constvalue), 0);
}

/* of a column of the case, or of a fact; facts are short */
static double
size_of_reference(Estimate *cost, Var *var)
{
	Form_pg_attribute column;

	if (get_typlen(var->vartype) != -1)
		return 16;
	if (var->vartype == NUMERICOID)
		return NUMBER_MAX / 100;
	if (var->varno != CF_ROW_VARNO)
		return CF_SHORT_TEXT_MAX;
	column = TupleDescAttr(cost->scope->row, var->varattno - 1);
	return cf_longest_text(NameStr(column->attname));
}

static double
size_of_constant(Estimate *cost, Const *constant)
{
	Oid			output;
	bool		varlena;
	double		size;

	if (constant->constisnull || constant->constlen != -1)
		return 16;
	if (constant->consttype != NUMERICOID)
		return toast_raw_datum_size(constant->constvalue);
	/* 1e100000 takes few bytes */
	getTypeOutputInfo(NUMERICOID, &output, &varlena);
	size = strlen(OidOutputFunctionCall(output, constant->constvalue));
	if (size > PATTERN_MAX)
		refuse(cost, (Node *) constant, "It holds a number of many digits.",
			   "Write numbers as they occur in cases.");
	return size;
}

static void
check_pattern(Estimate *cost, Node *node, Datum pattern)
{
	char	   *regex = TextDatumGetCString(pattern);

	if (strlen(regex) > PATTERN_MAX)
		refuse(cost, node, "The regular expression is long.",
			   psprintf("It may have %d bytes; keyword sets find many words at once.",
						PATTERN_MAX));
	for (char *c = regex; (c = strchr(c, '\\')) != NULL; c += 2)
		if (c[1] >= '1' && c[1] <= '9')
			refuse(cost, node,
				   "The regular expression refers back to a part of itself.",
				   "Write what shall be found without \\1.");
		else if (c[1] == '\0')
			break;
}

/* the pattern, or an array of patterns */
static void
check_regex(Estimate *cost, Node *call, Node *pattern, double size)
{
	Const	   *constant = constant_of(pattern, size);
	Datum	   *elements;
	int			count;

	if (constant == NULL)
		refuse(cost, call, "The regular expression is no constant.",
			   "Write it in quotes, with up to 10000 bytes; position() and LIKE compare with other columns.");
	if (constant->consttype != TEXTARRAYOID)
	{
		check_pattern(cost, call, constant->constvalue);
		return;
	}
	count = cf_array_elements(constant->constvalue, TEXTOID, &elements);
	for (int i = 0; i < count; i++)
		check_pattern(cost, call, elements[i]);
}

static bool
is_regex(const char *name)
{
	return strncmp(name, "regexp_", 7) == 0 || strstr(name, "regexeq") ||
		strstr(name, "regexne");
}

/* functions whose work grows with the product of two arguments */
static const char *const compare_all[] = {
	"position", "strpos", "like", "notlike", "textlike", "textnlike",
	"texticlike", "texticnlike", "bpcharlike", "bpcharnlike",
	"bpchariclike", "bpcharicnlike", "namelike", "namenlike",
	"nameiclike", "nameicnlike", "bytealike", "byteanlike",
	"arrayoverlap", "arraycontains", "arraycontained",
	"jsonb_contains", "jsonb_contained", "numeric_mul", "numeric_div",
	"numeric_div_trunc", "numeric_mod", "div", "mod", "gcd", "lcm",
	"split_part", "string_to_array", "replace", "translate", "btrim",
	"ltrim", "rtrim"
};

/* functions whose work grows with the square of one argument */
static const char *const compare_itself[] = {
	"normalize", "is_normalized", "sqrt", "numeric_sqrt", "ln", "numeric_ln",
	"log", "numeric_log", "log10"
};

/* functions that may do very much with small arguments */
static const char *const refused[] = {
	"factorial", "array_fill", "numeric_power", "numeric_exp"
};
static const char *const refused_numeric[] = {"power", "pow", "exp"};

static const char *const never_grow[] = {
	"lower", "upper", "initcap", "btrim", "ltrim", "rtrim", "substr",
	"substring", "left", "right", "split_part", "reverse", "text",
	"regexp_substr", "fold_text"
};

static bool
is_refused(const char *name, Oid result)
{
	return IS_ONE_OF(name, refused) || strncmp(name, "jsonb_path_", 11) == 0 ||
		(result == NUMERICOID && IS_ONE_OF(name, refused_numeric));
}

static double
size_of_result(const char *name, List *args, const double *sizes, double all)
{
	int			count = list_length(args);

	if (strcmp(name, "textcat") == 0 || strcmp(name, "array_cat") == 0)
		return all;
	if (strcmp(name, "repeat") == 0)
		return sizes[0] * number_of(lsecond(args));
	if (strcmp(name, "lpad") == 0 || strcmp(name, "rpad") == 0)
		return 4 * number_of(lsecond(args));
	if (strcmp(name, "bpchar") == 0 && count > 1)
		return sizes[0] + 4 * number_of(lsecond(args));
	if ((strcmp(name, "replace") == 0 || strcmp(name, "regexp_replace") == 0) &&
		count > 2)
		return sizes[0] * (1 + sizes[2]);
	if (strcmp(name, "string_to_array") == 0)
		return 8 * sizes[0];
	if (strcmp(name, "array_to_string") == 0)
		return sizes[0] * (1 + sizes[1]);
	/* keywords of a set, and what an array adds to each */
	if (strcmp(name, "mentioned") == 0)
		return CF_KEYWORD_BYTES_MAX + 8.0 * CF_KEYWORDS_MAX;
	return IS_ONE_OF(name, never_grow) ? sizes[0] : 2 * all;
}

static bool
is_of_type(Node *node, Oid type)
{
	return getBaseType(exprType(node)) == type;
}

/* types whose operators have costs that nobody can estimate */
static void
check_type(Estimate *cost, Node *call, Node *value)
{
	static const Oid types[] = {
		XMLOID, JSONPATHOID, POLYGONOID, PATHOID, TSQUERYOID
	};
	Oid			type = getBaseType(exprType(value));

	if (cf_is_listed(type, types, lengthof(types)))
		refuse(cost, call,
			   psprintf("It works with values of type %s.",
						format_type_be(type)),
			   "Keep what you need in a column of a simple type.");
}

static void
check_types(Estimate *cost, Node *call, List *args)
{
	ListCell   *cell;

	check_type(cost, call, call);
	foreach(cell, args)
		check_type(cost, call, lfirst(cell));
}

static double
size_of_call(Estimate *cost, Node *call, Oid funcid, List *args)
{
	char	   *name = get_func_name(funcid);
	double		sizes[FUNC_MAX_ARGS] = {0};
	double		all = 0;
	ListCell   *cell;

	check_types(cost, call, args);
	foreach(cell, args)
	{
		int			i = foreach_current_index(cell);

		sizes[i] = size_of(cost, lfirst(cell));
		all += sizes[i];
	}
	if (is_refused(name, exprType(call)))
		refuse(cost, call,
			   psprintf("Function %s does much with little.", name),
			   "Use double precision, for instance x::float8 ^ 2, or a column.");
	if (is_regex(name) ||
		(strcmp(name, "substring") == 0 && list_length(args) > 1 &&
		 is_of_type(lsecond(args), TEXTOID)))
		check_regex(cost, call, lsecond(args), sizes[1]);
	cost->work += all;
	if ((IS_ONE_OF(name, compare_all) || is_regex(name)) &&
		list_length(args) > 1)
		cost->work += sizes[0] * sizes[1];
	if (IS_ONE_OF(name, compare_itself))
		cost->work += sizes[0] * sizes[0];
	if (get_typlen(exprType(call)) != -1)
		return 16;
	return size_of_result(name, args, sizes, all);
}

/* from the text of a value, or to it */
static double
size_of_conversion(Estimate *cost, CoerceViaIO *cast)
{
	double		size = size_of(cost, (Node *) cast->arg);

	check_types(cost, (Node *) cast, list_make1(cast->arg));
	cost->work += size;
	if (cast->resulttype == NUMERICOID)
		return NUMBER_MAX;
	return size * (type_is_array(cast->resulttype) ? 8 : 2);
}

/* the sum of what a node is made of */
static bool
add_part(Node *node, void *context)
{
	double	   *sum = ((void **) context)[1];

	if (node != NULL)
		*sum += size_of(((void **) context)[0], node);
	return false;
}

static double
size_of_node(Estimate *cost, Node *node)
{
	double		sum = 0;
	void	   *context[] = {cost, &sum};

	switch (nodeTag(node))
	{
		case T_Var:
			return size_of_reference(cost, (Var *) node);
		case T_Const:
			return size_of_constant(cost, (Const *) node);
		case T_FuncExpr:
			return size_of_call(cost, node, ((FuncExpr *) node)->funcid,
								((FuncExpr *) node)->args);
		case T_OpExpr:
		case T_DistinctExpr:
		case T_NullIfExpr:
			return size_of_call(cost, node,
								get_opcode(((OpExpr *) node)->opno),
								((OpExpr *) node)->args);
		case T_ScalarArrayOpExpr:
			return size_of_call(cost, node,
								get_opcode(((ScalarArrayOpExpr *) node)->opno),
								((ScalarArrayOpExpr *) node)->args);
		case T_CoerceViaIO:
			return size_of_conversion(cost, (CoerceViaIO *) node);
		default:
			break;
	}
	(void) expression_tree_walker(node, add_part, context);
	return sum + 16;
}

static double
size_of(Estimate *cost, Node *node)
{
	double		size;

	check_stack_depth();
	size = size_of_node(cost, node);
	if (size > VALUE_MAX)
		refuse(cost, node, "A value of it could have many megabytes.",
			   "Compare the texts themselves; functions that make long texts need small constants.");
	if (cost->work > WORK_MAX)
		refuse(cost, node, "It compares every part of a long text with every part of another.",
			   "Compare with short columns or constants; keyword sets find many words at once.");
	return size;
}

/*
 * cf_condition_check_cost -- refuses an expression that could delay writers
 *
 * Without pstate it is the planned one.
 */
void
cf_condition_check_cost(ParseState *pstate, const CfConditionScope *scope,
						Node *expr)
{
	Estimate	cost = {pstate, scope, 0};

	(void) size_of(&cost, expr);
}
