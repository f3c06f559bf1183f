/*
 * value_check.h -- how long texts and lists of a row may be, and when it may be
 */
#ifndef CF_VALUE_CHECK_H
#define CF_VALUE_CHECK_H

#include "access/htup.h"
#include "utils/rel.h"

extern void cf_check_size(Relation rel, AttrNumber attno, Datum value,
						  Size limit);
extern void cf_check_values(Relation rel, HeapTuple row, HeapTuple old,
						   Size limit);

#endif							/* CF_VALUE_CHECK_H */
