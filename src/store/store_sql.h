/*
 * store_sql.h -- the engine's own rows by SQL, as the desk's owner
 */
#ifndef CF_STORE_SQL_H
#define CF_STORE_SQL_H

#include "access/tupdesc.h"
#include "nodes/pg_list.h"

#include "store/engine_table.h"

extern void cf_store_insert_by_sql(CfStoreTable *store, Datum *values,
								   bool *nulls);
extern void cf_store_update_by_sql(CfStoreTable *store, CfStored *old,
								   Datum *values, bool *nulls);
extern void cf_store_delete_by_sql(CfStoreTable *store, CfStored *old);
extern List *cf_store_find_by_sql(CfStoreTable *store, const Datum *key,
								  int nkeys);
extern CfStored *cf_stored_row(CfStoreTable *store, HeapTuple tuple,
							   TupleDesc desc);

#endif							/* CF_STORE_SQL_H */
