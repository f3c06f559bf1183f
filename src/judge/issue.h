/*
 * issue.h -- what cases are about, and when too many are about the same
 */
#ifndef CF_ISSUE_H
#define CF_ISSUE_H

#include "job/job.h"
#include "case/worklist.h"
#include "case/write.h"

/* issue.c: before a row is written, and after */
extern char *cf_issue_key(CfWrite *write);
extern void cf_find_issue(CfWrite *write);
extern void cf_note_issue(CfWrite *write);
extern int64 cf_incident_of(CfDesk *desk, bool direct, const char *key,
							DateADT day, int *counted);
extern int64 cf_next_incident(CfDesk *desk);

/* batch.c: when all rows are written */
extern void cf_settle(CfDesk *desk, bool direct, CfPending *pending);
extern void cf_follow_up(CfDesk *desk, CfPending *pending);
extern void cf_settle_issues(CfDesk *desk, bool direct, CfPending *pending,
							 List *issues, CfJob *job);

/* left_to_job.c: what they left to the job */
extern void cf_settle_left(CfJob *job);

/* incident.c */
extern void cf_apply_incident(CfWrite *write, const CfAct *act);
extern void cf_move_cases(CfDesk *desk, int64 incident, const char *sql,
						  Oid type, Datum arg);
extern void cf_move_listed(CfDesk *desk, int64 incident, List *ids);
extern List *cf_move_others(CfDesk *desk, CfJob *job, int64 incident,
							List *ids);

#endif							/* CF_ISSUE_H */
