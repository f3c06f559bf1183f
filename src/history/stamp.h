/*
 * stamp.h -- the stamps of a case, and the head of its chain of events
 */
#ifndef CF_STAMP_H
#define CF_STAMP_H

#include "history/event.h"

extern void cf_stamp(CfWrite *write, const char *activity, List *notes,
					 CfEvent *event);
extern void cf_check_head(CfWrite *write, const CfEvent *event);
extern void cf_check_recorded(CfWrite *write, HeapTuple old);

#endif							/* CF_STAMP_H */
