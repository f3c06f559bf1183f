/*
 * variable.c -- what conditions depend on, and the values worth telling apart
 *
 * Two expressions are one variable where they are equal() and compared alike.
 * Of what one says about another only this is known: the result of a strict
 * function is NULL where its argument is.  So more combinations seem possible
 * than are, and what holds in all of them holds.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "lib/qunique.h"
#include "utils/numeric.h"

#include "check/variable.h"
#include "condition/condition_risk.h"

/* a column with more codes is compared with constants only */
#define MOST_LISTED 200

static TupleTableSlot *
empty_slot(TupleDesc desc)
{
	TupleTableSlot *slot = MakeSingleTupleTableSlot(CreateTupleDescCopy(desc),
													&TTSOpsVirtual);

	memset(slot->tts_isnull, true, sizeof(bool) * desc->natts);
	return ExecStoreVirtualTuple(slot);
}

/* cf_variables_begin -- none yet; they live in CurrentMemoryContext */
CfVariables *
cf_variables_begin(CfRowType *type, CfCodeColumns *codes, bool knows_file)
{
	CfVariables *variables = palloc0(sizeof(CfVariables));

	variables->type = type;
	variables->codes = codes;
	variables->knows_file = knows_file;
	variables->econtext = CreateStandaloneExprContext();
	variables->econtext->ecxt_scantuple = empty_slot(type->desc);
	variables->econtext->ecxt_outertuple = empty_slot(type->facts_desc);
	return variables;
}

void
cf_variables_end(CfVariables *variables)
{
	ExecDropSingleTupleTableSlot(variables->econtext->ecxt_scantuple);
	ExecDropSingleTupleTableSlot(variables->econtext->ecxt_outertuple);
	FreeExprContext(variables->econtext, true);
}

/* facts that are never NULL, those of the file where they are known at all */
static bool
fact_may_be_null(const CfVariables *variables, int fact)
{
	switch (fact)
	{
		case CF_FACT_JUDGED_AT:
		case CF_FACT_ACTOR_IS_OWNER:
		case CF_FACT_ACTOR_IS_RECEIVER:
			return false;
		case CF_FACT_CONTACTS_IN_STATE:
		case CF_FACT_ATTEMPTS_IN_STATE:
		case CF_FACT_OPEN_WORK_ORDERS:
		case CF_FACT_ACCOUNT_FROZEN:
		case CF_FACT_FOLLOW_UPS:
		case CF_FACT_FOLLOW_UP_DAYS:
		case CF_FACT_ACTOR_ENTERED_STATE:
		case CF_FACT_ASSESSED:
		case CF_FACT_REMEDIES_WAITING:
		case CF_FACT_REMEDIES_TO_EXECUTE:
		case CF_FACT_REMEDIES_EXECUTED:
		case CF_FACT_ACTOR_HANDLED:
		case CF_FACT_DEPARTMENTS_HEARD:
		case CF_FACT_IDENTITY_VERIFIED:
		case CF_FACT_BREACHED_METRICS:
			return !variables->knows_file;
		default:
			return true;
	}
}

/* what the engine asks of every case is there when rules are asked */
static bool
may_be_null(const CfVariables *variables, const Expr *subject)
{
	const Var  *var = (const Var *) subject;
	const AttrNumber *attno = variables->type->attno;

	if (!IsA(subject, Var))
		return true;
	if (var->varno == CF_FACTS_VARNO)
		return fact_may_be_null(variables, var->varattno);
	return var->varattno != attno[CF_ID] &&
		var->varattno != attno[CF_CHANNEL] &&
		var->varattno != attno[CF_RECEIVED_AT];
}

typedef struct Reads
{
	Bitmapset  *columns;
	int			facts;			/* number of the first fact, less one */
	Var		   *var;			/* one of them */
} Reads;

static bool
reads_walker(Node *node, Reads *reads)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var))
	{
		Var		   *var = (Var *) node;

		reads->var = var;
		reads->columns = bms_add_member(reads->columns, var->varattno +
										(var->varno == CF_ROW_VARNO ? 0 :
										 reads->facts));
		return false;
	}
	return expression_tree_walker(node, reads_walker, (void *) reads);
}

static Reads
reads_of(const CfVariables *variables, Expr *expr)
{
	Reads		reads = {NULL, variables->type->desc->natts, NULL};

	(void) reads_walker((Node *) expr, &reads);
	return reads;
}

