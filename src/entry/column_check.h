/*
 * column_check.h -- what the columns of an entry may hold, as data
 */
#ifndef CF_COLUMN_CHECK_H
#define CF_COLUMN_CHECK_H

#include "desk/desk.h"
#include "row/table_row.h"

typedef enum CfColumnRule
{
	CF_IS_REQUIRED,				/* neither NULL nor blank */
	CF_IS_WORD,					/* NULL or one of the words in the argument */
	CF_IS_CODE,					/* NULL or a code of the argument's table */
	CF_IS_ACTIVE_CODE,			/* the same, and it is active */
	CF_SET_BY_ENGINE,			/* the engine sets it; the argument at first */
	CF_SET_BY_RULE				/* the same; action rules may fill it */
} CfColumnRule;

/* a list of these ends with a NULL column */
typedef struct CfColumnCheck
{
	const char *column;
	CfColumnRule rule;
	const char *argument;
} CfColumnCheck;

extern void cf_check_columns(CfDesk *desk, CfTableRow *row,
							 const CfColumnCheck *checks);

#endif							/* CF_COLUMN_CHECK_H */
