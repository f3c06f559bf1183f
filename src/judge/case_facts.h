/*
 * case_facts.h -- what conditions know of the file of a case
 */
#ifndef CF_CASE_FACTS_H
#define CF_CASE_FACTS_H

#include "case/write.h"

/* facts from CF_FACT_OF_FILE on, by number */
typedef struct CfCaseFacts
{
	TupleDesc	desc;			/* of all facts */
	Datum		values[CF_FACT_LAST];
	bool		nulls[CF_FACT_LAST];
	Bitmapset  *read;			/* the others are not known */
} CfCaseFacts;

extern void cf_read_case_facts(CfWrite *write, List *rules);
extern const char *cf_table_of_fact(CfFact fact);
extern void cf_set_case_facts(CfEval *eval, const CfCaseFacts *facts);

#endif							/* CF_CASE_FACTS_H */