static CfVariable *
add_variable(CfVariables *variables, CfVariableKind kind, Expr *subject,
			 Bitmapset *reads)
{
	CfVariable *variable = palloc0(sizeof(CfVariable));

	variable->number = list_length(variables->list);
	variable->kind = kind;
	variable->subject = subject;
	variable->reads = reads;
	variable->nullable = may_be_null(variables, subject);
	variables->list = lappend(variables->list, variable);
	return variable;
}

static bool
is_about(const CfVariable *variable, CfVariableKind kind, Expr *subject,
		 const Bitmapset *reads)
{
	return variable->kind == kind && bms_equal(variable->reads, reads) &&
		equal(variable->subject, subject);
}

/* cf_free_variable -- a test of which nothing more is known */
CfVariable *
cf_free_variable(CfVariables *variables, Expr *test)
{
	Bitmapset  *reads = reads_of(variables, test).columns;
	ListCell   *cell;

	foreach(cell, variables->list)
		if (is_about(lfirst(cell), CF_FREE, test, reads))
			return lfirst(cell);
	return add_variable(variables, CF_FREE, test, reads);
}

/*
 * cf_ordered_variable -- what is compared with constants of a type, or with
 * NULL (type NULL)
 */
CfVariable *
cf_ordered_variable(CfVariables *variables, Expr *subject, Oid collation,
					TypeCacheEntry *type)
{
	Bitmapset  *reads = reads_of(variables, subject).columns;
	CfVariable *variable;
	ListCell   *cell;

	foreach(cell, variables->list)
	{
		variable = lfirst(cell);
		if (!is_about(variable, CF_ORDERED, subject, reads) ||
			(type != NULL && variable->type != NULL &&
			 (variable->type != type || variable->collation != collation)))
			continue;
		if (variable->type == NULL)
		{
			variable->type = type;
			variable->collation = collation;
		}
		return variable;
	}
	variable = add_variable(variables, CF_ORDERED, subject, reads);
	variable->type = type;
	variable->collation = collation;
	return variable;
}

void
cf_variable_add_point(CfVariable *variable, Datum point)
{
	if (variable->npoints == variable->room)
	{
		variable->room = Max(8, 2 * variable->room);
		variable->points = variable->points == NULL ?
			palloc(variable->room * sizeof(Datum)) :
			repalloc(variable->points, variable->room * sizeof(Datum));
	}
	variable->points[variable->npoints++] = point;
}

static void
list_values(CfVariables *variables, CfVariable *variable, Var *var)
{
	const CfCodeColumn *column = cf_code_column(variables->codes, var);
	ListCell   *cell;

	if (var->vartype == BOOLOID)
	{
		cf_variable_add_point(variable, BoolGetDatum(true));
		cf_variable_add_point(variable, BoolGetDatum(false));
		return;
	}
	foreach(cell, column->codes)
		cf_variable_add_point(variable, CStringGetTextDatum(lfirst(cell)));
}

static bool
has_few_values(const CfVariables *variables, const Var *var)
{
	const CfCodeColumn *column;

	if (var->vartype != TEXTOID)
		return var->vartype == BOOLOID;
	column = cf_code_column(variables->codes, var);
	return column != NULL && column->closed &&
		list_length(column->codes) <= MOST_LISTED;
}

/*
 * cf_listed_variable -- the column whose few values alone decide a test, or
 * NULL
 */
CfVariable *
cf_listed_variable(CfVariables *variables, Expr *test)
{
	Reads		reads = reads_of(variables, test);
	CfVariable *variable;
	ListCell   *cell;

	if (bms_membership(reads.columns) != BMS_SINGLETON ||
		!has_few_values(variables, reads.var) ||
		contain_mutable_functions((Node *) test) ||
		cf_condition_may_raise((Node *) test))
		return NULL;
	foreach(cell, variables->list)
	{
		variable = lfirst(cell);
		if (variable->kind == CF_LISTED &&
			bms_equal(variable->reads, reads.columns))
			return variable;
	}
	variable = add_variable(variables, CF_LISTED, (Expr *) reads.var,
							reads.columns);
	list_values(variables, variable, reads.var);
	return variable;
}

static uint8
truth_of(ExprState *state, ExprContext *econtext)
{
	bool		isnull;
	Datum		value;

	ResetExprContext(econtext);
	value = ExecEvalExprSwitchContext(state, econtext, &isnull);
	return isnull ? CF_UNKNOWN : DatumGetBool(value) ? CF_HOLDS : CF_FAILS;
}

