/*
 * table_cache.c -- what a backend knows of tables, until they change
 *
 * An entry is removed as soon as the relation cache hears that its table has
 * changed or is gone.  What it points to stays until the transaction ends: the
 * code up the stack may be using it.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "base/relation_watch.h"
#include "base/table_cache.h"

static uint64 changes = 0;

static void
discard(HTAB *cache, CfTableEntry *entry)
{
	if (entry->cxt != NULL && TopTransactionContext != NULL)
		MemoryContextSetParent(entry->cxt, TopTransactionContext);
	else if (entry->cxt != NULL)
		MemoryContextDelete(entry->cxt);
	(void) hash_search(cache, &entry->relid, HASH_REMOVE, NULL);
}

/* callback of the relation cache; InvalidOid: every table */
static void
forget(Datum arg, Oid relid)
{
	HTAB	   *cache = (HTAB *) DatumGetPointer(arg);
	HASH_SEQ_STATUS scan;
	CfTableEntry *entry;

	changes++;
	hash_seq_init(&scan, cache);
	while ((entry = hash_seq_search(&scan)) != NULL)
		if (!OidIsValid(relid) || entry->relid == relid ||
			list_member_oid(entry->others, relid))
			discard(cache, entry);
}

/* cf_table_cache -- an empty cache, for the life of the backend */
HTAB *
cf_table_cache(const char *name, Size entrysize)
{
	HASHCTL		ctl = {.keysize = sizeof(Oid),.entrysize = entrysize};
	HTAB	   *cache = hash_create(name, 64, &ctl, HASH_ELEM | HASH_BLOBS);

	cf_watch_relations(forget, PointerGetDatum(cache));
	return cache;
}

/*
 * cf_table_entry_add -- a new entry, of which the caller fills in the rest
 *
 * It takes over the memory of "cxt", where "others" lives, too.
 */
void *
cf_table_entry_add(HTAB *cache, Oid relid, MemoryContext cxt, List *others)
{
	CfTableEntry *entry = hash_search(cache, &relid, HASH_ENTER, NULL);

	if (cxt != NULL)
		MemoryContextSetParent(cxt, CacheMemoryContext);
	entry->cxt = cxt;
	entry->others = others;
	return entry;
}

/* cf_table_changes -- a number that changes whenever a relation is invalidated */
uint64
cf_table_changes(void)
{
	return changes;
}
