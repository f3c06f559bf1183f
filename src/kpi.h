/*
 * kpi.h -- the figures of a case have changed
 */
#ifndef CF_KPI_H
#define CF_KPI_H

#include "write.h"

extern void cf_kpi_note(CfWrite *write);

#endif							/* CF_KPI_H */
