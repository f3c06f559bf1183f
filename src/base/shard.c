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
#include "catalog/pg_namespace.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "base/relation_watch.h"
#include "base/shard.h"

/* the longest "_<number>" */
#define SUFFIX_LEN 24

typedef struct Shell
{
	Oid			relid;
	Oid			shard;			/* itself: it has its own rows; InvalidOid: on
								 * another node */
} Shell;

static HTAB *shells = NULL;
static HTAB *numbers = NULL;	/* of shards, for errors; they stay */
static bool looked = false;		/* for the next: */
static Oid	schemas = InvalidOid;	/* the engine's list of schemas */
static uint64 changes = 0;

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

	if (looked)
		return OidIsValid(schemas);
	if (!watching)
	{
		cf_watch_relations(forget, (Datum) 0);
		watching = true;
	}
	looked = true;
	schemas = get_relname_relid("pg_dist_schema", PG_CATALOG_NAMESPACE);
	if (OidIsValid(schemas) && shells == NULL)
	{
		numbers = make_table("complaint_flow shards", sizeof(int64),
							 sizeof(int64));
		shells = make_table("complaint_flow shells", sizeof(Oid),
							sizeof(Shell));
	}
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
find_shard(Oid relid)
{
	Oid			schema = get_rel_namespace(relid);
	Oid			desk = get_relname_relid("desk", schema);
	Datum		value;
	int64		number;

	if (!OidIsValid(desk) ||
		get_attnum(desk, "engine_version") == InvalidAttrNumber ||
		!find_value("pg_dist_schema", "pg_dist_schema_pkey", "schemaid",
					"schemaid", F_OIDEQ, ObjectIdGetDatum(schema), &value) ||
		!find_value("pg_dist_shard", "pg_dist_shard_logical_relid_index",
					"shardid", "logicalrelid", F_OIDEQ,
					ObjectIdGetDatum(relid), &value))
		return relid;
	number = DatumGetInt64(value);
	(void) hash_search(numbers, &number, HASH_ENTER, NULL);
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
	uint64		before;

	if (!cf_has_shards() || relid < FirstNormalObjectId)
		return relid;
	shell = hash_search(shells, &relid, HASH_FIND, NULL);
	if (shell != NULL)
		return shell->shard;
	before = changes;
	shard = find_shard(relid);
	if (before == changes)
	{
		shell = hash_search(shells, &relid, HASH_ENTER, NULL);
		shell->shard = shard;
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

/* the end of a shard's name at the end of a word, if it is one that we know */
static int
known_suffix(const char *word, int length)
{
	char		name[NAMEDATALEN] = "";
	const char *suffix;
	int64		number;

	if (length >= NAMEDATALEN)
		return 0;
	memcpy(name, word, length);
	suffix = suffix_of(name);
	if (suffix == NULL)
		return 0;
	number = strtoi64(suffix + 1, NULL, 10);
	return hash_search(numbers, &number, HASH_FIND, NULL) == NULL ? 0 :
		strlen(suffix);
}

static char *
without_numbers(const char *text)
{
	StringInfoData result;

	if (text == NULL)
		return NULL;
	initStringInfo(&result);
	while (*text != '\0')
	{
		int			length = strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789");

		if (length == 0)
		{
			appendStringInfoChar(&result, *text++);
			continue;
		}
		appendBinaryStringInfo(&result, text,
							   length - known_suffix(text, length));
		text += length;
	}
	return result.data;
}

/*
 * cf_name_as_users -- an error about a shard speaks of the table that users
 * know; reads no catalog, since after an error none can be read
 */
void
cf_name_as_users(ErrorData *error)
{
	if (numbers == NULL || hash_get_num_entries(numbers) == 0)
		return;
	error->message = without_numbers(error->message);
	error->detail = without_numbers(error->detail);
	error->hint = without_numbers(error->hint);
	error->context = without_numbers(error->context);
	error->table_name = without_numbers(error->table_name);
	error->constraint_name = without_numbers(error->constraint_name);
}
