/*
 * desk_rows.h -- the rows of a table of the policy
 */
#ifndef CF_DESK_ROWS_H
#define CF_DESK_ROWS_H

#include "desk/desk.h"
#include "desk/result.h"

/* by which columns rows are sorted: whole numbers or times */
#define CF_SORT_KEYS	2

typedef struct CfDeskTable
{
	const char *name;
	const char *columns;		/* as a query lists them, separated by ", " */
	const char *sort[CF_SORT_KEYS]; /* columns or NULL */
	bool		downwards;		/* the highest first */
	bool		only_active;	/* rows whose column "active" is true */
} CfDeskTable;

/* takes one row; runs in the desk's memory */
typedef void (*CfDeskReader) (CfDesk *desk, CfQueryRow *row, void *arg);

extern void cf_desk_each(CfDesk *desk, const CfDeskTable *table,
						 CfDeskReader reader, void *arg);
extern void cf_desk_load_each(CfDesk *desk, const CfDeskTable *table,
							  CfDeskReader reader, void *arg);

#endif							/* CF_DESK_ROWS_H */
