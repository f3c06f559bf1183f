/*
 * rewind.h -- a case's row with later changes undone
 */
#ifndef CF_REWIND_H
#define CF_REWIND_H

#include "utils/jsonb.h"

#include "case/row_type.h"

/* what stands in the place of personal data that was erased */
#define CF_ERASED "erased"

/* a row as JSON values, column by column */
typedef struct CfRewind
{
	CfRow	   *row;			/* as it is today */
	JsonbValue **values;		/* by attribute number - 1; NULL: as today */
} CfRewind;

extern void cf_rewind_begin(CfRewind *rewind, CfRow *row);
extern char *cf_rewind_undo(CfRewind *rewind, Jsonb *changes);
extern void cf_rewind_forget(CfRewind *rewind, const JsonbValue *name);
extern Jsonb *cf_rewind_row(CfRewind *rewind, bool hide_personal);

#endif							/* CF_REWIND_H */
