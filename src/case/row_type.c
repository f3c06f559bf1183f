/*
 * row_type.c -- the complaint table as one desk has it today
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "base/errors.h"
#include "case/row_type.h"
#include "condition/condition_build.h"
#include "condition/condition_names.h"
#include "desk/desk_check.h"
#include "desk/result.h"

const CfColumnInfo cf_columns[CF_COLUMN_COUNT] = {
	{"id", INT8OID, CF_AT_INTAKE},
	{"sheet_no", TEXTOID, CF_BY_ENGINE},
	{"received_at", TIMESTAMPTZOID, CF_AT_INTAKE},
	{"channel", TEXTOID, CF_AT_INTAKE},
	{"received_by", TEXTOID, CF_AT_INTAKE},
	{"received_place", TEXTOID, CF_BY_CLIENT},
	{"customer_id", INT8OID, CF_BY_CLIENT},
	{"complainant_group", TEXTOID, CF_BY_CLIENT},
	{"customer_tier", TEXTOID, CF_BY_CLIENT},
	{"product", TEXTOID, CF_BY_CLIENT},
	{"merchant", TEXTOID, CF_BY_CLIENT},
	{"order_ref", TEXTOID, CF_BY_CLIENT},
	{"contract_ref", TEXTOID, CF_BY_CLIENT},
	{"amount", NUMERICOID, CF_BY_CLIENT},
	{"currency", TEXTOID, CF_BY_CLIENT},
	{"occurred_at", TIMESTAMPTZOID, CF_BY_CLIENT},
	{"occurred_place", TEXTOID, CF_BY_CLIENT},
	{"risks", TEXTARRAYOID, CF_BY_CLIENT},
	{"accused_staff", TEXTOID, CF_BY_CLIENT},
	{"title", TEXTOID, CF_BY_CLIENT},
	{"description", TEXTOID, CF_BY_CLIENT},
	{"remedy_sought", TEXTOID, CF_BY_CLIENT},
	{"evidence", TEXTARRAYOID, CF_BY_CLIENT},
	{"validity", TEXTOID, CF_BY_CLIENT},
	{"validity_reason", TEXTOID, CF_BY_CLIENT},
	{"category", TEXTOID, CF_BY_CLIENT},
	{"category_by", TEXTOID, CF_BY_ENGINE},
	{"level", TEXTOID, CF_BY_DECISION},
	{"urgency", TEXTOID, CF_BY_DECISION},
	{"urgent_reasons", TEXTARRAYOID, CF_BY_ENGINE},
	{"priority", INT4OID, CF_BY_ENGINE},
	{"state", TEXTOID, CF_BY_DECISION},
	{"owner", TEXTOID, CF_BY_DECISION},
	{"department", TEXTOID, CF_BY_DECISION},
	{"handler_role", TEXTOID, CF_BY_DECISION},
	{"missing", TEXTARRAYOID, CF_BY_ENGINE},
	{"triage", TEXTARRAYOID, CF_BY_ENGINE},
	{"issue_key", TEXTOID, CF_BY_ENGINE},
	{"frequency", TEXTOID, CF_BY_ENGINE},
	{"incident_id", INT8OID, CF_BY_ENGINE},
	{"repeat_of", INT8OID, CF_BY_ENGINE},
	{"repeat_kind", TEXTOID, CF_BY_ENGINE},
	{"first_category", TEXTOID, CF_BY_ENGINE},
	{"first_level", TEXTOID, CF_BY_ENGINE},
	{"reopen_count", INT4OID, CF_BY_ENGINE},
	{"due_at", TIMESTAMPTZOID, CF_BY_ENGINE},
	{"sla_status", TEXTOID, CF_BY_ENGINE},
	{"first_response_at", TIMESTAMPTZOID, CF_BY_ENGINE},
	{"last_contact_at", TIMESTAMPTZOID, CF_BY_ENGINE},
	{"contact_count", INT4OID, CF_BY_ENGINE},
	{"attempt_count", INT4OID, CF_BY_ENGINE},
	{"promised_at", TIMESTAMPTZOID, CF_BY_ENGINE},
	{"closed_at", TIMESTAMPTZOID, CF_BY_ENGINE},
	{"reason", TEXTOID, CF_BY_CLIENT},
	{"rules_version", INT4OID, CF_BY_ENGINE},
	{"judged_by", INT8ARRAYOID, CF_BY_ENGINE},
	{"imported_at", TIMESTAMPTZOID, CF_BY_ENGINE},
	{"updated_at", TIMESTAMPTZOID, CF_BY_ENGINE},
	{"updated_by", TEXTOID, CF_BY_CLIENT},
	{"event_count", INT4OID, CF_BY_ENGINE},
	{"head_hash", BYTEAOID, CF_BY_ENGINE},
	{"salt", BYTEAOID, CF_BY_ENGINE},
};

/* columns whose values stand in the event itself, or would repeat it */
static const CfColumn unrecorded[] = {
	CF_UPDATED_AT, CF_UPDATED_BY, CF_EVENT_COUNT, CF_HEAD_HASH, CF_SALT
};

