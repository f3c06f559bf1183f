/*
 * batch.h -- counting issues, and the incident when they are too many
 */
#ifndef CF_BATCH_H
#define CF_BATCH_H

#include "case/worklist.h"
#include "job/job.h"

extern void cf_settle(CfDesk *desk, bool direct, CfWorklist *worklist);
extern void cf_follow_up(CfDesk *desk, CfWorklist *worklist);
extern void cf_settle_issues(CfDesk *desk, bool direct, CfWorklist *worklist,
							 List *issues, CfJob *job);

#endif							/* CF_BATCH_H */
