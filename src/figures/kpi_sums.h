/*
 * kpi_sums.h -- sums of all tables of sums, in memory
 */
#ifndef CF_KPI_SUMS_H
#define CF_KPI_SUMS_H

#include "access/tupdesc.h"
#include "utils/date.h"
#include "utils/tuplestore.h"

#include "figures/kpi_dictionary.h"
#include "figures/kpi_figure.h"

typedef enum CfSumTable
{
	CF_OF_DAY, CF_OF_WEEK, CF_OF_MONTH, CF_OF_DIMENSION, CF_OF_PART,
	CF_OF_ISSUE, CF_OF_RULE
} CfSumTable;

/* in place of a CfSumTable */
#define CF_OF_ALL (-1)

/* most codes of a key */
#define CF_CODES_MAX 5

/* most histograms of a sum */
#define CF_HISTOGRAMS_MAX 4

/* which sum */
typedef struct CfSumKey
{
	int32		table;			/* CfSumTable */
	DateADT		period;
	int32		codes[CF_CODES_MAX];	/* in the dictionary */
} CfSumKey;

/* a figure and its place; the same type twice, so that memcmp compares them */
typedef struct CfPlacedFigure
{
	int64		place;
	int64		figure;
} CfPlacedFigure;

/* what something adds to a sum: figures, and a time for each histogram */
typedef struct CfContribution
{
	int			nfigures;
	CfPlacedFigure figures[CF_FIGURES_MAX]; /* not 0, by place */
	int			buckets[CF_HISTOGRAMS_MAX]; /* CF_NO_BUCKET: no time */
} CfContribution;

#define CF_NO_BUCKET (-1)

typedef struct CfKpiSums CfKpiSums;

extern CfSumTable cf_kpi_sums_named(const char *name);
extern CfKpiSums *cf_kpi_sums_create(void);
extern CfDictionary *cf_kpi_sums_dictionary(CfKpiSums *sums);
extern void cf_kpi_sums_add(CfKpiSums *sums, const CfSumKey *key,
							const CfContribution *contribution, int sign);
extern void cf_kpi_sums_return(CfKpiSums *sums, Tuplestorestate *store,
							   TupleDesc desc);

#endif							/* CF_KPI_SUMS_H */
