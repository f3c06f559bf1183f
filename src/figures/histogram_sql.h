/*
 * histogram_sql.h -- type histogram and its aggregates in SQL
 */
#ifndef CF_HISTOGRAM_SQL_H
#define CF_HISTOGRAM_SQL_H

#include "figures/histogram.h"

extern CfHistogram *cf_histogram_of(const CfGrowingHistogram *growing);

#endif							/* CF_HISTOGRAM_SQL_H */
