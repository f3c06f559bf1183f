/*
 * solve.c -- can conditions hold together, does one follow from others?
 *
 * A search over the cells of variables, one variable after the other, that
 * turns back as soon as what is chosen decides against.  An answer "impossible"
 * is a proof.  The search gives up after so many steps, and then everything
 * seems possible.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "check/cells.h"
#include "check/solve.h"
#include "check/truth.h"

/* evaluations of a formula: for one question, and for all of a solver */
#define STEPS_OF_QUESTION	20000
#define STEPS_OF_SOLVER		5000000

typedef struct Search
{
	CfSolver   *solver;
	int64		steps;			/* that are left */
} Search;

/* cf_solver -- for variables that are settled; in CurrentMemoryContext */
CfSolver *
cf_solver(CfVariables *variables)
{
	CfSolver   *solver = palloc(sizeof(CfSolver));
	int			count = list_length(variables->list);

	solver->variables = variables;
	solver->cells = palloc((count + 1) * sizeof(int));
	for (int i = 0; i < count; i++)
		solver->cells[i] = -1;
	solver->steps = STEPS_OF_SOLVER;
	return solver;
}

/* what a formula can be; "open" tells that this has not changed */
static uint8
truth(Search *search, int chosen, const CfFormula *formula, uint8 open)
{
	if (chosen >= 0 && !bms_is_member(chosen, formula->variables))
		return open;
	search->steps--;
	return cf_formula_truth(formula, search->solver->cells);
}

/* of the formula's variables that are not chosen yet the one with fewest cells */
static CfVariable *
open_variable(const Search *search, const CfFormula *formula)
{
	const List *variables = search->solver->variables->list;
	CfVariable *found = NULL;
	int			number = -1;

	while ((number = bms_next_member(formula->variables, number)) >= 0)
	{
		CfVariable *variable = list_nth(variables, number);

		if (search->solver->cells[number] < 0 &&
			(found == NULL || variable->ncells < found->ncells))
			found = variable;
	}
	return found;
}

static bool is_possible(Search *search, int chosen, const List *hold,
						const List *fail);

/*
 * With a variable of the first formula in one of its cells?  Where that is to
 * fail, NULL is the likeliest.
 */
static bool
is_possible_with(Search *search, const List *hold, const List *fail)
{
	CfVariable *variable = open_variable(search, linitial(hold ? hold : fail));
	int		   *chosen = &search->solver->cells[variable->number];
	int			last = variable->ncells - 1;
	bool		possible = false;

	for (int i = 0; i <= last && !possible; i++)
	{
		int			cell = hold != NIL ? i : last - i;

		if (!cf_variable_can_be(variable, cell, search->solver->cells))
			continue;
		*chosen = cell;
		possible = is_possible(search, variable->number, hold, fail);
	}
	*chosen = -1;
	return possible;
}

/*
 * Can the first all hold and none of the others?  They are those that were
 * open before the variable with number "chosen" (-1: none) was chosen.
 */
static bool
is_possible(Search *search, int chosen, const List *hold, const List *fail)
{
	List	   *open_hold = NIL;
	List	   *open_fail = NIL;
	bool		possible = true;
	ListCell   *cell;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(cell, hold)
	{
		uint8		found = truth(search, chosen, lfirst(cell),
									  CF_HOLDS | CF_FAILS);

		possible &= (found & CF_HOLDS) != 0;
		if (!possible)
			break;
		if (found != CF_HOLDS)
			open_hold = lappend(open_hold, lfirst(cell));
	}
	if (possible)
		foreach(cell, fail)
		{
			uint8		found = truth(search, chosen, lfirst(cell),
									  CF_HOLDS | CF_FAILS);

			possible &= found != CF_HOLDS;
			if (!possible)
			{
				((CfFormula *) lfirst(cell))->decided = true;
				break;
			}
			if (found & CF_HOLDS)
				open_fail = lappend(open_fail, lfirst(cell));
		}
	if (possible && search->steps > 0 &&
		(open_hold != NIL || open_fail != NIL))
		possible = is_possible_with(search, open_hold, open_fail);
	list_free(open_hold);
	list_free(open_fail);
	return possible;
}

/*
 * cf_impossible -- is it proven that never all of "hold" hold while none of
 * "fail" does?
 *
 * Both are lists of CfFormula.  Those of "fail" that the proof needs are marked
 * as "decided".
 */
bool
cf_impossible(CfSolver *solver, const List *hold, const List *fail)
{
	Search		search = {solver, Min(STEPS_OF_QUESTION, solver->steps)};
	int64		given = search.steps;
	bool		impossible;
	ListCell   *cell;

	foreach(cell, fail)
		((CfFormula *) lfirst(cell))->decided = false;
	if (given <= 0)
		return false;
	impossible = !is_possible(&search, -1, hold, fail);
	solver->steps -= given - search.steps;
	return impossible;
}
