/*
 * incident.h -- a batch as one record: what the engine does to its cases,
 * and what people may change in it
 */
#ifndef CF_INCIDENT_H
#define CF_INCIDENT_H

#include "job/job.h"

extern void cf_move_cases(CfDesk *desk, int64 incident, const char *sql,
						  Oid type, Datum arg);
extern void cf_move_listed(CfDesk *desk, int64 incident, List *ids);
extern List *cf_move_others(CfDesk *desk, CfJob *job, int64 incident,
							List *ids);

#endif							/* CF_INCIDENT_H */
