/*
 * kpi_change.h -- what a changed row of kpi_case adds to which sums
 */
#ifndef CF_KPI_CHANGE_H
#define CF_KPI_CHANGE_H

#include "figures/kpi_sums.h"

typedef struct CfKpiChanges CfKpiChanges;

extern CfKpiChanges *cf_kpi_changes(CfKpiSums *sums, int table);
extern void cf_kpi_change(CfKpiChanges *changes, const Datum *old_values,
						  const bool *old_nulls, const Datum *values,
						  const bool *nulls);

#endif							/* CF_KPI_CHANGE_H */
