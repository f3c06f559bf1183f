/*
 * fold.c -- texts that people read as the same become the same bytes
 *
 * For comparing, too much is better than too little: a character that stands
 * for two simplified ones folds to the same as both.  So a folded text is not
 * one to read.
 */
#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/fold.h"

/* characters from U+2000 on may change; below are only letters of ASCII */
#define CF_FOLD_FIRST	0x2000

/* the bits in which a character differs from what it folds to; 0: it stays */
#define FOLD(from, to)	[(from) - CF_FOLD_FIRST] = (from) ^ (to),
static const uint16 difference[0x10000 - CF_FOLD_FIRST] = {
#include "base/fold_table.inc"
};

int
cf_fold(const char *in, int len, char *out)
{
	const unsigned char *p = (const unsigned char *) in;
	const unsigned char *end = p + len;
	unsigned char *to = (unsigned char *) out;

	while (p < end)
	{
		if (*p >= 0xE2 && *p <= 0xEF && end - p >= 3)
		{
			int			code = (p[0] & 0x0F) << 12 | (p[1] & 0x3F) << 6 |
				(p[2] & 0x3F);
			int			bits = difference[code - CF_FOLD_FIRST];

			to[0] = p[0] ^ bits >> 12;
			to[1] = p[1] ^ (bits >> 6 & 0x3F);
			to[2] = p[2] ^ (bits & 0x3F);
			if (to[0] >= 0xE2)
				to += 3;
			else
				*to++ = code ^ bits;	/* to ASCII */
			p += 3;
		}
		else
		{
			*to++ = *p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p;
			p++;
		}
	}
	return to - (unsigned char *) out;
}

text *
cf_fold_text(text *content)
{
	int			len = VARSIZE_ANY_EXHDR(content);
	text	   *folded;

	if (GetDatabaseEncoding() != PG_UTF8)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("texts can be folded in UTF8 only"),
				 errdetail("This database is in %s.",
						   GetDatabaseEncodingName()),
				 errhint("Keep complaints in a database in UTF8.")));
	folded = palloc(len + VARHDRSZ);
	SET_VARSIZE(folded, cf_fold(VARDATA_ANY(content), len, VARDATA(folded)) +
				VARHDRSZ);
	return folded;
}

PG_FUNCTION_INFO_V1(fold_text);

/* fold_text(text) -> text */
Datum
fold_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cf_fold_text(PG_GETARG_TEXT_PP(0)));
}
