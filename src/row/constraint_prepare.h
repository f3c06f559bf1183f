/*
 * constraint_prepare.h -- the constraints of a table, ready to be evaluated
 */
#ifndef CF_CONSTRAINT_PREPARE_H
#define CF_CONSTRAINT_PREPARE_H

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

extern CfRowChecks *cf_row_checks_kept(Relation rel);
extern CfRowChecks *cf_row_checks_new(Relation rel);

#endif							/* CF_CONSTRAINT_PREPARE_H */