/* cf_listed_truth -- the test for each value, by PostgreSQL itself */
uint8 *
cf_listed_truth(CfVariables *variables, CfVariable *variable, Expr *test)
{
	Var		   *var = (Var *) variable->subject;
	ExprContext *econtext = variables->econtext;
	TupleTableSlot *slot = var->varno == CF_ROW_VARNO ?
		econtext->ecxt_scantuple : econtext->ecxt_outertuple;
	ExprState  *state = ExecInitExpr(test, NULL);
	uint8	   *truth = palloc(variable->npoints + 1);
	int			index = var->varattno - 1;

	slot->tts_isnull[index] = false;
	for (int i = 0; i < variable->npoints; i++)
	{
		slot->tts_values[index] = variable->points[i];
		truth[i] = truth_of(state, econtext);
	}
	slot->tts_isnull[index] = true;
	truth[variable->npoints] = truth_of(state, econtext);
	return truth;
}

static int
compare_points(const void *a, const void *b, void *arg)
{
	CfVariable *variable = arg;

	return DatumGetInt32(FunctionCall2Coll(&variable->type->cmp_proc_finfo,
										   variable->collation,
										   *(const Datum *) a,
										   *(const Datum *) b));
}

/* does nothing lie between two neighbours? */
static bool
are_adjacent(const CfVariable *variable, Datum low, Datum high)
{
	switch (variable->type->type_id)
	{
		case INT2OID:
			return DatumGetInt16(low) + 1 == DatumGetInt16(high);
		case INT4OID:
			return (int64) DatumGetInt32(low) + 1 == DatumGetInt32(high);
		case INT8OID:
			return DatumGetInt64(low) + 1 == DatumGetInt64(high);
		case DATEOID:
			return (int64) DatumGetDateADT(low) + 1 == DatumGetDateADT(high);
		default:
			return false;
	}
}

/* the number of a fact's or column's least value, and its greatest, if any */
static bool
limits_of(const CfVariables *variables, const CfVariable *variable,
		  Datum *least, Datum *greatest)
{
	const Var  *var = (const Var *) variable->subject;
	const AttrNumber *attno = variables->type->attno;

	*greatest = (Datum) 0;
	*least = (Datum) 0;
	if (!IsA(var, Var) || variable->type == NULL ||
		variable->type->type_id != var->vartype)
		return false;
	if (var->varno == CF_ROW_VARNO && var->varattno == attno[CF_AMOUNT])
		*least = NumericGetDatum(int64_to_numeric(0));
	else if (var->varno == CF_FACTS_VARNO &&
			 var->varattno == CF_FACT_SATISFACTION_SCORE)
	{
		*least = Int32GetDatum(1);
		*greatest = Int32GetDatum(5);
	}
	else
		return var->varno == CF_FACTS_VARNO && var->vartype == INT4OID &&
			var->varattno >= CF_FACT_OF_FILE;
	return true;
}

/* no cell beyond the limits is possible, and none between neighbours */
static void
rule_out(CfVariable *variable, bool limited, Datum least, Datum greatest)
{
	int			last = 2 * variable->npoints;

	for (int i = 0; i + 1 < variable->npoints; i++)
		if (are_adjacent(variable, variable->points[i],
						 variable->points[i + 1]))
			variable->possible[2 * i + 2] = false;
	if (!limited)
		return;
	for (int i = 0; i < cf_variable_cell(variable, least); i++)
		variable->possible[i] = false;
	if (greatest != (Datum) 0)
		for (int i = cf_variable_cell(variable, greatest) + 1; i <= last; i++)
			variable->possible[i] = false;
}

static void
settle_ordered(CfVariables *variables, CfVariable *variable)
{
	Datum		least;
	Datum		greatest;
	bool		limited = limits_of(variables, variable, &least, &greatest);

	if (limited)
		cf_variable_add_point(variable, least);
	if (greatest != (Datum) 0)
		cf_variable_add_point(variable, greatest);
	if (variable->npoints > 1)
	{
		qsort_arg(variable->points, variable->npoints, sizeof(Datum),
				  compare_points, variable);
		variable->npoints = qunique_arg(variable->points, variable->npoints,
										sizeof(Datum), compare_points,
										variable);
	}
	variable->ncells = 2 * variable->npoints + 2;
	variable->possible = palloc(variable->ncells * sizeof(bool));
	memset(variable->possible, true, variable->ncells * sizeof(bool));
	rule_out(variable, limited, least, greatest);
}

