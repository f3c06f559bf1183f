/*
 * column_check.c -- what the columns of an entry may hold, as data
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "base/errors.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/unknown_code.h"
#include "entry/column_check.h"
#include "row/trim.h"

/* the desk's tables of codes that entries name */
typedef struct CodeTable
{
	const char *name;
	size_t		offset;			/* of its HTAB in CfDesk */
} CodeTable;

static const CodeTable code_tables[] = {
	{"cause", offsetof(CfDesk, causes)},
	{"channel", offsetof(CfDesk, channels)},
	{"contact_purpose", offsetof(CfDesk, purposes)},
	{"department", offsetof(CfDesk, departments)},
	{"level", offsetof(CfDesk, levels)},
	{"remedy_kind", offsetof(CfDesk, remedy_kinds)},
	{"staff", offsetof(CfDesk, staff)}
};

static HTAB *
codes_of(CfDesk *desk, const char *table)
{
	for (int i = 0; i < lengthof(code_tables); i++)
		if (strcmp(code_tables[i].name, table) == 0)
			return *(HTAB **) ((char *) desk + code_tables[i].offset);
	elog(ERROR, "entries name no codes of table \"%s\"", table);
}

/* KF011 for a value that is none of these words, with blanks between them */
static void
check_word(const CfTableRow *row, const char *column, const char *words)
{
	char	   *value = cf_field_text(row, column);
	char	   *rest = pstrdup(words);
	StringInfoData allowed;

	if (value == NULL)
		return;
	initStringInfo(&allowed);
	for (char *word = strsep(&rest, " "); word; word = strsep(&rest, " "))
	{
		if (strcmp(value, word) == 0)
			return;
		appendStringInfo(&allowed, "%s\"%s\"", allowed.len > 0 ? ", " : "",
						 word);
	}
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("value of column \"%s\" of table \"%s\" is none of its words",
					column, RelationGetRelationName(row->rel)),
			 errdetail("Allowed are %s.", allowed.data),
			 cf_errcolumn(row->rel, column)));
}

/* trims a code and looks it up, KF008 */
static void
check_code(CfDesk *desk, CfTableRow *row, const CfColumnCheck *check)
{
	bool		isnull;
	Datum		value = cf_field_value(row, check->column, TEXTOID, &isnull);
	Datum		trimmed;
	char	   *name;
	CfCode	   *code;

	if (isnull)
		return;
	trimmed = cf_trimmed(value);
	name = TextDatumGetCString(trimmed);

	code = cf_code(codes_of(desk, check->argument), name);
	if (code == NULL || ((check->rules & CF_IS_ACTIVE) != 0 && !code->active))
		cf_unknown_code(desk, row->rel, cf_attno_of(row->rel, check->column),
						name, check->argument, code != NULL);
	if (trimmed != value)
		cf_field_set(row, check->column, TEXTOID, trimmed);
}

/* "initial": what the column holds until later entries decide it, or NULL */
static void
refuse_engine_column(CfTableRow *row, const char *column,
					 const char *initial)
{
	char	   *value = cf_field_string(row, column);

	/* forms send '' for what they do not show */
	if (value != NULL && value[0] == '\0')
		cf_field_set_text(row, column, initial);
	else if (value != NULL &&
			 (initial == NULL || strcmp(value, initial) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_CF_COMPUTED_COLUMN),
				 errmsg("column \"%s\" of table \"%s\" cannot be written",
						column, RelationGetRelationName(row->rel)),
				 errhint("The engine sets this column; leave it out."),
				 cf_errcolumn(row->rel, column)));
}

/* cf_check_columns -- in the order of the list; trims codes */
void
cf_check_columns(CfDesk *desk, CfTableRow *row, const CfColumnCheck *checks)
{
	for (const CfColumnCheck *check = checks; check->column != NULL; check++)
	{
		if (check->rules & CF_IS_REQUIRED)
			cf_field_require(row, check->column);
		if (check->rules & CF_IS_WORD)
			check_word(row, check->column, check->argument);
		if (check->rules & CF_IS_CODE)
			check_code(desk, row, check);
		if ((check->rules & CF_SET_BY_ENGINE) ||
			((check->rules & CF_SET_BY_RULE) && !cf_engine_writes()))
			refuse_engine_column(row, check->column, check->argument);
	}
}
