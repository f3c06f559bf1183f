/*
 * code_columns.h -- which columns and facts hold codes, and of which table
 */
#ifndef CF_CODE_COLUMNS_H
#define CF_CODE_COLUMNS_H

#include "nodes/primnodes.h"

#include "case/row_type.h"

/* what a column or fact may hold beside NULL */
typedef struct CfCodeColumn
{
	const char *name;			/* of the column or fact */
	const char *table;			/* that lists the codes with labels; NULL:
								 * none */
	List	   *codes;			/* of char * */
	bool		closed;			/* no case can hold another value */
	List	   *others;			/* of char *: words that were found, and a
								 * hint for each */
	List	   *hints;
} CfCodeColumn;

typedef struct CfCodeColumns
{
	CfCodeColumn **row;			/* by attribute number; NULL: no codes */
	CfCodeColumn **facts;		/* by CfFact */
} CfCodeColumns;

extern CfCodeColumns *cf_code_columns(CfDesk *desk, CfRowType *type);
extern CfCodeColumn *cf_code_column(const CfCodeColumns *columns,
									const Var *var);

#endif							/* CF_CODE_COLUMNS_H */
