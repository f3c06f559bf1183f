/*
 * keyword_check.h -- how many keywords a desk may have
 */
#ifndef CF_KEYWORD_CHECK_H
#define CF_KEYWORD_CHECK_H

#include "access/htup.h"
#include "utils/rel.h"

extern void cf_check_keywords(Relation rel, HeapTuple row);
extern void cf_check_negation_words(Relation rel);

#endif							/* CF_KEYWORD_CHECK_H */