static AttrNumber
find_column(Relation rel, const CfColumnInfo *column)
{
	TupleDesc	desc = RelationGetDescr(rel);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (att->attisdropped ||
			strcmp(NameStr(att->attname), column->name) != 0)
			continue;
		if (att->atttypid != column->type)
			ereport(ERROR,
					(errcode(ERRCODE_CF_DAMAGED_DESK),
					 errmsg("column \"%s\" of table \"%s\" has type %s instead of %s",
							column->name, RelationGetRelationName(rel),
							format_type_be(att->atttypid),
							format_type_be(column->type)),
					 errhint("Give the column its type back; the engine reads and writes it.")));
		return att->attnum;
	}
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("column \"%s\" of table \"%s\" is missing",
					column->name, RelationGetRelationName(rel)),
			 errhint("Add the column again; the engine reads and writes it.")));
}

/* attribute number of a column that a setting names; 0 when there is none */
static AttrNumber
attno_by_name(TupleDesc desc, const char *name)
{
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (!att->attisdropped && strcmp(NameStr(att->attname), name) == 0)
			return att->attnum;
	}
	return 0;
}

static void
compile_conditions(CfDesk *desk, CfRowType *type, MemoryContext cxt)
{
	CfConditionScope scope = {0};
	List	   *rules = desk->policy->by_ordinal;
	ListCell   *cell;

	scope.row = type->desc;
	scope.facts = type->facts_desc = cf_condition_facts_desc(cxt);
	scope.owner = desk->owner;
	scope.time_zone = desk->time_zone;
	scope.keywords = desk->keywords;
	type->conditions = palloc0(list_length(rules) * sizeof(CfCondition *));
	foreach(cell, rules)
	{
		CfRule	   *rule = lfirst(cell);

		scope.gives_text = rule->gives_text;
		type->conditions[rule->ordinal] =
			cf_condition_try_build(&scope, rule->condition, cxt);
	}
	type->eval = cf_eval_create(cxt, type->desc, scope.facts,
								desk->time_zone, desk->keywords);
}

/* what the rules of cf_decide read: a change of it judges anew */
static void
collect_facts(CfDesk *desk, CfRowType *type)
{
	ListCell   *cell;

	foreach(cell, desk->policy->classification)
		type->facts = bms_add_members(type->facts,
									  cf_rule_condition(type, lfirst(cell))->columns);
	foreach(cell, desk->policy->completeness)
		type->facts = bms_add_members(type->facts,
									  cf_rule_condition(type, lfirst(cell))->columns);
	foreach(cell, desk->policy->issues)
	{
		CfIssueRule *rule = lfirst(cell);

		type->facts = bms_add_members(type->facts,
									  cf_rule_condition(type, &rule->rule)->columns);
		type->facts = bms_add_members(type->facts,
									  cf_rule_condition(type, &rule->key)->columns);
	}
}

static CfRowType *
build(CfDesk *desk, Relation rel)
{
	CfRowType  *type = palloc0(sizeof(CfRowType));
	ListCell   *cell;

	type->relid = RelationGetRelid(rel);
	type->desc = CreateTupleDescCopyConstr(RelationGetDescr(rel));
	for (int i = 0; i < CF_COLUMN_COUNT; i++)
		type->attno[i] = find_column(rel, &cf_columns[i]);
	foreach(cell, desk->personal_columns)
	{
		AttrNumber	attno = attno_by_name(type->desc, lfirst(cell));

		if (attno > 0)
			type->personal = bms_add_member(type->personal, attno);
	}
	for (int i = 0; i < lengthof(unrecorded); i++)
		type->unrecorded = bms_add_member(type->unrecorded,
										  type->attno[unrecorded[i]]);
	compile_conditions(desk, type, CurrentMemoryContext);
	collect_facts(desk, type);
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
		if (!desk->stale || equalTupleDescs(type->desc, RelationGetDescr(rel)))
			return type;
		desk->row_types = foreach_delete_current(desk->row_types, cell);
	}
	/* an error below must not leave its ruins in the desk */
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

CfCondition *
cf_rule_condition(CfRowType *type, CfRule *rule)
{
	return type->conditions[rule->ordinal];
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

/*
 * cf_row_read_result -- the same, a copy, from a query's only column: the
 * whole row
 *
 * "SELECT *" would leave out dropped columns, which the row type has.
 */
void
cf_row_read_result(CfRow *row, CfRowType *type, HeapTuple result,
				   TupleDesc desc)
{
	Datum		whole = cf_query_needed(&(CfQueryRow) {desc, result}, 1,
										 type->desc->tdtypeid);
	HeapTupleHeader header = DatumGetHeapTupleHeaderCopy(whole);
	HeapTupleData tuple = {0};

	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	tuple.t_data = header;
	cf_row_read(row, type, &tuple);
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

void
cf_set_text(CfRow *row, CfColumn column, const char *text)
{
	if (text == NULL)
		cf_set_null(row, column);
	else
		cf_set(row, column, CStringGetTextDatum(text));
}

/* a list of char * as text[] */
Datum
cf_texts_datum(List *texts)
{
	Datum	   *elements = palloc((list_length(texts) + 1) * sizeof(Datum));
	ListCell   *cell;

	foreach(cell, texts)
		elements[foreach_current_index(cell)] =
			CStringGetTextDatum(lfirst(cell));
	return PointerGetDatum(construct_array(elements, list_length(texts),
										   TEXTOID, -1, false,
										   TYPALIGN_INT));
}

/* a text[]; NIL becomes NULL */
void
cf_set_texts(CfRow *row, CfColumn column, List *texts)
{
	if (texts == NIL)
		cf_set_null(row, column);
	else
		cf_set(row, column, cf_texts_datum(texts));
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
	char	   *kind = cf_text(row, CF_REPEAT_KIND);

	return kind != NULL && strcmp(kind, CF_JOINED) == 0;
}
