/*
 * batch.h -- counting issues, and the incident when they are too many
 */
#ifndef CF_BATCH_H
#define CF_BATCH_H

#include "case/worklist.h"
#include "job/job.h"

extern void cf_settle_issues(CfDesk *desk, bool direct, CfWorklist *worklist,
							 List *issues, CfJob *job);
extern void cf_settle_moved(CfDesk *desk, CfIssue *issue);

#endif							/* CF_BATCH_H */
