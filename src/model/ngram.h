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
	uint64		hash;			/* never 0 */
	int			start;			/* bytes of the text, as the next */
	int			len;
} CfNgram;

/* the n-grams of a text of "len" bytes are fewer than this */
#define CF_NGRAMS_OF(len) (2 * (Size) (len) + 2)

/* longest n-gram as cf_ngram_text writes it: two words and a blank */
#define CF_NGRAM_MAX	81

extern int	cf_ngrams(const char *folded, int len, CfNgram *ngrams);
extern int	cf_ngram_text(const char *folded, const CfNgram *ngram,
						  char *buffer);

#endif							/* CF_NGRAM_H */
