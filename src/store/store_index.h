/*
 * store_index.h -- the IndexInfos of an engine table, built once
 */
#ifndef CF_STORE_INDEX_H
#define CF_STORE_INDEX_H

#include "nodes/execnodes.h"
#include "utils/rel.h"

extern void cf_indexes_init(void);
extern bool cf_indexes_open(ResultRelInfo *result);
extern void cf_indexes_close(ResultRelInfo *result, bool described);
extern Oid	cf_key_index(Relation rel, int nkeys, const AttrNumber *key);

#endif							/* CF_STORE_INDEX_H */
