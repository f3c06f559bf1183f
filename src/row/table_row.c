/*
 * table_row.c -- a row of a table, its columns by name
 *
 * The tables' own NOT NULL and CHECK would refuse the same as the checks here,
 * but with a message that quotes the whole row, personal texts and all.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "row/table_row.h"
#include "row/trim.h"

/* cf_field_value -- a column of this type, or KF010 */
Datum
cf_field_value(const CfTableRow *row, const char *column, Oid type,
			   bool *isnull)
{
	return SPI_getbinval(row->tuple, RelationGetDescr(row->rel),
						 cf_typed_attno(row->rel, column, type), isnull);
}

bool
cf_field_is_null(const CfTableRow *row, const char *column)
{
	return heap_attisnull(row->tuple, cf_attno_of(row->rel, column),
						  RelationGetDescr(row->rel));
}

char *
cf_field_text(const CfTableRow *row, const char *column)
{
	bool		isnull;
	Datum		value = cf_field_value(row, column, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* cf_field_string -- what a column of any type looks like */
char *
cf_field_string(const CfTableRow *row, const char *column)
{
	return SPI_getvalue(row->tuple, RelationGetDescr(row->rel),
						cf_attno_of(row->rel, column));
}

int
cf_field_int(const CfTableRow *row, const char *column)
{
	bool		isnull;
	Datum		value = cf_field_value(row, column, INT4OID, &isnull);

	return isnull ? 0 : DatumGetInt32(value);
}

int64
cf_field_int64(const CfTableRow *row, const char *column)
{
	bool		isnull;
	Datum		value = cf_field_value(row, column, INT8OID, &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}

bool
cf_field_bool(const CfTableRow *row, const char *column)
{
	bool		isnull;
	Datum		value = cf_field_value(row, column, BOOLOID, &isnull);

	return !isnull && DatumGetBool(value);
}

TimestampTz
cf_field_time(const CfTableRow *row, const char *column)
{
	bool		isnull;
	Datum		value = cf_field_value(row, column, TIMESTAMPTZOID, &isnull);

	return isnull ? DT_NOBEGIN : DatumGetTimestampTz(value);
}

/* cf_field_changed -- does the column look different in these two rows? */
bool
cf_field_changed(const CfTableRow *old, const CfTableRow *row,
				 const char *column)
{
	char	   *before = cf_field_string(old, column);
	char	   *after = cf_field_string(row, column);

	if (before == NULL || after == NULL)
		return before != after;
	return strcmp(before, after) != 0;
}

static void
set_field(CfTableRow *row, int attno, Datum value, bool isnull)
{
	row->tuple = heap_modify_tuple_by_cols(row->tuple,
										   RelationGetDescr(row->rel), 1,
										   &attno, &value, &isnull);
}

void
cf_field_set(CfTableRow *row, const char *column, Oid type, Datum value)
{
	set_field(row, cf_typed_attno(row->rel, column, type), value, false);
}

void
cf_field_set_null(CfTableRow *row, const char *column)
{
	set_field(row, cf_attno_of(row->rel, column), (Datum) 0, true);
}

/* cf_field_set_text -- NULL is SQL's */
void
cf_field_set_text(CfTableRow *row, const char *column, const char *text)
{
	if (text == NULL)
		cf_field_set_null(row, column);
	else
		cf_field_set(row, column, TEXTOID, CStringGetTextDatum(text));
}

/* a text of nothing but white space */
static bool
is_blank(Oid type, Datum value)
{
	text	   *plain;

	if (type != TEXTOID)
		return false;
	plain = DatumGetTextPP(value);
	return cf_blank(VARDATA_ANY(plain), VARSIZE_ANY_EXHDR(plain));
}

/* cf_field_require -- KF012 for NULL, and for a blank text */
void
cf_field_require(const CfTableRow *row, const char *column)
{
	TupleDesc	desc = RelationGetDescr(row->rel);
	AttrNumber	attno = cf_attno_of(row->rel, column);
	bool		isnull;
	Datum		value = heap_getattr(row->tuple, attno, desc, &isnull);

	if (isnull || is_blank(TupleDescAttr(desc, attno - 1)->atttypid, value))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a row of table \"%s\" needs a value in column \"%s\"",
						RelationGetRelationName(row->rel), column),
				 cf_errcolumn(row->rel, column)));
}

/*
 * cf_field_word -- a text that was required before; KF012 where a trigger has
 * taken it away since
 */
char *
cf_field_word(const CfTableRow *row, const char *column)
{
	char	   *word = cf_field_text(row, column);

	if (word == NULL)
		cf_field_require(row, column);
	return word;
}

/* cf_refuse_row -- an error about a column, or with NULL about the row */
void
cf_refuse_row(const CfTableRow *row, const char *column, int sqlstate,
			  const char *message, const char *hint)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("%s", message),
			 errhint("%s", hint),
			 column ? cf_errcolumn(row->rel, column) : errtable(row->rel)));
}
