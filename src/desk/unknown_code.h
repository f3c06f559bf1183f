/*
 * unknown_code.h -- refusing a code that a table of the desk does not hold,
 * and what was perhaps meant
 */
#ifndef CF_UNKNOWN_CODE_H
#define CF_UNKNOWN_CODE_H

#include "utils/rel.h"

#include "base/compat.h"
#include "desk/desk.h"

extern char *cf_code_hint(CfDesk *desk, const char *code, const char *table);
pg_noreturn extern void cf_unknown_code(CfDesk *desk, Relation rel,
										AttrNumber attno, const char *code,
										const char *table, bool inactive);

#endif							/* CF_UNKNOWN_CODE_H */
