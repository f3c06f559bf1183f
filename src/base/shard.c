/*
 * shard.c -- tables of a desk whose rows a distributed engine keeps
 *
 * Where one desk is one distributed schema, as Citus has it, each of its
 * tables is an empty shell on every node.  The rows are on one node, in a
 * table <name>_<number of the shard> beside the shell.  Our functions run on
 * that node: what opens a table by its name opens the shard, and queries read
 * and write it in the shell's place.  So they are ordinary queries on local
 * tables, whatever the engine could plan itself.
 *
 * The engine's catalogs say which shard a shell has and on which node it is.
 * A table with the right name is not enough: after a move the old one stays
 * for a while.  The engine sends a message about the shell when that changes.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_namespace.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "base/relation_watch.h"
#include "base/shard.h"

/* the longest "_<number>" */
#define SUFFIX_LEN 24

typedef struct Shell
{
	Oid			relid;
	Oid			shard;			/* itself: it has its own rows; InvalidOid: on
								 * another node */
	int32		colocation;		/* by which the engine locks it */
} Shell;

/* of which table a number of a shard is */
typedef struct Number
{
	int64		number;
	NameData	shell;
} Number;

static HTAB *shells = NULL;
static HTAB *numbers = NULL;	/* of shards, for errors; they stay */
static bool looked = false;		/* for the next: */
static Oid	schemas = InvalidOid;	/* the engine's list of schemas */
static uint64 changes = 0;
static TimestampTz held_since = 0;	/* see cf_write_is_held */

/* callback of the relation cache; InvalidOid: every relation */
static void
forget(Datum arg, Oid relid)
{
	HASH_SEQ_STATUS scan;
	Shell	   *shell;

	changes++;
	looked = false;
	if (shells == NULL)
		return;
	hash_seq_init(&scan, shells);
	while ((shell = hash_seq_search(&scan)) != NULL)
		if (!OidIsValid(relid) || shell->relid == relid ||
			shell->shard == relid)
			(void) hash_search(shells, &shell->relid, HASH_REMOVE, NULL);
}

static HTAB *
make_table(const char *name, Size key, Size entry)
{
	HASHCTL		ctl = {.keysize = key,.entrysize = entry};

	return hash_create(name, 128, &ctl, HASH_ELEM | HASH_BLOBS);
}

/* cf_has_shards -- is there a distributed engine in this database? */
bool
cf_has_shards(void)
{
	static bool watching = false;
	uint64		before;

	if (looked)
		return OidIsValid(schemas);
	if (!watching)
	{
		cf_watch_relations(forget, (Datum) 0);
		watching = true;
	}
	before = changes;
	schemas = get_relname_relid("pg_dist_schema", PG_CATALOG_NAMESPACE);
	if (OidIsValid(schemas) && numbers == NULL)
		numbers = make_table("complaint_flow shards", sizeof(int64),
							 sizeof(Number));
	if (OidIsValid(schemas) && shells == NULL)
		shells = make_table("complaint_flow shells", sizeof(Oid),
							sizeof(Shell));
	looked = before == changes;
	return OidIsValid(schemas);
}

/*
 * A column of the first row with this key in one of the engine's catalogs;
 * without a key of the first row
 */
static bool
find_value(const char *catalog, const char *index, const char *column,
		   const char *key, RegProcedure equal, Datum value, Datum *result)
{
	Oid			relid = get_relname_relid(catalog, PG_CATALOG_NAMESPACE);
	Oid			indexid = index == NULL ? InvalidOid :
		get_relname_relid(index, PG_CATALOG_NAMESPACE);
	Relation	rel;
	SysScanDesc scan;
	ScanKeyData condition;
	HeapTuple	tuple;
	bool		isnull = true;

	if (!OidIsValid(relid))
		return false;
	rel = table_open(relid, AccessShareLock);
	if (key != NULL)
		ScanKeyInit(&condition, get_attnum(relid, key), BTEqualStrategyNumber,
					equal, value);
	scan = systable_beginscan(rel, indexid, OidIsValid(indexid), NULL,
							  key == NULL ? 0 : 1, &condition);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		*result = heap_getattr(tuple, get_attnum(relid, column),
							   RelationGetDescr(rel), &isnull);
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return !isnull;
}

