/*
 * shard_query.h -- a query on shells reads and writes their shards
 */
#ifndef CF_SHARD_QUERY_H
#define CF_SHARD_QUERY_H

#include "nodes/parsenodes.h"

extern bool cf_is_alike(Oid shell, Oid shard);
extern Query *cf_route_query(Query *query, List **shells);
extern bool cf_must_stay_whole(Oid function);
extern void cf_shard_init(void);

#endif							/* CF_SHARD_QUERY_H */
