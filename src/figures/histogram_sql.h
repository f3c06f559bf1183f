/*
 * histogram_sql.h -- type histogram and its aggregates in SQL
 */
#ifndef CF_HISTOGRAM_SQL_H
#define CF_HISTOGRAM_SQL_H

#include "fmgr.h"

#include "figures/histogram.h"

#define DatumGetHistogramP(datum) ((CfHistogram *) PG_DETOAST_DATUM(datum))

extern CfHistogram *cf_histogram_of(const CfGrowingHistogram *growing);
extern CfHistogram *cf_histogram_sum(const CfHistogram *a,
									 const CfHistogram *b);

#endif							/* CF_HISTOGRAM_SQL_H */
