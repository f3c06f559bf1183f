/*
 * keyword.c -- Aho-Corasick over bytes, many sets in one automaton
 *
 * The automaton is a table of dense rows, one row a state and one column a
 * class of bytes: bytes that occur in no keyword share class 0.  UTF-8 is
 * self-synchronising, so bytes of one character never match inside another.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "base/fold.h"
#include "condition/keyword.h"

/* transitions hold the row's offset; the top bit says "keywords end here" */
#define CF_KW_OUTPUT	((uint32) 1 << 31)
#define CF_KW_OFFSET	(CF_KW_OUTPUT - 1)

/* a keyword that ends in a state; the chain goes on in the suffix's state */
typedef struct CfKeywordEnd
{
	int32		set;
	int32		next;			/* index of the next one, -1 at the end */
	int32		len;			/* in bytes, folded */
	bool		free_left;		/* no word border needed before / after */
	bool		free_right;
} CfKeywordEnd;

struct CfKeywords
{
	uint64		serial;
	int			nsets;
	char	  **set_names;
	int			nfilled;		/* sets that have a keyword */
	int			nclasses;
	uint8		byte_class[256];
	uint32	   *next;			/* [state * nclasses + class] */
	int32	   *ends;			/* [state], index into end, or -1 */
	CfKeywordEnd *end;
};

/* while building; rows hold state numbers, 0 is "no child" */
typedef struct CfKeywordTrie
{
	CfKeywords *kw;
	int			nstates;
	int			max_states;
	int32	   *rows;
	int32	   *fail;
	int			nends;
} CfKeywordTrie;

static uint64 last_serial = 0;

/* folded texts have no capitals */
static inline bool
is_ascii_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/*
 * Does the character at p continue a Latin word?  Letters and digits, and
 * U+00C0 to U+027F but for the two signs in that range.
 */
static bool
is_word_char(const unsigned char *p, const unsigned char *end)
{
	if (p >= end)
		return false;
	if (p[0] >= 0xC3 && p[0] <= 0xC9 && end - p >= 2)
		return !(p[0] == 0xC3 && (p[1] == 0x97 || p[1] == 0xB7));
	return is_ascii_word(p[0]);
}

/* the start of the character that ends before p; p must be past start */
static inline const unsigned char *
char_before(const unsigned char *start, const unsigned char *p)
{
	do
		p--;
	while (p > start && (*p & 0xC0) == 0x80);
	return p;
}

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

/* appends an empty state and returns its number */
static int32
new_state(CfKeywordTrie *trie)
{
	Size		row = sizeof(int32) * trie->kw->nclasses;

	if (trie->nstates >= trie->max_states)
	{
		trie->max_states *= 2;
		if ((Size) trie->max_states * trie->kw->nclasses > CF_KW_OFFSET)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("too many keywords"),
					 errhint("Remove keywords that are no longer needed.")));
		trie->rows = repalloc_huge(trie->rows, row * trie->max_states);
		trie->kw->ends = repalloc_huge(trie->kw->ends,
									   sizeof(int32) * trie->max_states);
	}
	memset(trie->rows + (Size) trie->nstates * trie->kw->nclasses, 0, row);
	trie->kw->ends[trie->nstates] = -1;
	return trie->nstates++;
}

