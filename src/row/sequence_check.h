/*
 * sequence_check.h -- ids must have come from their sequence
 */
#ifndef CF_SEQUENCE_CHECK_H
#define CF_SEQUENCE_CHECK_H

#include "access/htup.h"
#include "utils/rel.h"

extern void cf_check_number(Relation rel, HeapTuple row, HeapTuple old);
extern void cf_check_new_number(Relation rel, int64 id);

#endif							/* CF_SEQUENCE_CHECK_H */
