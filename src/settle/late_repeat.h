/*
 * late_repeat.h -- the sheet of a customer who calls again belongs to the
 * open case (SPEC R8)
 */
#ifndef CF_LATE_REPEAT_H
#define CF_LATE_REPEAT_H

#include "case/worklist.h"
#include "case/write.h"

extern void cf_note_repeat(CfWrite *write);
extern void cf_settle_repeats(CfDesk *desk, bool direct,
							  CfWorklist *worklist);
extern void cf_note_call(CfWorklist *worklist, const CfRow *row);

#endif							/* CF_LATE_REPEAT_H */
