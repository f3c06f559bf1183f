/*
 * truth.h -- what a formula can be, where some variables are known
 */
#ifndef CF_TRUTH_H
#define CF_TRUTH_H

#include "check/formula.h"

extern void cf_formula_settle(CfFormula *formula);
extern uint8 cf_formula_truth(const CfFormula *formula, const int *cells);

#endif							/* CF_TRUTH_H */
