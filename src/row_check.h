/*
 * row_check.h -- a table's own constraints, with messages that quote no row
 */
#ifndef CF_ROW_CHECK_H
#define CF_ROW_CHECK_H

#include "access/htup.h"
#include "fmgr.h"
#include "utils/rel.h"

extern void cf_check_row(FmgrInfo *caller, Relation rel, HeapTuple row);

#endif							/* CF_ROW_CHECK_H */
