/*
 * keyword.c -- making the automaton of all keyword sets
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "base/fold.h"
#include "condition/keyword.h"

/* while building; rows hold state numbers, 0 is "no child" */
typedef struct CfKeywordTrie
{
	CfKeywords *kw;
	int			nstates;
	int32	   *rows;
	int			nends;
} CfKeywordTrie;

static uint64 last_serial = 0;

/* gives every byte that a keyword uses its column */
static void
assign_classes(CfKeywords *kw, const CfKeyword *words, int nwords, char *buf)
{
	memset(kw->byte_class, 0, sizeof(kw->byte_class));
	kw->nclasses = 1;
	for (int i = 0; i < nwords; i++)
	{
		int			len = cf_fold(words[i].text, words[i].len, buf);

		for (int b = 0; b < len; b++)
		{
			unsigned char byte = buf[b];

			/* UTF-8 uses fewer than 255 byte values, so this cannot wrap */
			if (kw->byte_class[byte] == 0)
				kw->byte_class[byte] = kw->nclasses++;
		}
	}
}

/* room for a state for each byte of the words, which is more than they need */
static void
make_room(CfKeywordTrie *trie, MemoryContext cxt, const CfKeyword *words,
		  int nwords)
{
	Size		nstates = 1;

	for (int i = 0; i < nwords; i++)
		nstates += words[i].len;
	if (nstates * trie->kw->nclasses > CF_KW_OFFSET)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many keywords"),
				 errhint("Remove keywords that are no longer needed.")));
	trie->rows = MemoryContextAllocHuge(cxt, sizeof(int32) * nstates *
										trie->kw->nclasses);
	trie->kw->ends = MemoryContextAllocHuge(cxt, sizeof(int32) * nstates);
}

/* appends an empty state and returns its number */
static int32
new_state(CfKeywordTrie *trie)
{
	memset(trie->rows + (Size) trie->nstates * trie->kw->nclasses, 0,
		   sizeof(int32) * trie->kw->nclasses);
	trie->kw->ends[trie->nstates] = -1;
	return trie->nstates++;
}

/* is a word of the same set and kind among those that end in the state? */
static bool
is_there(const CfKeywords *kw, int32 state, const CfKeywordEnd *added)
{
	for (int i = kw->ends[state]; i >= 0; i = kw->end[i].next)
		if (kw->end[i].set == added->set && kw->end[i].kind == added->kind)
			return true;
	return false;
}

/* inserts a word, whose folded bytes these are */
static void
add_keyword(CfKeywordTrie *trie, const unsigned char *bytes,
			const CfKeywordEnd *added)
{
	CfKeywords *kw = trie->kw;
	int32		state = 0;

	for (int i = 0; i < added->len; i++)
	{
		Size		at = (Size) state * kw->nclasses +
		kw->byte_class[bytes[i]];

		if (trie->rows[at] == 0)
			trie->rows[at] = new_state(trie);
		state = trie->rows[at];
	}
	if (is_there(kw, state, added))
		return;
	kw->end[trie->nends] = *added;
	kw->end[trie->nends].next = kw->ends[state];
	kw->ends[state] = trie->nends++;
}

/* continues a state's chain of ended keywords with that of its suffix */
static void
chain_ends(CfKeywords *kw, int32 state, int32 suffix)
{
	int32		e = kw->ends[state];

	if (e < 0)
	{
		kw->ends[state] = kw->ends[suffix];
		return;
	}
	while (kw->end[e].next >= 0)
		e = kw->end[e].next;
	kw->end[e].next = kw->ends[suffix];
}

/*
 * Turns the trie into the automaton: breadth first, so that the row of a
 * state's longest proper suffix is complete before it is copied from.
 */
static void
link_states(CfKeywordTrie *trie, MemoryContext tmp)
{
	CfKeywords *kw = trie->kw;
	int			nclasses = kw->nclasses;
	int32	   *queue;
	int32	   *fail;
	int			head = 0;
	int			tail = 0;

	queue = MemoryContextAllocHuge(tmp, sizeof(int32) * trie->nstates);
	fail = MemoryContextAllocHuge(tmp, sizeof(int32) * trie->nstates);
	fail[0] = 0;
	queue[tail++] = 0;
	while (head < tail)
	{
		int32		state = queue[head++];
		int32	   *row = trie->rows + (Size) state * nclasses;
		const int32 *suffix = trie->rows + (Size) fail[state] * nclasses;

		if (state != 0)
			chain_ends(kw, state, fail[state]);
		for (int c = 0; c < nclasses; c++)
		{
			int32		child = row[c];

			if (child == 0)
				row[c] = state == 0 ? 0 : suffix[c];
			else
			{
				fail[child] = state == 0 ? 0 : suffix[c];
				queue[tail++] = child;
			}
		}
	}
	Assert(tail == trie->nstates);
}

