/*
 * complete_row.h -- a row as the program that writes it means it
 */
#ifndef CF_COMPLETE_ROW_H
#define CF_COMPLETE_ROW_H

#include "access/htup.h"
#include "commands/trigger.h"
#include "datatype/timestamp.h"
#include "utils/rel.h"

#define CF_USECS_PER_MSEC INT64CONST(1000)

/* is a time that was sent the one before, cut or rounded to milliseconds? */
static inline bool
cf_is_same_time(TimestampTz sent, TimestampTz before)
{
	return sent % CF_USECS_PER_MSEC == 0 &&
		sent > before - CF_USECS_PER_MSEC &&
		sent < before + CF_USECS_PER_MSEC;
}

extern HeapTuple cf_complete_row(Relation rel, HeapTuple row);
extern HeapTuple cf_complete_trigger_row(TriggerData *trigger);
extern void cf_complete_parts(Relation rel, Datum *values, bool *nulls);

#endif							/* CF_COMPLETE_ROW_H */