/* is the shard on this node? */
static bool
is_here(int64 number)
{
	Datum		place;
	Datum		here;

	return find_value("pg_dist_placement", "pg_dist_placement_shardid_index",
					  "groupid", "shardid", F_INT8EQ, Int64GetDatum(number),
					  &place) &&
		find_value("pg_dist_local_group", NULL, "groupid", NULL, InvalidOid,
				   (Datum) 0, &here) &&
		DatumGetInt32(place) == DatumGetInt32(here);
}

/* of tables of desks only; all others are the engine's alone */
static Oid
find_shard(Oid relid, int32 *colocation)
{
	Oid			schema = get_rel_namespace(relid);
	Oid			desk = get_relname_relid("desk", schema);
	Datum		value;
	Datum		group;
	int64		number;
	Number	   *known;

	if (!OidIsValid(desk) ||
		get_attnum(desk, "engine_version") == InvalidAttrNumber ||
		!find_value("pg_dist_schema", "pg_dist_schema_pkey", "colocationid",
					"schemaid", F_OIDEQ, ObjectIdGetDatum(schema), &group) ||
		!find_value("pg_dist_shard", "pg_dist_shard_logical_relid_index",
					"shardid", "logicalrelid", F_OIDEQ,
					ObjectIdGetDatum(relid), &value))
		return relid;
	*colocation = DatumGetInt32(group);
	number = DatumGetInt64(value);
	known = hash_search(numbers, &number, HASH_ENTER, NULL);
	namestrcpy(&known->shell, get_rel_name(relid));
	if (!is_here(number))
		return InvalidOid;
	return get_relname_relid(psprintf("%s_" INT64_FORMAT, get_rel_name(relid),
									  number), schema);
}

/*
 * cf_shard_of -- the table that holds the rows of a table: itself, or its
 * shard, or InvalidOid where that is on another node
 */
Oid
cf_shard_of(Oid relid)
{
	Shell	   *shell;
	Oid			shard;
	int32		colocation = 0;
	uint64		before;

	if (!cf_has_shards() || relid < FirstNormalObjectId)
		return relid;
	shell = hash_search(shells, &relid, HASH_FIND, NULL);
	if (shell != NULL)
		return shell->shard;
	before = changes;
	shard = find_shard(relid, &colocation);
	if (before == changes)
	{
		shell = hash_search(shells, &relid, HASH_ENTER, NULL);
		shell->shard = shard;
		shell->colocation = colocation;
	}
	return shard;
}

/* the "_<number>" at the end of a name, or NULL */
static const char *
suffix_of(const char *name)
{
	const char *suffix = strrchr(name, '_');

	if (suffix == NULL || suffix[1] == '\0' ||
		strlen(suffix) >= SUFFIX_LEN ||
		strspn(suffix + 1, "0123456789") != strlen(suffix + 1))
		return NULL;
	return suffix;
}

/* cf_shell_of -- the table of which this one is the shard, or itself */
Oid
cf_shell_of(Oid relid)
{
	char	   *name;
	const char *suffix;
	Oid			shell;

	if (!cf_has_shards())
		return relid;
	name = get_rel_name(relid);
	suffix = name == NULL ? NULL : suffix_of(name);
	if (suffix == NULL)
		return relid;
	shell = get_relname_relid(pnstrdup(name, suffix - name),
							  get_rel_namespace(relid));
	return OidIsValid(shell) && cf_shard_of(shell) == relid ? shell : relid;
}

/*
 * cf_relid_of -- a relation by its name: where it is a shell with its shard on
 * this node, the shard
 */
Oid
cf_relid_of(const char *name, Oid schema)
{
	Oid			relid = get_relname_relid(name, schema);
	Oid			shard = cf_shard_of(relid);

	return OidIsValid(shard) ? shard : relid;
}

