/*
 * trim.c -- white space and invisible characters of Unicode
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "row/trim.h"

/* length of the white space or invisible character at p, 0 for others */
static int
blank_at(const char *p, const char *end)
{
	const unsigned char *u = (const unsigned char *) p;

	if (u[0] <= ' ')
		return 1;
	if (u[0] == 0xC2 && end - p >= 2 && (u[1] == 0xA0 || u[1] == 0xAD))
		return 2;				/* no-break space, soft hyphen */
	if (u[0] == 0xCD && end - p >= 2 && u[1] == 0x8F)
		return 2;				/* grapheme joiner */
	if (end - p < 3)
		return 0;
	if (u[0] == 0xE1 && ((u[1] == 0x85 && (u[2] == 0x9F || u[2] == 0xA0)) ||
						 (u[1] == 0xA0 && u[2] == 0x8E)))
		return 3;				/* Hangul fillers, Mongolian vowel separator */
	if (u[0] == 0xE2 && u[1] == 0x80 && u[2] >= 0x80 && u[2] <= 0x8F)
		return 3;				/* spaces of all widths, zero-width, marks */
	if (u[0] == 0xE2 && u[1] == 0x80 && u[2] >= 0xA8 && u[2] <= 0xAF)
		return 3;				/* separators, embeddings, narrow space */
	if (u[0] == 0xE2 && u[1] == 0x81 && u[2] >= 0x9F && u[2] <= 0xAF)
		return 3;				/* mathematical space, joiner, operators */
	if (u[0] == 0xE2 && u[1] == 0xA0 && u[2] == 0x80)
		return 3;				/* braille without dots */
	if (u[0] == 0xE3 && u[1] == 0x80 && u[2] == 0x80)
		return 3;				/* full-width space */
	if ((u[0] == 0xE3 && u[1] == 0x85 && u[2] == 0xA4) ||
		(u[0] == 0xEF && u[1] == 0xBE && u[2] == 0xA0))
		return 3;				/* Hangul filler, full and half width */
	if (u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF)
		return 3;				/* byte order mark */
	return 0;
}

bool
cf_blank(const char *text, int len)
{
	const char *end = text + len;

	while (text < end)
	{
		int			step = blank_at(text, end);

		if (step == 0)
			return false;
		text += step;
	}
	return true;
}

/*
 * cf_trimmed -- a text without white space at both ends
 *
 * Returns the datum itself when there is none.
 */
Datum
cf_trimmed(Datum text)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(text);
	const char *start = VARDATA_ANY(value);
	const char *end = start + VARSIZE_ANY_EXHDR(value);
	const char *from = start;
	const char *to = start;
	int			step;

	while (from < end && (step = blank_at(from, end)) > 0)
		from += step;
	/* UTF-8 is read forwards: remember the end of the last visible one */
	for (const char *p = from; p < end;)
	{
		step = blank_at(p, end);
		if (step == 0)
		{
			step = pg_mblen(p);
			to = p + step;
		}
		p += step;
	}
	if (from == start && to == end)
		return PointerGetDatum(value);
	if (to < from)
		to = from;
	return PointerGetDatum(cstring_to_text_with_len(from, to - from));
}
