/*
 * same_matter.c -- are two cases of a customer the same matter?
 *
 * The rules of same_matter_rule say so, by columns that both cases have and by
 * their texts.  A column that the owner has dropped has no value.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/fold.h"
#include "desk/codes.h"
#include "judge/same_matter.h"

/* texts are compared by so many bytes */
#define COMPARED_MAX 4000

/* the value of a column as folded text, or NULL */
static char *
folded_column(const CfRow *row, const char *name)
{
	TupleDesc	desc = row->type->desc;
	int			attno = SPI_fnumber(desc, name);
	Oid			output;
	bool		is_varlena;
	char	   *text;
	char	   *folded;

	if (attno <= 0 || row->nulls[attno - 1])
		return NULL;
	getTypeOutputInfo(TupleDescAttr(desc, attno - 1)->atttypid, &output,
					  &is_varlena);
	text = OidOutputFunctionCall(output, row->values[attno - 1]);
	folded = palloc(strlen(text) + 1);
	folded[cf_fold(text, strlen(text), folded)] = '\0';
	return folded[0] != '\0' ? folded : NULL;
}

/* the issue of the new case may be one of several */
static bool
equal_in(const CfMatter *matter, const CfRow *earlier, const char *column)
{
	char	   *now;
	char	   *then;

	if (strcmp(column, "issue_key") == 0)
	{
		then = cf_text(earlier, CF_ISSUE_KEY);
		return then != NULL && cf_list_has(matter->keys, then);
	}
	now = folded_column(matter->row, column);
	then = folded_column(earlier, column);
	return now != NULL && then != NULL && strcmp(now, then) == 0;
}

static bool
differ_in(const CfMatter *matter, const CfRow *earlier, const char *column)
{
	char	   *now = folded_column(matter->row, column);
	char	   *then = folded_column(earlier, column);

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
	int			length = pg_mbcliplen(texts, strlen(texts), COMPARED_MAX);

	*pairs = cf_letter_pairs(cstring_to_text_with_len(texts, length));
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
