/*
 * cells.c -- the values of variables that are worth telling apart
 *
 * Of what one variable says about another only this is known: the result of a
 * strict function is NULL where its argument is.  So more combinations seem
 * possible than are, and what holds in all of them holds.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/qunique.h"
#include "miscadmin.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "check/cells.h"

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

/* ranks are those of the desk's roles */
static void
limits_of_rank(const CfDesk *desk, Datum *least, Datum *greatest)
{
	int			lowest = INT_MAX;
	int			highest = 0;
	HASH_SEQ_STATUS scan;
	CfCode	   *role;

	hash_seq_init(&scan, desk->roles);
	while ((role = hash_seq_search(&scan)) != NULL)
	{
		lowest = Min(lowest, role->rank);
		highest = Max(highest, role->rank);
	}
	*least = Int32GetDatum(Min(lowest, highest));
	*greatest = Int32GetDatum(highest);
}

/* a fact's least value, and its greatest, 0: none; false: it may be any */
static bool
limits_of_fact(const CfVariables *variables, const Var *fact, Datum *least,
			   Datum *greatest)
{
	switch (fact->varattno)
	{
		case CF_FACT_ACTOR_RANK:
			limits_of_rank(variables->desk, least, greatest);
			return true;
		case CF_FACT_ACTOR_GRADE:
			*least = Int32GetDatum(1);
			*greatest = Int32GetDatum(9);
			return true;
		case CF_FACT_SATISFACTION_SCORE:
			*least = Int32GetDatum(1);
			*greatest = Int32GetDatum(5);
			return true;
		default:
			/* the other numbers are counts */
			return fact->vartype == INT4OID;
	}
}

static bool
limits_of(const CfVariables *variables, const CfVariable *variable,
		  Datum *least, Datum *greatest)
{
	const Var  *var = (const Var *) variable->subject;

	*greatest = *least = (Datum) 0;
	if (!IsA(var, Var) || variable->type == NULL ||
		variable->type->type_id != var->vartype)
		return false;
	if (var->varno != CF_ROW_VARNO)
		return limits_of_fact(variables, var, least, greatest);
	if (var->varattno != variables->type->attno[CF_AMOUNT])
		return false;
	*least = NumericGetDatum(int64_to_numeric(0));
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
		return bms_make_singleton(cf_number_of_column(variables, (Var *) node));
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
