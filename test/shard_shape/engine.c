/*
 * engine.c -- a distributed engine of one node, for tests
 *
 * engine.sql makes a schema a distributed one as Citus leaves it: each table
 * an empty shell, its rows in a table <name>_<number>, with catalogs that say
 * so.  Queries are routed by complaint_flow itself, as on the node that holds
 * a desk.  This module does what such an engine does with commands: what is
 * said of a shell is done to its shard, or to both.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "nodes/parsenodes.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"

PG_MODULE_MAGIC;

extern void _PG_init(void);

static ProcessUtility_hook_type next_utility = NULL;

/* "_<number>" of the shard of a table, or NULL: it has none */
static char *
suffix_of(RangeVar *table)
{
	Oid			types[] = {OIDOID};
	Oid			relid = table == NULL ? InvalidOid :
		RangeVarGetRelid(table, NoLock, true);
	Datum		value = ObjectIdGetDatum(relid);
	MemoryContext caller = CurrentMemoryContext;
	char	   *suffix = NULL;

	if (relid < FirstNormalObjectId ||
		!OidIsValid(get_relname_relid("pg_dist_shard", PG_CATALOG_NAMESPACE)))
		return NULL;
	SPI_connect();
	SPI_execute_with_args("SELECT '_' || shardid FROM pg_catalog.pg_dist_shard"
						  " WHERE logicalrelid OPERATOR(pg_catalog.=) $1",
						  1, types, &value, NULL, true, 1);
	if (SPI_processed == 1)
		suffix = MemoryContextStrdup(caller,
									 SPI_getvalue(SPI_tuptable->vals[0],
												  SPI_tuptable->tupdesc, 1));
	SPI_finish();
	return suffix;
}

static char *
with_suffix(char *name, char *suffix)
{
	return name == NULL ? NULL : psprintf("%s%s", name, suffix);
}

/* turns the name of a table into that of its shard; false: it has none */
static bool
to_shard(RangeVar *table)
{
	char	   *suffix = suffix_of(table);

	if (suffix != NULL)
		table->relname = with_suffix(table->relname, suffix);
	return suffix != NULL;
}

static List *
shards_of(List *tables)
{
	List	   *shards = NIL;
	ListCell   *cell;

	foreach(cell, tables)
	{
		RangeVar   *shard = copyObject(lfirst_node(RangeVar, cell));

		if (to_shard(shard))
			shards = lappend(shards, shard);
	}
	return shards;
}

/* what ALTER TABLE does to a shard, NULL: nothing */
static AlterTableCmd *
alter_shard(AlterTableCmd *cmd, char *suffix)
{
	Constraint *constraint = (Constraint *) cmd->def;

	switch (cmd->subtype)
	{
		case AT_AddIdentity:
		case AT_SetIdentity:
			return NULL;
		case AT_DropIdentity:
			cmd->subtype = AT_ColumnDefault;
			break;
		case AT_EnableTrig:
		case AT_EnableAlwaysTrig:
		case AT_EnableReplicaTrig:
		case AT_DisableTrig:
		case AT_DropConstraint:
		case AT_ValidateConstraint:
			cmd->name = with_suffix(cmd->name, suffix);
			break;
		case AT_AddConstraint:
			constraint->conname = with_suffix(constraint->conname, suffix);
			(void) to_shard(constraint->pktable);
			break;
		default:
			break;
	}
	return cmd;
}

