/*
 * shard_query.c -- a query on shells reads and writes their shards
 *
 * Only where the shards are on this node, and have the shells' columns at the
 * same places; a query on others is left to the distributed engine.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_relation.h"
#include "parser/parsetree.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/shard.h"
#include "base/shard_query.h"

/* the queries around an expression, the innermost first */
typedef struct Levels
{
	Query	   *query;
	struct Levels *outer;
	List	  **shells;			/* that were replaced, OIDs */
} Levels;

static Query *route(Query *query, Levels *outer, List **shells);

static ExecutorStart_hook_type next_start = NULL;

/*
 * cf_is_alike -- do the columns of a shard stand where its shell has them?
 *
 * Not where a column of the shell was dropped before its rows were spread.
 */
bool
cf_is_alike(Oid shell, Oid shard)
{
	Relation	a;
	Relation	b;
	bool		alike;

	if (shell == shard)
		return true;
	a = RelationIdGetRelation(shell);
	b = RelationIdGetRelation(shard);
	alike = RelationIsValid(a) && RelationIsValid(b) &&
		RelationGetNumberOfAttributes(a) == RelationGetNumberOfAttributes(b);

	for (int i = 0; alike && i < RelationGetNumberOfAttributes(a); i++)
	{
		Form_pg_attribute one = TupleDescAttr(RelationGetDescr(a), i);
		Form_pg_attribute other = TupleDescAttr(RelationGetDescr(b), i);

		alike = one->attisdropped == other->attisdropped &&
			one->atttypid == other->atttypid &&
			strcmp(NameStr(one->attname), NameStr(other->attname)) == 0;
	}
	if (RelationIsValid(a))
		RelationClose(a);
	if (RelationIsValid(b))
		RelationClose(b);
	return alike;
}

static void
route_entry(Query *query, RangeTblEntry *entry, List **shells)
{
	Oid			shard;

	/* the second is the row that ON CONFLICT excludes */
	if (entry->rtekind != RTE_RELATION ||
		(entry->relkind != RELKIND_RELATION &&
		 entry->relkind != RELKIND_COMPOSITE_TYPE))
		return;
	shard = cf_shard_of(entry->relid);
	if (!OidIsValid(shard) || shard == entry->relid)
		return;
	if (entry->rellockmode != NoLock)
		LockRelationOid(shard, entry->rellockmode);
	if (!cf_is_alike(entry->relid, shard))
		return;
	*shells = list_append_unique_oid(*shells, entry->relid);
	cf_rename_permissions(query, entry, shard);
	entry->relid = shard;
}

/* a whole row keeps the type of the shell, which functions may expect */
static Node *
convert_row(Var *var, Levels *levels)
{
	RangeTblEntry *entry;
	Oid			type;
	ConvertRowtypeExpr *row;

	for (int up = var->varlevelsup; up > 0; up--)
		levels = levels->outer;
	if (var->varno < 1 || var->varno > list_length(levels->query->rtable))
		return (Node *) var;
	entry = rt_fetch(var->varno, levels->query->rtable);
	if (entry->rtekind != RTE_RELATION)
		return (Node *) var;
	type = get_rel_type_id(entry->relid);
	if (type == var->vartype || var->vartype == RECORDOID)
		return (Node *) var;
	row = makeNode(ConvertRowtypeExpr);
	row->resulttype = var->vartype;
	row->convertformat = COERCE_IMPLICIT_CAST;
	row->location = -1;
	row->arg = (Expr *) copyObject(var);
	((Var *) row->arg)->vartype = type;
	return (Node *) row;
}

static Node *
route_node(Node *node, void *arg)
{
	Levels	   *levels = arg;

	if (node == NULL)
		return NULL;
	if (IsA(node, Query))
		return (Node *) route((Query *) node, levels, levels->shells);
	if (IsA(node, Var) && ((Var *) node)->varattno == InvalidAttrNumber)
		return convert_row((Var *) node, levels);
	return expression_tree_mutator(node, route_node, arg);
}

