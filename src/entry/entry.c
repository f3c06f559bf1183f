/*
 * entry.c -- what the kinds of entries have in common
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "desk/query.h"
#include "entry/entry.h"
#include "history/canonical.h"

/*
 * cf_entry_find -- the row of a query by the number in a column of the entry
 *
 * As it is committed by now, whose case is locked: under REPEATABLE READ the
 * snapshot of a transaction sees old rows where pg_repack has swapped a table.
 * It was there when the entry was checked; only a trigger of the desk's own
 * that changed the entry after that can lose it.
 */
CfQueryRow *
cf_entry_find(CfEntry *entry, const char *column, const char *sql)
{
	static const Oid types[] = {INT8OID};
	Datum		id = Int64GetDatum(cf_field_int64(&entry->row, column));
	CfQueryRow *found = cf_query_row_latest(entry->desk, sql, 1, types, &id);

	if (found == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("column \"%s\" of table \"%s\" was changed after it was checked",
						column, RelationGetRelationName(entry->row.rel)),
				 errhint("A BEFORE trigger of the desk's own must have a name that sorts before \"zzz_decide\"."),
				 errtable(entry->row.rel)));
	return found;
}

/*
 * Case and time of writing stand in the event already, and so does the person
 * where the event has an actor.
 */
static bool
in_event(Form_pg_attribute att, bool has_actor)
{
	const char *name = NameStr(att->attname);

	if (strcmp(name, "recorded_by") == 0 || strcmp(name, "made_by") == 0)
		return !has_actor;
	return !att->attisdropped && !att->attgenerated &&
		strcmp(name, "complaint_id") != 0 && strcmp(name, "created_at") != 0;
}

static bool
is_personal(CfDesk *desk, const char *table, const char *column)
{
	size_t		length = strlen(table);
	ListCell   *cell;

	foreach(cell, desk->personal_entries)
	{
		const char *name = lfirst(cell);

		if (strncmp(name, table, length) == 0 && name[length] == '.' &&
			strcmp(name + length + 1, column) == 0)
			return true;
	}
	return false;
}

/* the row's columns for the event: the personal ones, or the others */
static Jsonb *
as_json(CfDesk *desk, const CfTableRow *row, const char *table,
		bool has_actor, bool personal)
{
	TupleDesc	desc = RelationGetDescr(row->rel);
	JsonbParseState *state = NULL;

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);
		char	   *name = NameStr(att->attname);
		Datum		value;
		bool		isnull;

		if (!in_event(att, has_actor) ||
			is_personal(desk, table, name) != personal)
			continue;
		value = SPI_getbinval(row->tuple, desc, i + 1, &isnull);
		if (isnull)
			continue;
		cf_push_key(&state, name);
		cf_push_datum(&state, WJB_VALUE, att->atttypid, value, false);
	}
	if (state == NULL)
		return NULL;
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

/* cf_entry_describe -- the entry's row, for the event; update->actor is set */
void
cf_entry_describe(CfDesk *desk, const CfTableRow *row, const char *table,
				  CfEngineUpdate *update)
{
	update->table = table;
	update->public_columns = as_json(desk, row, table, update->actor != NULL, false);
	update->personal_columns = as_json(desk, row, table, update->actor != NULL, true);
}

/* cf_refuse_unknown_case -- the row names no case, or one that is hidden */
void
cf_refuse_unknown_case(const CfTableRow *row, int64 id)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_UNKNOWN_CODE),
			 errmsg("complaint " INT64_FORMAT " does not exist", id),
			 errhint("Insert the complaint first."),
			 cf_errcolumn(row->rel, "complaint_id")));
}

/* cf_same_person -- or department: nobody is the same as nobody */
bool
cf_same_person(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}
