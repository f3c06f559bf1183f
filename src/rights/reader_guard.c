/*
 * reader_guard.c -- keeps other roles' code from running with the rights of
 * whoever enters a desk
 *
 * Before a function of complaint_flow reads or writes a desk for a caller
 * without the owner's rights, every relation of the template is inspected:
 * views, policies, column types, generated columns, checks, expressions of
 * indexes, statistics and partitions, and what these read; for writing also
 * triggers, defaults and rules.  Before a function acts as the owner, each
 * relation must belong to the owner.  Nothing is executed.  The verdict is
 * kept until one of the relations, a function, type, cast, constraint or role
 * changes; a function that is inside the desk then has it inspected again
 * before its next query (enter_desk.c).
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_partitioned_table.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_statistic_ext.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "commands/trigger.h"
#include "parser/parse_func.h"
#include "rewrite/prs2lock.h"
#include "rewrite/rowsecurity.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/partcache.h"
#include "utils/syscache.h"

#include "base/errors.h"
#include "base/relation_watch.h"
#include "base/shard.h"
#include "rights/as_owner.h"
#include "rights/reader_guard.h"
#include "rights/trusted_code.h"

typedef struct VerdictKey
{
	Oid			schema;
	Oid			role;
	CfManner	manner;
} VerdictKey;

/* all of this is made anew when something has changed */
static MemoryContext cxt = NULL;
static HTAB *verdicts;			/* of VerdictKey: found harmless */
static HTAB *watched;			/* of OIDs of relations */
static List *names;				/* of relations of the template */

static uint64 changes = 0;		/* noticed so far in this backend */
static uint64 changes_before;	/* when the tables were made */

static void
forget_relation(Datum arg, Oid relid)
{
	if (cxt != NULL &&
		(!OidIsValid(relid) || hash_search(watched, &relid, HASH_FIND, NULL)))
		changes++;
}

static void
forget_all(Datum arg, int cacheid, uint32 hashvalue)
{
	changes++;
}

/* cf_guard_changes -- grows when a verdict may no longer hold */
uint64
cf_guard_changes(void)
{
	return changes;
}

