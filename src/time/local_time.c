/*
 * local_time.c -- from local times to moments and back
 *
 * Where clocks go forward, a local time that does not exist is read with the
 * offset before the change, and where they go back, one that exists twice
 * means the second, as timestamptz input does.  Only midnight differs: a day
 * begins at its first moment, however the clocks stand, so that days always
 * follow each other without gap or overlap.
 */
#include "postgres.h"

#include "time/local_time.h"

/* seconds of the Unix epoch at PostgreSQL's */
#define EPOCH_SHIFT \
	((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY)

/* the moment of a local time given as seconds, see the head of the file */
static pg_time_t
find_instant(pg_tz *zone, pg_time_t local, bool first, CfCalm *calm)
{
	pg_time_t	probe = local - SECS_PER_DAY;	/* earlier than any answer */
	pg_time_t	change;
	long int	offset_before;
	long int	offset_after;
	int			dst;
	pg_time_t	before;
	pg_time_t	after;
	int			found;

	found = pg_next_dst_boundary(&probe, &offset_before, &dst, &change,
								 &offset_after, &dst, zone);
	if (found < 0)
		elog(ERROR, "time zone has no offset at " INT64_FORMAT,
			 (int64) local);
	calm->from = probe;
	calm->to = found == 0 ? PG_INT64_MAX : change;
	calm->offset = offset_before;

	before = local - offset_before;
	if (found == 0)
		return before;
	after = local - offset_after;
	if (before < change && after < change)
		return before;
	if (before >= change && after >= change)
		return after;
	if (before >= change)		/* skipped */
		return first ? change : before;
	return first ? before : after;	/* happens twice */
}

/*
 * cf_local_instant -- the moment of a local time
 *
 * *calm remembers between calls where the clocks do not change; start with
 * zeroes.
 */
TimestampTz
cf_local_instant(pg_tz *zone, int32 day, int64 time_of_day, CfCalm *calm)
{
	int64		seconds = time_of_day / USECS_PER_SEC;
	int64		fraction = time_of_day % USECS_PER_SEC;
	pg_time_t	local = day * (int64) SECS_PER_DAY + seconds + EPOCH_SHIFT;
	pg_time_t	at = local - calm->offset;
	const int64 margin = 2 * SECS_PER_DAY;

	if (at - margin < calm->from || at >= calm->to - margin)
		at = find_instant(zone, local,
						  seconds % SECS_PER_DAY == 0 && fraction == 0, calm);
	return (at - EPOCH_SHIFT) * USECS_PER_SEC + fraction;
}

/* cf_local_time_of_day -- local time of day at a moment */
int64
cf_local_time_of_day(pg_tz *zone, TimestampTz at)
{
	int64		fraction = at % USECS_PER_SEC;
	pg_time_t	seconds;
	struct pg_tm *tm;

	if (fraction < 0)
		fraction += USECS_PER_SEC;
	seconds = (at - fraction) / USECS_PER_SEC + EPOCH_SHIFT;
	tm = pg_localtime(&seconds, zone);
	return ((tm->tm_hour * MINS_PER_HOUR + tm->tm_min) * SECS_PER_MINUTE +
			tm->tm_sec) * USECS_PER_SEC + fraction;
}