/* ON CONFLICT ON CONSTRAINT: that of the shard ends like the shard */
static void
route_constraint(OnConflictExpr *conflict, Oid shell, Oid shard)
{
	char	   *name = get_constraint_name(conflict->constraint);
	const char *number;

	if (name == NULL || shell == shard)
		return;
	number = get_rel_name(shard) + strlen(get_rel_name(shell));
	conflict->constraint =
		get_relation_constraint_oid(shard, psprintf("%s%s", name, number),
									false);
}

static Query *
route(Query *query, Levels *outer, List **shells)
{
	Levels		levels = {query, outer, shells};
	Oid			target = query->resultRelation == 0 ? InvalidOid :
		rt_fetch(query->resultRelation, query->rtable)->relid;
	ListCell   *cell;

	foreach(cell, query->rtable)
		route_entry(query, lfirst(cell), shells);
	if (query->onConflict != NULL && OidIsValid(query->onConflict->constraint))
		route_constraint(query->onConflict, target,
						 rt_fetch(query->resultRelation, query->rtable)->relid);
	return query_tree_mutator(query, route_node, &levels,
							  QTW_DONT_COPY_QUERY);
}

/*
 * A call that another node sends here names the desk's table as a shard, with
 * the rights of the caller: a policy there would be the owner's code.
 */
static void
refuse_policies(Query *query)
{
	RangeTblEntry *secured = NULL;
	bool		calls_us = false;
	ListCell   *cell;

	foreach(cell, query->rtable)
	{
		RangeTblEntry *entry = lfirst(cell);
		RangeTblFunction *function = entry->rtekind == RTE_FUNCTION ?
			linitial(entry->functions) : NULL;

		if (entry->rtekind == RTE_RELATION && entry->securityQuals != NIL &&
			cf_shell_of(entry->relid) != entry->relid)
			secured = entry;
		if (function != NULL && IsA(function->funcexpr, FuncExpr))
		{
			Oid			id = ((FuncExpr *) function->funcexpr)->funcid;

			calls_us |= strcmp(get_namespace_name(get_func_namespace(id)),
							   "complaint_flow") == 0;
		}
	}
	if (calls_us && secured != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("a policy on table \"%s\" would run with your rights",
						get_rel_name(cf_shell_of(secured->relid))),
				 errhint("The owner of the desk has to drop the policy.")));
}

/*
 * cf_route_query -- before it is planned; changes it, and adds to "shells"
 * what it replaced, which the plan has to name
 */
Query *
cf_route_query(Query *query, List **shells)
{
	if (query->commandType == CMD_UTILITY || !cf_has_shards())
		return query;
	refuse_policies(query);
	return route(query, NULL, shells);
}

/*
 * cf_must_stay_whole -- a function in FROM that the planner would take in,
 * after we have seen the query: its body would read shells
 */
bool
cf_must_stay_whole(Oid function)
{
	HeapTuple	tuple;
	bool		is_sql;

	if (!cf_has_shards() || !get_func_retset(function))
		return false;
	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	if (!HeapTupleIsValid(tuple))
		return false;
	is_sql = ((Form_pg_proc) GETSTRUCT(tuple))->prolang == SQLlanguageId;
	ReleaseSysCache(tuple);
	return is_sql;
}

/*
 * What a statement writes or locks is held, also by a plan made long before.
 * One that names the shard itself was sent by another node, which holds it.
 */
static void
hold(PlannedStmt *plan, int index)
{
	Oid			relid = rt_fetch(index, plan->rtable)->relid;
	Oid			shell = cf_shell_of(relid);

	if (shell != relid && !list_member_oid(plan->relationOids, shell))
		cf_write_is_held();
	cf_hold_shard(relid);
}

static void
hold_shards(QueryDesc *query, int flags)
{
	PlannedStmt *plan = query->plannedstmt;
	ListCell   *cell;
	int			index;

	if (cf_has_shards() && (flags & EXEC_FLAG_EXPLAIN_ONLY) == 0)
	{
		cf_foreach_result_relation(plan, index)
			hold(plan, index);
		foreach(cell, plan->rowMarks)
			hold(plan, ((PlanRowMark *) lfirst(cell))->rti);
	}
	if (next_start != NULL)
		next_start(query, flags);
	else
		standard_ExecutorStart(query, flags);
}

void
cf_shard_init(void)
{
	next_start = ExecutorStart_hook;
	ExecutorStart_hook = hold_shards;
}