/* the same command about the shard, NULL: there is none */
static Node *
about_shard(Node *node)
{
	char	   *suffix;
	ListCell   *cell;

	if (IsA(node, AlterTableStmt))
	{
		AlterTableStmt *stmt = (AlterTableStmt *) node;
		List	   *cmds = NIL;

		if ((suffix = suffix_of(stmt->relation)) == NULL)
			return NULL;
		stmt = copyObject(stmt);
		foreach(cell, stmt->cmds)
		{
			AlterTableCmd *cmd = alter_shard(lfirst(cell), suffix);

			if (cmd != NULL)
				cmds = lappend(cmds, cmd);
		}
		stmt->cmds = cmds;
		stmt->relation->relname = with_suffix(stmt->relation->relname, suffix);
		return cmds == NIL ? NULL : (Node *) stmt;
	}
	if (IsA(node, CreateTrigStmt))
	{
		CreateTrigStmt *stmt = copyObject((CreateTrigStmt *) node);

		if ((suffix = suffix_of(stmt->relation)) == NULL)
			return NULL;
		stmt->trigname = with_suffix(stmt->trigname, suffix);
		(void) to_shard(stmt->relation);
		return (Node *) stmt;
	}
	if (IsA(node, IndexStmt))
	{
		IndexStmt  *stmt = copyObject((IndexStmt *) node);

		if ((suffix = suffix_of(stmt->relation)) == NULL)
			return NULL;
		stmt->idxname = with_suffix(stmt->idxname, suffix);
		(void) to_shard(stmt->relation);
		return (Node *) stmt;
	}
	if (IsA(node, CreatePolicyStmt))
	{
		CreatePolicyStmt *stmt = copyObject((CreatePolicyStmt *) node);

		return to_shard(stmt->table) ? (Node *) stmt : NULL;
	}
	if (IsA(node, AlterPolicyStmt))
	{
		AlterPolicyStmt *stmt = copyObject((AlterPolicyStmt *) node);

		return to_shard(stmt->table) ? (Node *) stmt : NULL;
	}
	if (IsA(node, RenameStmt) &&
		(((RenameStmt *) node)->renameType == OBJECT_COLUMN ||
		 ((RenameStmt *) node)->renameType == OBJECT_TRIGGER))
	{
		RenameStmt *stmt = copyObject((RenameStmt *) node);

		if ((suffix = suffix_of(stmt->relation)) == NULL)
			return NULL;
		if (stmt->renameType == OBJECT_TRIGGER)
		{
			stmt->subname = with_suffix(stmt->subname, suffix);
			stmt->newname = with_suffix(stmt->newname, suffix);
		}
		(void) to_shard(stmt->relation);
		return (Node *) stmt;
	}
	if (IsA(node, DropStmt) &&
		(((DropStmt *) node)->removeType == OBJECT_TRIGGER ||
		 ((DropStmt *) node)->removeType == OBJECT_POLICY))
	{
		/* one a command is what tests drop */
		DropStmt   *stmt = copyObject((DropStmt *) node);
		List	   *name = linitial_node(List, stmt->objects);
		RangeVar   *table = makeRangeVarFromNameList(list_truncate(list_copy(name),
																   list_length(name) - 1));
		char	   *part = strVal(llast(name));
		Oid			relid;

		if ((suffix = suffix_of(table)) == NULL)
			return NULL;
		relid = RangeVarGetRelid(table, NoLock, false);
		if (stmt->removeType == OBJECT_TRIGGER)
			part = with_suffix(part, suffix);
		stmt->objects = list_make1(list_make3(makeString(get_namespace_name(get_rel_namespace(relid))),
											  makeString(with_suffix(table->relname, suffix)),
											  makeString(part)));
		return (Node *) stmt;
	}
	if (IsA(node, DropStmt) && ((DropStmt *) node)->removeType == OBJECT_INDEX)
	{
		DropStmt   *stmt = copyObject((DropStmt *) node);
		RangeVar   *name = makeRangeVarFromNameList(linitial_node(List, stmt->objects));
		Oid			index = RangeVarGetRelid(name, NoLock, true);
		Oid			table = OidIsValid(index) ? IndexGetRelation(index, true) : InvalidOid;

		if (!OidIsValid(table) ||
			(suffix = suffix_of(makeRangeVar(get_namespace_name(get_rel_namespace(table)),
											 get_rel_name(table), -1))) == NULL)
			return NULL;
		stmt->objects = list_make1(list_make2(makeString(get_namespace_name(get_rel_namespace(index))),
											  makeString(with_suffix(get_rel_name(index), suffix))));
		return (Node *) stmt;
	}
	return NULL;
}

/* the same command where only the rows count, which are the shard's */
static void
instead(Node *node)
{
	if (IsA(node, CopyStmt))
		(void) to_shard(((CopyStmt *) node)->relation);
	else if (IsA(node, TruncateStmt))
	{
		ListCell   *cell;

		foreach(cell, ((TruncateStmt *) node)->relations)
			(void) to_shard(lfirst(cell));
	}
	else if (IsA(node, VacuumStmt))
	{
		ListCell   *cell;

		foreach(cell, ((VacuumStmt *) node)->rels)
			(void) to_shard(lfirst_node(VacuumRelation, cell)->relation);
	}
	else if (IsA(node, LockStmt))
	{
		LockStmt   *stmt = (LockStmt *) node;

		stmt->relations = list_concat(stmt->relations,
									  shards_of(stmt->relations));
	}
	else if (IsA(node, GrantStmt) &&
			 ((GrantStmt *) node)->targtype == ACL_TARGET_OBJECT &&
			 ((GrantStmt *) node)->objtype == OBJECT_TABLE)
	{
		GrantStmt  *stmt = (GrantStmt *) node;

		stmt->objects = list_concat(stmt->objects, shards_of(stmt->objects));
	}
}

static void
run(PlannedStmt *planned, const char *text, bool read_only,
	ProcessUtilityContext context, ParamListInfo params,
	QueryEnvironment *environment, DestReceiver *dest, QueryCompletion *qc)
{
	(next_utility != NULL ? next_utility : standard_ProcessUtility)
		(planned, text, read_only, context, params, environment, dest, qc);
}

static void
at_command(PlannedStmt *planned, const char *text, bool read_only,
		   ProcessUtilityContext context, ParamListInfo params,
		   QueryEnvironment *environment, DestReceiver *dest,
		   QueryCompletion *qc)
{
	Node	   *second = NULL;

	/* other commands may stand outside of transactions */
	if (IsTransactionState() && !IsA(planned->utilityStmt, TransactionStmt))
	{
		planned = copyObject(planned);
		read_only = false;
		instead(planned->utilityStmt);
		second = about_shard(planned->utilityStmt);
	}
	run(planned, text, read_only, context, params, environment, dest, qc);
	if (second != NULL)
	{
		PlannedStmt *other = copyObject(planned);

		CommandCounterIncrement();
		other->utilityStmt = second;
		run(other, text, false, PROCESS_UTILITY_SUBCOMMAND, params,
			environment, None_Receiver, NULL);
	}
}

PG_FUNCTION_INFO_V1(tell_sessions);

/* a relcache message about a table, if it is still there */
Datum
tell_sessions(PG_FUNCTION_ARGS)
{
	if (get_rel_relkind(PG_GETARG_OID(0)) != '\0')
		CacheInvalidateRelcacheByRelid(PG_GETARG_OID(0));
	PG_RETURN_VOID();
}

void
_PG_init(void)
{
	next_utility = ProcessUtility_hook;
	ProcessUtility_hook = at_command;
}
