/*
 * text_likeness.c -- how much two texts have in common
 *
 * The measure counts pairs of neighbouring characters: Chinese words mostly
 * have two, and pairs serve English well enough.  It needs no dictionary and
 * does not depend on the locale, as pg_trgm does.
 */
#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"

#include "base/compat.h"
#include "condition/text_likeness.h"

/* ideographic, general and full-width punctuation, blanks, ASCII signs */
static bool
separates(pg_wchar c)
{
	if (c < 128)
		return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
	return c == 0xA0 || (c >= 0x2000 && c <= 0x206F) ||
		(c >= 0x3000 && c <= 0x303F) || (c >= 0xFE30 && c <= 0xFE4F) ||
		(c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20);
}

static int
compare_pairs(const void *a, const void *b)
{
	uint64		x = *(const uint64 *) a;
	uint64		y = *(const uint64 *) b;

	return x < y ? -1 : x > y;
}

/*
 * cf_letter_pairs -- the pairs of a text of so many bytes
 *
 * A character without neighbours makes a pair of its own.
 */
CfLetterPairs
cf_letter_pairs(const char *content, int bytes)
{
	pg_wchar   *letters = palloc_extended(((Size) bytes + 1) * sizeof(pg_wchar),
										  MCXT_ALLOC_HUGE);
	int			length = pg_mb2wchar_with_len(content, letters, bytes);
	CfLetterPairs result = {palloc_extended(((Size) length + 1) * sizeof(uint64),
										  MCXT_ALLOC_HUGE), 0};
	int			found = 0;
	pg_wchar	before = 0;
	bool		alone = false;

	for (int i = 0; i <= length; i++)
	{
		pg_wchar	c = i < length ? letters[i] : ' ';

		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
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
	qsort(result.pairs, found, sizeof(uint64), compare_pairs);
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
	text	   *one = PG_GETARG_TEXT_PP(0);
	text	   *other = PG_GETARG_TEXT_PP(1);
	CfLetterPairs a = cf_letter_pairs(VARDATA_ANY(one),
									  VARSIZE_ANY_EXHDR(one));
	CfLetterPairs b = cf_letter_pairs(VARDATA_ANY(other),
									  VARSIZE_ANY_EXHDR(other));

	PG_RETURN_FLOAT4(cf_pairs_likeness(&a, &b));
}
