/*
 * kpi_tally.h -- rows of kpi_case added up for all tables of sums at once
 */
#ifndef CF_KPI_TALLY_H
#define CF_KPI_TALLY_H

#include "access/tupdesc.h"
#include "utils/tuplestore.h"

typedef struct CfKpiTally CfKpiTally;

extern CfKpiTally *cf_kpi_tally_create(void);
extern void cf_kpi_tally_case(CfKpiTally *tally, const Datum *values,
							  const bool *nulls, int times);
extern void cf_kpi_tally_put(CfKpiTally *tally, Tuplestorestate *store,
							 TupleDesc desc);

#endif							/* CF_KPI_TALLY_H */
