/*
 * keyword_automaton.h -- Aho-Corasick over bytes, many sets in one automaton
 *
 * A double array: the child of a state by a byte of class c lies at place
 * base + c, if the state there says that this one is its parent.  A step reads
 * one cache line where it finds a child, and the states of some thousand
 * keywords fit into a processor's cache.
 *
 * Bytes that occur in no keyword share class 0.  UTF-8 is self-synchronising,
 * so bytes of one character never match inside another.
 */
#ifndef CF_KEYWORD_AUTOMATON_H
#define CF_KEYWORD_AUTOMATON_H

#include "utils/palloc.h"

typedef enum CfKeywordKind
{
	CF_KEYWORD,
	CF_KEYWORD_EXCEPTION,		/* a phrase in which what it holds is nothing */
	CF_NEGATION,
	CF_NEGATION_END				/* no negation reaches beyond it */
} CfKeywordKind;

typedef struct CfKeywordSet
{
	const char *name;

	/*
	 * How many characters at most may stand between a negation and a keyword
	 * that then does not count, in one clause; a Latin word is one character,
	 * blanks are none.  -1: negations do not matter.
	 */
	int			reach;
} CfKeywordSet;

/* a keyword that ends in a state; the chain goes on in the suffix's state */
typedef struct CfKeywordEnd
{
	int32		next;			/* index of the next one, -1 at the end */
	int32		word;			/* its number among all that were given */
	int32		set;			/* nsets for the words of negation */
	int32		len;			/* in bytes, folded */
	int32		reach;			/* of a negation, -1: as the set says */
	uint8		kind;			/* CfKeywordKind */
	bool		plain;			/* counts wherever it stands */
	bool		free_left;		/* no word border needed before / after */
	bool		free_right;
} CfKeywordEnd;

/* the set of a word of negation, and of the exceptions to them */
#define CF_NEGATION_SET	(-1)

/* a word as it is written */
typedef struct CfKeyword
{
	const char *text;
	int			len;			/* in bytes, at least 1 */
	CfKeywordKind kind;
	int			set;			/* number of its set from 0 */
	int			reach;			/* CF_NEGATION: at most, -1: as the set says */
} CfKeyword;

typedef struct CfKeywordState
{
	int32		base;
	int32		parent;			/* the root is its own; -1: no state is here */
	int32		suffix;			/* the longest proper suffix that is a state */
	int32		end;			/* first keyword that ends here, -1: none */
} CfKeywordState;

#define CF_KEYWORD_ROOT	0

typedef struct CfKeywords
{
	MemoryContext cxt;			/* all of it lives here */
	uint64		serial;
	int			nsets;
	CfKeywordSet *sets;
	int			nwords;
	CfKeyword  *words;
	int			nfilled;		/* sets that have a keyword */
	bool		has_exceptions;
	/* when the automaton is complete: */
	bool		complete;
	uint64		digest;			/* of sets and words */
	int			nclasses;
	uint8		byte_class[256];
	int			longest;		/* bytes of the longest word, folded */
	CfKeywordState *states;		/* room for a class behind each base */
	CfKeywordEnd *end;
} CfKeywords;

/* the state after one more byte, of which this is the class */
static inline int32
cf_keyword_step(const CfKeywords *keywords, int32 state, int class)
{
	for (;;)
	{
		const CfKeywordState *at = &keywords->states[state];

		if (keywords->states[at->base + class].parent == state)
			return at->base + class;
		if (state == CF_KEYWORD_ROOT)
			return state;
		state = at->suffix;
	}
}

/* a letter or digit of ASCII; folded texts have no capitals */
static inline bool
cf_is_ascii_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

#endif							/* CF_KEYWORD_AUTOMATON_H */
