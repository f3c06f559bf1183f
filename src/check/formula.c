/*
 * formula.c -- a condition as AND, OR, NOT and CASE over tests of variables
 *
 * What is not understood becomes a test that may have any result.  All
 * formulas are made first; then variables and formulas are settled, see
 * cells.c and truth.c, and truth can be asked.
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "utils/array.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "check/formula.h"

static CfFormula *
make_formula(CfFormulaKind kind, List *args)
{
	CfFormula  *formula = palloc0(sizeof(CfFormula));

	formula->kind = kind;
	formula->args = args;
	return formula;
}

static CfFormula *
constant(uint8 truth)
{
	CfFormula  *formula = make_formula(CF_CONSTANT, NIL);

	formula->truth = truth;
	return formula;
}

static CfFormula *
negation(CfFormula *formula)
{
	return make_formula(CF_NOT, list_make1(formula));
}

static CfFormula *
is_one_of(CfFormula *formula, uint8 truth)
{
	CfFormula  *is = make_formula(CF_IS, list_make1(formula));

	is->truth = truth;
	return is;
}

static CfFormula *
test_of(CfFormulaKind kind, CfVariable *variable)
{
	CfFormula  *formula = make_formula(kind, NIL);

	formula->variable = variable;
	return formula;
}

/* without casts that leave the value as it is */
static Expr *
bare(Expr *expr)
{
	while (IsA(expr, RelabelType))
		expr = ((RelabelType *) expr)->arg;
	return expr;
}

/* a test of which nothing is known; one and its negation are the same test */
static CfFormula *
free_test(CfVariables *variables, Expr *expr)
{
	OpExpr	   *op = (OpExpr *) expr;
	Oid			negator = IsA(expr, OpExpr) ? get_negator(op->opno) :
		InvalidOid;

	if (!OidIsValid(negator) || negator > op->opno)
		return test_of(CF_FREE_TEST, cf_free_variable(variables, expr));
	op = copyObject(op);
	op->opno = negator;
	op->opfuncid = get_opcode(negator);
	return negation(test_of(CF_FREE_TEST,
							cf_free_variable(variables, (Expr *) op)));
}

/*
 * subject operator constant, where the operator is one of the default btree
 * family of its type; else NULL
 */
static CfFormula *
comparison(CfVariables *variables, Oid operator, Oid collation,
		   Expr *subject, Datum value)
{
	Oid			left;
	Oid			right;
	TypeCacheEntry *type;
	int			strategy;
	bool		negated = false;
	CfFormula  *formula;

	op_input_types(operator, &left, &right);
	if (left != right || IsPolymorphicType(left))
		return NULL;
	type = lookup_type_cache(left, TYPECACHE_BTREE_OPFAMILY |
							 TYPECACHE_CMP_PROC_FINFO);
	if (!OidIsValid(type->btree_opf) ||
		!OidIsValid(type->cmp_proc_finfo.fn_oid))
		return NULL;
	strategy = get_op_opfamily_strategy(operator, type->btree_opf);
	if (strategy == InvalidStrategy)
	{
		operator = get_negator(operator);
		if (!OidIsValid(operator) ||
			get_op_opfamily_strategy(operator,
									 type->btree_opf) != BTEqualStrategyNumber)
			return NULL;
		strategy = BTEqualStrategyNumber;
		negated = true;
	}
	formula = test_of(CF_COMPARISON,
					  cf_ordered_variable(variables, bare(subject), collation,
										  type));
	formula->strategy = strategy;
	formula->constant = value;
	cf_variable_add_point(formula->variable, value);
	return negated ? negation(formula) : formula;
}

static bool
is_known(Node *node)
{
	return IsA(node, Const) && !((Const *) node)->constisnull;
}

static CfFormula *
comparison_of(CfVariables *variables, OpExpr *op)
{
	Node	   *left = linitial(op->args);
	Node	   *right = list_length(op->args) == 2 ? lsecond(op->args) : NULL;
	Oid			commutator;

	if (right == NULL)
		return NULL;
	if (is_known(right))
		return comparison(variables, op->opno, op->inputcollid, (Expr *) left,
						  ((Const *) right)->constvalue);
	commutator = get_commutator(op->opno);
	if (!is_known(left) || !OidIsValid(commutator))
		return NULL;
	return comparison(variables, commutator, op->inputcollid, (Expr *) right,
					  ((Const *) left)->constvalue);
}

