/*
 * kpi_count.h -- what cases count in the sums, read without SQL
 *
 * Says what view kpi_now of the desk says, which is the definition.
 */
#ifndef CF_KPI_COUNT_H
#define CF_KPI_COUNT_H

#include "common/int.h"

#include "figures/kpi_reader.h"

extern bool cf_kpi_read(CfKpiReader *reader, int64 id, Datum *values,
						bool *nulls);

#endif							/* CF_KPI_COUNT_H */
