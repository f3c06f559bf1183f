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
#include "desk/codes.h"
#include "desk/query.h"
#include "entry/entry.h"
#include "history/canonical_json.h"

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

/* the columns of a table that hold personal data, of char * */
static List *
personal_columns(CfDesk *desk, const char *table)
{
	size_t		length = strlen(table);
	List	   *columns = NIL;
	ListCell   *cell;

	foreach(cell, desk->personal_entries)
	{
		char	   *name = lfirst(cell);

		if (strncmp(name, table, length) == 0 && name[length] == '.')
			columns = lappend(columns, name + length + 1);
	}
	return columns;
}

/*
 * cf_entry_describe -- the columns of the entry's row for the event, the
 * personal ones apart; update->actor is set
 */
void
cf_entry_describe(CfDesk *desk, const CfTableRow *row, const char *table,
				  CfEngineUpdate *update)
{
	TupleDesc	desc = RelationGetDescr(row->rel);
	List	   *personal_names = personal_columns(desk, table);
	CfJson		open = {0};
	CfJson		personal = {0};

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);
		char	   *name = NameStr(att->attname);
		CfJson	   *json;
		Datum		value;
		bool		isnull;

		if (!in_event(att, update->actor != NULL))
			continue;
		value = SPI_getbinval(row->tuple, desc, i + 1, &isnull);
		if (isnull)
			continue;
		json = cf_list_has(personal_names, name) ? &personal : &open;
		cf_push_key(json, name);
		cf_push_datum(json, WJB_VALUE, att->atttypid, value, false);
	}
	update->table = table;
	update->public_columns = cf_json_end(&open);
	update->personal_columns = cf_json_end(&personal);
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