static CfFormula *
null_test(CfVariables *variables, Expr *subject)
{
	return test_of(CF_NULL_TEST,
				   cf_ordered_variable(variables, bare(subject), InvalidOid,
									   NULL));
}

/* the elements of an array that is a constant; false where it is none */
static bool
elements_of(Node *node, Oid type, Datum **elements, bool **nulls, int *count)
{
	int16		len;
	bool		byval;
	char		align;
	ArrayType  *array;

	if (!is_known(node))
		return false;
	array = DatumGetArrayTypeP(((Const *) node)->constvalue);
	if (ARR_ELEMTYPE(array) != type)
		return false;
	get_typlenbyvalalign(type, &len, &byval, &align);
	deconstruct_array(array, type, len, byval, align, elements, nulls, count);
	return true;
}

/* subject operator ANY or ALL (constant array) */
static CfFormula *
comparison_with_list(CfVariables *variables, ScalarArrayOpExpr *op)
{
	Node	   *list = lsecond(op->args);
	CfFormula  *formula = make_formula(op->useOr ? CF_OR : CF_AND, NIL);
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	if (!elements_of(list, get_element_type(exprType(list)), &elements, &nulls,
					 &count))
		return NULL;
	for (int i = 0; i < count; i++)
	{
		CfFormula  *test = nulls[i] ? constant(CF_UNKNOWN) :
			comparison(variables, op->opno, op->inputcollid,
					   linitial(op->args), elements[i]);

		if (test == NULL)
			return NULL;
		formula->args = lappend(formula->args, test);
	}
	return formula;
}

/* is the text an element of the array?  As if it were written so */
static CfFormula *
membership(CfVariables *variables, Expr *array, Datum text, Oid collation)
{
	ScalarArrayOpExpr *op = makeNode(ScalarArrayOpExpr);
	Const	   *element = makeConst(TEXTOID, -1, get_typcollation(TEXTOID), -1,
									text, false, false);

	op->opno = TextEqualOperator;
	op->opfuncid = F_TEXTEQ;
	op->useOr = true;
	op->inputcollid = collation;
	op->args = list_make2(element, array);
	return test_of(CF_FREE_TEST, cf_free_variable(variables, (Expr *) op));
}

/*
 * array && constant, or array @> constant: some or all elements of the
 * constant are in the array.  Unknown where the array is; else never, also
 * where the array has NULL elements.
 */
static CfFormula *
overlap(CfVariables *variables, OpExpr *op)
{
	Oid			function = get_opcode(op->opno);
	bool		contained = function == F_ARRAYCONTAINED;
	Node	   *array;
	Node	   *list;
	CfFormula  *any;
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	if (function != F_ARRAYOVERLAP && function != F_ARRAYCONTAINS &&
		!contained)
		return NULL;
	array = contained ? lsecond(op->args) : linitial(op->args);
	list = contained ? linitial(op->args) : lsecond(op->args);
	if (function == F_ARRAYOVERLAP && is_known(array))
	{
		Node	   *swap = array;

		array = list;
		list = swap;
	}
	if (!elements_of(list, TEXTOID, &elements, &nulls, &count) ||
		array_contains_nulls(DatumGetArrayTypeP(((Const *) list)->constvalue)))
		return NULL;
	any = make_formula(function == F_ARRAYOVERLAP ? CF_OR : CF_AND, NIL);
	for (int i = 0; i < count; i++)
		any->args = lappend(any->args,
							membership(variables, bare((Expr *) array),
									   elements[i], op->inputcollid));
	return make_formula(CF_CASE,
						list_make3(null_test(variables, (Expr *) array),
								   constant(CF_UNKNOWN),
								   is_one_of(any, CF_HOLDS)));
}

/* a part that AND, OR and the like do not join */
static CfFormula *
translate_test(CfVariables *variables, Expr *expr)
{
	CfVariable *listed = cf_listed_variable(variables, expr);
	CfFormula  *formula = NULL;

	if (listed != NULL)
	{
		formula = test_of(CF_LISTED_TEST, listed);
		formula->by_cell = cf_listed_truth(variables, listed, expr);
		return formula;
	}
	if (IsA(expr, OpExpr))
	{
		formula = comparison_of(variables, (OpExpr *) expr);
		if (formula == NULL)
			formula = overlap(variables, (OpExpr *) expr);
	}
	else if (IsA(expr, ScalarArrayOpExpr))
		formula = comparison_with_list(variables, (ScalarArrayOpExpr *) expr);
	else if (IsA(expr, NullTest) && !((NullTest *) expr)->argisrow)
	{
		formula = null_test(variables, ((NullTest *) expr)->arg);
		if (((NullTest *) expr)->nulltesttype == IS_NOT_NULL)
			formula = negation(formula);
	}
	else if (IsA(expr, DistinctExpr))
	{
		formula = comparison_of(variables, (OpExpr *) expr);
		if (formula != NULL)
			formula = is_one_of(formula, CF_FAILS | CF_UNKNOWN);
	}
	return formula != NULL ? formula : free_test(variables, expr);
}

