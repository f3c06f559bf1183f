/*
 * keyword.c -- making the automaton of all keyword sets
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/memutils.h"

#include "base/fold.h"
#include "condition/keyword.h"

/* a state while words are added: what can follow it is a list */
typedef struct CfTrieNode
{
	int32		child;			/* the first, 0: none */

	/*
	 * The next child of its parent, 0: none.  When they have their places:
	 * the node whose children get theirs after its own.
	 */
	int32		sibling;
	union
	{
		int32		end;		/* as CfKeywordState */
		int32		place;		/* in the double array, when it has one */
	};
	uint8		class;			/* of the byte that leads here */
} CfTrieNode;

typedef struct CfKeywordTrie
{
	CfKeywords *kw;
	CfTrieNode *nodes;			/* the first is the root */
	int			nnodes;
	int			nends;
	int32		last;			/* the node that got its place last */
	/* the double array: */
	int32		room;			/* places there are */
	int32		used;			/* places up to the last one taken */
	int32		first_free;		/* no place before it is free */
} CfKeywordTrie;

/* where the children of a state may go is looked for in so many places */
#define PLACES_TRIED	1000

static uint64 last_serial = 0;

/* room for the longest word, folded: that never takes more bytes */
static char *
buffer_for_words(const CfKeywords *kw)
{
	int			longest = 1;

	for (int i = 0; i < kw->nwords; i++)
		longest = Max(longest, kw->words[i].len);
	return palloc(longest);
}

/* gives a byte its class when a keyword first uses it */
static uint8
class_of(CfKeywords *kw, unsigned char byte)
{
	/* UTF-8 uses fewer than 255 byte values, so this cannot wrap */
	if (kw->byte_class[byte] == 0)
		kw->byte_class[byte] = kw->nclasses++;
	return kw->byte_class[byte];
}

/* a node for each byte of the words, which is more than they need */
static Size
nodes_at_most(const CfKeywords *kw)
{
	Size		count = 1;

	for (int i = 0; i < kw->nwords; i++)
		count += kw->words[i].len;
	return count;
}

static void
check_size(const CfKeywords *kw)
{
	/* each node takes a place, and may leave free one for each byte */
	if (nodes_at_most(kw) > PG_INT32_MAX / 2 / (UINT8_MAX + 1))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many keywords"),
				 errhint("Remove keywords that are no longer needed.")));
}

static void
make_nodes(CfKeywordTrie *trie)
{
	trie->nodes = palloc_extended(sizeof(CfTrieNode) * nodes_at_most(trie->kw),
								  MCXT_ALLOC_HUGE);
	trie->nodes[trie->nnodes++] = (CfTrieNode) {.end = -1};
}

/* the child of a node by a class, made where it is missing */
static int32
child_of(CfKeywordTrie *trie, int32 parent, uint8 class)
{
	int32		child = trie->nodes[parent].child;

	while (child != 0 && trie->nodes[child].class != class)
		child = trie->nodes[child].sibling;
	if (child != 0)
		return child;
	child = trie->nnodes++;
	trie->nodes[child] = (CfTrieNode)
	{
		.sibling = trie->nodes[parent].child,.end = -1,.class = class
	};
	trie->nodes[parent].child = child;
	return child;
}

/* is a word of the same set and kind among those that end in the node? */
static bool
is_there(const CfKeywords *kw, const CfTrieNode *node,
		 const CfKeywordEnd *added)
{
	for (int i = node->end; i >= 0; i = kw->end[i].next)
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
	CfTrieNode *node;
	int32		at = 0;

	for (int i = 0; i < added->len; i++)
		at = child_of(trie, at, class_of(kw, bytes[i]));
	node = &trie->nodes[at];
	if (is_there(kw, node, added))
		return;
	kw->end[trie->nends] = *added;
	kw->end[trie->nends].next = node->end;
	node->end = trie->nends++;
}

/* gives the double array so many places */
static void
set_room(CfKeywordTrie *trie, int32 room)
{
	CfKeywords *kw = trie->kw;

	kw->states = repalloc_huge(kw->states, sizeof(CfKeywordState) * room);
	for (int32 i = trie->room; i < room; i++)
		kw->states[i].parent = -1;
	trie->room = room;
}

