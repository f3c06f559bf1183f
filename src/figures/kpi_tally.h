/*
 * kpi_tally.h -- sums of all tables of sums, in memory
 */
#ifndef CF_KPI_TALLY_H
#define CF_KPI_TALLY_H

#include "access/tupdesc.h"
#include "utils/date.h"
#include "utils/tuplestore.h"

#include "figures/kpi_line.h"
#include "figures/kpi_words.h"

typedef enum CfSumTable
{
	CF_OF_DAY, CF_OF_WEEK, CF_OF_MONTH, CF_OF_DIMENSION, CF_OF_PART, CF_OF_ISSUE
} CfSumTable;

/* most codes of a key */
#define CF_CODES_MAX 5

typedef struct CfSumKey
{
	int32		table;			/* CfSumTable */
	DateADT		period;
	int32		codes[CF_CODES_MAX];	/* numbers of words; CF_NO_WORD: NULL */
} CfSumKey;

typedef struct CfKpiTally CfKpiTally;

extern CfKpiTally *cf_kpi_tally_create(void);
extern CfWords *cf_tally_words(CfKpiTally *tally);
extern void cf_sum_add(CfKpiTally *tally, const CfSumKey *key,
					   const CfKpiLine *line);
extern void cf_sum_take_away(CfKpiTally *tally, const CfSumKey *key,
							 const CfKpiLine *line);
extern void cf_kpi_tally_put(CfKpiTally *tally, Tuplestorestate *store,
							 TupleDesc desc);

#endif							/* CF_KPI_TALLY_H */
