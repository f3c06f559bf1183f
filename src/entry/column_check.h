/*
 * column_check.h -- what the columns of an entry may hold, as data
 */
#ifndef CF_COLUMN_CHECK_H
#define CF_COLUMN_CHECK_H

#include "desk/desk.h"
#include "row/table_row.h"

/* rules for a column; flags */
#define CF_IS_REQUIRED		1	/* neither NULL nor blank */
#define CF_IS_WORD			2	/* NULL or one of the words in the argument */
#define CF_IS_CODE			4	/* NULL or a code of the argument's table */
#define CF_IS_ACTIVE		8	/* that code is in use */
#define CF_SET_BY_ENGINE	16	/* nobody else writes it; the argument is how
								 * it begins */
#define CF_SET_BY_RULE		32	/* the same; action rules may fill it */

/* a list of these ends with a NULL column */
typedef struct CfColumnCheck
{
	const char *column;
	int			rules;
	const char *argument;
} CfColumnCheck;

extern void cf_check_columns(CfDesk *desk, CfTableRow *row,
							 const CfColumnCheck *checks);

#endif							/* CF_COLUMN_CHECK_H */