static bool
is_free(const CfKeywordTrie *trie, int32 place)
{
	return place >= trie->used || trie->kw->states[place].parent < 0;
}

/* are the places of a child and its siblings free behind this base? */
static bool
fits(const CfKeywordTrie *trie, int32 child, int32 base)
{
	for (; child != 0; child = trie->nodes[child].sibling)
		if (!is_free(trie, base + trie->nodes[child].class))
			return false;
	return true;
}

/* a base for a child and its siblings */
static int32
find_base(CfKeywordTrie *trie, int32 first)
{
	int32		lowest = trie->nodes[first].class;

	for (int32 child = first; child != 0; child = trie->nodes[child].sibling)
		lowest = Min(lowest, trie->nodes[child].class);
	while (!is_free(trie, trie->first_free))
		trie->first_free++;
	for (int32 place = Max(trie->first_free, lowest);
		 place < trie->first_free + PLACES_TRIED; place++)
		if (fits(trie, first, place - lowest))
			return place - lowest;
	return Max(trie->used, lowest) - lowest;
}

/* continues a state's chain of ended keywords with that of its suffix */
static void
chain_ends(CfKeywords *kw, CfKeywordState *state)
{
	int32	   *last = &state->end;

	while (*last >= 0)
		last = &kw->end[*last].next;
	*last = kw->states[state->suffix].end;
}

/* gives a node, the child of a state, its place */
static void
place_child(CfKeywordTrie *trie, CfTrieNode *node, int32 parent)
{
	CfKeywords *kw = trie->kw;
	int32		place = kw->states[parent].base + node->class;
	CfKeywordState *state = &kw->states[place];

	state->base = 0;			/* will do where it has no child */
	state->parent = parent;
	state->suffix = parent == CF_KEYWORD_ROOT ? CF_KEYWORD_ROOT :
		cf_keyword_step(kw, kw->states[parent].suffix, node->class);
	state->end = node->end;
	chain_ends(kw, state);
	node->place = place;
	trie->used = Max(trie->used, place + 1);
}

/* gives a node its base, and its children their places */
static void
place_children(CfKeywordTrie *trie, const CfTrieNode *node)
{
	CfKeywords *kw = trie->kw;
	int32		base = find_base(trie, node->child);

	if (base + kw->nclasses > trie->room)
		set_room(trie, Max(base + kw->nclasses,
						   trie->room + trie->room / 8));
	kw->states[node->place].base = base;
	/* they have no sibling but each other yet */
	trie->nodes[trie->last].sibling = node->child;
	for (int32 child = node->child; child != 0;
		 child = trie->nodes[child].sibling)
	{
		place_child(trie, &trie->nodes[child], node->place);
		trie->last = child;
	}
}

/*
 * Turns the trie into the automaton: breadth first, so that a state's longest
 * proper suffix, which is shorter, is complete before it is looked at.
 */
static void
place_states(CfKeywordTrie *trie)
{
	CfKeywords *kw = trie->kw;
	int32		at = 0;

	kw->states = MemoryContextAlloc(kw->cxt, sizeof(CfKeywordState));
	/* few places stay free */
	set_room(trie, trie->nnodes + trie->nnodes / 16 + kw->nclasses);
	kw->states[CF_KEYWORD_ROOT] = (CfKeywordState)
	{
		.parent = CF_KEYWORD_ROOT,.suffix = CF_KEYWORD_ROOT,.end = -1
	};
	trie->used = 1;
	trie->nodes[0].place = CF_KEYWORD_ROOT;
	do
	{
		if (trie->nodes[at].child != 0)
			place_children(trie, &trie->nodes[at]);
		at = trie->nodes[at].sibling;
	}
	while (at != 0);
	/* no base is as high as the last place taken */
	set_room(trie, trie->used + kw->nclasses);
}

/* a copy of a text at a place; returns the place behind it */
static char *
copy_text(char *place, const char *text, int len, const char **copy)
{
	memcpy(place, text, len);
	place[len] = '\0';
	*copy = place;
	return place + len + 1;
}

