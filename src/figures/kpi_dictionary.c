/*
 * kpi_dictionary.c -- texts, each kept once and known by a number
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "figures/kpi_dictionary.h"

typedef struct TextKey
{
	const char *data;
	int			length;
} TextKey;

typedef struct Entry
{
	TextKey		key;
	uint32		hash;
	int			number;
	char		status;
} Entry;

#define SH_PREFIX texts
#define SH_ELEMENT_TYPE Entry
#define SH_KEY_TYPE TextKey
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

struct CfDictionary
{
	MemoryContext cxt;
	texts_hash *numbers;
	List	   *texts;			/* of text *, by number */
};

/* cf_dictionary_create -- an empty one that lives in the current context */
CfDictionary *
cf_dictionary_create(void)
{
	CfDictionary *dictionary = palloc(sizeof(CfDictionary));

	dictionary->cxt = CurrentMemoryContext;
	dictionary->numbers = texts_create(dictionary->cxt, 256, NULL);
	dictionary->texts = NIL;
	return dictionary;
}

/* cf_dictionary_number -- of a text, a new one at its first use */
int32
cf_dictionary_number(CfDictionary *dictionary, const char *data, int length)
{
	TextKey		key = {.data = data, .length = length};
	bool		found;
	Entry	   *entry = texts_insert(dictionary->numbers, key, &found);

	if (!found)
	{
		MemoryContext caller = MemoryContextSwitchTo(dictionary->cxt);
		text	   *kept = cstring_to_text_with_len(data, length);

		entry->number = list_length(dictionary->texts);
		entry->key.data = VARDATA(kept);
		dictionary->texts = lappend(dictionary->texts, kept);
		MemoryContextSwitchTo(caller);
	}
	return entry->number;
}

/* cf_dictionary_number_of -- the same of a text value */
int32
cf_dictionary_number_of(CfDictionary *dictionary, Datum value, bool isnull)
{
	text	   *said;

	if (isnull)
		return CF_NO_TEXT;
	said = DatumGetTextPP(value);
	return cf_dictionary_number(dictionary, VARDATA_ANY(said),
								VARSIZE_ANY_EXHDR(said));
}

/* cf_dictionary_text -- the text of a number */
Datum
cf_dictionary_text(CfDictionary *dictionary, int32 number)
{
	return PointerGetDatum(list_nth(dictionary->texts, number));
}

/* cf_dictionary_compare -- texts byte by byte; NULL comes last */
int
cf_dictionary_compare(CfDictionary *dictionary, int32 a, int32 b)
{
	text	   *left;
	text	   *right;
	Size		shorter;
	int			order;

	if (a == b)
		return 0;
	if (a == CF_NO_TEXT || b == CF_NO_TEXT)
		return a == CF_NO_TEXT ? 1 : -1;
	left = list_nth(dictionary->texts, a);
	right = list_nth(dictionary->texts, b);
	shorter = Min(VARSIZE(left), VARSIZE(right)) - VARHDRSZ;
	order = memcmp(VARDATA(left), VARDATA(right), shorter);
	if (order != 0)
		return order;
	return VARSIZE(left) < VARSIZE(right) ? -1 : 1;
}