static CfFormula *translate(CfVariables *variables, Expr *expr);

static List *
translate_each(CfVariables *variables, List *exprs)
{
	List	   *formulas = NIL;
	ListCell   *cell;

	foreach(cell, exprs)
		formulas = lappend(formulas, translate(variables, lfirst(cell)));
	return formulas;
}

/* in the place of CaseTestExpr, what CASE names before WHEN */
static Node *
fill_in_mutator(Node *node, Expr *tested)
{
	if (node == NULL)
		return NULL;
	if (IsA(node, CaseTestExpr))
		return copyObject((Node *) tested);
	/* these have such nodes of their own */
	if (IsA(node, CaseExpr) || IsA(node, ArrayCoerceExpr))
		return node;
	return expression_tree_mutator(node, fill_in_mutator, (void *) tested);
}

static CfFormula *
translate_case(CfVariables *variables, CaseExpr *expr)
{
	List	   *args = NIL;
	ListCell   *cell;

	foreach(cell, expr->args)
	{
		CaseWhen   *when = lfirst_node(CaseWhen, cell);
		Expr	   *test = when->expr;

		if (expr->arg != NULL)
			test = (Expr *) fill_in_mutator((Node *) test, expr->arg);
		args = lappend(args, translate(variables, test));
		args = lappend(args, translate(variables, when->result));
	}
	args = lappend(args, translate(variables, expr->defresult));
	return make_formula(CF_CASE, args);
}

static CfFormula *
translate_boolean_test(CfVariables *variables, BooleanTest *expr)
{
	static const uint8 truth[] = {
		[IS_TRUE] = CF_HOLDS,
		[IS_NOT_TRUE] = CF_FAILS | CF_UNKNOWN,
		[IS_FALSE] = CF_FAILS,
		[IS_NOT_FALSE] = CF_HOLDS | CF_UNKNOWN,
		[IS_UNKNOWN] = CF_UNKNOWN,
		[IS_NOT_UNKNOWN] = CF_HOLDS | CF_FAILS
	};

	return is_one_of(translate(variables, expr->arg),
					 truth[expr->booltesttype]);
}

static CfFormula *
translate_connective(CfVariables *variables, BoolExpr *expr)
{
	static const CfFormulaKind kinds[] = {
		[AND_EXPR] = CF_AND,[OR_EXPR] = CF_OR,[NOT_EXPR] = CF_NOT
	};

	return make_formula(kinds[expr->boolop],
						translate_each(variables, expr->args));
}

static CfFormula *
translate(CfVariables *variables, Expr *expr)
{
	check_stack_depth();
	switch (nodeTag(expr))
	{
		case T_Const:
			return constant(((Const *) expr)->constisnull ? CF_UNKNOWN :
							DatumGetBool(((Const *) expr)->constvalue) ?
							CF_HOLDS : CF_FAILS);
		case T_BoolExpr:
			return translate_connective(variables, (BoolExpr *) expr);
		case T_BooleanTest:
			return translate_boolean_test(variables, (BooleanTest *) expr);
		case T_NullTest:
			if (exprType((Node *) ((NullTest *) expr)->arg) == BOOLOID)
				return is_one_of(translate(variables, ((NullTest *) expr)->arg),
								 ((NullTest *) expr)->nulltesttype == IS_NULL ?
								 CF_UNKNOWN : CF_HOLDS | CF_FAILS);
			break;
		case T_CoalesceExpr:
			return make_formula(CF_COALESCE,
								translate_each(variables,
											   ((CoalesceExpr *) expr)->args));
		case T_CaseExpr:
			return translate_case(variables, (CaseExpr *) expr);
		default:
			break;
	}
	return translate_test(variables, expr);
}

/* cf_formula -- of a boolean expression, planned; NULL is always true */
CfFormula *
cf_formula(CfVariables *variables, Expr *expr)
{
	return expr == NULL ? constant(CF_HOLDS) : translate(variables, expr);
}
