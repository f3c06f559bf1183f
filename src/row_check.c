/*
 * row_check.c -- a table's own constraints, with messages that quote no row
 *
 * PostgreSQL refuses what breaks a CHECK or a NOT NULL with a message that
 * holds the whole row, names and notes too.  Where rows hold personal data we
 * look first, in a BEFORE trigger, and say which constraint it is and what it
 * asks for.  The owner's own constraints are looked at as well.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "executor/executor.h"
#include "nodes/bitmapset.h"
#include "nodes/makefuncs.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "bounds.h"
#include "compat.h"
#include "errors.h"
#include "number.h"
#include "row_check.h"
#include "trigger_util.h"
#include "value_check.h"

/* the CHECK constraints of a table, for as long as a statement fires */
typedef struct RowChecks
{
	ExprContext *context;
	TupleTableSlot *slot;
	int			count;
	ExprState **states;			/* NULL: not to be looked at here */
} RowChecks;

/* generated columns have no values yet */
static bool
reads_generated(TupleDesc desc, Node *expr)
{
	Bitmapset  *columns = NULL;
	int			column = -1;

	if (!desc->constr->has_generated_stored)
		return false;
	pull_varattnos(expr, 1, &columns);
	while ((column = bms_next_member(columns, column)) >= 0)
	{
		AttrNumber	attno = column + FirstLowInvalidHeapAttributeNumber;

		if (attno <= 0 || TupleDescAttr(desc, attno - 1)->attgenerated)
			return true;
	}
	return false;
}

static RowChecks *
prepare_checks(TupleDesc desc, MemoryContext cxt)
{
	MemoryContext old = MemoryContextSwitchTo(cxt);
	RowChecks  *checks = palloc0(sizeof(RowChecks));

	checks->context = CreateStandaloneExprContext();
	checks->slot = MakeSingleTupleTableSlot(CreateTupleDescCopy(desc),
											&TTSOpsHeapTuple);
	checks->count = desc->constr->num_check;
	checks->states = palloc0(checks->count * sizeof(ExprState *));
	for (int i = 0; i < checks->count; i++)
	{
		ConstrCheck *check = &desc->constr->check[i];
		Node	   *expr = stringToNode(check->ccbin);

		if (cf_check_enforced(check) && !reads_generated(desc, expr))
			checks->states[i] = ExecInitExpr(expression_planner((Expr *) expr),
											 NULL);
	}
	MemoryContextSwitchTo(old);
	return checks;
}

static void
refuse(Relation rel, const ConstrCheck *check)
{
	List	   *names = deparse_context_for(RelationGetRelationName(rel),
											RelationGetRelid(rel));

	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("a row of table \"%s\" breaks its constraint \"%s\"",
					RelationGetRelationName(rel), check->ccname),
			 errdetail("It asks for %s.",
					   deparse_expression(stringToNode(check->ccbin), names,
										  false, false)),
			 errhint("Correct the values of the columns that it names."),
			 errtableconstraint(rel, check->ccname)));
}

static void
require_values(Relation rel, HeapTuple row)
{
	TupleDesc	desc = RelationGetDescr(rel);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		if (column->attisdropped || !column->attnotnull ||
			column->attgenerated || !heap_attisnull(row, i + 1, desc))
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a row of table \"%s\" needs a value in column \"%s\"",
						RelationGetRelationName(rel),
						NameStr(column->attname)),
				 errtablecol(rel, i + 1)));
	}
}

/*
 * cf_check_row -- refuses a row that the table's constraints would refuse
 *
 * "caller" is the trigger's own lookup: what was prepared stays with it until
 * the statement ends.
 */
void
cf_check_row(FmgrInfo *caller, Relation rel, HeapTuple row)
{
	TupleDesc	desc = RelationGetDescr(rel);
	RowChecks  *checks = caller->fn_extra;

	if (desc->constr == NULL)
		return;
	require_values(rel, row);
	if (desc->constr->num_check == 0)
		return;
	if (checks == NULL)
	{
		checks = prepare_checks(desc, caller->fn_mcxt);
		caller->fn_extra = checks;
	}
	ExecStoreHeapTuple(row, checks->slot, false);
	checks->context->ecxt_scantuple = checks->slot;
	for (int i = 0; i < checks->count; i++)
		if (checks->states[i] != NULL &&
			!ExecCheck(checks->states[i], checks->context))
			refuse(rel, &desc->constr->check[i]);
	ExecClearTuple(checks->slot);
	ResetExprContext(checks->context);
}

PG_FUNCTION_INFO_V1(check_row);

/*
 * check_row(table) -- BEFORE ROW trigger of tables that people write and that
 * nothing else judges
 */
Datum
check_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "check_row",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	bool		update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	HeapTuple	row = update ? trigger->tg_newtuple : trigger->tg_trigtuple;
	HeapTuple	old = update ? trigger->tg_trigtuple : NULL;

	cf_check_number(trigger->tg_relation, row, old);
	cf_check_values(trigger->tg_relation, row, old, CF_LONG_TEXT_MAX);
	cf_check_row(fcinfo->flinfo, trigger->tg_relation, row);
	return PointerGetDatum(row);
}
