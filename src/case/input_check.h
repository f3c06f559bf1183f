/*
 * input_check.h -- what a client may write into a case
 */
#ifndef CF_INTAKE_H
#define CF_INTAKE_H

#include "utils/numeric.h"

#include "base/compat.h"
#include "base/bounds.h"
#include "case/write.h"

extern void cf_check_input(CfWrite *write);
extern Size cf_longest_text(const char *column);

/* shared with contacts: codes, times and texts of any table */
extern Datum cf_trimmed(Datum text);
extern bool cf_blank(const char *text, int len);
extern bool cf_lies_before(TimestampTz at, TimestampTz other, TimestampTz now,
						   int64 tolerance);
extern void cf_check_time(Relation rel, AttrNumber attno, TimestampTz value,
						  TimestampTz latest);
extern void cf_check_amount(Relation rel, AttrNumber attno, Numeric amount);
pg_noreturn extern void cf_unknown_code(Relation rel, AttrNumber attno,
										const char *code, const char *table,
										const char *schema, bool inactive);

#endif							/* CF_INTAKE_H */
