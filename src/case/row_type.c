/*
 * row_type.c -- the complaint table as one desk has it today
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "base/array.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/shard.h"
#include "base/shard_query.h"
#include "base/trigger.h"
#include "case/row_type.h"
#include "condition/condition_build.h"
#include "condition/condition_names.h"
#include "desk/desk_check.h"
#include "desk/query.h"
#include "row/trim.h"

/* the Makefile takes the columns from the template */
#define COLUMN(column, name, type) [column] = {name, type},
const CfColumnInfo cf_columns[CF_COLUMN_COUNT] = {
#include "src/case/complaint_columns.inc"
};
#undef COLUMN

/* each enumerator of CfColumn is one of them */
#define COLUMN(column, name, type) + 1
enum
{
	TEMPLATE_COLUMNS = 0
#include "src/case/complaint_columns.inc"
};
#undef COLUMN

StaticAssertDecl(TEMPLATE_COLUMNS == (int) CF_COLUMN_COUNT,
				 "CfColumn has another number of columns than the template");

/* all others are the engine's */
const CfWriter cf_writers[CF_COLUMN_COUNT] = {
	[CF_ID] = CF_AT_INTAKE,
	[CF_RECEIVED_AT] = CF_AT_INTAKE,
	[CF_CHANNEL] = CF_AT_INTAKE,
	[CF_RECEIVED_BY] = CF_AT_INTAKE,

	[CF_RECEIVED_PLACE] = CF_BY_CLIENT,
	[CF_CUSTOMER_ID] = CF_BY_CLIENT,
	[CF_COMPLAINANT_GROUP] = CF_BY_CLIENT,
	[CF_CUSTOMER_TIER] = CF_BY_CLIENT,
	[CF_PRODUCT] = CF_BY_CLIENT,
	[CF_MERCHANT] = CF_BY_CLIENT,
	[CF_ORDER_REF] = CF_BY_CLIENT,
	[CF_CONTRACT_REF] = CF_BY_CLIENT,
	[CF_AMOUNT] = CF_BY_CLIENT,
	[CF_CURRENCY] = CF_BY_CLIENT,
	[CF_OCCURRED_AT] = CF_BY_CLIENT,
	[CF_OCCURRED_PLACE] = CF_BY_CLIENT,
	[CF_RISKS] = CF_BY_CLIENT,
	[CF_ACCUSED_STAFF] = CF_BY_CLIENT,
	[CF_TITLE] = CF_BY_CLIENT,
	[CF_DESCRIPTION] = CF_BY_CLIENT,
	[CF_REMEDY_SOUGHT] = CF_BY_CLIENT,
	[CF_EVIDENCE] = CF_BY_CLIENT,
	[CF_VALIDITY] = CF_BY_CLIENT,
	[CF_VALIDITY_REASON] = CF_BY_CLIENT,
	[CF_CATEGORY] = CF_BY_CLIENT,
	[CF_REASON] = CF_BY_CLIENT,
	[CF_UPDATED_BY] = CF_BY_CLIENT,

	[CF_LEVEL] = CF_BY_DECISION,
	[CF_URGENCY] = CF_BY_DECISION,
	[CF_STATE] = CF_BY_DECISION,
	[CF_OWNER] = CF_BY_DECISION,
	[CF_DEPARTMENT] = CF_BY_DECISION,
	[CF_HANDLER_ROLE] = CF_BY_DECISION
};

static void
prepare_conditions(CfDesk *desk, CfRowType *type)
{
	type->facts_desc = cf_condition_facts_desc(type->cxt);
	type->scope = (CfConditionScope)
	{
		.row = type->desc,
		.facts = type->facts_desc,
		.owner = desk->owner,
		.time_zone = desk->time_zone,
		.keywords = desk->keywords
	};
	type->conditions = palloc0(list_length(desk->policy->by_ordinal) *
							   sizeof(CfCondition *));
	type->eval = cf_eval_create(type->cxt, type->desc, type->facts_desc,
								desk->time_zone, desk->keywords);
}

