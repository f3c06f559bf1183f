/*
 * text_likeness.h -- how much two texts have in common
 */
#ifndef CF_TEXT_LIKENESS_H
#define CF_TEXT_LIKENESS_H

/* the pairs of neighbouring characters of a text */
typedef struct CfLetterPairs
{
	uint64	   *pairs;			/* sorted, each once */
	int			count;
} CfLetterPairs;

extern CfLetterPairs cf_letter_pairs(text *content);
extern float4 cf_pairs_likeness(const CfLetterPairs *a,
								const CfLetterPairs *b);

#endif							/* CF_TEXT_LIKENESS_H */
