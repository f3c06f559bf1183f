/*
 * kpi_words.h -- texts, each kept once and known by a number
 */
#ifndef CF_KPI_WORDS_H
#define CF_KPI_WORDS_H

#include "utils/palloc.h"

/* the number of a text that is NULL */
#define CF_NO_WORD (-1)

typedef struct CfWords CfWords;

extern CfWords *cf_words_create(void);
extern int32 cf_word(CfWords *words, const char *data, int length);
extern int32 cf_word_of(CfWords *words, Datum value, bool isnull);
extern Datum cf_word_text(CfWords *words, int32 number);

#endif							/* CF_KPI_WORDS_H */
