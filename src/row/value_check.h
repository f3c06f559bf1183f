/*
 * value_check.h -- limits of texts, lists, times and amounts
 */
#ifndef CF_VALUE_CHECK_H
#define CF_VALUE_CHECK_H

#include "access/htup.h"
#include "utils/numeric.h"
#include "utils/rel.h"

extern void cf_check_size(Relation rel, AttrNumber attno, Datum value,
						  Size limit);
extern void cf_check_values(Relation rel, HeapTuple row, HeapTuple old,
							Size limit);
extern void cf_check_time(Relation rel, AttrNumber attno, TimestampTz value,
						  TimestampTz latest);
extern void cf_check_amount(Relation rel, AttrNumber attno, Numeric amount);
extern bool cf_lies_before(TimestampTz at, TimestampTz other, TimestampTz now,
						   int64 tolerance);
extern Size cf_longest_text(const char *column);

#endif							/* CF_VALUE_CHECK_H */
