/*
 * entry_row.c -- reading, checking and filling a row by the names of its
 * columns
 *
 * The tables' own NOT NULL and CHECK would refuse the same, but with a message
 * that quotes the whole row, personal texts and all.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "base/trigger.h"
#include "desk/codes.h"
#include "desk/result.h"
#include "entry/entry_row.h"
#include "row/trim.h"
#include "row/value_check.h"

/* KF010 for a column that is missing or of another type */
Datum
cf_entry_value(const CfEntryRow *row, const char *column, Oid type,
			   bool *isnull)
{
	return SPI_getbinval(row->tuple, RelationGetDescr(row->rel),
						 cf_typed_attno(row->rel, column, type), isnull);
}

bool
cf_entry_is_null(const CfEntryRow *row, const char *column)
{
	return heap_attisnull(row->tuple, cf_attno_of(row->rel, column),
						  RelationGetDescr(row->rel));
}

/* NULL for NULL */
char *
cf_entry_text(const CfEntryRow *row, const char *column)
{
	bool		isnull;
	Datum		value = cf_entry_value(row, column, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* KF012 for NULL: what was checked before, and a trigger took away since */
char *
cf_entry_word(const CfEntryRow *row, const char *column)
{
	char	   *word = cf_entry_text(row, column);

	if (word == NULL)
		cf_entry_require(row, column);
	return word;
}

/* CF_NO_TIME for NULL */
TimestampTz
cf_entry_time(const CfEntryRow *row, const char *column)
{
	bool		isnull;
	Datum		value = cf_entry_value(row, column, TIMESTAMPTZOID, &isnull);

	return isnull ? CF_NO_TIME : DatumGetTimestampTz(value);
}

/* 0 for NULL */
int64
cf_entry_int64(const CfEntryRow *row, const char *column)
{
	bool		isnull;
	Datum		value = cf_entry_value(row, column, INT8OID, &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}

/* KF010 as cf_entry_value */
void
cf_entry_set(CfEntryRow *row, const char *column, Oid type, Datum value)
{
	int			attno = cf_typed_attno(row->rel, column, type);
	bool		isnull = false;

	row->tuple = heap_modify_tuple_by_cols(row->tuple,
										   RelationGetDescr(row->rel),
										   1, &attno, &value, &isnull);
}

void
cf_entry_set_text(CfEntryRow *row, const char *column, const char *text)
{
	cf_entry_set(row, column, TEXTOID, CStringGetTextDatum(text));
}

/* a text of nothing but white space */
static bool
is_blank(const CfEntryRow *row, const char *column)
{
	char	   *text;

	if (SPI_gettypeid(RelationGetDescr(row->rel),
					  cf_attno_of(row->rel, column)) != TEXTOID)
		return false;
	text = cf_entry_text(row, column);

	return cf_blank(text, strlen(text));
}

/* neither NULL nor blank */
void
cf_entry_require(const CfEntryRow *row, const char *column)
{
	if (cf_entry_is_null(row, column) || is_blank(row, column))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a row of table \"%s\" needs a value in column \"%s\"",
						RelationGetRelationName(row->rel), column),
				 errtablecol(row->rel, cf_attno_of(row->rel, column))));
}

/* "words" ends with NULL; a column that is NULL passes */
void
cf_entry_check_word(const CfEntryRow *row, const char *column,
					const char *const *words)
{
	char	   *value = cf_entry_text(row, column);
	StringInfoData allowed;

	if (value == NULL)
		return;
	initStringInfo(&allowed);
	for (int i = 0; words[i] != NULL; i++)
	{
		if (strcmp(value, words[i]) == 0)
			return;
		appendStringInfo(&allowed, "%s\"%s\"", i > 0 ? ", " : "", words[i]);
	}
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("value of column \"%s\" of table \"%s\" is none of its words",
					column, RelationGetRelationName(row->rel)),
			 errdetail("Allowed are %s.", allowed.data),
			 errtablecol(row->rel, cf_attno_of(row->rel, column))));
}

/* trims a code and looks it up, KF008; NULL passes */
void
cf_entry_check_code(CfDesk *desk, CfEntryRow *row, const char *column,
					HTAB *codes, const char *table)
{
	bool		isnull;
	Datum		value = cf_entry_value(row, column, TEXTOID, &isnull);
	Datum		trimmed;

	if (isnull)
		return;
	trimmed = cf_trimmed(value);
	if (cf_code(codes, TextDatumGetCString(trimmed)) == NULL)
		cf_unknown_code(row->rel, cf_attno_of(row->rel, column),
						TextDatumGetCString(trimmed), table, desk->name,
						false);
	if (trimmed != value)
		cf_entry_set(row, column, TEXTOID, trimmed);
}
