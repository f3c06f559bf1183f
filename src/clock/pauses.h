/*
 * pauses.h -- the pauses of a clock
 */
#ifndef CF_PAUSES_H
#define CF_PAUSES_H

#include "datatype/timestamp.h"

extern Datum cf_add_pause(Datum pauses, TimestampTz from, TimestampTz to);
extern int	cf_pauses(Datum pauses, TimestampTz **from, TimestampTz **to);

#endif							/* CF_PAUSES_H */