/*
 * cf_rule_condition -- the condition of a rule, compiled on first use
 *
 * A connection that only moves cases never asks for the conditions of actions,
 * nor does one that only takes them in for those of transitions.
 */
CfCondition *
cf_rule_condition(CfRowType *type, CfRule *rule)
{
	CfCondition **condition = &type->conditions[rule->ordinal];

	if (*condition == NULL)
	{
		type->scope.gives_text = rule->gives_text;
		*condition = cf_condition_try_build(&type->scope, rule->condition,
											type->cxt);
	}
	return *condition;
}

static void
add_facts_of(CfRowType *type, CfRule *rule)
{
	type->facts = bms_add_members(type->facts,
								  cf_rule_condition(type, rule)->columns);
}

/* a rule of classification that reads or takes what a model predicts */
static void
note_models_asked(CfRowType *type, CfClassificationRule *rule)
{
	static const struct
	{
		CfFact		first;
		CfFact		last;
	}			facts[CF_PREDICTS_COUNT] = {
		[CF_PREDICTS_CATEGORY] = {
			CF_FACT_PREDICTED_CATEGORY, CF_FACT_CATEGORY_IS_SURE
		},
		[CF_PREDICTS_URGENCY] = {
			CF_FACT_PREDICTED_URGENCY, CF_FACT_URGENCY_IS_SURE
		}
	};
	CfCondition *condition = cf_rule_condition(type, &rule->rule);

	for (int i = 0; i < CF_PREDICTS_COUNT; i++)
	{
		int			fact = bms_next_member(condition->facts,
										   facts[i].first - 1);

		if (rule->takes != i && (fact < 0 || fact > facts[i].last))
			continue;
		type->asks_model[i] = true;
		type->facts = bms_add_member(type->facts, type->attno[CF_TITLE]);
		type->facts = bms_add_member(type->facts,
									 type->attno[CF_DESCRIPTION]);
	}
}

/* what the rules of cf_decide read: when it changes the case is judged anew */
static void
collect_facts(CfDesk *desk, CfRowType *type)
{
	ListCell   *cell;

	cf_conditions_begin(&type->scope);
	foreach(cell, desk->policy->classification)
	{
		add_facts_of(type, lfirst(cell));
		note_models_asked(type, lfirst(cell));
	}
	foreach(cell, desk->policy->completeness)
		add_facts_of(type, lfirst(cell));
	foreach(cell, desk->policy->issues)
	{
		add_facts_of(type, lfirst(cell));
		add_facts_of(type, &((CfIssueRule *) lfirst(cell))->key);
	}
	cf_conditions_end(&type->scope);
}

static List *
attnos_of(CfRowType *type, List *names)
{
	List	   *attnos = NIL;
	ListCell   *cell;

	foreach(cell, names)
		attnos = lappend_int(attnos,
							 Max(SPI_fnumber(type->desc, lfirst(cell)), 0));
	return attnos;
}

static void
find_matter_columns(CfDesk *desk, CfRowType *type)
{
	ListCell   *cell;

	foreach(cell, desk->policy->same_matters)
	{
		CfSameMatterRule *rule = lfirst(cell);
		CfMatterColumns *columns = palloc(sizeof(CfMatterColumns));

		columns->equal = attnos_of(type, rule->equal_columns);
		columns->differing = attnos_of(type, rule->differing_columns);
		type->matter_columns = lappend(type->matter_columns, columns);
	}
}

/* the type of a row in SQL, which names the shell of a shard, see route_query */
static Oid
whole_type(Relation rel)
{
	Oid			shell = cf_shell_of(RelationGetRelid(rel));

	if (!cf_is_alike(shell, RelationGetRelid(rel)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("columns of table \"%s\" do not stand where its shard has them",
						get_rel_name(shell)),
				 errhint("Move the desk to another node.")));
	return get_rel_type_id(shell);
}

