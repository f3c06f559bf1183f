/*
 * moment.c -- when the running statement counts
 *
 * It counts when it runs, except in a rehearsal, whose steps have times of
 * their own; everything that they write is rolled back.
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/timestamp.h"

#include "base/moment.h"

static TimestampTz rehearsed = DT_NOBEGIN;

TimestampTz
cf_statement_time(void)
{
	return rehearsed != DT_NOBEGIN ? rehearsed :
		GetCurrentStatementStartTimestamp();
}

/*
 * cf_rehearse_at -- statements count at this moment, with DT_NOBEGIN when they
 * run; returns what held before
 */
TimestampTz
cf_rehearse_at(TimestampTz moment)
{
	TimestampTz before = rehearsed;

	rehearsed = moment;
	return before;
}
