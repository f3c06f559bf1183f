/*
 * table_cache.h -- what a backend knows of tables, until they change
 */
#ifndef CF_TABLE_CACHE_H
#define CF_TABLE_CACHE_H

#include "nodes/pg_list.h"
#include "utils/hsearch.h"
#include "utils/palloc.h"

/* each entry begins with this */
typedef struct CfTableEntry
{
	Oid			relid;			/* hash key */
	MemoryContext cxt;			/* of what the entry points to, or NULL */
	List	   *others;			/* OIDs of other relations it depends on */
} CfTableEntry;

static inline void *
cf_table_entry(HTAB *cache, Oid relid)
{
	return hash_search(cache, &relid, HASH_FIND, NULL);
}

extern HTAB *cf_table_cache(const char *name, Size entrysize);
extern void *cf_table_entry_add(HTAB *cache, Oid relid, MemoryContext cxt,
								List *others);
extern uint64 cf_table_changes(void);

#endif							/* CF_TABLE_CACHE_H */
