/*
 * template.c -- the columns that the tables of a desk must have
 *
 * The Makefile makes the list from sql/desk; there is no other.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/errors.h"
#include "base/template.h"

static const CfTemplateColumn columns[] = {
#include "src/base/template_columns.inc"
};

/* cf_template -- the columns of a table in their order */
const CfTemplateColumn *
cf_template(const char *table, int *count)
{
	int			first = 0;
	int			end;

	while (first < lengthof(columns) &&
		   strcmp(columns[first].table, table) != 0)
		first++;
	for (end = first; end < lengthof(columns); end++)
		if (strcmp(columns[end].table, table) != 0)
			break;
	if (first == end)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("the template of a desk has no table \"%s\"", table)));
	*count = end - first;
	return &columns[first];
}

static bool
is_bigint(const char *name, int length)
{
	for (int i = 0; i < lengthof(columns); i++)
		if (columns[i].type == INT8OID && !columns[i].is_array &&
			strncmp(columns[i].name, name, length) == 0 &&
			columns[i].name[length] == '\0')
			return true;
	return false;
}

/*
 * cf_template_numbers -- are these names, separated by ", ", all names of
 * bigint columns of the template?
 */
bool
cf_template_numbers(const char *names, int length)
{
	const char *end = names + length;

	while (names < end)
	{
		int			name = strcspn(names, ",)");

		if (!is_bigint(names, name))
			return false;
		names += name + strlen(", ");
	}
	return true;
}

/* cf_own_type -- OID of a type of the extension */
Oid
cf_own_type(const char *name)
{
	Oid			schema = get_namespace_oid("complaint_flow", false);
	Oid			type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
									   CStringGetDatum(name),
									   ObjectIdGetDatum(schema));

	if (!OidIsValid(type))
		elog(ERROR, "type complaint_flow.%s is missing", name);
	return type;
}

/* cf_template_type -- the type that a column has to have */
Oid
cf_template_type(const CfTemplateColumn *column)
{
	Oid			type = column->own ? cf_own_type(column->own) : column->type;

	return column->is_array ? get_array_type(type) : type;
}

/* cf_refuse_missing -- KF010 for a table of the desk that lost a column */
void
cf_refuse_missing(const char *table, const char *column)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("column \"%s\" of table \"%s\" is missing",
					column, table),
			 errhint("Add the column again; the engine reads and writes it.")));
}

/* cf_refuse_retyped -- KF010 for a column that somebody gave another type */
void
cf_refuse_retyped(const char *table, const char *column, Oid type, Oid wanted)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("column \"%s\" of table \"%s\" has type %s instead of %s",
					column, table, format_type_be(type),
					format_type_be(wanted)),
			 errhint("Give the column its type back; the engine reads and writes it.")));
}
