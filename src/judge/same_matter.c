/*
 * same_matter.c -- are two cases of a customer the same matter?
 *
 * The rules of same_matter_rule say so, by columns that both cases have and by
 * their texts.  A column that the owner has dropped has no value.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/lsyscache.h"

#include "desk/codes.h"
#include "judge/same_matter.h"

/* texts are compared by so many bytes */
#define COMPARED_MAX 4000

/* the value of a column as text, or NULL */
static char *
column_text(const CfRow *row, const char *name)
{
	TupleDesc	desc = row->type->desc;
	int			attno = SPI_fnumber(desc, name);
	Oid			output;
	bool		is_varlena;
	char	   *text;

	if (attno <= 0 || row->nulls[attno - 1])
		return NULL;
	getTypeOutputInfo(TupleDescAttr(desc, attno - 1)->atttypid, &output,
					  &is_varlena);
	text = OidOutputFunctionCall(output, row->values[attno - 1]);
	return text[0] != '\0' ? text : NULL;
}

/* the issue of the new case may be one of several */
static bool
equal_in(const CfMatter *matter, const CfRow *earlier, const char *column)
{
	char	   *then = column_text(earlier, column);
	char	   *now;

	if (then == NULL)
		return false;
	if (strcmp(column, "issue_key") == 0)
		return cf_list_has(matter->keys, then);
	now = column_text(matter->row, column);
	return now != NULL && strcmp(now, then) == 0;
}

static bool
differ_in(const CfMatter *matter, const CfRow *earlier, const char *column)
{
	char	   *now = column_text(matter->row, column);
	char	   *then = column_text(earlier, column);

	return now != NULL && then != NULL && strcmp(now, then) != 0;
}

static CfLetterPairs *
pairs_of_texts(const CfRow *row)
{
	CfLetterPairs *pairs = palloc(sizeof(CfLetterPairs));
	char	   *title = cf_text(row, CF_TITLE);
	char	   *description = cf_text(row, CF_DESCRIPTION);
	char	   *texts = psprintf("%s %s", title ? title : "",
								 description ? description : "");

	*pairs = cf_letter_pairs(texts, pg_mbcliplen(texts, strlen(texts),
												 COMPARED_MAX));
	return pairs;
}

static bool
reads_alike(CfMatter *matter, const CfRow *earlier, float4 likeness)
{
	if (matter->pairs == NULL)
		matter->pairs = pairs_of_texts(matter->row);
	return cf_pairs_likeness(matter->pairs, pairs_of_texts(earlier)) >= likeness;
}

static bool
fits(CfSameMatterRule *rule, CfMatter *matter, const CfRow *earlier)
{
	ListCell   *cell;

	foreach(cell, rule->equal_columns)
		if (!equal_in(matter, earlier, lfirst(cell)))
			return false;
	foreach(cell, rule->differing_columns)
		if (differ_in(matter, earlier, lfirst(cell)))
			return false;
	return rule->likeness == 0 ||
		reads_alike(matter, earlier, rule->likeness);
}

/*
 * cf_same_matter -- the first rule by which a case and an earlier one of its
 * customer are the same matter, or NULL
 */
CfSameMatterRule *
cf_same_matter(CfDesk *desk, CfMatter *matter, const CfRow *earlier)
{
	ListCell   *cell;

	foreach(cell, desk->policy->same_matters)
		if (fits(lfirst(cell), matter, earlier))
			return lfirst(cell);
	return NULL;
}
