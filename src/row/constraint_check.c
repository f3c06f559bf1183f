/*
 * constraint_check.c -- checking constraints, with messages that quote no row
 *
 * PostgreSQL refuses what breaks a CHECK, a NOT NULL or the bounds of a
 * partition with a message that holds the whole row, names and notes too; a
 * constraint or a generated column that fails on odd data quotes the value.
 * Where rows hold personal data we check them first, in a BEFORE trigger, and
 * name the constraint and its expression.  The owner's own constraints are
 * checked as well; for those on generated columns we compute the values as
 * PostgreSQL will.
 *
 * Keys are not checked here, see key_errors.c.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/executor.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "base/bounds.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/trigger.h"
#include "row/complete_row.h"
#include "row/constraint_check.h"
#include "row/constraint_prepare.h"
#include "row/key_errors.h"
#include "row/sequence_check.h"
#include "row/value_check.h"

/* an expression over the columns of a table, as SQL */
static char *
sql_of(Relation rel, Node *expr)
{
	List	   *names = deparse_context_for(RelationGetRelationName(rel),
											RelationGetRelid(rel));

	return deparse_expression(expr, names, false, false);
}

static void
refuse_check(Relation rel, const CfCheck *check, bool failed)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 failed ?
			 errmsg("constraint \"%s\" of table \"%s\" cannot be evaluated for a row",
					check->name, RelationGetRelationName(rel)) :
			 errmsg("a row of table \"%s\" breaks its constraint \"%s\"",
					RelationGetRelationName(rel), check->name),
			 errdetail("It asks for %s.", sql_of(rel, check->expr)),
			 errhint("Correct the values of the columns that it names."),
			 errtableconstraint(rel, check->name)));
}

static void
refuse_generated(Relation rel, const CfGenerated *generated)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("column \"%s\" of table \"%s\" cannot be computed for a row",
					NameStr(TupleDescAttr(RelationGetDescr(rel),
										  generated->attno - 1)->attname),
					RelationGetRelationName(rel)),
			 errdetail("It is %s.", sql_of(rel, generated->expr)),
			 errhint("Correct the values of the columns that it names."),
			 errtablecol(rel, generated->attno)));
}

static void
refuse_bounds(Relation rel)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("a row does not belong into partition \"%s\"",
					RelationGetRelationName(rel)),
			 errhint("Write into the partitioned table; it finds the partition."),
			 errtable(rel)));
}

static void
refuse_null(Relation rel, AttrNumber attno)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_VALUE_REQUIRED),
			 errmsg("a row of table \"%s\" needs a value in column \"%s\"",
					RelationGetRelationName(rel),
					NameStr(TupleDescAttr(RelationGetDescr(rel),
										  attno - 1)->attname)),
			 errtablecol(rel, attno)));
}

/* the first column without a value that needs one, 0: none */
static AttrNumber
lacking(CfRowChecks *checks)
{
	ListCell   *cell;

	foreach(cell, checks->required)
		if (checks->slot->tts_isnull[lfirst_int(cell) - 1])
			return lfirst_int(cell);
	return 0;
}

static void
compute(CfRowChecks *checks, CfGenerated *generated)
{
	TupleTableSlot *slot = checks->slot;
	int			index = generated->attno - 1;

	slot->tts_values[index] =
		ExecEvalExprSwitchContext(generated->state, checks->context,
								  &slot->tts_isnull[index]);
}

/* what is being evaluated, and the result */
typedef struct Progress
{
	CfGenerated *generated;
	CfCheck    *check;
	AttrNumber	lacks;			/* column without the value that it needs */
	bool		broken;			/* the check, or the bounds */
} Progress;

static void
evaluate(CfRowChecks *checks, bool insert, volatile Progress *progress)
{
	ListCell   *cell;

	foreach(cell, checks->generated)
	{
		progress->generated = lfirst(cell);
		compute(checks, progress->generated);
	}
	progress->generated = NULL;
	/* a CHECK may fail on what a NOT NULL forbids */
	progress->lacks = lacking(checks);
	if (progress->lacks > 0)
		return;
	foreach(cell, checks->checks)
	{
		progress->check = lfirst(cell);
		progress->broken = !ExecCheck(progress->check->state,
									  checks->context);
		if (progress->broken)
			return;
	}
	progress->check = NULL;
	/* an update may move its row to another partition */
	if (insert && checks->within_bounds != NULL)
		progress->broken = !ExecCheck(checks->within_bounds, checks->context);
}

/* an error that quotes the value of a column becomes one that does not */
static void
say_without_values(Relation rel, const Progress *progress,
				   MemoryContext caller)
{
	ErrorData  *error;

	MemoryContextSwitchTo(caller);
	error = CopyErrorData();
	FlushErrorState();
	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_DATA_EXCEPTION)
		ReThrowError(error);
	if (progress->generated != NULL)
		refuse_generated(rel, progress->generated);
	if (progress->check != NULL)
		refuse_check(rel, progress->check, true);
	refuse_bounds(rel);
}

