/*
 * kpi_write.h -- sums added to the tables of sums, without SQL
 */
#ifndef CF_KPI_WRITE_H
#define CF_KPI_WRITE_H

#include "desk/desk.h"
#include "figures/kpi_sums.h"

typedef struct CfSumWriter CfSumWriter;

extern CfSumWriter *cf_sum_writer_open(CfDesk *desk);
extern bool cf_sum_write(CfSumWriter *writer, const CfSumRow *row);
extern void cf_sum_writer_close(CfSumWriter *writer);

#endif							/* CF_KPI_WRITE_H */
