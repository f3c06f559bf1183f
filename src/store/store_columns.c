/*
 * store_columns.c -- checking the columns of an engine table
 *
 * Values of these rows are read and written by position.  desk_check.c has
 * checked the tables, but one may have been altered since: the types are
 * compared whenever the table is opened or a query has read its columns.
 */
#include "postgres.h"

#include "base/errors.h"
#include "store/store_columns.h"

/* cf_stored_columns -- those of a table, from the template */
const CfStoredColumns *
cf_stored_columns(CfDesk *desk, CfEngineTable table, const char *name)
{
	CfStoredColumns *stored;

	if (desk->stored == NULL)
		desk->stored = MemoryContextAllocZero(desk->cxt, CF_TABLE_COUNT *
											  sizeof(CfStoredColumns));
	stored = &desk->stored[table];
	if (stored->types == NULL)
	{
		Oid		   *types;

		stored->columns = cf_template(name, &stored->count);
		types = MemoryContextAlloc(desk->cxt, stored->count * sizeof(Oid));
		for (int i = 0; i < stored->count; i++)
			types[i] = cf_template_type(&stored->columns[i]);
		stored->types = types;
	}
	return stored;
}

/* cf_stored_check_types -- KF010 unless the first columns are the template's */
void
cf_stored_check_types(const CfStoredColumns *stored, TupleDesc desc)
{
	for (int i = 0; i < stored->count; i++)
	{
		const CfTemplateColumn *column = &stored->columns[i];

		if (i >= desc->natts || TupleDescAttr(desc, i)->attisdropped)
			ereport(ERROR,
					(errcode(ERRCODE_CF_DAMAGED_DESK),
					 errmsg("table \"%s\" of the desk has lost columns",
							column->table),
					 errhint("Restore the table from a backup.")));
		if (TupleDescAttr(desc, i)->atttypid != stored->types[i])
			cf_refuse_retyped(column->table, column->name,
							  TupleDescAttr(desc, i)->atttypid,
							  stored->types[i]);
	}
}

/* cf_stored_check_nulls -- KF010 for a NULL that the template forbids */
void
cf_stored_check_nulls(const CfStoredColumns *stored, const bool *nulls)
{
	for (int i = 0; i < stored->count; i++)
		if (nulls[i] && stored->columns[i].needed)
			ereport(ERROR,
					(errcode(ERRCODE_CF_DAMAGED_DESK),
					 errmsg("column \"%s\" of table \"%s\" is empty in a row",
							stored->columns[i].name,
							stored->columns[i].table),
					 errhint("The template of the desk has it NOT NULL.")));
}
