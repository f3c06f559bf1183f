/*
 * issue.h -- what cases are about, and when too many are about the same
 */
#ifndef CF_ISSUE_H
#define CF_ISSUE_H

#include "utils/date.h"

#include "case/write.h"

extern char *cf_issue_key(CfWrite *write);
extern void cf_find_issue(CfWrite *write);
extern CfBatchRule *cf_batch_rule_again(CfWrite *write);
extern void cf_note_issue(CfWrite *write);
extern int64 cf_incident_of(CfDesk *desk, bool direct, const char *key,
							DateADT day, int *counted);
extern int64 cf_next_incident(CfDesk *desk);

#endif							/* CF_ISSUE_H */
