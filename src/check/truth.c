/*
 * truth.c -- what a formula can be, where some variables are known
 *
 * The parts of a formula are taken as if they did not depend on each other, so
 * it seems that it can be more than it can.  Once all its variables are known
 * the answer is exact.
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "miscadmin.h"

#include "check/cells.h"
#include "check/truth.h"

static uint8
compared(int strategy, int order)
{
	bool		holds = false;

	switch (strategy)
	{
		case BTLessStrategyNumber:
			holds = order < 0;
			break;
		case BTLessEqualStrategyNumber:
			holds = order <= 0;
			break;
		case BTEqualStrategyNumber:
			holds = order == 0;
			break;
		case BTGreaterEqualStrategyNumber:
			holds = order >= 0;
			break;
		case BTGreaterStrategyNumber:
			holds = order > 0;
			break;
	}
	return holds ? CF_HOLDS : CF_FAILS;
}

static void
settle_test(CfFormula *formula)
{
	CfVariable *variable = formula->variable;
	int			last = variable->ncells - 1;
	int			constant_cell = formula->kind == CF_COMPARISON ?
		cf_variable_cell(variable, formula->constant) : 0;

	if (formula->kind != CF_LISTED_TEST)
	{
		formula->by_cell = palloc(variable->ncells);
		for (int i = 0; i < last; i++)
			formula->by_cell[i] = formula->kind == CF_COMPARISON ?
				compared(formula->strategy, i - constant_cell) :
				formula->kind == CF_FREE_TEST && i == 0 ? CF_HOLDS : CF_FAILS;
		formula->by_cell[last] = formula->kind == CF_NULL_TEST ? CF_HOLDS :
			CF_UNKNOWN;
	}
	for (int i = 0; i <= last; i++)
		if (variable->possible[i])
			formula->truth |= formula->by_cell[i];
}

/* numbers of a test's variable and of those that may make it NULL */
static Bitmapset *
variables_of_test(const CfFormula *formula)
{
	Bitmapset  *numbers = bms_make_singleton(formula->variable->number);
	ListCell   *cell;

	foreach(cell, formula->variable->null_with)
		numbers = bms_add_member(numbers,
								 ((CfVariable *) lfirst(cell))->number);
	return numbers;
}

/* cf_formula_settle -- the variables are settled: what its tests give */
void
cf_formula_settle(CfFormula *formula)
{
	ListCell   *cell;

	check_stack_depth();
	if (formula->variable != NULL)
	{
		settle_test(formula);
		formula->variables = variables_of_test(formula);
	}
	foreach(cell, formula->args)
	{
		CfFormula  *part = lfirst(cell);

		cf_formula_settle(part);
		formula->variables = bms_add_members(formula->variables,
											 part->variables);
	}
}

static uint8
negated(uint8 truth)
{
	return (truth & CF_UNKNOWN) | (truth & CF_HOLDS ? CF_FAILS : 0) |
		(truth & CF_FAILS ? CF_HOLDS : 0);
}

static uint8
both(uint8 a, uint8 b)
{
	uint8		truth = (a & b & CF_HOLDS) | ((a | b) & CF_FAILS);

	if (((a & CF_UNKNOWN) && (b & (CF_UNKNOWN | CF_HOLDS))) ||
		((b & CF_UNKNOWN) && (a & CF_HOLDS)))
		truth |= CF_UNKNOWN;
	return truth;
}

/* AND; OR is the same with everything negated */
static uint8
truth_of_and(const CfFormula *formula, const int *cells, bool negate)
{
	uint8		truth = CF_HOLDS;
	ListCell   *cell;

	foreach(cell, formula->args)
	{
		uint8		part = cf_formula_truth(lfirst(cell), cells);

		truth = both(truth, negate ? negated(part) : part);
		if (truth == CF_FAILS)
			break;
	}
	return negate ? negated(truth) : truth;
}

static uint8
truth_of_case(const CfFormula *formula, const int *cells)
{
	uint8		truth = 0;
	int			i;

	for (i = 0; i + 1 < list_length(formula->args); i += 2)
	{
		uint8		test = cf_formula_truth(list_nth(formula->args, i), cells);

		if (test & CF_HOLDS)
			truth |= cf_formula_truth(list_nth(formula->args, i + 1), cells);
		if (test == CF_HOLDS)
			return truth;
	}
	return truth | cf_formula_truth(list_nth(formula->args, i), cells);
}

static uint8
truth_of_coalesce(const CfFormula *formula, const int *cells)
{
	uint8		truth = 0;
	ListCell   *cell;

	foreach(cell, formula->args)
	{
		uint8		part = cf_formula_truth(lfirst(cell), cells);

		truth |= part & ~CF_UNKNOWN;
		if ((part & CF_UNKNOWN) == 0)
			return truth;
	}
	return truth | CF_UNKNOWN;
}

static uint8
truth_of_test(const CfFormula *formula, const int *cells)
{
	const CfVariable *variable = formula->variable;

	if (cells[variable->number] >= 0)
		return formula->by_cell[cells[variable->number]];
	return cf_variable_is_null(variable, cells) ?
		formula->by_cell[variable->ncells - 1] : formula->truth;
}

/*
 * cf_formula_truth -- what it can be, with variables in these cells; by
 * number, -1: in any possible cell
 */
uint8
cf_formula_truth(const CfFormula *formula, const int *cells)
{
	uint8		truth;

	switch (formula->kind)
	{
		case CF_CONSTANT:
			return formula->truth;
		case CF_AND:
		case CF_OR:
			return truth_of_and(formula, cells, formula->kind == CF_OR);
		case CF_NOT:
			return negated(cf_formula_truth(linitial(formula->args), cells));
		case CF_IS:
			truth = cf_formula_truth(linitial(formula->args), cells);
			return (truth & formula->truth ? CF_HOLDS : 0) |
				(truth & ~formula->truth ? CF_FAILS : 0);
		case CF_CASE:
			return truth_of_case(formula, cells);
		case CF_COALESCE:
			return truth_of_coalesce(formula, cells);
		default:
			return truth_of_test(formula, cells);
	}
}
