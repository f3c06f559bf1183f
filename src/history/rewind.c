/*
 * rewind.c -- a case's row with later changes undone; complaint_as_of
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "desk/desk_cache.h"
#include "desk/query.h"
#include "history/canonical_json.h"
#include "history/retyped_value.h"
#include "history/rewind.h"
#include "rights/as_owner.h"

/* stands for what cf_rewind_forget forgot */
static JsonbValue forgotten = {.type = jbvNull};

/* cf_rewind_begin -- nothing of the row's changes is undone yet */
void
cf_rewind_begin(CfRewind *rewind, CfRow *row)
{
	rewind->row = row;
	rewind->values = palloc0(row->type->desc->natts * sizeof(JsonbValue *));
}

/* the place of a column in the row, or -1 */
static int
index_of(TupleDesc desc, const JsonbValue *name)
{
	int			attno = SPI_fnumber(desc, pnstrdup(name->val.string.val,
												   name->val.string.len));

	return attno > 0 ? attno - 1 : -1;
}

/*
 * cf_rewind_forget -- what a column held before cannot be known: from here
 * back it counts as NULL
 */
void
cf_rewind_forget(CfRewind *rewind, const JsonbValue *name)
{
	int			index = index_of(rewind->row->type->desc, name);

	if (index >= 0)
		rewind->values[index] = &forgotten;
}

/* a column's value, as far back as the changes were undone */
static JsonbValue *
value_of_column(CfRewind *rewind, int index)
{
	CfRow	   *row = rewind->row;

	if (rewind->values[index] != NULL)
		return rewind->values[index];
	return cf_json_of_datum(TupleDescAttr(row->type->desc, index)->atttypid,
							row->values[index], row->nulls[index]);
}

/* a column that the desk added; those of the template keep their types */
static bool
is_added(CfRowType *type, int index)
{
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
		if (type->attno[column] == index + 1)
			return false;
	return true;
}

/* is a column's value the one that an event gave it? */
static bool
is_value(CfRewind *rewind, int index, JsonbValue *expected)
{
	JsonbValue *value = value_of_column(rewind, index);

	return strcmp(cf_json_text(JsonbValueToJsonb(value)),
				  cf_json_text(JsonbValueToJsonb(expected))) == 0 ||
		(is_added(rewind->row->type, index) &&
		 cf_same_in_type(TupleDescAttr(rewind->row->type->desc, index), value,
						 expected));
}

/*
 * An entry stands in its event as [null, {...}] under the name of its table,
 * which may be that of a column too: evidence is both.
 */
static bool
is_entry(CfRewind *rewind, int index, JsonbContainer *pair)
{
	Oid			type = TupleDescAttr(rewind->row->type->desc, index)->atttypid;
	JsonbValue *was = getIthJsonbValueFromContainer(pair, 0);
	JsonbValue *is = getIthJsonbValueFromContainer(pair, 1);

	return was->type == jbvNull && is->type == jbvBinary &&
		JsonContainerIsObject(is->val.binary.data) &&
		type != JSONBOID && type != JSONOID && !type_is_rowtype(type);
}

/*
 * cf_rewind_undo -- take an event's changes {"column": [old, new]} back
 *
 * Returns the name of a column whose value is not what the event made it,
 * NULL when all fit.  Columns that are gone are passed over.
 */
char *
cf_rewind_undo(CfRewind *rewind, Jsonb *changes)
{
	JsonbIterator *iterator = JsonbIteratorInit(&changes->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *differs = NULL;
	int			index = -1;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		JsonbContainer *pair;

		if (token == WJB_KEY)
			index = index_of(rewind->row->type->desc, &value);
		if (token != WJB_VALUE || index < 0 || value.type != jbvBinary ||
			rewind->values[index] == &forgotten)
			continue;
		pair = value.val.binary.data;
		if (!JsonContainerIsArray(pair) || JsonContainerSize(pair) != 2 ||
			is_entry(rewind, index, pair))
			continue;
		if (!is_value(rewind, index, getIthJsonbValueFromContainer(pair, 1)))
			differs = pstrdup(NameStr(TupleDescAttr(rewind->row->type->desc,
													index)->attname));
		rewind->values[index] = getIthJsonbValueFromContainer(pair, 0);
	}
	return differs;
}