/* the rows become the table: offsets instead of numbers, and the output bit */
static void
finish_table(CfKeywordTrie *trie)
{
	CfKeywords *kw = trie->kw;
	Size		n = (Size) trie->nstates * kw->nclasses;

	kw->next = repalloc_huge(trie->rows, sizeof(uint32) * n);
	kw->ends = repalloc_huge(kw->ends, sizeof(int32) * trie->nstates);
	for (Size i = 0; i < n; i++)
	{
		uint32		to = kw->next[i];

		kw->next[i] = to * kw->nclasses;
		if (kw->ends[to] >= 0)
			kw->next[i] |= CF_KW_OUTPUT;
	}
}

/* copies sets and words, and counts the sets that a scan can hit at all */
static void
copy_words(CfKeywords *kw, MemoryContext cxt, const CfKeywordSet *sets,
		   int nsets, const CfKeyword *words, int nwords)
{
	bool	   *filled = palloc0(sizeof(bool) * (nsets + 1));

	kw->nsets = nsets;
	kw->sets = MemoryContextAlloc(cxt, sizeof(CfKeywordSet) * (nsets + 1));
	for (int i = 0; i < nsets; i++)
		kw->sets[i] = sets[i];
	kw->nwords = nwords;
	kw->words = MemoryContextAlloc(cxt, sizeof(CfKeywordWord) * (nwords + 1));
	for (int i = 0; i < nwords; i++)
	{
		bool		counts = words[i].kind == CF_KEYWORD;

		Assert(words[i].set < nsets && words[i].len > 0);
		kw->words[i].set = counts ? words[i].set : -1;
		kw->words[i].text = words[i].text;
		kw->has_exceptions |= words[i].kind == CF_KEYWORD_EXCEPTION;
		if (!counts || filled[words[i].set])
			continue;
		filled[words[i].set] = true;
		kw->nfilled++;
	}
}

/* which sets count wherever their words stand */
static bool *
plain_sets(const CfKeywords *kw, const CfKeyword *words, int nwords)
{
	bool	   *plain = palloc(sizeof(bool) * (kw->nsets + 1));

	for (int i = 0; i < kw->nsets; i++)
		plain[i] = kw->sets[i].reach < 0;
	for (int i = 0; i < nwords; i++)
		if (words[i].kind == CF_KEYWORD_EXCEPTION && words[i].set >= 0)
			plain[words[i].set] = false;
	return plain;
}

static void
add_words(CfKeywordTrie *trie, const CfKeyword *words, int nwords, char *buf)
{
	CfKeywords *kw = trie->kw;
	bool	   *plain = plain_sets(kw, words, nwords);

	for (int i = 0; i < nwords; i++)
	{
		int			len = cf_fold(words[i].text, words[i].len, buf);
		bool		negation = words[i].set == CF_NEGATION_SET;
		CfKeywordEnd end = {
			.word = i,
			.set = negation ? kw->nsets : words[i].set,
			.len = len,
			.reach = words[i].reach,
			.kind = words[i].kind,
			.plain = !negation && plain[words[i].set],
			.free_left = !cf_is_ascii_word(buf[0]),
			.free_right = !cf_is_ascii_word(buf[len - 1])
		};

		kw->longest = Max(kw->longest, len);
		add_keyword(trie, (unsigned char *) buf, &end);
	}
}

CfKeywords *
cf_keywords_build(MemoryContext cxt, const CfKeywordSet *sets, int nsets,
				  const CfKeyword *words, int nwords)
{
	MemoryContext tmp = AllocSetContextCreate(CurrentMemoryContext,
											  "cf keyword trie",
											  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(tmp);
	CfKeywordTrie trie = {0};
	CfKeywords *kw;
	char	   *buf;
	int			longest = 1;

	for (int i = 0; i < nwords; i++)
		longest = Max(longest, words[i].len);
	buf = palloc(longest);

	kw = MemoryContextAllocZero(cxt, sizeof(CfKeywords));
	kw->serial = ++last_serial;
	kw->end = MemoryContextAllocHuge(cxt, sizeof(CfKeywordEnd) * (nwords + 1));
	copy_words(kw, cxt, sets, nsets, words, nwords);
	assign_classes(kw, words, nwords, buf);

	trie.kw = kw;
	make_room(&trie, cxt, words, nwords);
	(void) new_state(&trie);
	add_words(&trie, words, nwords, buf);
	link_states(&trie, tmp);
	finish_table(&trie);

	MemoryContextSwitchTo(old);
	MemoryContextDelete(tmp);
	return kw;
}

int
cf_keywords_set_number(const CfKeywords *keywords, const char *name, int len)
{
	for (int i = 0; i < keywords->nsets; i++)
	{
		if (strlen(keywords->sets[i].name) == len &&
			memcmp(keywords->sets[i].name, name, len) == 0)
			return i;
	}
	return -1;
}

uint64
cf_keywords_serial(const CfKeywords *keywords)
{
	return keywords->serial;
}
