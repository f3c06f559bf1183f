/*
 * variable.c -- what conditions depend on
 *
 * Two expressions are one variable where they are equal() and compared alike.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"

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
cf_variables_begin(CfDesk *desk, CfRowType *type, CfCodeColumns *codes,
				   bool knows_file)
{
	CfVariables *variables = palloc0(sizeof(CfVariables));

	variables->desk = desk;
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
	const CfVariables *variables;
	Bitmapset  *columns;
	Var		   *var;			/* one of them */
} Reads;

/* cf_number_of_column -- facts are counted behind the columns */
int
cf_number_of_column(const CfVariables *variables, const Var *var)
{
	return var->varattno +
		(var->varno == CF_ROW_VARNO ? 0 : variables->type->desc->natts);
}

static bool
reads_walker(Node *node, Reads *reads)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var))
	{
		reads->var = (Var *) node;
		reads->columns = bms_add_member(reads->columns,
										cf_number_of_column(reads->variables,
															reads->var));
		return false;
	}
	return expression_tree_walker(node, reads_walker, (void *) reads);
}

static Reads
reads_of(const CfVariables *variables, Expr *expr)
{
	Reads		reads = {variables, NULL, NULL};

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
