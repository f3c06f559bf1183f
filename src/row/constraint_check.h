/*
 * constraint_check.h -- a table's own constraints, with messages that quote no row
 */
#ifndef CF_ROW_CHECK_H
#define CF_ROW_CHECK_H

#include "access/htup.h"
#include "fmgr.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

typedef struct CfCheck
{
	const char *name;
	Node	   *expr;			/* as it was written */
	ExprState  *state;
} CfCheck;

typedef struct CfGenerated
{
	AttrNumber	attno;
	Node	   *expr;
	ExprState  *state;
} CfGenerated;

typedef struct CfRowChecks
{
	List	   *required;		/* of int, attribute numbers */
	List	   *generated;		/* of CfGenerated, in the order of columns */
	List	   *checks;			/* of CfCheck */
	List	   *bounds;			/* expressions of a partition */
	ExprState  *within_bounds;
	ExprContext *context;
	TupleTableSlot *slot;		/* the row as it is going to be */
	bool		in_use;			/* being evaluated */
} CfRowChecks;

/* constraint_prepare.c */
extern CfRowChecks *cf_row_checks_kept(Relation rel);
extern CfRowChecks *cf_row_checks_new(Relation rel);

/* constraint_check.c */
extern void cf_check_row(FmgrInfo *caller, Relation rel, HeapTuple row,
						 bool insert);
extern void cf_check_row_parts(FmgrInfo *caller, Relation rel,
							   const Datum *values, const bool *nulls,
							   bool insert);

#endif							/* CF_ROW_CHECK_H */
