/*
 * result.h -- values of a row that a query on the desk's tables gave
 *
 * Every value is asked for with the type that it has to have: a column of the
 * desk that somebody gave another type is refused with KF010, and never read
 * as what it is not.  Columns count from 1.
 */
#ifndef CF_RESULT_H
#define CF_RESULT_H

#include "access/htup.h"
#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "nodes/pg_list.h"

/* a moment that there is not; no fact has this time */
#define CF_NO_TIME DT_NOBEGIN

extern Datum cf_result_value(HeapTuple row, TupleDesc desc, int column,
							 Oid type, bool *isnull);
extern Datum cf_result_needed(HeapTuple row, TupleDesc desc, int column,
							  Oid type);
extern struct CfTarget *cf_result_target(HeapTuple row, TupleDesc desc,
										 int column);

/* NULL, 0 or false for SQL NULL */
extern char *cf_column_text(HeapTuple row, TupleDesc desc, int column);
extern char *cf_column_word(HeapTuple row, TupleDesc desc, int column);
extern int	cf_column_int(HeapTuple row, TupleDesc desc, int column);
extern int64 cf_column_int64(HeapTuple row, TupleDesc desc, int column);
extern bool cf_column_bool(HeapTuple row, TupleDesc desc, int column);
extern List *cf_column_list(HeapTuple row, TupleDesc desc, int column);

#endif							/* CF_RESULT_H */
