/*
 * constraint_prepare.c -- the constraints of a table, ready to be evaluated
 *
 * To read and plan them costs more than to insert a row, so they are kept
 * until the table changes.
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/transam.h"
#include "executor/executor.h"
#include "nodes/bitmapset.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "utils/memutils.h"
#include "utils/partcache.h"
#include "utils/rel.h"

#include "base/compat.h"
#include "base/table_cache.h"
#include "row/constraint_prepare.h"

typedef struct Kept
{
	CfTableEntry head;
	CfRowChecks *checks;		/* NULL: not to be kept */
} Kept;

static HTAB *kept = NULL;

/* does an expression read a column? */
static bool
reads(Node *expr, AttrNumber attno)
{
	Bitmapset  *columns = NULL;

	pull_varattnos(expr, 1, &columns);
	return bms_is_member(attno - FirstLowInvalidHeapAttributeNumber,
						 columns) ||
		bms_is_member(0 - FirstLowInvalidHeapAttributeNumber, columns);
}

/* a virtual column is computed only where a constraint reads it */
static bool
is_wanted(CfRowChecks *checks, Form_pg_attribute column)
{
	ListCell   *cell;

	if (column->attgenerated == ATTRIBUTE_GENERATED_STORED ||
		column->attnotnull)
		return true;
	foreach(cell, checks->checks)
		if (reads(((CfCheck *) lfirst(cell))->expr, column->attnum))
			return true;
	return false;
}

static void
collect_checks(CfRowChecks *checks, TupleConstr *constraints)
{
	for (int i = 0; i < constraints->num_check; i++)
	{
		ConstrCheck *from = &constraints->check[i];
		CfCheck    *check;

		if (!cf_check_enforced(from))
			continue;
		check = palloc0(sizeof(CfCheck));
		check->name = pstrdup(from->ccname);
		check->expr = stringToNode(from->ccbin);
		checks->checks = lappend(checks->checks, check);
	}
}

static void
collect_columns(CfRowChecks *checks, Relation rel)
{
	TupleDesc	desc = RelationGetDescr(rel);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		if (column->attisdropped)
			continue;
		if (column->attnotnull)
			checks->required = lappend_int(checks->required, i + 1);
		if (column->attgenerated && is_wanted(checks, column))
		{
			CfGenerated *generated = palloc0(sizeof(CfGenerated));

			generated->attno = i + 1;
			generated->expr = build_column_default(rel, i + 1);
			checks->generated = lappend(checks->generated, generated);
		}
	}
}

/* the expressions, not yet ready to be evaluated */
static CfRowChecks *
collect(Relation rel)
{
	TupleDesc	desc = RelationGetDescr(rel);
	CfRowChecks *checks = palloc0(sizeof(CfRowChecks));

	if (desc->constr != NULL)
	{
		collect_checks(checks, desc->constr);
		collect_columns(checks, rel);
	}
	if (rel->rd_rel->relispartition)
		checks->bounds = RelationGetPartitionQual(rel);
	return checks;
}

static ExprState *
prepare(Node *expr)
{
	return ExecInitExpr(expression_planner(copyObject((Expr *) expr)), NULL);
}

static void
make_ready(CfRowChecks *checks, TupleDesc desc)
{
	ListCell   *cell;

	checks->context = CreateStandaloneExprContext();
	checks->slot = MakeSingleTupleTableSlot(CreateTupleDescCopy(desc),
											&TTSOpsVirtual);
	foreach(cell, checks->generated)
	{
		CfGenerated *generated = lfirst(cell);

		generated->state = prepare(generated->expr);
	}
	foreach(cell, checks->checks)
	{
		CfCheck    *check = lfirst(cell);

		check->state = prepare(check->expr);
	}
	if (checks->bounds != NIL)
		checks->within_bounds =
			prepare((Node *) make_ands_explicit(checks->bounds));
}

/* callback of check_functions_in_node */
static bool
is_users_function(Oid funcid, void *context)
{
	return funcid >= FirstNormalObjectId;
}

/* may an expression change its meaning while the table stays the same? */
static bool
calls_users_code(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (!IsA(node, List) && !IsA(node, CaseWhen) &&
		(exprType(node) >= FirstNormalObjectId ||
		 check_functions_in_node(node, is_users_function, NULL)))
		return true;
	return expression_tree_walker(node, calls_users_code, context);
}

/* built-in functions and types do not change; those of users may */
static bool
is_lasting(const CfRowChecks *checks)
{
	ListCell   *cell;

	foreach(cell, checks->generated)
		if (calls_users_code(((CfGenerated *) lfirst(cell))->expr, NULL))
			return false;
	foreach(cell, checks->checks)
		if (calls_users_code(((CfCheck *) lfirst(cell))->expr, NULL))
			return false;
	return !calls_users_code((Node *) checks->bounds, NULL);
}

static Kept *
keep(Relation rel)
{
	MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow row checks",
											  ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(cxt);
	CfRowChecks *checks = collect(rel);
	Kept	   *entry;

	if (is_lasting(checks))
		make_ready(checks, RelationGetDescr(rel));
	MemoryContextSwitchTo(caller);
	if (checks->slot == NULL)
	{
		MemoryContextDelete(cxt);
		cxt = NULL;
		checks = NULL;
	}
	entry = cf_table_entry_add(kept, RelationGetRelid(rel), cxt, NIL);
	entry->checks = checks;
	return entry;
}

/*
 * cf_row_checks_kept -- the checks of a table, until the transaction ends
 *
 * NULL where they call functions of users, which may change meanwhile.
 */
CfRowChecks *
cf_row_checks_kept(Relation rel)
{
	Kept	   *entry;

	if (kept == NULL)
		kept = cf_table_cache("complaint_flow row checks", sizeof(Kept));
	entry = cf_table_entry(kept, RelationGetRelid(rel));
	if (entry == NULL)
		entry = keep(rel);
	return entry->checks;
}

/* cf_row_checks_new -- the checks of a table, in CurrentMemoryContext */
CfRowChecks *
cf_row_checks_new(Relation rel)
{
	CfRowChecks *checks = collect(rel);

	make_ready(checks, RelationGetDescr(rel));
	return checks;
}
