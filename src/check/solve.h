/*
 * solve.h -- can conditions hold together, does one follow from others?
 */
#ifndef CF_SOLVE_H
#define CF_SOLVE_H

#include "check/formula.h"

typedef struct CfSolver
{
	CfVariables *variables;
	int		   *cells;			/* by variable, -1: not chosen yet */
	int64		steps;			/* formulas that may still be evaluated */
} CfSolver;

extern CfSolver *cf_solver(CfVariables *variables);
extern bool cf_impossible(CfSolver *solver, const List *hold,
						  const List *fail);

#endif							/* CF_SOLVE_H */
