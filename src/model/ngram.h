/*
 * ngram.h -- what a model sees of a text, which was folded before (fold.h)
 *
 * Of scripts without blanks between words, as Chinese: each character, and
 * each two neighbours.  Of others: each word, and each two words that follow
 * each other.  A word has 2 to 40 bytes.  One with more than five digits is
 * left out: a telephone number or an order says whose case it is, not what it
 * is about.
 */
#ifndef CF_NGRAM_H
#define CF_NGRAM_H

#include "c.h"

typedef struct CfNgram
{
	uint64		hash;			/* never 0, nor its lower half */
	int			start;			/* bytes of the text, as the next */
	int			len;
} CfNgram;

/* so many are read at once */
#define CF_NGRAMS_AT_ONCE	256

/* a word, or where none is: hash 0 */
typedef struct CfNgramWord
{
	uint64		hash;
	int			start;
} CfNgramWord;

/* a text whose n-grams are read piece by piece */
typedef struct CfNgramReader
{
	const char *text;
	int			len;
	int			at;				/* next byte */
	uint32		last;			/* the character just before, if it is one */
	int			last_at;
	CfNgramWord before;			/* the word before, if nothing else was */
} CfNgramReader;

/* longest n-gram as cf_ngram_text writes it: two words and a blank */
#define CF_NGRAM_MAX	81

extern void cf_ngrams_begin(CfNgramReader *reader, const char *folded,
							int len);
extern int	cf_ngrams_next(CfNgramReader *reader, CfNgram *ngrams);
extern int	cf_ngram_text(const char *folded, const CfNgram *ngram,
						  char *buffer);

#endif							/* CF_NGRAM_H */
