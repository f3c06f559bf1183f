/*
 * kpi_note.h -- the figures of a case have changed
 */
#ifndef CF_KPI_NOTE_H
#define CF_KPI_NOTE_H

#include "case/write.h"

extern void cf_kpi_note(CfWrite *write);

#endif							/* CF_KPI_NOTE_H */
