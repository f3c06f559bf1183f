/*
 * code_gaps.c -- cases that no rule of a list can match, whatever else is true
 * of them
 *
 * The codes of a case take the place of its columns in each condition, and
 * PostgreSQL simplifies the rest.  What becomes false cannot match; of what
 * remains nothing is known.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "base/errors.h"
#include "base/subtransaction.h"
#include "condition/condition_build.h"
#include "condition/condition_internal.h"
#include "condition/condition_names.h"
#include "desk/desk_cache.h"
#include "rights/as_owner.h"

/* columns of complaint, and a code for each */
typedef struct CfCodes
{
	int			count;
	AttrNumber *columns;
	Datum	   *values;
	bool	   *nulls;
} CfCodes;

typedef struct CfTrial
{
	const CfCodes *codes;
	Node	   *condition;
	bool		never;
} CfTrial;

static Node *
put_codes(Node *node, void *arg)
{
	const CfCodes *codes = arg;

	if (node == NULL)
		return NULL;
	if (IsA(node, Var) && ((Var *) node)->varno == CF_ROW_VARNO)
	{
		Var		   *var = (Var *) node;

		for (int i = 0; i < codes->count; i++)
			if (var->varattno == codes->columns[i])
				return (Node *) makeConst(TEXTOID, -1, var->varcollid, -1,
										  codes->values[i], codes->nulls[i],
										  false);
	}
	return expression_tree_mutator(node, put_codes, arg);
}

static void
try_codes(void *arg)
{
	CfTrial    *trial = arg;
	Node	   *rest = put_codes(trial->condition, (void *) trial->codes);

	rest = eval_const_expressions(NULL, rest);
	trial->never = IsA(rest, Const) &&
		(((Const *) rest)->constisnull ||
		 !DatumGetBool(((Const *) rest)->constvalue));
}

/* is it certain that the condition does not hold for these codes? */
static bool
never_holds(const CfCondition *condition, const CfCodes *codes)
{
	CfTrial		trial = {codes, (Node *) condition->expr, false};

	if (condition->expr == NULL)
		return false;
	if (!condition->can_fail)
		try_codes(&trial);
	else if (cf_attempt(try_codes, &trial) != NULL)
		return false;
	return trial.never;
}

/* columns that are not texts keep their Vars */
static AttrNumber *
numbers_of(Relation complaint, const Datum *names, int count)
{
	AttrNumber *numbers = palloc(sizeof(AttrNumber) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		int			number = SPI_fnumber(RelationGetDescr(complaint),
										 TextDatumGetCString(names[i]));

		if (number <= 0 ||
			SPI_gettypeid(RelationGetDescr(complaint), number) != TEXTOID)
			number = InvalidAttrNumber;
		numbers[i] = number;
	}
	return numbers;
}

static List *
build_all(CfDesk *desk, Relation complaint, ArrayType *texts)
{
	CfConditionScope scope = {0};
	List	   *conditions = NIL;
	Datum	   *values;
	bool	   *nulls;
	int			count;

	scope.row = RelationGetDescr(complaint);
	scope.facts = cf_condition_facts_desc(CurrentMemoryContext);
	scope.owner = desk->owner;
	scope.time_zone = desk->time_zone;
	scope.keywords = desk->keywords;
	deconstruct_array(texts, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls,
					  &count);
	for (int i = 0; i < count; i++)
		conditions = lappend(conditions,
							 cf_condition_try_build(&scope,
													nulls[i] ? NULL : TextDatumGetCString(values[i]),
													CurrentMemoryContext));
	return conditions;
}

PG_FUNCTION_INFO_V1(cf_may_match);

/*
 * may_match(desk name, conditions text[], columns text[], codes text[]) ->
 * boolean[]
 *
 * "codes" has as many elements for each case as there are columns; the result
 * says for each case whether a condition may hold.
 */
Datum
cf_may_match(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	Relation	complaint = table_open(desk->complaint_relid, AccessShareLock);
	List	   *conditions = build_all(desk, complaint, PG_GETARG_ARRAYTYPE_P(1));
	CfCodes		codes;
	Datum	   *names;
	Datum	   *values;
	bool	   *nulls;
	Datum	   *result;
	int			count;
	int			cases;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), TEXTOID, -1, false,
					  TYPALIGN_INT, &names, NULL, &codes.count);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(3), TEXTOID, -1, false,
					  TYPALIGN_INT, &values, &nulls, &count);
	if (codes.count == 0 || count % codes.count != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("%d codes are not cases of %d columns", count,
						codes.count)));
	codes.columns = numbers_of(complaint, names, codes.count);
	cases = count / codes.count;
	result = palloc(sizeof(Datum) * Max(cases, 1));
	for (int i = 0; i < cases; i++)
	{
		bool		may = false;
		ListCell   *cell;

		CHECK_FOR_INTERRUPTS();
		codes.values = values + i * codes.count;
		codes.nulls = nulls + i * codes.count;
		foreach(cell, conditions)
		{
			may = !never_holds(lfirst(cell), &codes);
			if (may)
				break;
		}
		result[i] = BoolGetDatum(may);
	}
	table_close(complaint, NoLock);
	PG_RETURN_ARRAYTYPE_P(construct_array(result, cases, BOOLOID, 1, true,
										  TYPALIGN_CHAR));
}
