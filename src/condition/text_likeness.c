/*
 * text_likeness.c -- how much two texts have in common
 *
 * The measure counts pairs of neighbouring characters: Chinese words mostly
 * have two, and pairs serve English well enough.  It needs no dictionary and
 * does not depend on the locale, as pg_trgm does.  Texts are folded first.
 */
#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"

#include "base/compat.h"
#include "base/fold.h"
#include "condition/text_likeness.h"

/* ideographic and general punctuation, blanks, ASCII signs, of a folded text */
static bool
separates(pg_wchar c)
{
	if (c < 128)
		return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
	return c == 0xA0 || (c >= 0x2000 && c <= 0x206F) ||
		(c >= 0x3000 && c <= 0x303F) || (c >= 0xFE30 && c <= 0xFE4F);
}

/* with the comparison inside: half the time of qsort */
#define ST_SORT sort_pairs
#define ST_ELEMENT_TYPE uint64
#define ST_COMPARE(a, b) (*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* cf_letter_pairs -- a character without neighbours makes a pair of its own */
CfLetterPairs
cf_letter_pairs(text *content)
{
	text	   *folded = cf_fold_text(content);
	int			bytes = VARSIZE(folded) - VARHDRSZ;
	pg_wchar   *letters = palloc_extended(((Size) bytes + 1) * sizeof(pg_wchar),
										  MCXT_ALLOC_HUGE);
	int			length = pg_mb2wchar_with_len(VARDATA(folded), letters, bytes);
	CfLetterPairs result = {palloc_extended(((Size) length + 1) * sizeof(uint64),
										  MCXT_ALLOC_HUGE), 0};
	int			found = 0;
	pg_wchar	before = 0;
	bool		alone = false;

	for (int i = 0; i <= length; i++)
	{
		pg_wchar	c = i < length ? letters[i] : ' ';

		if (separates(c))
		{
			if (alone)
				result.pairs[found++] = (uint64) before << 32;
			before = 0;
			alone = false;
			continue;
		}
		alone = before == 0;
		if (!alone)
			result.pairs[found++] = (uint64) before << 32 | c;
		before = c;
	}
	pfree(letters);
	pfree(folded);
	sort_pairs(result.pairs, found);
	for (int i = 0; i < found; i++)
	{
		if (i == 0 || result.pairs[i] != result.pairs[i - 1])
			result.pairs[result.count++] = result.pairs[i];
	}
	return result;
}

/*
 * cf_pairs_likeness -- 0 (nothing in common) to 1 (the same pairs): twice the
 * common pairs over all pairs
 */
float4
cf_pairs_likeness(const CfLetterPairs *a, const CfLetterPairs *b)
{
	int			common = 0;
	int			i = 0;
	int			j = 0;

	while (i < a->count && j < b->count)
	{
		if (a->pairs[i] == b->pairs[j])
		{
			common++;
			i++;
			j++;
		}
		else if (a->pairs[i] < b->pairs[j])
			i++;
		else
			j++;
	}
	return a->count + b->count == 0 ? 0 :
		2.0f * common / (a->count + b->count);
}

PG_FUNCTION_INFO_V1(text_likeness);

/*
 * text_likeness(text, text) -- see cf_pairs_likeness
 */
Datum
text_likeness(PG_FUNCTION_ARGS)
{
	CfLetterPairs a = cf_letter_pairs(PG_GETARG_TEXT_PP(0));
	CfLetterPairs b = cf_letter_pairs(PG_GETARG_TEXT_PP(1));

	PG_RETURN_FLOAT4(cf_pairs_likeness(&a, &b));
}
