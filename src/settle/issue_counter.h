/*
 * issue_counter.h -- the counters of issues, and the cases that wait for them
 */
#ifndef CF_ISSUE_COUNTER_H
#define CF_ISSUE_COUNTER_H

#include "case/worklist.h"

extern void cf_count_issues(CfDesk *desk, bool direct, CfWorklist *worklist,
							List *issues);
extern bool cf_take_counter(CfDesk *desk, CfIssue *issue, int64 *incident);
extern void cf_write_counter(CfDesk *desk, const CfIssue *issue,
							 List *members, int more);
extern void cf_leave_cases(CfDesk *desk, const CfIssue *issue, List *ids,
						   int more_than);
extern void cf_forget_leftovers(CfDesk *desk, const CfIssue *issue);
extern List *cf_left_issues(CfDesk *desk, CfWorklist *worklist);

#endif							/* CF_ISSUE_COUNTER_H */
