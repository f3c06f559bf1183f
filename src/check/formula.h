/*
 * formula.h -- a condition as AND, OR, NOT and CASE over tests of variables
 */
#ifndef CF_FORMULA_H
#define CF_FORMULA_H

#include "check/variable.h"

typedef enum CfFormulaKind
{
	CF_CONSTANT,
	CF_AND,
	CF_OR,
	CF_NOT,
	CF_IS,						/* IS TRUE, IS UNKNOWN ... of a formula */
	CF_CASE,					/* arguments: test, result, test, result ...,
								 * result otherwise */
	CF_COALESCE,
	CF_LISTED_TEST,				/* of a variable, as the next */
	CF_COMPARISON,
	CF_NULL_TEST,
	CF_FREE_TEST
} CfFormulaKind;

typedef struct CfFormula
{
	CfFormulaKind kind;
	List	   *args;			/* of CfFormula */
	uint8		truth;			/* constant: what it is; IS: what makes it
								 * true; test: what it can be */
	CfVariable *variable;
	uint8	   *by_cell;		/* truth of a test */
	int			strategy;		/* comparison: of a btree */
	Datum		constant;
} CfFormula;

extern CfFormula *cf_formula(CfVariables *variables, Expr *expr);
extern void cf_formula_settle(CfFormula *formula);
extern Bitmapset *cf_formula_variables(const CfFormula *formula);
extern uint8 cf_formula_truth(const CfFormula *formula, const int *cells);

#endif							/* CF_FORMULA_H */
