/*
 * query.h -- SQL on a desk's tables
 */
#ifndef CF_QUERY_H
#define CF_QUERY_H

#include "executor/spi.h"
#include "utils/rel.h"

#include "desk/desk.h"
#include "desk/result.h"

/* the schema in which a statement runs, and with whose rights */
typedef struct CfQueryPlace
{
	Oid			schema;
	const char *name;			/* of the schema */
	Oid			user;
} CfQueryPlace;

/* how it runs; flags */
#define CF_QUERY_SNAPSHOT		0	/* under the transaction's snapshot; it may
								 * write */
#define CF_QUERY_READ_ONLY	1	/* under the active snapshot */
#define CF_QUERY_LATEST		2	/* it reads what is committed by now, and does
								 * not write */
#define CF_QUERY_COMMAND	4	/* that, and what the running command wrote */
#define CF_QUERY_FIRST		8	/* it ends with the first row */
#define CF_QUERY_ONCE		16	/* its plan is not kept */
#define CF_QUERY_INSIDE		32	/* it enters the desk, see cf_inside: the owner
								 * may write, others read behind the guard */

/* takes one row, which is gone afterwards */
typedef void (*CfRowReader) (CfQueryRow *row, void *arg);

static inline CfQueryPlace
cf_place_of_desk(const CfDesk *desk)
{
	return (CfQueryPlace)
	{
		desk->schema, desk->name, desk->owner
	};
}

extern CfQueryPlace cf_place_of_caller(const CfDesk *desk);
extern CfQueryPlace cf_place_of_table(Relation rel);
extern CfQueryPlace cf_place_of_schema(Oid schema);
extern int64 cf_query_run(CfQueryPlace place, int how, const char *sql,
						  int nargs, const Oid *types, const Datum *values,
						  const char *nulls, CfRowReader reader, void *arg);
extern CfQueryRow *cf_query_first(CfQueryPlace place, int how, const char *sql,
								  int nargs, const Oid *types,
								  const Datum *values);
extern int64 cf_query_each(CfDesk *desk, int how, const char *sql, int nargs,
						   const Oid *types, const Datum *values,
						   CfRowReader reader, void *arg);
extern int64 cf_query_execute(CfDesk *desk, const char *sql, int nargs,
							  const Oid *types, const Datum *values,
							  const char *nulls);
extern CfQueryRow *cf_query_row(CfDesk *desk, const char *sql, int nargs,
								const Oid *types, const Datum *values);
extern CfQueryRow *cf_query_row_latest(CfDesk *desk, const char *sql,
									   int nargs, const Oid *types,
									   const Datum *values);
extern int	cf_query_ids(CfDesk *desk, const char *sql, int nargs,
						 const Oid *types, const Datum *values, Datum **ids);
extern CfQueryRow *cf_query_by_id(CfDesk *desk, const char *sql, int64 id);

#endif							/* CF_QUERY_H */
