/*
 * kpi_case.h -- what cases count in the sums, read without SQL
 *
 * Says what view kpi_now of the desk says, which is the definition.
 */
#ifndef CF_KPI_CASE_H
#define CF_KPI_CASE_H

#include "common/int.h"

#include "figures/kpi_reader.h"

extern bool cf_kpi_case(CfKpiReader *reader, int64 id, Datum *values,
						bool *nulls);

#endif							/* CF_KPI_CASE_H */
