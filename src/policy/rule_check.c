/*
 * rule_check.c -- conditions as SQL sees them: the check of rule tables,
 * and the names that a condition reads
 *
 * Both judge against the desk as it stands now.  The rules of the cache are
 * not needed for that, and a desk whose other rules are broken can be mended.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "base/array.h"
#include "base/errors.h"
#include "base/trigger.h"
#include "condition/condition_build.h"
#include "condition/condition_names.h"
#include "condition/keyword.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "judge/repeat.h"
#include "rights/as_owner.h"
#include "rights/enter_desk.h"
#include "row/trim.h"

static void
read_name(CfQueryRow *row, void *arg)
{
	List	  **names = arg;

	*names = lappend(*names, cf_query_word(row, 1));
}

/*
 * The desk's time zone and the names of its keyword sets, read as the owner
 * of its settings; an automaton without keywords carries the names.
 */
static void
read_scope(Oid schema, CfConditionScope *scope)
{
	CfQueryPlace place = cf_place_of_schema(schema);
	int			how = CF_QUERY_READ_ONLY | CF_QUERY_ONCE;
	CfQueryRow *desk;
	List	   *sets = NIL;
	CfKeywordSet *list;
	ListCell   *cell;

	(void) cf_table_of_owner("desk", schema, place.user);
	(void) cf_table_of_owner("keyword_set", schema, place.user);
	desk = cf_query_first(place, how, "SELECT time_zone FROM desk", 0, NULL,
						  NULL);
	if (desk == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("desk \"%s\" has no settings", place.name),
				 errhint("Insert the row of table desk first.")));
	scope->time_zone = cf_query_word(desk, 1);
	cf_query_run(place, how, "SELECT name FROM keyword_set", 0, NULL, NULL,
				 NULL, read_name, &sets);
	list = palloc((list_length(sets) + 1) * sizeof(CfKeywordSet));
	foreach(cell, sets)
		list[foreach_current_index(cell)]
			= (CfKeywordSet)
		{
			lfirst(cell), -1
		};
	scope->keywords = cf_keywords_build(CurrentMemoryContext, list,
										list_length(sets), NULL, 0);
}

/*
 * What names mean in the schema's desk; the caller closes the relation
 * complaint, which is returned open, after its last use of the scope.
 */
static Relation
open_scope(Oid schema, CfConditionScope *scope)
{
	Relation	complaint;

	scope->owner = cf_owner_of_desk(schema);
	complaint = table_open(cf_table_of_owner("complaint", schema,
											 scope->owner),
						   AccessShareLock);
	scope->row = RelationGetDescr(complaint);
	scope->facts = cf_condition_facts_desc(CurrentMemoryContext);
	read_scope(schema, scope);
	return complaint;
}

static Datum
column_name(TupleDesc desc, int number)
{
	Form_pg_attribute att = TupleDescAttr(desc, number - 1);

	return CStringGetTextDatum(NameStr(att->attname));
}

static ArrayType *
names_read(const CfConditionScope *scope, const CfCondition *condition)
{
	int			max = scope->row->natts + scope->facts->natts;
	Datum	   *names = palloc(sizeof(Datum) * max);
	int			n = 0;
	int			i = -1;

	while ((i = bms_next_member(condition->columns, i)) >= 0)
		names[n++] = column_name(scope->row, i);
	i = -1;
	while ((i = bms_next_member(condition->facts, i)) >= 0)
		names[n++] = column_name(scope->facts, i);
	return DatumGetArrayTypeP(cf_array(TEXTOID, names, n));
}

PG_FUNCTION_INFO_V1(cf_condition_columns);

/*
 * condition_columns(desk name, condition text) -> text[]
 */
Datum
cf_condition_columns(PG_FUNCTION_ARGS)
{
	char	   *desk = NameStr(*PG_GETARG_NAME(0));
	char	   *source = text_to_cstring(PG_GETARG_TEXT_PP(1));
	CfConditionScope scope = {0};
	Relation	complaint;
	CfCondition *condition;
	ArrayType  *result;

	cf_require_inside(desk);
	complaint = open_scope(cf_desk_schema(desk), &scope);
	condition = cf_condition_build(&scope, NULL, source, CurrentMemoryContext);
	result = names_read(&scope, condition);
	table_close(complaint, NoLock);
	PG_RETURN_ARRAYTYPE_P(result);
}

/* one column of a rule that is being written */
typedef struct CfRuleColumn
{
	TriggerData *trigdata;
	char	   *name;
	int			number;
	bool		gives_text;
} CfRuleColumn;

/* context callback */
static void
column_context(void *arg)
{
	CfRuleColumn *column = arg;
	Relation	table = column->trigdata->tg_relation;

	err_generic_string(PG_DIAG_SCHEMA_NAME,
					   get_namespace_name(RelationGetNamespace(table)));
	err_generic_string(PG_DIAG_TABLE_NAME, RelationGetRelationName(table));
	err_generic_string(PG_DIAG_COLUMN_NAME, column->name);
}

