/*
 * condition_risk.c -- conditions that may fail, or read settings
 *
 * Only conditions that may raise an error are evaluated in a subtransaction,
 * and the settings are swapped only for conditions that read them.  Both
 * answers err on the safe side: unknown functions count as risky.
 */
#include "postgres.h"

#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "condition/condition_function.h"
#include "condition/condition_internal.h"
#include "condition/condition_risk.h"

/* functions without collation that fail on no input */
static bool
never_raises(Oid funcid)
{
	static const Oid list[] = {
		F_LENGTH_TEXT, F_CHAR_LENGTH_TEXT, F_CHARACTER_LENGTH_TEXT,
		F_OCTET_LENGTH_TEXT, F_TEXTCAT, F_BTRIM_TEXT, F_LTRIM_TEXT,
		F_RTRIM_TEXT, F_TEXT_BPCHAR, F_CARDINALITY, F_ARRAY_LENGTH, F_ENUM_EQ,
		F_ENUM_NE, F_JSONB_OBJECT_FIELD, F_JSONB_OBJECT_FIELD_TEXT,
		F_JSONB_ARRAY_ELEMENT, F_JSONB_ARRAY_ELEMENT_TEXT, F_JSONB_EXISTS,
		F_INT2OUT, F_INT4OUT, F_INT8OUT, F_NUMERIC_OUT, F_BOOLOUT, F_TEXTOUT,
		F_TEXTIN, F_ARRAY_TO_STRING_ANYARRAY_TEXT
	};

	if ((funcid >= F_NUMERIC_EQ && funcid <= F_NUMERIC_LE) ||
		(funcid >= F_DATE_LT_TIMESTAMP && funcid <= F_DATE_NE_TIMESTAMP) ||
		(funcid >= F_DATE_LT_TIMESTAMPTZ && funcid <= F_DATE_NE_TIMESTAMPTZ) ||
		(funcid >= F_TIMESTAMP_LT_DATE && funcid <= F_TIMESTAMP_NE_DATE) ||
		(funcid >= F_TIMESTAMPTZ_LT_DATE && funcid <= F_TIMESTAMPTZ_NE_DATE) ||
		(funcid >= F_TIMESTAMP_LT_TIMESTAMPTZ &&
		 funcid <= F_TIMESTAMP_NE_TIMESTAMPTZ) ||
		(funcid >= F_TIMESTAMPTZ_LT_TIMESTAMP &&
		 funcid <= F_TIMESTAMPTZ_NE_TIMESTAMP))
		return true;
	return cf_is_listed(funcid, list, lengthof(list));
}

static bool
is_like(Oid funcid)
{
	return funcid == F_TEXTLIKE || funcid == F_TEXTNLIKE ||
		funcid == F_TEXTICLIKE || funcid == F_TEXTICNLIKE;
}

/* the same for functions that fail under a nondeterministic collation */
static bool
never_raises_with_collation(Oid funcid, Oid collation)
{
	static const Oid list[] = {
		F_LOWER_TEXT, F_UPPER_TEXT, F_POSITION_TEXT_TEXT, F_STRPOS
	};

	return (is_like(funcid) || cf_is_listed(funcid, list, lengthof(list))) &&
		OidIsValid(collation) && get_collation_isdeterministic(collation);
}

/* arrays of texts are compared element by element, as texts are */
static bool
compares_texts(Oid funcid, Node *node)
{
	static const Oid list[] = {
		F_ARRAYOVERLAP, F_ARRAYCONTAINS, F_ARRAYCONTAINED
	};

	return cf_is_listed(funcid, list, lengthof(list)) && IsA(node, OpExpr) &&
		exprType(linitial(((OpExpr *) node)->args)) == TEXTARRAYOID;
}

/* a LIKE pattern fails when it ends with a lone backslash */
static bool
is_valid_pattern(Node *pattern)
{
	Const	   *constant = (Const *) pattern;
	char	   *like;
	int			backslashes = 0;

	if (!IsA(pattern, Const))
		return false;
	if (constant->constisnull)
		return true;
	like = TextDatumGetCString(constant->constvalue);
	for (int i = strlen(like); i > 0 && like[i - 1] == '\\'; i--)
		backslashes++;
	return backslashes % 2 == 0;
}

/* callback of check_functions_in_node */
static bool
may_raise_function(Oid funcid, void *context)
{
	Node	   *node = context;
	Oid			collation = exprInputCollation(node);

	if (is_like(funcid) &&
		!(IsA(node, OpExpr) &&
		  is_valid_pattern(lsecond(((OpExpr *) node)->args))))
		return true;
	return !(get_func_leakproof(funcid) || never_raises(funcid) ||
			 never_raises_with_collation(funcid, collation) ||
			 compares_texts(funcid, node) ||
			 cf_is_mentions(funcid));
}

static bool
may_raise_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Const:
			break;
		case T_NullTest:
			if (((NullTest *) node)->argisrow)
				return true;
			break;
		case T_ArrayExpr:
			if (((ArrayExpr *) node)->multidims)
				return true;
			break;
		case T_FuncExpr:
		case T_OpExpr:
		case T_DistinctExpr:
		case T_NullIfExpr:
		case T_ScalarArrayOpExpr:
		case T_CoerceViaIO:
			if (check_functions_in_node(node, may_raise_function, node))
				return true;
			break;
		default:
			if (!cf_is_harmless_node(node))
				return true;
	}
	return expression_tree_walker(node, may_raise_walker, context);
}

/* cf_condition_may_raise -- can any row make the planned expression fail? */
bool
cf_condition_may_raise(Node *expr)
{
	return may_raise_walker(expr, NULL);
}

/* callback of check_functions_in_node */
static bool
needs_pins_function(Oid funcid, void *context)
{
	if (funcid == F_FLOAT4OUT || funcid == F_FLOAT8OUT)
		return true;
	return func_volatile(funcid) == PROVOLATILE_STABLE &&
		funcid != F_ENUM_OUT &&
		funcid != F_ARRAY_TO_STRING_ANYARRAY_TEXT && !cf_is_mentions(funcid);
}

static bool
needs_pins_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (check_functions_in_node(node, needs_pins_function, NULL))
		return true;
	return expression_tree_walker(node, needs_pins_walker, context);
}

/* cf_condition_needs_pins -- does the result depend on the pinned settings? */
bool
cf_condition_needs_pins(Node *expr)
{
	return needs_pins_walker(expr, NULL);
}
