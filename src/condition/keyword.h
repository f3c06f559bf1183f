/*
 * keyword.h -- thousands of keywords in many sets, found in one pass
 *
 * Pure logic over UTF-8 bytes: no SPI, no relations.  What counts as a match:
 *
 * - Keywords and texts are compared folded, see base/fold.h.
 * - Where a keyword begins (ends) with an ASCII letter or digit, the text may
 *   not continue the word there: the character before (after) the match must
 *   not be a Latin letter or a digit.  So "art" finds
 *   "art," and "用art做" but not "party", "315" does not find "13150", and
 *   the borders of Chinese keywords are free.
 */
#ifndef CF_KEYWORD_H
#define CF_KEYWORD_H

#include "utils/palloc.h"

typedef struct CfKeywords CfKeywords;

/* one keyword as the caller has it; set is the number of its set from 0 */
typedef struct CfKeyword
{
	const char *text;
	int			len;			/* in bytes, at least 1 */
	int			set;
} CfKeyword;

/* 64-bit words that the bitmap of n sets takes */
#define CF_KEYWORD_BITMAP_WORDS(nsets)	(((nsets) + 63) / 64)
#define CF_KEYWORD_HIT(bitmap, set) \
	((((bitmap)[(set) / 64] >> ((set) % 64)) & 1) != 0)

/*
 * cf_keywords_build -- compile all sets into one automaton
 *
 * Everything returned lives in cxt, names and keywords are copied.  A set
 * may have no keyword; then it exists and is never hit.
 */
extern CfKeywords *cf_keywords_build(MemoryContext cxt,
									 const char *const *set_names, int nsets,
									 const CfKeyword *words, int nwords);

/* number of the set with this name, -1 when there is none */
extern int	cf_keywords_set_number(const CfKeywords *keywords,
								   const char *name, int len);
extern int	cf_keywords_set_count(const CfKeywords *keywords);

/*
 * Tells this automaton from every other of the backend's life, so that
 * what was looked up in one is not used with its successor.
 */
extern uint64 cf_keywords_serial(const CfKeywords *keywords);

/*
 * cf_keywords_scan -- which sets does the text mention?
 *
 * Sets the bits in hits (CF_KEYWORD_BITMAP_WORDS words, overwritten).
 */
extern void cf_keywords_scan(const CfKeywords *keywords,
							 const char *text, int len, uint64 *hits);

#endif							/* CF_KEYWORD_H */
