/*
 * variable.h -- what conditions depend on, and the values worth telling apart
 *
 * The values of a variable are cut into cells, within which no condition can
 * tell one value from another.  The last cell is NULL.  The cells chosen for
 * all variables are an array by their numbers, -1 for those not chosen yet.
 */
#ifndef CF_VARIABLE_H
#define CF_VARIABLE_H

#include "nodes/execnodes.h"
#include "utils/typcache.h"

#include "case/row_type.h"
#include "check/code_columns.h"

/* sets of truth values; a condition holds when it is true, not when unknown */
#define CF_HOLDS	1
#define CF_FAILS	2
#define CF_UNKNOWN	4

typedef enum CfVariableKind
{
	CF_LISTED,					/* a column with few values: a cell for each */
	CF_ORDERED,					/* cells: below the first constant that it is
								 * compared with, that constant, between it
								 * and the next ... */
	CF_FREE						/* a test that says nothing more: true, false */
} CfVariableKind;

typedef struct CfVariable
{
	int			number;
	CfVariableKind kind;
	Expr	   *subject;
	Oid			collation;		/* of comparisons */
	TypeCacheEntry *type;		/* ordered: of the constants; NULL: only
								 * tested for NULL */
	Bitmapset  *reads;			/* columns, and facts behind them */
	Datum	   *points;			/* the values of one listed, the constants */
	int			npoints;
	int			room;			/* for points */
	int			ncells;
	bool	   *possible;		/* by cell */
	bool		nullable;
	List	   *null_with;		/* of CfVariable: NULL where one of them is */
	List	   *makes_null;		/* the reverse */
} CfVariable;

typedef struct CfVariables
{
	CfDesk	   *desk;
	CfRowType  *type;
	CfCodeColumns *codes;
	bool		knows_file;		/* facts of the file are known */
	List	   *list;			/* of CfVariable, by number */
	ExprContext *econtext;
} CfVariables;

extern CfVariables *cf_variables_begin(CfDesk *desk, CfRowType *type,
									   CfCodeColumns *codes, bool knows_file);
extern void cf_variables_end(CfVariables *variables);
extern CfVariable *cf_listed_variable(CfVariables *variables, Expr *test);
extern uint8 *cf_listed_truth(CfVariables *variables, CfVariable *variable,
							  Expr *test);
extern CfVariable *cf_ordered_variable(CfVariables *variables, Expr *subject,
									   Oid collation, TypeCacheEntry *type);
extern CfVariable *cf_free_variable(CfVariables *variables, Expr *test);
extern void cf_variable_add_point(CfVariable *variable, Datum point);
extern int	cf_number_of_column(const CfVariables *variables,
								const Var *var);

#endif							/* CF_VARIABLE_H */