/* the slot holds the row but for its generated columns */
static void
check_slot(CfRowChecks *checks, Relation rel, bool insert)
{
	volatile Progress progress = {0};
	MemoryContext caller = CurrentMemoryContext;

	ExecStoreVirtualTuple(checks->slot);
	checks->context->ecxt_scantuple = checks->slot;
	checks->in_use = true;
	PG_TRY();
	{
		evaluate(checks, insert, &progress);
	}
	PG_CATCH();
	{
		Progress	at = progress;

		checks->in_use = false;
		say_without_values(rel, &at, caller);
	}
	PG_END_TRY();
	checks->in_use = false;
	if (progress.lacks > 0)
		refuse_null(rel, progress.lacks);
	if (progress.broken && progress.check != NULL)
		refuse_check(rel, progress.check, false);
	if (progress.broken)
		refuse_bounds(rel);
	ExecClearTuple(checks->slot);
	ResetExprContext(checks->context);
}

/*
 * Those of the statement, which the trigger's own lookup holds.  A check that
 * runs SQL may write into the table while it is evaluated: those rows have
 * checks of their own.
 */
static CfRowChecks *
checks_of(FmgrInfo *caller, Relation rel)
{
	CfRowChecks *held = caller->fn_extra;

	if (held == NULL)
		held = caller->fn_extra = cf_row_checks_kept(rel);
	if (held == NULL || held->in_use)
	{
		MemoryContext old = MemoryContextSwitchTo(caller->fn_mcxt);

		caller->fn_extra = cf_row_checks_new(rel);
		MemoryContextSwitchTo(old);
	}
	return caller->fn_extra;
}

/* NOT NULL alone needs no preparation */
static bool
has_only_not_null(Relation rel)
{
	TupleConstr *constraints = RelationGetDescr(rel)->constr;

	return !rel->rd_rel->relispartition &&
		(constraints == NULL ||
		 (constraints->num_check == 0 && !cf_has_generated(constraints)));
}

static void
require_values(Relation rel, HeapTuple row)
{
	TupleDesc	desc = RelationGetDescr(rel);

	for (int i = 0; i < desc->natts; i++)
		if (!TupleDescAttr(desc, i)->attisdropped &&
			TupleDescAttr(desc, i)->attnotnull &&
			heap_attisnull(row, i + 1, desc))
			refuse_null(rel, i + 1);
}

/*
 * cf_check_row -- refuses a row that the table's constraints would refuse
 *
 * "caller" is the trigger's own lookup: what was prepared stays with it until
 * the statement ends.
 */
void
cf_check_row(FmgrInfo *caller, Relation rel, HeapTuple row, bool insert)
{
	CfRowChecks *checks;

	cf_hide_keys(rel);
	if (has_only_not_null(rel))
	{
		require_values(rel, row);
		return;
	}
	checks = checks_of(caller, rel);
	ExecClearTuple(checks->slot);
	heap_deform_tuple(row, RelationGetDescr(rel), checks->slot->tts_values,
					  checks->slot->tts_isnull);
	check_slot(checks, rel, insert);
}

/* cf_check_row_parts -- the same for a row in parts */
void
cf_check_row_parts(FmgrInfo *caller, Relation rel, const Datum *values,
				   const bool *nulls, bool insert)
{
	CfRowChecks *checks = checks_of(caller, rel);
	int			natts = RelationGetDescr(rel)->natts;

	cf_hide_keys(rel);
	ExecClearTuple(checks->slot);
	memcpy(checks->slot->tts_values, values, natts * sizeof(Datum));
	memcpy(checks->slot->tts_isnull, nulls, natts * sizeof(bool));
	check_slot(checks, rel, insert);
}

PG_FUNCTION_INFO_V1(check_row);

/*
 * check_row(table [, 'complete']) -- BEFORE ROW trigger of tables that people
 * write and that nothing else judges; with a second argument it takes the row
 * as its program means it, see complete_row.c, and checks nothing
 *
 * Connections that have the library of 1.0.0 know no argument, and check.
 */
Datum
check_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "check_row",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	bool		insert = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	HeapTuple	row = insert ? trigger->tg_trigtuple : trigger->tg_newtuple;
	HeapTuple	old = insert ? NULL : trigger->tg_trigtuple;

	if (trigger->tg_trigger->tgnargs > 1)
		return PointerGetDatum(cf_complete_trigger_row(trigger));
	cf_check_number(trigger->tg_relation, row, old);
	cf_check_values(trigger->tg_relation, row, old, CF_LONG_TEXT_MAX);
	cf_check_row(fcinfo->flinfo, trigger->tg_relation, row, insert);
	return PointerGetDatum(row);
}
