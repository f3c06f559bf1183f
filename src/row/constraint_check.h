/*
 * constraint_check.h -- checking constraints, with messages that quote no row
 */
#ifndef CF_CONSTRAINT_CHECK_H
#define CF_CONSTRAINT_CHECK_H

#include "access/htup.h"
#include "fmgr.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

extern void cf_check_row(FmgrInfo *caller, Relation rel, HeapTuple row,
						 bool insert);
extern void cf_check_row_parts(FmgrInfo *caller, Relation rel,
							   const Datum *values, const bool *nulls,
							   bool insert);

#endif							/* CF_CONSTRAINT_CHECK_H */