/* cf_index_of -- an index by its name, which that of a shard has in part */
Oid
cf_index_of(const char *name, Oid relid)
{
	Oid			schema = get_rel_namespace(relid);

	if (cf_shell_of(relid) != relid)
		name = psprintf("%s%s", name, suffix_of(get_rel_name(relid)));
	return get_relname_relid(name, schema);
}

/* cf_is_elsewhere -- are the rows of this desk on another node? */
bool
cf_is_elsewhere(Oid schema)
{
	Oid			desk;

	if (!cf_has_shards())
		return false;
	desk = get_relname_relid("desk", schema);
	return OidIsValid(desk) && !OidIsValid(cf_shard_of(desk));
}

/*
 * cf_write_is_held -- the node that sent this statement holds the desk until
 * the transaction ends
 */
void
cf_write_is_held(void)
{
	held_since = GetCurrentTransactionStartTimestamp();
}

/*
 * cf_hold_shard -- a table is about to be written: if it is a shard, it is not
 * moved until the transaction ends
 *
 * The engine moves a desk under a lock that writers share with it, on the node
 * where it plans their statements.  Statements of ours, which it does not see,
 * take the same lock here.  Who comes during a move, or had to wait for one,
 * is told to try again: 40001.  A session of another node must not wait, since
 * the move may wait for that node.
 */
void
cf_hold_shard(Oid relid)
{
	Oid			shell = cf_shell_of(relid);
	Shell	   *entry;
	LOCKTAG		tag;
	bool		is_sent;
	LockAcquireResult result = LOCKACQUIRE_ALREADY_HELD;

	if (shell == relid ||
		held_since == GetCurrentTransactionStartTimestamp())
		return;
	entry = hash_search(shells, &shell, HASH_FIND, NULL);
	if (entry != NULL)
	{
		/* the first shard of this group, in the engine's class of such locks */
		SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0, entry->colocation, 8);
		is_sent = strncmp(application_name, "citus_internal", 14) == 0;
		result = LockAcquire(&tag, ShareLock, false, is_sent);
		if (result == LOCKACQUIRE_OK)
			AcceptInvalidationMessages();
	}
	if (result == LOCKACQUIRE_NOT_AVAIL || cf_shard_of(shell) != relid)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("desk \"%s\" is moved to another node",
						get_namespace_name(get_rel_namespace(shell))),
				 errhint("Try again.")));
}

/* the end of a shard's name at the end of a word, if it is one that we know */
static int
known_suffix(const char *word, int length)
{
	char		name[NAMEDATALEN] = "";
	const char *suffix;
	int64		number;
	Number	   *known;

	if (length >= NAMEDATALEN)
		return 0;
	memcpy(name, word, length);
	suffix = suffix_of(name);
	if (suffix == NULL)
		return 0;
	number = strtoi64(suffix + 1, NULL, 10);
	known = hash_search(numbers, &number, HASH_FIND, NULL);
	/* constraints are named after their table, too */
	return known == NULL || strncmp(name, NameStr(known->shell),
									strlen(NameStr(known->shell))) != 0 ?
		0 : strlen(suffix);
}

/* in place: an error about memory must not ask for more */
static void
take_out_numbers(char *text)
{
	char	   *to = text;

	while (text != NULL && *text != '\0')
	{
		int			length = strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789");
		int			kept = length == 0 ? 1 :
			length - known_suffix(text, length);

		memmove(to, text, kept);
		to += kept;
		text += Max(length, 1);
	}
	if (to != NULL)
		*to = '\0';
}

/*
 * cf_name_as_users -- an error about a shard speaks of the table that users
 * know; reads no catalog, since after an error none can be read
 */
void
cf_name_as_users(ErrorData *error)
{
	if (error->elevel < WARNING || numbers == NULL ||
		hash_get_num_entries(numbers) == 0)
		return;
	take_out_numbers(error->message);
	take_out_numbers(error->detail);
	take_out_numbers(error->hint);
	take_out_numbers(error->context);
	take_out_numbers(error->table_name);
	take_out_numbers(error->constraint_name);
}
