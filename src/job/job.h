/*
 * job.h -- a run of a job: its lock, and its record
 */
#ifndef CF_JOB_H
#define CF_JOB_H

#include "datatype/timestamp.h"

#include "desk/desk.h"

typedef struct CfJob
{
	CfDesk	   *desk;
	const char *name;			/* NULL: no job, failures are not recorded */
	TimestampTz at;				/* of the run; decides what is due again */
	int			failures;		/* found in this run */
	int			waits;			/* for locks, in vain */
	bool		gave_up;		/* after too many waits */
	bool		table_locked;	/* by somebody: the next run tries again */
	bool		must_name;		/* failures must be recorded: only job_failure
								 * tells the next run what to do */
} CfJob;

extern bool cf_job_attempt(const char *desk, const char *job,
						   void (*run) (void *arg), void *arg);
extern void cf_job_begin(CfJob *job, CfDesk *desk, const char *name,
						 TimestampTz at);
extern bool cf_try_lock(CfDesk *desk, const char *name);
extern bool cf_job_lock(CfJob *job);
extern void cf_job_tell(CfJob *job);
extern void cf_job_end(CfJob *job, TimestampTz started, int64 rows);

#endif							/* CF_JOB_H */