/*
 * cf_rewind_row -- the row as JSON object, without the stamps of its events
 *
 * With hide_personal, personal columns read "erased".
 */
Jsonb *
cf_rewind_row(CfRewind *rewind, bool hide_personal)
{
	CfRow	   *row = rewind->row;
	TupleDesc	desc = row->type->desc;
	CfJson		json = {0};

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (att->attisdropped ||
			bms_is_member(att->attnum, row->type->unrecorded))
			continue;
		cf_push_key(&json, NameStr(att->attname));
		if (hide_personal && bms_is_member(att->attnum, row->type->personal))
			cf_push_string(&json, WJB_VALUE, CF_ERASED);
		else if (rewind->values[i] != NULL)
			cf_push_json(&json, WJB_VALUE, rewind->values[i]);
		else
			cf_push_datum(&json, WJB_VALUE, att->atttypid, row->values[i],
						  row->nulls[i]);
	}
	return cf_json_end(&json);
}

/* a row on its way back to a moment */
typedef struct Undoing
{
	CfRewind	rewind;
	bool		received;		/* the case was there at that moment */
} Undoing;

/* the latest event of those that are left: number, changes, personal ones */
static void
undo_event(CfQueryRow *event, void *arg)
{
	Undoing    *undoing = arg;

	if (cf_query_int(event, 1) == 1)
		undoing->received = false;
	for (int column = 2; column <= 3; column++)
	{
		bool		isnull;
		Datum		changes = cf_query_value(event, column, JSONBOID, &isnull);

		if (!isnull)
			(void) cf_rewind_undo(&undoing->rewind,
								  DatumGetJsonbPCopy(changes));
	}
}

static Jsonb *
row_as_of(CfDesk *desk, int64 id, TimestampTz at)
{
	static const Oid types[] = {INT8OID, TIMESTAMPTZOID};
	Datum		values[] = {Int64GetDatum(id), TimestampTzGetDatum(at)};
	Relation	rel = table_open(desk->complaint_relid, AccessShareLock);
	CfRow		row;
	Undoing		undoing = {.received = true};
	bool		found = cf_row_read_case(&row, cf_row_type(desk, rel), desk,
										 id);

	table_close(rel, AccessShareLock);
	if (!found)
		return NULL;
	cf_rewind_begin(&undoing.rewind, &row);
	cf_query_run(cf_place_of_caller(desk),
				 CF_QUERY_READ_ONLY | CF_QUERY_ONCE,
				 "SELECT e.seq, e.changes, p.changes"
				 " FROM complaint_event e"
				 " LEFT JOIN complaint_event_personal p"
				 " USING (complaint_id, seq)"
				 " WHERE complaint_id = $1 AND e.at > $2 ORDER BY seq DESC",
				 2, types, values, NULL, undo_event, &undoing);
	if (!undoing.received)
		return NULL;
	return cf_rewind_row(&undoing.rewind, cf_is_erased(&row));
}

PG_FUNCTION_INFO_V1(complaint_as_of);

/*
 * complaint_as_of(desk, id, at) -- the row as it was, NULL before its receipt
 *
 * Reads with the rights of the caller.
 */
Datum
complaint_as_of(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	CfOwnerScope scope;
	Jsonb	   *row;

	/* output functions of the desk's own types run under a pinned path */
	cf_owner_begin(&scope, desk->name, GetUserId());
	row = row_as_of(desk, PG_GETARG_INT64(1), PG_GETARG_TIMESTAMPTZ(2));
	cf_owner_end(&scope);
	if (row == NULL)
		PG_RETURN_NULL();
	PG_RETURN_JSONB_P(row);
}