/* columns, and facts behind them, without which an expression is NULL */
static Bitmapset *
needed_by(const CfVariables *variables, Node *node)
{
	List	   *args = NIL;
	Oid			function = InvalidOid;
	Bitmapset  *needed = NULL;
	ListCell   *cell;

	check_stack_depth();
	if (IsA(node, Var))
		return reads_of(variables, (Expr *) node).columns;
	if (IsA(node, RelabelType))
		return needed_by(variables, (Node *) ((RelabelType *) node)->arg);
	if (IsA(node, FuncExpr))
	{
		function = ((FuncExpr *) node)->funcid;
		args = ((FuncExpr *) node)->args;
	}
	else if (IsA(node, OpExpr))
	{
		function = get_opcode(((OpExpr *) node)->opno);
		args = ((OpExpr *) node)->args;
	}
	else if (IsA(node, ScalarArrayOpExpr))
	{
		/* where the array is empty, it does not matter what is sought */
		function = get_opcode(((ScalarArrayOpExpr *) node)->opno);
		args = list_make1(lsecond(((ScalarArrayOpExpr *) node)->args));
	}
	if (OidIsValid(function) && func_strict(function))
		foreach(cell, args)
			needed = bms_join(needed, needed_by(variables, lfirst(cell)));
	return needed;
}

/* notes which variables are NULL where this one, a column, is */
static void
link_column(CfVariables *variables, CfVariable *column, Bitmapset **needed)
{
	ListCell   *cell;

	foreach(cell, variables->list)
	{
		CfVariable *variable = lfirst(cell);

		if (variable == column ||
			!bms_is_subset(column->reads, needed[variable->number]))
			continue;
		variable->null_with = lappend(variable->null_with, column);
		column->makes_null = lappend(column->makes_null, variable);
	}
}

static void
link_variables(CfVariables *variables)
{
	Bitmapset **needed = palloc((list_length(variables->list) + 1) *
								sizeof(Bitmapset *));
	ListCell   *cell;

	foreach(cell, variables->list)
		needed[foreach_current_index(cell)] =
			needed_by(variables,
					  (Node *) ((CfVariable *) lfirst(cell))->subject);
	foreach(cell, variables->list)
		if (IsA(((CfVariable *) lfirst(cell))->subject, Var))
			link_column(variables, lfirst(cell), needed);
}

/* cf_variable_is_null -- must it be, by what was chosen for others? */
bool
cf_variable_is_null(const CfVariable *variable, const int *cells)
{
	ListCell   *cell;

	foreach(cell, variable->null_with)
	{
		const CfVariable *column = lfirst(cell);

		if (cells[column->number] == column->ncells - 1)
			return true;
	}
	return false;
}

/* cf_variable_can_be -- in a cell, by itself and what was chosen for others? */
bool
cf_variable_can_be(const CfVariable *variable, int cell, const int *cells)
{
	bool		is_null = cell == variable->ncells - 1;
	ListCell   *other;

	if (!variable->possible[cell] ||
		(!is_null && cf_variable_is_null(variable, cells)))
		return false;
	if (is_null)
		foreach(other, variable->makes_null)
		{
			const CfVariable *made = lfirst(other);

			if (cells[made->number] >= 0 &&
				cells[made->number] != made->ncells - 1)
				return false;
		}
	return true;
}

/* cf_variables_settle -- all conditions are known: cut values into cells */
void
cf_variables_settle(CfVariables *variables)
{
	ListCell   *cell;

	foreach(cell, variables->list)
	{
		CfVariable *variable = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (variable->kind == CF_ORDERED)
			settle_ordered(variables, variable);
		else
		{
			variable->ncells = (variable->kind == CF_FREE ? 2 :
								variable->npoints) + 1;
			variable->possible = palloc(variable->ncells * sizeof(bool));
			memset(variable->possible, true, variable->ncells * sizeof(bool));
		}
		variable->possible[variable->ncells - 1] = variable->nullable;
	}
	link_variables(variables);
}

/* cf_variable_cell -- the cell of a constant of an ordered variable */
int
cf_variable_cell(CfVariable *variable, Datum point)
{
	Datum	   *found = bsearch_arg(&point, variable->points,
									variable->npoints, sizeof(Datum),
									compare_points, variable);

	Assert(found != NULL);
	return 2 * (found - variable->points) + 1;
}
