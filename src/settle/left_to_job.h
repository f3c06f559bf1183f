/*
 * left_to_job.h -- what statements left to the job
 */
#ifndef CF_LEFT_TO_JOB_H
#define CF_LEFT_TO_JOB_H

#include "job/bisect.h"

extern void cf_settle_left(CfJob *job);
extern void cf_settle_left_cases(CfJob *job, const char *table,
								 const CfBisection *round);
extern void cf_settle_calls(CfJob *job);

#endif							/* CF_LEFT_TO_JOB_H */
