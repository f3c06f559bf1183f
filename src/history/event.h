/*
 * event.h -- one event of a case's history, and its place in the chain
 */
#ifndef CF_EVENT_H
#define CF_EVENT_H

#include "common/sha2.h"
#include "utils/jsonb.h"

#include "case/write.h"

typedef struct CfEvent
{
	int64		complaint_id;
	int			seq;
	TimestampTz at;
	const char *activity;
	const char *actor;			/* or NULL */
	const char *db_role;
	int			rules_version;
	ArrayType  *judged_by;		/* of int8, or NULL */
	Jsonb	   *changes;		/* or NULL */
	Jsonb	   *personal;		/* changed personal columns, or NULL */
	bytea	   *personal_hash;	/* or NULL */
} CfEvent;

extern void cf_event_of_write(CfWrite *write, const char *activity,
							  List *notes, CfEvent *event);
extern void cf_stamp(CfWrite *write, const char *activity, List *notes,
					 CfEvent *event);
extern void cf_check_head(CfWrite *write, const CfEvent *event);
extern void cf_check_recorded(CfWrite *write, HeapTuple old);
extern bytea *cf_event_hash(const CfEvent *event, const bytea *previous);
extern void cf_event_store(CfWrite *write, const CfEvent *event);

#endif							/* CF_EVENT_H */