/* inserts one folded keyword of "set" */
static void
add_keyword(CfKeywordTrie *trie, const unsigned char *bytes, int len,
			int set)
{
	CfKeywords *kw = trie->kw;
	CfKeywordEnd *end;
	int32		state = 0;

	for (int i = 0; i < len; i++)
	{
		Size		at = (Size) state * kw->nclasses +
		kw->byte_class[bytes[i]];

		if (trie->rows[at] == 0)
		{
			int32		child = new_state(trie);

			trie->rows[at] = child; /* new_state may have moved the rows */
		}
		state = trie->rows[at];
	}

	for (int i = kw->ends[state]; i >= 0; i = kw->end[i].next)
		if (kw->end[i].set == set)
			return;				/* it stands in the list twice */
	end = &kw->end[trie->nends];
	end->set = set;
	end->len = len;
	end->free_left = !is_ascii_word(bytes[0]);
	end->free_right = !is_ascii_word(bytes[len - 1]);
	end->next = kw->ends[state];
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

/* writes the final table: offsets instead of numbers, and the output bit */
static void
finish_table(CfKeywordTrie *trie, MemoryContext cxt)
{
	CfKeywords *kw = trie->kw;
	Size		n = (Size) trie->nstates * kw->nclasses;
	int32	   *ends = kw->ends;
	Size		i;

	kw->next = MemoryContextAllocHuge(cxt, sizeof(uint32) * n);
	for (i = 0; i < n; i++)
	{
		int32		to = trie->rows[i];

		kw->next[i] = (uint32) to * kw->nclasses;
		if (ends[to] >= 0)
			kw->next[i] |= CF_KW_OUTPUT;
	}
	kw->ends = MemoryContextAllocHuge(cxt, sizeof(int32) * trie->nstates);
	memcpy(kw->ends, ends, sizeof(int32) * trie->nstates);
}

/* copies the names and counts the sets that a scan can hit at all */
static void
copy_sets(CfKeywords *kw, MemoryContext cxt, const char *const *names,
		  int nsets, const CfKeyword *words, int nwords)
{
	bool	   *filled = palloc0(sizeof(bool) * (nsets + 1));

	kw->nsets = nsets;
	kw->set_names = MemoryContextAlloc(cxt, sizeof(char *) * (nsets + 1));
	for (int i = 0; i < nsets; i++)
		kw->set_names[i] = MemoryContextStrdup(cxt, names[i]);
	kw->nfilled = 0;
	for (int i = 0; i < nwords; i++)
	{
		Assert(words[i].set >= 0 && words[i].set < nsets);
		Assert(words[i].len > 0);
		if (!filled[words[i].set])
			kw->nfilled++;
		filled[words[i].set] = true;
	}
}

CfKeywords *
cf_keywords_build(MemoryContext cxt, const char *const *set_names, int nsets,
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
	copy_sets(kw, cxt, set_names, nsets, words, nwords);
	assign_classes(kw, words, nwords, buf);

	trie.kw = kw;
	trie.max_states = 256;
	trie.rows = palloc(sizeof(int32) * trie.max_states * kw->nclasses);
	kw->ends = palloc(sizeof(int32) * trie.max_states);
	(void) new_state(&trie);
	for (int i = 0; i < nwords; i++)
	{
		int			len = cf_fold(words[i].text, words[i].len, buf);

		add_keyword(&trie, (unsigned char *) buf, len, words[i].set);
	}
	link_states(&trie, tmp);
	finish_table(&trie, cxt);

	MemoryContextSwitchTo(old);
	MemoryContextDelete(tmp);
	return kw;
}

int
cf_keywords_set_number(const CfKeywords *keywords, const char *name, int len)
{
	for (int i = 0; i < keywords->nsets; i++)
	{
		if (strlen(keywords->set_names[i]) == len &&
			memcmp(keywords->set_names[i], name, len) == 0)
			return i;
	}
	return -1;
}

int
cf_keywords_set_count(const CfKeywords *keywords)
{
	return keywords->nsets;
}

uint64
cf_keywords_serial(const CfKeywords *keywords)
{
	return keywords->serial;
}

/*
 * Are the borders of the match that ends before p free, where it needs that?
 */
static bool
borders_hold(const CfKeywordEnd *match, const unsigned char *start,
			 const unsigned char *p, const unsigned char *end)
{
	if (!match->free_right && is_word_char(p, end))
		return false;
	if (match->free_left)
		return true;
	p -= match->len;
	return p == start || !is_word_char(char_before(start, p), end);
}

void
cf_keywords_scan(const CfKeywords *keywords, const char *text, int len,
				 uint64 *hits)
{
	char	   *folded = palloc_extended((Size) len + 1, MCXT_ALLOC_HUGE);
	const unsigned char *start = (unsigned char *) folded;
	const unsigned char *end = start + cf_fold(text, len, folded);
	const unsigned char *p = start;
	const uint32 *next = keywords->next;
	int			missing = keywords->nfilled;
	uint32		state = 0;

	memset(hits, 0,
		   sizeof(uint64) * CF_KEYWORD_BITMAP_WORDS(keywords->nsets));
	while (p < end && missing > 0)
	{
		int32		e;

		state = next[(state & CF_KW_OFFSET) + keywords->byte_class[*p++]];
		if (likely((state & CF_KW_OUTPUT) == 0))
			continue;
		e = keywords->ends[(state & CF_KW_OFFSET) / keywords->nclasses];
		for (; e >= 0; e = keywords->end[e].next)
		{
			const CfKeywordEnd *match = &keywords->end[e];

			if (!CF_KEYWORD_HIT(hits, match->set) &&
				borders_hold(match, start, p, end))
			{
				hits[match->set / 64] |= UINT64CONST(1) << (match->set % 64);
				missing--;
			}
		}
	}
	pfree(folded);
}
