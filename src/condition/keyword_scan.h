/*
 * keyword_scan.h -- what a text mentions, in one pass
 */
#ifndef CF_KEYWORD_SCAN_H
#define CF_KEYWORD_SCAN_H

#include "condition/keyword_automaton.h"

typedef enum CfKeywordScan
{
	CF_SCAN_SETS,				/* which sets are mentioned */
	CF_SCAN_WORDS				/* which keywords are */
} CfKeywordScan;

#define CF_KEYWORD_HIT(hits, number) \
	((((hits)[(number) / 64] >> ((number) % 64)) & 1) != 0)

/*
 * cf_keywords_scan -- what does the text mention?
 *
 * A bitmap in CurrentMemoryContext: of the sets by number, or of the words,
 * for cf_keywords_mentioned.
 */
extern uint64 *cf_keywords_scan(const CfKeywords *keywords,
								CfKeywordScan what, const char *text, int len);

/*
 * cf_keywords_mentioned -- the keywords of a set among those found, as text[]
 * in the order of the set
 */
extern Datum cf_keywords_mentioned(const CfKeywords *keywords, int set,
								   const uint64 *words_hit);

#endif							/* CF_KEYWORD_SCAN_H */
