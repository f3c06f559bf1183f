/*
 * desk_cache.c -- the cache of desks, and its invalidation
 *
 * Every policy table has a row trigger, also active during restore and
 * replication, that sends a relcache message for the desk's table "desk".  The
 * callback here only marks the copy as stale: code up the stack may be reading
 * it.  The next cf_desk_open() builds a new copy from the latest snapshot (the
 * transaction's own may be hours old, and the copy outlives it) and replaces
 * the old one.  A copy that is still being read is freed when the last
 * reader's memory context is reset, on success and on error alike.
 *
 * A message about a table of which the copy holds no rows brings it in doubt:
 * the next cf_desk_open() looks whether the table has another shape.
 *
 * Messages are read at every open: a statement that already holds all its
 * locks would otherwise never read any.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/relation_watch.h"
#include "desk/desk_cache.h"
#include "desk/desk_check.h"
#include "desk/desk_load.h"
#include "desk/rule_load.h"
#include "rights/as_owner.h"
#include "rights/enter_desk.h"

typedef struct DeskEntry
{
	Oid			schema;			/* hash key */
	CfDesk	   *desk;			/* NULL while none was built */
} DeskEntry;

/* of a copy that changes of the policy overtake */
#define BUILDS_AT_MOST	5

static HTAB *desks = NULL;
static CfDesk *desk_being_built = NULL;
static CfDesk *stand_in = NULL; /* see cf_desk_stand_in */

static void
mark_if_about(CfDesk *desk, Oid relid)
{
	ListCell   *cell;

	if (desk == NULL)
		return;
	if (!OidIsValid(relid) || list_member_oid(desk->tables, relid))
		desk->stale = true;
	foreach(cell, desk->shaped)
	{
		CfShapedTable *table = lfirst(cell);

		if (table->relid != relid)
			continue;
		table->doubts++;
		desk->doubts++;
	}
}

static void
mark_all_about(Oid relid)
{
	HASH_SEQ_STATUS scan;
	DeskEntry  *entry;

	mark_if_about(desk_being_built, relid);
	hash_seq_init(&scan, desks);
	while ((entry = hash_seq_search(&scan)) != NULL)
		mark_if_about(entry->desk, relid);
}

static void
relcache_callback(Datum arg, Oid relid)
{
	mark_all_about(relid);
}

/* a schema was renamed or dropped; there are few, so all are rebuilt */
static void
namespace_callback(Datum arg, int cacheid, uint32 hashvalue)
{
	mark_all_about(InvalidOid);
}

void
cf_desk_init(void)
{
	HASHCTL		ctl = {0};

	ctl.keysize = sizeof(Oid);
	ctl.entrysize = sizeof(DeskEntry);
	desks = hash_create("complaint_flow desks", 8, &ctl,
						HASH_ELEM | HASH_BLOBS);
	cf_watch_relations(relcache_callback, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, namespace_callback,
								  (Datum) 0);
}

static void
free_unless_read(CfDesk *desk)
{
	if (desk->pins == 0)
		MemoryContextDelete(desk->cxt);
}

/* reset callback of the reader's memory context */
static void
unpin(void *arg)
{
	CfDesk	   *desk = arg;
	DeskEntry  *entry;

	desk->pins--;
	entry = hash_search(desks, &desk->schema, HASH_FIND, NULL);
	if (entry == NULL || entry->desk != desk)
		free_unless_read(desk);
}

static CfDesk *
pin(CfDesk *desk)
{
	MemoryContextCallback *callback = palloc(sizeof(MemoryContextCallback));

	callback->func = unpin;
	callback->arg = desk;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
	desk->pins++;
	return desk;
}

/*
 * An error that means that a table of the desk was altered becomes KF010;
 * other errors pass.
 */
static void
explain_failure(CfDesk *desk)
{
	ErrorData  *error;

	MemoryContextSwitchTo(desk->cxt);
	error = CopyErrorData();
	if (error->sqlerrcode != ERRCODE_UNDEFINED_COLUMN &&
		error->sqlerrcode != ERRCODE_UNDEFINED_FUNCTION &&
		error->sqlerrcode != ERRCODE_DATATYPE_MISMATCH)
		PG_RE_THROW();
	FlushErrorState();
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("schema \"%s\" is not a complete desk", desk->name),
			 errdetail("PostgreSQL says: %s.", error->message),
			 errhint("Give the table its column back; complaint_flow.desks() tells what is damaged.")));
}

/*
 * The desk as one snapshot, the latest, shows it, in a context of its own
 * below the current one.
 */
