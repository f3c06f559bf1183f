/*
 * engine_column.h -- columns of a case that only the engine writes
 */
#ifndef CF_ENGINE_COLUMN_H
#define CF_ENGINE_COLUMN_H

#include "case/write.h"

extern void cf_check_computed(CfWrite *write);

#endif							/* CF_ENGINE_COLUMN_H */