/* copies the sets, and the texts of all into one piece of memory */
static void
copy_texts(CfKeywords *kw, const CfKeywordSet *sets, int nsets,
		   CfKeyword *words, int nwords)
{
	MemoryContext cxt = kw->cxt;
	Size		size = 1;
	char	   *place;

	for (int i = 0; i < nsets; i++)
		size += strlen(sets[i].name) + 1;
	for (int i = 0; i < nwords; i++)
		size += words[i].len + 1;
	place = MemoryContextAllocHuge(cxt, size);

	kw->nsets = nsets;
	kw->sets = MemoryContextAlloc(cxt, sizeof(CfKeywordSet) * (nsets + 1));
	for (int i = 0; i < nsets; i++)
	{
		kw->sets[i].reach = sets[i].reach;
		place = copy_text(place, sets[i].name, strlen(sets[i].name),
						  &kw->sets[i].name);
	}
	kw->nwords = nwords;
	kw->words = words;
	for (int i = 0; i < nwords; i++)
	{
		Assert(words[i].set < nsets && words[i].len > 0);
		place = copy_text(place, words[i].text, words[i].len,
						  &words[i].text);
	}
}

/* counts the sets that a scan can hit at all */
static void
count_filled(CfKeywords *kw)
{
	bool	   *filled = palloc0(sizeof(bool) * (kw->nsets + 1));

	for (int i = 0; i < kw->nwords; i++)
	{
		const CfKeyword *word = &kw->words[i];

		kw->has_exceptions |= word->kind == CF_KEYWORD_EXCEPTION;
		if (word->kind != CF_KEYWORD || filled[word->set])
			continue;
		filled[word->set] = true;
		kw->nfilled++;
	}
	pfree(filled);
}

/* which sets count wherever their words stand */
static bool *
plain_sets(const CfKeywords *kw)
{
	bool	   *plain = palloc(sizeof(bool) * (kw->nsets + 1));

	for (int i = 0; i < kw->nsets; i++)
		plain[i] = kw->sets[i].reach < 0;
	for (int i = 0; i < kw->nwords; i++)
		if (kw->words[i].kind == CF_KEYWORD_EXCEPTION &&
			kw->words[i].set != CF_NEGATION_SET)
			plain[kw->words[i].set] = false;
	return plain;
}

static void
add_words(CfKeywordTrie *trie)
{
	CfKeywords *kw = trie->kw;
	const CfKeyword *words = kw->words;
	bool	   *plain = plain_sets(kw);
	char	   *buf = buffer_for_words(kw);

	for (int i = 0; i < kw->nwords; i++)
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

/* automata with the same digest find the same in every text */
static uint64
digest_of(const CfKeywords *kw)
{
	uint64		digest = 0;

	for (int i = 0; i < kw->nsets; i++)
		digest = hash_bytes_extended((const unsigned char *) kw->sets[i].name,
									 strlen(kw->sets[i].name),
									 hash_combine64(digest, kw->sets[i].reach));
	for (int i = 0; i < kw->nwords; i++)
	{
		const CfKeyword *word = &kw->words[i];

		digest = hash_combine64(digest, (uint64) word->reach << 32 |
								(uint32) word->set);
		digest = hash_bytes_extended((const unsigned char *) word->text,
									 word->len, digest + word->kind);
	}
	return digest;
}

CfKeywords *
cf_keywords_build(MemoryContext cxt, const CfKeywordSet *sets, int nsets,
				  CfKeyword *words, int nwords)
{
	CfKeywords *kw = MemoryContextAllocZero(cxt, sizeof(CfKeywords));

	kw->cxt = cxt;
	kw->serial = ++last_serial;
	copy_texts(kw, sets, nsets, words, nwords);
	count_filled(kw);
	check_size(kw);
	return kw;
}

void
cf_keywords_complete(CfKeywords *keywords)
{
	MemoryContext tmp = AllocSetContextCreate(CurrentMemoryContext,
											  "cf keyword trie",
											  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(tmp);
	CfKeywordTrie trie = {.kw = keywords};

	/* a try before this one may have run out of memory */
	memset(keywords->byte_class, 0, sizeof(keywords->byte_class));
	keywords->nclasses = 1;
	keywords->longest = 0;
	keywords->end = MemoryContextAllocHuge(keywords->cxt,
										   sizeof(CfKeywordEnd) *
										   (keywords->nwords + 1));
	make_nodes(&trie);
	add_words(&trie);
	place_states(&trie);
	keywords->digest = digest_of(keywords);
	keywords->complete = true;

	MemoryContextSwitchTo(old);
	MemoryContextDelete(tmp);
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
