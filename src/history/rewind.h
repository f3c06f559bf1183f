/*
 * rewind.h -- a case's row with later changes undone
 */
#ifndef CF_PAST_H
#define CF_PAST_H

#include "utils/jsonb.h"

#include "case/row_type.h"

/* what stands in the place of personal data that was erased */
#define CF_ERASED "erased"

/* a row as JSON values, column by column */
typedef struct CfPast
{
	CfRow	   *row;			/* as it is today */
	JsonbValue **values;		/* by attribute number - 1; NULL: as today */
} CfPast;

extern void cf_past_begin(CfPast *past, CfRow *row);
extern char *cf_past_undo(CfPast *past, Jsonb *changes);
extern void cf_past_forget(CfPast *past, const JsonbValue *name);
extern Jsonb *cf_past_row(CfPast *past, bool hide_personal);
extern bool cf_is_erased(const CfRow *row);

/* retyped_value.c */
extern bool cf_same_in_type(Form_pg_attribute column, JsonbValue *value,
							JsonbValue *event);

#endif							/* CF_PAST_H */
