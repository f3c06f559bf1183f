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

#include "check/solve.h"

/* evaluations of a formula: for one question, and for all of a solver */
#define STEPS_OF_QUESTION	100000
#define STEPS_OF_SOLVER		10000000

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

static uint8
truth(Search *search, const CfFormula *formula)
{
	search->steps--;
	return cf_formula_truth(formula, search->solver->cells);
}

/* a variable of the formula that is not chosen yet, or NULL */
static CfVariable *
open_variable(const Search *search, const CfFormula *formula)
{
	ListCell   *cell;

	if (formula->variable != NULL)
		return search->solver->cells[formula->variable->number] < 0 ?
			formula->variable : NULL;
	foreach(cell, formula->args)
	{
		CfVariable *variable = open_variable(search, lfirst(cell));

		if (variable != NULL)
			return variable;
	}
	return NULL;
}

static bool is_possible(Search *search, const List *hold, const List *fail);

/* in one of the variable's cells? */
static bool
is_possible_with(Search *search, CfVariable *variable, const List *hold,
				 const List *fail)
{
	int		   *chosen = &search->solver->cells[variable->number];
	bool		possible = false;

	for (int i = 0; i < variable->ncells && !possible; i++)
	{
		if (!cf_variable_can_be(variable, i, search->solver->cells))
			continue;
		*chosen = i;
		possible = is_possible(search, hold, fail);
	}
	*chosen = -1;
	return possible;
}

/*
 * Can the first all hold and none of the others?  They are those that what was
 * chosen before leaves open.
 */
static bool
is_possible(Search *search, const List *hold, const List *fail)
{
	List	   *open_hold = NIL;
	List	   *open_fail = NIL;
	bool		possible = true;
	ListCell   *cell;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(cell, hold)
	{
		uint8		found = truth(search, lfirst(cell));

		possible &= (found & CF_HOLDS) != 0;
		if (!possible)
			break;
		if (found != CF_HOLDS)
			open_hold = lappend(open_hold, lfirst(cell));
	}
	if (possible)
		foreach(cell, fail)
		{
			uint8		found = truth(search, lfirst(cell));

			possible &= found != CF_HOLDS;
			if (!possible)
				break;
			if (found & CF_HOLDS)
				open_fail = lappend(open_fail, lfirst(cell));
		}
	if (possible && search->steps > 0 &&
		(open_hold != NIL || open_fail != NIL))
		possible = is_possible_with(search,
									open_variable(search,
												  linitial(open_hold ? open_hold : open_fail)),
									open_hold, open_fail);
	list_free(open_hold);
	list_free(open_fail);
	return possible;
}

/*
 * cf_impossible -- is it proven that never all of "hold" hold while none of
 * "fail" does?  Both are lists of CfFormula
 */
bool
cf_impossible(CfSolver *solver, const List *hold, const List *fail)
{
	Search		search = {solver, Min(STEPS_OF_QUESTION, solver->steps)};
	int64		given = search.steps;
	bool		impossible;

	if (given <= 0)
		return false;
	impossible = !is_possible(&search, hold, fail);
	solver->steps -= given - search.steps;
	return impossible;
}
