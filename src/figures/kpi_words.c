/*
 * kpi_words.c -- texts, each kept once and known by a number
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "figures/kpi_words.h"

#define ROOM_AT_FIRST 256

typedef struct WordKey
{
	const char *data;
	int			length;
} WordKey;

typedef struct Word
{
	WordKey		key;
	uint32		hash;
	int			number;
	char		status;
} Word;

#define SH_PREFIX words
#define SH_ELEMENT_TYPE Word
#define SH_KEY_TYPE WordKey
#define SH_KEY key
#define SH_HASH_KEY(tb, k) \
	hash_bytes((const unsigned char *) (k).data, (k).length)
#define SH_EQUAL(tb, a, b) \
	((a).length == (b).length && memcmp((a).data, (b).data, (a).length) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a) ((a)->hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct CfWords
{
	MemoryContext cxt;
	words_hash *numbers;
	int			count;
	int			room;
	Datum	   *texts;			/* by number */
};

/* cf_words_create -- none; they live in the current context */
CfWords *
cf_words_create(void)
{
	CfWords    *words = palloc(sizeof(CfWords));

	words->cxt = CurrentMemoryContext;
	words->numbers = words_create(words->cxt, ROOM_AT_FIRST, NULL);
	words->count = 0;
	words->room = ROOM_AT_FIRST;
	words->texts = palloc(words->room * sizeof(Datum));
	return words;
}

static text *
keep(CfWords *words, const char *data, int length)
{
	MemoryContext caller = MemoryContextSwitchTo(words->cxt);
	text	   *kept = cstring_to_text_with_len(data, length);

	if (words->count == words->room)
	{
		words->room *= 2;
		words->texts = repalloc(words->texts, words->room * sizeof(Datum));
	}
	words->texts[words->count++] = PointerGetDatum(kept);
	MemoryContextSwitchTo(caller);
	return kept;
}

/* cf_word -- the number of a text, a new one at its first use */
int32
cf_word(CfWords *words, const char *data, int length)
{
	WordKey		key = {.data = data,.length = length};
	bool		found;
	Word	   *entry = words_insert(words->numbers, key, &found);

	if (!found)
	{
		entry->number = words->count;
		entry->key.data = VARDATA(keep(words, data, length));
	}
	return entry->number;
}

/* cf_word_of -- the same of a text value */
int32
cf_word_of(CfWords *words, Datum value, bool isnull)
{
	text	   *said;

	if (isnull)
		return CF_NO_WORD;
	said = DatumGetTextPP(value);
	return cf_word(words, VARDATA_ANY(said), VARSIZE_ANY_EXHDR(said));
}

/* cf_word_text -- the text of a number */
Datum
cf_word_text(CfWords *words, int32 number)
{
	Assert(number >= 0 && number < words->count);
	return words->texts[number];
}
