/*
 * kpi_parts.h -- clocks and history of a case being counted
 */
#ifndef CF_KPI_PARTS_H
#define CF_KPI_PARTS_H

#include "figures/kpi_reader.h"

extern void cf_count_clocks(CfCount *count);
extern void cf_count_events(CfCount *count);

#endif							/* CF_KPI_PARTS_H */