static HTAB *
make_table(const char *name, Size key)
{
	HASHCTL		ctl;

	ctl.keysize = key;
	ctl.entrysize = key;
	ctl.hcxt = cxt;
	return hash_create(name, 256, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static void
prepare(void)
{
	static bool registered = false;

	if (!registered)
	{
		cf_watch_relations(forget_relation, (Datum) 0);
		CacheRegisterSyscacheCallback(PROCOID, forget_all, (Datum) 0);
		CacheRegisterSyscacheCallback(AUTHOID, forget_all, (Datum) 0);
		CacheRegisterSyscacheCallback(TYPEOID, forget_all, (Datum) 0);
		CacheRegisterSyscacheCallback(CONSTROID, forget_all, (Datum) 0);
		CacheRegisterSyscacheCallback(CASTSOURCETARGET, forget_all, (Datum) 0);
		registered = true;
	}
	if (cxt != NULL && changes == changes_before)
		return;
	if (cxt != NULL)
		MemoryContextDelete(cxt);
	cxt = AllocSetContextCreate(CacheMemoryContext, "complaint_flow guard",
								ALLOCSET_DEFAULT_SIZES);
	verdicts = make_table("complaint_flow verdicts", sizeof(VerdictKey));
	watched = make_table("complaint_flow relations read", sizeof(Oid));
	names = NIL;
	changes_before = changes;
}

/* an expression, or a list of them, in a column of a catalog */
static void
look_at_tree(CfTrust *trust, int cache, Oid oid, AttrNumber column)
{
	HeapTuple	tuple = SearchSysCache1(cache, ObjectIdGetDatum(oid));
	Datum		tree;
	bool		isnull;

	if (!HeapTupleIsValid(tuple))
		return;					/* gone meanwhile */
	tree = SysCacheGetAttr(cache, tuple, column, &isnull);
	if (!isnull)
		cf_trust_text(trust, TextDatumGetCString(tree));
	ReleaseSysCache(tuple);
}

static void
look_at_columns(CfTrust *trust, Relation rel)
{
	TupleDesc	desc = RelationGetDescr(rel);

	trust->part = "column type";
	for (int i = 0; i < desc->natts; i++)
		if (!TupleDescAttr(desc, i)->attisdropped)
			cf_trust_type(trust, TupleDescAttr(desc, i)->atttypid);
	if (desc->constr == NULL)
		return;
	trust->part = "generated column";
	for (int i = 0; i < desc->constr->num_defval; i++)
	{
		AttrDefault *value = &desc->constr->defval[i];

		if (TupleDescAttr(desc, value->adnum - 1)->attgenerated != '\0')
			cf_trust_text(trust, value->adbin);
	}
	trust->part = "check";
	for (int i = 0; i < desc->constr->num_check; i++)
		cf_trust_text(trust, desc->constr->check[i].ccbin);
}

static void
look_at_rules(CfTrust *trust, Relation rel)
{
	ListCell   *cell;

	trust->part = "definition";
	if (rel->rd_rules != NULL)
		for (int i = 0; i < rel->rd_rules->numLocks; i++)
			if (rel->rd_rules->rules[i]->event == CMD_SELECT)
				cf_trust_node(trust, rel->rd_rules->rules[i]->actions);
	if (rel->rd_rsdesc == NULL)
		return;
	trust->part = "policy";
	foreach(cell, rel->rd_rsdesc->policies)
	{
		RowSecurityPolicy *policy = lfirst(cell);

		cf_trust_node(trust, policy->qual);
		cf_trust_node(trust, policy->with_check_qual);
	}
}

/*
 * What the planner evaluates.  It is read from the catalogs: the relation
 * cache would evaluate it at once.
 */
static void
look_at_access(CfTrust *trust, Relation rel)
{
	ListCell   *cell;

	trust->part = "index";
	foreach(cell, RelationGetIndexList(rel))
	{
		look_at_tree(trust, INDEXRELID, lfirst_oid(cell),
					 Anum_pg_index_indexprs);
		look_at_tree(trust, INDEXRELID, lfirst_oid(cell),
					 Anum_pg_index_indpred);
	}
	trust->part = "statistics object";
	foreach(cell, RelationGetStatExtList(rel))
		look_at_tree(trust, STATEXTOID, lfirst_oid(cell),
					 Anum_pg_statistic_ext_stxexprs);
	trust->part = "partition key";
	if (rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
		look_at_tree(trust, PARTRELID, RelationGetRelid(rel),
					 Anum_pg_partitioned_table_partexprs);
	foreach(cell, find_inheritance_children(RelationGetRelid(rel),
											AccessShareLock))
		cf_trust_relation(trust, lfirst_oid(cell));
}

static void
look_at_writes(CfTrust *trust, Relation rel)
{
	TriggerDesc *triggers = rel->trigdesc;
	TupleConstr *constraints = RelationGetDescr(rel)->constr;

	trust->part = "trigger";
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		Trigger    *trigger = &triggers->triggers[i];

		if (trigger->tgisinternal || trigger->tgenabled == TRIGGER_DISABLED)
			continue;
		cf_trust_trigger(trust, trigger->tgfoid);
		if (trigger->tgqual != NULL)
			cf_trust_text(trust, trigger->tgqual);
	}
	trust->part = "default";
	for (int i = 0; constraints != NULL && i < constraints->num_defval; i++)
		cf_trust_text(trust, constraints->defval[i].adbin);
	trust->part = "rule";
	for (int i = 0; rel->rd_rules != NULL && i < rel->rd_rules->numLocks; i++)
		cf_trust_node(trust, rel->rd_rules->rules[i]->actions);
}

static void
look_at_relation(CfTrust *trust, Oid relid, bool writing)
{
	Relation	rel = try_relation_open(relid, AccessShareLock);

	if (rel == NULL)
		return;					/* gone meanwhile */
	trust->relid = relid;
	trust->owner = rel->rd_rel->relowner;
	look_at_columns(trust, rel);
	look_at_rules(trust, rel);
	if (writing)
		look_at_writes(trust, rel);
	if (RELKIND_HAS_STORAGE(rel->rd_rel->relkind) ||
		RELKIND_HAS_PARTITIONS(rel->rd_rel->relkind))
		look_at_access(trust, rel);
	relation_close(rel, NoLock);
}

/* another owner could have added code that runs as the desk's owner */
static void
require_owner(Oid relid, Oid owner, const char *desk)
{
	Oid			found = cf_relation_owner(relid);

	if (OidIsValid(found) && found != owner && !superuser_arg(found))
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("\"%s.%s\" does not belong to the desk's owner",
						desk, get_rel_name(relid)),
				 errdetail("It belongs to role \"%s\".",
						   GetUserNameFromId(found, true)),
				 errhint("All tables and views of a desk belong to the role that owns its table \"desk\".")));
}

