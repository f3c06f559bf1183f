/*
 * same_matter.c -- are two cases of a customer the same matter?
 *
 * The rules of same_matter_rule say so, by columns that both cases have and by
 * their texts.  A column that the owner has dropped has no value.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/fold.h"
#include "desk/codes.h"
#include "judge/same_matter.h"

/* texts are compared by so many bytes */
#define COMPARED_MAX 4000

/* a column has different numbers in the rows of different tables; 0: dropped */
static bool
both_know(const CfMatter *matter, AttrNumber now,
		  const CfRow *earlier, AttrNumber then)
{
	return now != 0 && !matter->row->nulls[now - 1] &&
		then != 0 && !earlier->nulls[then - 1];
}

/* the value of a column, not NULL, as folded text */
static char *
folded_column(const CfRow *row, AttrNumber attno)
{
	Oid			type = TupleDescAttr(row->type->desc, attno - 1)->atttypid;
	Datum		value = row->values[attno - 1];
	Oid			output;
	bool		is_varlena;
	char	   *plain;
	char	   *folded;

	if (type == TEXTOID)
		plain = TextDatumGetCString(value);
	else
	{
		getTypeOutputInfo(type, &output, &is_varlena);
		plain = OidOutputFunctionCall(output, value);
	}
	folded = palloc(strlen(plain) + 1);
	folded[cf_fold(plain, strlen(plain), folded)] = '\0';
	return folded;
}

/* the issue of the new case may be one of several */
static bool
equal_in(const CfMatter *matter, AttrNumber now,
		 const CfRow *earlier, AttrNumber then)
{
	char	   *value;

	if (then == earlier->type->attno[CF_ISSUE_KEY])
	{
		value = cf_text(earlier, CF_ISSUE_KEY);
		return value != NULL && cf_list_has(matter->keys, value);
	}
	if (!both_know(matter, now, earlier, then))
		return false;
	value = folded_column(matter->row, now);
	return value[0] != '\0' &&
		strcmp(value, folded_column(earlier, then)) == 0;
}

static bool
differ_in(const CfMatter *matter, AttrNumber now,
		  const CfRow *earlier, AttrNumber then)
{
	char	   *one;
	char	   *other;

	if (!both_know(matter, now, earlier, then))
		return false;
	one = folded_column(matter->row, now);
	other = folded_column(earlier, then);
	return one[0] != '\0' && other[0] != '\0' && strcmp(one, other) != 0;
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
fits(const CfSameMatterRule *rule, CfMatter *matter, const CfRow *earlier,
	 const CfMatterColumns *now, const CfMatterColumns *then)
{
	ListCell   *a;
	ListCell   *b;

	forboth(a, now->equal, b, then->equal)
		if (!equal_in(matter, lfirst_int(a), earlier, lfirst_int(b)))
			return false;
	forboth(a, now->differing, b, then->differing)
		if (differ_in(matter, lfirst_int(a), earlier, lfirst_int(b)))
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
	ListCell   *rule;
	ListCell   *now;
	ListCell   *then;

	forthree(rule, desk->policy->same_matters,
			 now, matter->row->type->matter_columns,
			 then, earlier->type->matter_columns)
		if (fits(lfirst(rule), matter, earlier, lfirst(now), lfirst(then)))
			return lfirst(rule);
	return NULL;
}
