/*
 * keyword.h -- thousands of keywords in many sets, as one automaton
 *
 * Pure logic over UTF-8 bytes: no SPI, no relations.  What counts as a match:
 *
 * - Keywords and texts are compared folded, see base/fold.h.
 * - Where a keyword begins (ends) with an ASCII letter or digit, the text may
 *   not continue the word there: the character before (after) the match must
 *   not be a Latin letter or a digit.  So "art" finds "art," and "用art做" but
 *   not "party", "315" does not find "13150", and the borders of Chinese
 *   keywords are free.
 * - A match inside a match of an exception of the same set does not count.
 * - Nor does one behind a negation, if its set says how far negations reach:
 *   see CfKeywordSet.
 */
#ifndef CF_KEYWORD_H
#define CF_KEYWORD_H

#include "utils/palloc.h"

#include "condition/keyword_automaton.h"

/*
 * cf_keywords_build -- all sets as one automaton
 *
 * Its states are made when a text is first scanned: a connection that never
 * reads one needs only the names of the sets.
 *
 * Everything returned lives in cxt, also names and words: "words" is in cxt
 * and becomes part of it, their texts are copied.  A set may have no keyword;
 * then it exists and is never hit.
 */
extern CfKeywords *cf_keywords_build(MemoryContext cxt,
									 const CfKeywordSet *sets, int nsets,
									 CfKeyword *words, int nwords);

/* makes the states, if they are not there yet */
extern void cf_keywords_complete(CfKeywords *keywords);

/* number of the set with this name, -1 when there is none */
extern int	cf_keywords_set_number(const CfKeywords *keywords,
								   const char *name, int len);

/*
 * Tells this automaton from every other of the backend's life, so that
 * what was looked up in one is not used with its successor.
 */
extern uint64 cf_keywords_serial(const CfKeywords *keywords);

#endif							/* CF_KEYWORD_H */
