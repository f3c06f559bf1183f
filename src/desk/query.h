/*
 * query.h -- reading one row of a desk with its owner's rights
 */
#ifndef CF_QUERY_H
#define CF_QUERY_H

#include "access/htup.h"
#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "executor/spi.h"

#include "desk/desk.h"

/* one row of a query as the desk's owner, NULL when there is none */
typedef struct CfQueryRow
{
	TupleDesc	desc;
	HeapTuple	tuple;
} CfQueryRow;

extern CfQueryRow *cf_query_row(CfDesk *desk, const char *sql, int nargs,
							  const Oid *types, const Datum *values);
extern CfQueryRow *cf_query_row_latest(CfDesk *desk, const char *sql, int nargs,
									 const Oid *types, const Datum *values);
extern Datum cf_query_value(CfQueryRow *found, int column, Oid type,
							bool *isnull);
extern Datum cf_query_needed(CfQueryRow *found, int column, Oid type);
extern char *cf_query_text(CfQueryRow *found, int column);
extern char *cf_query_word(CfQueryRow *found, int column);
extern int	cf_query_int(CfQueryRow *found, int column);
extern int64 cf_query_int64(CfQueryRow *found, int column);
extern bool cf_query_bool(CfQueryRow *found, int column);
extern TimestampTz cf_query_time(CfQueryRow *found, int column);

/* SQL with a plan kept for the life of the backend */
extern SPIPlanPtr cf_kept_plan_in(Oid schema, const char *sql, int nargs,
								  const Oid *types);
#define cf_kept_plan(desk, sql, nargs, types) \
	cf_kept_plan_in((desk)->schema, sql, nargs, types)
extern int64 cf_query_execute(CfDesk *desk, const char *sql, int nargs,
							  const Oid *types, const Datum *values,
							  const char *nulls);
extern void cf_desk_watch(CfDesk *desk, Oid relid);
extern void cf_query_each(CfDesk *desk, const char *query, CfRowReader reader,
						  void *arg);

#endif							/* CF_QUERY_H */
