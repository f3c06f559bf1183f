/*
 * moment.h -- when the running statement counts
 */
#ifndef CF_MOMENT_H
#define CF_MOMENT_H

#include "datatype/timestamp.h"

extern TimestampTz cf_statement_time(void);
extern TimestampTz cf_rehearse_at(TimestampTz moment);

#endif							/* CF_MOMENT_H */