static CfDesk *
build(Oid schema, const char *source, bool looks_back)
{
	char	   *name = get_namespace_name(schema);
	CfOwnerScope scope;
	MemoryContext cxt;
	CfDesk	   *desk;

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_SCHEMA),
				 errmsg("schema with OID %u does not exist", schema)));
	cxt = AllocSetContextCreate(CurrentMemoryContext, "complaint_flow desk",
								ALLOCSET_DEFAULT_SIZES);
	MemoryContextCopyAndSetIdentifier(cxt, name);
	desk = MemoryContextAllocZero(cxt, sizeof(CfDesk));
	desk->cxt = cxt;
	desk->schema = schema;
	desk->name = MemoryContextStrdup(cxt, name);
	desk->source = MemoryContextStrdup(cxt, source);
	desk->looks_back = looks_back;

	/* messages that arrive meanwhile mark it, too */
	desk_being_built = desk;
	PG_TRY();
	{
		desk->owner = cf_owner_of_desk(schema);
		/* input functions of the desk's own types run as its owner */
		cf_owner_begin(&scope, name, desk->owner);
		cf_desk_check(desk);
		PushActiveSnapshot(GetLatestSnapshot());
		cf_desk_load(desk);
		cf_rules_load(desk);
		PopActiveSnapshot();
		cf_owner_end(&scope);
	}
	PG_CATCH();
	{
		desk_being_built = NULL;
		explain_failure(desk);
	}
	PG_END_TRY();
	desk_being_built = NULL;
	return desk;
}

/*
 * The same of the policy in force.  While tables are opened, messages arrive:
 * a copy that one is about may mix what was with what is, so that another is
 * built.  Where that happens all the time the last one has to do.
 */
static CfDesk *
build_whole(Oid schema)
{
	CfDesk	   *desk = build(schema, "", false);

	for (int i = 1; i < BUILDS_AT_MOST && desk->stale; i++)
	{
		MemoryContextDelete(desk->cxt);
		desk = build(schema, "", false);
	}
	return desk;
}

/* frees copies of desks whose schema is gone */
static void
forget_dropped(void)
{
	HASH_SEQ_STATUS scan;
	DeskEntry  *entry;

	hash_seq_init(&scan, desks);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		CfDesk	   *desk = entry->desk;

		if (!desk->stale ||
			SearchSysCacheExists1(NAMESPACEOID,
								  ObjectIdGetDatum(desk->schema)))
			continue;
		hash_search(desks, &entry->schema, HASH_REMOVE, NULL);
		free_unless_read(desk);
	}
}

/*
 * cf_desk_open -- the desk that lives in a schema
 *
 * The result stays readable until CurrentMemoryContext is reset.  Throws
 * KF010 when the schema lacks tables of a desk.
 */
CfDesk *
cf_desk_open(Oid schema)
{
	DeskEntry  *entry;
	CfDesk	   *fresh;
	CfDesk	   *old;
	bool		found;

	if (stand_in != NULL && stand_in->schema == schema)
		return stand_in;
	AcceptInvalidationMessages();
	entry = hash_search(desks, &schema, HASH_FIND, NULL);
	if (entry != NULL && entry->desk != NULL && !entry->desk->stale &&
		(cf_desk_is_sure(entry->desk) || cf_desk_has_its_shape(entry->desk)))
		return pin(entry->desk);

	fresh = build_whole(schema);
	MemoryContextSetParent(fresh->cxt, CacheMemoryContext);
	entry = hash_search(desks, &schema, HASH_ENTER, &found);
	old = found ? entry->desk : NULL;	/* a new entry is not zeroed */
	entry->desk = fresh;
	if (old != NULL)
		free_unless_read(old);
	else
		forget_dropped();
	return pin(fresh);
}

/*
 * cf_desk_schema -- the schema of a desk named by a user
 *
 * Refuses who may not use the schema.
 */
Oid
cf_desk_schema(const char *name)
{
	Oid			schema;

	(void) cf_desk_owner_named(name, &schema);
	if (cf_schema_aclcheck(schema, GetUserId(), ACL_USAGE) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_SCHEMA, name);
	return schema;
}

CfDesk *
cf_desk_open_named(const char *name)
{
	return cf_desk_open(cf_desk_schema(name));
}

/* cf_desk_inside -- the same for a part of functions that entered the desk */
CfDesk *
cf_desk_inside(const char *name)
{
	cf_require_inside(name);
	return cf_desk_open_named(name);
}

/*
 * cf_desk_of_policy -- the desk with another policy than the one in force
 *
 * "source" comes from policy_source().  The copy is not shared: it lives as
 * long as CurrentMemoryContext, or until its own context is deleted.
 */
CfDesk *
cf_desk_of_policy(Oid schema, const char *source)
{
	return build(schema, source, true);
}

/*
 * cf_desk_stand_in -- until the next call this copy is what cf_desk_open
 * returns for its schema; NULL: the desk's own
 *
 * Returns what held before.  The caller keeps the copy as long.
 */
CfDesk *
cf_desk_stand_in(CfDesk *desk)
{
	CfDesk	   *before = stand_in;

	stand_in = desk;
	return before;
}