static CfRowType *
build(CfDesk *desk, Relation rel)
{
	CfRowType  *type = palloc0(sizeof(CfRowType));
	ListCell   *cell;

	type->cxt = CurrentMemoryContext;
	type->relid = RelationGetRelid(rel);
	type->desc = CreateTupleDescCopyConstr(RelationGetDescr(rel));
	type->whole = whole_type(rel);
	for (int i = 0; i < CF_COLUMN_COUNT; i++)
	{
		type->attno[i] = cf_typed_attno(rel, cf_columns[i].name,
										cf_columns[i].type);
		if (!cf_is_recorded(i))
			type->unrecorded = bms_add_member(type->unrecorded,
											  type->attno[i]);
	}
	foreach(cell, desk->personal_columns)
	{
		int			attno = SPI_fnumber(type->desc, lfirst(cell));

		if (attno > 0)
			type->personal = bms_add_member(type->personal, attno);
	}
	prepare_conditions(desk, type);
	collect_facts(desk, type);
	find_matter_columns(desk, type);
	return type;
}

/*
 * cf_row_type -- the row type of a table of complaints, built on first use
 *
 * Lives as long as the desk.  A column of the template that is gone, or has
 * another type, raises KF010.
 */
CfRowType *
cf_row_type(CfDesk *desk, Relation rel)
{
	MemoryContext cxt;
	MemoryContext caller;
	CfRowType  *type;
	ListCell   *cell;

	foreach(cell, desk->row_types)
	{
		type = lfirst(cell);
		if (type->relid != RelationGetRelid(rel))
			continue;
		/* a copy of the desk that is read to its end outlives changes */
		if (cf_desk_is_sure(desk) ||
			equalTupleDescs(type->desc, RelationGetDescr(rel)))
			return type;
		desk->row_types = foreach_delete_current(desk->row_types, cell);
	}
	/* an error below must not leave a half-built row type in the desk */
	cxt = AllocSetContextCreate(CurrentMemoryContext,
								"complaint_flow row type",
								ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(cxt);
	type = build(desk, rel);
	MemoryContextSetParent(cxt, desk->cxt);
	MemoryContextSwitchTo(desk->cxt);
	desk->row_types = lappend(desk->row_types, type);
	MemoryContextSwitchTo(caller);
	cf_desk_watch(desk, type->relid);
	return type;
}

/* values point into the tuple */
void
cf_row_read(CfRow *row, CfRowType *type, HeapTuple tuple)
{
	row->type = type;
	row->values = palloc(type->desc->natts * sizeof(Datum));
	row->nulls = palloc(type->desc->natts * sizeof(bool));
	heap_deform_tuple(tuple, type->desc, row->values, row->nulls);
}

/* cf_row_copy -- the same values, as a table's rows have them */
void
cf_row_copy(CfRow *row, CfRowType *type, const CfRow *from)
{
	int			natts = type->desc->natts;

	row->type = type;
	row->values = palloc(natts * sizeof(Datum));
	row->nulls = palloc(natts * sizeof(bool));
	memcpy(row->values, from->values, natts * sizeof(Datum));
	memcpy(row->nulls, from->nulls, natts * sizeof(bool));
}

/*
 * cf_row_read_result -- the same, a copy, from a column of a query: the whole
 * row
 *
 * "SELECT *" would leave out dropped columns, which the row type has.
 */
void
cf_row_read_result(CfRow *row, CfRowType *type, const CfQueryRow *result,
				   int column)
{
	Datum		whole = cf_query_needed(result, column, type->whole);
	HeapTupleHeader header = DatumGetHeapTupleHeaderCopy(whole);
	HeapTupleData tuple = {0};

	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	tuple.t_data = header;
	cf_row_read(row, type, &tuple);
}

static void
read_case(CfQueryRow *result, void *arg)
{
	CfRow	   *row = arg;

	cf_row_read_result(row, row->type, result, 1);
}

/*
 * cf_row_read_case -- a case of the desk, with the rights of the caller
 *
 * False when there is none that the caller may see.
 */
bool
cf_row_read_case(CfRow *row, CfRowType *type, CfDesk *desk, int64 id)
{
	static const Oid types[] = {INT8OID};
	Datum		value = Int64GetDatum(id);

	row->type = type;
	return cf_query_run(cf_place_of_caller(desk),
						CF_QUERY_READ_ONLY | CF_QUERY_FIRST | CF_QUERY_ONCE,
						"SELECT c FROM complaint c WHERE id = $1", 1, types,
						&value, NULL, read_case, row) > 0;
}

HeapTuple
cf_row_form(CfRow *row)
{
	return heap_form_tuple(row->type->desc, row->values, row->nulls);
}

/* NULL for SQL NULL */
char *
cf_text(const CfRow *row, CfColumn column)
{
	if (cf_is_null(row, column))
		return NULL;
	return TextDatumGetCString(cf_value(row, column));
}

/* cf_text_is -- a column holds this very text, and neither is NULL */
bool
cf_text_is(const CfRow *row, CfColumn column, const char *text)
{
	struct varlena *value;

	if (text == NULL || cf_is_null(row, column))
		return false;
	value = PG_DETOAST_DATUM_PACKED(cf_value(row, column));
	return VARSIZE_ANY_EXHDR(value) == strlen(text) &&
		memcmp(VARDATA_ANY(value), text, strlen(text)) == 0;
}

/* cf_says_something -- a column holds more than white space */
bool
cf_says_something(const CfRow *row, CfColumn column)
{
	struct varlena *value;

	if (cf_is_null(row, column))
		return false;
	value = PG_DETOAST_DATUM_PACKED(cf_value(row, column));
	return !cf_blank(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

void
cf_set_text(CfRow *row, CfColumn column, const char *text)
{
	if (text == NULL)
		cf_set_null(row, column);
	else
		cf_set(row, column, CStringGetTextDatum(text));
}

/* a text[]; NIL becomes NULL */
void
cf_set_texts(CfRow *row, CfColumn column, List *texts)
{
	if (texts == NIL)
		cf_set_null(row, column);
	else
		cf_set(row, column, cf_array_of_texts(texts));
}

/* neither compressed nor stored elsewhere: no call is needed to compare it */
static bool
is_inline(Datum value)
{
	Pointer		varlena = DatumGetPointer(value);

	return !VARATT_IS_COMPRESSED(varlena) && !VARATT_IS_EXTERNAL(varlena);
}

static bool
same_inline(Datum a, Datum b)
{
	Pointer		one = DatumGetPointer(a);
	Pointer		other = DatumGetPointer(b);

	return VARSIZE_ANY_EXHDR(one) == VARSIZE_ANY_EXHDR(other) &&
		memcmp(VARDATA_ANY(one), VARDATA_ANY(other),
			   VARSIZE_ANY_EXHDR(one)) == 0;
}

/* the same value, compared byte by byte; index is attribute number - 1 */
bool
cf_same(const CfRow *a, const CfRow *b, int index)
{
	Form_pg_attribute att = TupleDescAttr(a->type->desc, index);

	if (a->nulls[index] || b->nulls[index])
		return a->nulls[index] == b->nulls[index];
	if (a->values[index] == b->values[index])
		return true;
	if (att->attbyval || att->attlen != -1)
		return datumIsEqual(a->values[index], b->values[index],
							att->attbyval, att->attlen);
	if (is_inline(a->values[index]) && is_inline(b->values[index]))
		return same_inline(a->values[index], b->values[index]);
	return datum_image_eq(a->values[index], b->values[index], false, -1);
}

bool
cf_column_same(const CfRow *a, const CfRow *b, CfColumn column)
{
	return cf_same(a, b, cf_index(a, column));
}

/* personal data of the case was erased: its salt is gone */
bool
cf_is_erased(const CfRow *row)
{
	return cf_is_null(row, CF_SALT);
}

/* cf_is_joined -- the sheet belongs to an open case */
bool
cf_is_joined(const CfRow *row)
{
	return cf_text_is(row, CF_REPEAT_KIND, CF_JOINED);
}
