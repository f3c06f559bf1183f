/*
 * query.h -- reading one row of a desk with its owner's rights
 */
#ifndef CF_FOUND_H
#define CF_FOUND_H

#include "access/htup.h"
#include "access/tupdesc.h"
#include "datatype/timestamp.h"

#include "desk/desk.h"

/* one row of a query as the desk's owner, NULL when there is none */
typedef struct CfFound
{
	TupleDesc	desc;
	HeapTuple	tuple;
} CfFound;

extern CfFound *cf_owner_find(CfDesk *desk, const char *sql, int nargs,
							  const Oid *types, const Datum *values);
extern CfFound *cf_owner_find_latest(CfDesk *desk, const char *sql, int nargs,
									 const Oid *types, const Datum *values);
extern Datum cf_found_value(CfFound *found, int column, Oid type,
							bool *isnull);
extern Datum cf_found_needed(CfFound *found, int column, Oid type);
extern char *cf_found_text(CfFound *found, int column);
extern char *cf_found_word(CfFound *found, int column);
extern int	cf_found_int(CfFound *found, int column);
extern int64 cf_found_int64(CfFound *found, int column);
extern bool cf_found_bool(CfFound *found, int column);
extern TimestampTz cf_found_time(CfFound *found, int column);

#endif							/* CF_FOUND_H */
