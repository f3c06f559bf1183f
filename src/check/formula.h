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
	Bitmapset  *variables;		/* numbers of those that it depends on */
	CfVariable *variable;		/* of a test */
	uint8	   *by_cell;		/* what the test is there */
	bool		decided;		/* it made the last search turn back */
	int			strategy;		/* comparison: of a btree */
	Datum		constant;
} CfFormula;

extern CfFormula *cf_formula(CfVariables *variables, Expr *expr);

#endif							/* CF_FORMULA_H */
