/*
 * keyword_automaton.h -- Aho-Corasick over bytes, many sets in one automaton
 *
 * A table of dense rows, one row a state and one column a class of bytes:
 * bytes that occur in no keyword share class 0.  UTF-8 is self-synchronising,
 * so bytes of one character never match inside another.
 */
#ifndef CF_KEYWORD_AUTOMATON_H
#define CF_KEYWORD_AUTOMATON_H

/* transitions hold the row's offset; the top bit says "keywords end here" */
#define CF_KW_OUTPUT	((uint32) 1 << 31)
#define CF_KW_OFFSET	(CF_KW_OUTPUT - 1)

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

typedef struct CfKeywordWord
{
	const char *text;			/* as written */
	int			set;			/* -1 unless it is a keyword */
} CfKeywordWord;

typedef struct CfKeywords
{
	uint64		serial;
	int			nsets;
	CfKeywordSet *sets;
	int			nwords;
	CfKeywordWord *words;
	int			nfilled;		/* sets that have a keyword */
	bool		has_exceptions;
	int			longest;		/* bytes of the longest word, folded */
	int			nclasses;
	uint8		byte_class[256];
	uint32	   *next;			/* [state * nclasses + class] */
	int32	   *ends;			/* [state], index into end, or -1 */
	CfKeywordEnd *end;
} CfKeywords;

/* a letter or digit of ASCII; folded texts have no capitals */
static inline bool
cf_is_ascii_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

#endif							/* CF_KEYWORD_AUTOMATON_H */
