/*
 * kpi_dictionary.h -- texts, each kept once and known by a number
 */
#ifndef CF_KPI_DICTIONARY_H
#define CF_KPI_DICTIONARY_H

/* the number of a text that is NULL */
#define CF_NO_TEXT (-1)

typedef struct CfDictionary CfDictionary;

extern CfDictionary *cf_dictionary_create(void);
extern int32 cf_dictionary_number(CfDictionary *dictionary, const char *data,
								  int length);
extern int32 cf_dictionary_number_of(CfDictionary *dictionary, Datum value,
									 bool isnull);
extern int	cf_dictionary_compare(CfDictionary *dictionary, int32 a, int32 b);
extern Datum cf_dictionary_text(CfDictionary *dictionary, int32 number);

#endif							/* CF_KPI_DICTIONARY_H */
