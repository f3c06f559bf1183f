/*
 * shard_query.c -- a query on shells reads and writes their shards
 *
 * Only where the shards are on this node, and have the shells' columns at the
 * same places; a query on others is left to the distributed engine.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_constraint.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_relation.h"
#include "parser/parsetree.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"

#include "base/compat.h"
#include "base/shard.h"
#include "base/shard_query.h"

/* the queries around an expression, the innermost first */
typedef struct Levels
{
	Query	   *query;
	struct Levels *outer;
} Levels;

static Query *route(Query *query, Levels *outer);

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
route_entry(Query *query, RangeTblEntry *entry)
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
		return (Node *) route((Query *) node, levels);
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
route(Query *query, Levels *outer)
{
	Levels		levels = {query, outer};
	Oid			target = query->resultRelation == 0 ? InvalidOid :
		rt_fetch(query->resultRelation, query->rtable)->relid;
	ListCell   *cell;

	foreach(cell, query->rtable)
		route_entry(query, lfirst(cell));
	if (query->onConflict != NULL && OidIsValid(query->onConflict->constraint))
		route_constraint(query->onConflict, target,
						 rt_fetch(query->resultRelation, query->rtable)->relid);
	return query_tree_mutator(query, route_node, &levels,
							  QTW_DONT_COPY_QUERY);
}

/* cf_route_query -- before it is planned; changes it */
Query *
cf_route_query(Query *query)
{
	if (query->commandType == CMD_UTILITY || !cf_has_shards())
		return query;
	return route(query, NULL);
}
