/*
 * store_columns.h -- checking the columns of an engine table
 */
#ifndef CF_STORE_COLUMNS_H
#define CF_STORE_COLUMNS_H

#include "base/template.h"
#include "desk/desk.h"
#include "store/engine_table.h"

/* kept with the desk */
typedef struct CfStoredColumns
{
	int			count;
	const CfTemplateColumn *columns;
	Oid		   *types;
} CfStoredColumns;

extern const CfStoredColumns *cf_stored_columns(CfDesk *desk,
												CfEngineTable table,
												const char *name);
extern void cf_stored_check_types(const CfStoredColumns *columns,
								  TupleDesc desc);
extern void cf_stored_check_nulls(const CfStoredColumns *columns,
								  const bool *nulls);

#endif							/* CF_STORE_COLUMNS_H */
