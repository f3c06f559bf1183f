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
#include "desk/result.h"
#include "history/canonical.h"
#include "history/retyped_value.h"
#include "history/rewind.h"
#include "rights/as_owner.h"

static JsonbValue forgotten = {.type = jbvNull};

void
cf_rewind_begin(CfRewind *past, CfRow *row)
{
	past->row = row;
	past->values = palloc0(row->type->desc->natts * sizeof(JsonbValue *));
}

static int
index_of(TupleDesc desc, const JsonbValue *name)
{
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (!att->attisdropped &&
			strlen(NameStr(att->attname)) == name->val.string.len &&
			memcmp(NameStr(att->attname), name->val.string.val,
				   name->val.string.len) == 0)
			return i;
	}
	return -1;
}

/*
 * cf_rewind_forget -- what a column held before cannot be known: it is NULL in
 * the whole past from here
 */
void
cf_rewind_forget(CfRewind *past, const JsonbValue *name)
{
	int			index = index_of(past->row->type->desc, name);

	if (index >= 0)
		past->values[index] = &forgotten;
}

static char *
text_of_value(JsonbValue *value)
{
	Jsonb	   *json = JsonbValueToJsonb(value);

	return JsonbToCString(NULL, &json->root, VARSIZE(json));
}

/* a column's value, as far back as the changes were undone */
static JsonbValue *
value_of_column(CfRewind *past, int index)
{
	Form_pg_attribute att = TupleDescAttr(past->row->type->desc, index);
	JsonbParseState *state = NULL;
	Jsonb	   *json;

	if (past->values[index] != NULL)
		return past->values[index];
	pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	cf_push_datum(&state, WJB_ELEM, att->atttypid, past->row->values[index],
				  past->row->nulls[index]);
	json = JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL));
	return getIthJsonbValueFromContainer(&json->root, 0);
}

/* the engine's own columns keep their types, see row_type.c */
static bool
is_owners(CfRowType *type, int index)
{
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
		if (type->attno[column] == index + 1)
			return false;
	return true;
}

/* is a column's value the one that an event gave it? */
static bool
is_value(CfRewind *past, int index, JsonbValue *expected)
{
	JsonbValue *value = value_of_column(past, index);

	return strcmp(text_of_value(value), text_of_value(expected)) == 0 ||
		(is_owners(past->row->type, index) &&
		 cf_same_in_type(TupleDescAttr(past->row->type->desc, index), value,
						 expected));
}

/*
 * An entry stands in its event as [null, {...}] under the name of its table,
 * which may be that of a column too: evidence is both.
 */
static bool
is_entry(CfRewind *past, int index, JsonbContainer *pair)
{
	Oid			type = TupleDescAttr(past->row->type->desc, index)->atttypid;
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
cf_rewind_undo(CfRewind *past, Jsonb *changes)
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
			index = index_of(past->row->type->desc, &value);
		if (token != WJB_VALUE || index < 0 || value.type != jbvBinary ||
			past->values[index] == &forgotten)
			continue;
		pair = value.val.binary.data;
		if (!JsonContainerIsArray(pair) || JsonContainerSize(pair) != 2 ||
			is_entry(past, index, pair))
			continue;
		if (!is_value(past, index, getIthJsonbValueFromContainer(pair, 1)))
			differs = pstrdup(NameStr(TupleDescAttr(past->row->type->desc,
													index)->attname));
		past->values[index] = getIthJsonbValueFromContainer(pair, 0);
	}
	return differs;
}

/*
 * cf_rewind_row -- the row as JSON object, without the stamps of its events
 *
 * With hide_personal, personal columns read "erased".
 */
Jsonb *
cf_rewind_row(CfRewind *past, bool hide_personal)
{
	CfRowType  *type = past->row->type;
	JsonbParseState *state = NULL;
	JsonbValue	json;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < type->desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(type->desc, i);

		if (att->attisdropped ||
			bms_is_member(att->attnum, type->unrecorded))
			continue;
		json.type = jbvString;
		json.val.string.val = NameStr(att->attname);
		json.val.string.len = strlen(NameStr(att->attname));
		pushJsonbValue(&state, WJB_KEY, &json);
		if (hide_personal && bms_is_member(att->attnum, type->personal))
		{
			json.val.string.val = CF_ERASED;
			json.val.string.len = strlen(CF_ERASED);
			pushJsonbValue(&state, WJB_VALUE, &json);
		}
		else if (past->values[i] != NULL)
			pushJsonbValue(&state, WJB_VALUE, past->values[i]);
		else
			cf_push_datum(&state, WJB_VALUE, att->atttypid,
						  past->row->values[i], past->row->nulls[i]);
	}
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

static void
undo_column(CfRewind *past, HeapTuple event, TupleDesc desc, int column)
{
	bool		isnull;
	Datum		changes = cf_query_value(&(CfQueryRow) {desc, event}, column, JSONBOID,
										  &isnull);

	if (!isnull)
		(void) cf_rewind_undo(past, DatumGetJsonbP(changes));
}

static Jsonb *
row_as_of(CfDesk *desk, int64 id, TimestampTz at)
{
	Oid			types[] = {INT8OID, TIMESTAMPTZOID};
	Datum		values[2];
	Relation	rel;
	CfRow		row;
	CfRewind		past;

	values[0] = Int64GetDatum(id);
	values[1] = TimestampTzGetDatum(at);
	SPI_execute_with_args("SELECT c FROM complaint c WHERE id = $1", 1,
						  types, values, NULL, true, 1);
	if (SPI_processed == 0)
		return NULL;
	rel = table_open(desk->complaint_relid, AccessShareLock);
	cf_row_read_result(&row, cf_row_type(desk, rel), SPI_tuptable->vals[0],
					   SPI_tuptable->tupdesc);
	table_close(rel, AccessShareLock);
	cf_rewind_begin(&past, &row);
	SPI_execute_with_args("SELECT e.seq, e.at, e.changes, p.changes"
						  " FROM complaint_event e"
						  " LEFT JOIN complaint_event_personal p"
						  " USING (complaint_id, seq)"
						  " WHERE complaint_id = $1 AND e.at > $2"
						  " ORDER BY seq DESC",
						  2, types, values, NULL, true, 0);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple	event = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;

		if (cf_query_int(&(CfQueryRow) {desc, event}, 1) == 1)
			return NULL;		/* not received yet */
		undo_column(&past, event, desc, 3);
		undo_column(&past, event, desc, 4);
	}
	return cf_rewind_row(&past, cf_is_erased(&row));
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
	MemoryContext caller = CurrentMemoryContext;
	CfOwnerScope scope;
	Jsonb	   *past;

	cf_owner_begin(&scope, desk->name, GetUserId());
	SPI_connect();
	past = row_as_of(desk, PG_GETARG_INT64(1), PG_GETARG_TIMESTAMPTZ(2));
	if (past != NULL)
	{
		MemoryContext spi_cxt = MemoryContextSwitchTo(caller);

		past = DatumGetJsonbPCopy(JsonbPGetDatum(past));
		MemoryContextSwitchTo(spi_cxt);
	}
	SPI_finish();
	cf_owner_end(&scope);
	if (past == NULL)
		PG_RETURN_NULL();
	PG_RETURN_JSONB_P(past);
}
