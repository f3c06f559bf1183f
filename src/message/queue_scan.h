/*
 * queue_scan.h -- what an audience may claim, in order
 */
#ifndef CF_QUEUE_SCAN_H
#define CF_QUEUE_SCAN_H

#include "datatype/timestamp.h"

#include "desk/desk.h"

/* the place of an entry among those of its audience */
typedef struct CfQueueKey
{
	int			priority;
	TimestampTz due_at;
	int64		complaint_id;
} CfQueueKey;

typedef struct CfQueueScan CfQueueScan;

extern CfQueueScan *cf_queue_scan_begin(CfDesk *desk, const char *audience,
										const CfQueueKey *from);
extern bool cf_queue_scan_next(CfQueueScan *scan, CfQueueKey *key);
extern void cf_queue_scan_end(CfQueueScan *scan);

#endif							/* CF_QUEUE_SCAN_H */