static char *
column_value(HeapTuple row, Relation table, int number)
{
	bool		isnull;
	Datum		value = heap_getattr(row, number, RelationGetDescr(table),
									 &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* number of the text column with this name, 0 when there is none */
static int
find_text_column(Relation table, const char *name)
{
	TupleDesc	desc = RelationGetDescr(table);
	int			number = SPI_fnumber(desc, name);

	return number > 0 && SPI_gettypeid(desc, number) == TEXTOID ? number : 0;
}

/* the rule's name for error messages, or NULL */
static char *
rule_name(HeapTuple row, Relation table)
{
	int			number = find_text_column(table, "name");

	return number == 0 ? NULL : column_value(row, table, number);
}

static int
text_column(Relation table, const char *name)
{
	int			number = find_text_column(table, name);

	if (number == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" of relation \"%s\" is not a text column",
						name, RelationGetRelationName(table))));
	return number;
}

/*
 * What stands in the case's file is known to guards of transition and
 * entry_rule, to action rules, and of an earlier case to repeat rules: in any
 * other rule it would be NULL, and the rule would never match.
 */
static void
check_facts(Relation table, const char *name, const CfCondition *condition)
{
	int			fact = bms_next_member(condition->facts, CF_FACT_OF_FILE - 1);
	bool		repeat = find_text_column(table, "kind") > 0;
	int			predicted = bms_next_member(condition->facts,
											CF_FACT_PREDICTED_CATEGORY - 1);

	if (predicted >= 0 && predicted <= CF_FACT_URGENCY_IS_SURE &&
		find_text_column(table, "takes_prediction") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_BROKEN_RULE),
				 errmsg("what a model predicts is not known to this rule"),
				 errdetail("Only rules of classification_rule know predicted_category, category_is_sure and their like."),
				 errhint("Use category_by: it is 'model' where the model decided the category."),
				 name ? errcontext("condition of rule \"%s\"", name) : 0));
	if (find_text_column(table, "condition_hint") > 0 ||
		find_text_column(table, "action") > 0)
		return;
	while (repeat && fact >= 0 && cf_repeat_knows(fact))
		fact = bms_next_member(condition->facts, fact);
	if (fact < 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_BROKEN_RULE),
			 errmsg("a fact of the case's file is not known to this rule"),
			 repeat ?
			 errdetail("Of an earlier case repeat_rule knows breached_metrics, conclusion, offer_answer and satisfaction_score.") :
			 errdetail("Only rules of transition, entry_rule and action_rule know contacts_in_state, conclusion and their like."),
			 errhint("Use columns of complaint; contact_count and attempt_count are the numbers since the receipt."),
			 name ? errcontext("condition of rule \"%s\"", name) : 0));
}

/*
 * Checks one column and returns the row, with the text trimmed.
 *
 * A text that an update leaves alone is not looked at: a rule that lost its
 * column can still be switched off.
 */
static HeapTuple
check_column(CfRuleColumn *column, HeapTuple row)
{
	TriggerData *trigdata = column->trigdata;
	Relation	table = trigdata->tg_relation;
	char	   *written = column_value(row, table, column->number);
	char	   *trimmed;
	CfConditionScope scope = {0};
	Relation	complaint;
	Datum		value;
	bool		isnull = false;

	if (written == NULL)
		return row;
	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
	{
		char	   *old = column_value(trigdata->tg_trigtuple, table,
									   column->number);

		if (old != NULL && strcmp(old, written) == 0)
			return row;
	}

	trimmed = TextDatumGetCString(cf_trimmed(CStringGetTextDatum(written)));
	complaint = open_scope(RelationGetNamespace(table), &scope);
	scope.gives_text = column->gives_text;
	check_facts(table, rule_name(row, table),
				cf_condition_build(&scope, rule_name(row, table), trimmed,
								   CurrentMemoryContext));
	table_close(complaint, NoLock);
	if (strcmp(trimmed, written) == 0)
		return row;
	value = CStringGetTextDatum(trimmed);
	return heap_modify_tuple_by_cols(row, RelationGetDescr(table), 1,
									 &column->number, &value, &isnull);
}

/* a trigger's argument: a column's name, "text" behind it for another result */
static void
read_argument(CfRuleColumn *column, const char *argument)
{
	char	   *space;

	column->name = pstrdup(argument);
	space = strchr(column->name, ' ');
	column->gives_text = space != NULL;
	if (space == NULL)
		return;
	if (strcmp(space, " text") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" does not understand the argument \"%s\"",
						"check_condition", argument)));
	*space = '\0';
}

PG_FUNCTION_INFO_V1(cf_check_condition);

/*
 * check_condition() -- BEFORE INSERT OR UPDATE row trigger of a rule table
 *
 * The arguments name the columns that hold conditions, with " text" behind the
 * name those that hold an expression of a text.  NULL is allowed; as a
 * condition it is always true.
 */
Datum
cf_check_condition(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = cf_check_trigger(fcinfo, "check_condition",
											 CF_TRIGGER_BEFORE_ROW,
											 CF_TRIGGER_INSERT |
											 CF_TRIGGER_UPDATE);
	ErrorContextCallback callback;
	CfRuleColumn column;
	HeapTuple	row;
	int			i;

	row = TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) ?
		trigdata->tg_trigtuple : trigdata->tg_newtuple;
	column.trigdata = trigdata;
	callback.callback = column_context;
	callback.arg = &column;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	for (i = 0; i < trigdata->tg_trigger->tgnargs; i++)
	{
		read_argument(&column, trigdata->tg_trigger->tgargs[i]);
		column.number = text_column(trigdata->tg_relation, column.name);
		row = check_column(&column, row);
	}
	error_context_stack = callback.previous;
	return PointerGetDatum(row);
}
