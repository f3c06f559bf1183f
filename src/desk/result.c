/*
 * result.c -- values of a row that a query on the desk's tables gave
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "base/errors.h"
#include "base/template.h"
#include "desk/result.h"
#include "time/target.h"

static int
place_of(const CfQueryRow *row, int column)
{
	return row->places == NULL ? column : row->places[column - 1];
}

static Form_pg_attribute
attribute_of(const CfQueryRow *row, int column)
{
	return TupleDescAttr(row->desc, place_of(row, column) - 1);
}

/* somebody altered a table of the desk since it was checked */
static void
refuse_type(const CfQueryRow *row, int column, Oid type)
{
	Form_pg_attribute att = attribute_of(row, column);

	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("column \"%s\" of a table of the desk has type %s instead of %s",
					NameStr(att->attname), format_type_be(att->atttypid),
					format_type_be(type)),
			 errhint("complaint_flow.desks() tells what is damaged.")));
}

static void
refuse_null(const CfQueryRow *row, int column)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_DAMAGED_DESK),
			 errmsg("column \"%s\" of a table of the desk is empty",
					NameStr(attribute_of(row, column)->attname)),
			 errhint("The template of the desk has it NOT NULL.")));
}

static Datum
value_of(const CfQueryRow *row, int column, bool *isnull)
{
	int			place = place_of(row, column);

	if (row->values == NULL)
		return SPI_getbinval(row->tuple, row->desc, place, isnull);
	*isnull = row->nulls[place - 1];
	return row->values[place - 1];
}

/* cf_query_value -- a column of this type, or KF010 */
Datum
cf_query_value(const CfQueryRow *row, int column, Oid type, bool *isnull)
{
	if (attribute_of(row, column)->atttypid != type)
		refuse_type(row, column, type);
	return value_of(row, column, isnull);
}

/* cf_query_needed -- the same of a column that is NOT NULL in the template */
Datum
cf_query_needed(const CfQueryRow *row, int column, Oid type)
{
	bool		isnull;
	Datum		value = cf_query_value(row, column, type, &isnull);

	if (isnull)
		refuse_null(row, column);
	return value;
}

bool
cf_query_is_null(const CfQueryRow *row, int column)
{
	return heap_attisnull(row->tuple, place_of(row, column), row->desc);
}

/* cf_query_target -- a copy, or NULL */
CfTarget *
cf_query_target(const CfQueryRow *row, int column)
{
	bool		isnull;
	Datum		value = cf_query_value(row, column, cf_own_type("target"),
									   &isnull);
	CfTarget   *target;

	if (isnull)
		return NULL;
	target = palloc(sizeof(CfTarget));
	*target = *DatumGetCfTargetP(value);
	return target;
}

/* cf_query_text -- the text of a value of any type */
char *
cf_query_text(const CfQueryRow *row, int column)
{
	bool		isnull;
	Datum		value;

	if (attribute_of(row, column)->atttypid != TEXTOID)
		return SPI_getvalue(row->tuple, row->desc, place_of(row, column));
	value = value_of(row, column, &isnull);
	return isnull ? NULL : TextDatumGetCString(value);
}

/* cf_query_word -- the same of a column that is NOT NULL in the template */
char *
cf_query_word(const CfQueryRow *row, int column)
{
	char	   *word = cf_query_text(row, column);

	if (word == NULL)
		refuse_null(row, column);
	return word;
}

/* a value of a type that is passed by value, 0 for NULL */
static Datum
value_or_zero(const CfQueryRow *row, int column, Oid type)
{
	bool		isnull;
	Datum		value = cf_query_value(row, column, type, &isnull);

	return isnull ? (Datum) 0 : value;
}

int
cf_query_int(const CfQueryRow *row, int column)
{
	return DatumGetInt32(value_or_zero(row, column, INT4OID));
}

int64
cf_query_int64(const CfQueryRow *row, int column)
{
	return DatumGetInt64(value_or_zero(row, column, INT8OID));
}

bool
cf_query_bool(const CfQueryRow *row, int column)
{
	return DatumGetBool(value_or_zero(row, column, BOOLOID));
}

TimestampTz
cf_query_time(const CfQueryRow *row, int column)
{
	bool		isnull;
	Datum		value = cf_query_value(row, column, TIMESTAMPTZOID, &isnull);

	return isnull ? CF_NO_TIME : DatumGetTimestampTz(value);
}

/* elements of a text[], NULL elements left out */
List *
cf_query_list(const CfQueryRow *row, int column)
{
	bool		isnull;
	Datum		value = cf_query_value(row, column, TEXTARRAYOID, &isnull);

	return isnull ? NIL : cf_texts_of_array(value);
}
