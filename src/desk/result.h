/*
 * result.h -- values of a row that a query on the desk's tables gave
 *
 * The caller names the type that a value must have: a column of the desk that
 * somebody gave another type is refused with KF010.  Columns count from 1.
 */
#ifndef CF_RESULT_H
#define CF_RESULT_H

#include "access/attnum.h"
#include "access/htup.h"
#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "nodes/pg_list.h"

/* stands for no time; no fact has it */
#define CF_NO_TIME DT_NOBEGIN

typedef struct CfQueryRow
{
	TupleDesc	desc;
	HeapTuple	tuple;
	const AttrNumber *places;	/* of the columns in the tuple, or NULL: they
								 * are all of it */
	const Datum *values;		/* of the tuple, or NULL: not taken out yet */
	const bool *nulls;
} CfQueryRow;

extern Datum cf_query_value(const CfQueryRow *row, int column, Oid type,
							bool *isnull);
extern Datum cf_query_needed(const CfQueryRow *row, int column, Oid type);

extern bool cf_query_is_null(const CfQueryRow *row, int column);

/* NULL, 0, false or CF_NO_TIME for SQL NULL */
extern char *cf_query_text(const CfQueryRow *row, int column);
extern char *cf_query_word(const CfQueryRow *row, int column);
extern int	cf_query_int(const CfQueryRow *row, int column);
extern int64 cf_query_int64(const CfQueryRow *row, int column);
extern bool cf_query_bool(const CfQueryRow *row, int column);
extern TimestampTz cf_query_time(const CfQueryRow *row, int column);
extern List *cf_query_list(const CfQueryRow *row, int column);
extern struct CfTarget *cf_query_target(const CfQueryRow *row, int column);

#endif							/* CF_RESULT_H */
