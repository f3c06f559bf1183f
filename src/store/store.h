/*
 * store.h -- the engine's own rows: history, clocks, queue, messages
 *
 * Only the engine writes these tables.  It writes them directly, which needs
 * no grants and is cheapest; but by SQL as the owner where the table whose
 * trigger fired is a shard (cf_is_plain), or the owner added columns.
 */
#ifndef CF_STORE_H
#define CF_STORE_H

#include "executor/spi.h"
#include "utils/rel.h"

#include "desk/desk.h"
#include "store/engine_table.h"

extern CfStoreTable *cf_store_open(CfDesk *desk, bool direct,
								   CfEngineTable table);
extern CfStoreTable *cf_store_open_to_read(CfDesk *desk, bool direct,
										   CfEngineTable table);
extern List *cf_store_find(CfStoreTable *table, const Datum *key, int nkeys);
extern void cf_store_insert(CfStoreTable *table, Datum *values, bool *nulls);
extern void cf_store_update(CfStoreTable *table, CfStored *old,
							Datum *values, bool *nulls);
extern void cf_store_delete(CfStoreTable *table, CfStored *old);
extern bool cf_store_can_lock(CfStoreTable *table);
extern CfStored *cf_store_lock(CfStoreTable *table, const Datum *key,
							   bool wait);
extern bool cf_store_insert_new(CfStoreTable *table, Datum *values,
								bool *nulls);
extern TupleDesc cf_store_desc(CfStoreTable *table);
extern bool cf_store_is_direct(CfStoreTable *table);
extern void cf_store_close(CfStoreTable *table);

#endif							/* CF_STORE_H */