/*
 * The relations that the template names.  The function's text is read, it is
 * not called: a query would be planned, and planning calls the guard.
 */
static List *
names_of_template(void)
{
	Oid			function = LookupFuncName(list_make2(makeString("complaint_flow"),
													 makeString("desk_template")),
										  0, NULL, false);
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	bool		isnull;
	Datum		body = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosrc,
									   &isnull);
	char	   *source = TextDatumGetCString(body);
	List	   *found = NIL;

	for (char *line = source; line != NULL; line = strchr(line + 1, '\n'))
	{
		int			skip = strncmp(line, "\nCREATE TABLE ", 14) == 0 ? 14 :
			strncmp(line, "\nCREATE VIEW ", 13) == 0 ? 13 : 0;

		if (skip > 0)
			found = lappend(found, pnstrdup(line + skip,
											strspn(line + skip, "abcdefghijklmnopqrstuvwxyz_")));
	}
	pfree(source);
	ReleaseSysCache(tuple);
	return found;
}

/* false when a relation is missing, for it may be created at any time */
static bool
name_relations(CfTrust *trust, Oid schema)
{
	bool		complete = true;
	ListCell   *cell;

	if (names == NIL)
	{
		MemoryContext caller = MemoryContextSwitchTo(cxt);

		names = names_of_template();
		MemoryContextSwitchTo(caller);
	}
	foreach(cell, names)
	{
		Oid			relid = get_relname_relid(lfirst(cell), schema);
		Oid			shard = cf_shard_of(relid);

		/* the rewriter takes policies, rules and defaults from the shell */
		if (OidIsValid(relid))
			cf_trust_relation(trust, relid);
		else
			complete = false;
		if (OidIsValid(shard) && shard != relid)
			cf_trust_relation(trust, shard);
	}
	return complete;
}

/* false when a relation is missing; each is watched before it is inspected */
static bool
look_at_desk(const VerdictKey *key, const char *desk)
{
	CfTrust		trust = {.desk = desk, .reader = key->role};
	bool		complete = name_relations(&trust, key->schema);

	/* the list may grow meanwhile */
	for (int i = 0; i < list_length(trust.relations); i++)
	{
		Oid			relid = list_nth_oid(trust.relations, i);

		(void) hash_search(watched, &relid, HASH_ENTER, NULL);
		if (key->manner == CF_AS_OWNER)
			require_owner(relid, key->role, desk);
		else
			look_at_relation(&trust, relid, key->manner == CF_AS_WRITER);
	}
	return complete;
}

/*
 * cf_guard -- throws KF010 where entering the desk with the rights of the
 * role in use would run code that is not trusted with them
 *
 * With CF_AS_OWNER the rights are those of the desk's owner.  Returns
 * cf_guard_changes() as of the verdict.
 */
uint64
cf_guard(Oid schema, const char *desk, CfManner manner)
{
	VerdictKey	key = {schema, GetUserId(), manner};
	bool		complete;

	if (manner == CF_AS_OWNER)
		key.role = cf_owner_of_desk(schema);
	do
	{
		CHECK_FOR_INTERRUPTS();
		AcceptInvalidationMessages();
		prepare();
		if (hash_search(verdicts, &key, HASH_FIND, NULL) != NULL)
			return changes;
		complete = look_at_desk(&key, desk);
		/* while we waited for one relation, another may have changed */
		AcceptInvalidationMessages();
	} while (changes != changes_before);
	if (complete)
		(void) hash_search(verdicts, &key, HASH_ENTER, NULL);
	return changes;
}

/*
 * cf_guard_relation -- the same for reading a table outside the template
 *
 * It stays locked, and so unchanged, until the transaction ends.
 */
void
cf_guard_relation(Oid relid, const char *desk)
{
	CfTrust		trust = {.desk = desk,.reader = GetUserId()};

	cf_trust_relation(&trust, relid);
	for (int i = 0; i < list_length(trust.relations); i++)
		look_at_relation(&trust, list_nth_oid(trust.relations, i), false);
}
