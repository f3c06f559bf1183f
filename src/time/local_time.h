/*
 * local_time.h -- from local times to moments and back
 */
#ifndef CF_LOCAL_TIME_H
#define CF_LOCAL_TIME_H

#include "datatype/timestamp.h"
#include "pgtime.h"

/* a stretch of time without change of the clocks, in Unix seconds */
typedef struct CfCalm
{
	pg_time_t	from;
	pg_time_t	to;
	long int	offset;
} CfCalm;

extern TimestampTz cf_local_instant(pg_tz *zone, int32 day, int64 time_of_day,
									CfCalm *calm);
extern int64 cf_local_time_of_day(pg_tz *zone, TimestampTz at);

#endif							/* CF_LOCAL_TIME_H */
